"""Views of lists, kept under a name. The only SQL for them."""

from datetime import datetime

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update

from sessions.store.db import Db
from sessions.store.hot import Hot
from sessions.store.tables import views
from sessions.values import KeptView, ListName, NotFound, new_id

_SEEN = Hot(
    select(views).where(or_(views.c.owner == bindparam("person"), views.c.shared.is_(True))).order_by(views.c.id)
)


def of_person(db: Db, person: str, *, of: ListName | None = None, programme: str | None = None) -> list[KeptView]:
    """Those that the person sees, by name; of one list and its programme (None: the house's), or all of them."""
    rows = _SEEN.named(db, {"person": person})
    found = [_view(row) for row in rows if of is None or (row.list, row.programme_id) == (of, programme)]
    return sorted(found, key=lambda one: one.name.casefold())


def get(db: Db, view: str) -> KeptView:
    """One view. Raises NotFound."""
    row = db.execute(select(views).where(views.c.id == view)).first()
    if row is None:
        raise NotFound
    return _view(row)


def add(db: Db, made: KeptView, *, now: datetime) -> str:
    """Keeps a view under a new id."""
    row: dict[str, object] = {"id": new_id(now), "list": made.list, "programme_id": made.programme, "name": made.name}
    row |= {"query": made.query, "owner": made.owner, "shared": made.shared, "created_at": now}
    db.execute(insert(views).values(row))
    return str(row["id"])


def rename(db: Db, view: str, name: str) -> None:
    """Gives the view another name."""
    db.execute(update(views).where(views.c.id == view).values(name=name))


def remove(db: Db, view: str) -> None:
    """The view is kept no more."""
    db.execute(delete(views).where(views.c.id == view))


def remove_of(db: Db, owner: str) -> None:
    """What the person kept for themselves is kept no more."""
    db.execute(delete(views).where(views.c.owner == owner, views.c.shared.is_(False)))


def _view(row: Row[object]) -> KeptView:
    return KeptView(row.id, row.list, row.programme_id, row.name, row.query, row.owner, row.shared)
