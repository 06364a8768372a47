"""Krippendorff's alpha for interval and for ordinal values, of the data and of every bootstrap sample at once.

Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": alpha = 1 - Do / De over the values that can be
paired, that is, of units with two values or more. The ordinal difference of two values is the squared difference of
their mid-ranks among all pairable values, so that the ordinal alpha is the interval alpha of these ranks.
"""

import numpy as np

from sessions.results.index import divided
from sessions.results.ratings import Ratings
from sessions.results.table import Floats, Ints


def alphas(ratings: Ratings, weights: Floats) -> tuple[Floats, Floats]:
    """Interval and ordinal alpha for each row of `weights` (draws by units); NaN where no two values differ."""
    pairable = ratings.only(np.flatnonzero(np.repeat(ratings.sizes, ratings.sizes.astype(np.intp)) > 1))
    drawn = weights[:, pairable.present]
    interval = _alpha(pairable, np.broadcast_to(pairable.centred, (1, len(pairable.value))), drawn)
    return interval, _alpha(pairable, _mid_ranks(pairable, drawn), drawn)


def _alpha(ratings: Ratings, values: Floats, drawn: Floats) -> Floats:
    """`values` are draws by rows, or one row for all draws."""
    size = ratings.sizes
    sums, squares = ratings.per_unit(values), ratings.per_unit(values**2)
    count = drawn @ size
    inside = (drawn * ((size * squares - sums**2) / (size - 1))).sum(axis=1)
    overall = count * (drawn * squares).sum(axis=1) - (drawn * sums).sum(axis=1) ** 2
    flat = overall <= 1e-9 * np.maximum(count, 1.0)
    return 1 - divided((count - 1) * inside, np.where(flat, 0.0, overall))


def _mid_ranks(ratings: Ratings, drawn: Floats) -> Floats:
    """The mid-rank of each row's value among all values of its draw, around half their number."""
    number, codes = _codes(ratings.centred)
    spread = np.repeat(drawn, ratings.sizes.astype(np.intp), axis=1)
    order = np.argsort(codes, kind="stable")
    firsts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    counts = np.add.reduceat(spread[:, order], firsts, axis=1) if number else np.zeros((len(drawn), 0))
    ranks = np.cumsum(counts, axis=1) - counts / 2 - counts.sum(axis=1, keepdims=True) / 2
    result: Floats = ranks[:, codes]
    return result


def _codes(values: Floats) -> tuple[int, Ints]:
    kinds, codes = np.unique(np.round(values, 9), return_inverse=True)
    return len(kinds), codes.astype(np.intp)
