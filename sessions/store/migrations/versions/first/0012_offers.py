"""Times that regencies propose in answer to an offer, and offered times that became free again."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "offer_proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("offer_id", sa.String(length=32), nullable=False),
        sa.Column("regency_id", sa.String(length=32), nullable=False),
        sa.Column("by_id", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_proposals_offer_id")),
        sa.ForeignKeyConstraint(["regency_id"], ["regencies.id"], name=op.f("fk_offer_proposals_regency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_proposals")),
    )
    op.create_index(op.f("ix_offer_proposals_offer_id"), "offer_proposals", ["offer_id"], unique=False)
    op.create_index(op.f("ix_offer_proposals_regency_id"), "offer_proposals", ["regency_id"], unique=False)
    op.create_table(
        "offers_freed",
        sa.Column("offer_id", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offers_freed_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", "starts_at", name=op.f("pk_offers_freed")),
    )
