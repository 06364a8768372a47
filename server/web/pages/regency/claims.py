"""A regency's claims as a page: filled in by the regency, read by its panels; the files that show what it claims."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from server import forms
from server.forms import ClaimIn
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.seam import CLOCK, SETTINGS, STORE, access, handlers, uploads
from sessions.actions import Asker, claim_helpers, claims
from sessions.store import Db, registry
from sessions.values import Claim, Given, NotFound, Rubric, Session, new_id


async def show(request: web.Request) -> web.Response:
    """What the regency says of itself: a form for its people and the secretariat until it is due, else to be read."""
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    view = await frame.read(request, lambda db: _with_helpers(db, regency, asker, now=now))
    return frame.page(
        request,
        "pages/claims.html",
        view
        | {
            "unfolded": request.query.get("open", ""),
            "made": request.query.get("said") == "helper-added",
            "public_url": request.app[SETTINGS].public_url,
        },
        secrets=[helper["token"] for helper in view["helpers"]],
    )


async def put(request: web.Request) -> web.Response:
    """One claim, from a form without a script; `drop` is the place of what no longer shows it."""
    form, asker, regency = await frame.fields(request), access.asker(request), request.match_info["id"]
    now, key = handlers.now(request), form.get("criterion", "")
    await frame.act(request, lambda db: claims.put(db, regency, _typed(db, regency, form, asker, now), asker, now=now))
    return frame.led_to(_page(regency), "saved", open=form.get("then") or key)


async def add_file(request: web.Request) -> web.Response:
    """A file of the regency's; with `criterion` it shows that claim at once."""
    asker, regency, clock = access.asker(request), request.match_info["id"], request.app[CLOCK]
    size = request.content_length or 0
    await request.app[STORE].read(claims.may_add_file, regency, asker, now=clock(), size=size)
    async with uploads.received(request, recordings=False) as upload:
        new, key = uploads.of_regency(upload, new_id(clock())), upload.fields.get("criterion", "")

        def action(db: Db) -> None:
            file = claims.add_file(db, regency, new, asker, now=clock())
            if key:
                stands = _standing(db, regency, key, asker, clock())
                shown = _with(stands, key, ({"file": file.id, "name": file.name},))
                claims.put(db, regency, shown, asker, now=clock())

        await frame.act(request, upload.taken_by(action))
    return frame.led_to(_page(regency), "attached", open=key)


add_file.streams = True  # type: ignore[attr-defined]


def _with_helpers(db: Db, regency: str, asker: Asker, *, now: datetime) -> View:
    view = view_of(db, regency, asker, now=now)
    return view | {"helpers": claim_helpers.shown(db, regency, asker) if view["may_claim"] and not asker.viewer else []}


def view_of(db: Db, regency_id: str, asker: Asker, *, now: datetime) -> View:
    """The claims as a page shows them. Raises NotFound for whom they are not."""
    shown = claims.shown(db, regency_id, asker, now=now)
    regency = registry.regency(db, regency_id)
    programme = registry.programme(db, regency.programme)
    may = asker.secretariat or claims.owns(regency, asker)
    return {
        "own": shown | {"frozen": False},
        "rubric": programme.rubric.as_json(),
        "evidence": {file.id: file.as_json() for file in claims.files(db, regency_id, asker)},
        "may_claim": may and shown["state"] == "open",
        "programme": titled(programme),
        "zone": programme.timezone if asker.secretariat else asker.timezone,
    }


def beside(db: Db, session: Session, rubric: Rubric, asker: Asker, *, now: datetime) -> View:
    """The claims beside a session: its own copy once it has started; nothing where none are asked or they are not for
    the asker."""
    try:
        view = view_of(db, session.regency.id, asker, now=now)
        frozen = claims.frozen_for(db, session.id, asker)
    except NotFound:
        return {"own": None}
    if view["own"]["wanted"] == "off" and not frozen:
        return {"own": None}
    told = {key: view[key] for key in ("own", "rubric", "evidence", "may_claim")}
    if frozen is None:
        return told if session.state(now) == "booked" else told | {"own": None}
    missing = [key for key in rubric.criteria if key not in frozen]
    copy = {"claims": frozen, "missing": missing, "of": len(rubric.criteria), "frozen": True}
    return told | {"own": view["own"] | copy, "rubric": rubric.as_json(), "may_claim": False}


def _typed(db: Db, regency: str, form: Mapping[str, str], asker: Asker, now: datetime) -> Given:
    return said(form, claims.shown(db, regency, asker, now=now)["claims"].get(form.get("criterion", "")))


def said(form: Mapping[str, str], standing: Mapping[str, Any] | None) -> Given:
    """A claim as a form without a script says it, over what stands. Raises Invalid."""
    key, value = form.get("criterion", ""), form.get("value", "").strip()
    told: View = {"text": form.get("text", ""), "value": forms.number(value) if value else None} | frame.seen(form)
    evidence = [dict(one) for one in (standing or {}).get("evidence", ())]
    if (dropped := forms.natural(form.get("drop", ""))) is not None:
        evidence = [one for place, one in enumerate(evidence) if place != dropped]
    if url := form.get("url", "").strip():
        evidence.append({"name": form.get("name") or url, "url": url if "://" in url else f"https://{url}"})
    return forms.fit(told | {"evidence": evidence}, ClaimIn).said(key)


def _standing(db: Db, regency: str, key: str, asker: Asker, now: datetime) -> Claim:
    found = claims.shown(db, regency, asker, now=now)["claims"].get(key)
    if found is None:
        return Claim(key)
    return Claim(key, found["value"], found["text"], tuple(found["evidence"]), found["revision"])


def _with(before: Claim, key: str, shows: tuple[Mapping[str, str], ...]) -> Given:
    return Given(key, before.value, before.text, (*before.evidence, *shows), before.revision)


def _page(regency: str) -> str:
    return f"/regencies/{regency}/claims"
