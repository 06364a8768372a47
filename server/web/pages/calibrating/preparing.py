"""Calibrations as the secretariat's pages: made, filled, given to panelists, compared."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from aiohttp import web

from server import forms
from server.forms import CalibrationIn, CalibrationInviteIn, CalibrationPatch
from server.text import faults, numbered
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.panel import steps
from server.web.pages.reaching import look, reading
from server.web.seam import CLOCK, access, handlers, typed, uploads, ways
from sessions.actions import Asker, calibrating
from sessions.store import Db, registry
from sessions.store import calibrations as store
from sessions.values import Calibration, Invalid, new_id

View = dict[str, Any]


async def show_all(request: web.Request) -> web.Response:
    """The programme's calibrations, and a form for one more."""
    return await _list(request)


async def add(request: web.Request) -> web.Response:
    """One more, to be filled in."""
    form, asker, programme = await frame.fields(request), access.asker(request), request.match_info["id"]
    now = handlers.now(request)
    try:
        fields = forms.fit({"title": form.get("title", "")}, CalibrationIn).given()
        made = await frame.act(request, lambda db: calibrating.add(db, programme, fields, asker, now=now))
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _list(request, form=form, faults=wrong, status=422)
    return frame.led_to(f"/calibrations/{made.id}", "added")


async def show(request: web.Request) -> web.Response:
    """One of them: to be prepared and compared by the secretariat; who was asked to score it goes to their sheet."""
    if not access.asker(request).secretariat:
        return frame.led_to(f"/calibrations/{request.match_info['id']}/sheet")
    return await _one(request)


async def change(request: web.Request) -> web.Response:
    """Another example or reference."""
    form, asker, one = await frame.fields(request), access.asker(request), request.match_info["id"]
    now = handlers.now(request)
    try:
        said = {key: form[key] for key in ("title", "text", "url") if key in form} | {"reference": _reference(form)}
        fields = forms.fit(said, CalibrationPatch).given() | frame.seen(form)
        await frame.act(request, lambda db: calibrating.change(db, one, fields, asker, now=now))
    except Invalid as invalid:
        return await _refused(request, invalid)
    return frame.led_to(f"/calibrations/{one}", "saved")


async def add_file(request: web.Request) -> web.Response:
    """The example's file."""
    asker, one, clock = access.asker(request), request.match_info["id"], request.app[CLOCK]
    size = request.content_length or 0
    await frame.read(request, lambda db: calibrating.may_attach(db, one, asker, size=size))
    async with uploads.received(request, recordings=True) as upload:
        now = clock()
        new = uploads.of_calibration(upload, new_id(now), asker, now=now)
        await frame.act(request, upload.taken_by(lambda db: calibrating.attach(db, one, new, asker, now=now)))
    return frame.led_to(f"/calibrations/{one}", "attached")


add_file.streams = True  # type: ignore[attr-defined]


async def invite(request: web.Request) -> web.Response:
    """Shows what the chosen panelists would be mailed; with `step` "send" asks them."""
    form, asker, one = await typed.form(request), access.asker(request), request.match_info["id"]
    now = handlers.now(request)
    try:
        zone = await frame.read(request, lambda db: registry.programme(db, store.get(db, one).programme).timezone)
        chosen = [str(key) for key in form.getall("panelists", [])]
        if not chosen:
            raise Invalid.at("/panelists", "required")
        said: View = {"panelists": chosen}
        until = forms.local(str(form["until"]), zone, "/until") if form.get("until") else None
        given = forms.fit(said, CalibrationInviteIn)

        hold = ways.for_pages(request).hold

        def asked(db: Db) -> calibrating.Asked:
            return calibrating.invite(db, one, given.panelists, asker, until=until, hold=hold, now=now)

        if form.get("step") != "send":
            return await _look(request, one, asked, chosen, str(form.get("until", "")))
        done = await frame.act(request, asked)
    except Invalid as invalid:
        return await _refused(request, invalid)
    return frame.led_to(f"/batches/{done.batch}") if done.batch else frame.led_to(f"/calibrations/{one}", "done")


async def _look(
    request: web.Request, one: str, asked: Callable[[Db], calibrating.Asked], chosen: Sequence[str], until: str
) -> web.Response:
    reads, spoken = await look.asked(request), frame.language(request)

    def shown(db: Db, done: calibrating.Asked) -> View:
        programme = titled(registry.programme(db, done.calibration.programme))
        return {"programme": programme, "drafts": reading.drafts(db, reads), "held": bool(done.batch)}

    seen = await handlers.looked(request, asked, shown)
    number = look.sent(seen["would_send"])
    return await look.page(
        request,
        seen,
        seen["would_send"],
        action=f"/calibrations/{one}/invite",
        back=f"/calibrations/{one}",
        button=numbered(spoken, "Undang dan kirim %d surel", "Undang dan kirim %d surel", number),
        carried=[("step", "send"), ("until", until), *(("panelists", person) for person in chosen)],
    )


async def close(request: web.Request) -> web.Response:
    """Ends the scoring."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    await frame.act(request, lambda db: calibrating.close(db, one, asker, now=now))
    return frame.led_to(f"/calibrations/{one}", "done")


async def remove(request: web.Request) -> web.Response:
    """Takes it away."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    programme = await frame.read(request, lambda db: store.get(db, one).programme)
    await frame.act(request, lambda db: calibrating.remove(db, one, asker, now=now))
    return frame.led_to(f"/programmes/{programme}/calibrations", "removed")


def compared(db: Db, found: Calibration, asker: Asker, now: datetime) -> View:
    """The comparison as pages show it; empty for who may not see it yet."""
    if not calibrating.may_compare(found, store.takers_of(db, found.id), asker, now):
        return {"comparison": None}
    return {"comparison": calibrating.compared(db, found.id, asker, now=now)}


def _reference(form: Mapping[str, str]) -> View:
    said = {key.removeprefix("value."): text.strip() for key, text in form.items() if key.startswith("value.")}
    return {
        key: {"value": forms.number(text), "reason": form.get(f"reason.{key}", "").replace("\r\n", "\n")}
        for key, text in said.items()
        if text
    }


async def _refused(request: web.Request, invalid: Invalid) -> web.Response:
    return await _one(request, faults=faults.at_fields(invalid.faults, frame.language(request), {}), status=422)


async def _list(request: web.Request, status: int = 200, **more: Any) -> web.Response:
    programme, now = request.match_info["id"], handlers.now(request)
    view = await frame.read(request, lambda db: _all(db, programme, now))
    return frame.page(request, "pages/calibrations.html", view | {"form": {}, "faults": {}} | more, status=status)


def _all(db: Db, programme_id: str, now: datetime) -> View:
    programme = registry.programme(db, programme_id)
    items = []
    for one in reversed(store.of_programme(db, programme_id)):
        takers = store.takers_of(db, one.id)
        done = sum(taker.finished_at is not None for taker in takers)
        items.append({"id": one.id, "title": one.title, "state": one.state(now), "of": len(takers), "done": done})
    return {"programme": titled(programme), "items": items}


async def _one(request: web.Request, status: int = 200, **more: Any) -> web.Response:
    one, asker, spoken = request.match_info["id"], access.asker(request), frame.language(request)
    now = handlers.now(request)
    view = await frame.read(request, lambda db: _prepared(db, one, asker, spoken, now))
    return frame.page(request, "pages/calibration.html", view | {"faults": {}} | more, status=status)


def _prepared(db: Db, one: str, asker: Asker, spoken: str, now: datetime) -> View:
    found = calibrating.managed(db, one, asker)
    programme = registry.programme(db, found.programme)
    takers = store.takers_of(db, one)
    asked, rubric = {taker.person for taker in takers}, found.rubric.as_json()
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "one": found,
        "state": found.state(now),
        "rubric": rubric,
        "steps": steps.of(rubric, spoken),
        "takers": [taker.as_json(found.rubric) for taker in takers],
        "fixed": any(taker.finished_at for taker in takers),
        "free": [panelist for panelist in registry.panelists(db, found.programme) if panelist.id not in asked],
    } | compared(db, found, asker, now)
