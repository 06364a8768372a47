"""The installation's log: its leaves, the complete subtrees of its Merkle tree, and the heads that were made known."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from sessions.store.tables.base import Instant, Json, metadata

# Written without a number in the transaction of their cause; numbered and dated in order by one process.
leaves = Table(
    "leaves",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("digest", String(64), nullable=False, index=True),  # what the tree holds: published, or of salted content
    Column("salt", String(32)),
    Column("content", Json),  # of an act of power; that of a row is the row itself
    Column("number", Integer, unique=True),
    Column("at", Instant),
    Index("ix_leaves_kind_subject", "kind", "subject"),
)

log_nodes = Table(
    "log_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)

log_heads = Table(
    "log_heads",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("token", LargeBinary),  # an RFC 3161 time-stamp of the root
)
