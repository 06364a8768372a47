"""What no plan could answer is refused with a word for each fault, before anything begins."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from samples.plans import MONDAY, round_of

from sessions.errors import Invalid
from sessions.values.planning.engine import plan
from sessions.values.planning.problem import Problem
from sessions.values.registry import Span


@pytest.fixture(scope="module")
def problem() -> Problem:
    return round_of(20, weeks=1)


def refusal(problem: Problem) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        plan(problem, seconds=1, clock=time.monotonic)
    return {fault.pointer: fault.code for fault in refused.value.faults}


def test_nobody_on_the_panels(problem):
    assert refusal(replace(problem, panelists=())) == {"/panelists": "no-panelist"}


def test_nobody_who_may_chair(problem):
    people = tuple(replace(one, may_chair=False) for one in problem.panelists)

    assert refusal(replace(problem, panelists=people)) == {"/panelists": "nobody-may-chair"}


def test_fewer_people_than_a_panel_needs(problem):
    assert refusal(replace(problem, panelists=problem.panelists[:3])) == {"/panelists": "too-few-panelists"}


def test_a_window_of_no_days(problem):
    assert list(refusal(replace(problem, last=MONDAY - timedelta(days=1)))) == ["/to"]


def test_a_window_of_years(problem):
    assert list(refusal(replace(problem, last=MONDAY + timedelta(days=2000)))) == ["/to", "/slots"]


def test_a_regency_without_a_zone(problem):
    nowhere = replace(problem.regencies[0], timezone="")

    found = refusal(replace(problem, regencies=(nowhere, *problem.regencies[1:])))

    assert found == {f"/regencies/{nowhere.code}/timezone": "regency-without-zone"}


def test_a_regency_that_is_there_twice(problem):
    twice = (*problem.regencies, problem.regencies[0])

    assert list(refusal(replace(problem, regencies=twice))) == [f"/regencies/{twice[0].code}"]


def test_ten_thousand_regencies(problem):
    many = tuple(replace(problem.regencies[0], code=str(number)) for number in range(10_000))

    assert refusal(replace(problem, regencies=many)) == {"/regencies": "too-many-regencies"}


@pytest.mark.parametrize("slots", [(), ("8:00",), ("24:00",), ("25:00",), ("",)])
def test_slots_that_are_none(problem, slots):
    assert all(pointer.startswith("/slots") for pointer in refusal(replace(problem, slots=slots)))


@pytest.mark.parametrize("parallel", [0, -1])
def test_no_room(problem, parallel):
    assert list(refusal(replace(problem, parallel=parallel))) == ["/parallel"]


def test_every_fault_at_once(problem):
    broken = replace(problem, slots=(), parallel=0, panelists=())

    assert set(refusal(broken)) == {"/slots", "/parallel", "/panelists"}


def test_availability_that_ends_before_it_begins(problem):
    one = problem.panelists[0]
    span = one.availability[0]
    wrong = replace(one, availability=(Span(span.until, span.since, True),))

    found = refusal(replace(problem, panelists=(wrong, *problem.panelists[1:])))

    assert list(found) == [f"/panelists/{one.id}/availability"]


def test_availability_that_overlaps_itself_is_joined(problem):
    doubled = tuple(replace(one, availability=one.availability * 2) for one in problem.panelists)

    once = plan(problem, seconds=2, clock=time.process_time)
    twice = plan(replace(problem, panelists=doubled), seconds=2, clock=time.process_time)

    assert once.progress.objective == twice.progress.objective
