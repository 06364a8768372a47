"""What each process has answered, and where its uploads lie."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.add_column("leases", sa.Column("clear_to", sa.BigInteger()))
    op.add_column("leases", sa.Column("place", sa.String(length=64), nullable=False, server_default=""))
