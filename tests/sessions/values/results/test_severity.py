"""Severity and the adjusted index: the least squares figures, their intervals, and where they can't be had."""

import numpy as np
import pytest
from samples.results import World, generated, one_criterion, rubric, seed_rubric, sheet, table

from sessions.values.results import Rated, Sheet, compute, mixed
from sessions.values.results.index import Weights, composite, means, shares
from sessions.values.results.severity import adjusted, fit
from sessions.values.results.student import t95
from sessions.values.results.table import Table

NAN = float("nan")
UNEQUAL = rubric({"g": (60, {"c0": 1, "c1": 2}), "h": (40, {"c2": 3, "c3": 1})})


def untidy(seed):
    """Seven regencies, five panelists, three to a panel, some scores missing: no two panels alike."""
    chance = np.random.default_rng(seed)
    rated = []
    for r in range(7):
        for p in chance.choice(5, 3, replace=False):
            values = {f"c{c}": float(chance.integers(1, 6)) for c in range(4) if chance.random() < 0.85}
            rated += sheet(f"r{r}", f"p{p}", **values)
    return Table.of(rated, [], list(UNEQUAL.criteria))


def dummies(table):
    """One column for each regency, panelist and criterion."""
    return np.hstack([np.eye(n)[column] for n, column in zip(table.shape, _columns(table), strict=True)])


def _columns(table):
    return table.regency, table.panelist, table.criterion


@pytest.mark.parametrize("seed", range(6))
def test_severity_is_the_least_squares_figure_adding_up_to_zero(seed):
    scores = untidy(seed)
    regencies, panelists, _ = scores.shape
    effects = np.linalg.lstsq(dummies(scores), scores.value, rcond=None)[0][regencies : regencies + panelists]

    severity = fit(scores).severity

    assert severity == pytest.approx(effects.mean() - effects, abs=1e-10)
    assert severity.sum() == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize("seed", range(6))
def test_intervals_carry_all_errors_through_the_least_squares_weights(seed):
    """Against the whole covariance matrix written out: one part a score, one a sheet, one a panelist's criterion."""
    scores, weights = untidy(seed), Weights.of(UNEQUAL)
    model = fit(scores)
    regencies, panelists, criteria = scores.shape
    cell = scores.panelist * criteria + scores.criterion
    same = (np.eye(len(cell)), scores.sheet[:, None] == scores.sheet, cell[:, None] == cell)
    leniency = np.linalg.pinv(dummies(scores))[regencies : regencies + panelists]
    leniency -= leniency.mean(axis=0)
    share = _share_matrix(scores, weights)
    mix = share @ np.eye(panelists)[scores.panelist]
    corrected = share - mix @ leniency
    carried = model.design.carried(), model.design.adjusted_carried(shares(scores, weights), mix)

    for rows, found in zip((leniency, corrected), carried, strict=True):
        for covariance, part in zip(same, (found.score, found.sheet, found.cell), strict=True):
            assert part == pytest.approx(_variances(rows, covariance), abs=1e-12)
    raw, shift = composite(means(scores), weights)[1], adjusted(model, weights)[1]
    assert (raw - 1) * 25 + shift == pytest.approx((corrected @ scores.value - 1) * 25)


def test_the_variances_of_a_complete_design_are_those_of_restricted_likelihood():
    """Everybody scores everything: then both estimators are one (Searle, Casella & McCulloch 1992, section 4.8)."""
    chance = np.random.default_rng(3)
    shapes = ((12, 5, 6), (5, 6), (12, 5, 1), (12, 1, 6), (12, 1, 1), (5, 1), (6,))
    values = sum(chance.normal(0, size, shape) for size, shape in zip((1, 1, 0.8, 1, 2, 2, 2), shapes, strict=True))
    rows = [(f"r{r:02}", f"r{r:02}", f"p{p}", f"c{c}", float(value)) for (r, p, c), value in np.ndenumerate(values)]
    table = Table.of([Rated(s, r, p, c, v) for r, s, p, c, v in rows], [], [f"c{c}" for c in range(6)])

    found, likely = fit(table).errors, mixed.fit(mixed.Scores.of(rows)).variance

    assert (found.score, found.sheet, found.cell) == pytest.approx(
        (likely["residual"], likely["sheet"], likely["panelist_criterion"]), rel=1e-3
    )


def _variances(rows, covariance):
    return np.einsum("ij,jk,ik->i", rows, covariance.astype(float), rows)


def _share_matrix(scores, weights):
    """What each score moves its regency's index by, found by moving it."""
    regencies, base = scores.shape[0], composite(means(scores), weights)[1]
    result = np.zeros((regencies, len(scores.value)))
    for row in range(len(scores.value)):
        moved = scores.value.copy()
        moved[row] += 1
        other = Table(scores.regencies, scores.panelists, scores.criteria, *_columns(scores), moved)
        result[:, row] = composite(means(other), weights)[1] - base
    return result


def test_without_noise_the_truth_comes_back_exactly():
    world = World(regencies=40, panelists=9, halo=0, noise=0, profile=0.3, rounded=False)
    truth = generated(world, seed_rubric(), seed=1)
    results = compute(truth.rated, seed_rubric(), panelists={p: p for p in truth.panelists}, samples=0)
    found = {regency.code: regency.adjusted.index for regency in results.regencies}

    assert [p.severity for p in results.panelists] == pytest.approx(truth.severity.tolist(), abs=1e-9)
    assert [found[code] for code in truth.regencies] == pytest.approx(truth.index.tolist(), abs=1e-8)


def test_a_strict_panel_does_not_sink_a_regency():
    """a and b are equally good; b had the strict panelist s (one point below the others everywhere)."""
    rated = [
        score
        for regency, panel in {"a": "pq", "b": "ps", "c": "qs", "d": "pqs"}.items()
        for panelist in panel
        for score in sheet(regency, panelist, c=7 - (panelist == "s") - (regency == "d"))
    ]
    regencies = {r.code: r for r in compute(rated, one_criterion()).regencies}

    assert (regencies["a"].rank, regencies["b"].rank) == (1, 2)
    assert (regencies["a"].adjusted.rank, regencies["b"].adjusted.rank) == (1, 1)
    assert regencies["b"].shift - regencies["a"].shift == pytest.approx(0.5)
    assert regencies["b"].difference["en"] == "Moves up 1: its panel was 0.2 points stricter than the average."


def test_severity_is_positive_for_the_strict_and_in_points_of_the_scale():
    results = compute(table([[4, 8], [5, 9], [6, 10]]), one_criterion())

    assert [(p.id, p.severity) for p in results.panelists] == [("p0", pytest.approx(2)), ("p1", pytest.approx(-2))]
    assert [p.sessions for p in results.panelists] == [3, 3]


def test_panels_that_never_share_anyone_are_separate_groups_without_common_figures():
    apart = [[4, 8, NAN, NAN], [5, 9, NAN, NAN], [NAN, NAN, 2, 3], [NAN, NAN, 4, 3]]
    results = compute(table(apart), one_criterion())

    assert not results.connection.connected
    assert [g.panelists for g in results.connection.groups] == [("p0", "p1"), ("p2", "p3")]
    assert [g.regencies for g in results.connection.groups] == [("r0", "r1"), ("r2", "r3")]
    assert "2 groups" in results.connection.says["en"] and "2 kelompok" in results.connection.says["id"]
    assert {p.severity for p in results.panelists} == {None}
    assert {r.adjusted.index for r in results.regencies} == {None}
    assert all(r.index is not None and r.difference is None for r in results.regencies)


def test_and_within_a_group_they_are_compared_all_the_same():
    apart = [[4, 8, NAN, NAN], [5, 9, NAN, NAN], [NAN, NAN, 2, 3], [NAN, NAN, 4, 3]]
    results = compute(table(apart), one_criterion()).as_json()

    assert results["panelists"][0]["within_group"]["severity"] == pytest.approx(2)
    ranks = {r["code"]: (r["group"], r["adjusted_within_group"]["rank"]) for r in results["regencies"]}
    assert ranks == {"r0": (1, 2), "r1": (1, 1), "r2": (2, 2), "r3": (2, 1)}


def test_one_panelist_has_nobody_to_be_compared_with():
    results = compute(table([[3], [4], [5]]), one_criterion())

    assert results.panelists[0].severity is None
    assert results.regencies[0].adjusted.index is None
    assert results.connection.says["en"].startswith("Only one panelist")


def test_panelists_who_each_scored_criteria_of_their_own_cannot_be_told_from_them():
    two = rubric({"g": (1, {"a": 1, "b": 1})})
    rated = [s for r in "xyz" for s in sheet(r, "p", a=3) + sheet(r, "q", b=5)]
    results = compute(rated, two)

    assert {p.severity for p in results.panelists} == {None}
    assert "can't be told from the criteria" in results.connection.says["en"]


def test_a_criterion_that_nobody_scored_is_no_hindrance():
    with_gap = rubric({"g": (1, {"c": 1, "silent": 1})}, high=10)
    results = compute(table([[4, 8], [5, 9], [6, 10]]), with_gap)

    assert results.panelists[0].severity == pytest.approx(2)


def test_a_missing_hard_criterion_does_not_make_a_panelist_lenient():
    """q skipped the hard criterion; on what both scored they agree."""
    two = rubric({"g": (1, {"easy": 1, "hard": 1})})
    rated = [s for r in "wxyz" for s in sheet(r, "p", easy=5, hard=1) + sheet(r, "q", easy=5)]
    results = compute(rated, two)

    assert [p.severity for p in results.panelists] == pytest.approx([0, 0], abs=1e-12)
    assert results.panelists[1].mean > results.panelists[0].mean


def test_nothing_left_over_to_estimate_the_error_from_gives_figures_without_intervals():
    results = compute(table([[4, 8]]), one_criterion())

    assert results.panelists[0].severity == pytest.approx(2)
    assert results.panelists[0].low is None
    assert results.regencies[0].adjusted.index is not None and results.regencies[0].adjusted.low is None


@pytest.mark.parametrize(("df", "exact"), [(1, 12.7062), (2, 4.3027), (5, 2.5706), (10, 2.2281), (30, 2.0423)])
def test_students_quantiles_are_those_of_the_tables(df, exact):
    assert t95(df) == pytest.approx(exact, rel=2e-3)


# - who is pointed out to the secretariat -


def flagged(rows):
    return {p.id: {flag.kind for flag in p.flags} for p in compute(table(rows), one_criterion()).panelists}


def test_the_strict_and_the_lenient_are_pointed_out():
    kinds = flagged([[2, 4, 6], [4, 6, 8], [3, 5, 7], [5, 7.5, 9], [6, 8, 10]])

    assert kinds == {"p0": {"strict"}, "p1": set(), "p2": {"lenient"}}


def test_who_gives_everybody_the_same_is_pointed_out_and_others_are_not():
    kinds = flagged([[5, 2, 3], [5, 4, 4], [5, 6, 6], [5, 8, 7], [5, 5, 5]])

    assert "same" in kinds["p0"] and "same" not in kinds["p1"] | kinds["p2"]


def test_nobody_is_blamed_for_regencies_that_are_all_the_same():
    assert flagged([[5, 5], [5, 5], [5, 5]]) == {"p0": set(), "p1": set()}


def test_who_judges_unlike_everybody_else_is_pointed_out():
    chance = np.random.default_rng(7)
    level = chance.normal(5, 1, (30, 1))
    rows = level + chance.normal(0, 0.3, (30, 6))
    rows[:, 5] = chance.normal(5, 1.5, 30)

    kinds = flagged(rows)

    assert "erratic" in kinds["p5"]
    assert not any("erratic" in kinds[f"p{p}"] for p in range(5))


# - habits of scoring -


def habits_of(change):
    """The kinds of hints of each panelist of a world in which everybody scores well, but for `change` of p0's scores:
    given the day, the true values and the criterion's number, what p0 gives."""
    chance, keys = np.random.default_rng(5), [f"c{c}" for c in range(8)]
    asked = rubric({"g": (1, dict.fromkeys(keys, 1))}, high=9)
    rated, sheets = [], []
    for day in range(40):
        truth = chance.normal(5, 1.2) + chance.normal(0, 1.2, len(keys))
        for p in range(4):
            given = truth + chance.normal(0, 0.4, len(keys)) + chance.normal(0, 0.2)
            given = change(day, given) if p == 0 else given
            rated += sheet(f"r{day}", f"p{p}", **dict(zip(keys, np.clip(given, 1, 9).tolist(), strict=True)))
            sheets.append(Sheet(f"s-r{day}", f"r{day}", f"p{p}", float(day)))
    return {
        p.id: {flag.kind: flag.says["en"] for flag in p.flags} for p in compute(rated, asked, sheets=sheets).panelists
    }


@pytest.mark.parametrize(
    ("kind", "change", "word"),
    [
        ("halo", lambda day, given: np.full(8, given.mean()) + 0.1 * (given - given.mean()), "overall impression"),
        ("central", lambda day, given: 5 + 0.2 * (given - 5), "middle of the scale"),
        ("restricted", lambda day, given: 8 + 0.2 * (given - 5), "small part of the scale, around 8.0"),
        ("drift", lambda day, given: given - 0.06 * day, "points stricter against panels"),
    ],
)
def test_a_habit_is_told_in_words_and_of_nobody_else(kind, change, word):
    found = habits_of(change)

    assert word in found["p0"][kind]
    habits = {"halo", "central", "restricted", "drift"}
    assert [found[f"p{p}"].keys() & habits for p in (1, 2, 3)] == [set()] * 3
    assert habits_of(lambda day, given: given)["p0"].keys() & habits == set()
