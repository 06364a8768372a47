"""Mails that came in and need somebody: the list, one with its text, and what can be done with it."""

from dataclasses import asdict
from typing import Any

from aiohttp import web

from server import forms
from server.forms import AssignIn, ConfirmAnswerIn, DeclinedTimeIn, HandIn, LinesIn, SeveralIn
from server.web.seam import STORE, access, handlers, ways
from sessions.actions import desk, must_be_secretariat, taking_back
from sessions.store import Db, incoming
from sessions.values import Invalid, NotFound
from sessions.values.itip import enclosed, excerpt

STATES = {"open": "open", "done": "done", "ignored": "ignored", "all": None}


async def list_inbox(request: web.Request) -> web.Response:
    """What waits for somebody, or with `?state=` what was done, ignored, or all."""
    limit, after = handlers.paging(request)
    state = request.query.get("state", "open")
    if state not in STATES:
        raise Invalid.at("/state", "not-one-of", allowed=", ".join(STATES))

    def query(db: Db) -> dict[str, object]:
        must_be_secretariat(access.asker(request))
        found = incoming.listed(db, state=STATES[state], after=after, limit=limit + 1)
        return handlers.page([desk.view(db, item) for item in found], limit)

    return await handlers.show(request, query)


async def get_mail(request: web.Request) -> web.Response:
    """One mail with what it says in plain words, our links masked."""

    def query(db: Db) -> dict[str, object]:
        must_be_secretariat(access.asker(request))
        item = incoming.get(db, request.match_info["id"])
        inside = [asdict(one) for one in enclosed(item.raw)] if item.raw else []
        return {**desk.view(db, item), "text": excerpt(item.raw) if item.raw else None, "enclosed": inside}

    return await handlers.show(request, query)


async def get_raw(request: web.Request) -> web.Response:
    """The mail as it came, to download; a browser shows nothing of it."""
    asker, name = access.asker(request), request.match_info["id"]

    def query(db: Db) -> bytes | None:
        must_be_secretariat(asker)
        return incoming.get(db, name).raw

    raw = await request.app[STORE].read(query)
    if raw is None:
        raise NotFound("mail-not-kept")
    headers = {"Content-Disposition": f'attachment; filename="{name}.eml"', "X-Content-Type-Options": "nosniff"}
    return web.Response(body=raw, content_type="application/octet-stream", headers=headers)


async def confirm(request: web.Request) -> web.Response:
    """The answer counts as its attendee's."""
    given = await forms.body(request, ConfirmAnswerIn)
    return await _act(request, desk.confirm, remember=given.remember)


async def decline_time(request: web.Request) -> web.Response:
    """The session stays where it is, and who proposed another time is told."""
    given = await forms.body(request, DeclinedTimeIn)
    return await _act(request, desk.decline_time, text=given.text, ways=ways.of_one(request))


async def resend(request: web.Request) -> web.Response:
    """The person gets the invitation as it now stands."""
    return await _act(request, desk.resend, ways=ways.of_one(request))


async def reply(request: web.Request) -> web.Response:
    """The person is written back to."""
    given = await forms.body(request, LinesIn)
    return await _act(request, desk.reply, text=given.text, ways=ways.of_one(request))


async def dismiss_several(request: web.Request) -> web.Response:
    """Nothing is to be done about any of these."""
    given, asker = await forms.body(request, SeveralIn), access.asker(request)
    return await handlers.act(
        request, lambda db: desk.several(db, given.items, desk.dismiss, asker, now=handlers.now(request))
    )


async def accept_time(request: web.Request) -> web.Response:
    """The session moves to the proposed time, if nothing clashes."""
    return await _act(request, desk.accept_time, ways=ways.of_one(request))


async def invite(request: web.Request) -> web.Response:
    """Who was named is invited as a delegate of the regency."""
    return await _act(request, desk.invite, ways=ways.of_one(request))


async def dismiss(request: web.Request) -> web.Response:
    """Nothing is to be done."""
    return await _act(request, desk.dismiss)


async def take_back(request: web.Request) -> web.Response:
    """It is undecided again, where nobody was told of it yet."""
    return await _act(request, taking_back.take_back)


async def hand(request: web.Request) -> web.Response:
    """A colleague is to see to it."""
    given = await forms.body(request, HandIn)
    return await _act(request, desk.hand, to=given.to)


async def assign(request: web.Request) -> web.Response:
    """The mail is somebody's answer."""
    given = await forms.body(request, AssignIn)
    return await _act(request, desk.assign, **given.model_dump())


async def _act(request: web.Request, action: Any, **how: object) -> web.Response:
    asker, item = access.asker(request), request.match_info["id"]
    return await handlers.act(
        request, lambda db: action(db, item, asker, now=handlers.now(request), **how), view=desk.view
    )
