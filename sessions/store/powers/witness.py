"""What is put into the installation's log by itself: every change of a row on which powers, panels or results rest.

Whatever statement changes such a row, its leaf is written in the same transaction; no action has to think of it. A
leaf is the salted digest of the row as it then is, empty columns left out so that a column to come changes nothing.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Executable, Insert, RowMapping, Table, select, tuple_

from sessions.store.bulk import Put
from sessions.store.tables import (
    accounts,
    keys,
    leaves,
    links,
    memberships,
    objections,
    passkeys,
    people,
    programmes,
    releases,
    rubrics,
    sign_ins,
)
from sessions.values import canonical, to_ms

if TYPE_CHECKING:
    from sessions.store.db import Db

T = TypeVar("T")
SIGNAL = "log"
TOGETHER = 500  # rows that are read by their keys in one statement
ROWS: Mapping[str, tuple[str, Table]] = {
    table.name: (kind, table)
    for kind, table in (
        ("programme-row", programmes),
        ("rubric-row", rubrics),
        ("person-row", people),
        ("membership-row", memberships),
        ("account-row", accounts),
        ("link-row", links),
        ("sign-in-row", sign_ins),
        ("key-row", keys),
        ("passkey-row", passkeys),
        ("release-row", releases),
        ("objection-row", objections),
    )
}
Key = tuple[object, ...]
_LEAVES = Put(leaves, ("kind", "subject", "digest", "salt", "content"), later=True)
Leaf = dict[str, object]


def leaf(kind: str, subject: str, digest: str, salt: str | None = None, content: object = None) -> Leaf:
    """A leaf to be written."""
    return {"kind": kind, "subject": subject, "digest": digest, "salt": salt, "content": content}


def salted(content: object, salt: str) -> str:
    """SHA-256 over a salt of 128 bits and the content's canonical JSON."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(content)).hexdigest()


def sealed_leaf(kind: str, subject: str, content: object, *, keep: bool = False) -> Leaf:
    """The leaf of some content under a new salt; kept with it where it stands nowhere else."""
    salt = secrets.token_hex(16)
    return leaf(kind, subject, salted(content, salt), salt, content if keep else None)


def write(db: "Db", rows: Sequence[Leaf]) -> None:
    """Writes leaves; their numbers come later."""
    _LEAVES.write(db, rows)


# - rows -


def touched(
    connection: Connection,
    statement: Executable,
    parameters: Any,
) -> list[Key]:
    """The keys of the watched rows that a statement is about to insert, change or delete; none of other tables."""
    table = getattr(statement, "table", None)
    if not isinstance(table, Table) or table.name not in ROWS:
        return []
    names = [column.name for column in table.primary_key]
    if isinstance(statement, Insert):
        given = parameters if isinstance(parameters, list) else [parameters or statement.compile().params]
        return [tuple(one[name] for name in names) for one in given]
    where = getattr(statement, "whereclause", None)
    chosen = select(*table.primary_key.columns)
    chosen = chosen if where is None else chosen.where(where)
    each = parameters if isinstance(parameters, list) else [parameters]
    return [tuple(row) for one in each for row in connection.execute(chosen, one)]


def stands(db: "Db", table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Writes the leaves of rows that were just inserted or changed and now are as they are given here, whole."""
    kind, _ = ROWS[table.name]
    names = [column.name for column in table.primary_key]
    # Who asks for chance gives up the interpreter's lock: once for all of them.
    salts = secrets.token_bytes(16 * len(rows)).hex()
    write(
        db,
        [
            leaf(kind, subject(tuple(row[name] for name in names)), salted(content(row), salt), salt)
            for row, salt in zip(rows, (salts[at : at + 32] for at in range(0, len(salts), 32)), strict=True)
        ],
    )


def note(db: "Db", statement: Executable, keys_: Sequence[Key]) -> None:
    """Writes the leaves of those rows as they now are, or are no more."""
    kind, table = ROWS[statement.table.name]  # type: ignore[attr-defined]
    primary = list(table.primary_key.columns)
    at = {name: number for number, name in enumerate(column.name for column in primary)}
    for some in batched(dict.fromkeys(keys_), TOGETHER):
        chosen = select(table).where(tuple_(*primary).in_(some))
        there = {
            tuple(row._mapping[name] for name in at): content(row._mapping) for row in db.connection.execute(chosen)
        }
        write(db, [sealed_leaf(kind, subject(key), there.get(key)) for key in some])


def batched(keys_: Iterable[T], size: int) -> Iterator[list[T]]:
    """The keys in lists of at most that size."""
    rest = iter(keys_)
    while some := list(islice(rest, size)):
        yield some


def subject(key: Key) -> str:
    """How a row is named in the log."""
    return ":".join(str(part) for part in key)


def content(row: Mapping[str, object] | RowMapping) -> dict[str, object]:
    """What is hashed of a row, by the names of its columns."""
    # A row's names are SQLAlchemy's own kind of text, for which there is no quick way to canonical JSON.
    return {str(name): _plain(value) for name, value in row.items() if value not in (None, "", [], {}, False)}


def _plain(value: object) -> object:
    return to_ms(value) if isinstance(value, datetime) else value
