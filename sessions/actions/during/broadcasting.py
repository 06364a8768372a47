"""A message of the secretariat to everybody on a running session's open pages; no part of its record."""

from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, managed
from sessions.store import Broadcast, Db, broadcasts
from sessions.values import RUNNING, Json, NotFound, Thing, WrongState, new_id, wire


def send(db: Db, programme: str, session_id: str, subject: str, text: str, asker: Asker, *, now: datetime) -> Broadcast:
    """Tells the session's open pages after the commit. Raises NotFound or WrongState unless it runs."""
    session = managed(db, session_id, asker)
    if session.programme != programme:
        raise NotFound
    state = session.state(now)
    if state not in RUNNING:
        raise WrongState(state, "message-while-running")
    broadcast = Broadcast(new_id(now), session.id, subject, text, asker.id, asker.name, now)
    broadcasts.add(db, broadcast)
    db.signal(f"message:{session.id}:{broadcast.id}")
    acts.did(db, "sent", Thing("message", broadcast.id, subject or session.regency.name, programme), asker, now=now)
    return broadcast


def broadcast_json(broadcast: Broadcast) -> dict[str, Json]:
    """As pages are told of it."""
    return {
        "id": broadcast.id,
        "session": broadcast.session_id,
        "subject": broadcast.subject,
        "text": broadcast.text,
        "at": wire(broadcast.at),
        "by": {"id": broadcast.by, "name": broadcast.by_name},
    }
