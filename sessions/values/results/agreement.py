"""How far panelists agree: nine coefficients for each criterion and for the whole, with intervals and sentences.

What "the whole" is: a programme ranks regencies by the index, so the whole is the agreement of the *indices* that the
panelists' sheets give a regency, one value a panelist and regency. Reliability belongs to the figure that a decision
rests on, a composite to be judged as the composite (Cronbach, Gleser, Nanda & Rajaratnam 1972; Brennan 2001, chapter
10), and ICC and W are defined for one value a rater and target. Pooling all scores instead (regency x criterion as the
units of alpha) would take the differences between criteria, which no panel disputes, for agreement about regencies and
raise the figure without end; averaging the criteria's alphas hides the weak ones (Krippendorff 2004, section 11.4.4),
and therefore each criterion keeps a figure of its own. With a single criterion both are the same.

The intervals are of 95 %. Those of alpha and W are expanded percentile intervals of a bootstrap over regencies: the
panelists are taken as they are. Those of the correlations take panelists for a sample (`pivots`), and hold their own
figure even where it was estimated otherwise.
"""

from collections.abc import Mapping

import numpy as np

from sessions.values.results import sentences
from sessions.values.results.alpha import alphas
from sessions.values.results.concordance import kendall_w
from sessions.values.results.icc import iccs
from sessions.values.results.pivots import icc_intervals
from sessions.values.results.ratings import Ratings, draws, interval
from sessions.values.results.table import Floats, Table
from sessions.values.results.values import Agreement, Figure, Interval

KEYS = (
    "alpha_interval",
    "alpha_ordinal",
    "icc_1_1",
    "icc_2_1",
    "icc_3_1",
    "icc_1_k",
    "icc_2_k",
    "icc_3_k",
    "kendall_w",
)


def agreement(table: Table, sheet_index: Floats, *, samples: int, seed: int) -> Agreement:
    """Every coefficient. `sheet_index` is the index of each sheet; `samples` bootstrap samples drawn with `seed`."""
    weights = draws(table.shape[0], samples, seed)
    sure = samples > 0
    criteria = {
        key: figures(Ratings.of_criterion(table, number), weights, sure) for number, key in enumerate(table.criteria)
    }
    return Agreement(figures(Ratings.of_sheets(table, sheet_index), weights, sure), criteria)


def figures(ratings: Ratings, weights: Floats, sure: bool = True) -> Mapping[str, Figure]:
    """The coefficients of one variable, under the contract's keys; `weights` as `ratings.draws` makes them. `sure`:
    with the correlations' intervals."""
    if not len(ratings.value):
        return {key: _figure(key, np.full(1, np.nan), ratings) for key in KEYS}
    interval_alpha, ordinal_alpha = alphas(ratings, weights)
    sampled = icc_intervals(ratings) if sure else {}
    found = {
        "alpha_interval": interval_alpha,
        "alpha_ordinal": ordinal_alpha,
        **vars(iccs(ratings, weights[:1])),
        "kendall_w": kendall_w(ratings, weights),
    }
    return {key: _figure(key, found[key], ratings, sampled.get(key)) for key in KEYS}


def _figure(key: str, values: Floats, ratings: Ratings, sampled: Interval | None = None) -> Figure:
    if np.isnan(values[0]):
        return Figure(None, None, sentences.WHY_NOT[_reason(key, ratings)])
    found = float(values[0])
    around = interval(values, len(ratings.present)) if sampled is None else _holding(found, sampled)
    return Figure(found, around, sentences.of_agreement(key, found, around))


def _holding(found: float, around: Interval) -> Interval:
    return min(found, around[0]), max(found, around[1])


def _reason(key: str, ratings: Ratings) -> str:
    """Why a coefficient can't be computed, as a key of `sentences.WHY_NOT`."""
    if not len(ratings.value):
        return "no scores"
    if len(np.unique(ratings.rater)) < 2:
        return "one panelist"
    if not (ratings.sizes > 1).any():
        return "nothing shared"
    if np.ptp(ratings.value) < 1e-9:
        return "all the same"
    if key.endswith("_k") and len(np.unique(ratings.sizes)) > 1:
        return "uneven panels"
    return "no shared panel" if key == "kendall_w" else "too little"
