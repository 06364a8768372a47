"""Plans: what was asked for and what has come of it so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from sessions.store.engine import Db
from sessions.store.tables import plans
from sessions.values import NotFound, new_id
from sessions.values.planning import PlanDoc


@dataclass(frozen=True)
class StoredPlan:
    """A plan as stored. `doc` is planning.plan.Plan as JSON; `state` adds "accepted" to its states."""

    id: str
    programme: str
    state: str
    request: Mapping[str, Any]
    doc: PlanDoc
    created_at: datetime


def add(db: Db, programme: str, request: Mapping[str, object], doc: PlanDoc, *, now: datetime) -> str:
    """Stores a plan that has begun; its id."""
    made = new_id(now)
    row = {"id": made, "programme_id": programme, "state": "running", "request": dict(request), "doc": doc}
    db.execute(insert(plans).values(**row, created_at=now))
    return made


def get(db: Db, plan: str) -> StoredPlan:
    """A plan. Raises NotFound."""
    row = db.execute(select(plans).where(plans.c.id == plan)).first()
    if row is None:
        raise NotFound("no-such-plan")
    return _plan(row)


def put(db: Db, plan: str, *, state: str, doc: PlanDoc) -> None:
    """Stores how a plan now is."""
    db.execute(update(plans).where(plans.c.id == plan).values(state=state, doc=doc))


def put_state(db: Db, plan: str, state: str) -> None:
    """Notes what a plan is now."""
    db.execute(update(plans).where(plans.c.id == plan).values(state=state))


def state_of(db: Db, plan: str) -> str | None:
    """What a plan is now; None where there is none."""

    def read() -> str | None:
        found: str | None = db.execute(select(plans.c.state).where(plans.c.id == plan)).scalar()
        return found

    return db.memo.once(("plan's state", plan), (plans.name,), read)


def in_state(db: Db, state: str) -> list[str]:
    """The ids of every plan that is in that state."""
    return list(db.execute(select(plans.c.id).where(plans.c.state == state).order_by(plans.c.id)).scalars())


def of_programme(db: Db, programme: str, *, after: str = "", limit: int = 1000) -> list[StoredPlan]:
    """A programme's plans, oldest first."""
    where = (plans.c.programme_id == programme, plans.c.id > after)
    return [_plan(row) for row in db.execute(select(plans).where(*where).order_by(plans.c.id).limit(limit))]


def interrupted(db: Db) -> int:
    """Marks the plans that a server that has ended was working on: what they had come to may be used."""
    return db.execute(update(plans).where(plans.c.state == "running").values(state="stopped")).rowcount


def _plan(row: Row[object]) -> StoredPlan:
    return StoredPlan(row.id, row.programme_id, row.state, row.request, row.doc, row.created_at)
