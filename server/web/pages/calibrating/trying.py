"""A panelist's own sheet of a calibration, and after it the comparison."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from aiohttp import web

from server import forms
from server.forms import CalibrationMarkIn
from server.text import faults
from server.web.look.statics import STATICS
from server.web.pages import frame
from server.web.pages.calibrating.preparing import compared
from server.web.pages.frame import titled
from server.web.pages.panel import sheets, steps
from server.web.seam import access, handlers
from sessions.actions import Asker, calibrating
from sessions.store import Db, registry
from sessions.values import Invalid, Mark, Taker

View = dict[str, Any]


async def show(request: web.Request) -> web.Response:
    """The sheet; once it is finished or closed, the comparison."""
    return await _page(request)


async def put(request: web.Request) -> web.Response:
    """Keeps what was changed on the form; `act=finish` also finishes the sheet."""
    form, asker, one = await frame.fields(request), access.asker(request), request.match_info["id"]
    now, act = handlers.now(request), form.get("act")

    def keep(db: Db) -> None:
        _, own = calibrating.taken(db, one, asker, now=now)
        for criterion, said in _changed(form, own).items():
            with _beside(criterion):
                seen = forms.natural(form.get(f"revision.{criterion}", ""))
                calibrating.put(db, one, criterion, said, asker, now=now, revision=seen)

    typed: Mapping[str, str] = form
    try:
        await frame.act(request, keep)
        typed = {}  # it is kept, and shown from there
        if act == "finish":
            await frame.act(request, lambda db: calibrating.finish(db, one, asker, now=now))
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _page(request, faults=wrong, typed=typed, status=422)
    return frame.led_to(f"/calibrations/{one}/sheet", "" if act == "finish" else "saved")


@contextmanager
def _beside(criterion: str) -> Iterator[None]:
    """What is at fault is said beside the criterion."""
    try:
        yield
    except Invalid as invalid:
        raise Invalid([fault.below(f"/{criterion}") for fault in invalid.faults]) from invalid


def _changed(form: Mapping[str, str], own: Taker) -> dict[str, Mark]:
    found = {}
    for field, note in form.items():
        key = field.removeprefix("note.")
        if key == field:
            continue
        text = form.get(f"value.{key}", "").strip()
        said = {"value": forms.number(text) if text else None, "note": note.replace("\r\n", "\n")}
        given = forms.fit(said, CalibrationMarkIn, f"/{key}")
        mark = Mark(given.value, given.note)
        if mark != own.marks.get(key, Mark(None)):
            found[key] = mark
    return found


async def _page(request: web.Request, status: int = 200, **more: Any) -> web.Response:
    one, asker, spoken = request.match_info["id"], access.asker(request), frame.language(request)
    now = handlers.now(request)
    view = await frame.read(request, lambda db: _view(db, one, asker, spoken, now))
    response = frame.page(request, "pages/calibrate.html", view | {"faults": {}, "typed": {}} | more, status=status)
    if view["state"] == "open" and not view["own"].finished_at and not more:
        response.headers[sheets.KEEP] = f"{request.app[STATICS].hash}/{asker.id}"
    return response


def _view(db: Db, one: str, asker: Asker, spoken: str, now: datetime) -> View:
    found, own = calibrating.taken(db, one, asker, now=now)
    programme, rubric = registry.programme(db, found.programme), found.rubric.as_json()
    return {
        "about": titled(programme),
        "zone": asker.timezone,
        "one": found,
        "state": found.state(now),
        "own": own,
        "missing": len(own.missing(found.rubric)),
        "rubric": rubric,
        "steps": steps.of(rubric, spoken),
    } | compared(db, found, asker, now)
