"""Many rows in few statements.

A statement a row costs PostgreSQL a parse and SQLite a fight for the interpreter's lock, each time. PostgreSQL is given
all rows as one JSON document, which it takes apart; that takes SQLite twice as long as the values of a few rows at a
time. Rows of one table that several actions of a transaction insert wait for each other, until something else asks for
their table."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Dialect, MetaData, Table

from sessions.values import compact

if TYPE_CHECKING:
    from sessions.store.db import Db

AT_ONCE = 16  # rows that SQLite is handed together; of more it takes longer for each
Row = Mapping[str, object]
Values = list[object]  # of a row, as the database keeps them: texts and numbers
Change = Callable[[Any], Any]


@dataclass(frozen=True)
class _Compiled:
    text: str  # for all rows; empty where they are handed over few at a time
    texts: tuple[str, ...]  # for none, one, two …
    inward: tuple[tuple[str, Change | None], ...]  # the columns, and what makes a value one of the database's


class Later:
    """What a transaction has decided to write and not yet sent: of one table all in one statement, before a statement
    that has to do with any of their tables, and at the end."""

    def __init__(self) -> None:
        self._waiting: dict[_Bulk, dict[object, Values]] = {}
        self._number = count()

    def add(self, bulk: "_Bulk", key: object, values: Values) -> None:
        """One more row; what waits under that key is replaced. Without a key it is a row of its own."""
        self._waiting.setdefault(bulk, {})[next(self._number) if key is None else key] = values

    def touches(self, tables: frozenset[str]) -> bool:
        """Whether anything waits to be written to one of these tables."""
        return any(bulk.table.name in tables for bulk in self._waiting)

    def write(self, connection: Connection) -> None:
        """Sends everything, what is pointed at before what points at it."""
        if self._waiting:
            gone, self._waiting = self._waiting, {}
            for bulk in sorted(gone, key=lambda one: one.place):
                bulk.send(connection, list(gone[bulk].values()))

    def clear(self) -> None:
        """Forgets it: what it belongs to was taken back."""
        self._waiting.clear()


def tables_in(text: str, known: MetaData) -> frozenset[str]:
    """The tables that a statement may have to do with: whose names stand in its text."""
    return frozenset(known.tables) & frozenset(re.findall(r"\w+", text))


def pointed_at(table: Table) -> frozenset[str]:
    """The tables that its rows point at."""
    return frozenset(foreign.column.table.name for foreign in table.foreign_keys)


def pointing_at(table: Table) -> frozenset[str]:
    """The tables whose rows point at its."""
    return frozenset(one.name for one in table.metadata.tables.values() if table.name in pointed_at(one))


class _Bulk:
    """One statement for rows of one table, compiled once for each database. `later`: the rows may wait (see Later)."""

    def __init__(self, table: Table, names: Iterable[str], *, later: bool = False) -> None:
        self.table = table
        self._names = tuple(names)
        self._later = later
        self._compiled: dict[str, _Compiled] = {}

    @cached_property
    def place(self) -> int:
        """How many tables come before its own, where what is pointed at comes first."""
        return self.table.metadata.sorted_tables.index(self.table)

    @cached_property
    def _touched(self) -> frozenset[str]:
        return pointed_at(self.table) | {self.table.name}

    def write(self, db: "Db", rows: Sequence[Row], *, amended: bool = False) -> None:
        """Writes the rows; none of none. `amended`: see Db.wrote."""
        if not rows:
            return
        db.wrote(self.table.name, amended=amended)
        compiled = self._for(db.connection.dialect)
        if self._later and db.later is not None:
            for row in rows:  # its values at once: who hands a row over may go on with what is in it
                db.later.add(self, self._key(row), self._values(compiled, row))
        else:
            db.settle(self._touched)
            self.send(db.connection, [self._values(compiled, row) for row in rows])

    def send(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Writes the rows of these values."""
        compiled, driver = self._for(connection.dialect), cast(Any, connection.connection.driver_connection)
        if compiled.text:
            driver.execute(compiled.text, (compact(rows),))
            return
        for at in range(0, len(rows), AT_ONCE):
            some = rows[at : at + AT_ONCE]
            driver.execute(compiled.texts[len(some)], [value for row in some for value in row])

    def _key(self, row: Row) -> object:
        """What tells a row that waits from others; None where each is its own."""
        return None

    def _for(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        return compiled

    def _values(self, compiled: _Compiled, row: Row) -> Values:
        # A list and no generator: it runs for every row of every set.
        return [row[name] if change is None else change(row[name]) for name, change in compiled.inward]

    def _compile(self, dialect: Dialect) -> _Compiled:
        types = [self.table.c[name].type for name in self._names]
        changes = [one.dialect_impl(dialect).bind_processor(dialect) for one in types]
        inward = tuple(zip(self._names, changes, strict=True))
        if dialect.name == "postgresql":
            columns = [f"(value->>{i})::{one.compile(dialect)}" for i, one in enumerate(types)]
            # As jsonb, which is taken apart once: json is read anew for every column.
            return _Compiled(self._text(columns, "jsonb_array_elements(%s::jsonb)"), (), inward)
        row, columns = f"({', '.join('?' * len(types))})", [f"column{i}" for i in range(1, len(types) + 1)]
        some = [self._text(columns, f"(VALUES {', '.join([row] * number)})") for number in range(1, AT_ONCE + 1)]
        return _Compiled("", ("", *some), inward)

    def _text(self, values: Sequence[str], rows: str) -> str:
        """The statement, where column by column the values stand in each of the rows."""
        raise NotImplementedError


class Put(_Bulk):
    """Inserts rows; with `instead`, those whose key is there already are replaced."""

    def __init__(self, table: Table, names: Iterable[str], *, instead: bool = False, later: bool = False) -> None:
        super().__init__(table, names, later=later)
        self._instead = instead

    def _text(self, values: Sequence[str], rows: str) -> str:
        # SQLite needs the WHERE to tell ON CONFLICT from a join's ON (sqlite.org/lang_upsert.html, 2.2).
        into = f"INSERT INTO {self.table.name} ({', '.join(self._names)})"
        return f"{into} SELECT {', '.join(values)} FROM {rows} WHERE true{self._conflict()}"

    def _conflict(self) -> str:
        if not self._instead:
            return ""
        key = [column.name for column in self.table.primary_key]
        changes = ", ".join(f"{name} = excluded.{name}" for name in self._names if name not in key)
        return f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"


class Update(_Bulk):
    """Changes columns of the rows with that `id`, or whatever else is their key."""

    def __init__(self, table: Table, columns: Iterable[str], *, key: str = "id", later: bool = False) -> None:
        self._columns, self._id = tuple(columns), key
        super().__init__(table, (*self._columns, key), later=later)

    def _key(self, row: Row) -> object:
        return row[self._id]

    def _text(self, values: Sequence[str], rows: str) -> str:
        named = [f'{value} AS "{name}"' for value, name in zip(values, self._names, strict=True)]
        changes = ", ".join(f'"{name}" = r."{name}"' for name in self._columns)
        given, table, key = f"(SELECT {', '.join(named)} FROM {rows}) AS r", self.table.name, self._id
        return f"UPDATE {table} SET {changes} FROM {given} WHERE {table}.{key} = r.{key}"
