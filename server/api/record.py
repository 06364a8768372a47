"""The record as JSON and JSON Lines. The minutes, CSV and XLSX are made of it elsewhere."""

import json
from typing import Any

from aiohttp import web

from server import access, calls
from server.keys import STORE
from sessions import showing
from sessions.asking import Asker, heard
from sessions.errors import NotFound
from sessions.record import Entry
from sessions.session import Session
from sessions.store.engine import Db


async def as_json(request: web.Request) -> web.Response:
    """The whole record: the session, its entries, and the chain's head."""
    session, entries = await _read(request)
    shown = {
        "session": session.id,
        "regency": {"code": session.regency.code, "name": session.regency.name},
        "count": len(entries),
        "head": session.head,
        "digest": session.digest,
        "entries": [entry.as_json() for entry in entries],
    }
    return calls.json_response(shown)


async def as_jsonl(request: web.Request) -> web.Response:
    """The record's entries, one a line."""
    _, entries = await _read(request)
    lines = "".join(json.dumps(entry.as_json(), ensure_ascii=False) + "\n" for entry in entries)
    return web.Response(text=lines, content_type="application/jsonl", headers={"Cache-Control": "no-store"})


def readable(db: Db, session_id: str, asker: Asker, *, now: Any) -> tuple[Session, list[Entry]]:
    """The session and its record, for the secretariat, and for panelists after the close. Raises NotFound."""
    session = heard(db, session_id, asker)
    if not asker.secretariat and session.state(now) not in ("closed", "signed", "aborted"):
        raise NotFound
    return session, showing.record_for(db, session, asker, now=now)


async def _read(request: web.Request) -> tuple[Session, list[Entry]]:
    asker, session = access.asker(request), request.match_info["id"]
    return await request.app[STORE].read(readable, session, asker, now=calls.now(request))
