"""What is known of mails beyond the first tables: people's other addresses, what keeps mail from going or coming."""

from sqlalchemy import Column, ForeignKey, String, Table, Text

from sessions.store.tables.base import Instant, metadata
from sessions.store.tables.core import people

aliases = Table(
    "aliases",
    metadata,
    Column("address_key", String(254), primary_key=True),  # in small letters
    Column("person_id", ForeignKey(people.c.id), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
)

mail_faults = Table(
    "mail_faults",
    metadata,
    Column("part", String(16), primary_key=True),  # outbox | inbox | backup
    Column("since", Instant, nullable=False),
    Column("reason", Text, nullable=False),
)

# Which troubles the secretariat was mailed of; `over_at` since when one is over, until that was mailed, too.
alerts = Table(
    "alerts",
    metadata,
    Column("part", String(16), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("over_at", Instant),
)
