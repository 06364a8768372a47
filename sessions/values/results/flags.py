"""Which panelists the secretariat should look at: far from the average, all the same, or unlike the rest of the panel.

A flag is a reason to read the sheets, not a verdict. Thresholds: strictness of a tenth of the scale or more whose
interval leaves out zero; variance between regencies, within criteria, of a tenth of that of the panel's others;
leftover variance that chance would exceed once in a thousand (Wilson & Hilferty's 1931 chi-square).
"""

import numpy as np

from sessions.values.results import sentences
from sessions.values.results.index import Weights, divided
from sessions.values.results.severity import Model
from sessions.values.results.table import Floats, Ints, Table, total
from sessions.values.results.values import Flag

FEWEST = 3
"""Nobody is said to give everybody the same, or to stray, over fewer regencies."""


def flags(model: Model, weights: Weights) -> list[tuple[Flag, ...]]:
    """The flags of each panelist of the table."""
    table = model.table
    met = np.bincount(table.sheet_panelist, minlength=table.shape[1])
    own, others = _spreads(table)
    stray, bound = _strays(model, met)
    result = []
    for p in range(table.shape[1]):
        found = [*_strictness(float(model.severity[p]), float(model.half[p]), weights.span)]
        if met[p] >= FEWEST and others[p] > 0 and own[p] <= 0.1 * others[p]:
            found.append(Flag("same", sentences.same(int(met[p]))))
        if met[p] >= FEWEST and stray[p] > bound[p]:
            found.append(Flag("erratic", sentences.erratic(float(stray[p]))))
        result.append(tuple(found))
    return result


def _strictness(severity: float, half: float, span: float) -> list[Flag]:
    if not (abs(severity) >= 0.1 * span and abs(severity) > half):
        return []
    return [Flag("strict" if severity > 0 else "lenient", sentences.strictness(severity))]


def _spreads(table: Table) -> tuple[Floats, Floats]:
    """Each panelist's variance between regencies within criteria, and that of the others' means in the same places."""
    regencies, panelists, criteria = table.shape
    cell = (table.regency, table.criterion)
    sums, counts = total(cell, (regencies, criteria), table.value)[cell], total(cell, (regencies, criteria))[cell]
    others = divided(sums - table.value, counts - 1)
    compared = ~np.isnan(others)
    own = table.panelist[compared], table.criterion[compared]
    return (
        _variance(own, table.value[compared], (panelists, criteria)),
        _variance(own, others[compared], (panelists, criteria)),
    )


def _variance(keys: tuple[Ints, Ints], values: Floats, shape: tuple[int, int]) -> Floats:
    counts = total(keys, shape)
    centred = values - divided(total(keys, shape, values), counts)[keys]
    return divided(total(keys[:1], shape[:1], centred**2), np.maximum(counts - 1, 0).sum(axis=1))


def _strays(model: Model, met: Ints) -> tuple[Floats, Floats]:
    """Each panelist's leftover variance over the average one, and what chance would exceed once in a thousand."""
    table = model.table
    nothing = np.full(table.shape[1], np.nan)
    if model.design is None or model.errors is None or model.errors.df < 1:
        return nothing, nothing
    at, by, people = table.sheet_regency, table.sheet_panelist, table.shape[1:2]
    plain = table.value - model.design.criterion_effect[table.criterion]
    level = np.bincount(table.sheet, plain) / np.bincount(table.sheet) + np.nan_to_num(model.severity)[by]
    panel = total((at,), table.shape[:1])
    left = level - divided(total((at,), table.shape[:1], level), panel)[at]
    freedom = total((by,), people, 1 - 1 / panel[at])
    square = divided(total((by,), people, left**2), freedom)
    # strictness was fitted too: the average over all sheets is taken with the model's own degrees of freedom
    average = float(left @ left) / model.errors.df
    safe = np.maximum(freedom, 1.0)
    bound = (1 - 2 / (9 * safe) + 3.09 * np.sqrt(2 / (9 * safe))) ** 3
    return (square / average if average > 1e-12 else nothing), bound
