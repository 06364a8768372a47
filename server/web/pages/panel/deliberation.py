"""After the close in one place: the panel's values side by side, what is changed and why, the summary, late scores, the
list of what is due before the minutes are signed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from server import forms
from server.forms import ExcuseIn, LateIn, ModeratedIn, SummaryIn
from server.text import entries as happenings
from server.text import named
from server.web.pages import frame
from server.web.pages.frame import View
from server.web.pages.panel import signing
from server.web.pages.panel.session_people import common
from server.web.seam import JOBS, SETTINGS, access, handlers
from sessions.actions import Asker, conducts, deliberation, late, scoring, showing, signatures
from sessions.store import Db, records, scores
from sessions.values import Json, NotFound, Session, spread, wire

Form = Mapping[str, str]
Act = Callable[[Db], object]

SAID = {
    "sign": "signed",
    "moderate": "score-changed",
    "summary": "saved",
    "conclude": "deliberation-over",
    "reveal": "revealed",
    "excuse": "excused",
}


async def show(request: web.Request) -> web.Response:
    """The deliberation of panel and secretariat."""
    asker, session, language = access.asker(request), request.match_info["id"], frame.language(request)
    second = request.app[SETTINGS].rules.second_person
    view = await frame.read(
        request, lambda db: _view(db, session, asker, language, second_person=second, now=handlers.now(request))
    )
    return frame.page(request, "pages/deliberation.html", view)


async def act(request: web.Request) -> web.Response:
    """One thing done on it, from a form: which is the form's `act`."""
    given, session = await frame.fields(request), request.match_info["id"]
    if given.get("act") in ("reveal", "sign"):
        await request.app[JOBS].seal(session)
    action = _asked(request, session, await typed_many(request), given)
    await frame.act(request, action)
    return frame.led_to(f"/sessions/{session}/deliberation", _said(given))


def _said(given: Form) -> str:
    if given.get("act") == "late":
        return "admitted" if given.get("admit") == "yes" else "refused"
    return SAID[given["act"]]


async def typed_many(request: web.Request) -> list[int]:
    """The late scores that were ticked."""
    form = await frame.form(request)
    numbers = (forms.natural(str(one)) for one in form.getall("entry", []))
    return [number for number in numbers if number is not None]


def _asked(request: web.Request, session: str, entries: list[int], given: Form) -> Act:
    asker, now, settings = access.asker(request), handlers.now(request), request.app[SETTINGS]
    match given.get("act"):
        case "moderate":
            value = given.get("value", "").strip()
            said = forms.fit(
                _without_empty({"value": forms.number(value) if value else None, **_reason(given)}), ModeratedIn
            )
            return lambda db: deliberation.moderate(
                db, session, given.get("criterion", ""), said.value, said.reason, asker, now=now
            )
        case "summary":
            summary = forms.fit(_summary(given), SummaryIn)
            told = (summary.text, summary.criteria, summary.recommendations)
            return lambda db: deliberation.summarise(db, session, *told, asker, now=now, revision=summary.revision)
        case "late":
            chosen = forms.fit({"entries": entries, "admit": given.get("admit") == "yes", **_reason(given)}, LateIn)
            second = settings.rules.second_person
            return lambda db: late.decide(
                db, session, chosen.entries, chosen.admit, chosen.reason, asker, second_person=second, now=now
            )
        case "excuse":
            excused = forms.fit({"panelist": given.get("panelist", ""), **_reason(given)}, ExcuseIn)
            return lambda db: signatures.excuse(db, session, excused.panelist, excused.reason, asker, now=now)
        case "reveal":
            return lambda db: deliberation.reveal(db, session, asker, now=now, reason=given.get("reason", ""))
        case "conclude":
            return lambda db: deliberation.conclude(db, session, asker, now=now)
        case "sign":
            return lambda db: signatures.sign(db, session, asker, now=now, public_url=settings.public_url)
    raise NotFound


def _reason(given: Form) -> dict[str, str]:
    return {"reason": given.get("reason", "").strip()}


def _without_empty(said: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in said.items() if value is not None}


def _summary(given: Form) -> dict[str, Json]:
    lines = [line.strip() for line in given.get("recommendations", "").splitlines()]
    said: dict[str, Json] = {"text": given.get("text", ""), "recommendations": [line for line in lines if line]}
    criteria = {key.removeprefix("about."): text for key, text in given.items() if key.startswith("about.") and text}
    return said | {"criteria": criteria} | frame.seen(given)


def _view(db: Db, session_id: str, asker: Asker, language: str, *, second_person: bool, now: datetime) -> View:
    session = showing.open_record(db, session_id, asker, now=now)
    view = common(db, session, asker, language, now=now)
    rubric = scoring.rubric_of(db, session)
    names = {key: named(one.name, language) for key, one in rubric.criteria.items()}
    panel = [{"id": seat.id, "name": seat.name, "initials": _initials(seat.name)} for seat in session.scorers]
    open_values = session.is_revealed(now)
    own = session.seat(asker.id)
    return view | {
        "names": names,
        "rubric": rubric.as_json(),
        "panel": panel,
        "rows": _rows(db, session, now=now) if open_values else [],
        "changes": _changes(db, session) if open_values else [],
        "person": asker.id,
        "sits": own is not None and not own.conflict,
        "leads": asker.leads(session),
        "conducts": conducts(session, asker),
        "manages": asker.manages(session),
        "late": [_late(one, asker, session, names, second_person) for one in view["session"]["late"]],
        "steps": _steps(session, now),
        "order": _order(db, session, language),
        "may_sign": signing.may_sign(session, asker, now),
        "has_signed": asker.id in session.signers,
        "excused": asker.id in session.excused,
        "not_waited": [
            seat.name for seat in session.scorers if seat.id in session.excused and seat.id not in session.signers
        ],
        "others_missing": [seat.name for seat in session.unsigned if seat.id != asker.id],
        "unsigned": [{"id": seat.id, "name": seat.name} for seat in session.unsigned],
        "last": session.signs_last.id if session.signs_last else None,
    }


def _rows(db: Db, session: Session, *, now: datetime) -> list[View]:
    standing = scores.of_session(db, session.id)
    given = {
        panelist: {key: one.value for key, one in sheet.items() if one.value is not None}
        for panelist, sheet in standing.items()
    }
    panel = [seat.id for seat in session.scorers]
    found = spread.rows(scoring.rubric_of(db, session), panel, given, scores.moderated(db, session.id))
    return [
        {
            "criterion": row.criterion,
            "cells": [
                {"panelist": one.panelist, "value": one.value, "moderated": one.moderated, "far": row.is_far(one)}
                for one in row.cells
            ],
            "median": row.median,
            "spread": row.spread,
            "before": row.before,
            "wide": row.wide,
        }
        for row in found
    ]


def _changes(db: Db, session: Session) -> list[View]:
    """Every change of the deliberation with its reason, the latest first."""
    names = {one.id: one.name for one in (*session.panel, *session.former)}
    return [
        {
            "name": names.get(entry.data["panelist"], entry.actor.name),
            "criterion": entry.data["criterion"],
            "at": wire(entry.at),
            **(entry.secret or {}),
        }
        for entry in reversed(records.read(db, session.id))
        if entry.kind == "moderated"
    ]


def _order(db: Db, session: Session, language: str) -> list[View]:
    """In which order the summary was saved and the minutes were signed, and whose signature was not waited for; empty
    until somebody has signed."""
    if not session.signatures:
        return []
    names = {seat.id: seat.name for seat in (*session.panel, *session.former)}
    return [
        {"at": wire(entry.at), "text": happenings.line(entry, language, names)}
        for entry in records.read(db, session.id)
        if entry.kind in ("summarised", "signed", "excused")
    ]


def _late(one: Mapping[str, Any], asker: Asker, session: Session, names: Mapping[str, str], second: bool) -> View:
    people = {seat.id: seat.name for seat in (*session.panel, *session.former)}
    own = second and one["panelist"] == asker.id
    return {**one, "own": own, "name": people.get(one["panelist"], ""), "about": names.get(one["criterion"], "")}


def _steps(session: Session, now: datetime) -> list[tuple[str, bool]]:
    """What comes before the session is signed, in order, and whether it is done."""
    over = session.state(now) in ("closed", "signed")
    found = [
        ("closed", over),
        ("sealed", session.digest is not None),
        ("revealed", over and session.is_revealed(now)),
        ("late", over and all(one.decision for one in session.late)),
        ("concluded", over and session.is_concluded(now)),
        ("summary", session.summary is not None),
        ("signed", over and not session.unsigned and bool(session.signatures)),
    ]
    return [(step, done) for step, done in found if step != "concluded" or session.deliberation]


def next_step(session: Session, asker: Asker, now: datetime) -> str:
    """What comes next after the close for who asks: reveal, confer, sign, or "" where nothing is theirs to do."""
    if session.state(now) != "closed" or session.digest is None:
        return ""
    if not session.is_revealed(now):
        return "reveal" if conducts(session, asker) else ""
    if session.deliberates(now):
        return "confer" if asker.is_inside(session) else ""
    return "sign" if signing.may_sign(session, asker, now) else ""


def _initials(name: str) -> str:
    words = [word for word in name.replace(",", " ").split() if not word.endswith(".")]
    return "".join(word[0] for word in (words or [name])[:2]).upper()
