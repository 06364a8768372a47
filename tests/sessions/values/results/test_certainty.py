"""How sure the figures are: intervals within the scale, ranks and bands that may as well be, other weights, others."""

import pytest
from samples.results import World, generated, rubric, seed_rubric, sheet

from sessions.values.results import compute

BANDS = [
    {"from": 80, "name": "Siap"},
    {"from": 50, "name": {"id": "Cukup", "en": "Fair"}},
    {"from": 0, "name": "Belum"},
]
TWO = rubric({"g": (1, {"a": 1, "b": 1})})


def programme(seed=3, **changes):
    truth = generated(World(regencies=30, panelists=10, panel=4, **changes), seed_rubric(), seed)
    return compute(truth.rated, seed_rubric(), bands=BANDS, regencies={code: code for code in truth.regencies}), truth


def test_an_interval_stays_within_the_scale_and_holds_its_index():
    rated = [s for r, (u, v) in {"x": (1, 5), "y": (1, 1), "z": (5, 5)}.items() for s in two_sheets(r, u, v)]

    for one in compute(rated, TWO).as_json()["regencies"]:
        assert 0 <= one["interval"]["low"] <= one["index"] <= one["interval"]["high"] <= 100


def two_sheets(regency, first, second):
    return sheet(regency, "p", a=first, b=first) + sheet(regency, "q", a=second, b=second)


def test_a_rank_lies_in_its_range_and_surer_scores_make_ranges_narrower():
    noisy, _ = programme()
    sure, _ = programme(noise=0.05, halo=0.02, strictness=0.02, rounded=False)

    assert all(one.rank_low <= one.rank <= one.rank_high for one in (*noisy.regencies, *sure.regencies))
    assert width(sure) < width(noisy) / 3


def width(results):
    return sum(one.rank_high - one.rank_low for one in results.regencies)


def test_ranges_of_ranks_hold_the_true_rank_about_as_often_as_they_say():
    held = total = 0
    for seed in range(12):
        results, truth = programme(seed, rounded=False)
        order = sorted(truth.regencies, key=lambda code: -truth.index[truth.regencies.index(code)])
        places = {code: place for place, code in enumerate(order, start=1)}
        held += sum(one.rank_low <= places[one.code] <= one.rank_high for one in results.regencies)
        total += len(results.regencies)

    assert 0.9 < held / total <= 1


def test_the_bands_probabilities_add_up_and_the_likeliest_is_most_often_the_bands():
    results, _ = programme()

    for one in results.as_json()["regencies"]:
        assert [band["from"] for band in one["bands"]] == [80, 50, 0]
        assert sum(band["probability"] for band in one["bands"]) == pytest.approx(1)
    assert {str(band.name) for one in results.regencies for band in one.bands} >= {"Siap", "Belum"}


def test_where_all_agree_everything_is_certain():
    rated = [s for r in "xyz" for s in two_sheets(r, 4, 4)]

    for one in compute(rated, TWO, bands=BANDS).as_json()["regencies"]:
        assert (one["rank_low"], one["rank"], one["rank_high"]) == (1, 1, 1)
        assert one["interval"] == {"low": 75, "high": 75}
        assert [band["probability"] for band in one["bands"]] == [0, 1, 0]


def test_a_panel_of_one_says_nothing_of_how_sure_it_is():
    (one,) = compute(sheet("x", "p", a=4, b=2), TWO, bands=BANDS).as_json()["regencies"]

    assert one["rank"] == 1
    assert one["interval"] == {"low": None, "high": None}
    assert (one["rank_low"], one["rank_high"]) == (None, None)
    assert [band["probability"] for band in one["bands"]] == [None, None, None]


def test_who_was_not_scored_has_neither_range_nor_band():
    results = compute(two_sheets("x", 4, 2) + two_sheets("y", 3, 3), TWO, bands=BANDS, regencies={"x": "X", "z": "Z"})
    last = results.as_json()["regencies"][-1]

    assert last["code"] == "z"
    assert (last["rank"], last["rank_low"], last["rank_high"]) == (None, None, None)
    assert {band["probability"] for band in last["bands"]} == {None}


def test_other_weights_and_a_panelist_left_out_change_ranks_as_one_computes_by_hand():
    rated = (
        sheet("x", "p", a=5, b=1) + sheet("y", "p", a=2, b=3) + sheet("x", "q", a=5, b=1) + sheet("y", "q", a=5, b=5)
    )
    found = compute(rated, rubric({"g": (1, {"a": 1, "b": 1})})).as_json()["sensitivity"]

    assert found["criteria"]["a"] == {"halved": {"x": 2, "y": 1}, "doubled": {"x": 1, "y": 1}}
    assert found["panelists"] == {"p": {"x": 2, "y": 1}, "q": {"x": 1, "y": 2}}


def test_without_the_only_panelist_of_a_regency_it_has_no_rank():
    rated = sheet("x", "p", a=5, b=1) + sheet("y", "q", a=2, b=3)

    assert compute(rated, TWO).as_json()["sensitivity"]["panelists"]["q"] == {"x": 1, "y": None}
