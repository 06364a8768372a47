"""The index: weighted means over what was scored."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.results import rubric, seed_rubric, sheet

from sessions.values.results import Sheet, compute
from sessions.values.scoresheet import weighted_mean

RUBRIC = rubric({"g": (3, {"a": 1, "b": 3}), "h": (1, {"c": 5})})


def only(rated, **settings):
    (regency,) = compute(rated, RUBRIC, **settings).regencies
    return regency


def test_criteria_are_weighed_in_groups_and_groups_in_the_whole():
    regency = only(sheet("x", "p", a=5, b=3, c=2) + sheet("x", "q", a=4, b=3, c=1))

    assert regency.criteria == {"a": 4.5, "b": 3, "c": 1.5}
    assert regency.criteria_index == {"a": 87.5, "b": 50, "c": 12.5}
    assert regency.groups == {"g": pytest.approx((87.5 + 3 * 50) / 4), "h": 12.5}
    assert regency.index == pytest.approx((3 * 59.375 + 12.5) / 4)


def test_a_criterion_that_nobody_scored_is_missing_and_lowers_nothing():
    regency = only(sheet("x", "p", a=5) + sheet("x", "q", a=5))

    assert (regency.index, regency.groups, regency.criteria["b"]) == (100, {"g": 100, "h": None}, None)
    assert regency.missing == ("b", "c")


def test_weights_are_relative():
    rated = sheet("x", "p", a=5, b=3, c=2)
    (small,) = compute(rated, RUBRIC).regencies
    (large,) = compute(rated, rubric({"g": (60, {"a": 20, "b": 60}), "h": (20, {"c": 0.1})})).regencies

    assert small.index == pytest.approx(large.index, rel=1e-14)


def test_a_scale_that_does_not_begin_at_one_runs_from_0_to_100_all_the_same():
    scale = rubric({"g": (1, {"a": 1})}, low=-2, high=2, step=0.5)

    low, middle = (compute(sheet("x", "p", a=v), scale).regencies[0].index for v in (-2, 0.5))

    assert (low, middle) == (0, 62.5)


def test_one_sheet_alone_has_the_index_that_the_scoresheet_shows():
    values = {"a": 2, "b": 5, "c": 3}
    shown = weighted_mean([(3, weighted_mean([(1, 25), (3, 100)])), (1, weighted_mean([(5, 50)]))])

    assert only(sheet("x", "p", **values)).index == pytest.approx(shown)


def test_incomplete_sheets_count_or_are_left_out_as_the_programme_says():
    rated = sheet("x", "p", a=5, b=5, c=5) + sheet("x", "q", a=1)

    counted = compute(rated, RUBRIC)
    excluded = compute(rated, RUBRIC, incomplete="exclude", panelists={"p": "Sri", "q": "Budi"})

    assert counted.regencies[0].criteria["a"] == 3
    assert counted.regencies[0].incomplete == {"q": ("b", "c")}
    assert excluded.regencies[0].criteria["a"] == 5
    (left_out,) = excluded.excluded
    assert (left_out.session, left_out.panelist, left_out.missing) == ("s-x", "q", ("b", "c"))
    assert left_out.as_json("id")["because"] == (
        "Lembar penilaian Budi belum lengkap (2 dari 3 kriteria kosong) dan tidak dihitung."
    )


def test_a_sheet_without_any_score_is_seen_as_missing():
    rated = sheet("x", "p", a=5, b=5, c=5)
    results = compute(rated, RUBRIC, sheets=[Sheet("s-x", "x", "p"), Sheet("s-x", "x", "q")])

    assert results.regencies[0].incomplete == {"q": ("a", "b", "c")}


def test_scores_of_a_criterion_outside_the_rubric_do_not_count_and_the_session_is_named():
    results = compute(sheet("x", "p", a=5, gone=1), RUBRIC)

    assert results.regencies[0].index == 100
    assert [left_out.session for left_out in results.excluded] == ["s-x"]


def test_a_regency_scored_in_two_sessions_stands_once():
    again = [score.__class__("s2", "x", "p", score.criterion, 3) for score in sheet("x", "p", a=5, b=5, c=5)]
    results = compute(sheet("x", "p", a=5, b=5, c=5) + again, RUBRIC)

    assert [(r.code, r.index) for r in results.regencies] == [("x", 75)]
    assert results.panelists[0].sessions == 2


@pytest.mark.parametrize(
    ("index_of_a", "name"), [(4, "Maju"), (4.2, "Siap"), (3, "Maju"), (1, None)], ids=["75", "80", "50", "0"]
)
def test_the_band_is_the_highest_that_the_index_reaches(index_of_a, name):
    bands = [
        {"from": 50, "name": {"id": "Maju", "en": "Advanced"}},
        {"from": 80, "name": {"id": "Siap", "en": "Ready"}},
    ]
    one = rubric({"g": (1, {"a": 1})}, step=0.1)
    band = compute(sheet("x", "p", a=index_of_a), one, bands=bands).regencies[0].band

    assert (band and band["id"]) == name


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(1, 5)), min_size=1, max_size=5))
def test_the_index_stays_between_the_lowest_and_the_highest_score(sheets):
    rated = [score for n, values in enumerate(sheets) for score in sheet("x", f"p{n}", **values)]
    values = [(score.value - 1) * 25 for score in rated]
    regencies = compute(rated, RUBRIC, regencies={"x": "X"}, samples=0).regencies

    index = regencies[0].index
    assert index is None if not values else min(values) - 1e-9 <= index <= max(values) + 1e-9


def test_figures_are_not_rounded():
    regency = compute(
        sheet("x", "p", a=4) + sheet("x", "q", a=4) + sheet("x", "r", a=5), rubric({"g": (1, {"a": 1})})
    ).regencies[0]

    assert regency.criteria["a"] == 13 / 3


def test_the_medians_are_those_of_the_regencies_means():
    results = compute([s for n, v in enumerate((1, 2, 5)) for s in sheet(f"r{n}", "p", a=v)], RUBRIC)

    assert results.medians == {"a": 2, "b": None, "c": None}


def test_the_raw_interval_is_students_with_the_spread_between_panelists():
    one = rubric({"g": (1, {"a": 1})}, 1, 101)
    rated = [s for r, (u, v) in {"x": (49, 53), "y": (51, 51)}.items() for s in sheet(r, "p", a=u) + sheet(r, "q", a=v)]
    x, y = compute(rated, one).regencies

    half = 4.302653 * (8 / 2 / 2) ** 0.5  # t with 2 degrees of freedom; mean square within (2^2 + 2^2) / 2
    assert (x.low, x.high) == pytest.approx((50 - half, 50 + half), rel=1e-6)
    assert (y.low, y.high) == pytest.approx((x.low, x.high))


def test_the_shipped_rubric_has_two_groups_of_60_and_40():
    values = dict.fromkeys(seed_rubric().criteria, 1) | {"governance": 5}
    (regency,) = compute(sheet("x", "p", **values), seed_rubric()).regencies

    assert regency.index == pytest.approx(0.4 * 100 / 6)
