"""What is changed of a plan when something has changed, and what is left as it is."""

import time
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from planning_checker import breaches
from samples.plans import round_of

from sessions.values.planning.engine import plan
from sessions.values.planning.plan import Plan, Progress
from sessions.values.planning.problem import Problem, Session
from sessions.values.planning.repair import Repair, other_date, repair, without_day, without_panelist

HERE = ZoneInfo("Asia/Jakarta")


def planned(problem: Problem, seconds: float = 4) -> tuple[Session, ...]:
    return plan(problem, seconds=seconds, clock=time.process_time).sessions


def repaired(problem: Problem, old: tuple[Session, ...], seconds: float = 10) -> Repair:
    return repair(problem, old, seconds=seconds, clock=time.process_time)


def as_plan(problem: Problem, found: Repair) -> Plan:
    progress = Progress(len(found.sessions), len(problem.regencies), 0, 0, 0.0, 0, 0, 0, 0)
    return Plan("ready", progress, found.sessions, found.lost)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return round_of(60, weeks=3)


@pytest.fixture(scope="module")
def old(problem) -> tuple[Session, ...]:
    return planned(problem)


def test_a_plan_that_still_holds_is_left_as_it_is(problem, old):
    found = repaired(problem, old)

    assert found.sessions == old
    assert (found.differences, found.hit, found.seats) == ((), 0, 0)


def test_a_member_falls_ill_and_only_that_seat_changes(problem, old):
    ill = problem.panelists[30].id
    hit = [one for one in old if ill in one.panel]
    changed = without_panelist(problem, ill, old[0].starts_at)

    found = repaired(changed, old)

    assert breaches(changed, as_plan(changed, found)) == []
    assert found.hit == len(hit) == len(found.differences) == found.seats
    assert all(not one.moved and one.leaving == (ill,) for one in found.differences)
    assert not found.lost


def test_a_chair_falls_ill_and_others_are_swapped_in_where_no_chair_is_free(problem, old):
    ill = problem.panelists[0].id
    changed = without_panelist(problem, ill, old[0].starts_at)

    found = repaired(changed, old)

    assert breaches(changed, as_plan(changed, found)) == []
    assert found.hit <= found.seats <= 2 * found.hit
    assert not any(one.moved for one in found.differences)
    assert not found.lost


def test_a_panelist_who_falls_ill_half_way_keeps_what_was_before(problem, old):
    ill = problem.panelists[0].id
    half = old[30].starts_at
    before = [one for one in old if ill in one.panel and one.starts_at < half]
    changed = without_panelist(problem, ill, half)

    found = repaired(changed, old)

    assert before
    assert set(before) <= set(found.sessions)


def test_a_day_is_lost_and_only_its_sessions_move(problem, old):
    lost = old[20].starts_at.astimezone(HERE).date()
    hit = {one.regency for one in old if one.starts_at.astimezone(HERE).date() == lost}
    changed = without_day(problem, lost)

    found = repaired(changed, old)

    assert breaches(changed, as_plan(changed, found)) == []
    assert {one.was.regency for one in found.differences if one.moved} == hit
    assert found.seats <= 4 * len(hit)


def test_a_regency_that_asks_for_another_date_gets_one_it_wishes_for(problem, old):
    first = old[0]
    day = first.starts_at.astimezone(HERE).date()
    wished = frozenset({problem.first + timedelta(days=9), problem.first + timedelta(days=10)})
    changed = other_date(problem, first.regency, day, wished)

    found = repaired(changed, old)

    assert breaches(changed, as_plan(changed, found)) == []
    (moved,) = [one for one in found.differences if one.moved]
    assert moved.was == first
    assert moved.now.starts_at.astimezone(HERE).date() in wished


def test_what_cannot_be_mended_is_said_to_be_lost(problem, old):
    changed = replace(problem, panelists=tuple(replace(one, may_chair=False) for one in problem.panelists[1:]))
    changed = replace(changed, panelists=(problem.panelists[0], *changed.panelists))

    found = repaired(changed, old, seconds=3)

    assert found.lost
    assert all(one.because.id and one.because.en for one in found.lost)
    assert {one.regency for one in found.sessions} | {one.regency for one in found.lost} == {one.regency for one in old}


def test_a_session_moved_by_hand_to_no_slot_of_the_plan_may_stay_there(problem, old):
    first = replace(old[0], starts_at=old[0].starts_at + timedelta(minutes=15))

    found = repaired(problem, (first, *old[1:]))

    assert found.hit <= 2


def test_a_panelist_is_lost_from_all_the_regencies_in_little_time():
    whole = round_of(514, weeks=8)
    sessions = planned(whole, seconds=6)
    ill = whole.panelists[3].id
    changed = without_panelist(whole, ill, sessions[0].starts_at)
    begun = time.process_time()

    found = repaired(changed, sessions)

    assert time.process_time() - begun < 5
    assert breaches(changed, as_plan(changed, found)) == []
    assert found.seats <= found.hit * 4 / 3
    assert len(found.sessions) == 514
