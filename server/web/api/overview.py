"""A programme's overview: the round in figures, and what waits for a person."""

from datetime import datetime
from typing import Any

from aiohttp import web

from server.web.seam import access, handlers
from sessions.actions import Asker, waiting
from sessions.store import Db
from sessions.values import wire


async def get_overview(request: web.Request) -> web.Response:
    """Counts and lists of what waits for a person, each row with its session, the earliest first."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)

    def query(db: Db) -> dict[str, object]:
        return _view(db, programme, asker, now)

    return await handlers.show(request, query)


def _view(db: Db, programme: str, asker: Asker, now: datetime) -> dict[str, Any]:
    found = waiting.read(db, programme, asker, now=now)
    lists = {kind: [row.as_json() for row in rows] for kind, rows in waiting.lists(db, found).items()}
    return {
        "programme": programme,
        "server_time": wire(now),
        "round": waiting.figures(found),
        "counts": {kind: len(rows) for kind, rows in lists.items()},
    } | lists
