"""The index: weighted means over what was scored; a missing score is missing, never zero."""

from dataclasses import dataclass

import numpy as np

from sessions.values.results.student import t95
from sessions.values.results.table import Floats, Table, total
from sessions.values.rubric import Rubric


@dataclass(frozen=True)
class Weights:
    """A rubric as arrays: `member[g, c]` is the weight of criterion c in group g (0 outside), `group[g]` that of g."""

    member: Floats
    group: Floats
    low: float
    high: float

    @classmethod
    def of(cls, rubric: Rubric) -> "Weights":
        """The rubric's weights, criteria in the order of the sheet."""
        keys = list(rubric.criteria)
        member = np.zeros((len(rubric.groups), len(keys)))
        for g, group in enumerate(rubric.groups):
            for criterion in group.criteria:
                member[g, keys.index(criterion.key)] = criterion.weight
        sizes = np.array([group.weight for group in rubric.groups], dtype=np.float64)
        return cls(member, sizes, float(rubric.scale.min), float(rubric.scale.max))

    @property
    def span(self) -> float:
        """From the scale's lowest value to its highest, in points."""
        return self.high - self.low

    def index(self, values: Floats) -> Floats:
        """Points of the scale as 0 to 100."""
        return (values - self.low) / self.span * 100


def means(table: Table) -> Floats:
    """Regencies by criteria: the mean over the panelists who scored it, in points; NaN where nobody did."""
    regencies, _, criteria = table.shape
    keys, shape = (table.regency, table.criterion), (regencies, criteria)
    return divided(total(keys, shape, table.value), total(keys, shape))


def composite(rows: Floats, weights: Weights) -> tuple[Floats, Floats]:
    """Rows by criteria into (rows by groups, rows), in the unit of `rows`.

    A group is the weighted mean of its criteria that have a value, the whole that of its groups that have one; NaN
    where there is none. The same weights carry a sheet's values to the sheet's index and a regency's means to the
    regency's, so that a reader can go from `criteria` to `groups` to `index` by hand.
    """
    known = ~np.isnan(rows)
    filled = np.where(known, rows, 0.0)
    groups = divided(filled @ weights.member.T, known @ weights.member.T)
    scored = ~np.isnan(groups)
    return groups, divided(np.where(scored, groups, 0.0) @ weights.group, scored @ weights.group)


def shares(table: Table, weights: Weights) -> Floats:
    """How much each score counts in its regency's index: N numbers that add up to 1 for each scored regency."""
    regencies, _, criteria = table.shape
    counts = total((table.regency, table.criterion), (regencies, criteria))
    known = counts > 0
    member = known @ weights.member.T
    group = (member > 0) * weights.group
    inside = known[:, None, :] * divided(weights.member[None], member[:, :, None], missing=0.0)
    cell = np.einsum("rg,rgc->rc", divided(group, group.sum(axis=1, keepdims=True), missing=0.0), inside)
    result: Floats = divided(cell, counts, missing=0.0)[table.regency, table.criterion]
    return result


def divided(upper: Floats, lower: Floats, missing: float = np.nan) -> Floats:
    """`upper / lower`, and `missing` wherever `lower` is zero."""
    result = np.full(np.broadcast_shapes(np.shape(upper), np.shape(lower)), missing)
    np.divide(upper, lower, out=result, where=np.broadcast_to(lower, result.shape) != 0)
    return result


def half_interval(table: Table, sheet_index: Floats) -> Floats:
    """Half the 95 % interval of each regency's raw index, in the unit of `sheet_index` (one value a sheet).

    Student's interval of a mean with the spread between panelists pooled over all regencies; strictness counts as
    spread, so the interval says how far another panel drawn at random would move the index. NaN where no regency was
    scored by two.
    """
    regencies = table.shape[0]
    known = ~np.isnan(sheet_index)
    at, values = table.sheet_regency[known], sheet_index[known]
    sizes = total((at,), (regencies,))
    inside = values - divided(total((at,), (regencies,), values), sizes)[at]
    df = len(values) - int((sizes > 0).sum())
    if df < 1:
        return np.full(regencies, np.nan)
    spread = float(inside @ inside) / df
    return t95(df) * np.sqrt(divided(np.full(regencies, spread), sizes))
