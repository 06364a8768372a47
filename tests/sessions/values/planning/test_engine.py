"""Plans of the engine, judged by a checker and by exhaustive search that share no code with it."""

import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planning_checker import breaches
from planning_exhaustive import best_sum
from properties import examples
from samples.plans import round_of

from sessions.values.booking.workdays import Workdays
from sessions.values.planning import engine
from sessions.values.planning.engine import plan
from sessions.values.planning.plan import Plan
from sessions.values.planning.problem import (
    Kept,
    Panelist,
    Problem,
    Regency,
    Rules,
    Session,
    Wishes,
    problem_from_json,
    problem_to_json,
)
from sessions.values.registry import Span

JAKARTA = ZoneInfo("Asia/Jakarta")
FRIDAY = date(2026, 9, 11)
ZONES = ("Asia/Jakarta", "Asia/Jayapura")
tiny = settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))


def planned(problem: Problem, seconds: float = 20, **given) -> Plan:
    """A plan within so many seconds of work, however busy the machine is."""
    return plan(problem, seconds=seconds, clock=time.process_time, **given)


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time_of_day.fromisoformat(clock), JAKARTA).astimezone(UTC)


# - rounds of the real regencies -


@pytest.mark.parametrize("seed", range(2))
def test_a_hundred_regencies_are_planned_within_every_rule(seed):
    problem = round_of(100, seed=seed, weeks=3)

    found = planned(problem, seconds=6)

    assert breaches(problem, found) == []
    assert found.progress.planned == 100
    assert found.progress.spread == 1
    assert found.progress.gap < 0.01


def test_all_regencies_are_planned_within_every_rule():
    problem = round_of(514, weeks=8)

    found = planned(problem, seconds=12)

    assert breaches(problem, found) == []
    assert found.progress.planned == 514
    assert found.progress.spread <= 2
    assert found.progress.met >= 0.8 * found.progress.pairs


@pytest.mark.parametrize("parallel", [1, 3])
def test_slots_that_overlap_share_rooms_and_people(parallel):
    problem = round_of(30, weeks=2, slots=("08:00", "09:00", "09:30", "13:00"), parallel=parallel)

    found = planned(problem, seconds=4)

    assert breaches(problem, found) == []
    assert found.progress.planned == (20 if parallel == 1 else 30)


def test_every_better_plan_on_the_way_keeps_every_rule():
    problem, told = round_of(60, weeks=3), []

    planned(problem, seconds=3, tell=told.append)

    improving = {one.sessions: replace(one, unplanned=()) for one in told}
    for one in improving.values():
        assert [why for why in breaches(problem, one) if "neither planned" not in why] == []
    sums = [one.progress.objective for one in told]
    assert sums == sorted(sums, reverse=True)
    assert all(one.progress.bound <= one.progress.objective for one in told)


def test_a_round_with_wishes_of_every_kind_keeps_every_rule():
    base = round_of(40, weeks=3, wishes=Wishes(days=3, preferred=4, wished=30))
    rng = random.Random(4)
    regencies = tuple(
        replace(one, wished=frozenset({base.first + timedelta(days=rng.randrange(14))})) if number % 3 == 0 else one
        for number, one in enumerate(base.regencies)
    )
    panelists = tuple(replace(one, preferred=one.availability[::2]) for one in base.panelists)
    problem = replace(base, regencies=regencies, panelists=panelists)

    found = planned(problem, seconds=5)

    assert breaches(problem, found) == []
    assert found.progress.planned == 40


def test_kept_and_locked_sessions_stay_and_take_their_people_and_rooms():
    base = round_of(60, weeks=3)
    first = planned(base, seconds=3)
    kept = tuple(Kept(one, one.starts_at + base.rules.length) for one in first.sessions[:20])
    locked = first.sessions[20:30]
    still = {one.session.regency for one in kept}
    problem = replace(
        base,
        kept=kept,
        locked=locked,
        regencies=tuple(one for one in base.regencies if one.code not in still),
    )

    found = planned(problem, seconds=3)

    assert breaches(problem, found) == []
    assert found.progress.planned == found.progress.of == 40
    assert set(locked) <= set(found.sessions)


def test_it_ends_soon_after_it_is_stopped():
    problem, begun = round_of(514, weeks=8), time.monotonic()

    found = planned(problem, seconds=60, stop=lambda: time.monotonic() - begun > 2.5)

    assert found.state == "stopped"
    assert time.monotonic() - begun < 20
    assert breaches(problem, found) == []
    assert found.progress.planned == 514


def test_the_same_seed_gives_the_same_first_plan():
    problem, first = round_of(80, weeks=3), []
    for _ in range(2):
        told: list[Plan] = []
        planned(problem, seconds=0.01, tell=told.append)
        first.append(told[0].sessions)

    assert first[0] == first[1]


def test_nobody_to_plan_is_planned_at_once():
    problem = replace(round_of(10, weeks=1), regencies=())

    found = planned(problem)

    assert (found.state, found.sessions, found.progress.of) == ("ready", (), 0)


# - tiny rounds, every plan of which can be tried -


@st.composite
def tiny_rounds(draw) -> Problem:
    days = draw(st.sampled_from([1, 4]))  # a Friday, or from it to the Monday
    slots = draw(st.lists(st.sampled_from(["08:00", "09:00", "10:30", "15:00"]), min_size=1, max_size=2, unique=True))
    people = draw(st.integers(2, 4))
    panelists = tuple(draw(_panelist(number, days)) for number in range(people))
    if not any(one.may_chair for one in panelists):
        panelists = (replace(panelists[0], may_chair=True), *panelists[1:])
    count = draw(st.integers(1, 3))
    regencies = tuple(draw(_regency(number)) for number in range(count))
    return Problem(
        rules=Rules(
            timezone="Asia/Jakarta",
            length=timedelta(hours=2),
            workdays=Workdays(),
            panel_size=draw(st.integers(1, min(people, 3))) if count < 3 else draw(st.integers(1, 2)),
            daily_limit=draw(st.integers(1, 2)),
            own_province=draw(st.booleans()),
        ),
        first=FRIDAY,
        last=FRIDAY + timedelta(days=days - 1),
        slots=tuple(slots),
        parallel=draw(st.integers(1, 2)),
        regencies=regencies,
        panelists=panelists,
        kept=draw(_kept(panelists)),
        wishes=Wishes(
            load=draw(st.sampled_from([0, 7, 1000])),
            chairs=draw(st.sampled_from([0, 3])),
            days=draw(st.sampled_from([0, 2])),
        ),
    )


@st.composite
def _panelist(draw, number: int, days: int) -> Panelist:
    halves = [(day, half) for day in range(days) for half in (0, 12)]
    free = draw(st.sets(st.sampled_from(halves)))
    spans = tuple(_half_day(*one) for one in sorted(free))
    return Panelist(
        id=f"p{number}",
        name=f"Panelis {number}",
        institution=draw(st.sampled_from(["", "A", "B"])),
        timezone="Asia/Jakarta",
        may_chair=draw(st.booleans()),
        conflicts=frozenset(draw(st.sets(st.sampled_from(["r0", "r1", "r2"]), max_size=1))),
        province=draw(st.sampled_from(["", "X", "Y"])),
        availability=spans,
        preferred=tuple(spans[:1]) if draw(st.booleans()) else (),
    )


def _half_day(day: int, half: int) -> Span:
    since = datetime.combine(FRIDAY + timedelta(days=day), datetime.min.time(), JAKARTA) + timedelta(hours=half)
    return Span(since.astimezone(UTC), (since + timedelta(hours=12)).astimezone(UTC), True)


@st.composite
def _regency(draw, number: int) -> Regency:
    return Regency(
        code=f"r{number}",
        name=f"Kabupaten {number}",
        province=draw(st.sampled_from(["X", "Y", "Z"])),
        timezone=draw(st.sampled_from(ZONES)),
        people=frozenset(draw(st.sets(st.sampled_from(["guest", "p0"]), max_size=1))),
        wished=frozenset(draw(st.sets(st.sampled_from([FRIDAY, FRIDAY + timedelta(days=3)]), max_size=1))),
    )


def _kept(panelists: tuple[Panelist, ...]):
    start = at(FRIDAY, "08:30")
    one = Kept(Session("old", start, (panelists[0].id,), panelists[0].id), start + timedelta(hours=1))
    return st.sampled_from([(), (), (one,)])


@tiny
@given(tiny_rounds())
def test_a_tiny_round_is_planned_as_well_as_trying_everything(problem):
    found = planned(problem)

    assert breaches(problem, found) == []
    assert found.progress.objective == best_sum(problem)
    assert found.progress.bound == found.progress.objective


@tiny
@given(tiny_rounds())
def test_the_way_of_large_rounds_is_sound_on_tiny_ones(problem):
    small, engine.SMALL = engine.SMALL, -1
    try:
        found = planned(problem, seconds=0.4)
    finally:
        engine.SMALL = small

    assert breaches(problem, found) == []
    assert found.progress.bound <= best_sum(problem) <= found.progress.objective


@tiny
@given(tiny_rounds())
def test_a_problem_travels_as_json(problem):
    assert problem_from_json(problem_to_json(problem)) == problem
