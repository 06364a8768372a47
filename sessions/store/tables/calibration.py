"""Examples that panelists score before the round. Nothing here is part of a record."""

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table, Text

from sessions.store.tables.base import ID, Instant, Json, metadata
from sessions.store.tables.core import people, programmes, rubrics

calibrations = Table(
    "calibrations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False, index=True),
    Column("rubric_id", ForeignKey(rubrics.c.id), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("file", Json),  # {id, name, size, sha256, media_type, at, by, by_name}
    Column("reference", Json, nullable=False),  # {criterion: {value, reason}}
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("made_at", Instant, nullable=False),
    Column("invited_at", Instant),
    Column("until", Instant),
    Column("closed_at", Instant),
)

calibration_takers = Table(
    "calibration_takers",
    metadata,
    Column("calibration_id", ForeignKey(calibrations.c.id), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), primary_key=True, index=True),
    Column("invited_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("reminded_at", Instant),
)

calibration_marks = Table(
    "calibration_marks",
    metadata,
    Column("calibration_id", ForeignKey(calibrations.c.id), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("value", Float),
    Column("note", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
)
