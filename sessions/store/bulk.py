"""Many rows in one statement: they travel as one JSON document, which the database takes apart.

A statement a row costs PostgreSQL a parse and SQLite a fight for the interpreter's lock, each time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Table

from sessions.values.compact import compact

if TYPE_CHECKING:
    from sessions.store.db import Db

Row = Mapping[str, object]
Change = Callable[[Any], Any]


@dataclass(frozen=True)
class _Compiled:
    text: str
    inward: tuple[tuple[str, Change | None], ...]  # the columns, and what makes a value one of the database's


class _Bulk:
    """One statement for rows of one table, compiled once for each database."""

    def __init__(self, table: Table, names: Iterable[str]) -> None:
        self._table = table
        self._names = tuple(names)
        self._compiled: dict[str, _Compiled] = {}

    def write(self, db: "Db", rows: Sequence[Row], *, amended: bool = False) -> None:
        """Writes the rows; none of none. `amended`: see Db.wrote."""
        if rows:
            db.wrote(self._table.name, amended=amended)
            db.settle()
            self.put(db.connection, rows)

    def put(self, connection: Connection, rows: Sequence[Row]) -> None:
        """The same of some rows, where nobody asks which tables were written."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        document = compact([self._values(compiled, row) for row in rows])
        connection.connection.driver_connection.execute(compiled.text, (document,))  # type: ignore[union-attr]

    def _values(self, compiled: _Compiled, row: Row) -> list[object]:
        # A list and no generator: it runs for every row of every set.
        return [row[name] if change is None else change(row[name]) for name, change in compiled.inward]

    def _compile(self, dialect: Dialect) -> _Compiled:
        types = [self._table.c[name].type for name in self._names]
        changes = [one.dialect_impl(dialect).bind_processor(dialect) for one in types]
        inward = tuple(zip(self._names, changes, strict=True))
        if dialect.name == "postgresql":
            columns = [f"(value->>{i})::{one.compile(dialect)}" for i, one in enumerate(types)]
            return _Compiled(self._text(columns, "json_array_elements(%s::json)"), inward)
        return _Compiled(
            self._text([f"json_extract(value, '$[{i}]')" for i in range(len(types))], "json_each(?)"), inward
        )

    def _text(self, values: Sequence[str], rows: str) -> str:
        """The statement, where column by column the values stand in each of the rows."""
        raise NotImplementedError


class Put(_Bulk):
    """Inserts rows; with `instead`, those whose key is there already are replaced."""

    def __init__(self, table: Table, names: Iterable[str], *, instead: bool = False) -> None:
        super().__init__(table, names)
        self._instead = instead

    def _text(self, values: Sequence[str], rows: str) -> str:
        # SQLite needs the WHERE to tell ON CONFLICT from a join's ON (sqlite.org/lang_upsert.html, 2.2).
        into = f"INSERT INTO {self._table.name} ({', '.join(self._names)})"
        return f"{into} SELECT {', '.join(values)} FROM {rows} WHERE true{self._conflict()}"

    def _conflict(self) -> str:
        if not self._instead:
            return ""
        key = [column.name for column in self._table.primary_key]
        changes = ", ".join(f"{name} = excluded.{name}" for name in self._names if name not in key)
        return f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"


class Update(_Bulk):
    """Changes columns of the rows with that `id`."""

    def __init__(self, table: Table, columns: Iterable[str]) -> None:
        self._columns = tuple(columns)
        super().__init__(table, (*self._columns, "id"))

    def _text(self, values: Sequence[str], rows: str) -> str:
        named = [f"{value} AS {name}" for value, name in zip(values, self._names, strict=True)]
        changes = ", ".join(f"{name} = r.{name}" for name in self._columns)
        table = self._table.name
        return f"UPDATE {table} SET {changes} FROM (SELECT {', '.join(named)} FROM {rows}) AS r WHERE {table}.id = r.id"
