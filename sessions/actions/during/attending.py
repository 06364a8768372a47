"""Who is here: the first page that a person opens of a session and the last that they close, around its two hours.

Each process says whose pages it has open. One that ended without a word is noticed when its lease has lapsed: whoever
was there and has come to no other since is gone."""

from datetime import datetime, timedelta

from sessions.actions.access import Asker
from sessions.store import Db, attending, leases, records
from sessions.values import UNFINISHED, Session

EARLY = timedelta(hours=1)


def join(db: Db, session_id: str, asker: Asker, process: str, *, now: datetime) -> None:
    """The person has come by that process, if the session runs or is about to."""
    session = records.load(db, session_id)
    if not _counts(session, asker, now):
        return
    attending.come(db, session_id, asker.id, process)
    if asker.id not in session.present:
        records.append(db, session, "joined", {"person": asker.id}, at=now, actor=asker.actor(session))


def leave(db: Db, session_id: str, asker: Asker, process: str, *, now: datetime) -> None:
    """The person has gone from that process; they are gone where they are at no other."""
    session = records.load(db, session_id)
    gone = attending.go(db, session_id, asker.id, process)
    if gone and asker.id in session.present and session.digest is None:
        records.append(db, session, "left", {"person": asker.id}, at=now, actor=asker.actor(session))


def dead(db: Db, mine: str, *, at: datetime) -> set[str]:
    """The processes that people are said to be at and that live no more; `mine` is the one that asks, and lives, `at`
    the leases' time."""
    return attending.processes(db) - leases.living(db, now=at) - {mine}


def sweep(db: Db, mine: str, *, at: datetime, now: datetime) -> None:
    """Whoever was at a process that lives no more, and at no other, is gone."""
    for process in sorted(dead(db, mine, at=at)):
        for session_id, person in attending.forget(db, process):
            session = records.load(db, session_id)
            if person in session.present and session.digest is None:
                records.append(db, session, "left", {"person": person}, at=now)


def _counts(session: Session, asker: Asker, now: datetime) -> bool:
    invited = session.seat(asker.id) is not None or session.guest(asker.id) is not None
    return invited and session.state(now) in UNFINISHED and session.starts_at - now <= EARLY
