"""Who is told outside of the house: webhooks, and what they still are to be told."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from sessions.store.tables.base import ID, Instant, Json, metadata

# Its secret is derived from the installation's key, and is in no table.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("url", Text, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("resume_at", Instant, nullable=False),
    Column("fault", Text, nullable=False, server_default=""),
)

# Without a foreign key: a score's save must never fail because a webhook is being removed meanwhile.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("webhook_id", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("batch_id", String(32)),  # stopped with it
    Column("written_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Index("ix_deliveries_webhook_id_due_at", "webhook_id", "due_at"),
)
