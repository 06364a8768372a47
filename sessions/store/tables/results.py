"""What is kept beside releases: who proposed the next one, the numbers of minutes, and PDFs that were handed out."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from sessions.store.tables.base import Instant, metadata
from sessions.store.tables.core import programmes, sessions

minute_numbers = Table(
    "minute_numbers",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    UniqueConstraint("programme_id", "number"),
)

# Letters of invitation and assignment: one number for each that says something new.
letter_numbers = Table(
    "letter_numbers",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("digest", String(64), primary_key=True),  # of what it says
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False),
    Column("kind", String(12), nullable=False),  # invitation | assignment
    Column("number", Integer, nullable=False),
    UniqueConstraint("programme_id", "number"),
)

publication_proposals = Table(
    "publication_proposals",
    metadata,
    Column("programme_id", ForeignKey(programmes.c.id), primary_key=True),
    Column("asked", String(64), nullable=False),  # SHA-256 of the figures' basis and of what was asked for
    Column("by_id", String(64), nullable=False),
    Column("by_name", String(200), nullable=False),
    Column("at", Instant, nullable=False),
)

handed_out = Table(
    "handed_out",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("digest", String(64), primary_key=True),  # the record's, as it was mailed
    Column("pdf", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)
