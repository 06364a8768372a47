"""A programme's mails are counted and put in order without a look at their long rows."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_index("ix_mails_of_session", "mails", ["session_id", "id", "state", "kind"])
    op.drop_index("ix_mails_session_id", table_name="mails")
