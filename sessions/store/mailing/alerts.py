"""Which troubles the secretariat was mailed of. The only SQL for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from sessions.store.engine import Db
from sessions.store.tables import alerts


@dataclass(frozen=True)
class Alert:
    """A trouble that was mailed of: since when it stood, and since when it is over, where it is."""

    since: datetime
    over_at: datetime | None


def known(db: Db) -> Mapping[str, Alert]:
    """Those whose end was not mailed yet, by part."""
    return {row.part: Alert(row.since, row.over_at) for row in db.execute(select(alerts))}


def begin(db: Db, part: str, since: datetime) -> None:
    """The part's trouble is mailed of."""
    db.execute(insert(alerts).values(part=part, since=since, over_at=None))


def over(db: Db, part: str, at: datetime | None) -> None:
    """It is over since then; None: it has come back."""
    db.execute(update(alerts).where(alerts.c.part == part).values(over_at=at))


def forget(db: Db, part: str) -> None:
    """Its end is mailed of."""
    db.execute(delete(alerts).where(alerts.c.part == part))
