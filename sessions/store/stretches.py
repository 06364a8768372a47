"""Pages of long lists, in the order of their ids: what is asked for is counted and cut by the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Table, func, select

from sessions.store.db import Db

T = TypeVar("T")


@dataclass(frozen=True)
class Stretch(Generic[T]):
    """A page's rows, how many there are in all, and how many of them stand before it."""

    items: Sequence[T]
    total: int
    before: int


def stretch_of(
    db: Db,
    table: Table,
    where: Sequence[ColumnElement[bool]],
    of: Callable[[Row[object]], T],
    *,
    first: int,
    size: int | None,
    at: str = "",
    oldest_first: bool = False,
    total: int | None = None,
    columns: Sequence[ColumnElement[Any]] = (),
) -> Stretch[T]:
    """The rows of a table whose ids are sorted by time, the newest first, so many behind the `first` ones, or the last
    page of them where there are fewer; without a size all. `at`: instead the page of the list in which that id stands,
    or would. `total`: how many there are, where that is known already; `columns`: what of the rows is read, if not
    all."""
    counted = select(func.count()).select_from(table).where(*where)
    total = int(db.execute(counted).scalar() or 0) if total is None else total
    if at:
        ahead = table.c.id < at if oldest_first else table.c.id > at
        first = int(db.execute(counted.where(ahead)).scalar() or 0)
    before = min(first, max(total - 1, 0)) // size * size if size is not None else 0
    order = table.c.id if oldest_first else table.c.id.desc()
    ids = select(table.c.id).where(*where).order_by(order)
    # The ids are sorted first: rows, which are long, are read of the page alone.
    shown = ids.offset(before).limit(size)
    rows = db.execute(select(*columns or (table,)).where(table.c.id.in_(shown)).order_by(order))
    return Stretch([of(row) for row in rows], total, before)
