"""How strict each panelist is, and what an index would be under the average panel: an additive model by least squares.

The model: value = regency + criterion - severity(panelist) + error, every score weighing the same, severities of a
connected group adding up to zero (the many-facet model of Linacre 1989 on the raw scale instead of logits). No
shrinking: a panelist's severity is the plain least squares figure, however few the sessions.

The intervals do not take the scores of one sheet for independent: a panelist who finds a regency a little better than
others do finds it so in many criteria at once (the halo effect, Thorndike 1920). Nor those of one panelist: who is
strict with budgets need not be so with visions, and the rubric's criteria are a sample of what might be asked. The
error is therefore one part a panelist's criterion, one a sheet and one a score, all estimated by the method of moments
(Searle, Casella & McCulloch 1992, chapter 5), and the least squares weights are carried through that covariance;
Student's t has Satterthwaite's (1946) degrees of freedom. What a regency truly is in one criterion beyond its level is
no error: it is the same for the whole panel and falls out of the estimates.

The average is that of a connected group. Where panels never meet there is more than one group, no common average
exists, and figures of different groups must not be compared.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sessions.values.results.graph import groups
from sessions.values.results.index import Weights, divided, shares
from sessions.values.results.interaction import Interaction, interaction
from sessions.values.results.student import t95
from sessions.values.results.table import Floats, Ints, Table, total


@dataclass(frozen=True)
class Errors:
    """The error's variances in squared points: of a single score, of a whole sheet, and of a panelist's criterion.

    They come from three mean squares: that of single scores, `spread` of sheets' means (with `df`), and that of
    panelist x criterion; `share` is how much of a single score's variance a sheet's mean has.
    """

    inside: Interaction
    spread: float
    df: int
    share: float

    @property
    def score(self) -> float:
        """Of a single score."""
        return self.inside.score

    @property
    def cell(self) -> float:
        """Of a panelist's criterion."""
        return self.inside.cell

    @property
    def sheet(self) -> float:
        """Of a whole sheet."""
        return max(self.spread - self.score * self.share, 0.0)

    def half(self, carried: "Carried") -> Floats:
        """Half of the 95 % interval of what carries so much of each; NaN where nothing tells the error."""
        if self.df < 1:
            return np.full(carried.score.shape, np.nan)
        variance = self.score * carried.score + self.sheet * carried.sheet + self.cell * carried.cell
        t = np.array([t95(max(df, 1.0)) for df in self._freedom(carried, variance).tolist()])
        return t * np.sqrt(np.maximum(variance, 0.0))

    def _freedom(self, carried: "Carried", variance: Floats) -> Floats:
        """Satterthwaite's degrees of freedom of a sum of mean squares."""
        inside = self.inside
        by_cell = carried.cell / inside.sessions if inside.cell else np.zeros(variance.shape)
        by_sheet = carried.sheet if self.sheet else np.zeros(variance.shape)
        by_score = carried.score - by_cell - by_sheet * self.share
        uncertain = divided((self.spread * by_sheet) ** 2, np.full(variance.shape, float(self.df)), missing=0.0)
        for part, df in (
            (inside.score * by_score, inside.score_df),
            (inside.mean_square * by_cell, inside.cell_df),
        ):
            uncertain += part**2 / df if df > 0 else 0.0
        return divided(variance**2, uncertain, missing=1e6)


@dataclass(frozen=True)
class Carried:
    """How much of each variance an estimate carries, one place an estimate."""

    score: Floats
    sheet: Floats
    cell: Floats


@dataclass(frozen=True)
class Model:
    """The least squares fit. Arrays over panelists are NaN where there is nobody to compare with.

    `severity` is positive for stricter than the average of the panelist's group; `half` is half the width of its 95 %
    interval. `panelist_group` and `regency_group` number the connected groups (-1: no score).
    """

    table: Table
    panelist_group: Ints
    regency_group: Ints
    design: "Design | None"
    errors: Errors | None
    severity: Floats
    half: Floats

    @property
    def connected(self) -> bool:
        """Whether every panelist can be compared with every other."""
        return int(self.panelist_group.max(initial=-1)) < 1

    @property
    def confounded(self) -> bool:
        """Whether panelists can't be told from criteria (each scored criteria of its own)."""
        return self.design is None and len(self.table.value) > 0


def fit(table: Table) -> Model:
    """Severities of all panelists of the table."""
    regencies, panelists, _ = table.shape
    of_regency, of_panelist = groups(table.regency, table.panelist, regencies, panelists)
    design = Design.of(table, of_panelist)
    if design is None:
        unknown = np.full(panelists, np.nan)
        return Model(table, of_panelist, of_regency, None, None, unknown, unknown)
    errors = _errors(table, design)
    alone = np.bincount(of_panelist, minlength=1)[of_panelist] < 2
    severity = np.where(alone, np.nan, -design.effect)
    half = errors.half(design.carried())
    return Model(table, of_panelist, of_regency, design, errors, severity, half + 0 * severity)


def adjusted(model: Model, weights: Weights) -> tuple[Floats, Floats, Floats]:
    """Of each regency: its panel's severity, the index's shift to the average panel, and half its 95 % interval.

    The first in points of the scale, the others in points of the index (0 to 100). Each score is corrected by its
    panelist's severity and weighs what it weighs in the raw index, so that the shift is the panel's weighted mean
    severity and nothing else. NaN where a panelist's severity is unknown or nothing was scored.
    """
    table = model.table
    share = shares(table, weights)
    mix = total((table.regency, table.panelist), table.shape[:2], share)
    known = (mix > 0).any(axis=1) & ~((mix > 0) & np.isnan(model.severity)).any(axis=1)
    panel = np.where(known, mix @ np.nan_to_num(model.severity), np.nan)
    scale = 100 / weights.span
    if model.design is None or model.errors is None:
        return panel, panel * scale, np.full(len(panel), np.nan)
    half = model.errors.half(model.design.adjusted_carried(share, mix))
    return panel, panel * scale, half * scale + 0 * panel


@dataclass(frozen=True)
class Design:
    """The normal equations with regencies and criteria taken out (Frisch & Waugh 1933): `inverse` is their
    generalised inverse over panelists, `effect` their solution (leniency, adding up to zero in each group).

    `by_regency` and `by_criterion` are the parts of the panelists' columns that regencies and criteria explain.
    """

    table: Table
    counts: Floats
    by_regency: Floats
    by_criterion: Floats
    inverse: Floats
    effect: Floats
    criterion_effect: Floats

    @classmethod
    def of(cls, table: Table, group: Ints) -> "Design | None":
        """The solved design, or None where panelists can't be told from the criteria they scored."""
        regencies, panelists, criteria = table.shape
        counts = total((table.regency, table.panelist), (regencies, panelists))
        asked = total((table.panelist, table.criterion), (panelists, criteria))
        two_way = _TwoWay.of(table)
        by_regency, by_criterion = two_way.explained(counts, asked.T)
        normal = np.diag(counts.sum(axis=0)) - counts.T @ by_regency - asked @ by_criterion
        inverse = _inverse(normal, group)
        if inverse is None:
            return None
        y_regency, y_criterion = two_way.explained(*_sums(table))
        given = total((table.panelist,), (panelists,), table.value)
        effect: Floats = inverse @ (given - counts.T @ y_regency[:, 0] - asked @ y_criterion[:, 0])
        criterion_effect = y_criterion[:, 0] - by_criterion @ effect
        return cls(table, counts, by_regency, by_criterion, inverse, effect, criterion_effect)

    @cached_property
    def sheet_rows(self) -> Floats:
        """Sheets by panelists: the sum over each sheet's scores of the panelists' unexplained columns."""
        table = self.table
        scored = (~np.isnan(table.sheet_values)).astype(np.float64)
        size = scored.sum(axis=1)
        rows: Floats = -size[:, None] * self.by_regency[table.sheet_regency] - scored @ self.by_criterion
        rows[np.arange(len(rows)), table.sheet_panelist] += size
        return rows

    @cached_property
    def sheet_square(self) -> Floats:
        """What a unit of a sheet's error adds to the covariance of the panelists' normal equations."""
        result: Floats = self.sheet_rows.T @ self.sheet_rows
        return result

    def carried(self) -> Carried:
        """What each panelist's effect carries."""
        by_sheet = np.einsum("pq,qr,rp->p", self.inverse, self.sheet_square, self.inverse, optimize=True)
        by_cell: Floats = np.square(self._on_cells(self.inverse)).sum(axis=1)
        return Carried(np.diag(self.inverse).astype(np.float64), by_sheet, by_cell)

    @cached_property
    def _met(self) -> tuple[Floats, Floats]:
        """Panelists by criteria: how many scores; and what regencies explain of each of these cells, panelists by
        cells."""
        table = self.table
        regencies, panelists, criteria = table.shape
        cell = table.panelist * criteria + table.criterion
        given = total((table.regency, cell), (regencies, panelists * criteria))
        return given.sum(axis=0), self.by_regency.T @ given

    def _on_cells(self, through: Floats) -> Floats:
        """The weights on each panelist's criterion (summed over scores) of what weighs the panelists' normal equations
        by `through`: rows by cells."""
        size, by_regency = self._met
        spread = np.repeat(through, self.table.shape[2], axis=1) - np.tile(
            through @ self.by_criterion.T, self.table.shape[1]
        )
        result: Floats = spread * size - through @ by_regency
        return result

    def adjusted_carried(self, share: Floats, mix: Floats) -> Carried:
        """What each regency's adjusted mean carries.

        `share` is what each score weighs in its regency's mean, `mix` the same summed by regency and panelist. The
        error of the panel's own scores, that of the severities it is corrected by, and their covariance.
        """
        table, through = self.table, mix @ self.inverse
        reach = (
            through[table.regency, table.panelist]
            - np.einsum("rp,rp->r", through, self.by_regency)[table.regency]
            - (through @ self.by_criterion.T)[table.regency, table.criterion]
        )
        by_score = total((table.regency,), (len(mix),), share * (share - 2 * reach))
        by_score += np.einsum("rp,rp->r", through, mix)
        own = mix[table.sheet_regency, table.sheet_panelist]
        sheet_reach = np.einsum("sp,sp->s", through[table.sheet_regency], self.sheet_rows)
        by_sheet = total((table.sheet_regency,), (len(mix),), own * (own - 2 * sheet_reach))
        by_sheet += np.einsum("rp,pq,rq->r", through, self.sheet_square, through, optimize=True)
        cell = table.panelist * table.shape[2] + table.criterion
        on_cells = total((table.regency, cell), (len(mix), table.shape[1] * table.shape[2]), share)
        by_cell = np.square(on_cells - self._on_cells(through)).sum(axis=1)
        return Carried(by_score, by_sheet, by_cell)


@dataclass(frozen=True)
class _TwoWay:
    """Least squares on regencies and criteria alone, for any number of left hand sides given by their sums."""

    regency_size: Floats
    criterion_size: Floats
    cells: Floats
    inverse: Floats

    @classmethod
    def of(cls, table: Table) -> "_TwoWay":
        regencies, _, criteria = table.shape
        cells = total((table.regency, table.criterion), (regencies, criteria))
        by_regency, by_criterion = cells.sum(axis=1), cells.sum(axis=0)
        left = np.diag(by_criterion) - cells.T @ divided(cells, by_regency[:, None], missing=0.0)
        inverse = np.linalg.pinv(left, rcond=1e-10, hermitian=True).astype(np.float64)
        return cls(by_regency, by_criterion, cells, inverse)

    def explained(self, by_regency: Floats, by_criterion: Floats) -> tuple[Floats, Floats]:
        """The effects of regencies and of criteria, one column a left hand side."""
        means = divided(by_regency, self.regency_size[:, None], missing=0.0)
        criterion = self.inverse @ (by_criterion - self.cells.T @ means)
        return means - divided(self.cells @ criterion, self.regency_size[:, None], missing=0.0), criterion


def _sums(table: Table) -> tuple[Floats, Floats]:
    regencies, _, criteria = table.shape
    by_regency = total((table.regency,), (regencies,), table.value)
    by_criterion = total((table.criterion,), (criteria,), table.value)
    return by_regency[:, None], by_criterion[:, None]


def _inverse(normal: Floats, group: Ints) -> Floats | None:
    """The generalised inverse, if the groups' averages are all that is undetermined in it; else None."""
    together = (group[:, None] == group[None, :]) & (group >= 0)[:, None]
    average = divided(together.astype(np.float64), together.sum(axis=1, keepdims=True), missing=0.0)
    scale = max(float(np.trace(normal)) / max(len(normal), 1), 1.0)
    if len(normal) == 0 or np.linalg.eigvalsh(normal / scale + average)[0] < 1e-9:
        return None
    result: Floats = (np.linalg.inv(normal / scale + average) - average) / scale
    return result


def _errors(table: Table, design: Design) -> Errors:
    """The error's variances by the method of moments: scores within sheets first, what is left belongs to sheets."""
    size = np.bincount(table.sheet).astype(np.float64)
    centred = table.value - design.criterion_effect[table.criterion]
    sheet_mean = np.bincount(table.sheet, centred) / size
    spread, df = _sheet_spread(table, sheet_mean)
    return Errors(interaction(table), spread, df, float(np.mean(1 / size)))


def _swept(values: Floats, key: Ints) -> Floats:
    shape = (int(key.max(initial=-1)) + 1,)
    result: Floats = values - divided(total((key,), shape, values), total((key,), shape))[key]
    return result


def _sheet_spread(table: Table, mean: Floats) -> tuple[float, int]:
    """The mean square of the sheets' means around regencies and panelists, and its degrees of freedom."""
    regencies, panelists, _ = table.shape
    at, by = table.sheet_regency, table.sheet_panelist
    met = total((at, by), (regencies, panelists))
    size = met.sum(axis=1, keepdims=True)
    normal = np.diag(met.sum(axis=0)) - met.T @ divided(met, size, missing=0.0)
    of_regency, of_panelist = groups(at, by, regencies, panelists)
    inverse = _inverse(normal, of_panelist)
    left = _swept(mean, at)
    df = len(mean) - int((of_regency >= 0).sum()) - panelists + int(of_panelist.max(initial=-1)) + 1
    if inverse is None or df < 1:
        return 0.0, 0
    effect = inverse @ np.bincount(by, left, panelists)
    rest = _swept(mean - effect[by], at)
    return float(rest @ rest) / df, df
