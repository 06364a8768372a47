"""Kendall's coefficient of concordance W with ties, of the data and of every bootstrap sample at once.

W needs a panel that ranked the same regencies; missing values have no place in it. Where the whole programme has one
panel, this is Kendall & Babington Smith's (1939) W, corrected for ties as in Siegel & Castellan (1988), chapter 9.
Where several panels each have regencies of their own, every panel has its W over those, and the figure is their mean
weighted by m (n - 1), for m panelists and n regencies: Friedman's chi-squares, m (n - 1) W each, add up the same way.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sessions.values.results.index import divided
from sessions.values.results.ratings import Ratings
from sessions.values.results.table import Floats, Ints


def kendall_w(ratings: Ratings, weights: Floats) -> Floats:
    """W for each row of `weights` (draws by units); NaN where no panel of two or more shares two regencies."""
    shared = _Panels.of(ratings)
    if not shared.size:
        return np.full(len(weights), np.nan)
    of_unit = weights[:, shared.ratings.present]
    per_panel = np.add.reduceat(of_unit[:, shared.unit_order], shared.unit_starts, axis=1)
    rank_sums, ties = shared.ranked(of_unit)
    away = of_unit * (rank_sums - (shared.raters * (per_panel + 1) / 2)[:, shared.unit_panel]) ** 2
    found = np.add.reduceat(away[:, shared.unit_order], shared.unit_starts, axis=1)
    most = (shared.raters**2 * (per_panel**3 - per_panel) - shared.raters * ties) / 12
    each = divided(found, np.where(most > 1e-9, most, 0.0))
    weight = np.where(np.isnan(each), 0.0, shared.raters * (per_panel - 1))
    return divided((np.nan_to_num(each) * weight).sum(axis=1), weight.sum(axis=1))


@dataclass(frozen=True)
class _Panels:
    """The units that share their whole panel with another unit; `raters` is each panel's size."""

    ratings: Ratings
    unit_panel: Ints
    raters: Floats

    @classmethod
    def of(cls, ratings: Ratings) -> "_Panels":
        ends = np.append(ratings.starts, len(ratings.unit))
        panels = [ratings.rater[a:b].tobytes() for a, b in pairwise(ends)]
        numbers: dict[bytes, list[int]] = {}
        for unit, panel in enumerate(panels):
            numbers.setdefault(panel, []).append(unit)
        kept = [units for units in numbers.values() if len(units) > 1 and ratings.sizes[units[0]] > 1]
        panel_of = np.full(len(panels), -1, dtype=np.intp)
        for number, units in enumerate(kept):
            panel_of[units] = number
        rows = np.flatnonzero(np.repeat(panel_of, ratings.sizes.astype(np.intp)) >= 0)
        sizes = np.array([ratings.sizes[units[0]] for units in kept])
        return cls(ratings.only(rows), panel_of[panel_of >= 0], sizes)

    @property
    def size(self) -> int:
        return len(self.raters)

    @property
    def unit_order(self) -> Ints:
        return np.argsort(self.unit_panel, kind="stable")

    @property
    def unit_starts(self) -> Ints:
        return np.flatnonzero(np.diff(self.unit_panel[self.unit_order], prepend=-1))

    def ranked(self, of_unit: Floats) -> tuple[Floats, Floats]:
        """The sum of each unit's mid-ranks over its panel, and each panel's sum of t^3 - t over its ties."""
        ratings = self.ratings
        row_panel = np.repeat(self.unit_panel, ratings.sizes.astype(np.intp))
        order = np.lexsort((np.round(ratings.centred, 9), ratings.rater, row_panel))
        segment = _steps(row_panel[order], ratings.rater[order])
        code = _steps(segment, np.round(ratings.centred, 9)[order])
        tied = np.add.reduceat(self._rows(of_unit)[:, order], _firsts(code), axis=1)
        reached = np.cumsum(tied, axis=1)
        code_segment = segment[_firsts(code)]
        first_codes = _firsts(code_segment)
        before = (reached - tied)[:, first_codes][:, code_segment]
        middle = reached - before - (tied - 1) / 2
        ranks = np.empty((len(of_unit), len(order)))
        ranks[:, order] = middle[:, code]
        panel_first = _firsts(row_panel[order][_firsts(code)])
        return ratings.per_unit(ranks), np.add.reduceat(tied**3 - tied, panel_first, axis=1)

    def _rows(self, of_unit: Floats) -> Floats:
        return np.repeat(of_unit, self.ratings.sizes.astype(np.intp), axis=1)


def _steps(*keys: Ints | Floats) -> Ints:
    """Numbers that rise by one wherever any of the keys changes from one row to the next."""
    changed = np.zeros(len(keys[0]), dtype=bool)
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return np.cumsum(changed)


def _firsts(key: Ints) -> Ints:
    return np.flatnonzero(np.diff(key, prepend=-1))
