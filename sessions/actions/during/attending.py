"""Who is here: the first page that a person opens of a session and the last that they close, around its two hours."""

from datetime import datetime, timedelta

from sessions.actions.access import Asker
from sessions.store.during import records
from sessions.store.engine import Db
from sessions.values.session import Session

EARLY = timedelta(hours=1)


def join(db: Db, session_id: str, asker: Asker, *, now: datetime) -> None:
    """The person has come, if the session runs or is about to."""
    session = records.load(db, session_id)
    if _counts(session, asker, now) and asker.id not in session.present:
        records.append(db, session, "joined", {"person": asker.id}, at=now, actor=asker.actor(session))


def leave(db: Db, session_id: str, asker: Asker, *, now: datetime) -> None:
    """The person has gone."""
    session = records.load(db, session_id)
    if asker.id in session.present and session.digest is None:
        records.append(db, session, "left", {"person": asker.id}, at=now, actor=asker.actor(session))


def _counts(session: Session, asker: Asker, now: datetime) -> bool:
    invited = session.seat(asker.id) is not None or session.guest(asker.id) is not None
    return invited and session.state(now) in ("booked", "open", "paused") and session.starts_at - now <= EARLY
