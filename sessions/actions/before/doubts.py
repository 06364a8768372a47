"""What speaks against a booked session without forbidding it: own government, time taken back, a regency not free."""

from collections.abc import Iterator, Mapping

from sessions.actions.before.own_time import of_people, of_regency
from sessions.store import Db, registry
from sessions.values import Json, Programme, Session, is_available, is_own_government


def of(db: Db, session: Session, programme: Programme) -> list[Mapping[str, Json]]:
    """The session's doubtful points, as warnings."""
    if session.rehearsal:
        return list(_time(db, session))
    return [*_governments(db, session, programme), *_time(db, session)]


def _governments(db: Db, session: Session, programme: Programme) -> Iterator[Mapping[str, Json]]:
    members = registry.members(db, programme.id, [seat.id for seat in session.panel])
    guests = registry.persons(db, [guest.id for guest in session.guests])
    addresses = [person.email for person in guests.values()]
    for seat in session.panel:
        person = members[seat.id].person if seat.id in members else None
        if person and is_own_government(person.institution, person.email, session.regency.name, addresses):
            yield _about("own-government", seat.id, seat.name)


def _time(db: Db, session: Session) -> Iterator[Mapping[str, Json]]:
    since, until = session.starts_at, session.schedule.ends_at
    asked = [seat for seat in session.panel if seat.id not in session.overridden]
    known = of_people(db, [seat.id for seat in asked])
    for seat in asked:
        if not is_available(known.get(seat.id, ()), since, until):
            yield _about("time-taken-back", seat.id, seat.name)
    if not is_available(of_regency(db, session.regency.id), since, until):
        yield _about("regency-unavailable", session.regency.id, session.regency.name)


def _about(word: str, key: str, name: str) -> dict[str, Json]:
    return {"kind": word, "why": word, "who": {"id": key, "name": name}}
