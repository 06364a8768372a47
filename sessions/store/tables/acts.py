"""What the secretariat did, to be looked up; and the views of lists that it keeps."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from sessions.store.tables.base import ID, Instant, Json, metadata
from sessions.store.tables.core import programmes

# Written in the transaction of what was done. Of a session the record says what it was: its entry is named here, with
# what people look up of it from what to what.
acts = Table(
    "acts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by_id", String(80), nullable=False, index=True),
    Column("by_name", Text, nullable=False),
    Column("via", String(16), nullable=False),
    Column("did", String(32), nullable=False),
    Column("thing", String(16), nullable=False),
    Column("thing_id", String(160), nullable=False),
    Column("name", Text, nullable=False),  # of the thing, as it then was
    Column("programme_id", ForeignKey(programmes.c.id)),
    Column("changes", Json, nullable=False),  # field by field from what to what
    Column("entry", Integer),
    Index("ix_acts_thing_id_id", "thing_id", "id"),
    Index("ix_acts_programme_id_id", "programme_id", "id"),
)

# The search and filters of a list, kept under a name by one person or for the whole secretariat.
views = Table(
    "views",
    metadata,
    Column("id", ID, primary_key=True),
    Column("list", String(16), nullable=False),
    Column("programme_id", ForeignKey(programmes.c.id), index=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)
