"""The first tables."""

from alembic import op

from sessions.store.tables import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    metadata.create_all(op.get_bind())
