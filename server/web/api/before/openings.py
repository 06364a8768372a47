"""The next starts that would be booked without a clash."""

from datetime import timedelta

from aiohttp import web

from server import forms
from server.web.api.before.sessions import instant
from server.web.seam import access, handlers
from sessions.actions import openings
from sessions.values import Invalid

AHEAD = timedelta(days=14)
SHOWN = 50


async def list_free(request: web.Request) -> web.Response:
    """The next starts with a panel and a room for each, that fit the `regency` if one is named; `panel` names who is
    to sit."""
    asker, now, query = access.asker(request), handlers.now(request), request.query
    since = forms.instant(query["from"], "/from") if query.get("from") else now
    until = instant(request, "to") or since + AHEAD
    if until <= since:
        raise Invalid.at("/to", "ends-before-it-starts")
    panel = tuple(one for text in query.getall("panel", []) for one in text.split(",") if one)
    limit = handlers.paging(request)[0] if "limit" in query else SHOWN
    wanted = openings.Wanted(since, until, query.get("regency", ""), panel, limit)
    programme = request.match_info["id"]
    return await handlers.show(
        request,
        lambda db: {
            "items": [one.as_json() for one in openings.free(db, programme, wanted, asker, now=now)],
            "next": None,
        },
    )
