"""Habits of scoring that the literature names, each a hint to read the sheets and no verdict: halo, central tendency,
restricted range, drift over the weeks (Saal, Downey & Lahey 1980, Psychological Bulletin 88, 413; Myford & Wolfe 2003).

Halo: the criteria within a panelist's sheets differ by a tenth of what they do in the others' sheets of the same
regencies. Central tendency and restricted range: all scores vary by a quarter of what the others' do in the same
places, around the middle of the scale or elsewhere. Drift: from the first session to the last a panelist has moved by a
tenth of the scale against the panels, further than chance moves one in a thousand.
"""

from collections.abc import Sequence

import numpy as np

from sessions.values.results import sentences
from sessions.values.results.index import Weights, divided
from sessions.values.results.severity import Model
from sessions.values.results.table import Floats, Table, total
from sessions.values.results.values import Flag

SCORES, SHEETS, DAYS = 20, 5, 7.0
"""Nothing is said of whoever gave fewer scores; nor of drift over fewer sheets or days."""
CHANCE = 3.29
"""What a normal deviation exceeds once in a thousand."""


def habits(model: Model, weights: Weights, when: Floats) -> list[list[Flag]]:
    """The hints about each panelist of the table. `when` is the day of each sheet, NaN where it isn't known."""
    table = model.table
    given = np.bincount(table.panelist, minlength=table.shape[1])
    found: list[list[Flag]] = [[] for _ in range(table.shape[1])]
    narrow, mean = _spread_of_all(table)
    flat, moved = _spread_within_sheets(model), _moved(model, when)
    middle = (weights.low + weights.high) / 2
    for p in np.flatnonzero(given >= SCORES).tolist():
        if flat[p] <= 0.1:
            found[p].append(Flag("halo", sentences.halo()))
        if narrow[p] <= 0.25:
            central = abs(mean[p] - middle) <= 0.1 * weights.span
            says = sentences.central() if central else sentences.restricted(float(mean[p]))
            found[p].append(Flag("central" if central else "restricted", says))
        if abs(moved[p]) >= 0.1 * weights.span:
            found[p].append(Flag("drift", sentences.drift(float(moved[p]))))
    return found


def _spread_of_all(table: Table) -> tuple[Floats, Floats]:
    """The variance of each panelist's scores over that of the panel's others in the same places, and their mean."""
    regencies, people, criteria = table.shape
    cell = (table.regency, table.criterion)
    counts = total(cell, (regencies, criteria))[cell]
    sums, squares = (total(cell, (regencies, criteria), table.value**power)[cell] for power in (1, 2))
    shared = counts > 1
    by, value, others = table.panelist[shared], table.value[shared], counts[shared] - 1
    own = _variance(*(total((by,), (people,), value**power) for power in (0, 1, 2)))
    sums, squares = sums[shared] - value, squares[shared] - value**2
    theirs = _variance(*(total((by,), (people,), part) for part in (others, sums, squares)))
    mean = divided(total((by,), (people,), value), total((by,), (people,)))
    return divided(own, np.where(theirs > 1e-12, theirs, 0.0)), mean


def _variance(count: Floats, sums: Floats, squares: Floats) -> Floats:
    return np.maximum(divided(squares, count) - divided(sums, count) ** 2, 0.0)


def _spread_within_sheets(model: Model) -> Floats:
    """The variance within each panelist's sheets over that within the others' sheets of the same regencies."""
    table = model.table
    effect = model.design.criterion_effect if model.design is not None else np.zeros(table.shape[2])
    plain = table.value - effect[table.criterion]
    sheets = (len(table.sheet_regency),)
    size = total((table.sheet,), sheets)
    mean = total((table.sheet,), sheets, plain) / size
    inside = divided(total((table.sheet,), sheets, (plain - mean[table.sheet]) ** 2), size - 1)
    known = ~np.isnan(inside)
    at, by, inside = table.sheet_regency[known], table.sheet_panelist[known], inside[known]
    panel = total((at,), table.shape[:1])[at]
    others = divided(total((at,), table.shape[:1], inside)[at] - inside, panel - 1)
    compared = ~np.isnan(others)
    own, theirs = (total((by[compared],), table.shape[1:2], part[compared]) for part in (inside, others))
    return divided(own, np.where(theirs > 1e-12, theirs, 0.0))


def _moved(model: Model, when: Floats) -> Floats:
    """How far each panelist has become stricter against the panels from their first session to their last, in points;
    0 where chance might have done it."""
    table, found = model.table, np.zeros(model.table.shape[1])
    if model.design is None or model.errors is None or model.errors.df < 1:
        return found
    plain = table.value - model.design.criterion_effect[table.criterion]
    level = np.bincount(table.sheet, plain) / np.bincount(table.sheet)
    panel = total((table.sheet_regency,), table.shape[:1])
    mean = divided(total((table.sheet_regency,), table.shape[:1], level), panel)
    against = level - mean[table.sheet_regency]
    freely = np.sqrt(1 - 1 / panel[table.sheet_regency]) * np.sqrt(model.errors.spread)
    for p in range(len(found)):
        own = np.flatnonzero((table.sheet_panelist == p) & ~np.isnan(when) & (panel[table.sheet_regency] > 1))
        found[p] = _slope(when[own], against[own], freely[own])
    return found


def _slope(days: Floats, against: Floats, error: Floats) -> float:
    if len(days) < SHEETS or np.ptp(days) < DAYS:
        return 0.0
    centred = days - days.mean()
    weight = centred / float(centred @ centred)
    slope, deviation = float(weight @ against), float(np.sqrt(weight**2 @ error**2))
    return -slope * float(np.ptp(days)) if abs(slope) > CHANCE * deviation else 0.0


def days_of_sheets(table: Table, days: Sequence[tuple[str, str, float]]) -> Floats:
    """The day of each sheet of the table, of (regency, panelist, day)."""
    known = {(regency, panelist): day for regency, panelist, day in days}
    pairs = zip(table.sheet_regency.tolist(), table.sheet_panelist.tolist(), strict=True)
    return np.array([known.get((table.regencies[r], table.panelists[p]), np.nan) for r, p in pairs], dtype=np.float64)
