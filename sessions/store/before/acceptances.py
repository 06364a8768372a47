"""How far the acceptance of a plan has come: what is still to be booked, and what clashed on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, insert, select, update

from sessions.store.bulk import Update
from sessions.store.engine import Db
from sessions.store.tables import acceptances
from sessions.values import Clash

_WENT_ON = Update(acceptances, ("left", "clashes"), key="plan_id", later=True)


@dataclass(frozen=True)
class Acceptance:
    """One acceptance. `left` are the codes of the regencies whose sessions are still to be booked, in order."""

    plan: str
    by: Mapping[str, str]
    meeting_url: str
    batch: str | None
    of: int
    left: tuple[str, ...]
    clashes: tuple[Clash, ...]
    begun_at: datetime


def begin(
    db: Db,
    plan: str,
    by: Mapping[str, str],
    meeting_url: str,
    batch: str | None,
    left: Sequence[str],
    *,
    now: datetime,
) -> None:
    """Notes that a plan's acceptance begins; an earlier one, which was taken back, is forgotten."""
    row: dict[str, object] = {"by": dict(by), "meeting_url": meeting_url, "batch_id": batch, "of": len(left)}
    row |= {"left": list(left), "clashes": [], "begun_at": now}
    if db.execute(select(acceptances.c.plan_id).where(acceptances.c.plan_id == plan)).first() is None:
        db.execute(insert(acceptances).values(plan_id=plan, **row))
    else:
        db.execute(update(acceptances).where(acceptances.c.plan_id == plan).values(**row))


def find(db: Db, plan: str) -> Acceptance | None:
    """A plan's acceptance, if it ever began."""

    def read() -> Acceptance | None:
        row = db.execute(select(acceptances).where(acceptances.c.plan_id == plan)).first()
        return None if row is None else _acceptance(row)

    return db.memo.once(("acceptance", plan), (acceptances.name,), read)


def went_on(db: Db, acceptance: Acceptance, left: Sequence[str], clashes: Sequence[Clash]) -> None:
    """Notes what is left and what has clashed."""
    after = replace(acceptance, left=tuple(left), clashes=(*acceptance.clashes, *clashes))
    row = {"plan_id": after.plan, "left": list(after.left), "clashes": list(after.clashes)}
    _WENT_ON.write(db, [row], amended=True)
    db.memo.keep(("acceptance", after.plan), (acceptances.name,), after)


def _acceptance(row: Row[object]) -> Acceptance:
    return Acceptance(
        plan=row.plan_id,
        by=row.by,
        meeting_url=row.meeting_url,
        batch=row.batch_id,
        of=row.of,
        left=tuple(row.left),
        clashes=tuple(row.clashes),
        begun_at=row.begun_at,
    )
