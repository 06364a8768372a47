"""Intraclass correlations of Shrout & Fleiss (1979), of the data and of every bootstrap sample at once.

ICC(1,.): every regency has other panelists (one-way). ICC(2,.): panelists are a sample, and their differing strictness
counts as error. ICC(3,.): strictness is left out; only the order and the distances count. (.,1) is one panelist's
score, (.,k) the mean of the panel.

Where every panelist scores every regency these are the paper's figures. Panels of a programme differ, though: then the
variances of regencies, panelists and error come from the unbalanced two-way layout by Henderson's method III (Searle,
Casella & McCulloch 1992, chapter 5; the use for incomplete designs is that of ten Hove, Jorgensen & van der Ark 2022),
which in the complete case is the paper's mean squares. Like these, variances are not cut off at zero.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sessions.values.results.graph import groups
from sessions.values.results.index import divided
from sessions.values.results.ratings import Ratings
from sessions.values.results.table import Floats, Ints

Bools = NDArray[np.bool_]
STEPS, TOLERANCE = 40, 1e-9


@dataclass(frozen=True)
class Iccs:
    """The three correlations of a single score and of the panel's mean; arrays over draws, NaN where undefined."""

    icc_1_1: Floats
    icc_2_1: Floats
    icc_3_1: Floats
    icc_1_k: Floats
    icc_2_k: Floats
    icc_3_k: Floats


def iccs(ratings: Ratings, weights: Floats) -> Iccs:
    """For each row of `weights` (draws by units). Averages of k only where every unit has the same number of values."""
    drawn = weights[:, ratings.present]
    unknown = np.full(len(weights), np.nan)
    if len(ratings.present) < 2 or not (ratings.sizes > 1).any():
        return Iccs(*[unknown] * 6)
    layout = _Layout.of(ratings, drawn)
    one = _one_way(layout)
    two, three = _two_way(layout, *_panelists(ratings, drawn))
    size = ratings.sizes[0] if (ratings.sizes == ratings.sizes[0]).all() else np.nan
    return Iccs(one.single, two.single, three.single, one.mean(size), two.mean(size), three.mean(size))


@dataclass(frozen=True)
class _Ratio:
    """A variance that is wanted and one that is not."""

    wanted: Floats
    error: Floats

    @property
    def single(self) -> Floats:
        return self._share(self.error)

    def mean(self, size: float) -> Floats:
        return self._share(self.error / size)

    def _share(self, error: Floats) -> Floats:
        whole = self.wanted + error
        return divided(self.wanted, np.where(np.abs(whole) < 1e-12, 0.0, whole))


@dataclass(frozen=True)
class _Layout:
    """Sums over each draw: values, units, squares of sizes; sums of squares within and between units."""

    values: Floats
    units: Floats
    size_squares: Floats
    within: Floats
    between: Floats
    correction: Floats

    @classmethod
    def of(cls, ratings: Ratings, drawn: Floats) -> "_Layout":
        size = ratings.sizes
        sums, squares = ratings.per_unit(ratings.centred), ratings.per_unit(ratings.centred**2)
        explained = sums**2 / size
        values = drawn @ size
        correction = (drawn @ sums) ** 2 / values
        within = drawn @ np.maximum(squares - explained, 0.0)
        return cls(values, drawn.sum(axis=1), drawn @ size**2, within, drawn @ explained - correction, correction)


def _one_way(layout: _Layout) -> _Ratio:
    """Shrout & Fleiss's first case; with unequal numbers of values by their usual mean (Searle et al., chapter 3)."""
    freedom = layout.units - 1
    error = divided(layout.within, layout.values - layout.units)
    usual = divided(layout.values - layout.size_squares / layout.values, freedom)
    return _Ratio(divided(divided(layout.between, freedom) - error, usual), error)


def _two_way(layout: _Layout, raters: Floats, explained: Floats, rank: Floats, first: Floats) -> tuple[_Ratio, _Ratio]:
    """The second and the third case.

    `raters` is the number of panelists in a draw, `explained` the sum of squares of panelists after regencies with
    `rank` degrees of freedom, `first` that of panelists alone.
    """
    left = layout.values - layout.units - rank
    error = divided(np.maximum(layout.within - explained, 0.0), np.where(left > 0, left, 0.0))
    freedom = layout.units + rank - raters
    after = layout.between + explained - (first - layout.correction)
    unit = divided(after - freedom * error, np.maximum(layout.values - raters, 0.0))
    rater = divided(explained - rank * error, layout.values - layout.units)
    return _Ratio(unit, rater + error), _Ratio(unit, error)


@dataclass(frozen=True)
class _Crossing:
    """Who met whom: `met` is units by panelists, 1 where one scored the other, each of them met at least once;
    `group` numbers the panelists' connected groups, `drawn` is draws by units, `size` each panelist's number of scores
    in each draw."""

    met: Floats
    group: Ints
    drawn: Floats
    size: Floats

    @classmethod
    def of(cls, ratings: Ratings, drawn: Floats) -> "_Crossing":
        met = ratings.grid(np.ones(len(ratings.value)))
        unit, rater = np.nonzero(met)
        _, group = groups(unit, rater, *met.shape)
        return cls(met, group, drawn, drawn @ met)

    def explained(self, pull: Floats) -> Floats:
        """The sum of squares of panelists after regencies: of the data exactly, of the draws by conjugate gradients.

        `pull` is draws by panelists: the sums of their values around the units' means. The normal equations of a draw,
        D - M' W M (D the panelists' sizes, M who met whom, W the draws over the units' sizes), are never formed. Scaled
        by D they are so well conditioned where panels mix that a dozen steps are enough; the sum of squares is taken
        in its stationary form, which squares the error that is left.
        """
        scale = divided(np.ones_like(self.size), np.sqrt(self.size), missing=0.0)
        left = scale * pull
        effect, step, start = np.zeros_like(left), left, left
        length = (left * left).sum(axis=1, keepdims=True)
        goal = TOLERANCE * np.maximum(length, 1e-30)
        for _ in range(STEPS):
            if (length <= goal).all():
                break
            turned = scale * self._applied(scale * step)
            along = divided(length, (step * turned).sum(axis=1, keepdims=True), missing=0.0)
            effect, left = effect + along * step, left - along * turned
            before, length = length, (left * left).sum(axis=1, keepdims=True)
            step = left + divided(length, before, missing=0.0) * step
        result: Floats = (effect * (start + left)).sum(axis=1)
        result[0] = self._exactly(pull[0])
        return result

    def _applied(self, effect: Floats) -> Floats:
        share = self.drawn / self.met.sum(axis=1)
        result: Floats = self.size * effect - ((effect @ self.met.T) * share) @ self.met
        return result

    def _exactly(self, pull: Floats) -> float:
        together = (self.group[:, None] == self.group).astype(np.float64)
        normal = np.diag(self.met.sum(axis=0)) - self.met.T @ (self.met / self.met.sum(axis=1, keepdims=True))
        return float(pull @ np.linalg.solve(normal + together, pull))

    def components(self) -> Floats:
        """How many connected groups of panelists and units each draw has; never fewer than the data."""
        waiting, count = self.size > 0, np.zeros(len(self.drawn))
        while waiting.any():
            reached = self._first_of_each_group(waiting)
            count += reached.sum(axis=1)
            waiting = waiting & ~self._reachable(reached)
        return count

    def _reachable(self, reached: Bools) -> Bools:
        here, before = (self.drawn > 0).astype(np.float64), np.zeros_like(reached)
        while not np.array_equal(reached, before):
            before = reached
            reached = before | (((before @ self.met.T) * here) @ self.met > 0)
        return reached

    def _first_of_each_group(self, waiting: Bools) -> Bools:
        first = np.zeros_like(waiting)
        for group in range(int(self.group.max()) + 1):
            members = np.flatnonzero(self.group == group)
            draws = np.flatnonzero(waiting[:, members].any(axis=1))
            first[draws, members[waiting[draws][:, members].argmax(axis=1)]] = True
        return first


def _panelists(ratings: Ratings, drawn: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each draw: the panelists in it, their sum of squares after regencies with its rank, and theirs alone."""
    crossing = _Crossing.of(ratings, drawn)
    mean = ratings.per_unit(ratings.centred) / ratings.sizes
    around = ratings.centred - np.repeat(mean, ratings.sizes.astype(np.intp))
    explained = crossing.explained(drawn @ ratings.grid(around))
    present = (crossing.size > 0).sum(axis=1).astype(np.float64)
    alone = divided((drawn @ ratings.grid(ratings.centred)) ** 2, crossing.size, missing=0.0).sum(axis=1)
    return present, explained, present - crossing.components(), alone
