"""The reasons for who is left over: of one alone, of many together, and what would help."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from samples.plans import MONDAY, round_of

from sessions.values.planning.engine import plan
from sessions.values.planning.plan import Plan
from sessions.values.planning.problem import Kept, Problem
from sessions.values.registry import Span

SOON = datetime(2026, 9, 1, tzinfo=UTC)


def planned(problem: Problem, seconds: float = 2) -> Plan:
    return plan(problem, seconds=seconds, clock=time.process_time)


@pytest.fixture(scope="module")
def few() -> Problem:
    """Few enough for all to be placed, all on Jakarta's clocks."""
    whole = round_of(12, weeks=1)
    return replace(whole, regencies=tuple(replace(one, timezone="Asia/Jakarta") for one in whole.regencies))


def reason_for_first(problem: Problem):
    (left,) = planned(problem).unplanned
    assert left.regency == problem.regencies[0].code
    return left


def first(problem: Problem, **changed) -> Problem:
    return replace(problem, regencies=(replace(problem.regencies[0], **changed), *problem.regencies[1:]))


def test_a_slot_too_late_for_its_zone(few):
    left = reason_for_first(first(replace(few, slots=("14:00",)), timezone="Asia/Jayapura"))

    assert left.rules == ("outside-hours",)
    assert left.because.id == "Tidak satu pun slot seluruhnya di dalam jam kerjanya, 08.00-17.00 WIT."
    assert left.because.en == "No slot lies wholly within its working hours, 08:00-17:00 WIT."


def test_people_who_are_busy_all_the_time(few):
    busy = (Span(SOON, SOON + timedelta(days=30), False),)

    assert reason_for_first(first(few, busy=busy)).rules == ("busy",)


def test_a_conflict_with_everybody_who_may_chair(few):
    code = few.regencies[0].code
    people = tuple(replace(one, conflicts=one.conflicts | {code}) if one.may_chair else one for one in few.panelists)

    left = reason_for_first(replace(few, panelists=people))

    assert left.rules == ("chair", "conflict")
    assert left.because.en == "All 20 who may chair have a conflict of interest."


def test_chairs_without_a_conflict_who_are_all_away(few):
    code, away = few.regencies[0].code, (Span(SOON, SOON + timedelta(days=30), False),)
    people = tuple(
        (replace(one, availability=away) if one.id == "p000" else replace(one, conflicts=one.conflicts | {code}))
        if one.may_chair
        else one
        for one in few.panelists
    )

    left = reason_for_first(replace(few, panelists=people))

    assert left.rules == ("chair", "availability")
    assert left.because.id == "Semua 1 ketua tanpa konflik berhalangan pada setiap slotnya."


def test_too_few_panelists_without_a_conflict(few):
    code, allowed = few.regencies[0].code, {"p000", "p001", "p030"}
    people = tuple(
        one if one.id in allowed else replace(one, conflicts=one.conflicts | {code}) for one in few.panelists
    )

    assert reason_for_first(replace(few, panelists=people)).rules == ("panel-size", "availability")


def test_a_window_without_a_working_day(few):
    weekend = replace(few, first=MONDAY - timedelta(days=2), last=MONDAY - timedelta(days=1))

    found = planned(weekend)

    assert found.state == "impossible"
    assert {one.rules for one in found.unplanned} == {("workday",)}


def test_a_window_in_the_past(few):
    found = planned(replace(few, earliest=datetime(2027, 1, 1, tzinfo=UTC)))

    assert found.state == "impossible"
    assert {one.rules for one in found.unplanned} == {("past",)}


def test_too_few_rooms_for_all_together():
    found = planned(round_of(40, weeks=2, parallel=1, conflicts=0))

    assert found.progress.planned == 30
    assert {one.rules for one in found.unplanned} == {("parallel",)}
    assert found.unplanned[0].because.en == (
        "Not enough room for 40 regencies: 1 at once make room for 30 sessions at most."
    )
    assert found.helps[0].words.en == "2 sessions at once would place 10 more."


def test_rooms_that_are_taken_already_are_told_with_those_that_there_are():
    whole = round_of(40, weeks=2, parallel=1, conflicts=0)
    there = planned(whole).sessions[:4]
    codes = {one.regency for one in there}

    left = replace(
        whole,
        regencies=tuple(one for one in whole.regencies if one.code not in codes),
        kept=tuple(Kept(one, one.starts_at + whole.rules.length) for one in there),
    )

    assert planned(left).unplanned[0].because.en == (
        "Not enough room for 36 regencies: 1 at once make room for 30 sessions at most, 4 of which are booked already."
    )


def test_too_few_chairs_for_all_together():
    found = planned(round_of(60, weeks=2, chairs=2, conflicts=0))

    assert {one.rules for one in found.unplanned} == {("chair",)}
    assert any("chair" in one.words.en for one in found.helps)
    assert all(one.more > 0 for one in found.helps)


def test_a_plan_that_was_stopped_gives_reasons_but_asks_for_no_more_time():
    begun = time.monotonic()

    found = plan(
        round_of(40, weeks=2, parallel=1),
        seconds=30,
        clock=time.monotonic,
        stop=lambda: time.monotonic() - begun > 0.5,
    )

    assert found.state == "stopped"
    assert len(found.unplanned) == 40 - found.progress.planned
    assert found.helps == ()
