"""Claims, evidence, recordings and bookmarks."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from sessions.store.tables.base import ID, Instant, Json, metadata
from sessions.store.tables.core import regencies, sessions

claims = Table(
    "claims",
    metadata,
    Column("regency_id", ForeignKey(regencies.c.id), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("value", Float),
    Column("text", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(80), nullable=False),  # a person's id, or a program's of the secretariat
    Column("by_name", Text, nullable=False),
)

regency_files = Table(
    "regency_files",
    metadata,
    Column("id", ID, primary_key=True),
    Column("regency_id", ForeignKey(regencies.c.id), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # evidence | deck | document
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("size", Integer),
    Column("sha256", String(64)),
    Column("media_type", String(120)),
    Column("url", Text),
    Column("at", Instant, nullable=False),
    Column("by", String(80), nullable=False),
    Column("by_name", Text, nullable=False),
)

# Colleagues who fill in part of the claims by a link of their own.
claim_helpers = Table(
    "claim_helpers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("regency_id", ForeignKey(regencies.c.id), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("criteria", Json, nullable=False),  # the keys
    Column("at", Instant, nullable=False),
    Column("by", String(80), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("ended_at", Instant),  # when the link was taken back
)

# Who has pages of a session open, by the process (its lease's holder) that serves them.
attending = Table(
    "attending",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("person_id", String(80), primary_key=True),
    Column("process", String(32), primary_key=True),
)

# One stretch of recording, made on one device; its pieces lie as files below the data folder.
takes = Table(
    "takes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("session_id", ForeignKey(sessions.c.id), nullable=False, index=True),
    Column("kind", String(8), nullable=False),  # audio | video
    Column("media_type", String(120), nullable=False),
    Column("state", String(12), nullable=False, index=True),  # recording | stopped | interrupted
    Column("began_at", Instant, nullable=False),
    Column("heard_at", Instant, nullable=False),  # when the last piece came
    Column("stopped_at", Instant),
    Column("by", String(80), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("file", ID),  # the session's file that was made of the pieces
    Column("sha256", String(64)),
    Column("seconds", Float),
    Column("made_of", Integer, nullable=False, server_default="0"),  # how many pieces its file was made of
    Column("fault", Text),
)

pieces = Table(
    "pieces",
    metadata,
    Column("take_id", ForeignKey(takes.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("left", Integer, nullable=False),  # how many bytes its last element still lacks; -1 where nobody knows
    Column("at", Instant, nullable=False),
)

bookmarks = Table(
    "bookmarks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("session_id", ForeignKey(sessions.c.id), nullable=False),
    Column("person", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_bookmarks_session_person", "session_id", "person"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("session_id", ForeignKey(sessions.c.id), nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
