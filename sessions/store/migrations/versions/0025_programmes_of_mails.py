"""A mail's row says which programme it is about, and has another stamp whenever it is changed: a programme's mails
are counted, found, and known again as unchanged, by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
OF_SESSIONS = """
    UPDATE mails SET programme_id = (SELECT programme_id FROM sessions WHERE sessions.id = mails.session_id)
    WHERE session_id IS NOT NULL"""
TOLD = {
    "sqlite": "json_extract(content, '$.facts.programme.id')",
    "postgresql": "CAST(content AS json) -> 'facts' -> 'programme' ->> 'id'",
}
OF_THEMSELVES = "UPDATE mails SET programme_id = {told} WHERE session_id IS NULL AND content LIKE :about"


def upgrade() -> None:
    """The step forward."""
    op.add_column("mails", sa.Column("programme_id", sa.String(length=32)))
    op.add_column("mails", sa.Column("stamp", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(OF_SESSIONS)
    told = sa.text(OF_THEMSELVES.format(told=TOLD[op.get_bind().dialect.name]))
    op.execute(told.bindparams(about='%"programme":{"id":%'))
    op.create_index("ix_mails_of_programme", "mails", ["programme_id", "state", "kind", "stamp"])
    op.create_index("ix_mails_in_programme", "mails", ["programme_id", "id"])
