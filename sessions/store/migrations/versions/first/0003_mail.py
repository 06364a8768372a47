"""What mail by evidence needs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "aliases",
        sa.Column("address_key", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_aliases_person_id")),
        sa.PrimaryKeyConstraint("address_key", name=op.f("pk_aliases")),
    )
    op.create_index(op.f("ix_aliases_person_id"), "aliases", ["person_id"], unique=False)

    op.create_table(
        "mail_faults",
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_mail_faults")),
    )
