"""A mail that waits may be a colleague's to decide."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.add_column("incoming", sa.Column("keeper_id", sa.String(32)))
