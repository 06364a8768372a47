"""Offers made, ended and reminded of: times from which regencies choose until a date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import batches
from sessions.actions.before.batches import Bulk
from sessions.actions.before.openings import board_of
from sessions.actions.before.plans import planning
from sessions.actions.invitations.inviting import person_facts
from sessions.store import Db, Offer, Offered, links, mails, registry
from sessions.store import offers as store
from sessions.values import Fault, Invalid, Programme, Regency, Thing, WrongState, normal_code, wire

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
        tell(db, programme, chosen, store.get(db, offer), kind="offer", now=now)
    acts.did(db, "made", Thing("offer", offer, "", programme_id), asker, now=now)
    return store.get(db, offer), batch.id if batch else None


def tell(
    db: Db, programme: Programme, regencies: Sequence[Regency], offer: Offer, *, kind: str, words: str = "",
    now: datetime,
) -> None:  # fmt: skip
    """Writes to the regencies' people about the times that they may choose from."""
    people = [one.person.id for regency in regencies for one in regency.people]
    links.make(db, [links.Wanted("enter", one, one) for one in dict.fromkeys(people)], now=now)
    about = {"id": programme.id, "name": programme.name, "timezone": programme.timezone}
    said = {"id": offer.id, "until": wire(offer.until)} | ({"words": words} if words else {})
    told = []
    for regency in regencies:
        facts = {"kind": kind, "programme": about, "regency": {"code": regency.code, "name": regency.name}}
        for one in regency.people:
            person = person_facts(one.person, one.role, zone=regency.timezone)
            told.append((one.person, facts | {"person": person, "offer": said}))
    mails.write_all(db, told, kind=kind, cause="offered", session=None, now=now)


@dataclass(frozen=True)
class Offerable:
    """Who may be offered times, and who not: without an address, with a session, choosing from another offer."""

    regencies: tuple[Regency, ...]
    without_address: tuple[Regency, ...]
    booked: tuple[Regency, ...]
    choosing: tuple[Regency, ...]


def offerable(db: Db, programme_id: str, asker: Asker, *, now: datetime, province: str = "") -> Offerable:
    """The programme's regencies by whether times may be offered to them, of one province or of all. Raises NotFound."""
    must_be_secretariat(asker)
    counted = planning.counted(db, registry.programme(db, programme_id).id)
    asked = store.open_codes(db, programme_id, now=now)
    found: dict[str, list[Regency]] = {"free": [], "without": [], "booked": [], "choosing": []}
    for one in registry.participating(db, programme_id):
        if province and one.province != province:
            continue
        open_to = "choosing" if one.code in asked else "free" if one.people else "without"
        found["booked" if one.code in counted else open_to].append(one)
    return Offerable(*(tuple(sorted(ones, key=lambda one: one.code)) for ones in found.values()))


def _regencies(db: Db, programme: Programme, wanted: Wanted, *, now: datetime) -> list[Regency]:
    """Whom the offer goes to. Raises Invalid with everything that is wrong with it."""
    faults = [Fault("/until", "not-ahead")] if wanted.until <= now else []
    faults += [Fault(f"/slots/{n}", "not-ahead") for n, one in enumerate(wanted.slots) if one <= now]
    known = {one.code: one for one in registry.bookable_in_full(db, programme.id)}
    counted = planning.counted(db, programme.id)
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


def end(db: Db, offer_id: str, asker: Asker, *, now: datetime) -> Offer:
    """The time to choose is over now; who has not chosen is planned with the rest. Raises NotFound or WrongState."""
    must_be_secretariat(asker)
    offer = store.get(db, offer_id)
    if offer.until <= now:
        raise WrongState("closed", "choosing-over")
    store.end(db, offer_id, now=now)
    acts.did(db, "ended", Thing("offer", offer_id, "", offer.programme), asker, now=now)
    return store.get(db, offer_id)


# - reminders -


@dataclass(frozen=True)
class Reminded:
    """Which regencies were reminded (codes), and the batch that it waits with."""

    codes: tuple[str, ...]
    batch: str | None


def remind_now(db: Db, offer_id: str, asker: Asker, *, bulk: Bulk, now: datetime) -> Reminded:
    """Reminds all who have not chosen yet, nobody twice within a day. Raises NotFound, or WrongState
    once it is over."""
    must_be_secretariat(asker)
    offer = store.get(db, offer_id)
    if offer.until <= now:
        raise WrongState("closed", "choosing-over")
    programme, told = registry.programme(db, offer.programme), mails.reminded_of(db, offer.id, since=now - BEFORE)
    known = {one.id: one for one in registry.bookable_in_full(db, offer.programme)}
    waiting = [one for one in offer.regencies if _waits(one) and one.regency in known and one.code not in told]
    people = {guest.person.id for one in waiting for guest in known[one.regency].people}
    with batches.bulk(db, programme.id, "offer-reminder", asker, bulk, people=len(people), now=now) as batch:
        tell(db, programme, [known[one.regency] for one in waiting], offer, kind="offer-reminder", now=now)
    acts.did(db, "reminded", Thing("offer", offer.id, "", programme.id), asker, now=now)
    return Reminded(tuple(one.code for one in waiting), batch.id if batch and waiting else None)


def to_remind(db: Db, *, now: datetime) -> list[tuple[str, str]]:
    """Who is to be reminded to choose, as (offer, code): once, a day before the time is over, or halfway to it where
    it is shorter; for whom nothing is free then, as soon as a time becomes free."""
    found: list[tuple[str, str]] = []
    for offer in store.open_ones(db, now=now):
        if now < _reminds_at(offer):
            continue
        told = mails.reminded_of(db, offer.id, since=offer.created_at)
        known = {one.id: one for one in registry.bookable_in_full(db, offer.programme)}
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
    tell(db, programme, [regency], offer, kind="offer-reminder", now=now)
    return True


def _reminds_at(offer: Offer) -> datetime:
    return max(offer.until - BEFORE, offer.created_at + (offer.until - offer.created_at) / 2)


def _waits(part: Offered) -> bool:
    return part.session is None and part.closed_at is None


def given_on(db: Db, *, before: datetime) -> list[str]:
    """The offers in which a time became free before then."""
    return list(store.freed(db, before=before))


def give_on(db: Db, offer_id: str, *, before: datetime, now: datetime) -> list[str]:
    """Writes to who waits and has nothing to choose from but times that became free; the codes of the regencies."""
    starts = store.freed(db, before=before).get(offer_id, [])
    store.forget_freed(db, offer_id, starts)
    offer = store.get(db, offer_id)
    if not starts or offer.until <= now:
        return []
    known = {one.id: one for one in registry.bookable_in_full(db, offer.programme)}
    waiting = [known[one.regency] for one in offer.regencies if _waits(one) and one.regency in known]
    free = _free_of(db, offer, waiting, now=now)
    told = [one for one in waiting if free[one.code] and free[one.code] <= set(starts)]
    tell(db, registry.programme(db, offer.programme), told, offer, kind="offer-freed", now=now)
    return [one.code for one in told]


def _with_a_time(
    db: Db, offer: Offer, waiting: Sequence[Offered], known: Mapping[str, Regency], *, now: datetime
) -> list[Offered]:
    """Those for whom one of the times is free."""
    free = _free_of(db, offer, [known[one.regency] for one in waiting], now=now)
    return [one for one in waiting if free[one.code]]


def _free_of(db: Db, offer: Offer, regencies: Sequence[Regency], *, now: datetime) -> dict[str, set[datetime]]:
    """The offered times that are free for each regency, by its code."""
    if not regencies:
        return {}
    programme = registry.programme(db, offer.programme)
    board = board_of(db, programme, regencies, min(offer.slots), max(offer.slots) + programme.length)
    return {
        one.code: {start for start in offer.slots if board.opening(one, start, now=now) is not None}
        for one in regencies
    }
