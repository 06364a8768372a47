"""Whose time is taken by which session: the ground on which a double booking is refused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select, update

from sessions.store.before import followings
from sessions.store.bulk import Put
from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.kept import Kept, Made
from sessions.store.tables import occupancy, sessions
from sessions.values import Room, Session, place

_ROW = (occupancy.c.holder, occupancy.c.session_id, occupancy.c.from_at, occupancy.c.to_at)  # as Taken
_TAKEN = Hot(
    select(*_ROW)
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
_HOLD = Hot(update(occupancy).where(occupancy.c.session_id == bindparam("session")).values(to_at=bindparam("until")))
_TAKE = Put(occupancy, (column.name for column in occupancy.columns), later=True)
_SPAN = Hot(
    select(*_ROW).where(
        occupancy.c.from_at < bindparam("until"),
        occupancy.c.to_at > bindparam("since"),
        occupancy.c.to_at > occupancy.c.from_at,
    )
)
LONGEST_STRETCH = timedelta(days=15)
MOST_SPANS = 6  # that are kept: the week and the days that the secretariat looks at
_EVERYTHING = Kept(_SPAN, lambda db, rows: tuple(map(Taken._make, rows)), most=MOST_SPANS)
_BY_HOLDER = Made[Mapping[str, list[tuple[datetime, datetime]]]](most=MOST_SPANS)
_LOADS = Hot(
    select(occupancy.c.holder, func.count().label("n"))
    .where(among(occupancy.c.holder, "who"), occupancy.c.to_at > occupancy.c.from_at)
    .group_by(occupancy.c.holder)
)


class Taken(NamedTuple):  # a week of a round is a thousand of them
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
    """The session takes its people's time, as it now stands; what it took before is replaced."""
    _FORGET.write(db, {"session": session.id})
    # A cancelled session takes no time any more, but stays its people's: an empty span clashes with nothing.
    _TAKE.write(db, [_row(session, holder) for holder in _taking(db, session)])


def take_first(db: Db, session: Session) -> None:
    """A session that was just booked takes its people's time."""
    rows = [_row(session, holder) for holder in _own(session)]
    known = _known(db)
    _TAKE.write(db, rows, amended=known is not None)
    if known is not None:
        known.join(Taken(one["holder"], one["session_id"], one["from_at"], one["to_at"]) for one in rows)


def _row(session: Session, holder: str) -> dict[str, Any]:
    until = _until(session, holder)
    return {"session_id": session.id, "holder": holder, "from_at": session.starts_at, "to_at": until}


def is_as_taken(db: Db, session: Session) -> bool:
    """Whether the store holds the time of exactly the session's people and room, from its start on."""
    rows = db.execute(select(occupancy.c.holder, occupancy.c.from_at).where(occupancy.c.session_id == session.id))
    return {(row.holder, row.from_at) for row in rows} == {(one, session.starts_at) for one in _taking(db, session)}


def _taking(db: Db, session: Session) -> list[str]:
    coming = [person(one) for waiting in followings.of(db, [session.id]) for one in waiting.coming]
    return list(dict.fromkeys([*_own(session), *coming]))


def _own(session: Session) -> list[str]:
    where = place_of(session)
    return [*holders(session), *([room(where)] if where else [])]


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
    _HOLD.write(db, {"session": session, "until": until})


def taken(db: Db, who: Iterable[str], since: datetime, until: datetime, *, but: str | None = None) -> list[Taken]:
    """What else takes time of these holders in the span."""
    known = _known(db)
    if known is not None and known.covers(since, until):
        return known.taken(who, since, until, but)
    rows = _TAKEN.rows(db, {"who": list(who), "since": since, "until": until, "but": but or ""})
    return list(map(Taken._make, rows))


def free_rooms(db: Db, here: Sequence[Room], since: datetime, until: datetime, *, but: str | None = None) -> list[Room]:
    """Those of the rooms that nobody has in the span."""
    busy = {one.holder for one in taken(db, [room(one.place) for one in here], since, until, but=but)}
    return [one for one in here if room(one.place) not in busy]


def between(db: Db, who: Iterable[str], since: datetime, until: datetime) -> Mapping[str, list[Taken]]:
    """The same by holder."""
    found: dict[str, list[Taken]] = {}
    for one in taken(db, who, since, until):
        found.setdefault(one.holder, []).append(one)
    return found


def everything(db: Db, since: datetime, until: datetime) -> Sequence[Taken]:
    """Everybody's time that is taken in the span."""
    asked = {"since": since, "until": until}
    return _EVERYTHING.of(db, asked) if is_kept(since, until) else list(map(Taken._make, _SPAN.rows(db, asked)))


def is_kept(since: datetime, until: datetime) -> bool:
    """Whether what is taken in the span is kept in memory while it stays the same: a week is, a season is not."""
    return until - since <= LONGEST_STRETCH


def loads(db: Db, people: Iterable[str]) -> dict[str, int]:
    """How many sessions take each of these people's time, in every programme; none of those that none takes."""
    holders, known = {person(one): one for one in people}, _known(db)
    counts = known.loads if known is not None else {}
    missing = [one for one in holders if one not in counts]
    if missing:
        counts.update(dict.fromkeys(missing, 0) | dict(_LOADS.rows(db, {"who": missing})))
    return {one: counts[holder] for holder, one in holders.items() if counts[holder]}


# - what a transaction that books many knows -


@dataclass
class _Stretch:
    """Everybody's time from `since` to `until`, and how many sessions those have of whom that was asked, by holder.
    Read once by a transaction that books many; what it books itself joins it."""

    since: datetime
    until: datetime
    by_holder: dict[str, list[Taken]] = field(default_factory=dict)
    spans: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    loads: dict[str, int] = field(default_factory=dict)

    def covers(self, since: datetime, until: datetime) -> bool:
        """Whether all of that span is known."""
        return self.since <= since and until <= self.until

    def join(self, some: Iterable[Taken], *, booked: bool = True) -> None:
        """So much more is taken, by what is `booked` just now."""
        for one in some:
            self.by_holder.setdefault(one.holder, []).append(one)
            self.spans.setdefault(one.holder, []).append((one.since, one.until))
            if booked and one.holder in self.loads:
                self.loads[one.holder] += 1

    def taken(self, who: Iterable[str], since: datetime, until: datetime, but: str | None) -> list[Taken]:
        """As the function of that name."""
        of_these = (one for holder in dict.fromkeys(who) for one in self.by_holder.get(holder, ()))
        found = [one for one in of_these if one.since < until and since < one.until and one.session != but]
        return sorted(found, key=lambda one: (one.since, one.session))


_STRETCH = "everybody's time"


def read_stretch(db: Db, since: datetime, until: datetime) -> None:
    """Has everybody's time in that span at hand for the rest of the transaction; of one too long, what is asked for
    is read then."""
    if until - since > LONGEST_STRETCH:
        return
    stretch = _Stretch(since, until)
    stretch.join(everything(db, since, until), booked=False)
    db.memo.keep(_STRETCH, (occupancy.name,), stretch)


def _known(db: Db) -> _Stretch | None:
    known: _Stretch | None = db.memo.find(_STRETCH)
    return known


def of_everybody(
    db: Db, since: datetime, until: datetime, *, but: str | None = None
) -> Mapping[str, list[tuple[datetime, datetime]]]:
    """What is taken of everybody's time in the span at least, by holder, without what the session `but` takes."""
    stretch = _known(db)
    if stretch is None or not stretch.covers(since, until):
        found = everything(db, since, until)
        if not is_kept(since, until):
            return _spans(found, but)
        return _BY_HOLDER.of((since, until, but), (found,), lambda: _spans(found, but))
    if but is None:
        return stretch.spans
    return _spans((one for some in stretch.by_holder.values() for one in some), but)


def _spans(found: Iterable[Taken], but: str | None) -> dict[str, list[tuple[datetime, datetime]]]:
    spans = defaultdict[str, list[tuple[datetime, datetime]]](list)
    for holder, session, begins, ends in found:
        if session != but:
            spans[holder].append((begins, ends))
    return dict(spans)


def is_needed(db: Db, person_id: str, now: datetime) -> bool:
    """Whether a session that is not over needs the person."""
    where = (occupancy.c.holder == person(person_id), sessions.c.settled.is_(False))
    joined = occupancy.join(sessions, occupancy.c.session_id == sessions.c.id)
    return db.execute(select(occupancy.c.session_id).select_from(joined).where(*where).limit(1)).first() is not None
