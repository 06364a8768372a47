"""What the secretariat did: kept from now on, and gathered of what records and the log say that it has done before."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from sessions.clock import from_ms, from_wire, to_ms
from sessions.ids import new_id

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
TOGETHER = 1000


def upgrade() -> None:
    """The step forward."""
    acts = op.create_table(
        "acts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("did", sa.String(length=32), nullable=False),
        sa.Column("thing", sa.String(length=16), nullable=False),
        sa.Column("thing_id", sa.String(length=160), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.String(length=32)),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer()),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_acts_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index(op.f("ix_acts_by_id"), "acts", ["by_id"])
    op.create_index("ix_acts_thing_id_id", "acts", ["thing_id", "id"])
    op.create_index("ix_acts_programme_id_id", "acts", ["programme_id", "id"])
    rows = sorted([*_of_records(), *_of_the_log()], key=lambda row: int(row["at"]))
    for row in rows:
        row["id"] = new_id(from_ms(row["at"]))
    for first in range(0, len(rows), TOGETHER):
        op.bulk_insert(acts, rows[first : first + TOGETHER])


def _of_records() -> Iterator[dict[str, Any]]:
    chosen = """SELECT e.session_id, e.number, e.at, e.kind, e.actor, s.programme_id, r.name FROM entries e
        JOIN sessions s ON s.id = e.session_id JOIN regencies r ON r.id = s.regency_id
        WHERE e.actor LIKE '%"role":"secretariat"%'"""
    for row in op.get_bind().execute(sa.text(chosen)):
        thing = {"thing": "session", "thing_id": row.session_id, "name": row.name, "programme_id": row.programme_id}
        yield (
            _who(json.loads(row.actor)) | thing | {"at": row.at, "did": row.kind, "changes": "{}", "entry": row.number}
        )


def _of_the_log() -> Iterator[dict[str, Any]]:
    chosen = "SELECT kind, subject, content FROM leaves WHERE content IS NOT NULL"
    for row in op.get_bind().execute(sa.text(chosen)):
        told = json.loads(row.content)
        if not isinstance(told, dict) or not {"by", "upon", "at"} <= set(told):
            continue
        kind = {"key": "key", "account": "account", "role": "account"}.get(row.kind.partition("-")[0], "person")
        thing = {"thing": kind, "thing_id": row.subject, "name": told["upon"].get("name", "—"), "programme_id": None}
        at = to_ms(from_wire(told["at"]))
        yield _who(told["by"]) | thing | {"at": at, "did": row.kind, "changes": "{}", "entry": None}


def _who(by: dict[str, str]) -> dict[str, str]:
    return {"by_id": by["id"], "by_name": by.get("name", "—"), "via": by["via"]}
