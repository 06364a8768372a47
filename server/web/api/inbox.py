"""Mails that came in and need somebody: the list, one with its text, and what can be done with it."""

from typing import Any

from aiohttp import web

from server.forms import forms
from server.forms.models import AssignIn
from server.web import access, handlers
from sessions.actions.access import must_be_secretariat
from sessions.actions.inbox import desk
from sessions.errors import Invalid
from sessions.store import incoming
from sessions.store.engine import Db
from sessions.values.itip.excerpt import excerpt

STATES = {"open": "open", "done": "done", "ignored": "ignored", "all": None}


async def list_inbox(request: web.Request) -> web.Response:
    """What waits for somebody, or with `?state=` what was done, ignored, or all."""
    limit, after = handlers.paging(request)
    state = request.query.get("state", "open")
    if state not in STATES:
        raise Invalid.at("/state", "not-one-of", allowed=", ".join(STATES))

    def query(db: Db) -> dict[str, Any]:
        must_be_secretariat(access.asker(request))
        found = incoming.listed(db, state=STATES[state], after=after, limit=limit + 1)
        return handlers.page([desk.view(db, item) for item in found], limit)

    return await handlers.show(request, query)


async def get_mail(request: web.Request) -> web.Response:
    """One mail with what it says in plain words, our links masked."""

    def query(db: Db) -> dict[str, Any]:
        must_be_secretariat(access.asker(request))
        item = incoming.get(db, request.match_info["id"])
        return {**desk.view(db, item), "text": excerpt(item.raw) if item.raw else None}

    return await handlers.show(request, query)


async def confirm(request: web.Request) -> web.Response:
    """The answer counts as its attendee's."""
    return await _act(request, desk.confirm)


async def accept_time(request: web.Request) -> web.Response:
    """The session moves to the proposed time, if nothing clashes."""
    return await _act(request, desk.accept_time)


async def invite(request: web.Request) -> web.Response:
    """Who was named is invited as a delegate of the regency."""
    return await _act(request, desk.invite)


async def dismiss(request: web.Request) -> web.Response:
    """Nothing is to be done."""
    return await _act(request, desk.dismiss)


async def assign(request: web.Request) -> web.Response:
    """The mail is somebody's answer."""
    given = await forms.body(request, AssignIn)
    return await _act(request, desk.assign, person=given.person, session=given.session, answer=given.answer)


async def _act(request: web.Request, action: Any, **how: Any) -> web.Response:
    asker, item = access.asker(request), request.match_info["id"]
    return await handlers.act(
        request, lambda db: action(db, item, asker, now=handlers.now(request), **how), view=desk.view
    )
