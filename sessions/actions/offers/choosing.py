"""Choosing from an offer: what is free at that moment, and the one transaction that books it; of two who want the same
the first has it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sessions.actions.access import Asker
from sessions.actions.before import booking
from sessions.actions.before.booking import Ways
from sessions.actions.before.clashes import closed_times
from sessions.actions.before.openings import A_DAY, board_of
from sessions.store import Db, Offer, Offered, links, occupancy, offer_proposals, records, registry
from sessions.store import offers as store
from sessions.values import (
    Board,
    BookingConflict,
    Clash,
    Invalid,
    Json,
    NotFound,
    Opening,
    Regency,
    Session,
    WrongState,
    normal_code,
    wire,
)


def seen(db: Db, offer_id: str, asker: Asker) -> Offer:
    """An offer: whole for the secretariat, for a regency's people with their own part alone. Raises NotFound."""
    if asker.secretariat:
        return store.get(db, offer_id)
    offer = store.get(db, offer_id, of=registry.regency_ids_of(db, [asker.id]).get(asker.id, []))
    if not offer.regencies:
        raise NotFound("no-such-offer")
    return offer


def whose(offer: Offer, code: str | None) -> Offered:
    """The part of what was seen that is asked about. Raises Invalid where it is not said which of several."""
    own = [one.code for one in offer.regencies]
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


@dataclass(frozen=True)
class Choice:
    """Which start of an offer is chosen, by whom, and for which of their regencies (by its code) where they have
    several."""

    offer: str
    starts_at: datetime
    asker: Asker
    code: str | None = None


def choose(db: Db, choice: Choice, *, ways: Ways, now: datetime) -> Session:
    """A regency chooses a time, or another one: books or moves its session.

    Raises NotFound, Invalid, WrongState after `until` or where it was booked otherwise, and BookingConflict with what
    is still `free`."""
    offer = seen(db, choice.offer, choice.asker)
    part = whose(offer, choice.code)
    if now >= offer.until:
        raise WrongState("closed", "choosing-over")
    if choice.starts_at not in offer.slots:
        raise Invalid.at("/starts_at", "time-not-offered")
    return take(db, offer, part, choice.starts_at, choice.asker, ways=ways, now=now)


def read_together(db: Db, choices: Sequence[Choice]) -> None:
    """What these choices of regencies ask for, read in a few statements: each is then decided by itself."""
    asked = [one for one in choices if not one.asker.secretariat]
    mine = registry.regency_ids_of(db, [one.asker.id for one in asked])
    own = {regency for some in mine.values() for regency in some}
    store.read_together(db, own)
    for offer_id in {one.offer for one in asked}:
        with suppress(NotFound):
            offer = store.get(db, offer_id, of=own)
            starts = {one.starts_at for one in asked if one.offer == offer_id} & set(offer.slots)
            _read_boards(db, offer, sorted(starts))


def _read_boards(db: Db, offer: Offer, starts: Sequence[datetime]) -> None:
    found = registry.regencies_by_code(db, offer.programme, [one.code for one in offer.regencies])
    registry.regency_spans(db, [one.id for one in found])
    members = [one.id for one in registry.panelists(db, offer.programme)]
    people = [*members, *(guest.person.id for one in found for guest in one.people)]
    registry.persons(db, people)
    links.read_together(db, people)
    if starts:
        until = starts[-1] + registry.programme(db, offer.programme).length
        occupancy.read_stretch(db, starts[0] - A_DAY, until + A_DAY)


def take(
    db: Db, offer: Offer, part: Offered, starts_at: datetime, asker: Asker, *, ways: Ways, now: datetime
) -> Session:
    """The regency gets that start: its session is booked, or moved where it had chosen before. Raises as `choose`."""
    before = _chosen(db, part, now=now)
    if part.closed_at is not None and part.session is None:
        raise WrongState("closed", "booked-otherwise")
    if before is not None and before.starts_at == starts_at:
        return before
    regency = _regency(db, offer, part)
    board = _board(db, offer, regency, starts_at, starts_at, but=part.session)
    opening = board.opening(regency, starts_at, now=now)
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
    programme = registry.programme(db, offer.programme)
    clash: Clash = {"why": "taken", "who": who, "session": None}
    closed = list(closed_times(programme, regency, starts_at, starts_at + programme.length))
    return BookingConflict(closed or [clash], free=still)


def _chosen(db: Db, part: Offered, *, now: datetime) -> Session | None:
    """The session that stands for what was chosen before."""
    session = records.load(db, part.session) if part.session else None
    if session is None or not session.live:
        return None
    if session.state(now) != "booked":
        raise WrongState(session.state(now))
    return session


def _regency(db: Db, offer: Offer, part: Offered) -> Regency:
    # By its code, as booking asks for it in the same breath.
    return registry.regencies_by_code(db, offer.programme, [part.code])[0]


def _board(db: Db, offer: Offer, regency: Regency, since: datetime, until: datetime, *, but: str | None) -> Board:
    programme = registry.programme(db, offer.programme)
    return board_of(db, programme, [regency], since, until + programme.length, but=but)


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
        parts = [part_json(db, one) for one in offer.regencies]
        proposed = [one.as_json() for one in offer_proposals.of_offer(db, offer.id)]
        return shown | {"slots": [wire(one) for one in offer.slots], "regencies": parts, "proposals": proposed}
    own = offer.regencies
    parts = [part_json(db, one, told=now) for one in own]
    openings = free(db, offer, own[0], now=now) if now < offer.until else []
    starts = [wire(one.starts_at) for one in openings]
    mine = {one.regency for one in own}
    proposed = [one.as_json() for one in offer_proposals.of_offer(db, offer.id) if one.regency in mine]
    booked = {part["code"] for part in (part_json(db, one) for one in own) if part["session"]}
    unheard = booked - {part["code"] for part in parts if part["session"]}  # bookings that may still be taken back
    for one in proposed:
        if one["answer"] == "taken" and one["code"] in unheard:
            one["answer"] = "waiting"
    return shown | {"slots": starts, "free": starts, "regencies": parts, "proposals": proposed}


def part_json(db: Db, part: Offered, *, told: datetime | None = None) -> dict[str, Json]:
    """One regency's part, as the contract shows it; `told`: as its people know it then."""
    session = records.load(db, part.session) if part.session else None
    if session is not None and told is not None:
        session = session.told(told)
    chosen = session is not None and session.live
    return {
        "code": part.code,
        "name": part.name,
        "state": "chosen" if chosen else "closed" if part.closed_at else "open",
        "session": part.session if chosen else None,
        "starts_at": wire(session.starts_at) if session is not None and chosen else None,
    }
