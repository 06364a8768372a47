"""What keeps mail from going out or coming in, and the daily backup from being made, for as long as it does: one row a
part. The only SQL for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select, update

from sessions.store.engine import Db
from sessions.store.tables import mail_faults

FaultyPart = Literal["outbox", "inbox", "backup"]


@dataclass(frozen=True)
class MailFault:
    """A part that does not work, since when, and why in the words of whoever refused."""

    part: str
    since: datetime
    reason: str


def begin(db: Db, part: FaultyPart, reason: str, *, now: datetime) -> None:
    """The part does not work; since when is kept while the reason changes."""
    known = db.execute(select(mail_faults.c.part).where(mail_faults.c.part == part)).first()
    if known is None:
        db.execute(insert(mail_faults).values(part=part, since=now, reason=reason[:500]))
    else:
        db.execute(update(mail_faults).where(mail_faults.c.part == part).values(reason=reason[:500]))


def end(db: Db, part: FaultyPart) -> None:
    """The part works again."""
    db.execute(delete(mail_faults).where(mail_faults.c.part == part))


def standing(db: Db) -> list[MailFault]:
    """What does not work now."""
    rows = db.execute(select(mail_faults).order_by(mail_faults.c.part))
    return [MailFault(row.part, row.since, row.reason) for row in rows]
