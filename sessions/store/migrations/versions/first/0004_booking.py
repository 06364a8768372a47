"""What rooms, offers, batches and messages need."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    for table in ("programmes", "people", "regencies", "availability"):
        op.add_column(table, sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("programmes", sa.Column("archived_at", sa.BigInteger()))
    op.add_column("regencies", sa.Column("withdrawn_at", sa.BigInteger()))
    op.add_column("regencies", sa.Column("withdrawn_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("mails", sa.Column("batch_id", sa.String(32)))
    op.create_index(op.f("ix_mails_batch_id"), "mails", ["batch_id"])
    _rooms()
    _batches()
    _offers()
    _mail_templates()
    _calendars()
    op.create_table(
        "acceptances",
        sa.Column("plan_id", sa.String(32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("meeting_url", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.String(32)),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("left", sa.Text(), nullable=False),
        sa.Column("clashes", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_acceptances_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_acceptances")),
    )
    op.create_table(
        "regency_availability",
        sa.Column("regency_id", sa.String(32), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(["regency_id"], ["regencies.id"], name=op.f("fk_regency_availability_regency_id")),
        sa.PrimaryKeyConstraint("regency_id", name=op.f("pk_regency_availability")),
    )
    _count_changes()


def _rooms() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("programme_id", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("meeting_url", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_rooms_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    op.create_index(op.f("ix_rooms_programme_id"), "rooms", ["programme_id"])


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("programme_id", sa.String(32), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("by_id", sa.String(80), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_at", sa.BigInteger()),
        sa.Column("undo", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_batches_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index(op.f("ix_batches_programme_id"), "batches", ["programme_id"])


def _mail_templates() -> None:
    op.create_table(
        "mail_templates",
        sa.Column("programme_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_mail_templates_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", "kind", name=op.f("pk_mail_templates")),
    )


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("programme_id", sa.String(32), nullable=False),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_offers_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_programme_id"), "offers", ["programme_id"])
    op.create_table(
        "offered",
        sa.Column("offer_id", sa.String(32), nullable=False),
        sa.Column("regency_id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32)),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("reminded_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offered_offer_id")),
        sa.ForeignKeyConstraint(["regency_id"], ["regencies.id"], name=op.f("fk_offered_regency_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_offered_session_id")),
        sa.PrimaryKeyConstraint("offer_id", "regency_id", name=op.f("pk_offered")),
    )
    op.create_index(op.f("ix_offered_regency_id"), "offered", ["regency_id"])


def _calendars() -> None:
    op.create_table(
        "calendars",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger()),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendars_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
    )
    op.create_index(op.f("ix_calendars_person_id"), "calendars", ["person_id"])
    op.create_index("ix_calendars_due_at", "calendars", ["due_at"])
    op.create_table(
        "calendar_lists",
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_lists_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_lists")),
    )


def _count_changes() -> None:
    """Each session's snapshot counts the changes that its record tells of, as the fold does from now on."""
    at = op.get_bind()
    counted = sa.text(
        "SELECT session_id, count(*) FROM entries WHERE kind IN ('moved', 'panel-changed', 'link-changed') "
        "GROUP BY session_id"
    )
    changes = {row[0]: row[1] for row in at.execute(counted)}
    for session, text in at.execute(sa.text("SELECT id, snapshot FROM sessions")).all():
        snapshot = json.loads(text) | {"revision": 1 + changes.get(session, 0) + _withdrawals(at, session)}
        stored = json.dumps(snapshot, ensure_ascii=False, separators=(",", ":"))
        at.execute(sa.text("UPDATE sessions SET snapshot = :text WHERE id = :id"), {"text": stored, "id": session})


def _withdrawals(at: sa.Connection, session: str) -> int:
    """How often a chair withdrew for a conflict of interest."""
    told = sa.text(
        "SELECT kind, data FROM entries WHERE session_id = :id "
        "AND kind IN ('booked', 'panel-changed', 'declared') ORDER BY number"
    )
    chair, found = None, 0
    for kind, text in at.execute(told, {"id": session}):
        data = json.loads(text)
        if kind != "declared":
            chair = next((seat["id"] for seat in data["panel"] if seat["role"] == "chair"), None)
        elif data["conflict"] and data["panelist"] == chair:
            found += 1
    return found
