"""Addresses outside that are told of entries: how the last try went, a new one with a secret shown once, removal."""

from aiohttp import web

from server import forms
from server.forms import WebhookIn
from server.text import entries, faults
from server.web import outward
from server.web.pages import frame
from server.web.seam import access, handlers
from sessions.actions import webhooks
from sessions.store import Db
from sessions.store import webhooks as store
from sessions.values import KINDS, Invalid


async def show(request: web.Request) -> web.Response:
    """Who is told, and the form for one more."""
    return await _page(request)


async def add(request: web.Request) -> web.Response:
    """A new one; this page alone shows its secret."""
    form, asker, now = await frame.form(request), access.asker(request), handlers.now(request)
    typed = {"url": str(form.get("url", "")).strip(), "kinds": [str(one) for one in form.getall("kinds", [])]}
    try:
        given = forms.fit(typed, WebhookIn)
        await outward.must_be_reachable(outward.reach_of(request), "/url", given.url)

        def made(db: Db) -> str:
            return store.secret(db, webhooks.add(db, given.url, given.kinds, asker, now=now).id)

        return await _page(request, secret=await frame.act(request, made))
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _page(request, status=422, form=typed, faults=wrong)


async def remove(request: web.Request) -> web.Response:
    """It is told nothing any more."""
    asker, webhook, now = access.asker(request), request.match_info["id"], handlers.now(request)
    await frame.act(request, lambda db: webhooks.remove(db, webhook, asker, now=now))
    return frame.led_to("/webhooks", "removed")


async def _page(request: web.Request, status: int = 200, **more: object) -> web.Response:
    asker = access.asker(request)
    found = await frame.read(request, lambda db: [one.as_json() for one in webhooks.listed(db, asker)])
    names = entries.names(frame.language(request))
    view = {
        "webhooks": found,
        "kinds": list(KINDS),
        "names": names,
        "form": {"url": "", "kinds": []},
        "faults": {},
        "secret": "",
    }
    return frame.page(request, "pages/webhooks.html", view | more, status=status)
