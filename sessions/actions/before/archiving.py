"""A round that is over: put into the archive, where it is read and no longer changed."""

from collections import Counter
from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.store import Db, archived, registry, timetable
from sessions.values import UNFINISHED, NotFound, Programme, Thing, WrongState


def archive(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> Programme:
    """Makes the programme read-only and takes it out of the lists. Raises NotFound, or WrongState while any of its
    sessions is booked or open."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    must_be_writable(db, "programmes", programme_id)
    states = Counter(session.state(now) for session in timetable.of_programme(db, programme_id))
    for state in UNFINISHED:
        if states[state]:
            raise WrongState(state, "sessions-unfinished", {"number": states[state]})
    registry.archive(db, programme_id, now=now)
    acts.did(db, "archived", Thing("programme", programme.id, programme.name, programme.id), asker, now=now)
    return registry.programme(db, programme_id)


def must_be_writable(db: Db, kind: str, one: str) -> None:
    """Raises WrongState for what belongs to a programme in the archive."""
    if archived.holds(db, kind, one):
        raise WrongState("archived", "programme-archived")


def must_take_writes(db: Db, kind: str, one: str, *, of_the_round: bool) -> None:
    """Raises NotFound for what is not there, and, where it is the round's own, WrongState for what is archived."""
    if not archived.is_there(db, kind, one):
        raise NotFound
    if of_the_round:
        must_be_writable(db, kind, one)
