"""What a panelist keeps for themselves."""

from sqlalchemy import Column, ForeignKey, String, Table, Text

from sessions.store.tables.base import Instant, metadata
from sessions.store.tables.core import people, sessions

# Beside a score and never part of the record: its author's alone, for as long as it is kept.
private_notes = Table(
    "private_notes",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
