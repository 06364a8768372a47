"""How far a panel's values of one criterion lie apart, and which of them need words before the minutes are signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sessions.values.rubric import Rubric, Scale


@dataclass(frozen=True)
class Cell:
    """One panelist's value of a criterion; `moderated` is what they changed it to in the deliberation."""

    panelist: str
    value: float | None
    moderated: float | None = None

    @property
    def present(self) -> float | None:
        """The value as it now stands."""
        return self.value if self.moderated is None else self.moderated


@dataclass(frozen=True)
class Row:
    """A criterion with the panel's values, in the panel's order; `wide` where they lie half the scale apart or more."""

    criterion: str
    cells: tuple[Cell, ...]
    median: float | None
    spread: float | None
    before: float | None  # the spread of the original values
    wide: bool

    def is_far(self, cell: Cell) -> bool:
        """Whether a value of a wide row is not the median."""
        return self.wide and cell.present is not None and cell.present != self.median


def rows(
    rubric: Rubric,
    panel: Sequence[str],
    values: Mapping[str, Mapping[str, float]],
    moderated: Mapping[str, Mapping[str, float]],
) -> list[Row]:
    """Every criterion of the rubric, with the values by panelist and criterion."""
    return [
        _row(
            rubric.scale,
            key,
            [Cell(one, values.get(one, {}).get(key), moderated.get(one, {}).get(key)) for one in panel],
        )
        for key in rubric.criteria
    ]


def _row(scale: Scale, criterion: str, cells: Sequence[Cell]) -> Row:
    present = [cell.present for cell in cells if cell.present is not None]
    spread = _spread(present)
    wide = spread is not None and spread >= (scale.max - scale.min) / 2
    before = _spread([cell.value for cell in cells if cell.value is not None])
    return Row(criterion, tuple(cells), median(present) if present else None, spread, before, wide)


def _spread(values: Sequence[float]) -> float | None:
    return max(values) - min(values) if values else None
