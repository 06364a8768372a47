"""What every table is made with: the types of columns, the names of constraints, the one metadata."""

import json
import secrets
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Dialect,
    MetaData,
    String,
    Text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from sessions.values import compact, from_ms, to_ms


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as whole milliseconds since 1970 UTC: exact and comparable on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Milliseconds for the database."""
        return None if value is None else to_ms(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """UTC again."""
        return None if value is None else from_ms(value)


class Json(TypeDecorator[object]):
    """A JSON document kept as text, so that its bytes are ours on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Compact text, characters as they are."""
        return None if value is None else compact(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """The document again."""
        return None if value is None else json.loads(value)


STAMP_BITS = 40  # the sum of eight million of them is still a whole number of every database


def stamp() -> int:
    """Any number, for a row that is new; see Stamped."""
    return secrets.randbits(STAMP_BITS)


class Stamped(FunctionElement[int]):
    """Any number, for a row that is changed. Rows are known again as unchanged by how many they are and the sum of
    their stamps, whoever wrote and whether it was committed: one change in 2^40 leaves it as it was."""

    type = BigInteger()
    inherit_cache = True


@compiles(Stamped, "sqlite")
def _stamped_on_sqlite(element: Stamped, compiler: SQLCompiler, **more: object) -> str:
    return f"(random() & {2**STAMP_BITS - 1})"


@compiles(Stamped, "postgresql")
def _stamped_on_postgresql(element: Stamped, compiler: SQLCompiler, **more: object) -> str:
    return f"CAST(floor(random() * {2**STAMP_BITS}) AS BIGINT)"


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ID = String(32)
