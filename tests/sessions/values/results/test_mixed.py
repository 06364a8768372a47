"""The mixed model's variance parts, held against R's lme4 (tests/judges/lme4), and the reliability made of them."""

import csv
from pathlib import Path

import pytest
from samples.results import one_criterion, rubric

from sessions.values.results import reliability
from sessions.values.results.index import Weights
from sessions.values.results.mixed import Parts, Scores, fit

LME4 = Path(__file__).parents[3] / "judges" / "lme4"
REFERENCE = {  # by tests/judges/lme4/reference.R
    "gaps": {
        "regency_criterion": 0.09155376,
        "sheet": 0.08919754,
        "panelist_criterion": 0.08893464,
        "regency": 0.41672062,
        "panelist": 0.09262238,
        "criterion": 0.20733367,
        "residual": 0.24558945,
        "session": None,
    },
    "crossed": {
        "regency_criterion": 0.08367639,
        "sheet": 0.10577916,
        "panelist_criterion": 0.05770647,
        "regency": 0.37185042,
        "panelist": 0.20182845,
        "criterion": 0.08451590,
        "residual": 0.25018728,
        "session": None,
    },
    "sessions": {
        "regency_criterion": 0.06238736,
        "sheet": 0.06847587,
        "session": 0.06302744,
        "panelist_criterion": 0.07290443,
        "regency": 0.34348635,
        "panelist": 0.44940730,
        "criterion": 0.05679018,
        "residual": 0.23619641,
    },
}
DEVIANCE = {"gaps": 1773.00564231, "crossed": 1214.54634908, "sessions": 1480.53269498}


def read(name):
    with (LME4 / f"{name}.csv").open() as file:
        return [
            (row["regency"], row["session"], row["panelist"], row["criterion"], float(row["value"]))
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize("name", REFERENCE)
def test_the_parts_are_those_of_lme4_to_four_digits(name):
    found = fit(Scores.of(read(name)))

    assert found.variance == {part: value and pytest.approx(value, abs=5e-5) for part, value in REFERENCE[name].items()}
    assert found.deviance == pytest.approx(DEVIANCE[name], abs=1e-4)


def test_the_order_in_which_scores_come_changes_nothing():
    rows = read("gaps")

    assert fit(Scores.of(rows[::-1])).variance == pytest.approx(fit(Scores.of(rows)).variance, abs=1e-4, nan_ok=True)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("r", "s", "p", "c", 3.0)],
        [(f"r{n}", f"s{n}", "p", "c", 3.0) for n in range(9)],
    ],
    ids=["nothing", "one score", "all equal"],
)
def test_where_there_is_nothing_to_estimate_there_is_no_model(rows):
    assert not rows or fit(Scores.of(rows)) is None


def test_one_panelist_alone_has_no_part_of_panelists():
    rows = [
        (f"r{r}", f"s{r}", "p", f"c{c}", float(1 + (3 * r + 2 * c + r * c) % 5)) for r in range(6) for c in range(4)
    ]

    found = fit(Scores.of(rows)).variance

    assert {part for part, value in found.items() if value is None} >= {"panelist", "sheet", "panelist_criterion"}


PARTS = Parts(
    {
        "regency": 4.0,
        "regency_criterion": None,
        "session": None,
        "sheet": 1.0,
        "panelist": 2.0,
        "criterion": 9.0,
        "panelist_criterion": 0.5,
        "residual": 0.5,
    },
    0.0,
)


def test_reliability_rises_with_the_panel_and_strictness_is_left_out_of_the_adjusted():
    two = reliability.reliability(PARTS, Weights.of(one_criterion()), 2)

    assert two.raw == pytest.approx(4 / (4 + (2 + 1 + 0.5 + 0.5) / 2))
    assert two.adjusted == pytest.approx(4 / (4 + (1 + 0.5 + 0.5) / 2))


def test_what_belongs_to_one_criterion_is_evened_out_over_the_criteria():
    four = Weights.of(rubric({"g": (1, dict.fromkeys("abcd", 1))}))

    found = reliability.reliability(PARTS, four, 2)

    assert found.raw == pytest.approx(4 / (4 + (2 + 1 + (0.5 + 0.5) / 4) / 2))


def test_the_study_says_what_one_panelist_more_would_bring():
    found = reliability.as_json(PARTS, Weights.of(one_criterion()), 3.0)

    assert [one["panelists"] for one in found["g_study"]] == list(range(1, 11))
    assert found["says"]["id"] == "Dengan 3 panelis keandalan indeks 0,75; dengan 4 panelis menjadi 0,80."
