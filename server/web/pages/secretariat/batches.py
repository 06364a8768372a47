"""Mails that wait for a minute: how many, for what, and the button that takes back what they tell."""

from typing import Any

from aiohttp import web

from server.web import access, handlers
from server.web.pages import frame
from server.web.pages.secretariat.registry import titled
from sessions.actions.before import batches
from sessions.actions.before.plans import accepting
from sessions.store.before import batches as store
from sessions.store.before import registry
from sessions.store.engine import Db


async def show(request: web.Request) -> web.Response:
    """The batch as it now is."""
    asker, batch, now = access.asker(request), request.match_info["id"], handlers.now(request)

    def query(db: Db) -> dict[str, Any]:
        found = batches.get(db, batch, asker)
        sessions = {mail.session_id for mail in store.mails_of(db, batch) if mail.session_id}
        return {
            "programme": titled(registry.programme(db, found.programme)),
            "batch": found.as_json(now),
            "sessions": len(sessions),
            "accepting": accepting.progress(db, found.undo.get("plan")),
        }

    return frame.page(request, "pages/batch.html", await frame.read(request, query))


async def cancel(request: web.Request) -> web.Response:
    """Stops it, and leads to what stands as before."""
    asker, batch, now = access.asker(request), request.match_info["id"], handlers.now(request)
    stopped = await frame.act(request, lambda db: batches.cancel(db, batch, asker, now=now))
    if len(stopped.undone) == 1 and not stopped.batch.undo:
        return frame.led_to(f"/sessions/{stopped.undone[0]}", "taken-back")
    return frame.led_to(f"/batches/{batch}", "stopped-halfway" if stopped.went else "taken-back")
