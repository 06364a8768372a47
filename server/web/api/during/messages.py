"""Messages of the secretariat: to a running session's open pages, or by mail to whom a list's filters find."""

from datetime import datetime

from aiohttp import web

from server import forms
from server.forms import MessageIn
from server.text import whatsapp
from server.web import addressing
from server.web.api.before import batches
from server.web.seam import access, handlers, ways
from sessions.actions import Message, Told, broadcasting, messaging
from sessions.store import Db, registry
from sessions.values import Invalid


async def send(request: web.Request) -> web.Response:
    """Shows a message on every open page of a session that runs, or mails it to everybody whom the filters find."""
    given = await forms.body(request, MessageIn)
    if given.to.session is None:
        return await _mail(request, given)
    if given.to.query() or given.to.list_:
        raise Invalid.at("/to/session", "session-or-filter")
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    session = given.to.session
    return await handlers.act(
        request,
        lambda db: broadcasting.send(db, programme, session, given.subject, given.text, asker, now=now),
        view=lambda _, broadcast: broadcasting.broadcast_json(broadcast),
        status=201,
    )


async def _mail(request: web.Request, given: MessageIn) -> web.Response:
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    whom, message, delay = addressing.whom(given.to), Message(given.subject, given.text), ways.delay(request)
    return await handlers.act(
        request,
        lambda db: messaging.mail(db, programme, whom, message, asker, delay=delay, now=now),
        view=lambda db, told: _told(db, programme, message, told, now),
        status=201,
    )


def _told(db: Db, programme: str, message: Message, told: Told, now: datetime) -> dict[str, object]:
    """`by_number`: whom the filters find, too, and no mail goes to; `whatsapp` opens it with the message filled in."""
    called = registry.programme(db, programme).name
    by_number = [
        {"code": one.code, "name": one.name, "contact": one.contact_name or None, "phone": one.contact_phone}
        | {"whatsapp": whatsapp.of_message(one, message.subject, message.text, called)}
        for one in told.by_number
    ]
    return {"people": told.people, "batch": batches.shown(db, told.batch, now), "by_number": by_number}
