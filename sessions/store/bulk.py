"""Many rows in one statement: the driver's own loop on SQLite, one document of rows on PostgreSQL."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Table

from sessions.store.db import Db

Row = Mapping[str, Any]
Change = Callable[[Any], Any]


@dataclass(frozen=True)
class _Compiled:
    text: str
    inward: tuple[Change | None, ...]


class _Bulk:
    """One statement for rows of one table, compiled once for each database."""

    def __init__(self, table: Table, names: Iterable[str]) -> None:
        self._table = table
        self._names = tuple(names)
        self._compiled: dict[str, _Compiled] = {}

    def write(self, db: Db, rows: Sequence[Row]) -> None:
        """Writes the rows; none of none."""
        if not rows:
            return
        db.changed.add(self._table.name)
        dialect = db.connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        values = [self._values(compiled, row) for row in rows]
        driver: Any = db.connection.connection.driver_connection
        if db.postgres:
            document = [dict(zip(self._names, row, strict=True)) for row in values]
            driver.execute(compiled.text, (json.dumps(document, ensure_ascii=False),))
        else:
            driver.executemany(compiled.text, values)

    def _values(self, compiled: _Compiled, row: Row) -> tuple[Any, ...]:
        given = zip(self._names, compiled.inward, strict=True)
        return tuple(row[name] if change is None else change(row[name]) for name, change in given)

    def _compile(self, dialect: Dialect) -> _Compiled:
        types = [self._table.c[name].type for name in self._names]
        inward = tuple(one.dialect_impl(dialect).bind_processor(dialect) for one in types)
        if dialect.name != "postgresql":
            return _Compiled(self._by_marks(), inward)
        columns = ", ".join(f"{n} {t.compile(dialect)}" for n, t in zip(self._names, types, strict=True))
        return _Compiled(self._by_rows(f"json_to_recordset(%s::json) AS r ({columns})"), inward)

    def _by_marks(self) -> str:
        raise NotImplementedError

    def _by_rows(self, rows: str) -> str:
        raise NotImplementedError


class Put(_Bulk):
    """Inserts rows; with `instead`, those whose key is there already are replaced."""

    def __init__(self, table: Table, names: Iterable[str], *, instead: bool = False) -> None:
        super().__init__(table, names)
        self._instead = instead

    def _by_marks(self) -> str:
        return f"{self._into()} VALUES ({', '.join('?' * len(self._names))}){self._conflict()}"

    def _by_rows(self, rows: str) -> str:
        return f"{self._into()} SELECT {', '.join(self._names)} FROM {rows}{self._conflict()}"

    def _into(self) -> str:
        return f"INSERT INTO {self._table.name} ({', '.join(self._names)})"

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

    def _by_marks(self) -> str:
        changes = ", ".join(f"{name} = ?" for name in self._columns)
        return f"UPDATE {self._table.name} SET {changes} WHERE id = ?"

    def _by_rows(self, rows: str) -> str:
        changes = ", ".join(f"{name} = r.{name}" for name in self._columns)
        return f"UPDATE {self._table.name} SET {changes} FROM {rows} WHERE {self._table.name}.id = r.id"
