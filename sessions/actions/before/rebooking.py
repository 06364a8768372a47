"""A session that did not take place, for booking it again: all that still holds, what does not and why, and the next
time at which everybody is free."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sessions.actions.access import Asker, managed
from sessions.actions.before import openings
from sessions.store import Db, mails, records, registry, rooms
from sessions.values import ANY_TIME, Board, Opening, Panelist, Phase, Programme, Regency, Room, Session

AHEAD = timedelta(days=21)  # how far a common time is looked for


@dataclass(frozen=True)
class Lost:
    """What is not carried over, or not as it was: a code of why, and who or what it is about by name."""

    why: str
    name: str = ""
    other: str = ""  # what is proposed in its place


@dataclass(frozen=True)
class Proposed:
    """What is proposed to be booked: ids of people, "" for what nobody is or nothing is known of. `keeps_time` says
    whether the time is the session's own; `starts_at` is None where no time is common to all of them."""

    regency: str  # its code
    panel: tuple[str, ...]
    chair: str
    deputy: str
    observers: tuple[str, ...]
    room: str
    meeting_url: str
    rehearsal: bool
    phases: tuple[Phase, ...] | None  # of its own, of a rehearsal
    override: Mapping[str, str]
    note: str
    starts_at: datetime | None
    keeps_time: bool
    lost: tuple[Lost, ...]


def proposed(db: Db, session_id: str, asker: Asker, *, links_are_made: bool, now: datetime) -> Proposed:
    """What books the session again. Its own link is carried over unless `links_are_made` anew. Raises NotFound."""
    session = managed(db, session_id, asker)
    programme = registry.programme(db, session.programme)
    regency = registry.regency_by_code(db, programme.id, session.regency.code)
    phases = session.schedule.phases if session.rehearsal and session.schedule.phases != programme.phases else None
    board = _board(db, session, replace(programme, phases=phases or programme.phases), regency, now=now)
    panel, lost = _panel(session, board, regency)
    seats = {one.id: one for one in panel}
    room = rooms.find(db, session.room.id) if session.room else None
    opening, keeps = _time(session, board, regency, panel, now=now)
    lost += _lost_roles(session, seats)
    lost += _lost_places(session, room, opening)
    lost += _lost_people(db, session, regency)
    if not session.rehearsal and _length(session.schedule.phases) != programme.length:
        lost.append(Lost("other-length"))
    if session.files or session.questions:
        lost.append(Lost("files-stay"))
    if panel and regency and opening is None:
        lost.append(Lost("no-common-time"))
    known = registry.persons(db, [one.id for one in session.observers])
    chair, deputy = session.chair, session.deputy or ""
    proposed_room = opening.room if session.room and opening else room
    return Proposed(
        regency=session.regency.code,
        panel=tuple(seats),
        chair=chair.id if chair and chair.id in seats and seats[chair.id].may_chair else "",
        deputy=deputy if deputy in seats and seats[deputy].may_chair else "",
        observers=tuple(one.id for one in session.observers if one.id in known and one.id not in seats),
        room=proposed_room.id if proposed_room else "",
        meeting_url="" if session.room or links_are_made else session.meeting_url,
        rehearsal=session.rehearsal,
        phases=phases,
        override=_overridden(db, session, seats) if keeps else {},
        note=own_words(db, session),
        starts_at=opening.starts_at if opening else None,
        keeps_time=keeps,
        lost=tuple(lost),
    )


def _length(phases: Sequence[Phase]) -> timedelta:
    return sum((one.length for one in phases), timedelta())


# - who -


def _panel(session: Session, board: Board, regency: Regency | None) -> tuple[list[Panelist], list[Lost]]:
    members = {one.id: one for one in board.panelists}
    panel, lost = list[Panelist](), list[Lost]()
    for seat in session.panel:
        one = members.get(seat.id)
        if one is None:
            lost.append(Lost("panelist-gone", seat.name))
        elif seat.conflict or (regency and board.is_interested(one, regency)):
            lost.append(Lost("panelist-conflict", seat.name))
        else:
            panel.append(one)
    return panel, lost


def _lost_roles(session: Session, seats: Mapping[str, Panelist]) -> Iterator[Lost]:
    """The chair and deputy who stay in the panel and may lead none any more; where the chair has gone, that one is to
    be chosen."""
    chair = session.chair
    if chair is None or chair.id not in seats:
        yield Lost("chair-to-choose", chair.name if chair else "")
    for one in filter(None, (chair.id if chair else None, session.deputy)):
        if one in seats and not seats[one].may_chair:
            yield Lost("may-not-chair", seats[one].name)


def _lost_people(db: Db, session: Session, regency: Regency | None) -> Iterator[Lost]:
    if regency is None or regency.withdrawn:
        yield Lost("regency-withdrawn" if regency else "regency-gone", session.regency.name)
    present = {one.person.id for one in regency.people} if regency else set()
    yield from (Lost("guest-gone", one.name) for one in session.guests if regency and one.id not in present)
    known = registry.persons(db, [one.id for one in session.observers])
    yield from (Lost("observer-gone", one.name) for one in session.observers if one.id not in known)


# - where and when -


def _lost_places(session: Session, room: Room | None, opening: Opening | None) -> Iterator[Lost]:
    if session.room is None:
        return
    other = opening.room if opening else None
    if room is None:
        yield Lost("room-gone", session.room.name, other.name if other else "")
    elif other is not None and other.id != room.id:
        yield Lost("room-taken", room.name, other.name)


def _board(db: Db, session: Session, programme: Programme, regency: Regency | None, *, now: datetime) -> Board:
    since = max(now, session.starts_at)
    return openings.board_of(db, programme, [regency] if regency else [], since, since + AHEAD)


def _time(
    session: Session, board: Board, regency: Regency | None, panel: Sequence[Panelist], *, now: datetime
) -> tuple[Opening | None, bool]:
    """Its own time, where that is ahead and all are free then; else the next at which they are."""
    if not panel or regency is None:
        return None, False
    # Who leads is chosen afterwards, where that is to be chosen: what is asked here is everybody's time.
    board = replace(board, panelists=tuple(replace(one, may_chair=True) for one in panel))
    those, room = [one.id for one in panel], session.room.id if session.room else ""
    at_will = replace(board, rules=ANY_TIME) if session.rehearsal else board
    own = at_will.opening(regency, session.starts_at, now=now, panel=those, room=room)
    if own is not None:
        return own, True
    since = max(now, session.starts_at)
    return next(board.openings(regency, since, since + AHEAD, now=now, panel=those, room=room), None), False


# - what was said of it -


def _overridden(db: Db, session: Session, seats: Mapping[str, Panelist]) -> dict[str, str]:
    """Whose own busy time was set aside, and why."""
    said: dict[str, str] = {}
    for entry in records.read(db, session.id):
        said |= entry.data.get("override") or {}
    return {one: why for one, why in said.items() if one in seats}


def own_words(db: Db, session: Session) -> str:
    """The official's own words in its newest invitation, or the newest that moved it."""
    sent = reversed(mails.of_session(db, session.id))
    told = (one.facts.get("added", "") for one in sent if one.kind in ("invite", "update"))
    return str(next(told, ""))
