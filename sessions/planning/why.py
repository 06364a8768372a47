"""Why regencies are left over, in words, and what would help most."""

from collections.abc import Callable, Iterable, Sequence

from sessions.planning.grid import Grid
from sessions.planning.plan import Help, Unplanned, Words


def reasons_for(grid: Grid, over: Sequence[int], *, seconds: Callable[[], float]) -> Iterable[Unplanned]:
    """A reason for each regency that is left over."""
    words = Words("Tidak ada slot dan panel yang memenuhi semua aturan.", "No slot and panel keep every rule.")
    return [Unplanned(grid.problem.regencies[r].code, words) for r in over]


def helps_for(grid: Grid, *, seconds: Callable[[], float]) -> Iterable[Help]:
    """What would place more of them."""
    return []
