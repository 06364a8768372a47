"""A person's calendar to subscribe to: its address, how to use it, and the renewing of it."""

from collections.abc import Callable

from aiohttp import web

from server.mail import feeds
from server.web.pages import frame
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import feeding, person_for
from sessions.store import accounts


async def show(request: web.Request) -> web.Response:
    """How to subscribe; the address is made, and shown, when the page is first asked for."""
    return await _page(request, feeding.address)


async def renew(request: web.Request) -> web.Response:
    """A new address, shown this once; the old one opens nothing any more."""
    return await _page(request, feeding.renew)


async def _page(request: web.Request, give: Callable[..., str | None]) -> web.Response:
    key, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)
    token = await frame.act(request, lambda db: give(db, key, asker, now=now))
    person = await frame.read(request, lambda db: person_for(db, key))
    role = await frame.read(request, lambda db: accounts.role(db, person.id))
    view: dict[str, object] = {"person": {"id": person.id, "name": person.name, "everything": role is not None}}
    view |= feeds.addresses(request.app[SETTINGS].public_url, token)
    return frame.page(request, "pages/feed.html", view, secrets=[token] if token else [])
