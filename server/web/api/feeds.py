"""Calendars to subscribe to: their addresses, and the feeds themselves."""

from typing import Any

from aiohttp import web

from server.mail import feeds
from server.web import access, handlers
from server.web.keys import FEEDS, SETTINGS, STORE
from sessions.actions.invitations import feeding
from sessions.errors import Invalid


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
    read = request.app[FEEDS].of_token
    ready = await request.app[STORE].read(read, token, uninvited=bool(without), now=handlers.now(request))
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = ready.packed_etag if packs else ready.etag
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if _has(request, ready.etag, ready.packed_etag):
        return web.Response(status=304, headers=headers)
    if packs:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Disposition"] = 'inline; filename="sidang.ics"'
    body = ready.packed if packs else ready.body
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)


def _has(request: web.Request, *tags: str) -> bool:
    given = request.headers.get("If-None-Match", "")
    if given.strip() == "*":
        return True
    return bool({tag.strip().removeprefix("W/") for tag in given.split(",")} & set(tags))


async def _address(request: web.Request, action: Any) -> web.Response:
    asker, public_url = access.asker(request), request.app[SETTINGS].public_url

    def view(_: object, token: str | None) -> dict[str, object]:
        return feeds.addresses(public_url, token)

    return await handlers.act(
        request, lambda db: action(db, request.match_info["id"], asker, now=handlers.now(request)), view=view
    )
