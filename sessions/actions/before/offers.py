"""Offers: times from which regencies choose until a date; of two who want the same the first has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import batches, booking, planning
from sessions.actions.before.batches import Bulk
from sessions.actions.before.booking import Ways
from sessions.actions.before.openings import board_of
from sessions.actions.invitations.inviting import person_facts
from sessions.clock import wire
from sessions.errors import BookingConflict, Fault, Invalid, NotFound, WrongState
from sessions.store.before import offers as store
from sessions.store.before import registry
from sessions.store.before.offers import Offer, Offered
from sessions.store.during import records
from sessions.store.engine import Db
from sessions.store.mailing import mails
from sessions.store.powers import links
from sessions.values.openings import Board, Opening
from sessions.values.registry import Programme, Regency, normal_code
from sessions.values.session import Session

BEFORE = timedelta(days=1)  # the end of the time to choose


@dataclass(frozen=True)
class Wanted:
    """What is to be offered: these starts, to these regencies (codes), until when."""

    regencies: tuple[str, ...]
    slots: tuple[datetime, ...]
    until: datetime


def make(
    db: Db, programme_id: str, wanted: Wanted, asker: Asker, *, bulk: Bulk, now: datetime
) -> tuple[Offer, str | None]:
    """Offers times to regencies, and writes to each; the offer and the batch that waits. Raises NotFound or Invalid."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    chosen = _regencies(db, programme, wanted, now=now)
    slots = sorted(set(wanted.slots))
    offer = store.add(db, programme_id, [one.id for one in chosen], slots, wanted.until, now=now)
    people = {guest.person.id for one in chosen for guest in one.people}
    with batches.bulk(
        db, programme_id, "offered", asker, bulk, people=len(people), undo={"offer": offer}, now=now
    ) as batch:
        for one in chosen:
            tell(db, programme, one, offer, wanted.until, kind="offer", now=now)
    return store.get(db, offer), batch.id if batch else None


def tell(
    db: Db, programme: Programme, regency: Regency, offer: str, until: datetime, *, kind: str, now: datetime
) -> None:
    """Writes to the regency's people that there are times to choose from."""
    links.make(db, [links.Wanted("enter", one.person.id, one.person.id) for one in regency.people], now=now)
    about = {"id": programme.id, "name": programme.name, "timezone": programme.timezone}
    told = []
    for one in regency.people:
        facts = {
            "kind": kind,
            "person": person_facts(one.person, one.role, zone=regency.timezone),
            "programme": about,
            "regency": {"code": regency.code, "name": regency.name},
            "offer": {"id": offer, "until": wire(until)},
        }
        told.append((one.person, facts))
    mails.write_all(db, told, kind=kind, cause="offered", session=None, now=now)


def seen(db: Db, offer_id: str, asker: Asker) -> Offer:
    """An offer, for the secretariat and the regencies that it goes to. Raises NotFound."""
    offer = store.get(db, offer_id)
    if not asker.secretariat and not own_codes(db, offer, asker):
        raise NotFound("no-such-offer")
    return offer


def own_codes(db: Db, offer: Offer, asker: Asker) -> list[str]:
    """The codes of the asker's own regencies that the offer goes to."""
    mine = {one.id for one in registry.regencies_of(db, asker.id)}
    return [one.code for one in offer.regencies if one.regency in mine]


def whose(db: Db, offer: Offer, asker: Asker, code: str | None) -> Offered:
    """The part of the offer that is asked about. Raises NotFound, or Invalid where it is not said which of several."""
    own = [one.code for one in offer.regencies] if asker.secretariat else own_codes(db, offer, asker)
    if not own:
        raise NotFound("no-such-offer")
    if code is None and len(own) > 1:
        raise Invalid.at("/for", "required")
    found = offer.of(normal_code(code) if code else own[0])
    if found is None or found.code not in own:
        raise Invalid.at("/for", "not-offered-to", regency=code)
    return found


def free(db: Db, offer: Offer, part: Offered, *, now: datetime) -> list[Opening]:
    """The times that are still free for that regency, each with a panel and a room."""
    regency = registry.regency(db, part.regency)
    board = _board(db, offer, regency, min(offer.slots), max(offer.slots), but=part.session)
    found = (board.opening(regency, start, now=now) for start in offer.slots)
    return [one for one in found if one is not None]


def choose(
    db: Db, offer_id: str, starts_at: datetime, asker: Asker, *, code: str | None, ways: Ways, now: datetime
) -> Session:
    """A regency chooses a time, or another one: books or moves its session.

    Raises NotFound, Invalid, WrongState after `until` or where it was booked otherwise, and BookingConflict with what
    is still `free`."""
    offer = seen(db, offer_id, asker)
    part = whose(db, offer, asker, code)
    if now >= offer.until:
        raise WrongState("closed", "choosing-over")
    if starts_at not in offer.slots:
        raise Invalid.at("/starts_at", "time-not-offered")
    before = _chosen(db, part, now=now)
    if part.closed_at is not None and part.session is None:
        raise WrongState("closed", "booked-otherwise")
    if before is not None and before.starts_at == starts_at:
        return before
    regency = registry.regency(db, part.regency)
    opening = _board(db, offer, regency, starts_at, starts_at, but=part.session).opening(regency, starts_at, now=now)
    if opening is None:
        raise _taken(db, offer, part, regency, starts_at, now=now)
    office = replace(asker, secretariat=True)
    how = ways if asker.secretariat else replace(ways, acts_as="regency")
    try:
        session = _booked(db, offer, part, before, opening, office, ways=how, now=now)
    except BookingConflict as conflict:
        still = [wire(one.starts_at) for one in free(db, offer, part, now=now)]
        raise BookingConflict(conflict.conflicts, free=still) from conflict
    store.chose(db, offer.id, part.regency, session.id)
    store.close(db, part.regency, but=offer.id, now=now)
    return session


def _booked(
    db: Db,
    offer: Offer,
    part: Offered,
    before: Session | None,
    opening: Opening,
    asker: Asker,
    *,
    ways: Ways,
    now: datetime,
) -> Session:
    room = opening.room.id if opening.room else None
    if before is not None:
        wanted = booking.Change(opening.starts_at, opening.panel, opening.chair, room=room)
        return booking.change(db, before.id, wanted, asker, now=now, ways=ways)
    request = booking.Request(part.code, opening.starts_at, opening.panel, opening.chair, "", room=room or booking.NONE)
    return booking.book(db, offer.programme, request, asker, now=now, ways=ways)


def _taken(
    db: Db, offer: Offer, part: Offered, regency: Regency, starts_at: datetime, *, now: datetime
) -> BookingConflict:
    still = [wire(one.starts_at) for one in free(db, offer, part, now=now)]
    who = {"id": regency.id, "code": regency.code, "name": regency.name}
    clash = {"why": "taken", "who": who, "session": None}
    return BookingConflict([clash], free=still)


def _chosen(db: Db, part: Offered, *, now: datetime) -> Session | None:
    """The session that stands for what was chosen before."""
    session = records.load(db, part.session) if part.session else None
    if session is None or not session.live:
        return None
    if session.state(now) != "booked":
        raise WrongState(session.state(now))
    return session


def _board(db: Db, offer: Offer, regency: Regency, since: datetime, until: datetime, *, but: str | None) -> Board:
    programme = registry.programme(db, offer.programme)
    length = sum((phase.length for phase in programme.phases), timedelta())
    return board_of(db, programme, [regency], since, until + length, but=but)


def _regencies(db: Db, programme: Programme, wanted: Wanted, *, now: datetime) -> list[Regency]:
    """Whom the offer goes to. Raises Invalid with everything that is wrong with it."""
    faults = [Fault("/until", "not-ahead")] if wanted.until <= now else []
    faults += [Fault(f"/slots/{n}", "not-ahead") for n, one in enumerate(wanted.slots) if one <= now]
    known = {one.code: one for one in registry.participating(db, programme.id)}
    counted = planning.counted(db, programme.id, now=now)
    found: dict[str, Regency] = {}
    for n, code in enumerate(wanted.regencies):
        one = known.get(normal_code(code))
        if one is None:
            faults.append(Fault(f"/regencies/{n}", "no-such-regency", {"regency": code}))
        elif not one.people:
            faults.append(Fault(f"/regencies/{n}", "without-address", {"name": one.name}))
        elif one.code in counted:
            faults.append(Fault(f"/regencies/{n}", "session-there", {"name": one.name}))
        else:
            found[one.code] = one
    if faults:
        raise Invalid(faults)
    return list(found.values())


# - reminders -


def to_remind(db: Db, *, now: datetime) -> list[tuple[str, str]]:
    """Who is to be reminded to choose, as (offer, code): once, a day before the time is over, or halfway to it where
    it is shorter; for whom nothing is free then, as soon as a time becomes free."""
    found: list[tuple[str, str]] = []
    for offer in store.open_ones(db, now=now):
        if now < _reminds_at(offer):
            continue
        told = mails.reminded_of(db, offer.id, since=offer.created_at)
        known = {one.id: one for one in registry.participating(db, offer.programme)}
        waiting = [one for one in offer.regencies if _waits(one) and one.regency in known and one.code not in told]
        found += [(offer.id, one.code) for one in _with_a_time(db, offer, waiting, known, now=now)]
    return found


def remind(db: Db, offer_id: str, code: str, *, now: datetime) -> bool:
    """Reminds the regency to choose, unless it has chosen or was reminded meanwhile; whether it was."""
    offer = store.get(db, offer_id)
    part = offer.of(code)
    if part is None or not _waits(part) or code in mails.reminded_of(db, offer.id, since=offer.created_at):
        return False
    programme, regency = registry.programme(db, offer.programme), registry.regency(db, part.regency)
    tell(db, programme, regency, offer.id, offer.until, kind="offer-reminder", now=now)
    return True


def _reminds_at(offer: Offer) -> datetime:
    return max(offer.until - BEFORE, offer.created_at + (offer.until - offer.created_at) / 2)


def _waits(part: Offered) -> bool:
    return part.session is None and part.closed_at is None


def _with_a_time(
    db: Db, offer: Offer, waiting: Sequence[Offered], known: Mapping[str, Regency], *, now: datetime
) -> list[Offered]:
    """Those for whom one of the times is free."""
    if not waiting:
        return []
    programme = registry.programme(db, offer.programme)
    length = sum((phase.length for phase in programme.phases), timedelta())
    board = board_of(
        db, programme, [known[one.regency] for one in waiting], min(offer.slots), max(offer.slots) + length
    )
    return [one for one in waiting if any(board.opening(known[one.regency], start, now=now) for start in offer.slots)]


# - as the contract shows it -


def offer_json(db: Db, offer: Offer, asker: Asker, *, now: datetime) -> dict[str, Any]:
    """The offer: to the secretariat whole, to a regency the times that are still free for it and what it chose."""
    shown = {
        "id": offer.id,
        "programme": offer.programme,
        "until": wire(offer.until),
        "created_at": wire(offer.created_at),
        "state": "open" if now < offer.until else "closed",
    }
    if asker.secretariat:
        parts = [_part_json(db, one) for one in offer.regencies]
        return shown | {"slots": [wire(one) for one in offer.slots], "regencies": parts}
    own = [one for one in offer.regencies if one.code in own_codes(db, offer, asker)]
    parts = [_part_json(db, one) for one in own]
    openings = free(db, offer, own[0], now=now) if now < offer.until else []
    starts = [wire(one.starts_at) for one in openings]
    return shown | {"slots": starts, "free": starts, "regencies": parts}


def _part_json(db: Db, part: Offered) -> dict[str, Any]:
    session = records.load(db, part.session) if part.session else None
    chosen = session is not None and session.live
    return {
        "code": part.code,
        "name": part.name,
        "state": "chosen" if chosen else "closed" if part.closed_at else "open",
        "session": part.session if chosen else None,
        "starts_at": wire(session.starts_at) if session is not None and chosen else None,
    }


def waiting(db: Db, programme: str, *, now: datetime) -> Sequence[tuple[Offer, Offered]]:
    """Who may still choose and has not."""
    return [
        (offer, part)
        for offer in store.of_programme(db, programme)
        if now < offer.until
        for part in offer.regencies
        if part.session is None and part.closed_at is None
    ]
