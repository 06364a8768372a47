"""Agreement: published worked examples to the digits printed there, brute force for the rest, and what is undefined."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from samples.results import World, generated, one_criterion, rubric, seed_rubric, sheet, table

from sessions.values.results import compute
from sessions.values.results.agreement import KEYS, figures
from sessions.values.results.alpha import alphas
from sessions.values.results.icc import iccs
from sessions.values.results.pivots import icc_intervals
from sessions.values.results.ratings import Ratings, draws

NAN = float("nan")

# Shrout & Fleiss (1979), "Intraclass correlations: uses in assessing rater reliability", Psychological Bulletin 86,
# table 2: four judges, six targets; the correlations are those of table 4.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section D: four observers, twelve units, seven
# values missing.
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
).T

# Three coders, fifteen units: https://en.wikipedia.org/wiki/Krippendorff's_alpha, "A computational example".
THREE_CODERS = np.array(
    [
        [NAN, NAN, NAN, NAN, NAN, 3, 4, 1, 2, 1, 1, 3, 3, NAN, 3],
        [1, NAN, 2, 1, 3, 3, 4, 3, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
        [NAN, NAN, 2, 1, 3, 4, 4, NAN, 2, 1, 1, 3, 3, NAN, 4],
    ]
).T

# Zar (1999), "Biostatistical Analysis", 4th edition, page 444: wing, tail and bill of twelve birds, with ties. The
# figure to four digits is that of R's synchrony, kendall.w(bird.traits): 0.9134 without and 0.9241 with the correction.
ZAR = np.array(
    [
        [10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4],
        [7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3],
        [17, 17, 20, 14.5, 15.5, 13, 19.5, 16, 21, 20, 18, 22],
    ]
).T

# Siegel & Castellan (1988), "Nonparametric Statistics for the Behavioral Sciences", chapter 9: three attendees rank
# eight reasons for coming; no ties. R's DescTools prints 0.6560847.
SIEGEL_CASTELLAN = np.array([[5, 6, 7, 1, 2, 4, 3, 8], [1, 7, 6, 2, 3, 5, 4, 8], [4, 5, 1, 3, 2, 7, 6, 8]]).T

# Ratings of anxiety, twenty people by three raters, many ties (the data `anxiety` of R's irr). DescTools prints
# W = 0.5396569 with ties; irr's icc(anxiety, "twoway", "agreement") prints ICC(A,1) = 0.198.
ANXIETY = np.array(
    [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ]
).T


def whole(rows, low=1, high=10):
    """The whole's figures of a printed table, as published in the results."""
    return compute(table(rows), one_criterion(low, high)).as_json()["agreement"]["whole"]


@pytest.mark.parametrize(
    ("key", "printed"),
    [("icc_1_1", 0.17), ("icc_2_1", 0.29), ("icc_3_1", 0.71), ("icc_1_k", 0.44), ("icc_2_k", 0.62), ("icc_3_k", 0.91)],
)
def test_intraclass_correlations_are_those_of_shrout_and_fleiss(key, printed):
    assert round(whole(SHROUT_FLEISS)[key], 2) == printed


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("icc_1_1", 0.166),
        ("icc_2_1", 0.290),
        ("icc_3_1", 0.715),
        ("icc_1_k", 0.443),
        ("icc_2_k", 0.620),
        ("icc_3_k", 0.909),
    ],
)
def test_and_to_the_third_digit_those_that_other_software_prints_for_it(key, printed):
    assert round(whole(SHROUT_FLEISS)[key], 3) == printed


@pytest.mark.parametrize(("key", "printed"), [("alpha_ordinal", 0.815), ("alpha_interval", 0.849)])
def test_alpha_is_that_of_krippendorffs_own_example(key, printed):
    assert round(whole(KRIPPENDORFF, 1, 5)[key], 3) == printed


def test_alpha_of_three_coders_with_many_gaps():
    assert round(whole(THREE_CODERS, 1, 4)["alpha_interval"], 3) == 0.811


@pytest.mark.parametrize(
    ("rows", "printed"),
    [(ZAR, 0.9241), (SIEGEL_CASTELLAN, 0.6561), (ANXIETY, 0.5397)],
    ids=["zar", "siegel and castellan", "anxiety"],
)
def test_kendalls_w_with_ties_is_that_of_the_examples(rows, printed):
    assert round(whole(rows, 0, 30)["kendall_w"], 4) == printed


def test_the_two_way_correlation_of_the_ratings_of_anxiety():
    assert round(whole(ANXIETY)["icc_2_1"], 3) == 0.198


# - brute force -

tables = st.lists(st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, NAN]), min_size=4, max_size=4), min_size=2, max_size=9)


@settings(max_examples=examples(60))
@given(tables)
def test_alpha_is_that_of_the_krippendorff_package_on_any_table(rows):
    matrix = np.array(rows)
    pairable = matrix[(~np.isnan(matrix)).sum(axis=1) > 1]
    found = figures(Ratings.of_matrix(matrix), np.ones((1, len(rows))))
    if len(np.unique(pairable[~np.isnan(pairable)])) < 2:
        assert found["alpha_interval"].value is None
        return
    for key, level in (("alpha_interval", "interval"), ("alpha_ordinal", "ordinal")):
        theirs = krippendorff.alpha(pairable.T, level_of_measurement=level)
        assert found[key].value == pytest.approx(theirs, abs=1e-9)


def least_squares(columns, y):
    """The residual sum of squares and the rank."""
    beta, _, rank, _ = np.linalg.lstsq(columns, y, rcond=None)
    return float(((y - columns @ beta) ** 2).sum()), int(rank)


def henderson(unit, rater, y):
    """ICC(2,1) and ICC(3,1) by Henderson's method III with explicit dummy columns."""
    units, raters = np.eye(unit.max() + 1)[unit], np.eye(rater.max() + 1)[rater]
    both, rank = least_squares(np.hstack([units, raters]), y)
    only_units, a = least_squares(units, y)
    only_raters, b = least_squares(raters, y)
    error = both / (len(y) - rank)
    of_unit = (only_raters - both - (rank - b) * error) / (len(y) - b)
    of_rater = (only_units - both - (rank - a) * error) / (len(y) - a)
    return of_unit / (of_unit + of_rater + error), of_unit / (of_unit + error)


@pytest.mark.parametrize("seed", range(8))
def test_panels_that_differ_have_the_correlations_of_the_unbalanced_layout(seed):
    chance = np.random.default_rng(seed)
    matrix = chance.normal(0, 1, (30, 1)) + chance.normal(0, 0.5, (1, 7)) + chance.normal(0, 0.7, (30, 7))
    matrix[chance.random((30, 7)) < 0.5] = NAN
    ratings = Ratings.of_matrix(matrix)
    found = figures(ratings, np.ones((1, 30)))
    expected = henderson(np.unique(ratings.unit, return_inverse=True)[1], ratings.rater, ratings.value)

    assert (found["icc_2_1"].value, found["icc_3_1"].value) == pytest.approx(expected, rel=1e-9)
    assert found["icc_1_k"].value is None, "not every regency has the same number of scores"


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_of_a_draw_are_those_of_the_data_drawn(seed):
    """A bootstrap sample by weights gives what the same rows written out would give."""
    chance = np.random.default_rng(seed)
    matrix = np.round(chance.normal(3, 1, (12, 1)) + chance.normal(0, 0.8, (12, 5)))
    matrix[chance.random((12, 5)) < 0.2] = NAN
    weights = draws(12, 6, seed)
    by_weight = [_values(matrix, weights[[0, number]])[1] for number in range(1, 7)]
    by_hand = [_values(np.repeat(matrix, row.astype(int), axis=0))[0] for row in weights[1:]]

    assert np.array(by_weight) == pytest.approx(np.array(by_hand), rel=1e-6, nan_ok=True)


def _values(matrix, weights=None):
    ratings = Ratings.of_matrix(matrix)
    weights = np.ones((1, len(matrix))) if weights is None else weights
    correlations = iccs(ratings, weights)
    columns = [*alphas(ratings, weights), *list(vars(correlations).values())[:3]]
    return np.array(columns).T


def test_one_panel_for_all_and_a_panel_each_give_the_same_kind_of_w():
    together = [[1, 2], [2, 1], [3, 3], [4, 4]]
    apart = [[1, 2, NAN, NAN], [2, 1, NAN, NAN], [NAN, NAN, 3, 3], [NAN, NAN, 4, 4]]

    # two panels of two regencies each: W is 0 for the one that contradicts itself, 1 for the other
    assert whole(together)["kendall_w"] == pytest.approx(0.9)
    assert whole(apart)["kendall_w"] == pytest.approx(0.5)


# - what is undefined -


def test_no_scores_at_all():
    found = compute([], one_criterion()).agreement

    assert all(figure.value is None for figure in found.whole.values())
    assert found.whole["alpha_interval"].says["id"] == "Belum ada nilai."


@pytest.mark.parametrize(
    ("rows", "key", "word"),
    [
        ([[3], [4], [5]], "alpha_interval", "Only one panelist scored"),
        ([[3, NAN], [NAN, 4]], "icc_1_1", "No regency was scored by two panelists"),
        ([[3, 3], [3, 3], [3, 3]], "alpha_interval", "All values are the same"),
        ([[3, 3], [3, 3], [3, 3]], "kendall_w", "All values are the same"),
        ([[3, 3, 4], [4, 4, NAN], [5, 4, 1]], "icc_2_k", "Regencies do not all have the same number"),
        ([[3, 3, NAN], [NAN, 4, 5], [5, NAN, 1]], "kendall_w", "No panel in full"),
        ([[3, 4]], "icc_2_1", "too little data"),
    ],
)
def test_what_cannot_be_computed_is_none_and_says_why(rows, key, word):
    figure = compute(table(rows), one_criterion()).agreement.whole[key]

    assert figure.value is None and figure.interval is None
    assert word in figure.says["en"]


def test_a_criterion_that_nobody_scored_has_no_figures_and_the_others_do():
    two = rubric({"g": (1, {"c": 1, "silent": 1})}, high=10)
    criteria = compute(table(SHROUT_FLEISS), two).as_json()["agreement"]["criteria"]

    assert set(criteria["silent"].values()) == {None}
    assert criteria["c"]["icc_3_1"] == pytest.approx(0.7148407)


# - the whole, and the intervals -


def test_the_whole_is_the_agreement_of_the_sheets_indices():
    """Criteria that differ are not taken for agreement about regencies."""
    two = rubric({"g": (1, {"easy": 1, "hard": 1})})
    rated = [
        score
        for r, gap in enumerate([0, 1, 0, 1])
        for p in range(2)
        for score in sheet(f"r{r}", f"p{p}", easy=5 - (p + r) % 2 * gap, hard=1 + (p + r) % 2 * gap)
    ]

    whole = compute(rated, two).agreement.whole["alpha_interval"]

    assert whole.value is None, "every sheet has the index 50: there is nothing to agree about"


def test_every_figure_of_a_programme_lies_in_its_interval():
    truth = generated(World(regencies=80, panelists=12), seed_rubric(), seed=3)
    found = compute(truth.rated, seed_rubric()).agreement

    for figure in [f for f in found.whole.values() if f.value is not None]:
        low, high = figure.interval
        assert low < figure.value < high <= 1
    assert set(found.criteria) == set(seed_rubric().criteria)
    assert all(set(of) == set(KEYS) for of in found.criteria.values())


def test_the_same_input_gives_the_same_figures_to_the_last_bit():
    truth = generated(World(regencies=30, panelists=8), seed_rubric(), seed=4)

    assert compute(truth.rated, seed_rubric()) == compute(truth.rated, seed_rubric())


def test_the_order_of_the_scores_does_not_matter():
    truth = generated(World(regencies=30, panelists=8), seed_rubric(), seed=5)
    names = {"regencies": dict.fromkeys(truth.regencies, ""), "panelists": dict.fromkeys(truth.panelists, "")}
    forward = compute(truth.rated, seed_rubric(), **names)
    backward = compute(truth.rated[::-1], seed_rubric(), **names)

    assert [r.rank for r in forward.regencies] == [r.rank for r in backward.regencies]
    assert [p.severity for p in forward.panelists] == pytest.approx([p.severity for p in backward.panelists])


def test_a_bootstrap_over_fewer_than_five_regencies_gives_no_interval():
    whole = compute(table(SHROUT_FLEISS[:4]), one_criterion()).agreement.whole

    assert whole["alpha_interval"].interval is None and whole["icc_1_1"].interval is not None


@pytest.mark.parametrize(
    ("rows", "key", "english"),
    [
        (
            [[1, 1], [5, 5]],
            "alpha_interval",
            "Agreement, counting how far apart the values are: 1.00, reliable enough to draw conclusions from.",
        ),
        (
            [[1, 5], [5, 1]],
            "alpha_interval",
            "Agreement, counting how far apart the values are: −0.50, no better than chance.",
        ),
        ([[1, 2], [5, 6]], "kendall_w", "Concordance of the panelists' rankings of regencies: 1.00, unusually strong."),
    ],
)
def test_a_sentence_says_what_the_figure_means(rows, key, english):
    assert compute(table(rows), one_criterion()).agreement.whole[key].says["en"] == english


# - the correlations' intervals take panelists for a sample -


def test_intervals_of_one_panel_for_all_are_those_of_the_f_distribution_and_of_the_literature():
    """ICC(3,1) by Shrout & Fleiss's F. ICC(2,1): McGraw & Wong's interval is 0.019 to 0.761 (R's psych prints it)."""
    found = icc_intervals(Ratings.of_matrix(np.array(SHROUT_FLEISS, dtype=float)))

    assert found["icc_3_1"] == pytest.approx((0.342, 0.946), abs=0.02)
    assert found["icc_2_1"] == pytest.approx((0.019, 0.761), abs=0.04)
    assert found["icc_1_1"] == found["icc_2_1"], "two estimates of one thing"
    low, high = found["icc_3_1"]
    assert found["icc_3_k"] == pytest.approx((4 * low / (1 + 3 * low), 4 * high / (1 + 3 * high)))


@pytest.mark.parametrize("panel", [3, 8], ids=["sparse panels", "one panel for all"])
def test_intervals_hold_the_truth_for_panelists_who_are_a_sample(panel):
    """Twelve regencies, eight panelists: a bootstrap of regencies alone held ICC(2,1) in 40 to 90 of 100."""
    held = []
    for seed in range(100):
        chance = np.random.default_rng([seed, panel])
        matrix = chance.normal(0, 1, (12, 1)) + chance.normal(0, 0.7, 8) + chance.normal(0, 0.7, (12, 8))
        matrix[np.argsort(chance.random((12, 8)), axis=1) >= panel] = NAN
        found = icc_intervals(Ratings.of_matrix(matrix))
        held.append(
            [low <= true <= high for (low, high), true in ((found["icc_2_1"], 0.505), (found["icc_3_1"], 0.671))]
        )

    assert (np.mean(held, axis=0) >= 0.9).all() and (np.mean(held, axis=0) < 1).all()


def test_panels_that_share_nobody_have_the_interval_of_the_one_way_layout_alone():
    chance = np.random.default_rng(7)
    matrix = np.full((6, 12), NAN)
    for regency in range(6):
        matrix[regency, 2 * regency : 2 * regency + 2] = chance.normal(regency, 1, 2)

    (low, high) = icc_intervals(Ratings.of_matrix(matrix))["icc_1_1"]

    assert low < 3.5 / 4.5 < high and set(icc_intervals(Ratings.of_matrix(matrix))) == {"icc_1_1", "icc_1_k"}
