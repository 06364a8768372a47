"""A regency's contact whose address is still to come: their name and number."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.add_column("regencies", sa.Column("contact_name", sa.Text(), nullable=False, server_default=""))
    op.add_column("regencies", sa.Column("contact_phone", sa.String(length=20), nullable=False, server_default=""))
