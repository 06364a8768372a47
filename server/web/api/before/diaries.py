"""A panelist's calendars elsewhere, by their addresses (RFC 5545)."""

import asyncio
from datetime import datetime
from typing import Any

from aiohttp import web

from server import forms
from server.forms import CalendarIn
from server.web import outward
from server.web.seam import access, handlers
from sessions.actions import calendars
from sessions.store import Db
from sessions.store import calendars as store
from sessions.values import Diary, Invalid


async def get_calendars(request: web.Request) -> web.Response:
    """Which they are, by host, and how old is what is known of each."""
    asker, person, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.show(
        request, lambda db: _as_json(db, person, calendars.of_panelist(db, person, asker), now=now)
    )


async def put_calendars(request: web.Request) -> web.Response:
    """Replaces them; `?revision=` is the one that was seen. This answer alone shows the addresses."""
    asker, person, now = access.asker(request), request.match_info["id"], handlers.now(request)
    seen = handlers.seen_revision(request)
    urls = [one.url for one in _given(await forms.document(request))]
    reach = outward.reach_of(request)
    await asyncio.gather(*(outward.must_be_reachable(reach, f"/{number}/url", url) for number, url in enumerate(urls)))

    def view(db: Db, kept: list[Diary]) -> dict[str, object]:
        shown = _as_json(db, person, kept, now=now)
        shown["items"] = [item | {"url": one.url} for item, one in zip(shown["items"], kept, strict=True)]
        return shown

    return await handlers.act(
        request, lambda db: calendars.replace(db, person, urls, asker, revision=seen, now=now), view=view
    )


def _given(document: object) -> list[CalendarIn]:
    items = document.get("items") if isinstance(document, dict) else document
    if not isinstance(items, list):
        raise Invalid.at("", "calendars-wanted")
    if len(items) > calendars.MOST:
        raise Invalid.at("", "too-many", most=calendars.MOST)
    return forms.fit_all(items, CalendarIn)


def _as_json(db: Db, person: str, diaries: list[Diary], *, now: datetime) -> dict[str, Any]:
    items = [one.as_json(now) for one in diaries]
    return {"items": items, "next": None, "revision": store.revision(db, person)}
