"""A session as the fold of its record: times, panel, answers, questions, files. Scores are scoresheet.py's.

`Session.after(entry)` is the one place where an entry gets its meaning; the store keeps the result as a snapshot, and
`sidang verify` folds the record again and compares.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from pydantic import TypeAdapter

from sessions.clock import from_wire
from sessions.compact import Json
from sessions.values.closing import REVEALS_AFTER, UNDO_WITHIN, Control, Paper, Summary
from sessions.values.entry_data import GuestData, SeatData
from sessions.values.files import File
from sessions.values.itip import Version
from sessions.values.record import GENESIS, Actor, Entry, format_of
from sessions.values.schedule import Moment, Phase, Schedule, of_minutes

NEEDS_ACTION = "needs-action"


@dataclass(frozen=True)
class Seat:
    """A panelist's place in a session. `conflict` is None until declared; True takes the panelist off the sheet."""

    id: str
    name: str
    role: str  # chair | member
    conflict: bool | None = None
    submitted_at: datetime | None = None
    readdressed_at: datetime | None = None

    @property
    def declared(self) -> bool:
        """Whether anything was declared."""
        return self.conflict is not None


@dataclass(frozen=True)
class Guest:
    """Somebody of the regency who is invited; answers for themselves."""

    id: str
    name: str
    role: str  # contact | delegate


@dataclass(frozen=True)
class RoomRef:
    """The room in which a session meets, as it was when the session took it; `place` is what tells rooms apart."""

    id: str
    name: str
    place: str


@dataclass(frozen=True)
class RegencyRef:
    """Who is assessed, as named when the session was booked."""

    id: str
    code: str
    name: str
    province: str
    timezone: str


@dataclass(frozen=True)
class Answer:
    """One person's answer to the invitation as it now counts. `against` is the other answer, by another way, whose
    place it took; `client` the program that wrote it, of one that came by mail."""

    answer: str
    at: datetime
    comment: str = ""
    via: str = ""
    against: str = ""
    client: str = ""


@dataclass(frozen=True)
class Question:
    """A question that was asked, and what was answered."""

    id: str
    author: str
    author_name: str
    text: str
    criterion: str | None
    state: str  # asked | answered
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None
    wants: str | None = None  # answer | file: what the regency hands in itself
    due: datetime | None = None
    turn_since: datetime | None = None  # since when it is the one that is being answered
    place: float | None = None  # in the queue; None for where it was asked
    replies: tuple["Reply", ...] = ()

    def takes_reply(self, now: datetime) -> bool:
        """Whether its own time for replies is not over."""
        return self.due is None or now < self.due


@dataclass(frozen=True)
class Reply:
    """What the regency wrote to a question."""

    text: str
    at: datetime
    by: str
    by_name: str


@dataclass(frozen=True)
class Take:
    """One stretch of recording: `recording`, `stopped`, or `interrupted` while nothing comes of it any more."""

    id: str
    kind: str  # audio | video
    state: str
    since: datetime
    until: datetime | None = None

    def seconds(self, now: datetime) -> float:
        """How long it has been recorded."""
        return max(0.0, ((self.until or now) - self.since).total_seconds())


@dataclass(frozen=True)
class Late:
    """A score that came after the close: whose and how late, never its value; `decision` is admitted or refused."""

    entry: int
    panelist: str
    criterion: str
    at: datetime
    late_by_seconds: float
    typed_at: datetime | None = None
    offline_since: datetime | None = None  # since when the page had no line as it was typed
    via: str = ""  # "paper" for one that was entered from a signed sheet
    confirmed: bool = True  # one from paper is, once a second person has looked
    after_reveal: bool = False  # kept, and never to be admitted
    decision: str | None = None
    reason: str = ""
    decided_by: str | None = None

    @property
    def waited_seconds(self) -> float | None:
        """How long it waited offline after it was typed; None where the page did not say."""
        return None if self.typed_at is None else max(0.0, (self.at - self.typed_at).total_seconds())


@dataclass(frozen=True)
class Signature:
    """A panelist's signature under the minutes: the record's digest that was signed."""

    panelist: str
    at: datetime
    digest: str


@dataclass(frozen=True)
class Standing:
    """What of a session its people are told of: what a held change leaves behind, and its undoing brings back."""

    schedule: Schedule
    panel: tuple[Seat, ...]
    former: tuple[Seat, ...]
    guests: tuple[Guest, ...]
    observers: tuple[Guest, ...]
    deputy: str | None
    meeting_url: str
    room: RoomRef | None
    version: Version
    once_removed: tuple[str, ...]
    answers: Mapping[str, Answer]
    cancelled_at: datetime | None
    end_reason: str

    @classmethod
    def of(cls, session: "Session") -> "Standing":
        """How the session stands."""
        return cls(**{one.name: getattr(session, one.name) for one in fields(cls)})

    def back_in(self, session: "Session") -> "Session":
        """The session as it stood, with all else as it is."""
        return replace(session, **{one.name: getattr(self, one.name) for one in fields(self)})


@dataclass(frozen=True)
class Held:
    """A change of which nobody has heard yet: its batch of mails, until when that waits, and how the session stood
    before (None: it was not booked)."""

    batch: str
    until: datetime
    before: Standing | None


@dataclass(frozen=True)
class Session:
    """Everything of one session but its scores; frozen, a new value after every entry."""

    id: str
    programme: str
    regency: RegencyRef
    schedule: Schedule
    panel: tuple[Seat, ...]
    guests: tuple[Guest, ...]
    meeting_url: str
    uid: str
    rehearsal: bool
    version: Version  # of the invitation
    booked_at: datetime | None = None
    tail: int = 0  # the number of the record's last entry, and its hash
    head: str = GENESIS
    format: int = 1  # of its record
    rubric: str | None = None  # set when it opens: from then on the rubric is fixed
    answers: Mapping[str, Answer] = field(default_factory=dict)
    once_removed: tuple[str, ...] = ()
    former: tuple[Seat, ...] = ()
    cancelled_at: datetime | None = None
    aborted_at: datetime | None = None
    end_reason: str = ""
    phases_announced: tuple[str, ...] = ()
    opened: bool = False
    close_announced: bool = False
    digest: str | None = None  # of the chain up to the seal
    sealed_after: int | None = None  # the number of the last entry that the digest covers
    questions: tuple[Question, ...] = ()
    files: tuple[File, ...] = ()
    late: tuple[Late, ...] = ()
    signatures: tuple[Signature, ...] = ()
    present: tuple[str, ...] = ()
    revision: int = 1  # counts the changes of what a person may change by a form (promise 8)
    room: RoomRef | None = None
    deputy: str | None = None  # a panelist of it who may chair
    observers: tuple[Guest, ...] = ()
    overridden: tuple[str, ...] = ()  # whose own busy time was set aside, with a reason in the record
    held: tuple[Held, ...] = ()  # earliest first
    judged: int | None = None  # the number of the entry that holds in full what the session is judged by
    deliberation: float = 0  # minutes of it, after the reveal
    control: Control | None = None  # what may be undone
    revealed_at: datetime | None = None
    deliberates_until: datetime | None = None
    concluded_at: datetime | None = None
    moderations: int = 0  # how many scores were changed in the deliberation
    papers: tuple[Paper, ...] = ()
    excused: tuple[str, ...] = ()
    summary: Summary | None = None
    undone: bool = False  # its booking was taken back before anybody had heard of it
    takes: tuple[Take, ...] = ()
    claimed: int | None = None  # the entry that the regency's claims were frozen in

    # - what is -

    @property
    def starts_at(self) -> datetime:
        """Its start."""
        return self.schedule.starts_at

    def state(self, now: datetime) -> str:
        """`booked`, `open`, `paused`, `closed`, `signed`, `cancelled` or `aborted`."""
        if self.cancelled_at is not None:
            return "cancelled"
        if self.aborted_at is not None:
            return "aborted"
        if self.signed:
            return "signed"
        return self.schedule.state(now)

    @property
    def chair(self) -> Seat | None:
        """Who leads."""
        return next((seat for seat in self.panel if seat.role == "chair"), None)

    @property
    def pause_since(self) -> datetime | None:
        """Since when an open pause lasts."""
        last = self.schedule.pauses[-1] if self.schedule.pauses else None
        return last.since if last and last.until is None else None

    @property
    def scorers(self) -> tuple[Seat, ...]:
        """The panelists whose sheets count: those who declared a conflict are off theirs."""
        return tuple(seat for seat in self.panel if seat.conflict is not True)

    @property
    def withdrawn(self) -> frozenset[str]:
        """Who declared a conflict of interest, on the panel or once on it (promise 9)."""
        return frozenset(seat.id for seat in (*self.panel, *self.former) if seat.conflict is True)

    @property
    def leaders(self) -> tuple[Seat, ...]:
        """Who may lead, the chair before the deputy: those of them who did not withdraw."""
        deputy = self.seat(self.deputy) if self.deputy else None
        found = [seat for seat in (self.chair, deputy) if seat is not None and seat.conflict is not True]
        return tuple(dict.fromkeys(found))

    @property
    def signers(self) -> frozenset[str]:
        """Who has signed."""
        return frozenset(signature.panelist for signature in self.signatures)

    @property
    def unsigned(self) -> tuple[Seat, ...]:
        """Whose signature is waited for: of who scores, without those who are excused."""
        return tuple(seat for seat in self.scorers if seat.id not in self.signers and seat.id not in self.excused)

    @property
    def signs_last(self) -> Seat | None:
        """The chair, else the deputy: whichever did not withdraw and is not excused; None leaves it to whoever is."""
        return next((seat for seat in self.leaders if seat.id not in self.excused), None)

    @cached_property
    def signed(self) -> bool:
        """Whether nobody's signature is waited for any more, and somebody has signed."""
        return bool(self.signatures) and bool(self.scorers) and not self.unsigned

    @property
    def live(self) -> bool:
        """Whether it still takes people's time: neither cancelled nor aborted."""
        return self.cancelled_at is None and self.aborted_at is None

    def told(self, now: datetime) -> "Session | None":
        """The session as its people know it: without the changes whose mails still wait; None for one of which nobody
        has heard."""
        if self.undone:
            return None
        first = next((one for one in self.held if one.until > now), None)
        if first is None:
            return self
        return None if first.before is None else replace(first.before.back_in(self), held=())

    def recording(self, now: datetime) -> dict[str, Json] | None:
        """What every open page says of the recording; None before there is one."""
        if not self.takes:
            return None
        running = any(one.state == "recording" for one in self.takes)
        seconds = sum(one.seconds(now) for one in self.takes)
        return {"state": "recording" if running else self.takes[-1].state, "seconds": round(seconds, 3)}

    def seat(self, person: str) -> Seat | None:
        """The person's place on the panel."""
        for seat in self.panel:  # a loop, not a generator: every save asks three times
            if seat.id == person:
                return seat
        return None

    def has_withdrawn(self, person: str) -> bool:
        """Whether the person declared a conflict of interest."""
        return person in [seat.id for seat in (*self.panel, *self.former) if seat.conflict is True]

    def guest(self, person: str) -> Guest | None:
        """The person's place among the regency's people."""
        return next((guest for guest in self.guests if guest.id == person), None)

    def invited(self) -> tuple[Seat | Guest, ...]:
        """Everybody who is invited: the panel, then the regency's people."""
        return (*self.panel, *self.guests)

    @cached_property
    def actors(self) -> dict[object, Actor]:
        """How the record names those who have acted since it last told something of the session."""
        return {}

    @cached_property
    def declined(self) -> bool:
        """Whether anybody has answered that they do not come."""
        return any(one.answer == "declined" for one in self.answers.values())

    @cached_property
    def has_deck(self) -> bool:
        """Whether the regency has handed in what it presents."""
        return any(file.kind == "deck" for file in self.files)

    @cached_property
    def panel_ids(self) -> frozenset[str]:
        """Who sits on the panel."""
        return frozenset(seat.id for seat in self.panel)

    @cached_property
    def panel_names(self) -> tuple[tuple[str, str], ...]:
        """Of each on the panel the name and the id."""
        return tuple((seat.name, seat.id) for seat in self.panel)

    @cached_property
    def silent(self) -> tuple[Seat | Guest, ...]:
        """Who of the invited has not answered."""
        return tuple(one for one in self.invited() if self.rsvp(one.id) == NEEDS_ACTION)

    def rsvp(self, person: str) -> str:
        """The person's answer, `needs-action` until there is one."""
        answer = self.answers.get(person)
        return answer.answer if answer else NEEDS_ACTION

    def regency_rsvp(self) -> str:
        """The regency's answer: its contact's, else the firmest of a delegate's."""
        return self._regencys

    @cached_property
    def _regencys(self) -> str:
        answers = [self.rsvp(guest.id) for guest in self.guests]
        if answers and answers[0] != NEEDS_ACTION:
            return answers[0]
        return next((a for a in ("accepted", "tentative", "declined") if a in answers), NEEDS_ACTION)

    def question(self, question: str) -> Question | None:
        """An asked question."""
        return next((one for one in self.questions if one.id == question), None)

    def due(self, now: datetime) -> list[Moment]:
        """What the clock has brought and the record does not yet say, earliest first."""
        if not self.live:
            return []
        return [moment for moment in self.schedule.moments() if moment.at <= now and not self._said(moment)]

    def steady(self) -> tuple[datetime, datetime] | None:
        """From when until before when its sheets are open and nothing is due that the record does not say; None where
        no such span is known."""
        pauses = self.schedule.pauses
        if self.settled or not self.opened or (pauses and pauses[-1].until is None):
            return None
        to_come = [moment.at for moment in self.schedule.moments() if not self._said(moment)]
        since = max([self.starts_at, *(pause.until for pause in pauses if pause.until)])
        return (since, min(to_come)) if to_come else None

    @property
    def awaits_seal(self) -> bool:
        """Whether the record says that it has closed, and is not sealed yet."""
        return self.live and self.close_announced and self.digest is None

    @property
    def settled(self) -> bool:
        """Whether the clock can bring nothing more: cancelled, aborted, or sealed, revealed and concluded. In format 1
        the seal was the last."""
        return not self.live or (self.digest is not None and (self.concluded_at is not None or self.format == 1))

    # - after the close -

    @property
    def reveals_at(self) -> datetime | None:
        """When the clock reveals it: fifteen minutes after the close, or when the last sheet on paper is due."""
        closes_at = self.schedule.closes_at
        if closes_at is None or not self.live:
            return None
        return max([closes_at + REVEALS_AFTER, *(paper.until for paper in self.papers)])

    def is_revealed(self, now: datetime) -> bool:
        """Promise 6: whether the values may be read, so that nothing can be scored any more."""
        if self.revealed_at is not None or self.signatures:
            return True
        reveals_at = self.reveals_at
        return reveals_at is not None and self.schedule.is_over(now) and now >= reveals_at

    def concludes_at(self, now: datetime) -> datetime | None:
        """When the deliberation ends or ended, seen from a revealed session; None before the reveal."""
        if self.concluded_at is not None or not self.is_revealed(now):
            return self.concluded_at
        if self.deliberates_until is not None:
            return self.deliberates_until
        revealed = self.revealed_at or self.reveals_at
        return None if revealed is None else revealed + of_minutes(self.deliberation)

    def is_concluded(self, now: datetime) -> bool:
        """Whether it can be signed: revealed, and no deliberation runs."""
        ends = self.concludes_at(now)
        return bool(self.signatures) or (ends is not None and now >= ends)

    def deliberates(self, now: datetime) -> bool:
        """Whether the panel confers now."""
        return self.is_revealed(now) and not self.is_concluded(now)

    def can_undo(self, now: datetime) -> bool:
        """Whether the last control may be taken back now, and the close would then lie ahead."""
        if self.control is None or self.is_revealed(now) or now - self.control.at > UNDO_WITHIN:
            return False
        return not self.control.undone(self.schedule).is_over(now)

    def standing_at(self, tail: int, head: str) -> "Session":
        """The same at a later entry of the record that changed nothing in it."""
        return self if self.tail == tail else self._further(tail, head)

    def _further(self, tail: int, head: str) -> "Session":
        # Once for every save: `replace` would hand each of the fields to the constructor again.
        further = object.__new__(Session)
        further.__dict__.update(self.__dict__, tail=tail, head=head)
        return further

    def _said(self, moment: Moment) -> bool:
        if moment.kind == "opened":
            return self.opened
        if moment.kind == "phase":
            return moment.detail in self.phases_announced
        return moment.kind != "closed" or self.close_announced

    # - the fold -

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Session | None":
        """The session that the entries tell of; None of none."""
        session: Session | None = None
        for entry in entries:
            session = cls.begun(entry) if session is None else session.after(entry)
        return session

    @classmethod
    def begun(cls, entry: Entry) -> "Session":
        """The session that a `booked` entry begins. Raises ValueError for another kind."""
        if entry.kind != "booked":
            raise ValueError(f"a record begins with booked, not with {entry.kind}")
        data = entry.data
        phases = [Phase.from_json(phase) for phase in data["phases"]]
        return cls(
            id=entry.session,
            programme=data["programme"],
            regency=RegencyRef(**data["regency"]),
            schedule=Schedule.booked(from_wire(data["starts_at"]), phases),
            panel=_seats(data["panel"]),
            guests=_guests(data["guests"]),
            meeting_url=data["meeting_url"],
            uid=data["uid"],
            rehearsal=data["rehearsal"],
            version=Version.first(entry.at),
            booked_at=entry.at,
            tail=entry.number,
            head=entry.hash,
            room=_room(data.get("room")),
            deputy=data.get("deputy"),
            observers=_guests(data.get("observers", ())),
            overridden=tuple(sorted(data.get("override", ()))),
            held=_held((), entry, None),
            format=format_of(entry),
        )

    def after(self, entry: Entry) -> "Session":
        """The session after one more entry."""
        if entry.kind not in MEANINGS:
            return self._further(entry.number, entry.hash)
        after = replace(MEANINGS[entry.kind](self, entry), tail=entry.number, head=entry.hash)
        if entry.kind in _TOLD:
            overridden = tuple(sorted({*self.overridden, *entry.data.get("override", ())}))
            after = replace(after, held=_held(self.held, entry, Standing.of(self)), overridden=overridden)
        return replace(after, revision=self.revision + 1) if _is_a_change(self, entry) else after


# Entries of which the session's people are told by mail, so that a batch may hold them.
_TOLD = {"moved", "panel-changed", "link-changed", "cancelled"}


def _is_a_change(before: "Session", entry: Entry) -> bool:
    """Whether the entry changed what a person may change by a form."""
    if entry.kind == "declared":
        seat = before.seat(entry.data["panelist"])
        return bool(entry.data["conflict"]) and seat is not None and seat.role == "chair"
    by_batch = entry.kind == "undone" and "batch" in entry.data
    return by_batch or entry.kind in ("moved", "panel-changed", "link-changed")


def _held(before: tuple[Held, ...], entry: Entry, standing: Standing | None) -> tuple[Held, ...]:
    """The changes that wait after this one. One that is told at once takes what waited along."""
    told = entry.data.get("held")
    if told is None:
        return ()
    waiting = tuple(one for one in before if one.until > entry.at)
    if waiting and waiting[-1].batch == told["batch"]:
        return waiting
    return (*waiting, Held(told["batch"], from_wire(told["until"]), standing))


def _room(doc: Mapping[str, str] | None) -> RoomRef | None:
    return RoomRef(doc["id"], doc["name"], doc["place"]) if doc else None


@cache
def snapshots() -> TypeAdapter[Session]:
    """How a session is written as text, and read again."""
    return TypeAdapter(Session)


def _seats(panel: Iterable[SeatData]) -> tuple[Seat, ...]:
    return tuple(Seat(one["id"], one["name"], one["role"]) for one in panel)


def _guests(guests: Iterable[GuestData]) -> tuple[Guest, ...]:
    return tuple(Guest(one["id"], one["name"], one["role"]) for one in guests)


def _nothing(session: Session, entry: Entry) -> Session:
    return session


def _moved(session: Session, entry: Entry) -> Session:
    schedule = Schedule.booked(from_wire(entry.data["starts_at"]), session.schedule.phases)
    return replace(session, version=session.version.raised(entry.at), schedule=schedule, answers={})


def _panel_changed(session: Session, entry: Entry) -> Session:
    known = {seat.id: seat for seat in (*session.former, *session.panel)}
    panel = tuple(
        replace(known[seat.id], name=seat.name, role=seat.role) if seat.id in known else seat
        for seat in _seats(entry.data["panel"])
    )
    guests = _guests(entry.data["guests"])
    before = {one.id for one in session.invited()}
    now = {seat.id for seat in panel} | {guest.id for guest in guests}
    deputy = entry.data.get("deputy", session.deputy)
    observers = _guests(entry.data["observers"]) if "observers" in entry.data else session.observers
    removed = before - now
    again = (now - before) & set(session.once_removed)
    version = session.version
    return replace(
        session,
        version=version.raised(entry.at) if removed or again else version.touched(entry.at),
        panel=panel,
        guests=guests,
        deputy=deputy if any(seat.id == deputy for seat in panel) else None,
        observers=observers,
        former=tuple(seat for seat in known.values() if seat.id not in now),
        once_removed=tuple(sorted(set(session.once_removed) | removed)),
        answers={person: answer for person, answer in session.answers.items() if person in now & before},
    )


def _link_changed(session: Session, entry: Entry) -> Session:
    version, room = session.version.touched(entry.at), _room(entry.data.get("room"))
    return replace(session, version=version, meeting_url=entry.data["meeting_url"], room=room)


def _cancelled(session: Session, entry: Entry) -> Session:
    version = session.version.raised(entry.at)
    return replace(session, version=version, cancelled_at=entry.at, end_reason=entry.data["reason"], answers={})


def _undone(session: Session, entry: Entry) -> Session:
    """A batch was stopped before anybody had heard of what it tells: the session stands as it stood before."""
    if "entry" in entry.data:
        return _control_undone(session, entry)
    at = next((n for n, one in enumerate(session.held) if one.batch == entry.data.get("batch")), None)
    if at is None:
        return session
    before = session.held[at].before
    if before is None:
        return replace(session, held=(), undone=True, cancelled_at=entry.at, end_reason=entry.data.get("reason", ""))
    return replace(before.back_in(session), held=session.held[:at])


def _control_undone(session: Session, entry: Entry) -> Session:
    """The last control is taken back: the times are what they were, and what came in between stays late."""
    control = session.control
    if control is None or control.entry != entry.data["entry"]:
        return session
    return replace(
        session,
        schedule=control.undone(session.schedule),
        phases_announced=control.phases_announced,
        control=None,
        close_announced=False,
        end_reason="",
        digest=None,
        sealed_after=None,
    )


def _answered(session: Session, entry: Entry) -> Session:
    if entry.data.get("stale"):
        return session
    given = entry.data.get("given_at")  # an answer by mail was given before it came in
    at = from_wire(given) if given else entry.at
    data = entry.data
    more = (data.get("comment", ""), entry.actor.via, data.get("against", ""), data.get("client", ""))
    # Where one that was noted by hand is taken back, and none stood before it, none stands again.
    given_now = None if data["answer"] == NEEDS_ACTION else Answer(data["answer"], at, *more)
    answers = _answers(session.answers, data["person"], given_now)
    if "held" in data:  # to what the held change makes of the session: who takes that back takes this along
        return replace(session, answers=answers)
    held = tuple(
        _answered_before(one, data["person"], given_now) if one.until > entry.at else one for one in session.held
    )
    # Who answers while a move waits to be told answers for the time that they know.
    asks_anew = any(one.until > entry.at and not _same_question(one.before, session) for one in session.held)
    return replace(session, held=held, answers=session.answers if asks_anew else answers)


def _answers(before: Mapping[str, Answer], person: str, given: Answer | None) -> dict[str, Answer]:
    others = {key: one for key, one in before.items() if key != person}
    return others if given is None else {**others, person: given}


def _answered_before(held: Held, person: str, given: Answer | None) -> Held:
    if held.before is None:
        return held
    return replace(held, before=replace(held.before, answers=_answers(held.before.answers, person, given)))


def _same_question(before: Standing | None, session: Session) -> bool:
    return before is None or (before.schedule.starts_at, before.cancelled_at) == (
        session.starts_at,
        session.cancelled_at,
    )


def _opened(session: Session, entry: Entry) -> Session:
    data = entry.data
    if isinstance(data["rubric"], str):  # format 1 named the rubric, and held nothing of it
        return replace(session, opened=True, rubric=data["rubric"])
    held = data["deliberation"]["minutes"]
    return replace(session, opened=True, rubric=data["rubric_id"], judged=entry.number, deliberation=held)


def _claimed(session: Session, entry: Entry) -> Session:
    return replace(session, claimed=entry.number)


def _phase(session: Session, entry: Entry) -> Session:
    changed = replace(session, phases_announced=(*session.phases_announced, entry.data["phase"]))
    if not entry.data["by_hand"]:
        return changed
    schedule = session.schedule.advanced(entry.at, keep_end=entry.data["keep_end"])
    return replace(changed, schedule=schedule, control=_control(session, entry))


def _paused(session: Session, entry: Entry) -> Session:
    return replace(session, schedule=session.schedule.paused(entry.at))


def _resumed(session: Session, entry: Entry) -> Session:
    return replace(session, schedule=session.schedule.resumed(entry.at))


def _extended(session: Session, entry: Entry) -> Session:
    schedule = session.schedule.extended(entry.at, of_minutes(entry.data["minutes"]))
    return replace(session, schedule=schedule, control=_control(session, entry))


def _control(session: Session, entry: Entry) -> Control:
    return Control(entry.number, entry.kind, entry.at, session.schedule, session.phases_announced)


def _closed(session: Session, entry: Entry) -> Session:
    changed = replace(session, close_announced=True)
    if not entry.data["by_hand"]:
        return changed
    schedule, reason = session.schedule.closed(entry.at), entry.data["reason"]
    return replace(changed, schedule=schedule, end_reason=reason, control=_control(session, entry))


def _aborted(session: Session, entry: Entry) -> Session:
    schedule = session.schedule.stopped(entry.at)
    return replace(session, schedule=schedule, aborted_at=entry.at, end_reason=entry.data["reason"])


def _reopened(session: Session, entry: Entry) -> Session:
    schedule = session.schedule.reopened(entry.at, of_minutes(entry.data["minutes"]))
    return replace(
        session,
        schedule=schedule,
        control=None,
        close_announced=False,
        end_reason="",
        digest=None,
        sealed_after=None,
        signatures=(),
    )


def _joined(session: Session, entry: Entry) -> Session:
    person = entry.data["person"]
    return replace(session, present=(*(one for one in session.present if one != person), person))


def _left(session: Session, entry: Entry) -> Session:
    return replace(session, present=tuple(one for one in session.present if one != entry.data["person"]))


def _seat_changed(session: Session, person: str, **changes: Any) -> Session:
    panel = tuple(replace(seat, **changes) if seat.id == person else seat for seat in session.panel)
    return replace(session, panel=panel)


def _declared(session: Session, entry: Entry) -> Session:
    return _seat_changed(session, entry.data["panelist"], conflict=entry.data["conflict"])


def _submitted(session: Session, entry: Entry) -> Session:
    at = None if entry.data.get("taken_back") else entry.at
    return _seat_changed(session, entry.data["panelist"], submitted_at=at)


def _address_changed(session: Session, entry: Entry) -> Session:
    return _seat_changed(session, entry.data["person"], readdressed_at=entry.at)


def _late(session: Session, entry: Entry) -> Session:
    late = Late(
        entry.number,
        entry.data["panelist"],
        entry.data["criterion"],
        entry.at,
        entry.data["late_by_seconds"],
        _instant(entry.data.get("typed_at")),
        _instant(entry.data.get("offline_since")),
        via=entry.data.get("via", ""),
        confirmed=entry.data.get("via") != "paper",
        after_reveal=session.revealed_at is not None,
    )
    return replace(session, late=(*session.late, late))


def _decided(session: Session, entry: Entry) -> Session:
    decision = {"decision": entry.kind, "reason": entry.data["reason"], "decided_by": entry.actor.id}
    late = tuple(replace(one, **decision) if one.entry == entry.data["entry"] else one for one in session.late)
    return replace(session, late=late)


def _asked(session: Session, entry: Entry) -> Session:
    data = entry.data
    question = Question(
        data["question"],
        entry.actor.id,
        entry.actor.name,
        data["text"],
        data.get("criterion"),
        "asked",
        entry.at,
        wants=data.get("wants"),
        due=_instant(data.get("due")),
    )
    return replace(session, questions=(*session.questions, question))


def _noted(session: Session, entry: Entry) -> Session:
    data = entry.data
    changes = {
        "answer": data["answer"],
        "state": data["state"],
        "answered_at": entry.at,
        "text": data["text"],
        "criterion": data["criterion"],
    }
    if "due" in data:
        changes["due"] = _instant(data["due"])
    if "place" in data:
        changes["place"] = data["place"]
    question = session.question(data["question"])
    if question is not None and {"due", "place", "turn"} & data.keys() and data["answer"] == question.answer:
        changes["answered_at"] = question.answered_at  # the queue moved, nothing was answered
    if data["state"] == "answered" or not data.get("turn", True):
        changes["turn_since"] = None
    elif data.get("turn"):
        session, changes["turn_since"] = _no_turn(session), entry.at
    return _question_changed(session, data["question"], **changes)


def _recorded(session: Session, entry: Entry) -> Session:
    data, running = entry.data, entry.data.get("state") == "recording"
    known = next((one for one in session.takes if one.id == data["take"]), None)
    if known is None:
        return replace(session, takes=(*session.takes, Take(data["take"], data["kind"], "recording", entry.at)))
    after = replace(known, state=data["state"], until=None if running else entry.at)
    return replace(session, takes=tuple(after if one.id == known.id else one for one in session.takes))


def _replied(session: Session, entry: Entry) -> Session:
    question = session.question(entry.data["question"])
    if question is None:
        return session
    text = entry.data.get("text", "")
    reply = Reply(text, entry.at, entry.actor.id, entry.actor.name)
    answered = {"state": "answered", "answer": text or question.answer, "answered_at": entry.at}
    return _question_changed(session, question.id, replies=(*question.replies, reply), **answered)


def _no_turn(session: Session) -> Session:
    """One question at a time has the turn."""
    questions = tuple(replace(one, turn_since=None) if one.turn_since else one for one in session.questions)
    return replace(session, questions=questions)


def _question_changed(session: Session, question: str, **changes: Any) -> Session:
    questions = tuple(replace(one, **changes) if one.id == question else one for one in session.questions)
    return replace(session, questions=questions)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else from_wire(text)


def _attached(session: Session, entry: Entry) -> Session:
    data = entry.data
    known = {key: data.get(key) for key in ("size", "sha256", "media_type", "url", "question", "take")}
    known["starts_at"] = _instant(data.get("starts_at"))
    question = session.question(data.get("question", ""))
    if question is not None and question.wants == "file":
        session = _question_changed(session, question.id, state="answered", answered_at=entry.at)
    file = File(
        data["file"],
        data["kind"],
        data["name"],
        entry.at,
        entry.actor.id,
        entry.actor.name,
        data["version"],
        **known,
    )
    return replace(session, files=(*session.files, file))


def _sealed(session: Session, entry: Entry) -> Session:
    return replace(session, digest=entry.data["digest"], sealed_after=entry.number - 1)


def _signed(session: Session, entry: Entry) -> Session:
    signature = Signature(entry.data["panelist"], entry.at, entry.data["digest"])
    return replace(session, signatures=(*session.signatures, signature))


def _revealed(session: Session, entry: Entry) -> Session:
    until = entry.data.get("deliberates_until")
    return replace(session, revealed_at=entry.at, deliberates_until=until and from_wire(until), control=None, papers=())


def _concluded(session: Session, entry: Entry) -> Session:
    return replace(session, concluded_at=entry.at)


def _moderated(session: Session, entry: Entry) -> Session:
    return replace(session, moderations=session.moderations + 1)


def _summarised(session: Session, entry: Entry) -> Session:
    return replace(session, summary=summary_of(entry))


def summary_of(entry: Entry) -> Summary:
    """The summary that an entry saves."""
    data, said = entry.data, tuple(entry.data["recommendations"])
    return Summary(data["text"], data["criteria"], said, data["revision"], entry.actor.name, entry.at)


def _excused(session: Session, entry: Entry) -> Session:
    return replace(session, excused=(*session.excused, entry.data["panelist"]))


def _announced(session: Session, entry: Entry) -> Session:
    paper = Paper(entry.data["panelist"], from_wire(entry.data["until"]))
    return replace(session, papers=(*(one for one in session.papers if one.panelist != paper.panelist), paper))


def _confirmed(session: Session, entry: Entry) -> Session:
    seen = set(entry.data["entries"])
    late = tuple(replace(one, confirmed=True) if one.entry in seen else one for one in session.late)
    return replace(session, late=late)


MEANINGS: Mapping[str, Callable[[Session, Entry], Session]] = {
    "moved": _moved,
    "panel-changed": _panel_changed,
    "link-changed": _link_changed,
    "cancelled": _cancelled,
    "undone": _undone,
    "answered": _answered,
    "opened": _opened,
    "claimed": _claimed,
    "phase": _phase,
    "paused": _paused,
    "resumed": _resumed,
    "extended": _extended,
    "closed": _closed,
    "aborted": _aborted,
    "reopened": _reopened,
    "joined": _joined,
    "left": _left,
    "declared": _declared,
    "submitted": _submitted,
    "late": _late,
    "admitted": _decided,
    "refused": _decided,
    "asked": _asked,
    "noted": _noted,
    "attached": _attached,
    "sealed": _sealed,
    "signed": _signed,
    "revealed": _revealed,
    "concluded": _concluded,
    "moderated": _moderated,
    "summarised": _summarised,
    "excused": _excused,
    "announced": _announced,
    "confirmed": _confirmed,
    "replied": _replied,
    "recorded": _recorded,
    "address-changed": _address_changed,
}
