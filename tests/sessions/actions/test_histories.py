"""Whatever happens to a session, in any order: its record's chain fits, and replaying it gives the tables again."""

import contextlib
from datetime import timedelta

import pytest
from houses import CRITERIA, MONDAY, PANEL, ROOM, House, furnish
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties import examples

from server.settings import SHIPPED, load
from sessions.actions.access import COMMAND_LINE, Asker
from sessions.actions.after import late as late_scores
from sessions.actions.after import signatures, verifying
from sessions.actions.before import booking
from sessions.actions.during import announcing, conducting, questions, scoring
from sessions.actions.during.scoring import Given
from sessions.actions.invitations import rsvp
from sessions.errors import Refusal
from sessions.store.during import records, scores
from sessions.values.record import faults
from sessions.values.scoresheet import replayed_scores
from sessions.values.session import Session

WHO = st.sampled_from([*PANEL, "tono"])
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([1, 30, 600, 1800, 7200])),
    st.tuples(st.just("score"), WHO, st.sampled_from(CRITERIA[:3]), st.sampled_from([None, 1, 3, 5])),
    st.tuples(st.just("declare"), WHO, st.booleans()),
    st.tuples(st.just("submit"), WHO),
    st.tuples(st.just("answer"), WHO, st.sampled_from(rsvp.ANSWERS)),
    st.tuples(st.just("ask"), WHO, st.sampled_from(["draft", "asked"])),
    st.tuples(st.just("control"), st.sampled_from(["pause", "resume", "next_phase", "extend", "close", "reopen"])),
    st.tuples(st.just("panel"), st.permutations([*PANEL, "tono"])),
    st.tuples(st.just("move"), st.sampled_from([1, 24, 48])),
    st.tuples(st.just("link"), st.integers(1, 3)),
    st.tuples(st.just("decide"), st.booleans(), st.booleans()),
    st.tuples(st.just("sign"), WHO),
    st.tuples(st.just("announce")),
    st.tuples(st.sampled_from(["cancel", "abort"])),
)


class History:
    """One session and the hand that does things to it; what is refused leaves no trace, or is kept as late."""

    def __init__(self, house, session: str) -> None:
        self.house, self.session = house, session

    def asker(self, name: str) -> Asker:
        return Asker(self.house.id(name), name, False, "link")

    def step(self, step: tuple) -> None:
        name, *rest = step
        with contextlib.suppress(Refusal):
            getattr(self, f"_{name}")(*rest)

    def _do(self, action, *args, **kw) -> None:
        self.house.store.write_now(action, self.session, *args, now=self.house.clock.now, **kw)

    def _wait(self, seconds: int) -> None:
        self.house.clock.passes(seconds=seconds)

    def _score(self, who: str, criterion: str, value: float | None) -> None:
        self._do(scoring.put_score, Given(criterion, value, note=f"{who} {value}"), self.asker(who))

    def _declare(self, who: str, conflict: bool) -> None:
        self._do(scoring.declare, conflict, self.asker(who))

    def _submit(self, who: str) -> None:
        self._do(scoring.submit, self.asker(who))

    def _answer(self, who: str, given: str) -> None:
        self._do(rsvp.answer, given, self.asker(who))

    def _ask(self, who: str, state: str) -> None:
        self._do(questions.add_question, questions.NewQuestion("Apa?", state=state), self.asker(who))

    def _control(self, name: str) -> None:
        more = {"extend": (5, "x"), "close": ("x",), "reopen": (5, "x")}.get(name, ())
        self._do(getattr(conducting, name), *more, COMMAND_LINE)

    def _panel(self, names: list[str]) -> None:
        panel = tuple(self.house.id(name) for name in names[:3])
        leader = next((p for p in panel if p in {self.house.id(n) for n in ("ratna", "budi", "tono")}), panel[0])
        self._do(booking.change, booking.Change(panel=panel, chair=leader), COMMAND_LINE)

    def _move(self, hours: int) -> None:
        session = self.house.store.read_now(records.load, self.session)
        moved = booking.Change(starts_at=session.starts_at + timedelta(hours=hours))
        self._do(booking.change, moved, COMMAND_LINE)

    def _link(self, number: int) -> None:
        self._do(booking.change, booking.Change(meeting_url=f"https://rapat.example/{number}"), COMMAND_LINE)

    def _decide(self, admit: bool, second: bool) -> None:
        session = self.house.store.read_now(records.load, self.session)
        for late in session.late[:1]:
            self._do(late_scores.decide, [late.entry], admit, "x", COMMAND_LINE, second_person=second)

    def _sign(self, who: str) -> None:
        self._do(signatures.sign, self.asker(who))

    def _announce(self) -> None:
        more = {"reminders": (timedelta(hours=1),), "pause_alert": timedelta(minutes=15), "seal": True}
        self._do(announcing.announce_due, **more)

    def _cancel(self) -> None:
        self._do(booking.cancel, "x", COMMAND_LINE)

    def _abort(self) -> None:
        self._do(conducting.abort, "x", COMMAND_LINE)


@pytest.fixture
def house(store, clock):
    """A programme and its people without a server."""
    clock.now = MONDAY
    house = House(None, store, clock, load(str(SHIPPED)))
    store.write_now(furnish, house)
    return house


@pytest.mark.parametrize("begun", [False, True], ids=["booked", "running"])
@given(steps=st.lists(STEPS, max_size=25))
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_replays_to_what_is_stored(house, begun, steps):
    house.clock.now += timedelta(days=30)  # each example a session of its own
    session = book(house)
    history = History(house, session)
    if begun:
        house.clock.passes(days=1)
        steps = [*(("declare", name, False) for name in PANEL), *steps]
    for step in steps:
        history.step(step)
    must_replay(house, session)
    history.step(("cancel",))
    history.step(("abort",))


def book(house) -> str:
    panel = tuple(house.id(name) for name in PANEL)
    start = house.clock.now + timedelta(days=1)
    request = booking.Request("33.20", start, panel, panel[0], ROOM, rehearsal=True)
    return house.store.write_now(booking.book, house.programme, request, COMMAND_LINE, now=house.clock.now).id


def must_replay(house, session: str) -> None:
    report = house.store.read_now(verifying.check_store, session)
    assert report.faults == []
    entries = house.store.read_now(records.read, session)
    stored = house.store.read_now(records.load, session)
    assert Session.of(entries) == stored
    told = replayed_scores(entries)
    kept = house.store.read_now(scores.of_session, session)
    assert {key: score.value for key, score in told.items()} == {
        (person, criterion): score.value for person, sheet in kept.items() for criterion, score in sheet.items()
    }
    assert list(faults(entry.redacted() for entry in entries)) == []
