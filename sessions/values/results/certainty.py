"""How sure an index is: its interval within the scale, the ranks and the bands that it may as well have.

An index is taken as known up to a normal error whose size its 95 % interval tells. Ranks are those of seeded draws in
which every index errs at once by itself (Goldstein & Spiegelhalter 1996, Journal of the Royal Statistical Society A
159, 385, section 3); a band's probability is how much of the error's distribution lies in it, what would pass an end of
the scale lying at that end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from sessions.values.results.ranking import DIGITS, ranks
from sessions.values.results.student import NORMAL
from sessions.values.results.table import Floats
from sessions.values.results.values import Band, RegencyResult, Says
from sessions.values.rubric import BandDoc

DRAWS, SEED, TAIL = 1000, 514, 0.025
LOW, HIGH = 0.0, 100.0


def within_scale(index: float, half: float) -> tuple[float, float]:
    """The interval of an index, cut off at the scale's ends but never past the index itself."""
    return max(index - half, min(index, LOW)), min(index + half, max(index, HIGH))


def ranked(regencies: Sequence[RegencyResult]) -> list[RegencyResult]:
    """The regencies by rank, each with its rank and the ranks it may as well have."""
    index = np.array([np.nan if one.index is None else one.index for one in regencies], dtype=np.float64)
    half = np.array([np.nan if one.half is None else one.half for one in regencies], dtype=np.float64)
    low, high = rank_ranges(index, half)
    placed = [
        replace(one, rank=rank, rank_low=least, rank_high=most)
        for one, rank, least, most in zip(regencies, ranks(index), low, high, strict=True)
    ]
    return sorted(placed, key=lambda one: (one.rank is None, one.rank or 0, one.code))


def rank_ranges(index: Floats, half: Floats) -> tuple[list[int | None], list[int | None]]:
    """The best and the worst rank that each index may as well have; `half` is half of its 95 % interval.

    None where an index or how sure it is isn't known; where some are known, all others keep to their figures.
    """
    known = ~np.isnan(index)
    error = np.nan_to_num(half[known]) / NORMAL
    low: list[int | None] = [None] * len(index)
    high: list[int | None] = [None] * len(index)
    if not known.any():
        return low, high
    noise = np.random.default_rng(SEED).standard_normal((DRAWS, len(error)))
    drawn = np.round(index[known] + noise * error, DIGITS)
    places = _ranks(drawn)
    least = np.floor(np.quantile(places, TAIL, axis=0))
    most = np.ceil(np.quantile(places, 1 - TAIL, axis=0))
    official = ranks(index)
    for at, (best, worst) in zip(np.flatnonzero(known).tolist(), zip(least, most, strict=True), strict=True):
        rank = official[at]
        if rank is not None and not np.isnan(half[at]):
            low[at], high[at] = min(int(best), rank), max(int(worst), rank)
    return low, high


def _ranks(drawn: Floats) -> Floats:
    """Competition ranks in each row, the highest being 1."""
    order = np.argsort(-drawn, axis=1, kind="stable")
    falling = np.take_along_axis(drawn, order, axis=1)
    fresh = np.ones(drawn.shape, dtype=bool)
    fresh[:, 1:] = falling[:, 1:] != falling[:, :-1]
    places = np.maximum.accumulate(np.where(fresh, np.arange(1, drawn.shape[1] + 1), 0), axis=1)
    result = np.empty(drawn.shape)
    np.put_along_axis(result, order, places.astype(np.float64), axis=1)
    return result


@dataclass(frozen=True)
class _Reach:
    """A band of the programme's, from where it begins to where the next one does."""

    begins: float
    ends: float
    name: Says | str


def bands(index: float | None, half: float | None, given: Sequence[BandDoc]) -> tuple[Band, ...]:
    """How probable each of the programme's bands is, the highest first; None where it isn't known."""
    begins = sorted(given, key=lambda band: -float(band["from"]))
    ends = [float("inf"), *(float(band["from"]) for band in begins)]
    reaches = [_Reach(float(band["from"]), end, band["name"]) for band, end in zip(begins, ends, strict=False)]
    return tuple(Band(one.begins, one.name, _probability(index, half, one)) for one in reaches)


def _probability(index: float | None, half: float | None, band: _Reach) -> float | None:
    if index is None or half is None:
        return None
    error = half / NORMAL
    if error < 10**-DIGITS:
        return float(band.begins <= round(index, DIGITS) < band.ends)
    spread = NormalDist(index, error)
    low = 0.0 if band.begins <= LOW else 1.0 if band.begins > HIGH else spread.cdf(band.begins)
    high = 1.0 if band.ends > HIGH else 0.0 if band.ends <= LOW else spread.cdf(band.ends)
    return max(high - low, 0.0)
