"""Every table as plain rows, read on one consistent view, and a store made again of such rows, on either database.

Values are as the database keeps them (instants as milliseconds, documents as text), so that what comes back is to the
byte what was there: a record's hashes stand. The file that rows travel in is not made here.
"""

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    LargeBinary,
    Table,
    Text,
    column,
    delete,
    insert,
    select,
    table,
    text,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from sessions.store.engine import Db
from sessions.store.migrating import begin_anew, bring_to_head
from sessions.store.tables import Instant, installation, leases, metadata

BATCH = 500
KINDS: dict[str, TypeEngine[Any]] = {
    "integer": BigInteger(),
    "real": Float(),
    "boolean": Boolean(),
    "binary": LargeBinary(),
    "text": Text(),
}
Row = list[object]


class NotEmpty(Exception):
    """The store that should be filled holds something."""


@dataclass(frozen=True)
class Dumped:
    """One table: its columns with their kinds, and its rows in the columns' order, made of what JSON has."""

    name: str
    columns: dict[str, str]
    rows: Iterable[Row]


def dump(db: Db) -> Iterator[Dumped]:
    """Every table, those that others refer to first; to be used up inside the transaction."""
    for one in metadata.sorted_tables:
        yield Dumped(one.name, {c.name: _kind(c) for c in one.columns}, _rows(db, one))


def is_empty(db: Db) -> bool:
    """Whether nothing is in the store but its own name."""
    tables = [one for one in metadata.sorted_tables if one is not installation]
    return all(db.execute(select(one).limit(1)).first() is None for one in tables)


def fill(db: Db, revision: str, tables: Iterable[Dumped]) -> None:
    """Makes the store again as it was at that revision, puts the rows in, and brings it to the present revision.

    Raises NotEmpty, or UnknownRevision for what a newer program has written."""
    if not is_empty(db):
        raise NotEmpty
    begin_anew(db.connection, revision)
    for one in tables:
        _insert(db, one)
    bring_to_head(db.connection)
    db.execute(delete(leases))  # who served the store where the rows are from does not serve this one
    if db.postgres:  # rows came with their numbers, of which the sequence knows nothing
        last = (
            "SELECT setval(pg_get_serial_sequence('leaves', 'seq'), max(seq)) FROM leaves HAVING max(seq) IS NOT NULL"
        )
        db.connection.execute(text(last))


def _kind(of: Column[object]) -> str:
    kinds: list[tuple[type[object] | tuple[type[object], ...], str]] = [
        (Boolean, "boolean"),
        (LargeBinary, "binary"),
        (Float, "real"),
        ((Instant, Integer, BigInteger), "integer"),
    ]
    return next((kind for types, kind in kinds if isinstance(of.type, types)), "text")


def _rows(db: Db, one: Table) -> Iterator[Row]:
    kinds = [_kind(c) for c in one.columns]
    chosen = select(*(type_coerce(c, KINDS[kind]) for c, kind in zip(one.columns, kinds, strict=True)))
    outward = [_outward(kind) for kind in kinds]
    for row in db.execute(chosen.order_by(*one.primary_key.columns).execution_options(yield_per=BATCH)):
        yield [change(value) for change, value in zip(outward, row, strict=True)]


def _insert(db: Db, one: Dumped) -> None:
    into = table(one.name, *(column(name, KINDS[kind]) for name, kind in one.columns.items()))
    inward = {name: _inward(kind) for name, kind in one.columns.items()}
    rows = iter(one.rows)
    while batch := list(islice(rows, BATCH)):
        named = [dict(zip(inward, row, strict=True)) for row in batch]
        db.execute(insert(into), [{name: inward[name](value) for name, value in row.items()} for row in named])


def _outward(kind: str) -> Callable[[Any], Any]:
    return _as_base64 if kind == "binary" else _as_is


def _inward(kind: str) -> Callable[[Any], Any]:
    return _from_base64 if kind == "binary" else _as_is


def _as_is(value: object) -> object:
    return value


def _as_base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


def _from_base64(value: str | None) -> bytes | None:
    return None if value is None else base64.b64decode(value)
