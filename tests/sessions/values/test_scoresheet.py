"""One panelist's sheet: what is missing, what it comes to, what follows on what, and the record that tells it again."""

from datetime import UTC, datetime, timedelta

import pytest
from samples.results import rubric

from sessions.values.record import Actor, Entry
from sessions.values.scoresheet import Score, Scoresheet, over, replayed_scores, weighted_mean

AT = datetime(2026, 12, 1, 2, tzinfo=UTC)
SRI = Actor("p1", "Sri", "panelist", "link")
RUBRIC = rubric({"g": (3, {"a": 1, "b": 3}), "h": (1, {"c": 5})})


def scored(**values: float | None) -> Scoresheet:
    return Scoresheet(RUBRIC, {key: Score(key, value, "", False, 1, AT) for key, value in values.items()})


def test_what_was_taken_back_is_missing_again_and_the_missing_stand_in_the_sheets_order():
    assert scored(b=3, a=None).missing == ["a", "c"]
    assert scored(c=2, b=3, a=1).missing == []


def test_the_index_is_the_weighted_mean_of_groups_of_what_was_scored():
    assert scored(a=5, b=3, c=2).index() == pytest.approx((3 * (100 + 3 * 50) / 4 + 25) / 4)
    assert scored(a=4).index() == 75
    assert scored(c=1).index() == 0
    assert scored().index() is None


def test_the_mean_of_nothing_is_none():
    assert weighted_mean([]) is None
    assert weighted_mean([(1, 2), (3, 4)]) == 3.5


def test_a_score_is_shown_as_the_contract_has_it():
    score = Score("a", 4.0, "baik", True, 2, AT, typed_at=AT)
    assert score.as_json() == {
        "criterion": "a",
        "value": 4,
        "note": "baik",
        "unsure": True,
        "revision": 2,
        "at": "2026-12-01T02:00:00Z",
    }
    assert Score("a", None, "", False, 1, AT).as_json()["value"] is None
    assert Score("a", 3.5, "", False, 1, AT).as_json()["value"] == 3.5


def test_what_is_not_said_anew_stays():
    first = over(None, "a", {"value": 3}, at=AT)
    assert first == Score("a", 3, "", False, 1, AT, None)
    noted = over(first, "a", {"value": 3, "note": "ragu", "unsure": True}, at=AT, typed_at=AT - timedelta(seconds=5))
    assert noted == Score("a", 3, "ragu", True, 2, AT, AT - timedelta(seconds=5))
    assert over(noted, "a", {"value": None}, at=AT) == Score("a", None, "ragu", True, 3, AT, None)
    assert over(noted, "a", {"value": 2, "note": "", "unsure": False}, at=AT) == Score("a", 2, "", False, 3, AT, None)


def test_a_record_tells_the_scores_again_and_late_ones_only_when_admitted():
    def entry(number: int, kind: str, data: dict, secret: dict | None = None) -> Entry:
        return Entry(
            "s1", number, AT + timedelta(seconds=number), kind, Actor("p1", "Sri", "panelist", "link"), data, secret
        )

    a, b = ({"panelist": "p1", "criterion": key} for key in "ab")
    found = replayed_scores(
        [
            entry(1, "opened", {}),
            entry(2, "scored", a, {"value": 2}),
            entry(3, "scored", a, {"value": 4, "note": "naik"}),
            entry(4, "late", a, {"value": 5}),
            entry(5, "late", b, {"value": 1}),
            entry(6, "late", b, {"value": 3}),
            entry(7, "admitted", b | {"entry": 6}),
            entry(8, "scored", b | {"panelist": "p2"}, {"value": 1}),
        ]
    )
    assert all(one.criterion == criterion for (_, criterion), one in found.items())
    assert {key: (one.value, one.note, one.revision, one.at) for key, one in found.items()} == {
        ("p1", "a"): (4, "naik", 2, AT + timedelta(seconds=3)),
        ("p1", "b"): (3, "", 1, AT + timedelta(seconds=6)),
        ("p2", "b"): (1, "", 1, AT + timedelta(seconds=8)),
    }
