"""What of a programme waits for a person: one list a kind, each row with what decides. What solves itself is not here.

Who has no address, who declined or has not answered, which mail did not go out, and which session lacks its deck, its
link, its signatures, its claims, or has come to clash with somebody's time since it was booked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import own_time
from sessions.store import Db, Made, claims, incoming, mails, offer_proposals, registry, timetable
from sessions.values import (
    RUNNING,
    Course,
    Guest,
    Mail,
    Obstacle,
    Panelist,
    Programme,
    RegencyName,
    RegencyRef,
    Seat,
    Session,
    Span,
    Workdays,
    counts,
    is_available,
    missing,
    wire,
)

STUCK_AFTER = timedelta(minutes=10)  # a mail that is due goes out within a second
KINDS = (
    "no_address", "declined", "unanswered", "mail_failed", "mail_stuck", "no_deck", "no_link", "unsigned",
    "claims_missing", "clashes", "proposed_times",
)  # fmt: skip


def beside(db: Db, programme: str, *, now: datetime) -> Mapping[str, int]:
    """What a programme's every page says beside its navigation: how many sessions run, how many mails did not go out,
    and how many that came in, of the whole installation, wait for a decision."""
    running = [one for one in timetable.begun(db, now=now) if one.programme == programme and counts(one)]
    return {
        "running": sum(one.state(now) in RUNNING for one in running),
        "mails": mails.in_trouble(db, programme, overdue=now - STUCK_AFTER),
        "inbox": incoming.waiting(db),
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits: of which regency and session, what decides, and who it is about."""

    regency: RegencyRef | RegencyName
    session: Session | None = None
    person: Seat | Guest | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def starts_at(self) -> datetime | None:
        """When its session starts; None where it has none."""
        return None if self.session is None else self.session.starts_at

    def as_json(self) -> dict[str, Any]:
        """As the contract shows it."""
        shown: dict[str, Any] = {
            "session": None if self.session is None else self.session.id,
            "regency": {"code": self.regency.code, "name": self.regency.name},
            "starts_at": None if self.session is None else wire(self.session.starts_at),
        }
        if self.person is not None:
            shown["person"] = _person(self.person)
        if "people" in self.more:
            return shown | self.more | {"people": [_person(one) for one in self.more["people"]]}
        return shown | self.more


Rows = list[Row]


@dataclass(frozen=True)
class Round:
    """A programme with all that the lists are made of, as of one moment."""

    programme: Programme
    participating: Sequence[RegencyName]  # the regencies that take part
    unaddressed: Sequence[RegencyName]  # those of them whose contact has no address
    course: Course
    now: datetime

    @property
    def sessions(self) -> Sequence[Session]:
        """Every session, by start."""
        return self.course.sessions


_STANDING = Made[dict[str, Rows]]()
_CLASHES = Made[Rows]()
_FIGURES = Made[dict[str, int]]()


def read(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> Round:
    """The programme as it now stands, for the secretariat alone. Raises NotFound."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    course = timetable.course(db, programme_id, now=now)
    participating, unaddressed = registry.participants(db, programme_id), registry.unaddressed(db, programme_id)
    return Round(programme, participating, unaddressed, course, now)


def lists(db: Db, found: Round) -> dict[str, Rows]:
    """Every list by its kind, each with the earliest session first. They are kept: nobody changes them."""
    broken = mails.troubled(db, found.programme.id, overdue=found.now - STUCK_AFTER)
    by_id, course = found.course.by_id, found.course
    standing = _STANDING.of(found.programme.id, (course,), lambda: _of_course(course))
    return {
        "no_address": _no_address(found),
        "declined": standing["declined"],
        "unanswered": standing["unanswered"],
        "mail_failed": [_mail(mail, by_id) for mail in broken if mail.state in ("failed", "bounced")],
        "mail_stuck": [_mail(mail, by_id) for mail in broken if mail.state in ("waiting", "sending")],
        "no_deck": standing["no_deck"],
        "no_link": standing["no_link"],
        "unsigned": standing["unsigned"],
        "claims_missing": _claims_missing(db, found),
        "clashes": _clashes(db, found),
        "proposed_times": _proposed(db, found),
    }


def _of_course(course: Course) -> dict[str, Rows]:
    """What the sessions alone say."""
    return {
        "declined": _declined(course),
        "unanswered": [Row(one.regency, one, more={"people": one.silent}) for one in course.booked if one.silent],
        "no_deck": [Row(one.regency, one) for one in course.booked if not one.has_deck],
        "no_link": [Row(one.regency, one) for one in course.booked if not one.meeting_url],
        "unsigned": _unsigned(course),
    }


def figures(found: Round) -> dict[str, int]:
    """The round at a glance."""
    those = (found.course, found.participating)
    return _FIGURES.of(found.programme.id, those, lambda: _figures(*those))


def _figures(course: Course, participating: Sequence[RegencyName]) -> dict[str, int]:
    states = [course.state_of[one.id] for one in course.counting]
    those = {one.id for one in participating}
    return {
        "regencies": len(those),
        "booked": len(those & course.booked_with),
        "accepted": len(those & course.accepted_by),
        "running": sum(state in RUNNING for state in states),
        "over": sum(state in ("closed", "signed") for state in states),
        "signed": states.count("signed"),
    }


def _person(one: Seat | Guest) -> dict[str, str]:
    return {"id": one.id, "name": one.name, "role": one.role}


def _declined(course: Course) -> Rows:
    return [
        Row(session.regency, session, who, {"comment": session.answers[who.id].comment})
        for session in course.booked
        if session.declined
        for who in session.invited()
        if session.rsvp(who.id) == "declined"
    ]


def _no_address(found: Round) -> Rows:
    lacking = {one.id for one in found.unaddressed}
    following = {one.regency.id: one for one in reversed(found.course.booked) if one.regency.id in lacking}
    rows = [
        Row(one, following.get(one.id), more={"regency": {"id": one.id, "code": one.code, "name": one.name}})
        for one in found.unaddressed
    ]
    return sorted(rows, key=lambda row: (row.starts_at or datetime.max.replace(tzinfo=UTC), row.regency.code))


def _proposed(db: Db, found: Round) -> Rows:
    """What regencies propose in answer to an offer, and nobody has answered."""
    return [
        Row(RegencyName(one.regency, one.code, one.name), more={"offer": one.offer})
        for one in offer_proposals.waiting(db, found.programme.id)
    ]


def _mail(mail: Mail, sessions: Mapping[str, Session]) -> Row:
    session = sessions[mail.session or ""]
    to = {"id": mail.person, "name": mail.to_name, "email": mail.to_address}
    more = {"mail": mail.id, "kind": mail.kind, "state": mail.state, "reason": mail.reason, "person": to}
    return Row(session.regency, session, more=more)


def _unsigned(course: Course) -> Rows:
    rows = []
    for session in course.counting:
        if course.state_of[session.id] != "closed":
            continue
        people = [seat for seat in session.scorers if seat.id not in session.signers]
        rows.append(Row(session.regency, session, more={"people": people}))
    return rows


def _claims_missing(db: Db, found: Round) -> Rows:
    ahead = found.course.booked
    if found.programme.claims != "required" or not ahead:
        return []
    made = claims.of_regencies(db, {one.regency.id for one in ahead})
    rubric = found.programme.rubric
    rows = [(one, missing(rubric, made.get(one.regency.id, {}))) for one in ahead]
    return [Row(one.regency, one, more={"missing": lacking}) for one, lacking in rows if lacking]


def _clashes(db: Db, found: Round) -> Rows:
    programme, booked = found.programme, found.course.booked
    panel = registry.panelists(db, programme.id)
    times = own_time.of_people(db, sorted(set[str]().union(*(one.panel_ids for one in booked))))

    def rows() -> Rows:
        judge = _Clashes(programme, {one.id: one for one in panel}, times, Workdays.of(programme.fields_json()))
        clashing = [(one, judge.of(one)) for one in booked if judge.may_clash(one)]
        return [Row(one.regency, one, more={"clashes": clashes}) for one, clashes in clashing if clashes]

    return _CLASHES.of(programme.id, (programme, found.course, panel, times), rows)


@dataclass(frozen=True)
class _Clashes:
    """What a booked session has come to clash with."""

    programme: Programme
    panel: Mapping[str, Panelist]
    times: Mapping[str, Sequence[Span]]
    rules: Workdays

    @cached_property
    def limited(self) -> frozenset[str]:
        """Who may clash at all: whose own time is known, who has conflicts, or a province that counts."""
        rows = self.panel.values()
        barred = {one.id for one in rows if one.conflicts or (self.programme.own_province and one.province)}
        return frozenset(barred | {person for person, spans in self.times.items() if spans})

    @cached_property
    def _known(self) -> dict[tuple[datetime, datetime, str], list[Obstacle]]:
        return {}

    def may_clash(self, session: Session) -> bool:
        """Whether it is worth asking what it clashes with: of hundreds hardly any is."""
        return bool(self._obstacles(session)) or not self.limited.isdisjoint(session.panel_ids)

    def _obstacles(self, session: Session) -> Sequence[Obstacle]:
        """What closes its time, looked for once a slot: sessions share them."""
        slot = (session.schedule.starts_at, session.schedule.ends_at, session.regency.timezone)
        found = self._known.get(slot)
        if found is None:
            found = self._known[slot] = self.rules.obstacles(*slot)
        return found

    def of(self, session: Session) -> list[dict[str, object]]:
        """Why, and whom it is about."""
        obstacles = self._obstacles(session)
        clashes: list[dict[str, object]] = [{"why": obstacle.conflict, "who": None} for obstacle in obstacles]
        for seat in session.panel:
            if seat.id in self.limited:
                clashes += self._of_seat(session, seat)
        return clashes

    def _of_seat(self, session: Session, seat: Seat) -> Iterator[dict[str, object]]:
        one, who = self.panel.get(seat.id), {"id": seat.id, "name": seat.name}
        since, until = session.schedule.starts_at, session.schedule.ends_at
        if seat.id not in session.overridden and not is_available(self.times.get(seat.id, ()), since, until):
            yield {"why": "unavailable", "who": who}
        if one is None:
            return
        own = self.programme.own_province and one.province and one.province == session.regency.province
        if own or session.regency.code in one.conflicts:
            yield {"why": "conflict-of-interest", "who": who}
