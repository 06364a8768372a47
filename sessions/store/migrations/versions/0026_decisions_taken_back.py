"""A mail that was decided upon says what taking the decision back needs."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.add_column("incoming", sa.Column("undo", sa.Text()))
