"""Accounts, acts of power and the installation's log."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from sessions.store.tables.base import ID, Instant, metadata
from sessions.store.tables.core import people

accounts = Table(
    "accounts",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("role", String(16), nullable=False),  # secretariat | viewer
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# Who asked for a sign-in link by its address, known or not: every ask costs the same, and is forgotten after an hour.
sign_in_asks = Table(
    "sign_in_asks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("address", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_sign_in_asks_address_at", "address", "at"),
)
