"""One person's data: all of it for them, and its erasure once it need not be kept any more (UU 27/2022)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sessions.actions import power
from sessions.actions.access import Asker, must_be_secretariat
from sessions.store import (
    Db,
    accounts,
    calendars,
    calibrations,
    links,
    occupancy,
    people,
    private_notes,
    records,
    registry,
    scores,
    timetable,
)
from sessions.values import Json, Session, WrongState, wire

NAMES_STAY = "names stay in the records of sessions, which are never changed"


def data_of(db: Db, person_id: str, asker: Asker, *, now: datetime) -> dict[str, object]:
    """Everything that is kept of the person, as JSON. Raises NotFound for whom it is not.

    Scores that are not revealed and notes are given to the person alone."""
    _must_be_theirs(person_id, asker)
    person = registry.person(db, person_id)
    own = asker.id == person_id
    told = [_session(db, one, person_id, own=own, now=now) for one in timetable.of_person(db, person_id)]
    return {
        "person": {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "institution": person.institution,
            "title": person.title,
            "nip": person.nip,
            "phone": person.phone,
            "timezone": person.timezone,
            "language": person.language,
        },
        **{name: [_plain(row) for row in rows] for name, rows in people.kept(db, person_id, own=own).items()},
        "calendars": [one.as_json(now) for one in calendars.of_person(db, person_id)],
        "sessions": told,
        **({"calibrations": calibrations.said_by(db, person_id)} if own else {}),
        "at": wire(now),
    }


def erase(db: Db, person_id: str, asker: Asker, *, keep: timedelta | None, now: datetime) -> dict[str, Json]:
    """Erases the person's addresses and contact data; `keep` is how long they are kept after the last session, None
    for ever. The records' chains stay whole, and so do the names in them.

    Raises NotFound, or WrongState for who has an account, whom a session needs, or before the time is over."""
    _must_be_theirs(person_id, asker)
    person = registry.person(db, person_id)
    if accounts.role(db, person_id) is not None:
        raise WrongState("account", "account-first")
    if occupancy.is_needed(db, person_id, now):
        raise WrongState("booked", "erased-while-needed", {"name": person.name})
    last = max((_over_at(one) for one in timetable.of_person(db, person_id)), default=None)
    if last is not None and keep is None:
        raise WrongState("kept", "kept-for-ever")
    if last is not None and keep is not None and now < last + keep:
        raise WrongState("kept", "kept-until", until=wire(last + keep))
    for kind in ("enter", "feed"):
        links.revoke(db, kind, person_id, now=now)
    links.revoke_one_time(db, person_id, now=now)
    links.end_sign_ins(db, person_id, now=now)
    people.erase(db, person_id)
    power.erased(db, person_id, asker, now=now)
    return {"id": person_id, "erased": True, "kept": f"{NAMES_STAY}; addresses and contact data are gone"}


def _must_be_theirs(person_id: str, asker: Asker) -> None:
    if asker.id != person_id:
        must_be_secretariat(asker)


def _over_at(session: Session) -> datetime:
    return session.schedule.closes_at or session.schedule.ends_at


def _session(db: Db, session: Session, person_id: str, *, own: bool, now: datetime) -> dict[str, Json]:
    answer = session.answers.get(person_id)
    seat = session.seat(person_id)
    shown = own or session.is_revealed(now)
    sheet = scores.sheet(db, session.id, person_id) if seat and shown else {}
    private = private_notes.of_sheet(db, session.id, person_id) if own else {}
    return {
        "id": session.id,
        "starts_at": wire(session.starts_at),
        "regency": {"code": session.regency.code, "name": session.regency.name},
        "role": seat.role if seat else "guest",
        "rsvp": session.rsvp(person_id),
        "answered": answer is not None,
        "scores": [_score(score.as_json(), own=own) for score in sheet.values()],
        **({"private_notes": private} if private else {}),
        "entries": [one.number for one in records.read(db, session.id) if one.actor.id == person_id],
    }


def _score(score: Mapping[str, Any], *, own: bool) -> Mapping[str, Json]:
    return {key: value for key, value in score.items() if own or key != "note"}


def _plain(row: Mapping[str, Any]) -> Mapping[str, Json]:
    return {key: wire(value) if isinstance(value, datetime) else value for key, value in row.items()}
