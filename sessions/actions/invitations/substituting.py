"""Who could take a seat of a session's panel: the programme's other panelists, with what keeps each of them from it.

The replacing itself is one change of booking.py: a CANCEL to the one, a REQUEST to the other, nothing to the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sessions.actions.access import Asker, managed
from sessions.actions.before import booking, clashes
from sessions.store import Db, occupancy, records, registry
from sessions.values import Clash, Entry, NotFound, Panelist, Seat, Session


@dataclass(frozen=True)
class Candidate:
    """Somebody who is not on the panel. `that_day` counts their sessions on the session's day in the programme's zone;
    `obstacles` are a BookingConflict's clashes, and `declined`, `withdrew` (in this very session) and `may-not-chair`.
    """

    panelist: Panelist
    that_day: int
    obstacles: tuple[Clash, ...] = ()

    @property
    def free(self) -> bool:
        """Whether nothing keeps them from the seat."""
        return not self.obstacles


def candidates(db: Db, session: Session, seat: Seat, *, now: datetime) -> list[Candidate]:
    """Everybody else of the programme for that seat: who is free first, and of those who sits least on that day."""
    others = [one for one in registry.panelists(db, session.programme) if session.seat(one.id) is None]
    known: dict[str, list[Clash]] = {one.id: list(_own(one, seat)) for one in others}
    for obstacle in (*clashes.obstacles(db, session, others, now=now), *_said_before(db, session)):
        known.get((obstacle["who"] or {}).get("id") or "", []).append(obstacle)
    load = _load_of_the_day(db, session, others)
    found = [Candidate(one, load.get(one.id, 0), tuple(known[one.id])) for one in others]
    return sorted(found, key=lambda one: (not one.free, one.that_day, one.panelist.name))


def replace(
    db: Db,
    session_id: str,
    leaves: str,
    comes: str,
    asker: Asker,
    *,
    now: datetime,
    ways: booking.Ways = booking.PLAINLY,
) -> Session:
    """The one leaves the panel and the other takes the seat, the chair's too; both are told, nobody else.

    Raises NotFound (also when `leaves` holds no seat any more), WrongState, Invalid or BookingConflict."""
    session = managed(db, session_id, asker)
    seat = session.seat(leaves)
    if seat is None:
        raise NotFound("no-seat")
    panel = tuple(comes if one.id == leaves else one.id for one in session.panel)
    chair = comes if seat.role == "chair" else None
    return booking.change(db, session_id, booking.Change(panel=panel, chair=chair), asker, now=now, ways=ways)


def _own(one: Panelist, seat: Seat) -> Iterable[Clash]:
    if seat.role == "chair" and not one.may_chair:
        yield {"why": "may-not-chair", "who": {"id": one.id, "name": one.name}}


def _said_before(db: Db, session: Session) -> Iterable[Clash]:
    """Who left this session for a reason that still holds: a conflict of interest, or not free at this time."""
    declined = _declined(records.read(db, session.id))
    for one in session.former:
        who = {"id": one.id, "name": one.name}
        if one.conflict:
            yield {"why": "withdrew", "who": who}
        elif one.id in declined:
            yield {"why": "declined", "who": who}


def _declined(entries: Iterable[Entry]) -> set[str]:
    answers: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "moved":
            answers.clear()
        elif entry.kind == "answered" and not entry.data.get("stale"):
            answers[entry.data["person"]] = entry.data["answer"]
    return {person for person, answer in answers.items() if answer == "declined"}


def _load_of_the_day(db: Db, session: Session, people: Iterable[Panelist]) -> dict[str, int]:
    zone = ZoneInfo(registry.programme(db, session.programme).timezone)
    start = session.starts_at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    holders = {occupancy.person(one.id): one.id for one in people}
    taken = occupancy.between(db, holders, start, start + timedelta(days=1))
    return {holders[holder]: len(sessions) for holder, sessions in taken.items()}
