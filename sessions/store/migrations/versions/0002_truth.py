"""What records, accounts and the log need."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("title", sa.Text(), nullable=False, server_default=""))
        people.add_column(sa.Column("nip", sa.String(length=40), nullable=False, server_default=""))
