"""Sessions of before rooms were told apart take the time of where they meet, too: none other may be there then."""

import hashlib
import json
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PORTS = {"http": 80, "https": 443}


def upgrade() -> None:
    """The step forward."""
    connection = op.get_bind()
    occupancy = sa.table("occupancy", *map(sa.column, ("session_id", "holder", "from_at", "to_at")))
    sessions = sa.table("sessions", sa.column("id"), sa.column("snapshot"))
    has_place = sa.select(occupancy.c.session_id).where(occupancy.c.holder.startswith("room:"))
    span = sa.select(occupancy.c.session_id, sa.func.min(occupancy.c.from_at), sa.func.max(occupancy.c.to_at))
    spans = {row[0]: (row[1], row[2]) for row in connection.execute(span.group_by(occupancy.c.session_id))}
    rows = []
    for one, snapshot in connection.execute(sa.select(sessions).where(sessions.c.id.not_in(has_place))):
        address = json.loads(snapshot).get("meeting_url") or ""
        if address and one in spans:
            rows.append(
                {
                    "session_id": one,
                    "holder": f"room:{_place(address)}",
                    "from_at": spans[one][0],
                    "to_at": spans[one][1],
                }
            )
    if rows:
        connection.execute(sa.insert(occupancy), rows)


def _place(address: str) -> str:
    """What two addresses of one place have in common, as the program knew it at this step."""
    parts = urlsplit(address.strip())
    try:
        port = "" if parts.port in (None, PORTS.get(parts.scheme)) else f":{parts.port}"
    except ValueError:
        port = ""
    query = f"?{parts.query}" if parts.query else ""
    whole = f"{(parts.hostname or '').lower()}{port}{parts.path.rstrip('/')}{query}"
    return hashlib.sha256(whole.encode()).hexdigest()[:40]
