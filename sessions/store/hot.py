"""Statements that every save runs: written in Core like all others, compiled once, and run on the driver's own cursor.

Core's way from a statement to the driver takes five times as long as SQLite itself; for these few it is taken once.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Delete,
    Dialect,
    Insert,
    Select,
    TextualSelect,
    Update,
    bindparam,
    column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from sessions.store.bulk import pointed_at, pointing_at, tables_in
from sessions.store.db import Db
from sessions.store.tables import Json, metadata

Change = Callable[[Any], Any]
Found = list[tuple[Any, ...]]  # rows, in the order of their columns


@dataclass(frozen=True)
class _Compiled:
    text: str
    order: tuple[str, ...] | None  # of the parameters, where they have no names
    said: Mapping[str, object]  # the values that stand in the statement itself
    inward: Mapping[str, Change]
    outward: tuple[tuple[int, Change], ...]  # what the driver gives of these columns is changed so
    row: Callable[[tuple[Any, ...]], Any]
    tables: frozenset[str]  # with which it has to do


class Hot:
    """One statement with a parameter for every value that is not always the same."""

    def __init__(self, statement: Select[object] | TextualSelect | Insert | Update | Delete) -> None:
        self._statement = statement
        writes = None if isinstance(statement, Select | TextualSelect) else statement.table
        self._table = str(getattr(writes, "name", ""))
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, db: Db, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """What the query finds, in the order of its columns."""
        return self._outward(db, self.found(db, parameters))

    def named(self, db: Db, parameters: Mapping[str, object]) -> list[Any]:
        """The same, with each value by its column's name."""
        return self.told(db, self.found(db, parameters))

    def found(self, db: Db, parameters: Mapping[str, object]) -> Found:
        """The same as the driver gives it: for comparing, and for `told`."""
        rows: Found = self._run(db, self._for(db), parameters).fetchall()
        return rows

    def told(self, db: Db, found: Found) -> list[Any]:
        """What was found so, as `named` gives it."""
        row = self._for(db).row
        return [row(one) for one in self._outward(db, found)]

    def _outward(self, db: Db, found: Found) -> Found:
        outward = self._for(db).outward
        if not found or not outward:
            return found
        columns: list[Iterable[Any]] = list(zip(*found, strict=True))
        for n, change in outward:
            columns[n] = map(change, columns[n])
        return list(zip(*columns, strict=True))

    def write(self, db: Db, parameters: Mapping[str, object], *, amended: bool = False) -> int:
        """Writes; how many rows were changed. `amended`: see Db.wrote."""
        db.wrote(self._table, amended=amended)
        return int(self._run(db, self._for(db), parameters).rowcount)

    def _for(self, db: Db) -> _Compiled:
        dialect = db.connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        return compiled

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect)
        inward = {name: _inward(bind.type, dialect) for name, bind in compiled.binds.items()}
        statement = self._statement
        columns = list(statement.selected_columns) if isinstance(statement, Select | TextualSelect) else []
        names = namedtuple("names", [str(one.key) for one in columns], rename=True)  # type: ignore[misc]
        return _Compiled(
            str(compiled),
            tuple(compiled.positiontup) if compiled.positional else None,
            {name: bind.value for name, bind in compiled.binds.items() if not bind.required},
            {name: change for name, change in inward.items() if change is not None},
            tuple((n, change) for n, one in enumerate(columns) if (change := _outward(one.type, dialect)) is not None),
            names._make,
            self._tables(str(compiled)),
        )

    def _tables(self, text: str) -> frozenset[str]:
        named = tables_in(text, metadata)
        if isinstance(self._statement, Delete):
            return named | pointing_at(metadata.tables[self._table])
        if isinstance(self._statement, Insert | Update):
            return named | pointed_at(metadata.tables[self._table])
        return named

    def _run(self, db: Db, compiled: _Compiled, parameters: Mapping[str, object]) -> Any:
        given = {**compiled.said, **parameters}
        for name, change in compiled.inward.items():
            given[name] = change(given[name])
        values = given if compiled.order is None else [given[name] for name in compiled.order]
        db.settle(compiled.tables)
        driver: Any = db.connection.connection.driver_connection
        return driver.execute(compiled.text, values)


class _EachOf(FunctionElement[object]):
    """The texts of a list, a row each."""

    inherit_cache = True


@compiles(_EachOf, "sqlite")
def _each_of_on_sqlite(element: _EachOf, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **more)})"


@compiles(_EachOf, "postgresql")
def _each_of_on_postgresql(element: _EachOf, compiler: SQLCompiler, **more: Any) -> str:
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **more)} AS jsonb))"


def among(one: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether the column's value is one of a list, the parameter of that name: one text for lists of any length."""
    return one.in_(select(column("value")).select_from(_EachOf(bindparam(name, type_=Json)).table_valued("value")))


def _inward(of: TypeEngine[object], dialect: Dialect) -> Change | None:
    return of.dialect_impl(dialect).bind_processor(dialect)


def _outward(of: TypeEngine[object], dialect: Dialect) -> Change | None:
    # Both drivers give whole numbers, fractions and texts as they are; SQLite's truth is a number.
    if not isinstance(of, TypeDecorator | Boolean):
        return None
    return of.dialect_impl(dialect).result_processor(dialect, None)
