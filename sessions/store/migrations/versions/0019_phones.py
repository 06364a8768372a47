"""The number by which a person is called or written to."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.add_column("people", sa.Column("phone", sa.String(length=20), nullable=False, server_default=""))
