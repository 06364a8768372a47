"""What a database's error means for who waits: to be tried again, lost, full, or a fault of ours.

PostgreSQL tells by SQLSTATE (its manual, appendix A), SQLite by its error's name (sqlite.org/rescode.html).
"""

import sqlite3
from typing import Literal

from sqlalchemy.exc import DBAPIError

Trouble = Literal["conflict", "taken", "lost", "full"]
CONFLICTS = {
    "40001",  # could not serialize: somebody else was quicker
    "40P01",  # a deadlock, and this one was chosen
}
TAKEN = "23505"  # a key that stands there: somebody else's since it was looked for, or a fault of one's own
FULL = {"53100", "25006", "58030"}  # no room, read-only, no disk
LOST = {"57P01", "57P02", "57P03", "53300"}  # shut down, crashed, still starting, too many connections
SQLITE_LOST = ("SQLITE_BUSY", "SQLITE_LOCKED")
SQLITE_FULL = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")


def of(error: BaseException) -> Trouble | None:
    """What the error means; None for what is no trouble of the database's."""
    plain = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(plain, sqlite3.Error):
        name = getattr(plain, "sqlite_errorname", "") or ""
        return "full" if name.startswith(SQLITE_FULL) else "lost" if name.startswith(SQLITE_LOST) else None
    state = getattr(plain, "sqlstate", None)
    if state in CONFLICTS:
        return "conflict"
    if state == TAKEN:
        return "taken"
    if state in FULL:
        return "full"
    if state in LOST or (isinstance(state, str) and state.startswith("08")):
        return "lost"
    # The driver's own, or one of their kinds (ConnectionTimeout): the line broke before the server could say anything.
    kinds = {kind.__name__ for kind in type(plain).__mro__}
    return "lost" if state is None and kinds & {"OperationalError", "InterfaceError"} else None
