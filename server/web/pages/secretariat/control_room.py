"""The control room, and its controls as plain forms."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from server import forms
from server.forms import CloseIn, ExtendIn, MaybeReasonIn, MessageIn, MinutesIn, ReasonIn
from server.text import entries as happenings
from server.web.pages import frame
from server.web.pages.panel.session_people import common
from server.web.seam import JOBS, LIVE, SETTINGS, access, handlers
from sessions.actions import Asker, broadcasting, conducted, conducting, deliberation, late, queue
from sessions.store import Db, links, records, timetable
from sessions.values import Entry, Json, NotFound, Session, WrongState, wire

HAPPENINGS = 60
Control = Callable[..., Session]
CONTROLS: Mapping[str, Control] = {
    "next-phase": conducting.next_phase,
    "pause": conducting.pause,
    "resume": conducting.resume,
    "extend": conducting.extend,
    "close": conducting.close,
    "abort": conducting.abort,
    "reopen": conducting.reopen,
    "reveal": deliberation.reveal,
    "undo": conducting.undo,
}
SAID = {
    "next-phase": "phase-begun",
    "pause": "paused",
    "resume": "resumed",
    "extend": "extended",
    "close": "closed",
    "abort": "aborted",
    "reopen": "reopened",
    "reveal": "revealed",
    "undo": "undone",
}


# - the control room -


async def show(request: web.Request) -> web.Response:
    """The control room of the secretariat and the chair."""
    asker, session = access.asker(request), request.match_info["id"]
    second = request.app[SETTINGS].rules.second_person
    view: dict[str, Any] = await frame.read(
        request,
        lambda db: _room(db, session, asker, frame.language(request), second_person=second, now=handlers.now(request)),
    )
    view["presence"] = _with_devices(view["presence"], request.app[LIVE].presence(session))
    return frame.page(request, "pages/control.html", view)


async def control(request: web.Request) -> web.Response:
    """One control, from a form."""
    action = CONTROLS.get(request.match_info["control"])
    if action is None:
        raise NotFound
    session = request.match_info["id"]
    if request.match_info["control"] == "reveal":
        await request.app[JOBS].seal(session)
    options = _options(request.match_info["control"], await frame.fields(request))
    await frame.act(
        request, lambda db: action(db, session, asker=access.asker(request), **options, now=handlers.now(request))
    )
    return frame.led_to(f"/sessions/{session}/control", SAID[request.match_info["control"]])


async def decide_late(request: web.Request) -> web.Response:
    """Admits or refuses a late score."""
    where, given = request.match_info, await frame.fields(request)
    reason = forms.fit({"reason": given.get("reason", "")}, ReasonIn).reason
    entry = forms.natural(where["entry"])
    if entry is None or where["decision"] not in ("admit", "refuse"):
        raise NotFound
    admit, second = where["decision"] == "admit", request.app[SETTINGS].rules.second_person
    asker = access.asker(request)
    await frame.act(
        request,
        lambda db: late.decide(
            db,
            where["id"],
            [entry],
            admit,
            reason,
            asker,
            second_person=second,
            now=handlers.now(request),
        ),
    )
    return frame.led_to(f"/sessions/{where['id']}/control", "admitted" if admit else "refused")


async def tell(request: web.Request) -> web.Response:
    """A message to every open page of the session."""
    form, asker, session = await frame.fields(request), access.asker(request), request.match_info["id"]
    given = forms.fit({"to": {"session": session}, "text": form.get("text", "")}, MessageIn)

    def action(db: Db) -> None:
        programme = conducted(db, session, asker).programme
        broadcasting.send(db, programme, session, "", given.text, asker, now=handlers.now(request))

    await frame.act(request, action)
    return frame.led_to(f"/sessions/{session}/control", "broadcast")


def _seen(given: Mapping[str, str]) -> dict[str, Json]:
    """What a form's author saw, as it names it: the close, and the last control."""
    seen: dict[str, Json] = {"closes_at": given["closes_at"] or None} if "closes_at" in given else {}
    return seen | ({"entry": forms.natural(given["entry"]) or None} if "entry" in given else {})


def _options(name: str, given: Mapping[str, str]) -> dict[str, object]:
    reason = {"reason": given.get("reason", "").strip()}
    if name == "reopen":
        timed = forms.fit(reason | {"minutes": forms.number(given.get("minutes", ""))}, MinutesIn)
        return {"reason": timed.reason, "by_minutes": timed.minutes}
    if name == "extend":
        longer = forms.fit(reason | {"minutes": forms.number(given.get("minutes", ""))} | _seen(given), ExtendIn)
        seen = conducting.Seen(longer.model_fields_set, longer.closes_at, longer.entry)
        return {"reason": longer.reason, "by_minutes": longer.minutes, "seen": seen}
    if name == "close":
        ended = forms.fit(reason | _seen(given), CloseIn)
        return {"reason": ended.reason, "seen": conducting.Seen(ended.model_fields_set, ended.closes_at)}
    if name == "abort":
        return {"reason": forms.fit(reason, ReasonIn).reason}
    if name == "undo":
        return {"entry": forms.natural(given.get("entry", "")) or None}
    options: dict[str, object] = {"reason": forms.fit(reason, MaybeReasonIn).reason}
    if name == "next-phase":
        options |= {"keep_end": given.get("keep_end", "1") == "1", "from_": given.get("from") or None}
    return options


def _room(
    db: Db, session_id: str, asker: Asker, language: str, *, second_person: bool, now: datetime
) -> dict[str, object]:
    session = conducted(db, session_id, asker)
    if session.state(now) == "cancelled":
        raise WrongState("cancelled")
    entries = records.read(db, session.id)
    names = {one.id: one.name for one in (*session.invited(), *session.former)}
    view = common(db, session, asker, language, now=now)
    return view | {
        "delegates": [{"id": one.id, "name": one.name, "rsvp": session.rsvp(one.id)} for one in session.guests],
        "questions": [question for question in view["questions"] if question["state"] != "draft"],
        "places": _places(session),
        "happenings": [
            {
                "at": wire(entry.at),
                "text": happenings.line(entry, language, names, session.schedule.phases),
                "kind": entry.kind,
            }
            for entry in reversed(_worth_reading(entries))
        ][:HAPPENINGS],
        "presence": _presence(session, entries),
        "late": _undecided(session, asker, names, view["criteria"], second_person),
        "next": _next(db, session),
        "can_reopen": asker.may_reopen(session, now),
        "hours_before": max((session.starts_at - now) / timedelta(hours=1), 0),
    }


def _worth_reading(entries: list[Entry]) -> list[Entry]:
    """What a room reads as it runs. Of coming and going only each person's first coming: who is here stands above, and
    a page that is loaded again is no event; the record has every one."""
    come = {entry.data["person"]: entry.number for entry in reversed(entries) if entry.kind == "joined"}
    return [
        entry
        for entry in entries
        if entry.kind not in ("scored", "left")
        and (entry.kind != "joined" or come[entry.data["person"]] == entry.number)
    ]


def _places(session: Session) -> dict[str, dict[str, float | None]]:
    """Where each question that waits would go, one up or one down: between the two that are there."""
    since = {one.id: float(n) for n, one in enumerate(session.questions)}
    order = [one for one in queue(session.questions) if one.state == "asked"]
    at = [one.place if one.place is not None else since[one.id] for one in order]
    edges = [at[0] - 2, at[0] - 1, *at, at[-1] + 1, at[-1] + 2] if at else []
    return {
        one.id: {
            "up": (edges[n] + edges[n + 1]) / 2 if n else None,
            "down": (edges[n + 3] + edges[n + 4]) / 2 if n + 1 < len(order) else None,
        }
        for n, one in enumerate(order)
    }


def _presence(session: Session, entries: list[Entry]) -> dict[str, dict[str, Json]]:
    seen = {entry.data["person"]: wire(entry.at) for entry in entries if entry.kind in ("joined", "left")}
    return {person: {"here": person in session.present, "devices": 1, "since": since} for person, since in seen.items()}


def _with_devices(
    presence: Mapping[str, Mapping[str, Json]], pages: Mapping[str, int]
) -> dict[str, Mapping[str, Json]]:
    return {person: {**one, "devices": pages.get(person, 1)} for person, one in presence.items()}


def _undecided(
    session: Session, asker: Asker, names: Mapping[str, str], criteria: Mapping[str, object], second_person: bool
) -> list[dict[str, object]]:
    return [
        {
            "entry": late.entry,
            "name": names.get(late.panelist, late.panelist),
            "criterion": criteria.get(late.criterion, late.criterion),
            "late_by_seconds": late.late_by_seconds,
            "own": second_person and late.panelist == asker.id,
        }
        for late in session.late
        if late.decision is None
    ]


def _next(db: Db, session: Session) -> dict[str, object] | None:
    later = timetable.of_programme(db, session.programme, since=session.starts_at, after=session.id)
    shared = (one for one in later if one.live and not session.panel_ids.isdisjoint(one.panel_ids))
    found = next(shared, None)
    return None if found is None else {"id": found.id, "name": found.regency.name, "starts_at": wire(found.starts_at)}


async def open_stage(request: web.Request) -> web.Response:
    """Leads to the session's stage by its link, which is made where there was none."""
    token = await frame.act(
        request, lambda db: _stage_link(db, request.match_info["id"], access.asker(request), now=handlers.now(request))
    )
    return frame.led_to(f"/stage/{token}")


def _stage_link(db: Db, session_id: str, asker: Asker, *, now: datetime) -> str:
    session = conducted(db, session_id, asker)
    return links.token(db, "stage", session.id, session=session.id, now=now)
