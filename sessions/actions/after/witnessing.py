"""What the log makes known: the heads of open sessions each minute, and its own head each day."""

from collections.abc import Sequence
from datetime import datetime

from sessions.store import Db, Head, log, mails, timetable
from sessions.values import RUNNING, Json


def note_open(db: Db, *, now: datetime) -> None:
    """Writes the head of every open session's record into the log."""
    running = [one for one in timetable.begun(db, now=now) if one.state(now) in RUNNING]
    log.heads_of_open(db, [(one.id, one.tail, one.head) for one in running])


def tell_head(db: Db, head: Head, token: bytes | None, witnesses: Sequence[str], *, now: datetime) -> None:
    """Keeps the log's head with its time-stamp, if there is one, and mails it to the witnesses; each head once."""
    if head.size == 0 or not log.keep_head(db, head, token, now=now):
        return
    person = {"id": "", "name": "", "role": "", "timezone": "Asia/Jakarta", "language": "id"}
    facts: dict[str, Json] = {"kind": "log-head", "person": person, "head": {"size": head.size, "root": head.root}}
    for address in witnesses:
        mails.write_to(db, address, facts, kind="log-head", cause="daily", now=now)
