"""Colleagues whom a regency gave a link to fill in part of its claims."""

from datetime import datetime

from sqlalchemy import Row, insert, select, update

from sessions.store.engine import Db
from sessions.store.tables import claim_helpers
from sessions.values import Helper


def add(db: Db, helper: Helper) -> None:
    """Keeps one more."""
    db.execute(insert(claim_helpers).values(**_row(helper)))


def get(db: Db, helper: str) -> Helper | None:
    """One of them, whether the link still holds or not."""
    row = db.execute(select(claim_helpers).where(claim_helpers.c.id == helper)).first()
    return None if row is None else _helper(row)


def of_regency(db: Db, regency: str) -> list[Helper]:
    """Those of the regency whose links hold, in the order of their making."""
    where = (claim_helpers.c.regency_id == regency, claim_helpers.c.ended_at.is_(None))
    return [_helper(row) for row in db.execute(select(claim_helpers).where(*where).order_by(claim_helpers.c.id))]


def end(db: Db, helper: str, *, now: datetime) -> None:
    """The link was taken back."""
    db.execute(update(claim_helpers).where(claim_helpers.c.id == helper).values(ended_at=now))


def _row(helper: Helper) -> dict[str, object]:
    row = dict(vars(helper))
    return row | {"regency_id": row.pop("regency"), "criteria": list(helper.criteria)}


def _helper(row: Row[object]) -> Helper:
    return Helper(
        row.id, row.regency_id, row.name, tuple(row.criteria), row.at, row.by, row.by_name, ended_at=row.ended_at
    )
