"""Who does what only one may do, of many processes and hosts."""

from sqlalchemy import Column, String, Table

from sessions.store.tables.base import Instant, metadata

# Times are the database's own: hosts need not agree on theirs.
leases = Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),  # "house", or "process:ID" of each that serves
    Column("holder", String(32), nullable=False),
    Column("until", Instant, nullable=False),
    # Of a process: all that had arrived there before this instant (by its own clock) is answered, and where its uploads
    # lie.
    Column("clear_to", Instant),
    Column("place", String(64), nullable=False, server_default=""),
)
