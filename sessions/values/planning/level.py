"""How even loads can be at best: water poured into vessels of different floors and heights.

A panelist's load starts at what is taken already and ends at what diary and daily limits allow. The spread of loads is
the highest less the lowest, where who has all that the diary allows counts as nobody's lowest.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """No plan with so many seats has its lowest load above `low` or its highest below `high`."""

    low: int
    high: int

    @property
    def spread(self) -> int:
        """The least possible spread."""
        return max(0, self.high - self.low)

    @classmethod
    def poured(cls, floors: Sequence[int], tops: Sequence[int], units: int) -> "Level":
        """So many units in vessels from floor to top."""
        ceiling = max([0, *tops, *floors])
        total = sum(floors) + units

        def filled(level: int) -> int:
            return sum(max(floor, min(level, top)) for floor, top in zip(floors, tops, strict=True))

        low = max((level for level in range(ceiling + 1) if filled(level) <= total), default=0)
        high = next((level for level in range(ceiling + 1) if filled(level) >= total), ceiling)
        return cls(low, max([high, *floors]) if floors else 0)


def spread(loads: Sequence[int], most: Sequence[int]) -> int:
    """The highest load less the lowest of those who could have had more; 0 when nobody could."""
    movable = [load for load, top in zip(loads, most, strict=True) if load < top]
    return max(0, max(loads) - min(movable)) if movable else 0
