"""The page of a colleague who fills in part of a regency's claims by a link, and the forms that make such links."""

from datetime import datetime

from aiohttp import web

from server import forms
from server.forms import HelperIn
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.regency import claims as page
from server.web.seam import STORE, access, handlers, typed, uploads
from sessions.actions import claim_helpers
from sessions.store import Db, registry
from sessions.values import RubricDoc

View = dict[str, object]


async def show(request: web.Request) -> web.Response:
    """The helper's criteria, to fill in until the claims are due."""
    token, now = request.match_info["token"], handlers.now(request)
    view = await frame.read(request, lambda db: _view(db, token, now=now))
    return frame.page(request, "pages/fill.html", view | {"unfolded": request.query.get("open", "")}, secrets=[token])


async def put(request: web.Request) -> web.Response:
    """One claim, from a form without a script."""
    token, now, form = request.match_info["token"], handlers.now(request), await frame.fields(request)

    def action(db: Db) -> None:
        standing = claim_helpers.sheet(db, token, now=now)["claims"].get(form.get("criterion", ""))
        claim_helpers.put(db, token, page.said(form, standing), now=now)

    await request.app[STORE].write(action)
    return frame.led_to(f"/fill/{token}", "saved", open=form.get("then") or form.get("criterion", ""))


async def add_file(request: web.Request) -> web.Response:
    """Evidence from a form without a script: it shows the claim beside which it was chosen."""
    _, criterion = await uploads.of_helper(request)
    return frame.led_to(f"/fill/{request.match_info['token']}", "attached", open=criterion)


add_file.streams = True  # type: ignore[attr-defined]


async def add(request: web.Request) -> web.Response:
    """A link for a colleague."""
    form, asker, regency = await typed.form(request), access.asker(request), request.match_info["id"]
    said = {"name": str(form.get("name", "")), "criteria": [str(key) for key in form.getall("criteria", [])]}
    given = forms.fit(said, HelperIn)
    now = handlers.now(request)
    await frame.act(request, lambda db: claim_helpers.add(db, regency, given.name, given.criteria, asker, now=now))
    return frame.led_to(f"/regencies/{regency}/claims", "helper-added")


async def take_back(request: web.Request) -> web.Response:
    """Ends such a link."""
    where, asker, now = request.match_info, access.asker(request), handlers.now(request)
    await frame.act(request, lambda db: claim_helpers.take_back(db, where["id"], where["helper"], asker, now=now))
    return frame.led_to(f"/regencies/{where['id']}/claims", "done")


def _view(db: Db, token: str, *, now: datetime) -> View:
    own = claim_helpers.sheet(db, token, now=now)
    helper = claim_helpers.opened(db, token, now=now)
    programme = registry.programme(db, own["programme"])
    return {
        "own": own | {"frozen": False, "previous": {}, "fill": f"/fill/{token}"},
        "rubric": _part(programme.rubric.as_json(), helper.criteria),
        "evidence": claim_helpers.evidence(db, helper),
        "may_claim": own["state"] == "open",
        "programme": titled(programme),
        "zone": registry.regency(db, helper.regency).timezone,
    }


def _part(rubric: RubricDoc, criteria: tuple[str, ...]) -> RubricDoc:
    groups = list(rubric["groups"])
    for group in groups:
        group["criteria"] = [one for one in group["criteria"] if one["key"] in criteria]
    return {"scale": rubric["scale"], "groups": [group for group in groups if group["criteria"]]}
