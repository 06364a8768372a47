"""Ranks: the highest index is 1, equal ones share a rank and the next ones are skipped (1, 2, 2, 4)."""

import numpy as np

from sessions.values.results.table import Floats

DIGITS = 9
"""Figures are never rounded, but two that differ only after so many decimals are the same: sums in another order."""


def ranks(figures: Floats) -> list[int | None]:
    """Standard competition ranks of an array; None for NaN."""
    known = ~np.isnan(figures)
    steady = np.round(figures[known], DIGITS)
    above = len(steady) - np.searchsorted(np.sort(steady), steady, side="right")
    places = iter((above + 1).tolist())
    return [next(places) if is_known else None for is_known in known]
