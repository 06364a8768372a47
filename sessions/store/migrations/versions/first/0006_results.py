"""What results need."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "minute_numbers",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_minute_numbers_programme_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_minute_numbers_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_minute_numbers")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_minute_numbers_programme_id_number")),
    )
    op.create_table(
        "publication_proposals",
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_publication_proposals_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_publication_proposals")),
    )
    op.create_table(
        "handed_out",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_handed_out_session_id")),
        sa.PrimaryKeyConstraint("session_id", "language", "digest", name=op.f("pk_handed_out")),
    )
