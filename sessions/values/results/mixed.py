"""The variance parts of scores, by restricted maximum likelihood: a mixed model with crossed and nested parts.

    score = mean + regency + panelist + criterion + panelist x criterion
            + session + sheet (one panelist in one session) + regency x criterion + what is left

All parts are normal with a variance each that is not negative; `session` is there only where a regency had several
(else it is the regency's own part). Estimated by REML (Patterson & Thompson 1971, Biometrika 58, 545), the likelihood
profiled over the left-over variance as in lme4 (Bates, Maechler, Bolker & Walker 2015, Journal of Statistical Software
67(1), section 3): what is within one regency is a small dense block, what crosses regencies (panelists, criteria and
both) is one dense matrix of Woodbury's identity. Held against lme4 in the tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sessions.values.results.table import Floats, Ints

PARTS = ("regency", "session", "sheet", "regency_criterion", "panelist", "criterion", "panelist_criterion")
LARGEST = 3e9
"""Above so many multiplications a look at the likelihood takes too long: the model is left out and says so."""


@dataclass(frozen=True)
class Scores:
    """N scores: the numbers of their regency, session, panelist and criterion, and their values."""

    regency: Ints
    session: Ints
    panelist: Ints
    criterion: Ints
    value: Floats

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str, str, str, float]]) -> "Scores":
        """From (regency, session, panelist, criterion, value), by regency."""
        regency, session, panelist, criterion = (
            np.unique([row[at] for row in rows], return_inverse=True)[1].astype(np.intp) for at in range(4)
        )
        order = np.lexsort((criterion, panelist, session, regency))
        value = np.array([row[4] for row in rows], dtype=np.float64)
        return cls(regency[order], session[order], panelist[order], criterion[order], value[order])


@dataclass(frozen=True)
class Parts:
    """Variances in squared points by the names of `PARTS`, None for what the data can't tell apart, and `residual`;
    `deviance` is minus twice the restricted log-likelihood."""

    variance: Mapping[str, float | None]
    deviance: float


def fit(scores: Scores) -> Parts | None:
    """The estimated parts; None where there is too little to estimate (fewer than two of anything that is needed, or
    all values the same) or too much to do it in time."""
    if len(scores.value) < 4 or np.ptp(scores.value) < 1e-12:
        return None
    layout = _Layout.of(scores)
    names = layout.told_apart()
    if layout.work > LARGEST or not names:
        return None
    from scipy.optimize import minimize  # noqa: PLC0415 - only who asks for the model waits for it

    def deviance(roots: Floats) -> float:
        return layout.deviance(dict(zip(names, roots.tolist(), strict=True)))[0]

    best = minimize(
        deviance,
        np.full(len(names), 0.5),
        method="COBYQA",  # as lme4's, by the likelihood's own values: a third of the looks that differences take
        bounds=[(0.0, 30.0)] * len(names),
        options={"initial_tr_radius": 0.2, "final_tr_radius": 1e-5, "maxfev": 2000},
    )
    roots = dict(zip(names, best.x.tolist(), strict=True))
    found, residual = layout.deviance(roots)
    variance = {name: roots[name] ** 2 * residual if name in roots else None for name in PARTS}
    return Parts(variance | {"residual": residual}, found)


@dataclass(frozen=True)
class _Layout:
    """The scores as equal blocks, one a regency, filled up to the longest: arrays of regencies by places.

    `real` marks places that hold a score; the numbers of places that don't are those of a block's own past the last.
    """

    scores: Scores
    at: Ints
    real: Floats
    panelists: int
    criteria: int

    @classmethod
    def of(cls, scores: Scores) -> "_Layout":
        sizes = np.bincount(scores.regency)
        starts = np.cumsum(sizes) - sizes
        place = np.arange(len(scores.value)) - starts[scores.regency]
        at = np.zeros((len(sizes), int(sizes.max())), dtype=np.intp)
        real = np.zeros(at.shape)
        at[scores.regency, place] = np.arange(len(scores.value))
        real[scores.regency, place] = 1.0
        return cls(scores, at, real, int(scores.panelist.max()) + 1, int(scores.criterion.max()) + 1)

    @property
    def work(self) -> float:
        """How many multiplications one look at the likelihood takes, about."""
        regencies, places = self.at.shape
        return float(regencies * places**3 + (self.panelists * self.criteria) ** 3)

    def told_apart(self) -> list[str]:
        """The parts that these data tell from the others: each needs two kinds, and more scores than kinds."""
        scores = self.scores
        sheet = _kinds(scores.session, scores.panelist)
        counts = {
            "regency": _kinds(scores.regency),
            "panelist": _kinds(scores.panelist),
            "criterion": _kinds(scores.criterion),
            "session": _kinds(scores.session),
            "sheet": sheet,
            "regency_criterion": _kinds(scores.regency, scores.criterion),
            "panelist_criterion": _kinds(scores.panelist, scores.criterion),
        }
        scored, plain = len(scores.value), {"regency", "panelist", "criterion"}
        found = [name for name in PARTS if name in plain and 1 < counts[name] < scored]
        if counts["session"] > counts["regency"] and counts["session"] < min(sheet, scored):
            found.append("session")
        together = {
            "sheet": max(counts["session"], counts["panelist"]),
            "regency_criterion": max(counts["regency"], counts["criterion"]),
            "panelist_criterion": max(counts["panelist"], counts["criterion"]),
        }
        found += [name for name, least in together.items() if least < counts[name] < scored]
        return found

    @cached_property
    def _patterns(self) -> tuple[Ints, Ints]:
        """A regency of each pattern of who scored what, and the pattern of each regency: complete sheets are alike."""
        columns = [column[self.at] for column in (self.scores.session, self.scores.panelist, self.scores.criterion)]
        session, panelist, criterion = columns
        steps = [_first_seen(session), _first_seen(panelist), criterion * (self.real > 0), self.real]
        said = np.concatenate(steps, axis=1).astype(np.intp)
        _, first, of = np.unique(said, axis=0, return_index=True, return_inverse=True)
        return first.astype(np.intp), of.reshape(-1).astype(np.intp)

    @cached_property
    def _same(self) -> Mapping[str, Floats]:
        """Which places of each pattern share a regency, a session, a sheet or a criterion."""
        chosen = self._patterns[0]
        real, at = self.real[chosen], self.at[chosen]
        both = real[:, :, None] * real[:, None, :]
        session, panelist, criterion = (
            both * (column[at][:, :, None] == column[at][:, None, :])
            for column in (self.scores.session, self.scores.panelist, self.scores.criterion)
        )
        return {"regency": both, "session": session, "sheet": session * panelist, "regency_criterion": criterion}

    @cached_property
    def _crossing(self) -> Ints:
        """The number of panelist and criterion in each place."""
        found: Ints = (self.scores.panelist * self.criteria + self.scores.criterion)[self.at]
        return found

    def deviance(self, roots: Mapping[str, float]) -> tuple[float, float]:
        """Minus twice the restricted log-likelihood and the left-over variance, profiled; `roots` are the other parts'
        standard deviations over that of what is left."""
        freedom = len(self.scores.value) - 1
        first, of = self._patterns
        places = self.at.shape[1]
        block = np.broadcast_to(np.eye(places), (len(first), places, places)).copy()
        for name, same in self._same.items():
            if roots.get(name):
                block += roots[name] ** 2 * same
        _, logs = np.linalg.slogdet(block)
        real = self.real[first]
        inverse = (np.linalg.inv(block) * real[:, :, None] * real[:, None, :])[of]
        ones, values = self.real, self.real * self.scores.value[self.at]
        sides = np.stack([ones, values], axis=2)
        pulled = inverse @ sides
        inner = np.einsum("rpi,rpj->ij", sides, pulled)
        crossed, logdet = self._without_crossing(inverse, pulled, roots)
        inner = inner - crossed
        rest = float(inner[1, 1] - inner[0, 1] ** 2 / inner[0, 0])
        residual = max(rest / freedom, 1e-300)
        determinants = float(logs[of].sum()) + logdet + float(np.log(inner[0, 0]))
        return determinants + freedom * (1 + float(np.log(2 * np.pi * residual))), residual

    def _without_crossing(self, inverse: Floats, pulled: Floats, roots: Mapping[str, float]) -> tuple[Floats, float]:
        """What panelists and criteria take out of the inner products, and what they add to the log determinant."""
        kinds = self.panelists * self.criteria
        here = self._crossing
        pairs = here[:, :, None] * kinds + here[:, None, :]
        square = np.bincount(pairs.ravel(), inverse.ravel(), kinds * kinds).reshape(kinds, kinds).astype(np.float64)
        parts = [np.bincount(here.ravel(), pulled[:, :, side].ravel(), kinds) for side in (0, 1)]
        sums = np.stack(parts, axis=1).astype(np.float64)
        middle, sides = self._scaled(square, sums, roots)
        middle[np.diag_indices_from(middle)] += 1
        from scipy.linalg import cholesky, solve_triangular  # noqa: PLC0415 - loaded by fit already

        lower = cholesky(middle, lower=True, overwrite_a=True, check_finite=False)
        half = solve_triangular(lower, sides, lower=True, check_finite=False)
        return half.T @ half, 2 * float(np.log(np.diag(lower)).sum())

    def _scaled(self, square: Floats, sums: Floats, roots: Mapping[str, float]) -> tuple[Floats, Floats]:
        """The same by panelist, criterion and both, each times its part's root: sums over what they hold."""
        cells = square.reshape(len(square), self.panelists, self.criteria)
        wide = {"panelist": cells.sum(axis=2), "criterion": cells.sum(axis=1), "panelist_criterion": square}
        used = [name for name in wide if roots.get(name)]
        scale = np.concatenate([np.full(wide[name].shape[1], roots[name]) for name in used] or [np.zeros(1)])
        across = np.hstack([wide[name] for name in used] or [np.zeros((len(square), 1))])
        both = np.hstack([across, sums]).reshape(self.panelists, self.criteria, -1)
        tall = {"panelist": both.sum(axis=1), "criterion": both.sum(axis=0), "panelist_criterion": both}
        rows = np.vstack([tall[name].reshape(-1, both.shape[2]) for name in used] or [np.zeros((1, both.shape[2]))])
        rows *= scale[:, None]
        return rows[:, : len(scale)] * scale, rows[:, len(scale) :]


def _first_seen(column: Ints) -> Ints:
    """Each row's numbers by the place where they first stand in it, so that rows alike in pattern are alike."""
    found: Ints = (column[:, :, None] == column[:, None, :]).argmax(axis=2)
    return found


def _kinds(*columns: Ints) -> int:
    """How many different combinations the columns hold."""
    return len(np.unique(np.stack(columns, axis=1), axis=0))
