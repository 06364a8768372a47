"""Seats that need somebody else and who could take them, as the secretariat reads it. Replacing is replacing.py's."""

from collections.abc import Iterable
from datetime import datetime

from server.text import faults
from sessions.actions import Candidate, substituting
from sessions.store import Db, registry
from sessions.values import UNFINISHED, Mail, Seat, Session

View = dict[str, object]
UNDELIVERED = ("failed", "bounced")


def vacancies(
    db: Db, session: Session, sent: Iterable[Mail], chosen: str, language: str, *, now: datetime
) -> list[View]:
    """The seats whose panelist declined, withdrew or could not be reached by the mails that were `sent`, and that of
    `chosen`; each with who could take it and why the others cannot."""
    if session.state(now) not in UNFINISHED:
        return []
    zone = registry.programme(db, session.programme).timezone
    return [
        _vacancy(seat, why, substituting.candidates(db, session, seat, now=now), language, zone)
        for seat, why in _needing_somebody(session, sent, chosen)
    ]


def _needing_somebody(session: Session, sent: Iterable[Mail], chosen: str) -> Iterable[tuple[Seat, str]]:
    last = {mail.person: mail.state for mail in sent}
    for seat in session.panel:
        if seat.conflict:
            yield seat, "withdrew"
        elif session.rsvp(seat.id) == "declined":
            yield seat, "declined"
        elif last.get(seat.id) in UNDELIVERED:
            yield seat, "undelivered"
        elif seat.id == chosen:
            yield seat, "chosen"


def _vacancy(seat: Seat, why: str, found: list[Candidate], language: str, zone: str) -> View:
    return {
        "seat": {"id": seat.id, "name": seat.name, "role": seat.role},
        "why": why,
        "free": [_shown(one) for one in found if one.free],
        "others": [
            {"name": one.panelist.name, "because": _because(one, language, zone)} for one in found if not one.free
        ],
    }


def _shown(one: Candidate) -> View:
    person = one.panelist.person
    return {"id": person.id, "name": person.name, "institution": person.institution, "that_day": one.that_day}


def _because(one: Candidate, language: str, zone: str) -> str:
    return " ".join(dict.fromkeys(faults.clash(obstacle, language, zone) for obstacle in one.obstacles))
