"""Taking an answer to an invitation: by the person, by the secretariat's hand, or out of a mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sessions.actions.access import Asker, seen
from sessions.store import Db, records
from sessions.values import NEEDS_ACTION, UNFINISHED, Actor, Held, Invalid, Json, NotFound, Session, WrongState, wire

ANSWERS = ("accepted", "declined", "tentative")


@dataclass(frozen=True)
class Origin:
    """How an answer that came by mail came: when it was given by its client's clock, its Date and its client; which
    other answer, given by another way, it is `against`; whether it came from `elsewhere` than the person's own address;
    `stale`: it is to an older time, is kept and does not count."""

    given_at: datetime | None = None
    dated: datetime | None = None
    client: str = ""
    against: str = ""
    elsewhere: bool = False
    stale: bool = False

    def as_data(self) -> dict[str, Json]:
        """What of it stands in the record: what there is to say."""
        times = {"given_at": self.given_at, "dated": self.dated}
        said: dict[str, Json] = {name: wire(at) for name, at in times.items() if at is not None}
        said |= {"client": self.client, "against": self.against, "elsewhere": self.elsewhere, "stale": self.stale}
        return {name: value for name, value in said.items() if value}


def answer(
    db: Db,
    session_id: str,
    given: str,
    asker: Asker,
    *,
    comment: str = "",
    person: str | None = None,
    held: Held | None = None,
    now: datetime,
) -> Session:
    """Takes an answer; `person` is whose, when the secretariat gives it; `held` the change that it is part of, if that
    waits to be told. Raises NotFound, Invalid or WrongState."""
    session = seen(db, session_id, asker)
    whose = person or asker.id
    if whose != asker.id and not asker.secretariat:
        raise NotFound
    if not _is_invited(session, whose):
        if asker.secretariat:
            raise Invalid.at("/for", "not-invited")
        raise NotFound
    return take(db, session, whose, given, comment, actor=asker.actor(session), held=held, now=now)


def answer_several(
    db: Db, asked: Mapping[str, datetime], given: str, asker: Asker, *, comment: str = "", now: datetime
) -> list[str]:
    """Takes one answer to several of the asker's own seats, each as `answer` does. `asked` are the sessions, each with
    the start that the asker saw. Gives those whose answer was not taken: moved, cancelled or over meanwhile, answered
    otherwise, or the asker's no more. The same again adds nothing."""
    return [
        session
        for session, starts_at in asked.items()
        if not _took(db, session, starts_at, given, asker, comment=comment, now=now)
    ]


def _took(
    db: Db, session_id: str, starts_at: datetime, given: str, asker: Asker, *, comment: str, now: datetime
) -> bool:
    try:
        known = seen(db, session_id, asker).told(now)
        if known is None or known.seat(asker.id) is None or known.starts_at != starts_at:
            return False
        if known.rsvp(asker.id) not in (NEEDS_ACTION, given):  # what was said of this one alone stands
            return False
        answer(db, session_id, given, asker, comment=comment, now=now)
    except (NotFound, WrongState):  # neither of which has written anything
        return False
    return True


def take(
    db: Db,
    session: Session,
    person: str,
    given: str,
    comment: str,
    *,
    actor: Actor,
    now: datetime,
    origin: Origin = Origin(),
    held: Held | None = None,
) -> Session:
    """Appends an answer; one that repeats what stands adds nothing. Raises WrongState after the close and of a
    cancelled session."""
    if session.state(now) not in UNFINISHED:
        raise WrongState(session.state(now))
    standing = session.answers.get(person)
    if standing is not None and not origin.stale and (standing.answer, standing.comment) == (given, comment):
        return session
    data: dict[str, Json] = {"person": person, "answer": given, "comment": comment, **origin.as_data()}
    if held is not None:
        data["held"] = {"batch": held.batch, "until": wire(held.until)}
    return records.append(db, session, "answered", data, at=now, actor=actor)


def _is_invited(session: Session, person: str) -> bool:
    return session.seat(person) is not None or session.guest(person) is not None
