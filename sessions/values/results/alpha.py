"""Krippendorff's alpha for interval and for ordinal values, of the data and of every bootstrap sample at once.

Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": alpha = 1 - Do / De over the values that can be
paired, that is, of units with two values or more. The ordinal difference of two values is the squared difference of
their mid-ranks among all pairable values, so that the ordinal alpha is the interval alpha of these ranks.
"""

import numpy as np

from sessions.values.results.index import divided
from sessions.values.results.ratings import Ratings
from sessions.values.results.table import Floats, total


def alphas(ratings: Ratings, weights: Floats) -> tuple[Floats, Floats]:
    """Interval and ordinal alpha for each row of `weights` (draws by units); NaN where no two values differ."""
    pairable = ratings.only(np.flatnonzero(np.repeat(ratings.sizes, ratings.sizes.astype(np.intp)) > 1))
    drawn, size = weights[:, pairable.present], pairable.sizes
    plain = pairable.centred[None]
    interval = _alpha(drawn, size, pairable.per_unit(plain), pairable.per_unit(plain**2))
    given = _given(pairable)
    ranks = _mid_ranks(drawn @ given)
    return interval, _alpha(drawn, size, ranks @ given.T, ranks**2 @ given.T)


def _alpha(drawn: Floats, size: Floats, sums: Floats, squares: Floats) -> Floats:
    """From each unit's number of values and their sums, which are draws by units or one row for all draws."""
    count = drawn @ size
    inside = (drawn * ((size * squares - sums**2) / (size - 1))).sum(axis=1)
    overall = count * (drawn * squares).sum(axis=1) - (drawn * sums).sum(axis=1) ** 2
    flat = overall <= 1e-9 * np.maximum(count, 1.0)
    return 1 - divided((count - 1) * inside, np.where(flat, 0.0, overall))


def _given(ratings: Ratings) -> Floats:
    """Present units by distinct values, lowest first: how often the unit was given the value."""
    kinds, code = np.unique(np.round(ratings.centred, 9), return_inverse=True)
    unit = np.repeat(np.arange(len(ratings.present)), ratings.sizes.astype(np.intp))
    return total((unit, code.astype(np.intp)), (len(ratings.present), len(kinds)))


def _mid_ranks(counts: Floats) -> Floats:
    """The mid-rank of each distinct value in each draw, around half of all values' number."""
    ranks: Floats = np.cumsum(counts, axis=1) - counts / 2 - counts.sum(axis=1, keepdims=True) / 2
    return ranks
