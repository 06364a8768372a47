"""Programmes: made with the defaults, and their settings as a form."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from aiohttp import web
from multidict import MultiMapping

from server import forms
from server.documents.reports import letterhead
from server.forms import ProgrammeIn
from server.text import faults, field_names, formats, script_words
from server.web.pages import frame, rubrics
from server.web.seam import SETTINGS, access, handlers, uploads
from sessions.actions import Asker, enrolling, must_be_secretariat
from sessions.store import Db, registry, timetable
from sessions.values import Fault, Invalid, Json, Names, PhaseDoc, ProgrammeDoc, paper_number, workdays

SPARE_PHASES, SPARE_BANDS = 1, 2
TICKS = ("own_province", "show_questions", "show_recording")
NUMBERS = ("panel_size", "daily_limit")
TEXTS = ("name", "timezone", "day_start", "day_end", "holidays", "incomplete", "counts", "claims", "follows")
HOURS = ("day_start", "day_end")
LETTERHEAD = ("name", "address", "place", "number_pattern", "letter_pattern", "basis", "copies", "logo")
SIGNATORY = ("name", "title", "nip")
PHASE = ("key", "id", "en", "minutes", "private")


async def add(request: web.Request) -> web.Response:
    """A new programme under its name, with the rubric that was chosen; its overview is the next page. Raises Invalid
    without a name: two that are called alike are one too many."""
    form = await frame.form(request)
    name, rubric = str(form.get("name", "")).strip(), rubrics.shipped(str(form.get("rubric", "")))
    if not name:
        raise Invalid.at("/name", "required")
    chosen: dict[str, Json] = {"name": name} | ({"rubric": rubric} if rubric else {})
    complete = forms.fit(request.app[SETTINGS].programme_fields() | chosen, ProgrammeIn).fields()
    made = await frame.act(
        request, lambda db: enrolling.add_programme(db, complete, access.asker(request), now=handlers.now(request))
    )
    return frame.led_to(f"/programmes/{made.id}/overview", "added")


async def show(request: web.Request) -> web.Response:
    """The settings."""
    programme = await frame.read(request, lambda db: _one(db, request.match_info["id"], access.asker(request)))
    await frame.count(request, programme)
    return _page(request, programme, as_form(programme), {})


async def change(request: web.Request) -> web.Response:
    """Changes the settings; what was typed stays where it is wrong."""
    asker, programme, form = access.asker(request), request.match_info["id"], await frame.form(request)
    try:
        fields = forms.fit(typed(form), ProgrammeIn).fields() | frame.seen(form)
        await frame.act(
            request, lambda db: enrolling.change_programme(db, programme, fields, asker, now=handlers.now(request))
        )
    except Invalid as invalid:
        standing = await frame.read(request, lambda db: _one(db, programme, asker))
        await frame.count(request, standing)
        there = [_at_its_field(fault, form) for fault in invalid.faults]
        wrong = faults.at_fields(there, frame.language(request), {"": "day_start"})
        return _page(request, standing, _as_typed(form, standing), wrong, status=422)
    lost = await frame.read(request, lambda db: _lost(db, programme, now=handlers.now(request)))
    return frame.led_to(f"/programmes/{programme}", "saved-lost" if lost else "saved", n=str(lost or ""))


def _at_its_field(fault: Fault, form: MultiMapping[object]) -> Fault:
    """A letterhead's fault where its part is typed; a day's with the line that it stands in."""
    place, _, number = fault.pointer.removeprefix("/").partition("/")
    if place == "blocked" and number.isdecimal():
        line, text, _ = _blocked(str(form.get("blocked", "")))[int(number)]
        return Fault("/blocked", "no-such-day", {"line": line, "text": text})
    part = fault.pointer.removeprefix("/letterhead/")
    return fault if part == fault.pointer else replace(fault, pointer="/letterhead." + part.replace("/", "."))


def _lost(db: Db, programme_id: str, *, now: datetime) -> int:
    """How many booked sessions lie on days that the programme has closed."""
    programme = registry.programme(db, programme_id)
    if not programme.blocked:
        return 0
    booked = [one for one in timetable.of_programme(db, programme_id) if one.state(now) == "booked"]
    days = [formats.to_zone(one.starts_at, programme.timezone).date() for one in booked if not one.rehearsal]
    return sum(day in programme.blocked for day in days)


async def add_logo(request: web.Request) -> web.Response:
    """Takes a picture as the letterhead's logo."""
    programme, asker = request.match_info["id"], access.asker(request)
    await frame.read(request, lambda db: _one(db, programme, asker))
    judge, most = letterhead.check, letterhead.MOST_BYTES
    async with uploads.received(request, recordings=False, judge=judge, most=most) as upload:
        sha256, now = upload.sha256, handlers.now(request)
        await frame.act(request, upload.taken_by(lambda db: enrolling.set_logo(db, programme, sha256, asker, now=now)))
    return frame.led_to(f"/programmes/{programme}", "saved")


add_logo.streams = True  # type: ignore[attr-defined]


async def remove_logo(request: web.Request) -> web.Response:
    """The letterhead without its logo."""
    programme, asker = request.match_info["id"], access.asker(request)
    await frame.act(request, lambda db: enrolling.set_logo(db, programme, "", asker, now=handlers.now(request)))
    return frame.led_to(f"/programmes/{programme}", "saved")


def typed(form: MultiMapping[object]) -> dict[str, object]:
    """The document that the form stands for. Raises Invalid."""
    found: dict[str, object] = {name: str(form[name]).strip() for name in TEXTS if name in form}
    found |= {name: _number(str(form[name]), name) for name in NUMBERS if name in form}
    found |= {name: name in form for name in TICKS}
    found["phases"] = _phases(form)
    found["workdays"] = [int(str(day)) for day in form.getall("workdays", []) if str(day) in "1234567"]
    found |= {name: _hour(str(form[name])) for name in HOURS if name in form}
    found["blocked"] = [day for _, _, day in _blocked(str(form.get("blocked", "")))]
    found["bands"] = _bands(form)
    if "deliberation" in form:
        found["deliberation"] = {"minutes": _number(str(form["deliberation"]) or "0", "deliberation")}
    if "claims_due" in form:
        due = str(form["claims_due"]).strip()
        found["claims_due"] = f"P{due}D" if due.isdecimal() else due
    if "letterhead.name" in form:
        found["letterhead"] = _letterhead(form)
    return found


def as_form(programme: ProgrammeDoc) -> dict[str, object]:
    """What the form shows of a programme."""
    bands = [{"from": f"{one['from']:g}", **_names(one["name"])} for one in programme["bands"]]
    return {
        **programme,
        "phases": [*map(_phase_row, programme["phases"]), *[dict.fromkeys(PHASE, "")] * SPARE_PHASES],
        "deliberation": programme["deliberation"]["minutes"],
        "claims_due": re.sub(r"^P([0-9]+)D$", r"\1", programme["claims_due"]),
        "letterhead": {"signatory": {}, **programme["letterhead"]},
        "bands": bands + [{"from": "", "id": "", "en": ""}] * SPARE_BANDS,
        "blocked": "\n".join(programme["blocked"]),
    }


def _as_typed(form: MultiMapping[object], standing: ProgrammeDoc) -> dict[str, object]:
    texts = {name: form.get(name, "") for name in (*TEXTS, *NUMBERS, "blocked", "deliberation", "claims_due")}
    bands = zip(form.getall("band.from", []), form.getall("band.id", []), form.getall("band.en", []), strict=False)
    return {
        **as_form(standing),
        **texts,
        **{name: name in form for name in TICKS},
        "phases": _phase_rows(form),
        "letterhead": _letterhead(form),
        "bands": [{"from": since, "id": id_, "en": en} for since, id_, en in bands],
        "workdays": [int(str(day)) for day in form.getall("workdays", [])],
    }


def _hour(text: str) -> str:
    """An hour of the day as it is kept: `8.00`, as it is written here, is `08:00`."""
    written = re.fullmatch(r"([0-9]{1,2})[.:]([0-9]{2})", text.strip())
    return f"{int(written[1]):02d}:{written[2]}" if written else text.strip()


def _blocked(text: str) -> list[tuple[int, str, str]]:
    """The days that stand there, a line each or several with commas: its line, as it was written, and as it is kept.
    What is none stays as it is."""
    rows = [(n, part.strip()) for n, line in enumerate(text.splitlines(), 1) for part in re.split("[,;]", line)]
    return [(n, one, day) for n, part in rows for one, day in _days(part)]


def _days(part: str) -> list[tuple[str, str]]:
    """The days that it names: one as offices write it, or several as they are kept."""
    written = forms.written_day(part)
    if written:
        return [(part, written.isoformat())]
    several = part.split()
    return [(one, one) for one in several] if all(map(forms.day, several)) else [(part, part)]


def _phases(form: MultiMapping[object]) -> list[dict[str, Json]]:
    """The phases that have a name or a length; one without a key gets one of its name."""
    found: list[dict[str, Json]] = []
    for row in _phase_rows(form):
        if not any(row[name] for name in ("key", "id", "minutes")):
            continue
        key = row["key"] or re.sub(r"[^a-z0-9]+", "-", row["id"].lower()).strip("-")[:40]
        phase: dict[str, Json] = {"key": key, "minutes": _number(row["minutes"], "phases")}
        if row["id"]:
            phase["name"] = {"id": row["id"], "en": row["en"] or row["id"]}
        found.append(phase | ({"private": True} if row["private"] else {}))
    return found


def _phase_rows(form: MultiMapping[object]) -> list[dict[str, str]]:
    columns = {name: [str(one).strip() for one in form.getall(f"phase.{name}", [])] for name in PHASE}
    number = max(map(len, columns.values()))
    return [{name: column[n] if n < len(column) else "" for name, column in columns.items()} for n in range(number)]


def _phase_row(phase: PhaseDoc) -> dict[str, object]:
    names = phase.get("name") or {}
    named = {"id": names.get("id", ""), "en": names.get("en", "")}
    return {"key": phase["key"], "minutes": phase["minutes"], "private": phase.get("private") or "", **named}


def _letterhead(form: MultiMapping[object]) -> dict[str, Json]:
    own = {name: str(form.get(f"letterhead.{name}", "")).strip() for name in LETTERHEAD}
    signatory = {name: str(form.get(f"letterhead.signatory.{name}", "")).strip() for name in SIGNATORY}
    return own | {"signatory": signatory}


def _bands(form: MultiMapping[object]) -> list[dict[str, object]]:
    rows = zip(form.getall("band.from", []), form.getall("band.id", []), form.getall("band.en", []), strict=False)
    found = []
    for since, id_, en in rows:
        if str(since).strip() or str(id_).strip():
            names = {"id": str(id_).strip(), "en": str(en).strip() or str(id_).strip()}
            found.append({"from": _number(str(since), "bands"), "name": names})
    return found


def _names(names: str | Names) -> dict[str, str]:
    return {"id": names, "en": names} if isinstance(names, str) else {"id": "", "en": "", **names}


def _number(text: str, field: str) -> float:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        raise Invalid.at(f"/{field}", "no-number") from None
    return int(number) if number.is_integer() else number


def _page(
    request: web.Request,
    programme: "Standing",
    form: Mapping[str, object],
    wrong: Mapping[str, str],
    status: int = 200,
) -> web.Response:
    picture = letterhead.logo(programme["letterhead"].get("logo", ""), request.app[SETTINGS].uploads)
    spoken = frame.language(request)
    view = {"programme": programme, "form": form, "faults": wrong, "weekdays": formats.weekdays(spoken)}
    view |= {"countries": _countries(spoken, str(form.get("holidays") or ""))}
    view |= {"choices": field_names.choices(spoken), "logo": letterhead.as_address(picture)}
    view |= {"usual": {language: script_words.phases(language) for language in ("id", "en")}}
    view |= {"numbers": _numbers(programme, handlers.now(request).date())}
    return frame.page(request, "pages/programme.html", view, status=status)


def _numbers(programme: ProgrammeDoc, day: date) -> dict[str, str]:
    """What the patterns make of a seventh paper of that day for Jepara; "" without one."""
    head = programme["letterhead"]
    patterns = {"minutes": head.get("number_pattern", ""), "letter": head.get("letter_pattern", "")}
    return {kind: paper_number(pattern, 7, "33.20", day) for kind, pattern in patterns.items()}


def _countries(language: str, present: str) -> list[tuple[str, str]]:
    """Whose holidays can be chosen, by name: Indonesia's first, and what is set, whatever it is."""
    codes = {*workdays.countries(), present} - {""}
    named = [(code, formats.country(code, language)) for code in codes]
    return sorted(named, key=lambda one: (one[0] != "ID", one[1]))


class Standing(ProgrammeDoc):
    """A programme as it stands, and the rounds that it might follow, by id and name."""

    rounds: list[tuple[str, str]]


def _one(db: Db, programme: str, asker: Asker) -> Standing:
    must_be_secretariat(asker)
    before = [(one.id, one.name) for one in registry.all_programmes(db) if one.id != programme]
    return {**registry.programme(db, programme).as_json(), "rounds": before}
