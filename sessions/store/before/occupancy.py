"""Whose time is taken by which session: the ground on which a double booking is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from sessions.store.before import followings
from sessions.store.bulk import Put
from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.tables.core import occupancy, sessions
from sessions.values.booking.rooms import place
from sessions.values.session import Session

_TAKEN = Hot(
    select(occupancy)
    .where(
        among(occupancy.c.holder, "who"),
        occupancy.c.from_at < bindparam("until"),
        occupancy.c.to_at > bindparam("since"),
        occupancy.c.to_at > occupancy.c.from_at,
        occupancy.c.session_id != bindparam("but"),
    )
    .order_by(occupancy.c.from_at, occupancy.c.session_id)
)
_FORGET = Hot(delete(occupancy).where(occupancy.c.session_id == bindparam("session")))
_LEAVE = Hot(delete(occupancy).where(occupancy.c.session_id == bindparam("session"), among(occupancy.c.holder, "who")))
_TAKE = Put(occupancy, (column.name for column in occupancy.columns))
_SPAN = Hot(
    select(occupancy).where(
        occupancy.c.from_at < bindparam("until"),
        occupancy.c.to_at > bindparam("since"),
        occupancy.c.to_at > occupancy.c.from_at,
    )
)
_LOADS = Hot(
    select(occupancy.c.holder, func.count().label("n"))
    .where(among(occupancy.c.holder, "who"), occupancy.c.to_at > occupancy.c.from_at)
    .group_by(occupancy.c.holder)
)


@dataclass(frozen=True)
class Taken:
    """A holder's time that a session takes."""

    holder: str
    session: str
    since: datetime
    until: datetime


def person(person_id: str) -> str:
    """The holder that a person is, in all their roles and programmes."""
    return f"person:{person_id}"


def regency(code: str) -> str:
    """The holder that a regency is, in every programme."""
    return f"regency:{code}"


def room(place: str) -> str:
    """The holder that a room is, by its place: two rooms of one address are one."""
    return f"room:{place}"


def place_of(session: Session) -> str:
    """Where the session meets, as rooms are told apart; "" where nobody knows yet."""
    if session.room is not None:
        return session.room.place
    return place(session.meeting_url) if session.meeting_url else ""


def holders(session: Session) -> dict[str, str]:
    """Everybody whose time the session takes, by holder, with their names."""
    people = {person(one.id): one.name for one in session.invited()}
    return {regency(session.regency.code): session.regency.name} | people


def take(db: Db, session: Session) -> None:
    """The session takes its people's time, as booked or as it now stands; what it took before is replaced."""
    _FORGET.write(db, {"session": session.id})
    # A cancelled session takes no time any more, but stays its people's: an empty span clashes with nothing.
    rows = [
        {"session_id": session.id, "holder": holder, "from_at": session.starts_at, "to_at": _until(session, holder)}
        for holder in _taking(db, session)
    ]
    _TAKE.write(db, rows)


def is_as_taken(db: Db, session: Session) -> bool:
    """Whether the store holds the time of exactly the session's people and room, from its start on."""
    rows = db.execute(select(occupancy.c.holder, occupancy.c.from_at).where(occupancy.c.session_id == session.id))
    return {(row.holder, row.from_at) for row in rows} == {(one, session.starts_at) for one in _taking(db, session)}


def _taking(db: Db, session: Session) -> list[str]:
    where = place_of(session)
    coming = [person(one) for waiting in followings.of(db, [session.id]) for one in waiting.coming]
    return list(dict.fromkeys([*holders(session), *coming, *([room(where)] if where else [])]))


def reserve(db: Db, some: Sequence[Taken]) -> None:
    """Takes the time of who is to be invited, before the sessions' records name them."""
    rows = [{"session_id": one.session, "holder": one.holder, "from_at": one.since, "to_at": one.until} for one in some]
    _TAKE.write(db, rows)


def no_longer_reserved(db: Db, session: Session) -> None:
    """The session follows its regency now: it takes the time of those whom its record names, and of nobody else."""
    for waiting in followings.of(db, [session.id]):
        followings.end(db, session.id)
        strangers = [person(one) for one in waiting.coming if person(one) not in holders(session)]
        _LEAVE.write(db, {"session": session.id, "who": strangers})


def _until(session: Session, holder: str) -> datetime:
    if session.cancelled_at is not None:
        return session.starts_at
    # What is private after the regency has left takes none of its time.
    theirs = holder == regency(session.regency.code) or any(holder == person(one.id) for one in session.guests)
    schedule = session.schedule.public if theirs else session.schedule
    return schedule.closes_at or schedule.ends_at


def hold(db: Db, session: Session) -> None:
    """The session takes its people's time as it now stands: it overruns, or ended early."""
    hold_until(db, session.id, session.schedule.closes_at or session.schedule.ends_at)
    if session.schedule.public is not session.schedule:
        of_regency = [regency(session.regency.code), *(person(one.id) for one in session.guests)]
        theirs = (occupancy.c.session_id == session.id, occupancy.c.holder.in_(of_regency))
        db.execute(update(occupancy).where(*theirs).values(to_at=_until(session, of_regency[0])))


def hold_until(db: Db, session: str, until: datetime) -> None:
    """The session takes its people's time up to that instant (it overruns, or ended early)."""
    db.execute(update(occupancy).where(occupancy.c.session_id == session).values(to_at=until))


def taken(db: Db, who: Iterable[str], since: datetime, until: datetime, *, but: str | None = None) -> list[Taken]:
    """What else takes time of these holders in the span."""
    rows = _TAKEN.named(db, {"who": list(who), "since": since, "until": until, "but": but or ""})
    return [Taken(row.holder, row.session_id, row.from_at, row.to_at) for row in rows]


def between(db: Db, who: Iterable[str], since: datetime, until: datetime) -> Mapping[str, list[Taken]]:
    """The same by holder."""
    found: dict[str, list[Taken]] = {}
    for one in taken(db, who, since, until):
        found.setdefault(one.holder, []).append(one)
    return found


def everything(db: Db, since: datetime, until: datetime) -> list[Taken]:
    """Everybody's time that is taken in the span."""
    rows = _SPAN.named(db, {"since": since, "until": until})
    return [Taken(row.holder, row.session_id, row.from_at, row.to_at) for row in rows]


def loads(db: Db, people: Iterable[str]) -> dict[str, int]:
    """How many sessions take each of these people's time, in every programme."""
    holders = {person(one): one for one in people}
    return {holders[holder]: number for holder, number in _LOADS.rows(db, {"who": list(holders)})}


def is_needed(db: Db, person_id: str, now: datetime) -> bool:
    """Whether a session that is not over needs the person."""
    where = (occupancy.c.holder == person(person_id), sessions.c.settled.is_(False))
    joined = occupancy.join(sessions, occupancy.c.session_id == sessions.c.id)
    return db.execute(select(occupancy.c.session_id).select_from(joined).where(*where).limit(1)).first() is not None
