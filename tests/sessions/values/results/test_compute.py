"""The results as a whole: the contract's JSON, whatever comes in."""

import json

import pytest
from samples.results import READINESS, SMART_CITY, World, generated, rubric, seed_rubric, sheet, table

from sessions.values.results import Excluded, compute
from sessions.values.results.agreement import KEYS
from sessions.values.results.sentences import both


@pytest.fixture(scope="module")
def programme():
    truth = generated(World(regencies=40, panelists=10, missing=0.05), seed_rubric(), seed=2)
    return compute(truth.rated, seed_rubric(), regencies={truth.regencies[0]: "Kabupaten Jepara"}).as_json()


def test_a_regency_has_the_contracts_keys(programme):
    (jepara,) = [r for r in programme["regencies"] if r["name"] == "Kabupaten Jepara"]

    assert {"code", "name", "rank", "index", "groups", "criteria", "adjusted"} <= set(jepara)
    assert set(jepara["groups"]) == {"readiness", "smart_city"}
    assert set(jepara["criteria"]) == {*READINESS, *SMART_CITY}
    assert set(jepara["adjusted"]) == {"index", "low", "high", "rank"}
    assert jepara["adjusted"]["low"] < jepara["adjusted"]["index"] < jepara["adjusted"]["high"]
    assert 1 <= jepara["criteria"]["leadership"] <= 5 and 0 <= jepara["groups"]["readiness"] <= 100


def test_agreement_holds_the_nine_figures_and_nothing_else(programme):
    assert set(programme["agreement"]["whole"]) == set(KEYS)
    assert set(programme["agreement"]["criteria"]) == {*READINESS, *SMART_CITY}
    assert all(set(of) == set(KEYS) for of in programme["agreement"]["criteria"].values())
    assert programme["agreement"]["intervals"]["whole"]["icc_2_1"][0] < programme["agreement"]["whole"]["icc_2_1"]
    assert set(programme["agreement"]["sentences"]["criteria"]["budget"]["kendall_w"]) == {"id", "en"}


def test_panelists_have_severity_with_an_interval(programme):
    for panelist in programme["panelists"]:
        assert {"id", "name", "sessions", "severity", "low", "high"} <= set(panelist)
        assert panelist["low"] < panelist["severity"] < panelist["high"]
    assert sum(p["severity"] for p in programme["panelists"]) == pytest.approx(0, abs=1e-9)
    assert sum(p["sessions"] for p in programme["panelists"]) == 40 * 5


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "rated",
    [
        [],
        sheet("x", "p", c=3),
        table([[3], [4]]),
        table([[3, 3], [3, 3]]),
        table([[1, 5], [5, 1]]),
        table([[3, float("nan")], [float("nan"), 4]]),
        table([[3, 4, 5]]),
    ],
    ids=["nothing", "one score", "one panelist", "all the same", "opposites", "nothing shared", "one regency"],
)
@pytest.mark.parametrize("incomplete", ["count", "exclude"])
@pytest.mark.parametrize("criteria", [{"c": 1}, {"c": 1, "silent": 1}], ids=["scored", "one silent"])
def test_whatever_comes_in_the_answer_is_json_without_nan(rated, incomplete, criteria):
    asked = rubric({"g": (1, criteria)})
    results = compute(rated, asked, incomplete=incomplete, regencies={"x": "X"}, panelists={"p": "P"})

    json.dumps(results.as_json("en"), allow_nan=False)


def test_all_the_same_is_a_tie_of_all_with_nothing_to_adjust():
    results = compute(table([[3, 3], [3, 3], [3, 3]]), rubric({"g": (1, {"c": 1})}))

    assert [(r.rank, r.index, r.adjusted.rank, r.adjusted.index) for r in results.regencies] == [(1, 50, 1, 50)] * 3


def test_what_the_caller_left_out_is_said_first_and_in_the_language_asked_for():
    gone = Excluded("s9", both("Sesi dibatalkan.", "The session was aborted."))
    results = compute(sheet("x", "p", c=3), rubric({"g": (1, {"c": 1, "d": 1})}), incomplete="exclude", excluded=[gone])

    assert [e["session"] for e in results.as_json()["excluded"]] == ["s9", "s-x"]
    assert results.as_json("id")["excluded"][0] == {"session": "s9", "because": "Sesi dibatalkan."}
    assert results.as_json("en")["excluded"][1]["because"].startswith("The scoresheet of p is incomplete (1 of 2")


def test_a_panelist_who_never_scored_is_listed_without_figures():
    results = compute(sheet("x", "p", c=3), rubric({"g": (1, {"c": 1})}), panelists={"q": "Sri", "p": "Budi"})

    sri, budi = results.as_json()["panelists"]
    assert (sri["name"], sri["sessions"], sri["severity"], sri["flags"]) == ("Sri", 0, None, [])
    assert (budi["sessions"], budi["mean"]) == (1, 3)
