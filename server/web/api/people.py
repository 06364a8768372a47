"""People's personal links, and their data."""

from aiohttp import web

from server import forms
from server.forms import LinkIn
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import enrolling, privacy
from sessions.store import Db
from sessions.values import Json, Person


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


async def get_data(request: web.Request) -> web.Response:
    """Everything that is kept of one person; unrevealed scores and notes for that person alone."""
    asker, now, person = access.asker(request), handlers.now(request), request.match_info["id"]
    return await handlers.show(request, lambda db: privacy.data_of(db, person, asker, now=now))


async def erase(request: web.Request) -> web.Response:
    """Erases one person's addresses and contact data; names stay in the records."""
    asker, now, person = access.asker(request), handlers.now(request), request.match_info["id"]
    keep = request.app[SETTINGS].privacy.keep or None
    return await handlers.act(request, lambda db: privacy.erase(db, person, asker, keep=keep, now=now))


def _view(_: Db, person: Person) -> dict[str, Json]:
    return {"id": person.id, "name": person.name}
