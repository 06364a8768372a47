"""Examples that panelists score before the round, with who was asked and what they said."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "calibrations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=False),
        sa.Column("rubric_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("file", sa.Text()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("invited_at", sa.BigInteger()),
        sa.Column("until", sa.BigInteger()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_calibrations_programme_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_calibrations_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
    )
    op.create_index(op.f("ix_calibrations_programme_id"), "calibrations", ["programme_id"])
    op.create_table(
        "calibration_takers",
        sa.Column("calibration_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("invited_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        *_belonging("calibration_takers"),
        sa.PrimaryKeyConstraint("calibration_id", "person_id", name=op.f("pk_calibration_takers")),
    )
    op.create_index(op.f("ix_calibration_takers_person_id"), "calibration_takers", ["person_id"])
    op.create_table(
        "calibration_marks",
        sa.Column("calibration_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Float()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_belonging("calibration_marks"),
        sa.PrimaryKeyConstraint("calibration_id", "person_id", "criterion", name=op.f("pk_calibration_marks")),
    )


def _belonging(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(["calibration_id"], ["calibrations.id"], name=op.f(f"fk_{table}_calibration_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),
    ]
