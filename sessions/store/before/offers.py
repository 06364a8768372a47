"""Offers: which times were offered to which regencies until when, what each chose, and which became free again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, delete, insert, select, update

from sessions.store.before import offer_proposals
from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.tables import offered, offers, offers_freed, programmes, regencies
from sessions.values import NotFound, from_wire, new_id, wire

_CLOSE = Hot(
    update(offered)
    .where(offered.c.regency_id == bindparam("regency"), offered.c.offer_id != bindparam("but"))
    .where(offered.c.session_id.is_(None), offered.c.closed_at.is_(None))
    .values(closed_at=bindparam("now"))
)
_CHOSE = Hot(
    update(offered)
    .where(offered.c.offer_id == bindparam("offer"), offered.c.regency_id == bindparam("regency"))
    .values(session_id=bindparam("session"), closed_at=None)
)
_OFFER = Hot(select(offers).where(offers.c.id == bindparam("offer")))
_IN_ORDER = (
    select(offered, regencies.c.code, regencies.c.name)
    .select_from(offered.join(regencies, offered.c.regency_id == regencies.c.id))
    .order_by(regencies.c.code, offered.c.offer_id)
)
_PARTS = Hot(_IN_ORDER.where(offered.c.offer_id == bindparam("offer")))
_OWN = Hot(_IN_ORDER.where(among(offered.c.regency_id, "regencies")))
_OFFERED, _READ_FROM = "offered to", (offered.name, regencies.name)


@dataclass(frozen=True)
class Offered:
    """One regency's part of an offer: what it chose, or when it was closed because it was booked otherwise."""

    offer: str
    regency: str
    code: str
    name: str
    session: str | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Offer:
    """Times that some regencies may choose from until a date."""

    id: str
    programme: str
    slots: tuple[datetime, ...]
    until: datetime
    created_at: datetime
    regencies: tuple[Offered, ...]

    def of(self, code: str) -> Offered | None:
        """The part of the regency of that code."""
        return next((one for one in self.regencies if one.code == code), None)


def add(
    db: Db, programme: str, ids: Sequence[str], slots: Sequence[datetime], until: datetime, *, now: datetime
) -> str:
    """Keeps an offer; its id."""
    made = new_id(now)
    row = {"id": made, "programme_id": programme, "slots": [wire(one) for one in slots], "until": until}
    db.execute(insert(offers).values(**row, created_at=now))
    db.execute(insert(offered), [{"offer_id": made, "regency_id": one} for one in ids])
    return made


def get(db: Db, offer: str, *, of: Collection[str] | None = None) -> Offer:
    """An offer, whole or with the parts of these regencies (ids) alone. Raises NotFound."""
    rows = db.memo.once(("offer", offer), (offers.name,), lambda: _OFFER.named(db, {"offer": offer}))
    if not rows:
        raise NotFound("no-such-offer")
    return _offer(db, rows[0], of)


def of_programme(db: Db, programme: str, *, after: str = "", limit: int = 1000) -> list[Offer]:
    """A programme's offers, oldest first."""
    where = (offers.c.programme_id == programme, offers.c.id > after)
    return [_offer(db, row) for row in db.execute(select(offers).where(*where).order_by(offers.c.id).limit(limit))]


def open_ones(db: Db, *, now: datetime, programme: str = "") -> list[Offer]:
    """The offers of that programme, or of every one that is not archived, of which one may still choose, oldest
    first."""
    joined = offers.join(programmes, offers.c.programme_id == programmes.c.id)
    where = [offers.c.until > now, programmes.c.archived_at.is_(None)]
    if programme:
        where.append(offers.c.programme_id == programme)
    rows = db.execute(select(offers).select_from(joined).where(*where).order_by(offers.c.id)).all()
    return [_offer(db, row) for row in rows]


def of_regency(db: Db, regency: str) -> list[Offer]:
    """The offers to a regency, oldest first."""
    mine = select(offered.c.offer_id).where(offered.c.regency_id == regency)
    return [_offer(db, row) for row in db.execute(select(offers).where(offers.c.id.in_(mine)).order_by(offers.c.id))]


def chose(db: Db, offer: str, regency: str, session: str) -> None:
    """Notes what the regency chose."""
    parts = _parts(db, regency)
    _CHOSE.write(db, {"offer": offer, "regency": regency, "session": session}, amended=True)
    mine = [replace(one, session=session, closed_at=None) if one.offer == offer else one for one in parts]
    db.memo.keep((_OFFERED, regency), _READ_FROM, mine)


def close(db: Db, regency: str, *, but: str | None = None, now: datetime) -> None:
    """Closes what is open to a regency that was booked otherwise, and what it proposed."""
    offer_proposals.settle(db, regency, "lapsed", now=now)
    parts = _parts(db, regency)
    closing = [one for one in parts if one.offer != but and one.session is None and one.closed_at is None]
    if closing:
        _CLOSE.write(db, {"regency": regency, "but": but or "", "now": now}, amended=True)
        left = [replace(one, closed_at=now) if one in closing else one for one in parts]
        db.memo.keep((_OFFERED, regency), _READ_FROM, left)


def read_together(db: Db, some: Iterable[str]) -> None:
    """Has at hand what is offered to these regencies, and whether they propose anything."""
    chosen = list(some)
    _parts_of(db, chosen)
    offer_proposals.read_waiting(db, chosen)


def _parts(db: Db, regency: str) -> list[Offered]:
    return _parts_of(db, [regency]).get(regency, [])


def _parts_of(db: Db, some: Iterable[str]) -> dict[str, list[Offered]]:
    """Every offer's part of each of these regencies, by their ids; none of those that were offered nothing."""

    def read(unknown: Sequence[str]) -> dict[str, list[Offered]]:
        found: dict[str, list[Offered]] = {}
        for row in _OWN.named(db, {"regencies": unknown}):
            found.setdefault(row.regency_id, []).append(_part(row))
        return found

    return db.memo.each(_OFFERED, some, _READ_FROM, read)


def open_again(db: Db, regency: str, undone: Collection[datetime]) -> None:
    """What bookings of these instants, which are undone, had closed to the regency is open, and what it had proposed
    waits again."""
    offer_proposals.wait_again(db, regency, undone)
    where = (offered.c.regency_id == regency, offered.c.session_id.is_(None), offered.c.closed_at.in_(undone))
    db.execute(update(offered).where(*where).values(closed_at=None))


def withdraw(db: Db, offer: str, *, now: datetime) -> None:
    """Nobody may choose from it any more."""
    where = (offered.c.offer_id == offer, offered.c.session_id.is_(None), offered.c.closed_at.is_(None))
    db.execute(update(offered).where(*where).values(closed_at=now))


def end(db: Db, offer: str, *, now: datetime) -> None:
    """The time to choose from it is over now."""
    db.execute(update(offers).where(offers.c.id == offer, offers.c.until > now).values(until=now))


def became_free(db: Db, programme: str, since: datetime, length: timedelta, *, now: datetime) -> None:
    """Notes which offered starts a session that took [since, since + length) kept from being chosen."""
    for offer in open_ones(db, now=now, programme=programme):
        for start in offer.slots:
            if now < start and start < since + length and since < start + length:
                forget_freed(db, offer.id, [start])
                db.execute(insert(offers_freed).values(offer_id=offer.id, starts_at=start, at=now))


def freed(db: Db, *, before: datetime) -> dict[str, list[datetime]]:
    """The starts that became free before then and that nobody was told of yet, by offer."""
    chosen = select(offers_freed).where(offers_freed.c.at <= before).order_by(offers_freed.c.starts_at)
    found: dict[str, list[datetime]] = {}
    for row in db.execute(chosen):
        found.setdefault(row.offer_id, []).append(row.starts_at)
    return found


def forget_freed(db: Db, offer: str, starts: Sequence[datetime]) -> None:
    """Who waited was told of these."""
    db.execute(delete(offers_freed).where(offers_freed.c.offer_id == offer, offers_freed.c.starts_at.in_(starts)))


def open_codes(db: Db, programme: str, *, now: datetime) -> set[str]:
    """The codes of the regencies that may still choose."""
    joined = offered.join(offers, offered.c.offer_id == offers.c.id).join(
        regencies, offered.c.regency_id == regencies.c.id
    )
    where = (offers.c.programme_id == programme, offers.c.until > now)
    free = (offered.c.session_id.is_(None), offered.c.closed_at.is_(None))
    return set(db.execute(select(regencies.c.code).select_from(joined).where(*where, *free)).scalars())


def _offer(db: Db, row: Row[object], of: Collection[str] | None = None) -> Offer:
    return Offer(
        id=row.id,
        programme=row.programme_id,
        slots=tuple(from_wire(one) for one in row.slots),
        until=row.until,
        created_at=row.created_at,
        regencies=tuple(_parts_in(db, row.id, of)),
    )


def _parts_in(db: Db, offer: str, of: Collection[str] | None) -> list[Offered]:
    if of is None:
        return [_part(row) for row in _PARTS.named(db, {"offer": offer})]
    own = [one for parts in _parts_of(db, of).values() for one in parts if one.offer == offer]
    return sorted(own, key=lambda one: one.code)


def _part(row: Row[object]) -> Offered:
    return Offered(row.offer_id, row.regency_id, row.code, row.name, row.session_id, row.closed_at)
