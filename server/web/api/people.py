"""People's personal links."""

from typing import Any

from aiohttp import web

from server.forms import forms
from server.forms.models import LinkIn
from server.web import access, handlers
from sessions.actions import enrolling
from sessions.store.engine import Db
from sessions.values.registry import Person


async def renew_link(request: web.Request) -> web.Response:
    """Revokes the person's link and mails a new one, or only revokes it."""
    asker = access.asker(request)
    given = await forms.body(request, LinkIn)
    return await handlers.act(
        request,
        lambda db: enrolling.renew_link(
            db, request.match_info["id"], asker, send=not given.revoke, now=handlers.now(request)
        ),
        view=_view,
    )


def _view(_: Db, person: Person) -> dict[str, Any]:
    return {"id": person.id, "name": person.name}
