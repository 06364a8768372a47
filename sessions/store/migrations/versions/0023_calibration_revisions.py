"""A mark of a calibration tells which change of it one saw; a panelist is reminded of one once."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.add_column("calibration_marks", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("calibration_takers", sa.Column("reminded_at", sa.BigInteger()))
