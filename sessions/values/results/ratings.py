"""One variable as several panelists gave it to many regencies, and the bootstrap's draws of regencies."""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from statistics import NormalDist

import numpy as np

from sessions.values.results.student import t95
from sessions.values.results.table import Floats, Ints, Table

FEWEST = 5
"""A bootstrap over fewer regencies than this says nothing, and no interval is given."""


@dataclass(frozen=True)
class Ratings:
    """N values: `unit` (the regency, rising) and `rater` (the panelist) of each; a pair stands at most once."""

    unit: Ints
    rater: Ints
    value: Floats
    units: int
    raters: int

    @classmethod
    def of_criterion(cls, table: Table, number: int) -> "Ratings":
        """The scores of one criterion, in points."""
        rows = np.flatnonzero(table.criterion == number)
        rows = rows[np.argsort(table.regency[rows], kind="stable")]
        return cls(table.regency[rows], table.panelist[rows], table.value[rows], *table.shape[:2])

    @classmethod
    def of_sheets(cls, table: Table, index: Floats) -> "Ratings":
        """One value a sheet: the index that the panelist gave the regency."""
        rows = np.flatnonzero(~np.isnan(index))
        return cls(table.sheet_regency[rows], table.sheet_panelist[rows], index[rows], *table.shape[:2])

    @classmethod
    def of_matrix(cls, matrix: Floats) -> "Ratings":
        """From a table as printed in papers: a row a unit, a column a rater, NaN where there is no value."""
        unit, rater = np.nonzero(~np.isnan(matrix))
        return cls(unit, rater, matrix[unit, rater], *matrix.shape)

    @cached_property
    def starts(self) -> Ints:
        """Where each unit that has a value begins in the rows."""
        return np.flatnonzero(np.diff(self.unit, prepend=-1))

    @cached_property
    def present(self) -> Ints:
        """The units that have a value."""
        return self.unit[self.starts]

    @cached_property
    def sizes(self) -> Floats:
        """How many values each present unit has."""
        return np.diff(np.append(self.starts, len(self.unit))).astype(np.float64)

    @cached_property
    def centred(self) -> Floats:
        """The values around their mean, for sums of squares that lose no digits."""
        centre = float(self.value.mean()) if len(self.value) else 0.0
        result: Floats = np.round(self.value - centre, 12)
        return result

    def only(self, keep: Ints) -> "Ratings":
        """The rows numbered in `keep` (rising)."""
        return Ratings(self.unit[keep], self.rater[keep], self.value[keep], self.units, self.raters)

    def grid(self, values: Floats) -> Floats:
        """One value a row as a matrix: present units by raters that occur, 0 where there is none."""
        raters, rater = np.unique(self.rater, return_inverse=True)
        result = np.zeros((len(self.present), len(raters)))
        result[np.searchsorted(self.present, self.unit), rater] = values
        return result

    def per_unit(self, rows: Floats) -> Floats:
        """Sums over each present unit's rows, along the last axis."""
        if not len(self.starts):
            return np.zeros((*rows.shape[:-1], 0))
        result: Floats = np.add.reduceat(rows, self.starts, axis=-1)
        return result


def draws(units: int, count: int, seed: int) -> Floats:
    """How often each unit is drawn: the first row is the data themselves (all ones), then `count` bootstrap samples.

    The same seed draws the same, so that figures published twice are equal.
    """
    once = np.ones((1, units))
    if units < FEWEST or count < 1:
        return once
    samples = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=count)
    return np.vstack([once, samples])


def interval(figures: Floats, units: int) -> tuple[float, float] | None:
    """The 95 % expanded percentile interval (Hesterberg 2015, American Statistician 69, 371) of a figure.

    `figures` starts with the figure of the data themselves, the samples after it; `units` is how many regencies they
    were drawn from: the plain percentiles are too narrow by the factor that Student's t and the missing degree of
    freedom make. None if the figure is unknown, or can't be computed in a tenth of the samples: what is left of them
    would be a choice.
    """
    samples = figures[1:]
    known = samples[~np.isnan(samples)]
    if units < FEWEST or np.isnan(figures[0]) or len(known) < max(0.9 * len(samples), 1):
        return None
    tail = NormalDist().cdf(-t95(units - 1) * sqrt(units / (units - 1)))
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)
