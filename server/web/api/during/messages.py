"""Messages of the secretariat: to a running session's open pages, or by mail to whom a list's filters find."""

from typing import Literal

from aiohttp import web
from multidict import MultiDict

from server.forms import forms, lists
from server.forms.models import MessageIn, ToWhom
from server.web import access, filters, handlers, ways
from server.web.api.before import batches
from sessions.actions.before import messaging
from sessions.actions.before.messaging import Message, Whom
from sessions.actions.during import broadcasting
from sessions.errors import Invalid


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
    whom, message, bulk = _whom(given.to), Message(given.subject, given.text), ways.bulk(request)
    return await handlers.act(
        request,
        lambda db: messaging.mail(db, programme, whom, message, asker, bulk=bulk, now=now),
        view=lambda db, told: {"people": told.people, "batch": batches.shown(db, told.batch, now)},
        status=201,
    )


def _whom(to: ToWhom) -> Whom:
    """Whom the filters are to find. Raises Invalid; nobody means everybody by saying nothing."""
    query: MultiDict[str] = MultiDict(to.query())
    if not query and to.list_ is None:
        raise Invalid.at("/to/session", "required")
    try:
        return _found_by(to.list_ or "sessions", query)
    except Invalid as invalid:
        raise Invalid([one.below("/to") for one in invalid.faults]) from invalid


def _found_by(kind: Literal["sessions", "regencies", "panelists"], query: MultiDict[str]) -> Whom:
    if kind == "sessions":
        return lists.sessions_of(query)
    for name in ("state",) if kind == "regencies" else ("state", "without"):
        if name in query:
            raise Invalid.at(f"/{name}", "unknown-field")
    for name in ("province", "panelist", "answer"):
        if len(query.getall(name, [])) > 1:
            raise Invalid.at(f"/{name}", "too-many", most=1)
    return messaging.Listed(kind, filters.of_query(query))
