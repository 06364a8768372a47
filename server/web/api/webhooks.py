"""Webhooks: addresses outside that are told of entries."""

from aiohttp import web

from server import forms
from server.forms import WebhookIn
from server.web import outward
from server.web.seam import access, handlers
from sessions.actions import webhooks
from sessions.store import Db
from sessions.store import webhooks as store
from sessions.values import Webhook


async def list_webhooks(request: web.Request) -> web.Response:
    """Who is told, and how the last try went."""
    asker, (limit, after) = access.asker(request), handlers.paging(request)

    def query(db: Db) -> dict[str, object]:
        found = webhooks.listed(db, asker, after=after, limit=limit + 1)
        return handlers.page([one.as_json() for one in found], limit)

    return await handlers.show(request, query)


async def add_webhook(request: web.Request) -> web.Response:
    """A new one; its secret is shown this once."""
    asker, now = access.asker(request), handlers.now(request)
    given = await forms.body(request, WebhookIn)
    await outward.must_be_reachable(outward.reach_of(request), "/url", given.url)
    return await handlers.act(
        request, lambda db: webhooks.add(db, given.url, given.kinds, asker, now=now), view=_with_secret, status=201
    )


async def remove_webhook(request: web.Request) -> web.Response:
    """It is told nothing any more."""
    asker, webhook, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.act(request, lambda db: webhooks.remove(db, webhook, asker, now=now), status=204)


def _with_secret(db: Db, made: Webhook) -> dict[str, object]:
    return made.as_json() | {"secret": store.secret(db, made.id)}
