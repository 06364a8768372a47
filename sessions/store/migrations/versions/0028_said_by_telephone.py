"""Whom a batch's message is said to by telephone alone, and its words, have columns of their own."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BATCHES = sa.table(
    "batches",
    sa.column("id", sa.String),
    sa.column("undo", sa.Text),
    sa.column("by_number", sa.Text),
    sa.column("message", sa.Text),
)


def upgrade() -> None:
    """The step forward."""
    op.add_column("batches", sa.Column("by_number", sa.Text()))
    op.add_column("batches", sa.Column("message", sa.Text()))
    stored = sa.select(BATCHES.c.id, BATCHES.c.undo).where(BATCHES.c.undo.like('%"by_number"%'))
    for row in op.get_bind().execute(stored).all():
        undo = json.loads(row.undo)
        moved = {name: _text(undo.pop(name, None)) for name in ("by_number", "message")}
        op.execute(sa.update(BATCHES).where(BATCHES.c.id == row.id).values(undo=_text(undo), **moved))


def _text(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
