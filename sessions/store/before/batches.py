"""Batches of mails: begun, looked at, stopped. The mails themselves are mails.py's."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, delete, func, insert, or_, select, update

from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.tables import batches, mails
from sessions.values import Batch, LeftOut, NotFound, Spoken, Waiting, new_id

OPEN = ("waiting", "sending")
_UNADDRESSED = and_(mails.c.state == "held", mails.c.reason == "no-address")
_HANDED_OVER = or_(mails.c.state.in_(("sent", "bounced")), and_(mails.c.state == "held", ~_UNADDRESSED))
_WITH_ADDRESS = or_(  # one that waited for an address is not among them either once it was stopped
    _HANDED_OVER, mails.c.state.in_((*OPEN, "failed")), and_(mails.c.state == "dropped", mails.c.to_address != "")
)
_WAITING = Hot(select(batches.c.due_at).where(batches.c.id == bindparam("batch"), batches.c.cancelled_at.is_(None)))


def begin(
    db: Db,
    programme: str,
    cause: str,
    by: tuple[str, str],
    *,
    undo: Mapping[str, object],
    spoken: Spoken | None = None,
    due_at: datetime,
    now: datetime,
) -> Waiting:
    """Begins a batch; `by` is the id and the name of who does it."""
    made = new_id(now)
    row = {"id": made, "programme_id": programme, "cause": cause, "by_id": by[0], "by_name": by[1]}
    said = {"by_number": list(spoken.by_number), "message": dict(spoken.message)} if spoken else {}
    db.execute(insert(batches).values(**row, created_at=now, due_at=due_at, undo=dict(undo), **said))
    return Waiting(made, due_at)


@contextmanager
def joined(db: Db, batch: Waiting | None) -> Iterator[Waiting | None]:
    """Mails written meanwhile join the batch, or none."""
    before, db.batch = db.batch, batch
    try:
        yield batch
    finally:
        db.batch = before


def also_undoes(db: Db, batch: str, more: Mapping[str, object]) -> None:
    """Notes what else its stopping brings back, which was not known when it began."""
    undo = db.execute(select(batches.c.undo).where(batches.c.id == batch)).scalar_one()
    db.execute(update(batches).where(batches.c.id == batch).values(undo=undo | dict(more)))


def remove(db: Db, batch: str) -> None:
    """Removes a batch that nothing joined."""
    db.execute(delete(batches).where(batches.c.id == batch))


def cancelled(db: Db, batch: Batch, left_out: Sequence[LeftOut], *, now: datetime) -> None:
    """Notes that it was stopped, and who was left out by that."""
    undo = dict(batch.undo) | ({"left_out": list(left_out)} if left_out else {})
    db.execute(update(batches).where(batches.c.id == batch.id).values(cancelled_at=now, undo=undo))


def waiting(db: Db, batch: str) -> Waiting | None:
    """The batch for what still joins it; None once it was stopped. Counts nothing: it is asked for every session."""
    found = db.memo.once(("batch", batch), (batches.name,), lambda: _WAITING.rows(db, {"batch": batch}))
    return Waiting(batch, found[0][0]) if found else None


def get(db: Db, batch: str) -> Batch:
    """A batch with how far it has come. Raises NotFound."""
    row = db.execute(select(batches).where(batches.c.id == batch)).first()
    if row is None:
        raise NotFound("no-such-batch")
    return _batches(db, [row])[0]


def of_programme(db: Db, programme: str, *, after: str = "", limit: int = 1000) -> list[Batch]:
    """A programme's batches, oldest first."""
    where = (batches.c.programme_id == programme, batches.c.id > after)
    return _batches(db, list(db.execute(select(batches).where(*where).order_by(batches.c.id).limit(limit))))


def mails_of(db: Db, batch: str) -> Sequence[Row[object]]:
    """Id, session, person, kind and state of each of its mails, in order."""
    chosen = (mails.c.id, mails.c.session_id, mails.c.person_id, mails.c.kind, mails.c.state)
    return list(db.execute(select(*chosen).where(mails.c.batch_id == batch).order_by(mails.c.id)))


def kinds_of(db: Db, batch: str) -> list[tuple[str, int, str]]:
    """The kinds of those of its mails that go, how many there are of each, most first, and the id of one: what waits
    for an address is counted apart."""
    number = func.count()
    query = select(mails.c.kind, number, func.min(mails.c.id)).where(mails.c.batch_id == batch, _WITH_ADDRESS)
    return [tuple(row) for row in db.execute(query.group_by(mails.c.kind).order_by(number.desc(), mails.c.kind))]


def _batches(db: Db, rows: Sequence[Row[object]]) -> list[Batch]:
    def some(which: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((which, 1), else_=0))

    counted = (
        select(mails.c.batch_id, some(_HANDED_OVER).label("sent"), some(mails.c.state.in_(OPEN)).label("open"))
        .add_columns(some(_WITH_ADDRESS).label("of"), some(_UNADDRESSED).label("unaddressed"))
        .where(mails.c.batch_id.in_([row.id for row in rows]))
        .group_by(mails.c.batch_id)
    )
    counts = {row.batch_id: row for row in db.execute(counted)}
    return [_batch(row, counts.get(row.id)) for row in rows]


def _batch(row: Row[object], counts: Row[object] | None) -> Batch:
    of, sent, open_, unaddressed = (
        (int(counts.of), int(counts.sent), int(counts.open), int(counts.unaddressed)) if counts else (0, 0, 0, 0)
    )
    return Batch(
        id=row.id,
        programme=row.programme_id,
        cause=row.cause,
        by=row.by_name,
        created_at=row.created_at,
        due_at=row.due_at,
        cancelled_at=row.cancelled_at,
        undo=row.undo,
        by_number=tuple(row.by_number or ()),
        said=row.message,
        of=of,
        sent=sent,
        open=open_,
        unaddressed=unaddressed,
    )
