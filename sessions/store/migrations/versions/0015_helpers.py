"""Colleagues who fill in part of a regency's claims by a link of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "claim_helpers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("regency_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["regency_id"], ["regencies.id"], name=op.f("fk_claim_helpers_regency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_helpers")),
    )
    op.create_index(op.f("ix_claim_helpers_regency_id"), "claim_helpers", ["regency_id"])
