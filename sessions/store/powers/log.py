"""The log: leaves numbered and hashed in order, its head, and its proofs. The only SQL for its tree.

Leaves are written by witness.py and here, without a number, in the transaction of their cause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, insert, select

from sessions.store.bulk import Put, Update
from sessions.store.db import Db
from sessions.store.powers import witness
from sessions.store.tables import leaves, log_heads, log_nodes, sessions
from sessions.values import Entry, Invalid, NotFound, kind_of, merkle

BATCH = 1024  # leaves that are numbered in one transaction: some thirty milliseconds of the writer
HEAD = "head"
_NUMBER = Update(leaves, ("number", "at"), key="seq")
_GROW = Put(log_nodes, ("level", "position", "hash"))


@dataclass(frozen=True)
class Head:
    """How many leaves the log has, the root over them (64 hexadecimal digits), and when the last was numbered."""

    size: int
    root: str
    at: datetime | None


# - writing -


def tell(db: Db, leaf: witness.Leaf) -> None:
    """Writes a leaf in the transaction of its cause."""
    witness.write(db, [leaf])
    db.signal(witness.SIGNAL)


def act(db: Db, kind: str, subject: str, content: Mapping[str, object]) -> None:
    """Writes an act of power: who did what upon whom."""
    tell(db, witness.sealed_leaf(kind, subject, dict(content), keep=True))


def published(db: Db, kind: str, subject: str, digest: str) -> None:
    """Writes a digest that is made known."""
    tell(db, witness.leaf(kind, subject, digest))


def entry(db: Db, one: Entry) -> None:
    """Writes the head of a record whose times or phase an entry has changed, and the digest that it makes known."""
    kind = kind_of(one.kind)
    if kind.published:
        published(db, one.kind, f"{one.session}:{one.number - 1}", one.previous)
    if kind.times:
        published(db, HEAD, f"{one.session}:{one.number}", one.hash)


def heads_of_open(db: Db, open_ones: list[tuple[str, int, str]]) -> None:
    """Writes the heads (session, tail, hash) that are not in the log yet."""
    known = select(leaves.c.digest).where(leaves.c.digest.in_([head for _, _, head in open_ones]))
    there = set(db.execute(known).scalars())
    for session, tail, head in open_ones:
        if head not in there:
            published(db, HEAD, f"{session}:{tail}", head)


def adopt(db: Db) -> int:
    """Writes the leaves of a store that had no log: every watched row and every record's head; how many."""
    if db.execute(select(leaves.c.seq).limit(1)).first() is not None:
        return 0
    found = []
    for kind, table in witness.ROWS.values():
        names = [column.name for column in table.primary_key]
        for row in db.execute(select(table).order_by(*table.primary_key.columns)):
            key = witness.subject(tuple(row._mapping[name] for name in names))
            found.append(witness.sealed_leaf(kind, key, witness.content(row._mapping)))
    for row in db.execute(select(sessions.c.id, sessions.c.tail, sessions.c.head).order_by(sessions.c.id)):
        found.append(witness.leaf(HEAD, f"{row.id}:{row.tail}", row.head))
    witness.write(db, found)
    return len(found)


# - the tree -


def number(db: Db, *, now: datetime) -> int:
    """Numbers and hashes leaves that have no number yet, in order; how many. One process alone does this."""
    chosen = select(leaves.c.seq, leaves.c.digest).where(leaves.c.number.is_(None)).order_by(leaves.c.seq).limit(BATCH)
    waiting = list(db.execute(chosen))
    if not waiting:
        return 0
    size = _size(db)
    hashes = [merkle.leaf_hash(bytes.fromhex(row.digest)) for row in waiting]
    _NUMBER.write(db, [{"seq": row.seq, "number": size + n, "at": now} for n, row in enumerate(waiting)])
    added = merkle.grown(size, hashes, _nodes(db))
    _GROW.write(db, [{"level": level, "position": at, "hash": made.hex()} for level, at, made in added])
    return len(waiting)


def is_waiting(db: Db) -> bool:
    """Whether any leaf has no number yet."""
    return db.execute(select(leaves.c.seq).where(leaves.c.number.is_(None)).limit(1)).first() is not None


def head(db: Db) -> Head:
    """The log as it now is."""
    size = _size(db)
    at = db.execute(select(leaves.c.at).where(leaves.c.number == size - 1)).scalar()
    return Head(size, merkle.root(size, _nodes(db)).hex(), at)


def inclusion(db: Db, digest: str) -> Mapping[str, object]:
    """The proof that a digest is in the log. Raises NotFound."""
    index = db.execute(select(func.min(leaves.c.number)).where(leaves.c.digest == digest)).scalar()
    if index is None:
        raise NotFound
    now = head(db)
    path = [one.hex() for one in merkle.inclusion(index, now.size, _nodes(db))]
    leaf = merkle.leaf_hash(bytes.fromhex(digest)).hex()
    return {"index": index, "size": now.size, "path": path, "leaf": leaf, "root": now.root}


def consistency(db: Db, first: int, second: int) -> dict[str, object]:
    """The proof that the log of `second` leaves only added to that of `first`. Raises Invalid."""
    if not 0 < first <= second:
        raise Invalid.at("/first", "whole-number-between", least=1, most=second)
    if second > _size(db):
        raise Invalid.at("/second", "beyond-the-log", size=_size(db))
    path = merkle.consistency(first, second, _nodes(db))
    return {"first": first, "second": second, "path": [one.hex() for one in path]}


def _size(db: Db) -> int:
    last = db.execute(select(func.max(leaves.c.number))).scalar()
    return 0 if last is None else int(last) + 1


def _nodes(db: Db) -> merkle.Nodes:
    chosen = select(log_nodes.c.hash)

    def node(level: int, position: int) -> bytes:
        where = (log_nodes.c.level == level, log_nodes.c.position == position)
        return bytes.fromhex(db.execute(chosen.where(*where)).scalar() or "")

    return node


# - heads that were made known -


def keep_head(db: Db, head: Head, token: bytes | None, *, now: datetime) -> bool:
    """Keeps a head that is made known; false if it was already."""
    if db.execute(select(log_heads.c.size).where(log_heads.c.size == head.size)).first() is not None:
        return False
    db.execute(insert(log_heads).values(size=head.size, root=head.root, at=now, token=token))
    return True


def kept_heads(db: Db) -> list[Row[object]]:
    """The heads that were made known, in order."""
    return list(db.execute(select(log_heads).order_by(log_heads.c.size)))


# - for the check of the whole store -


def every_leaf(db: Db) -> Iterator[Row[object]]:
    """Every leaf, numbered ones first and in order, those that still wait behind them."""
    waits = leaves.c.number.is_(None)
    yield from db.execute(select(leaves).order_by(waits, leaves.c.number, leaves.c.seq))


def every_node(db: Db) -> dict[tuple[int, int], str]:
    """The tree as it is kept."""
    return {(row.level, row.position): row.hash for row in db.execute(select(log_nodes))}


def every_row(db: Db, kind: str) -> dict[str, dict[str, object]]:
    """The content of every watched row of that kind, by how the log names it."""
    table = next(table for known, table in witness.ROWS.values() if known == kind)
    names = [column.name for column in table.primary_key]
    rows = db.execute(select(table))
    return {witness.subject(tuple(row._mapping[name] for name in names)): witness.content(row._mapping) for row in rows}
