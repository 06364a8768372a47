"""The tables, for SQLite and PostgreSQL alike, one module a subject; what a record folds to is kept beside it.

`metadata` is whole once this package is imported."""

from sessions.store.tables import (
    accounts,
    acts,
    booking,
    calibration,
    core,
    live,
    log,
    mail,
    outward,
    results,
    scale,
    workspace,
)
from sessions.store.tables.base import metadata

__all__ = [
    "accounts",
    "acts",
    "booking",
    "calibration",
    "core",
    "live",
    "log",
    "mail",
    "metadata",
    "outward",
    "results",
    "scale",
    "workspace",
]
