"""Which troubles the secretariat was mailed of."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "alerts",
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("over_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_alerts")),
    )
