"""Accounts, acts of power and the installation's log."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from sessions.store.tables.base import ID, Instant, metadata
from sessions.store.tables.core import people, sign_ins

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

# When a sign-in was last used, to the hour: beside it, for each change of the sign-in itself is a leaf of the log.
sign_in_uses = Table(
    "sign_in_uses",
    metadata,
    Column("hash", ForeignKey(sign_ins.c.hash), primary_key=True),
    Column("at", Instant, nullable=False),
)

# Whom an authenticator signs in (WebAuthn). `challenge` is the hash of the last one that it answered, which is not
# answered twice; `uses` is the authenticator's own count, 0 where it keeps none.
passkeys = Table(
    "passkeys",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False, index=True),
    Column("credential", String(1400), nullable=False, unique=True),  # base64url
    Column("public_key", Text, nullable=False),  # COSE, base64url
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("uses", Integer, nullable=False, server_default="0"),
    Column("challenge", String(64), nullable=False, server_default=""),
)
