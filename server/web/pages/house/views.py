"""Views of lists, kept under a name: beside each list its own, and a page to rename and remove them."""

from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from server import forms
from server.forms import ViewIn, ViewName
from server.text import faults
from server.web.pages import frame
from server.web.pages.frame import around
from server.web.pages.house import kept_views
from server.web.seam import access, handlers
from sessions.actions import Asker, views
from sessions.store import Db, registry
from sessions.values import Invalid


async def show(request: web.Request) -> web.Response:
    """Every view that one sees."""
    return await _page(request)


async def keep(request: web.Request) -> web.Response:
    """What a list now asks, under a name; back to the list as it stood."""
    form, asker, now = await frame.fields(request), access.asker(request), handlers.now(request)
    document = {key: form.get(key, "") for key in ("list", "name", "query")}
    try:
        given = forms.fit(document | {"shared": "shared" in form}, ViewIn)
        asked = urlencode(parse_qsl(given.query.lstrip("?")))
        programme = form.get("programme") or None
        made = await frame.act(
            request,
            lambda db: views.keep(db, given.list, programme, given.name, asked, asker, shared=given.shared, now=now),
        )
    except Invalid as invalid:
        return await _page(request, invalid)
    return frame.led_to(kept_views.address(made), "view-kept")


async def rename(request: web.Request) -> web.Response:
    """Another name."""
    form, asker, view = await frame.fields(request), access.asker(request), request.match_info["id"]
    try:
        given = forms.fit({"name": form.get("name", "")}, ViewName)
    except Invalid as invalid:
        return await _page(request, invalid)
    await frame.act(request, lambda db: views.rename(db, view, given.name, asker))
    return frame.led_to("/views", "saved", programme=form.get("programme", ""))


async def remove(request: web.Request) -> web.Response:
    """It is kept no more; the list is as it was."""
    form, asker, view = await frame.fields(request), access.asker(request), request.match_info["id"]
    await frame.act(request, lambda db: views.remove(db, view, asker))
    return frame.led_to("/views", "removed", programme=form.get("programme", ""))


async def _page(request: web.Request, invalid: Invalid | None = None) -> web.Response:
    asker, spoken = access.asker(request).reading(), frame.language(request)
    where = request.query.get("programme", "") or (await frame.fields(request)).get("programme", "")
    view = await frame.read(request, lambda db: _view(db, asker, where, spoken))
    wrong = faults.at_fields(invalid.faults, spoken, {}) if invalid else {}
    return frame.page(
        request, "pages/views.html", view | {"path": "/views", "faults": wrong}, status=422 if wrong else 200
    )


def _view(db: Db, asker: Asker, programme: str, language: str) -> dict[str, object]:
    known = {one.id: one for one in registry.all_programmes(db, archived=None)}
    names = kept_views.lists(language)
    return around(db, asker, programme) | {
        "items": [
            {
                "id": one.id,
                "name": one.name,
                "list": names[one.list],
                "programme": known[one.programme].name if one.programme else "",
                "archived": one.programme is not None and known[one.programme].archived,
                "address": kept_views.address(one),
                "shared": one.shared,
            }
            for one in views.listed(db, asker)
        ]
    }
