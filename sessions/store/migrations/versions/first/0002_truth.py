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
    with op.batch_alter_table("scores") as scores:
        scores.add_column(sa.Column("moderated", sa.Float(), nullable=True))
    _accounts()
    _log()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accounts_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts")),
    )
    op.execute(
        "INSERT INTO accounts (person_id, role, revision, created_at) "
        "SELECT id, 'secretariat', 1, created_at FROM people WHERE secretariat"
    )
    op.drop_column("people", "secretariat")
    op.create_table(
        "sign_in_asks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_asks")),
    )
    op.create_index("ix_sign_in_asks_address_at", "sign_in_asks", ["address", "at"])
    # A sign-in of before carries no powers of an account: which link it came by is not known.
    op.add_column("sign_ins", sa.Column("via", sa.String(length=16), server_default="link", nullable=False))
    op.add_column("sign_ins", sa.Column("agent", sa.Text(), server_default="", nullable=False))


def _log() -> None:
    op.create_table(
        "leaves",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_leaves")),
        sa.UniqueConstraint("number", name=op.f("uq_leaves_number")),
    )
    op.create_index(op.f("ix_leaves_digest"), "leaves", ["digest"])
    op.create_index("ix_leaves_kind_subject", "leaves", ["kind", "subject"])
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_log_nodes")),
    )
    op.create_table(
        "log_heads",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_heads")),
    )
