"""A session's time at every boundary, and against a slow model that counts seconds one by one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions.errors import Invalid, Refusal, SheetPaused, SheetWaiting, Wrong, WrongState
from sessions.values.schedule import Phase, Schedule, lasting, of_minutes

START = datetime(2026, 12, 1, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PHASES = (Phase("presentation", timedelta(minutes=45)), Phase("qna", timedelta(minutes=75)))
SHORT = (Phase("a", timedelta(seconds=20)), Phase("b", timedelta(seconds=15)), Phase("c", timedelta(seconds=10)))


def at(*, minutes: float = 0, seconds: float = 0) -> datetime:
    return START + timedelta(minutes=minutes, seconds=seconds)


@pytest.fixture
def schedule() -> Schedule:
    return Schedule.booked(START, PHASES)


# - boundaries -


@pytest.mark.parametrize(("offset", "state"), [(-1, "booked"), (-0.001, "booked"), (0, "open"), (1, "open")])
def test_it_opens_at_the_very_second_of_its_start(schedule, offset, state):
    assert schedule.state(at(seconds=offset)) == state
    assert schedule.is_open(at(seconds=offset)) == (state == "open")


@pytest.mark.parametrize(("offset", "state"), [(-1, "open"), (-0.001, "open"), (0, "closed"), (1, "closed")])
def test_it_closes_at_the_very_second_of_its_close(schedule, offset, state):
    t = schedule.closes_at + timedelta(seconds=offset)
    assert schedule.state(t) == state
    assert schedule.is_open(t) == (state == "open")


@pytest.mark.parametrize(("offset", "phase"), [(-1, "presentation"), (0, "qna"), (1, "qna")])
def test_a_phase_begins_where_the_one_before_it_ends(schedule, offset, phase):
    assert schedule.phase(at(minutes=45, seconds=offset)) == phase


def test_before_the_start_and_after_the_close_there_is_no_phase(schedule):
    assert schedule.phase(at(seconds=-1)) is None
    assert schedule.phase(schedule.closes_at) is None


@pytest.mark.parametrize(("offset", "state"), [(-1, "open"), (0, "paused"), (1, "paused")])
def test_a_pause_holds_from_its_first_instant(schedule, offset, state):
    paused = schedule.paused(at(minutes=10))
    assert paused.state(at(minutes=10, seconds=offset)) == state


@pytest.mark.parametrize(("offset", "state"), [(-1, "paused"), (0, "open"), (1, "open")])
def test_a_pause_ends_at_its_last_instant(schedule, offset, state):
    resumed = schedule.paused(at(minutes=10)).resumed(at(minutes=15))
    assert resumed.state(at(minutes=15, seconds=offset)) == state


@pytest.mark.parametrize(("offset", "state"), [(-1, "open"), (0, "closed"), (1, "closed")])
def test_a_pause_moves_the_close_by_its_length(schedule, offset, state):
    resumed = schedule.paused(at(minutes=10)).resumed(at(minutes=15))
    assert resumed.closes_at == at(minutes=125)
    assert resumed.state(at(minutes=125, seconds=offset)) == state


def test_during_a_pause_nobody_knows_the_close(schedule):
    paused = schedule.paused(at(minutes=10))
    assert paused.closes_at is None
    assert paused.state(at(minutes=100_000)) == "paused"
    assert paused.phase(at(minutes=100_000)) == "presentation"


def test_a_pause_on_a_phases_last_instant_keeps_that_boundary_for_afterwards(schedule):
    resumed = schedule.paused(at(minutes=45)).resumed(at(minutes=50))
    assert resumed.phase(at(minutes=50)) == "qna"
    assert resumed.closes_at == at(minutes=125)
    assert [stop for _, _, stop in resumed.spans()] == [at(minutes=45), at(minutes=125)]


def test_going_on_early_gives_the_time_to_the_next_phase(schedule):
    early = schedule.advanced(at(minutes=30), keep_end=True)
    assert early.closes_at == at(minutes=120)
    assert early.phase(at(minutes=30)) == "qna"


def test_going_on_early_may_bring_the_close_nearer(schedule):
    early = schedule.advanced(at(minutes=30), keep_end=False)
    assert early.closes_at == at(minutes=105)


def test_an_extension_in_the_first_phase_moves_the_second_and_the_close(schedule):
    longer = schedule.extended(at(minutes=10), timedelta(minutes=7.5))
    assert longer.phase(at(minutes=52)) == "presentation"
    assert longer.phase(at(minutes=52.5)) == "qna"
    assert longer.closes_at == at(minutes=127.5)


def test_an_extension_of_less_than_a_second_is_refused(schedule):
    with pytest.raises(Invalid):
        schedule.extended(at(minutes=10), timedelta(milliseconds=999))


def test_a_close_by_hand_ends_it_at_once_also_out_of_a_pause(schedule):
    closed = schedule.paused(at(minutes=10)).closed(at(minutes=12))
    assert closed.closes_at == at(minutes=12)
    assert closed.state(at(minutes=12, seconds=-1)) == "paused"
    assert closed.state(at(minutes=12)) == "closed"
    assert closed.remaining(at(minutes=12)) == timedelta(0)


def test_a_close_by_hand_ends_the_pause_that_lasts_and_leaves_those_before_it(schedule):
    twice = schedule.paused(at(minutes=10)).resumed(at(minutes=11)).paused(at(minutes=20))
    again = twice.closed(at(minutes=22)).reopened(at(minutes=30), timedelta(minutes=5))
    assert (again.state(at(minutes=30)), again.closes_at) == ("open", at(minutes=35))
    assert again.running(at(minutes=31)) == timedelta(minutes=20)


@pytest.mark.parametrize("after", [timedelta(0), timedelta(minutes=15)])
def test_a_close_by_hand_is_undone_and_the_gap_is_a_pause(schedule, after):
    again = schedule.closed(at(minutes=20)).reopened(at(minutes=20) + after, timedelta(minutes=5))
    assert again.state(at(minutes=20) + after) == "open"
    assert again.closes_at == at(minutes=25) + after


def test_a_close_by_the_clock_is_undone_likewise(schedule):
    again = schedule.reopened(at(minutes=121), timedelta(minutes=5))
    assert (again.state(at(minutes=121)), again.closes_at) == ("open", at(minutes=126))
    assert again.phase(at(minutes=121)) == "qna"
    three = Schedule.booked(START, SHORT)
    assert three.reopened(at(minutes=2), timedelta(seconds=5)).closes_at == at(minutes=2, seconds=5)


def test_a_session_whose_later_phases_have_no_time_left_ends_with_its_phase_and_not_when_a_pause_began(schedule):
    late = schedule.closed(at(minutes=20)).reopened(at(minutes=20), timedelta(minutes=5)).paused(at(minutes=22))
    over = late.advanced(at(minutes=30), keep_end=False)
    assert (over.closes_at, over.state(at(minutes=30))) == (at(minutes=30), "closed")


@pytest.mark.parametrize(
    ("control", "t", "state"),
    [
        (lambda s, t: s.paused(t), -1, "booked"),
        (lambda s, t: s.resumed(t), 10, "open"),
        (lambda s, t: s.advanced(t, keep_end=True), 100, "open"),
        (lambda s, t: s.extended(t, timedelta(minutes=1)), 120, "closed"),
        (lambda s, t: s.closed(t), 120, "closed"),
        (lambda s, t: s.advanced(t, keep_end=True), -1, "booked"),
        (lambda s, t: s.reopened(t, timedelta(minutes=5)), 119, "open"),
    ],
)
def test_a_control_that_makes_no_sense_is_refused_and_told_what_is(schedule, control, t, state):
    with pytest.raises(WrongState) as refused:
        control(schedule, at(minutes=t))
    assert refused.value.state == state


def test_scores_wait_for_the_start_and_for_the_end_of_a_pause(schedule):
    with pytest.raises(SheetWaiting):
        schedule.must_take_scores(at(seconds=-1))
    schedule.must_take_scores(START)
    with pytest.raises(SheetPaused):
        schedule.paused(at(minutes=5)).must_take_scores(at(minutes=6))
    schedule.must_take_scores(at(minutes=5))


def test_fractions_of_minutes_are_kept_to_the_millisecond():
    assert of_minutes(1 / 60) == timedelta(milliseconds=1000)
    assert Schedule.booked(START, [Phase("p", of_minutes(0.05))]).closes_at == START + timedelta(seconds=3)


def test_phases_are_read_and_shown_as_the_contract_has_them(schedule):
    docs = [
        {"key": "presentation", "minutes": 45},
        {"key": "deliberation", "minutes": 7.5, "name": {"id": "Pleno", "en": "Deliberation"}, "private": True},
    ]
    phases = [Phase.from_json(doc) for doc in docs]
    assert phases == [
        Phase("presentation", timedelta(minutes=45)),
        Phase("deliberation", timedelta(minutes=7.5), True, {"id": "Pleno", "en": "Deliberation"}),
    ]
    assert [phase.as_json() for phase in phases] == docs
    assert [str(phase.minutes) for phase in phases] == ["45", "7.5"]
    told = Schedule.booked(START, phases).paused(at(minutes=46)).phases_json()
    assert told == [
        {**docs[0], "starts_at": "2026-12-01T02:00:00Z", "ends_at": "2026-12-01T02:45:00Z"},
        {**docs[1], "starts_at": "2026-12-01T02:45:00Z", "ends_at": None},
    ]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P2W", timedelta(weeks=2)),
        ("P2D", timedelta(days=2)),
        ("PT36H", timedelta(hours=36)),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("PT0S", timedelta(0)),
        *[(wrong, None) for wrong in ("", "P", "PT", "P1DT", "P1M", "P1Y", "-P1D", "P1D ", "p1d", "P1W1D", "PT1.5H")],
    ],
)
def test_a_duration_is_read_as_iso_8601_has_it_without_months_and_years(text, length):
    if length is not None:
        assert lasting(text) == length
        return
    with pytest.raises(Wrong) as refused:
        lasting(text)
    assert refused.value.code == "no-duration"


# - what the clock will bring -

OPENED, FIVE, CLOSED = ("opened", ""), ("five-minutes", ""), ("closed", "")
QNA = ("phase", "qna")


def brings(schedule: Schedule) -> list[tuple[float, tuple[str, str]]]:
    """Its moments, each by the minute after the start."""
    return [((one.at - START).total_seconds() / 60, (one.kind, one.detail)) for one in schedule.moments()]


def test_the_clock_brings_the_opening_each_phase_the_last_five_minutes_and_the_close(schedule):
    assert brings(schedule) == [(0, OPENED), (45, QNA), (115, FIVE), (120, CLOSED)]
    paused = schedule.paused(at(minutes=10))
    assert brings(paused) == [(0, OPENED)]
    assert brings(paused.resumed(at(minutes=15))) == [(0, OPENED), (50, QNA), (120, FIVE), (125, CLOSED)]


def test_after_a_close_by_hand_it_brings_no_warning_and_no_phase_that_never_ran(schedule):
    assert brings(schedule.closed(at(minutes=30))) == [(0, OPENED), (30, CLOSED)]
    assert brings(schedule.closed(at(minutes=45))) == [(0, OPENED), (45, CLOSED)]
    assert brings(schedule.closed(at(minutes=50))) == [(0, OPENED), (45, QNA), (50, CLOSED)]


def test_a_session_of_five_minutes_has_no_last_five():
    assert brings(Schedule.booked(START, [Phase("p", of_minutes(5))])) == [(0, OPENED), (5, CLOSED)]
    longer = Schedule.booked(START, [Phase("p", of_minutes(5) + SECOND)])
    assert [kind for _, kind in brings(longer)] == [OPENED, FIVE, CLOSED]


def test_a_phase_that_took_no_time_is_not_announced_and_what_coincides_keeps_its_order():
    three = Schedule.booked(START, [Phase("a", of_minutes(10)), Phase("b", of_minutes(10)), Phase("c", of_minutes(5))])
    assert brings(three)[2:] == [(20, ("phase", "c")), (20, FIVE), (25, CLOSED)]
    skipped = three.advanced(START, keep_end=False).advanced(START, keep_end=False)
    assert brings(skipped) == [(0, OPENED), (0, ("phase", "c")), (5, CLOSED)]


def test_the_time_left_stands_still_in_a_pause_and_is_none_before_and_after(schedule):
    left = [(schedule.remaining(at(minutes=t)), schedule.phase_remaining(at(minutes=t))) for t in (-1, 10, 50, 120)]
    assert left == [
        (timedelta(minutes=120), timedelta(0)),
        (timedelta(minutes=110), timedelta(minutes=35)),
        (timedelta(minutes=70), timedelta(minutes=70)),
        (timedelta(0), timedelta(0)),
    ]
    paused = schedule.paused(at(minutes=10))
    assert (paused.remaining(at(minutes=30)), paused.phase_remaining(at(minutes=30))) == left[1]
    assert Schedule.booked(START, SHORT).remaining(at(seconds=5)) == timedelta(seconds=40)


def test_each_phase_is_told_as_it_ran(schedule):
    def spans(one: Schedule) -> list[tuple[datetime | None, datetime | None]]:
        return [(start, stop) for _, start, stop in one.spans()]

    assert spans(schedule) == [(START, at(minutes=45)), (at(minutes=45), at(minutes=120))]
    assert spans(schedule.closed(at(minutes=30))) == [(START, at(minutes=30)), (None, None)]
    assert spans(schedule.closed(at(minutes=45))) == [(START, at(minutes=45)), (None, None)]
    assert spans(schedule.closed(at(minutes=50))) == [(START, at(minutes=45)), (at(minutes=45), at(minutes=50))]
    assert spans(schedule.paused(at(minutes=10))) == [(START, None), (None, None)]


def test_a_refused_control_says_what_stands_and_where(schedule):
    with pytest.raises(WrongState) as refused:
        schedule.advanced(at(minutes=100), keep_end=True)
    assert (refused.value.state, refused.value.fields) == ("open", {"state": "open", "phase": "qna"})
    assert refused.value.code == "last-phase"
    for control in (schedule.extended, schedule.closed(at(minutes=3)).reopened):
        with pytest.raises(Invalid) as refused:
            control(at(minutes=10), timedelta(milliseconds=999))
        assert [(one.pointer, one.code) for one in refused.value.faults] == [("/minutes", "no-time-given")]


# - against the slow model -


class CountedBySeconds:
    """The obvious model: a second is spent in a phase if the session runs, and a phase ends when its are all spent."""

    def __init__(self) -> None:
        self.left = [20, 15, 10]
        self.phase = 0
        self.paused = False
        self.closed_at: int | None = None

    def state(self) -> str:
        return "closed" if self.closed_at is not None else "paused" if self.paused else "open"

    def second_passes(self, now: int) -> None:
        if self.state() == "open":
            self.left[self.phase] -= 1
        self.settle(now)

    def settle(self, now: int) -> None:
        while self.closed_at is None and not self.paused and self.left[self.phase] <= 0:
            if self.phase == len(self.left) - 1:
                self.closed_at = now
            else:
                self.phase += 1

    def act(self, now: int, action: str, seconds: int) -> bool:
        """Whether the control made sense; does it then."""
        state = self.state()
        if action == "pause" and state == "open":
            self.paused = True
        elif action == "resume" and state == "paused":
            self.paused = False
        elif action in ("next", "next-shorter") and state != "closed" and self.phase < len(self.left) - 1:
            is_last_time = action == "next-shorter" and not any(self.left[self.phase + 1 :])
            if action == "next" or is_last_time:
                self.left[self.phase + 1] += self.left[self.phase]
            self.left[self.phase] = 0
            self.phase += 1
            self.closed_at = now if is_last_time else None
        elif action == "extend" and state != "closed":
            self.left[self.phase] += seconds
        elif action == "close" and state != "closed":
            self.closed_at = now
        elif action == "reopen" and state == "closed":
            rest = sum(self.left[self.phase + 1 :]) + self.left[self.phase]
            self.closed_at, self.paused = None, False
            self._give(seconds - rest)
        else:
            return False
        return True

    def _give(self, more: int) -> None:
        # The new end is so many seconds from now: later phases shrink before earlier ones.
        last = len(self.left) - 1
        if more >= 0:
            self.left[last] += more
            return
        for phase in range(last, self.phase - 1, -1):
            taken = min(self.left[phase], -more)
            self.left[phase] -= taken
            more += taken


def _apply(schedule: Schedule, now: datetime, action: str, by: timedelta) -> Schedule:
    return {
        "pause": lambda: schedule.paused(now),
        "resume": lambda: schedule.resumed(now),
        "next": lambda: schedule.advanced(now, keep_end=True),
        "next-shorter": lambda: schedule.advanced(now, keep_end=False),
        "extend": lambda: schedule.extended(now, by),
        "close": lambda: schedule.closed(now),
        "reopen": lambda: schedule.reopened(now, by),
    }[action]()


CONTROLS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from(["pause", "resume", "next", "next-shorter", "extend", "close", "reopen"]),
        st.integers(1, 30),
    ),
    max_size=8,
)


@given(CONTROLS)
@example([(1, "close", 1), (0, "reopen", 1), (0, "pause", 1), (3, "next-shorter", 1)])
def test_any_order_of_controls_agrees_with_counting_seconds(controls):
    schedule, model, now = Schedule.booked(START, SHORT), CountedBySeconds(), 0
    for wait, action, seconds in controls:
        now = _goes_by(schedule, model, now, wait)
        t = START + timedelta(seconds=now)
        try:
            changed = _apply(schedule, t, action, timedelta(seconds=seconds))
        except Refusal:
            assert not model.act(now, action, seconds), (action, now)
            continue
        assert model.act(now, action, seconds), (action, now)
        model.settle(now)
        schedule = changed
        _must_make_sense(schedule, t)
    _goes_by(schedule, model, now, 100)


def _goes_by(schedule: Schedule, model: CountedBySeconds, now: int, seconds: int) -> int:
    for _ in range(seconds):
        now += 1
        model.second_passes(now)
        t = START + timedelta(seconds=now)
        assert schedule.state(t) == model.state(), now
        assert schedule.is_open(t) == (model.state() == "open")
        if model.state() != "closed":
            assert schedule.phase_number(t) == model.phase, now
    return now


def _must_make_sense(schedule: Schedule, t: datetime) -> None:
    assert all(before <= after for before, after in zip(schedule.ends, schedule.ends[1:], strict=False))
    assert schedule.remaining(t) >= timedelta(0)
    assert schedule.phase_remaining(t) >= timedelta(0)
    for _, start, stop in schedule.spans():
        assert start is None or stop is None or start <= stop
    closes = schedule.closes_at
    if closes is not None and closes > schedule.starts_at:
        last = closes - timedelta(milliseconds=1)
        assert schedule.is_over(closes) and not schedule.is_over(last)
    moments = [moment.at for moment in schedule.moments()]
    assert moments == sorted(moments)
