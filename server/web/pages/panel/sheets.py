"""The sheet as a page and as a plain form. Its script talks to the API instead, and changes nothing here."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from server import forms
from server.forms import ScoreIn
from server.media import slides
from server.text import faults, formats, script_words, translator
from server.web.look.statics import STATICS
from server.web.pages import frame
from server.web.pages.panel import steps
from server.web.pages.panel.session_people import common
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import Asker, Given, claims, sat_on, scoring
from sessions.store import Db, private_notes, records, registry, scores
from sessions.values import (
    RUNNING,
    Invalid,
    Json,
    NotDeclared,
    Refusal,
    Rubric,
    Session,
    SheetClosed,
    SheetPaused,
    SheetWaiting,
    StaleRevision,
    wire,
)

SAID = {"submit": "submitted", "resume": "not-done"}
LATE = "late"
KEEP = "Sidang-Keep"  # heard by worker.js: by which version of the static files, and whose


async def show(request: web.Request) -> web.Response:
    """The sheet."""
    view = await _view(request)
    if request.query.get("said") == LATE:
        view["notice"] = {"kind": "time", "text": script_words.notices(frame.language(request))[LATE]}
    response = frame.page(request, "pages/sheet.html", view)
    if _may_be_kept(view):
        response.headers[KEEP] = f"{request.app[STATICS].hash}/{view['person']}"
    return response


def _may_be_kept(view: Mapping[str, Any]) -> bool:
    """Whether the panelist's browser may keep the page for a time without a line: not once it is sealed, nor where the
    sheet is another's now."""
    return view["sheet"]["state"] != "withdrawn" and not view["session"].get("digest")


async def put(request: web.Request) -> web.Response:
    """Takes what was changed on the form, one score after the other; what was not taken is shown again, with why."""
    given, session = await frame.fields(request), request.match_info["id"]
    standing, rubric = await frame.read(request, lambda db: _standing(db, session, access.asker(request)))
    taken = [await _put(request, session, one) for one in changes(given, standing, rubric)]
    trouble = {one.criterion: refusal for one, refusal in taken if refusal is not None}
    act = given.get("act", "")
    if not trouble and act in SAID:
        await frame.act(
            request,
            lambda db: scoring.submit(
                db, session, access.asker(request), done=act == "submit", now=handlers.now(request)
            ),
        )
    if not trouble:
        return frame.led_to(f"/sessions/{session}/sheet", SAID.get(act, "saved"))
    if all(isinstance(refusal, SheetClosed) for refusal in trouble.values()):
        return frame.led_to(f"/sessions/{session}/sheet", LATE)  # kept: the page says so, and a reload sends nothing
    typed = {one.criterion: one for one, refusal in taken if refusal is not None}
    view, told = await _view(request), _told(typed, trouble, frame.language(request))
    view |= told | {"said": view["said"] | told["said"]}
    return frame.page(request, "pages/sheet.html", view, status=409)


def changes(form: Mapping[str, str], standing: Mapping[str, object], rubric: Rubric) -> list[Given]:
    """The scores that were changed on the form and are not what stands. Raises Invalid for what is no number."""
    found = [_typed(form, key) for key in rubric.criteria if f"revision.{key}" in form]
    touched = (one for one in found if form.get(f"was.{one.criterion}") != mark(*_said(one)))
    return [one for one in touched if not _stands(one, standing.get(one.criterion))]


def mark(
    value: float | None = None, note: str | None = "", unsure: bool | None = False, private: str | None = ""
) -> str:
    """Tells what a form showed of a score from what was changed on it, in few letters."""
    whole_value = None if value is None else float(value)
    said = json.dumps([whole_value, note or "", bool(unsure), private or ""])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _said(given: Given) -> tuple[float | None, str | None, bool | None, str | None]:
    return given.value, given.note, given.unsure, given.private


def _typed(form: Mapping[str, str], key: str) -> Given:
    text = form.get(f"value.{key}", "").strip()
    note = form.get(f"note.{key}", "").replace("\r\n", "\n")
    said = {"value": forms.number(text) if text else None, "note": note, "unsure": f"unsure.{key}" in form}
    if f"private.{key}" in form:
        said["private"] = form[f"private.{key}"].replace("\r\n", "\n")
    try:
        given = forms.fit(said | {"revision": forms.natural(form[f"revision.{key}"])}, ScoreIn)
    except Invalid as invalid:
        raise Invalid([replace(fault, pointer=f"{fault.pointer}.{key}") for fault in invalid.faults]) from None
    return Given(key, given.value, given.note, given.unsure, given.revision, private=given.private)


def _stands(given: Given, score: Any) -> bool:
    if score is None:
        return given.value is None and not given.note and not given.unsure and not given.private
    own = given.private is None or given.private == score["private"]
    return bool(own and (given.value, given.note, given.unsure) == (score["value"], score["note"], score["unsure"]))


async def _put(request: web.Request, session: str, given: Given) -> tuple[Given, Refusal | None]:
    try:
        await frame.act(
            request, lambda db: scoring.put_score(db, session, given, access.asker(request), now=handlers.now(request))
        )
    except (SheetClosed, StaleRevision, NotDeclared, SheetPaused, SheetWaiting, Invalid) as refusal:
        return given, refusal
    return given, None


def _told(typed: Mapping[str, Given], trouble: Mapping[str, Refusal], language: str) -> dict[str, Any]:
    stale = {key: why.fields["score"] for key, why in trouble.items() if isinstance(why, StaleRevision)}
    late = {key: why for key, why in trouble.items() if isinstance(why, SheetClosed)}
    kept = {key: one._asdict() for key, one in typed.items() if key not in late}
    said = {
        key: {"kind": "late", "text": _late(typed[key].value, why.fields.get("late_by_seconds"), language)}
        for key, why in late.items()
    }
    others = [why for key, why in trouble.items() if key not in stale and key not in late]
    notice = {"kind": "bad", "text": faults.detail(others[0], language)} if others else None
    return {"typed": kept, "clashes": stale, "said": said, "notice": notice}


def _late(value: float | None, seconds: float | None, language: str) -> str:
    _ = translator(language)
    return _("{value} datang {by} setelah lembar ditutup: disimpan sebagai terlambat, tidak dihitung.").format(
        value=formats.number(value, 2, language), by=formats.lateness(seconds or 0, language)
    )


def _waiting(late: Iterable[Mapping[str, Any]], language: str) -> dict[str, Mapping[str, str]]:
    """What came after the close and nobody has decided about, by its criterion: with the note that came with it."""
    undecided = [one for one in late if not one["decision"]]
    told = {one["criterion"]: (_late(one["value"], one["late_by_seconds"], language), one["note"]) for one in undecided}
    return {key: {"kind": "late", "text": " ".join(filter(None, both))} for key, both in told.items()}


async def _view(request: web.Request) -> dict[str, Any]:
    asker, language, data = access.asker(request), frame.language(request), request.app[SETTINGS].server.data
    view = await frame.read(
        request, lambda db: _sheet(db, request.match_info["id"], asker, language, now=handlers.now(request))
    )
    said = _waiting(view["sheet"].get("late", ()), language)
    return view | {"deck": _deck(view["session"]["id"], view.pop("handed"), data), "said": said}


def _standing(db: Db, session_id: str, asker: Asker) -> tuple[dict[str, Any], Rubric]:
    session, _ = sat_on(db, session_id, asker)
    sheet = scores.sheet(db, session.id, asker.id)
    own = private_notes.of_sheet(db, session.id, asker.id)
    shown = {key: score.as_json() | {"private": own.get(key, "")} for key, score in sheet.items()}
    return shown, scoring.rubric_of(db, session)


def _sheet(db: Db, session_id: str, asker: Asker, language: str, *, now: datetime) -> dict[str, Any]:
    session, _ = sat_on(db, session_id, asker)
    standing, rubric = _standing(db, session_id, asker)
    view = common(db, session, asker, language, now=now)
    return view | {
        "sheet": scoring.sheet_json(db, session_id, asker, now=now),
        "standing": standing,
        "marks": {key: _mark_of(standing.get(key)) for key in rubric.criteria},
        "rubric": (shown := rubric.as_json()),
        "steps": steps.of(shown, language),
        "person": asker.id,
        "rsvp": session.rsvp(asker.id),
        "programme_zone": view["programme"]["timezone"],
        "files": [{**file, "url": f"/api/v1/sessions/{session.id}/files/{file['id']}"} for file in view["files"]],
        "handed": view["files"],
        "regency_absent": _is_absent(session, now),
        "warning": _warning(session, rubric, standing, now, language),
        "asked_about": _by_criterion(view["questions"]),
        "receipts": _receipts(db, session, asker, rubric) if session.digest else [],
        **_claimed(db, session, asker, now),
    }


def _receipts(db: Db, session: Session, asker: Asker, rubric: Rubric) -> list[dict[str, Any]]:
    """The record's entries of one's own values, as who would check the record looks for them."""
    own = [one for one in records.read(db, session.id) if one.kind in ("scored", "late")]
    return [
        {
            "number": one.number,
            "name": known.name if (known := rubric.criteria.get(one.data["criterion"])) else one.data["criterion"],
            "value": (one.secret or {}).get("value"),
            "at": wire(one.at),
            "late": one.kind == "late",
            "hash": one.hash,
        }
        for one in own
        if one.data["panelist"] == asker.id
    ]


def _deck(session: str, files: Iterable[Mapping[str, Any]], data: Path) -> dict[str, Any] | None:
    """The newest deck that can be shown page by page; `pages` is None until somebody has counted them."""
    decks = [one for one in files if one["kind"] == "deck" and one["media_type"] == slides.PDF and one["sha256"]]
    if not decks:
        return None
    newest = decks[-1]
    pages = slides.known(slides.folder_of(data, newest["sha256"]))
    return {"name": newest["name"], "url": f"/api/v1/sessions/{session}/files/{newest['id']}/slides", "pages": pages}


def _is_absent(session: Session, now: datetime) -> bool:
    """Whether the session runs and nobody of the regency has its page open."""
    return session.state(now) in RUNNING and not any(one.id in session.present for one in session.guests)


def _warning(
    session: Session, rubric: Rubric, standing: Mapping[str, Mapping[str, Any]], now: datetime, language: str
) -> dict[str, str] | None:
    """What stands in the bar from five minutes before the close and from one, as `warning` of sheet-state.js has it:
    there when the page comes, so that nothing moves when the script does."""
    closes = session.schedule.closes_at
    if session.state(now) != "open" or closes is None:
        return None
    is_near = closes - now <= timedelta(minutes=5) and closes - session.starts_at > timedelta(minutes=6)
    which = "one" if closes - now <= timedelta(minutes=1) else "five" if is_near else ""
    if not which:
        return None
    open_ones = sum(standing.get(key, {}).get("value") is None for key in rubric.criteria)
    words = script_words.sheet(language)
    if not open_ones:
        return {"left": which, "text": words[f"left_{which}_all"]}
    return {"left": which, "text": words[f"left_{which}"]["one" if open_ones == 1 else "many"].format(n=open_ones)}


def _by_criterion(questions: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for question in questions:
        if question["criterion"] and question["state"] != "draft":
            found[question["criterion"]].append(question)
    return found


def _claimed(db: Db, session: Session, asker: Asker, now: datetime) -> dict[str, Any]:
    """What the regency says of itself: as frozen at the start, as it stands before that; and last round's values."""
    seat = session.seat(asker.id)
    if seat is None or seat.conflict:
        return {"claims": {}, "previous": {}}
    programme = registry.programme(db, session.programme)
    if programme.claims == "off" and not programme.follows and session.claimed is None:
        return {"claims": {}, "previous": {}}  # nothing to read, and a sheet is loaded often
    said, previous = claims.beside(db, session, asker, now=now)
    shown = {
        key: {**claim, "evidence": [_evidence(session, one) for one in claim.get("evidence", ())]}
        for key, claim in said.items()
        if claim.get("value") is not None or claim.get("text")
    }
    return {"claims": shown, "previous": previous}


def _evidence(session: Session, one: Mapping[str, Json]) -> dict[str, Json]:
    file = one.get("file")
    address = f"/api/v1/regencies/{session.regency.id}/files/{file}" if file else one.get("url", "")
    return {"name": one.get("name") or one.get("url", ""), "href": address}


def _mark_of(score: Mapping[str, Any] | None) -> str:
    return mark() if score is None else mark(score["value"], score["note"], score["unsure"], score["private"])
