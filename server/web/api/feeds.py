"""Calendars to subscribe to: their addresses, and the feeds themselves."""

from typing import Any

from aiohttp import web

from server.mail.feeds import Tags, addresses
from server.web.seam import FEEDS, SETTINGS, STORE, access, handlers
from sessions.actions import feeding
from sessions.values import Invalid


async def get_feed(request: web.Request) -> web.Response:
    """The address of the person's feed: made, and shown in full, when it is first asked for; masked after that."""
    return await _address(request, feeding.address)


async def renew_feed(request: web.Request) -> web.Response:
    """A new address, shown this once; the old one opens nothing any more."""
    return await _address(request, feeding.renew)


async def serve_feed(request: web.Request) -> web.Response:
    """The calendar, or 304 for who has it already (RFC 9110 13.1.2); `?without=invited` leaves out what its reader was
    invited to by mail, and so has already."""
    token, without = request.match_info["token"], request.query.get("without", "")
    if without not in ("", "invited"):
        raise Invalid.at("/without", "not-one-of", allowed="invited")
    feeds, store, now = request.app[FEEDS], request.app[STORE], handlers.now(request)
    versions = None if without else store.glance.feeds()
    if versions is not None:  # calendars ask four times an hour, and nearly always nothing has changed
        known = feeds.tags(token, versions, now=now)
        if known is not None and _has(request, known):
            return web.Response(status=304, headers=_headers(request, known))
    ready = await store.read(feeds.of_token, token, uninvited=bool(without), now=now)
    if versions is not None:
        feeds.keep(token, versions, ready)
    headers = _headers(request, ready.tags)
    if _has(request, ready.tags):
        return web.Response(status=304, headers=headers)
    packs = _packs(request)
    if packs:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Disposition"] = 'inline; filename="sidang.ics"'
    body = ready.packed if packs else ready.body
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)


def _packs(request: web.Request) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _headers(request: web.Request, tags: Tags) -> dict[str, str]:
    tag = tags.packed_etag if _packs(request) else tags.etag
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}


def _has(request: web.Request, tags: Tags) -> bool:
    given = request.headers.get("If-None-Match", "")
    if given.strip() == "*":
        return True
    return not {tag.strip().removeprefix("W/") for tag in given.split(",")}.isdisjoint((tags.etag, tags.packed_etag))


async def _address(request: web.Request, action: Any) -> web.Response:
    asker, public_url = access.asker(request), request.app[SETTINGS].public_url

    def view(_: object, token: str | None) -> dict[str, object]:
        return addresses(public_url, token)

    return await handlers.act(
        request, lambda db: action(db, request.match_info["id"], asker, now=handlers.now(request)), view=view
    )
