"""A panelist's calendars elsewhere on the page of their time: one more by its address, or one less."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from server import forms
from server.forms import CalendarIn
from server.text import faults
from server.web import outward
from server.web.pages import frame
from server.web.pages.panel import availability
from server.web.seam import access, handlers
from sessions.actions import calendars
from sessions.store import Db
from sessions.values import Diary, Invalid


async def change(request: web.Request) -> web.Response:
    """Adds the calendar of an address, or takes one away; it is fetched at once, and every half hour from then on."""
    form, person = await frame.fields(request), request.match_info["id"]
    try:
        if "remove" in form:
            await _replace(request, form, without=form["remove"])
            return frame.led_to(_page_of(person), "removed")
        url = forms.fit({"url": form.get("url", "").strip()}, CalendarIn).url
        await outward.must_be_reachable(outward.reach_of(request), "/url", url)
        await _replace(request, form, added=[url])
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await availability.page(request, wrong=wrong, url=form.get("url", ""), status=422)
    return frame.led_to(_page_of(person), "added")


async def _replace(
    request: web.Request, form: Mapping[str, str], *, added: Sequence[str] = (), without: str = ""
) -> None:
    asker, person, now = access.asker(request), request.match_info["id"], handlers.now(request)
    seen = frame.seen(form).get("revision")

    def action(db: Db) -> list[Diary]:
        known = calendars.of_panelist(db, person, asker)
        urls = [*(one.url for one in known if one.id != without), *added]
        return calendars.replace(db, person, urls, asker, revision=seen, now=now)

    await frame.act(request, action)


def _page_of(person: str) -> str:
    return f"/people/{person}/availability"
