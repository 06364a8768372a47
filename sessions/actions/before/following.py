"""What is booked follows its regency's people: at once, or after a long list a few sessions at a time.

The list decides in its own transaction whether everybody can come, and takes their time; what it brings to a session,
with its mails, is one transaction too. Whoever scores meanwhile comes in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from sessions.actions.access import Asker
from sessions.actions.before import booking, clashes
from sessions.store import Db, Following, Taken, followings, occupancy, records, registry, timetable
from sessions.values import BookingConflict, Guest, Regency, Session

AT_ONCE = 3  # sessions in the writer's hands: some thirty milliseconds of it
log = structlog.get_logger()


def follow(db: Db, changed: Sequence[Regency], asker: Asker, *, look: bool = False, now: datetime) -> None:
    """What is booked of these regencies follows them: of few sessions at once, of more with `go_on`. A look writes
    nothing but notes in `db.written` who would be told. Raises BookingConflict where one newly theirs cannot come."""
    by_id = {one.id: one for one in changed}
    booked = timetable.coming(db, list(by_id), now=now)
    sessions = [one for one in booked if _guests(by_id[one.regency.id]) != one.guests]
    if not look and len(sessions) <= AT_ONCE:
        for session in sessions:
            booking.follow_regency(db, session, asker, now=now)
        return
    if not look:
        _forget_earlier(db, sessions)
    coming = _Coming.to(db, sessions, by_id)
    for session in sessions:
        coming.must_be_free(db, session, by_id[session.regency.id], now=now)
        if look:
            _note_told(db, session, by_id[session.regency.id])
    if not look:
        by = {"id": asker.id, "name": asker.name, "via": asker.via}
        noted = [Following(one.id, by, tuple(_newly(one, by_id[one.regency.id]))) for one in sessions]
        followings.note(db, noted, now=now)
        occupancy.reserve(db, coming.taken)


def go_on(db: Db, *, now: datetime) -> bool:
    """Lets the next few sessions follow; whether there were any."""
    some = followings.first(db, AT_ONCE)
    for one in some:
        try:
            booking.follow_list(db, records.load(db, one.session), now=now)
        except BookingConflict:  # a batch was taken back meanwhile, to a time when who is new cannot come
            log.warning("guests-cannot-follow", session=one.session)
    return bool(some)


def _newly(session: Session, regency: Regency) -> list[str]:
    """Whom the session would newly invite, by id."""
    here = {one.id for one in session.invited()}
    return [one.person.id for one in regency.people if one.person.id not in here]


def _guests(regency: Regency) -> tuple[Guest, ...]:
    return tuple(Guest(one.person.id, one.person.name, one.role) for one in regency.people)


def _forget_earlier(db: Db, sessions: Sequence[Session]) -> None:
    """What an earlier list left to follow is part of this one."""
    waiting = {one.session for one in followings.of(db, [one.id for one in sessions])}
    for session in sessions:
        if session.id in waiting:
            occupancy.no_longer_reserved(db, session)


@dataclass
class _Coming:
    """Whose time the sessions newly take, decided in one reading of what else takes it."""

    busy: frozenset[str]  # holders that anything takes in the time that all the sessions span
    taken: list[Taken] = field(default_factory=list)
    by_holder: dict[str, list[Taken]] = field(default_factory=dict)

    @classmethod
    def to(cls, db: Db, sessions: Sequence[Session], by_id: Mapping[str, Regency]) -> "_Coming":
        """Those who come to the sessions, of whom none is decided yet."""
        who = {occupancy.person(one) for session in sessions for one in _newly(session, by_id[session.regency.id])}
        if not who:
            return cls(frozenset())
        since, until = min(one.starts_at for one in sessions), max(_until(one) for one in sessions)
        return cls(frozenset(one.holder for one in occupancy.taken(db, who, since, until)))

    def must_be_free(self, db: Db, session: Session, regency: Regency, *, now: datetime) -> None:
        """Decides of one session. Raises BookingConflict."""
        joining = [one for one in _guests(regency) if session.guest(one.id) is None]
        also = [taken for one in joining for taken in self.by_holder.get(occupancy.person(one.id), ())]
        if also or any(session.seat(one.id) or occupancy.person(one.id) in self.busy for one in joining):
            clashes.must_be_free(db, session, joining, also, now=now)
        for one in _newly(session, regency):
            taken = Taken(occupancy.person(one), session.id, session.starts_at, _until(session))
            self.taken.append(taken)
            self.by_holder.setdefault(taken.holder, []).append(taken)


def _until(session: Session) -> datetime:
    return session.schedule.public.closes_at or session.schedule.public.ends_at


def _note_told(db: Db, session: Session, regency: Regency) -> None:
    """Notes who would be told that the session's guests are others."""
    people = {one.person.id: one.person for one in regency.people}
    gone = [one for one in session.guests if one.id not in people]
    people |= registry.persons(db, [one.id for one in gone]) if gone else {}
    came = set(_newly(session, regency))
    for kind, told in (("invite", [one for one in _guests(regency) if one.id in came]), ("removed", gone)):
        for one in told:
            own = {"person_id": one.id, "to_name": people[one.id].name, "to_address": people[one.id].email}
            db.written.append(own | {"kind": kind, "content": {"facts": {"person": {"role": one.role}}}})
