"""95 % intervals of intraclass correlations for panelists who are a sample, by generalized pivots (Weerahandi 1993).

The model: value = regency + panelist + error, each normal. The error's sum of squares over its variance is chi-square;
so is, for the right ratio of variances, the sum of squares of panelists after regencies, and that of regencies after
panelists, each term over its own variance (Wald 1947; Harville & Fenech 1985, Biometrics 41, 137). Drawing the three
chi-squares and solving each equation for its variance gives draws of the variances that the data leave possible
(Burch & Iyer 1997, Biometrics 53, 1318, for one ratio), and of every correlation made of them. Where every panelist
scores every regency, the interval of ICC(3,1) is Shrout & Fleiss's, by the F distribution.

ICC(1,.) and ICC(2,.) are two estimates of one thing, the share of regencies in one score's variance when panelists are
drawn anew, and have its interval; without enough overlap for the two-way layout it is that of the one-way layout.
"""

from dataclasses import dataclass

import numpy as np

from sessions.values.results.graph import groups
from sessions.values.results.ratings import Ratings
from sessions.values.results.table import Floats

DRAWS, SEED, TAIL = 20_000, 514, 0.025
FAR = np.concatenate(
    [np.geomspace(1e-7, 0.1, 60, endpoint=False), np.linspace(0.1, 1, 40), np.geomspace(1, 60, 24)[1:]]
)
"""How far below 1 the share of regencies in a mean is looked for: finely near 1, and to well below zero."""
Interval = tuple[float, float]


def icc_intervals(ratings: Ratings) -> dict[str, Interval]:
    """The intervals by the contract's keys; those that the data say nothing of are left out."""
    single = _of_single(ratings)
    found = {f"icc_{case}_1": around for case, around in single.items()}
    if len(ratings.sizes) and (ratings.sizes == ratings.sizes[0]).all():
        size = float(ratings.sizes[0])
        found |= {f"icc_{case}_k": (_of_mean(a, size), _of_mean(b, size)) for case, (a, b) in single.items()}
    return found


def _of_mean(single: float, size: float) -> float:
    """Spearman & Brown's: of the mean of `size` scores."""
    return size * single / (1 + (size - 1) * single)


def _of_single(ratings: Ratings) -> dict[int, Interval]:
    if len(ratings.present) < 2 or not (ratings.sizes > 1).any():
        return {}
    layout = _Layout.of(ratings)
    if layout.error <= 1e-12 * float(ratings.centred @ ratings.centred):
        return {}  # nothing is left over to tell the error from
    chance = np.random.default_rng(SEED)
    if layout.freedom < 1 or not len(layout.squares):
        regency = layout.drawn_regencies(chance, layout.within, layout.within_freedom, ratings.sizes[:, None])
        return {1: _interval(regency / (1 + regency))}
    error = layout.error / chance.chisquare(layout.freedom, DRAWS)
    panelist = layout.drawn_panelists(chance, error)
    regency = layout.regencies(chance, error, layout.met, layout.error)
    both = _interval(regency / (1 + regency + panelist))
    return {1: both, 2: both, 3: _interval(regency / (1 + regency))}


def _interval(draws: Floats) -> Interval:
    low, high = np.quantile(draws, [TAIL, 1 - TAIL])
    return float(low), float(high)


@dataclass(frozen=True)
class _Layout:
    """The sums of squares of the two-way layout. `met` is regencies by panelists, 1 where one scored the other.

    `error` has `freedom` degrees of freedom, `within` (panelists not taken out) `within_freedom`; the `squares` are
    those of panelists after regencies, each of variance error + root x panelist.
    """

    ratings: Ratings
    met: Floats
    error: float
    freedom: int
    within: float
    within_freedom: int
    squares: Floats
    roots: Floats

    @classmethod
    def of(cls, ratings: Ratings) -> "_Layout":
        met = ratings.grid(np.ones(len(ratings.value)))
        units, raters = met.shape
        mean = ratings.per_unit(ratings.centred) / ratings.sizes
        around = ratings.centred - np.repeat(mean, ratings.sizes.astype(np.intp))
        normal = np.diag(met.sum(axis=0)) - met.T @ (met / ratings.sizes[:, None])
        roots, vectors = np.linalg.eigh(normal)
        told = roots > 1e-9 * max(float(roots[-1]), 1.0)
        pull = vectors[:, told].T @ ratings.grid(around).sum(axis=0)
        squares: Floats = pull**2 / roots[told]
        within = float(around @ around)
        rank, freedom = raters - _joined(met), len(ratings.value) - units
        error = max(within - float(squares.sum()), 0.0) if freedom > rank else within
        return cls(ratings, met, error, freedom - rank, within, freedom, squares, roots[told])

    def drawn_panelists(self, chance: np.random.Generator, error: Floats) -> Floats:
        """Draws of the panelists' variance over the error's; not below zero."""
        goal = chance.chisquare(len(self.squares), DRAWS) * error
        ratio = np.append(0.0, np.geomspace(1e-6, 1e7, 200)) / float(self.roots.mean())
        reached = (self.squares / (1 + ratio[:, None] * self.roots)).sum(axis=1)
        found: Floats = np.interp(goal, reached[::-1], ratio[::-1])
        return found

    def drawn_regencies(self, chance: np.random.Generator, left: float, freedom: int, fixed: Floats) -> Floats:
        """Draws of the regencies' variance over the error's in the one-way layout."""
        return self.regencies(chance, left / chance.chisquare(freedom, DRAWS), fixed, left)

    def regencies(self, chance: np.random.Generator, error: Floats, fixed: Floats, left: float) -> Floats:
        """Draws of the regencies' variance over the error's. `fixed` is regencies by what is taken out of the values
        first (panelists, or the mean alone), `left` the sum of squares that regencies do not touch."""
        sizes = self.ratings.sizes
        ratio = (1 - FAR) / FAR / float(sizes.mean())
        ratio = ratio[ratio > -0.999 / float(sizes.max())]
        reached = np.maximum(self._squares(ratio, fixed) - left, 0.0)
        goal = chance.chisquare(len(sizes) - (_joined(fixed) if fixed.shape[1] > 1 else 1), DRAWS) * error
        share = ratio * float(sizes.mean()) / (1 + ratio * float(sizes.mean()))
        drawn = np.interp(goal, reached, share)  # nearly a straight line, as it is one where all sizes are equal
        found: Floats = drawn / (1 - drawn) / float(sizes.mean())
        return found

    def _squares(self, ratios: Floats, fixed: Floats) -> Floats:
        """The generalized least squares' sums of squares where regencies' variance over the error's is each ratio:
        regencies with the same number of values pull alike, so that each ratio is one small system of equations."""
        ratings = self.ratings
        kinds, kind = np.unique(ratings.sizes, return_inverse=True)
        pulled = ratios[:, None] / (1 + ratios[:, None] * kinds)
        sums = ratings.per_unit(ratings.centred)
        alone = ratings.grid(ratings.centred).sum(axis=0) if fixed.shape[1] > 1 else sums.sum(keepdims=True)
        parts = [(fixed[kind == one], sums[kind == one]) for one in range(len(kinds))]
        normal = np.diag(fixed.sum(axis=0)) - np.tensordot(pulled, [rows.T @ rows for rows, _ in parts], axes=1)
        side = alone - pulled @ np.array([rows.T @ values for rows, values in parts])
        whole = float(ratings.centred @ ratings.centred) - pulled @ np.array([values @ values for _, values in parts])
        found: Floats = whole - (side * np.linalg.solve(normal, side[:, :, None])[:, :, 0]).sum(axis=1)
        return found


def _joined(met: Floats) -> int:
    """How many groups of regencies and panelists there are that share nobody."""
    unit, rater = np.nonzero(met)
    return int(groups(unit, rater, *met.shape)[1].max()) + 1
