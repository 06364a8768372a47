"""A person's calendar to subscribe to: its address, how to use it, and the renewing of it."""

from typing import Any

from aiohttp import web

from server.web import access, handlers
from server.web.keys import SETTINGS
from server.web.pages import frame
from sessions.actions.before.enrolling import person_for
from sessions.actions.invitations import feeding
from sessions.store.powers import accounts


async def show(request: web.Request) -> web.Response:
    """The address; made when it is first asked for."""
    key, asker = request.match_info["id"], access.asker(request)
    token = await frame.act(request, lambda db: feeding.address(db, key, asker, now=handlers.now(request)))
    person = await frame.read(request, lambda db: person_for(db, key))
    role = await frame.read(request, lambda db: accounts.role(db, person.id))
    url = f"{request.app[SETTINGS].public_url}/calendar/{token}.ics"
    view: dict[str, Any] = {
        "person": {"id": person.id, "name": person.name, "everything": role is not None},
        "own": person.id == asker.id,
        "url": url,
        "webcal": f"webcal{url[url.index('://') :]}",
    }
    return frame.page(request, "pages/feed.html", view)


async def renew(request: web.Request) -> web.Response:
    """A new address; the old one opens nothing any more."""
    person = request.match_info["id"]
    await frame.act(request, lambda db: feeding.renew(db, person, access.asker(request), now=handlers.now(request)))
    return frame.led_to(f"/people/{person}/feed", "feed-renewed")
