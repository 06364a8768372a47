"""Messages of the secretariat to a running session's open pages."""

from aiohttp import web

from server.forms import forms
from server.forms.models import MessageIn
from server.web import access, handlers
from sessions.actions.during import broadcasting


async def send(request: web.Request) -> web.Response:
    """Shows a message on every open page of a session that runs."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = await forms.body(request, MessageIn)
    return await handlers.act(
        request,
        lambda db: broadcasting.send(db, programme, given.to.session, given.subject, given.text, asker, now=now),
        view=lambda _, broadcast: broadcasting.broadcast_json(broadcast),
        status=201,
    )
