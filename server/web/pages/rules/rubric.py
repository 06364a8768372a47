"""The rubric's editor: groups, criteria, weights, levels and elements in both languages, with the sheet beside it; what
a change would mean before it is saved; JSON to bring in and to take away."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from aiohttp import web
from multidict import MultiMapping

from server import forms
from server.forms import ProgrammeIn
from server.text import faults
from server.web.pages import frame, rubrics
from server.web.pages.frame import titled
from server.web.pages.panel import steps
from server.web.pages.rules import rubric_form
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import Asker, enrolling, must_be_secretariat
from sessions.store import Db, registry, timetable
from sessions.values import Invalid, NotFound, Outdated, Rubric, RubricDoc


class Standing(TypedDict):
    """The programme's rubric as it stands, and what it is used by."""

    programme: dict[str, str]
    rubric: RubricDoc
    base: str
    revision: int
    booked: int
    opened: int


async def show(request: web.Request) -> web.Response:
    """The rubric as it stands; `?open=KEY`: with all of that criterion, where the rubric is long."""
    standing = await _standing(request)
    key = request.query.get("open", "")
    form = rubric_form.fields(standing["rubric"], standing["rubric"], key)
    opened = next((row for row in form.getall("row") if key and form[f"{row}.key"] == key), "")
    return _page(request, standing, form, standing["revision"], opened=opened)


async def as_json(request: web.Request) -> web.Response:
    """The rubric as a file, which the editor takes again."""
    standing = await _standing(request)
    headers = {"Content-Disposition": 'attachment; filename="rubrik.json"', "Cache-Control": "no-store"}
    text = json.dumps(standing["rubric"], ensure_ascii=False, indent=2)
    return web.Response(text=text, content_type="application/json", headers=headers)


async def change(request: web.Request) -> web.Response:
    """A button of the form: `do` arranges it or looks at it and keeps nothing; without it the rubric is saved. What was
    typed stays where it is wrong, and where another has saved meanwhile."""
    form, standing = await frame.form(request), await _standing(request)
    do, revision = str(form.get("do", "")), frame.seen(form).get("revision") or int(standing["revision"])
    if do == "import":
        return await _imported(request, standing, form, revision)
    if do == "start":
        chosen = rubrics.shipped(str(form.get("preset", ""))) or request.app[SETTINGS].programme_fields()["rubric"]
        return _page(request, standing, rubric_form.fields(_fitting(chosen), standing["rubric"]), revision)
    if do.startswith("open:"):
        form = rubric_form.opened(form, do.removeprefix("open:"), standing["rubric"])
        return _page(request, standing, form, revision, opened=do.removeprefix("open:"))
    if do:
        return _page(request, standing, rubric_form.arranged(form, do), revision)
    doc, places = rubric_form.document(rubric_form.still_there(form, standing["rubric"]), standing["rubric"])
    try:
        fields = {"rubric": _fitting(doc), "revision": revision}
        await frame.act(
            request,
            lambda db: enrolling.change_programme(
                db, request.match_info["id"], fields, access.asker(request), now=handlers.now(request)
            ),
        )
    except Invalid as invalid:
        wrong: dict[str, str] = {}
        for fault in invalid.faults:
            field = rubric_form.at(fault, places)
            wrong[field] = " ".join(filter(None, [wrong.get(field), faults.told(fault, frame.language(request))]))
        return _page(request, standing, form, revision, wrong=wrong, status=422)
    except Outdated as outdated:
        now, base = await _standing(request), await frame.read(request, lambda db: _base(db, form, standing))
        mine = rubric_form.taken_over(form, base, now["rubric"])
        theirs = list(rubric_form.differences(base, now["rubric"], frame.language(request)))
        revision = int(outdated.fields["current"]["revision"])
        return _page(request, now, mine, revision, stale=True, theirs=theirs, status=409)
    return frame.led_to(f"/programmes/{request.match_info['id']}/rubric", "saved")


def _base(db: Db, form: MultiMapping[object], standing: Standing) -> RubricDoc:
    """The rubric that the form began from, where it still says which; else the one that now stands."""
    try:
        return registry.rubric(db, str(form.get("base", ""))).as_json()
    except NotFound:
        return standing["rubric"]


def _fitting(doc: object) -> RubricDoc:
    """The document as it is stored. Raises Invalid."""
    given = forms.fit({"rubric": doc}, ProgrammeIn).fields()["rubric"]
    fitting = Rubric.from_json(given)
    fitting.must_describe_its_scale()
    return fitting.as_json()


async def _imported(
    request: web.Request, standing: Standing, form: MultiMapping[object], revision: int
) -> web.Response:
    """A rubric as JSON text: as a draft that can be looked through and saved."""
    text = str(form.get("json", "")).lstrip("\ufeff")
    try:
        draft = rubric_form.fields(_fitting(forms.decoded(text.encode())), standing["rubric"])
    except Invalid as invalid:
        told = [f"{one.pointer} {faults.told(one, frame.language(request))}".lstrip() for one in invalid.faults[:10]]
        wrong = {"json": " ".join(told)}
        return _page(request, standing, form, revision, wrong=wrong, typed=text[:200_000], status=422)
    return _page(request, standing, draft, revision)


def _page(
    request: web.Request,
    standing: Standing,
    form: MultiMapping[object],
    revision: int,
    *,
    wrong: Mapping[str, str] | None = None,
    stale: bool = False,
    theirs: Sequence[tuple[str, str, str]] = (),
    typed: str = "",
    opened: str = "",
    status: int = 200,
) -> web.Response:
    form = rubric_form.still_there(form, standing["rubric"])
    doc, _ = rubric_form.document(form, standing["rubric"])
    shares, language = rubric_form.shares(doc), frame.language(request)
    view = {
        "programme": standing["programme"],
        "booked": standing["booked"],
        "opened": standing["opened"],
        "revision": revision,
        "form": form,
        "doc": doc,
        "rows": [
            {"row": group, "doc": doc["groups"][g], "share": shares[g]["share"], "criteria": [
                {"row": one, "doc": doc["groups"][g]["criteria"][c], "share": shares[g]["criteria"][c],
                 "is_open": rubric_form.is_open(form, one)}
                for c, one in enumerate(inside)
            ]}
            for g, (group, inside) in enumerate(rubric_form.rows(form))
        ],
        "levels": rubric_form.levels(doc["scale"]),
        "sheet": _as_scored(doc, _unseen(form, doc), language),
        "changes": list(rubric_form.differences(standing["rubric"], doc, language)),
        "faults": wrong or {},
        "called": rubric_form.called(form, wrong or {}, language),
        "stale": stale,
        "theirs": theirs,
        "base": ("" if stale else str(form.get("base", ""))) or standing["base"],
        "typed": typed,
        "just_opened": opened,
        "is_long": rubric_form.is_long(doc),
        "presets": rubrics.offered(language),
    }  # fmt: skip
    return frame.page(request, "pages/rubric.html", view, status=status)


def _unseen(form: MultiMapping[object], doc: RubricDoc) -> set[tuple[int, int]]:
    """Which criteria, by group and place, a long rubric does not preview: those that are not opened."""
    if not rubric_form.is_long(doc):
        return set()
    inside = [rows for _, rows in rubric_form.rows(form)]
    return {(g, c) for g, rows in enumerate(inside) for c, row in enumerate(rows) if not rubric_form.is_open(form, row)}


def _as_scored(doc: RubricDoc, unseen: set[tuple[int, int]], language: str) -> dict[str, Any]:
    """The draft as a panelist's sheet would show it (parts/criterion.html), whatever of it is not filled in yet."""
    scale = {name: _figure(number) for name, number in doc["scale"].items()}
    groups: list[dict[str, Any]] = [
        {
            "name": group["name"],
            "criteria": [
                one | {"key": f"preview-{g}-{c}", "weight": _figure(one["weight"]), "levels": one.get("levels", {})}
                for c, one in enumerate(group["criteria"])
                if (g, c) not in unseen
            ],
        }
        for g, group in enumerate(doc["groups"])
    ]
    try:
        values = steps.of({"scale": scale, "groups": groups}, language)
    except (ValueError, ArithmeticError):  # no scale yet
        values = {one["key"]: [] for group in groups for one in group["criteria"]}
    return {"scale": scale, "groups": groups, "steps": values}


def _figure(number: object) -> float:
    return number if isinstance(number, int | float) else 0


async def _standing(request: web.Request) -> Standing:
    return await frame.read(request, lambda db: _read(db, request.match_info["id"], access.asker(request), request))


def _read(db: Db, programme_id: str, asker: Asker, request: web.Request) -> Standing:
    must_be_secretariat(asker)
    programme, now = registry.programme(db, programme_id), handlers.now(request)
    states = [one.state(now) for one in timetable.of_programme(db, programme_id)]
    return {
        "programme": titled(programme),
        "rubric": programme.rubric.as_json(),
        "base": programme.rubric_id,
        "revision": programme.revision,
        "booked": states.count("booked"),
        "opened": len([one for one in states if one not in ("booked", "cancelled")]),
    }
