"""A session's minutes as a page, and its covering letter, and its record played again on a time slider."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import quote

from aiohttp import web
from markupsafe import Markup

from server.documents import minutes
from server.documents.reports import covering, letterhead
from server.settings import Settings
from server.text import entries as happenings
from server.text import script_words
from server.web.pages import frame, hearing
from server.web.pages.frame import titled
from server.web.pages.home import reading_zone
from server.web.pages.panel import signing
from server.web.seam import SETTINGS, access, handlers, readers
from sessions.actions import Asker, showing
from sessions.store import Db, registry
from sessions.values import Entry, Invalid, Minutes, Rubric, Score, Session, kind_of, replayed_scores, wire

View = frame.View
MINUTE = timedelta(minutes=1)
AFTERWARDS = timedelta(minutes=30)  # how far the slider goes beyond the close, where something happened there


# - the minutes -


async def show_minutes(request: web.Request) -> web.Response:
    """The minutes, in `?lang=` or the reader's language."""
    asker, session = access.asker(request), request.match_info["id"]
    spoken = readers.chosen_language(request)
    now = handlers.now(request)

    def look(db: Db) -> View:
        seen = showing.open_record(db, session, asker, now=now)
        found = minutes.read(db, seen, now=now)
        return {"programme": titled(registry.programme(db, seen.programme)), "found": found, "seen": seen}

    read = await frame.read(request, look)
    found, seen = read["found"], read["seen"]
    document = minutes.document(found, spoken, request.app[SETTINGS])
    document["letterhead"]["logo"] = letterhead.as_address(bytes(document["letterhead"]["logo"]))
    view = {
        "lang": spoken,
        "document": _with_pictures(document),
        "session": session,
        "programme": read["programme"],
        "may_sign": signing.may_sign(seen, asker, now),
        "not_yet": signing.not_yet(seen, asker, now, spoken),
        "file": f"/api/v1/sessions/{session}/record",
        "covering": asker.secretariat and found.state == "signed",
    }
    return frame.page(request, "pages/minutes.html", view)


async def covering_letter(request: web.Request) -> web.Response:
    """The covering letter of signed minutes, to be finished in a word processor."""
    asker, session, spoken = access.asker(request), request.match_info["id"], readers.chosen_language(request)
    found = await frame.read(request, lambda db: minutes.readable(db, session, asker, now=handlers.now(request)))
    content = await asyncio.to_thread(_covering, found, request.app[SETTINGS], spoken)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{quote(covering.file_name(found))}"',
    }
    return web.Response(body=content, content_type=covering.DOCX, headers=headers)


def _covering(found: Minutes, settings: Settings, spoken: str) -> bytes:
    return covering.as_docx(covering.told(found, settings, spoken), spoken)


def _with_pictures(document: minutes.Document) -> minutes.Document:
    """The document with its drawings, which are all our own, marked as markup."""
    for section in document["sections"]:
        for block in section["blocks"]:
            for one in minutes.checkable(block):
                one["qr"] = Markup(one["qr"])
            for picture in block["items"] if block["kind"] == "pictures" else []:
                picture["svg"] = Markup(picture["svg"])
    return document


# - the replay -


async def replay(request: web.Request) -> web.Response:
    """What was known, scored and asked at `?minute=` after the start; without one, at the end."""
    asker, session = access.asker(request), request.match_info["id"]
    minute = _minute(request.query.get("minute", ""))
    spoken = frame.language(request)
    view = await frame.read(
        request, lambda db: _replayed(db, session, asker, minute, spoken, now=handlers.now(request))
    )
    return frame.page(request, "pages/replay.html", view)


def _minute(text: str) -> float | None:
    if text in ("", "end"):
        return None
    try:
        minute = float(text.replace(",", "."))
    except ValueError:
        minute = float("nan")
    if not -1e6 < minute < 1e6:
        raise Invalid.at("/minute", "no-number")
    return minute


def _replayed(db: Db, session_id: str, asker: Asker, minute: float | None, language: str, *, now: datetime) -> View:
    session, entries, rubric = showing.readable(db, session_id, asker, now=now)
    programme = registry.programme(db, session.programme)
    last = _last_minute(session, entries)
    shown = last if minute is None else min(minute, last)
    asked = session.starts_at + shown * MINUTE if minute is not None else max(entries[-1].at, session.starts_at)
    at = min(asked, now)  # what is still to come has no state yet
    past = [entry for entry in entries if entry.at <= at]  # what the clock brought may stand behind what came later
    then = Session.of(past or entries[:1])
    assert then is not None
    return {
        "id": session.id,
        "regency": session.regency.name,
        "programme": titled(programme),
        "zone": programme.timezone if asker.secretariat else reading_zone(session, asker),
        "at": wire(at),
        "minute": round(shown, 1),
        "last": last,
        "at_end": minute is None or shown >= last,
        "landmarks": _landmarks(session, entries, language),
        "heard": hearing.heard(db, session, entries, rubric, asker, language, now=now),
        "starts_at": wire(session.starts_at),
    } | _moment(session, then, past, rubric, language, at)


def _last_minute(session: Session, entries: Sequence[Entry]) -> int:
    end = session.schedule.closes_at or entries[-1].at
    latest = min(max(entries[-1].at, session.starts_at), end + AFTERWARDS)
    return max(0, ceil((latest - session.starts_at) / MINUTE))


def _landmarks(session: Session, entries: Sequence[Entry], language: str) -> list[View]:
    names = _names(session)
    return [
        {
            "minute": ceil(max(timedelta(0), entry.at - session.starts_at) / MINUTE * 1000) / 1000,
            "at": wire(entry.at),
            "text": happenings.line(entry, language, names, session.schedule.phases),
        }
        for entry in entries
        if kind_of(entry.kind).landmark
    ]


def _moment(
    session: Session, then: Session, past: Sequence[Entry], rubric: Rubric, language: str, at: datetime
) -> View:
    names = _names(session)
    counted = _counts(past)
    came = {entry.data["person"] for entry in past if entry.kind == "joined"}
    known = replayed_scores([entry for entry in past if _tells_a_value(entry, past)])
    seats = [*then.panel, *(seat for seat in then.former if seat.declared)]
    number = then.schedule.phase_number(at) if then.live else None
    left = then.schedule.phase_remaining(at)
    return {
        "state": then.state(at),
        "phase": "" if number is None else script_words.phase_name(then.schedule.phases[number].as_json(), language),
        "left": left / MINUTE,
        "panel": [
            {
                "name": seat.name,
                "role": seat.role,
                "here": seat.id in then.present,
                "came": seat.id in came,
                "declared": seat.conflict,
                "scored": counted.get(seat.id, 0),
                "submitted": seat.submitted_at is not None,
            }
            for seat in seats
        ],
        "guests": [
            {"name": guest.name, "here": guest.id in then.present, "came": guest.id in came} for guest in then.guests
        ],
        "of": len(rubric.criteria),
        "scores": _table(seats, known, rubric),
        "columns": [seat.name for seat in seats],
        "questions": [one for one in then.questions if one.asked_at <= at],
        "files": [one for one in then.files if one.question],
        "happenings": [
            {"at": wire(entry.at), "text": happenings.line(entry, language, names, session.schedule.phases)}
            for entry in sorted(past, key=lambda entry: (entry.at, entry.number), reverse=True)
            if entry.kind != "scored"
        ][:200],
    }


def _names(session: Session) -> dict[str, str]:
    return {one.id: one.name for one in (*session.former, *session.invited())}


def _counts(past: Sequence[Entry]) -> dict[str, int]:
    """How many criteria each panelist had scored, by what every score's entry says openly."""
    return {entry.data["panelist"]: entry.data["scored"] for entry in past if entry.kind == "scored"}


def _tells_a_value(entry: Entry, past: Sequence[Entry]) -> bool:
    """Whether the entry is of a score whose value was not redacted; an admitted one by the late one that it admits."""
    if entry.kind != "admitted":
        return entry.secret is not None
    return any(one.number == entry.data["entry"] and one.secret is not None for one in past)


def _table(seats: Sequence[Any], known: Mapping[tuple[str, str], Score], rubric: Rubric) -> list[View]:
    """The values as they stood, a row a criterion; empty where there is none that the reader may see."""
    if not known:
        return []
    return [
        {"name": criterion.name, "cells": [known.get((seat.id, key)) for seat in seats]}
        for key, criterion in rubric.criteria.items()
    ]
