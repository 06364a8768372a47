"""Who proposed the next publication of a programme: one proposal each, the newest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from sessions.store.db import Db
from sessions.store.tables import publication_proposals as table


@dataclass(frozen=True)
class Proposal:
    """What was proposed, as a digest of the figures and of what was asked for, by whom and when."""

    asked: str
    by_id: str
    by_name: str
    at: datetime


def of(db: Db, programme: str) -> Proposal | None:
    """The programme's."""
    columns = (table.c.asked, table.c.by_id, table.c.by_name, table.c.at)
    row = db.execute(select(*columns).where(table.c.programme_id == programme)).one_or_none()
    return None if row is None else Proposal(row.asked, row.by_id, row.by_name, row.at)


def put(db: Db, programme: str, proposal: Proposal | None) -> None:
    """Keeps the proposal in the place of the one before; None: there is none any more."""
    db.execute(delete(table).where(table.c.programme_id == programme))
    if proposal is not None:
        db.execute(insert(table).values(programme_id=programme, **vars(proposal)))
