"""Taking an answer to an invitation: by the person, by the secretariat's hand, or out of a mail."""

from datetime import datetime
from typing import Any

from sessions.actions.access import Asker, seen
from sessions.clock import wire
from sessions.errors import Invalid, NotFound, WrongState
from sessions.store import records
from sessions.store.engine import Db
from sessions.values.record import Actor
from sessions.values.session import Session

ANSWERS = ("accepted", "declined", "tentative")


def answer(
    db: Db,
    session_id: str,
    given: str,
    asker: Asker,
    *,
    comment: str = "",
    person: str | None = None,
    now: datetime,
) -> Session:
    """Takes an answer; `person` is whose, when the secretariat gives it. Raises NotFound, Invalid or WrongState."""
    session = seen(db, session_id, asker)
    whose = person or asker.id
    if whose != asker.id and not asker.secretariat:
        raise NotFound
    if not _is_invited(session, whose):
        if asker.secretariat:
            raise Invalid.at("/for", "name one of those who are invited")
        raise NotFound
    return take(db, session, whose, given, comment, actor=asker.actor(session), now=now)


def take(
    db: Db,
    session: Session,
    person: str,
    given: str,
    comment: str,
    *,
    actor: Actor,
    now: datetime,
    stale: bool = False,
    given_at: datetime | None = None,
) -> Session:
    """Appends an answer; a stale one (to an older time) is kept but does not count. `given_at` is when it was given, of
    one that was on its way since (a mail). Raises WrongState after the close and of a cancelled session."""
    if session.state(now) not in ("booked", "open", "paused"):
        raise WrongState(session.state(now))
    data: dict[str, Any] = {"person": person, "answer": given, "comment": comment}
    if stale:
        data["stale"] = True
    if given_at is not None:
        data["given_at"] = wire(given_at)
    return records.append(db, session, "answered", data, at=now, actor=actor)


def _is_invited(session: Session, person: str) -> bool:
    return session.seat(person) is not None or session.guest(person) is not None
