"""When a panelist can and cannot: a week's half hours, spans as a list, one more by a form, a calendar file's busy
times, and the calendars elsewhere that are read."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web

from server import forms
from server.forms import availability
from server.text import faults, formats, script_words, translator
from server.web.pages import frame
from server.web.pages.panel import half_hours
from server.web.seam import access, apart, handlers
from sessions.actions import Asker, calendars, enrolling
from sessions.store import Db, registry, timetable
from sessions.values import Diary, Invalid, Person, Span, week_ahead

MONDAY_TO_FRIDAY = range(1, 6)  # of who is in no programme yet
WEEK = timedelta(days=7)
EMPTY: Mapping[str, object] = {"from": "", "to": "", "free": False}
NOTHING: Mapping[str, str] = {}


async def show(request: web.Request) -> web.Response:
    """What is known of the person's time."""
    return await page(request)


async def change(request: web.Request) -> web.Response:
    """Adds a span, or removes one by its place in the list."""
    form, person = await frame.fields(request), request.match_info["id"]
    who, spans = await frame.read(request, lambda db: _known(db, person, access.asker(request)))
    try:
        wanted = _without(spans, form["remove"]) if "remove" in form else [*spans, _span(form, who.timezone)]
        await frame.act(
            request,
            lambda db: enrolling.set_availability(db, person, wanted, access.asker(request), now=handlers.now(request)),
        )
    except Invalid as invalid:
        typed = {"from": form.get("from", ""), "to": form.get("to", ""), "free": form.get("free") == "1"}
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await page(request, typed, wrong=wrong, status=422)
    return frame.led_to(f"/people/{person}/availability", "removed" if "remove" in form else "added")


async def upload(request: web.Request) -> web.Response:
    """Takes a calendar file's busy times instead of what was known."""
    person, asker = request.match_info["id"], access.asker(request)
    who, _ = await frame.read(request, lambda db: _known(db, person, asker))
    sent = (await frame.form(request)).get("file")
    if not isinstance(sent, web.FileField):
        raise Invalid.at("/file", "required")
    spans = await apart.parse(request, availability.busy_times, sent.file.read(), who.timezone, handlers.now(request))
    await frame.act(request, lambda db: enrolling.set_availability(db, person, spans, asker, now=handlers.now(request)))
    return frame.led_to(f"/people/{person}/availability", "saved")


upload.streams = True  # type: ignore[attr-defined]


def _span(form: Mapping[str, str], zone: str) -> Span:
    since, until = (forms.local(form.get(name, ""), zone, f"/{name}") for name in ("from", "to"))
    if since >= until:
        raise Invalid.at("/to", "ends-before-it-starts")
    return Span(since, until, form.get("free") == "1")


def _without(spans: list[Span], place: str) -> list[Span]:
    return [span for number, span in enumerate(spans) if str(number) != place]


async def page(
    request: web.Request,
    form: Mapping[str, object] = EMPTY,
    *,
    wrong: Mapping[str, str] = NOTHING,
    url: str = "",
    status: int = 200,
) -> web.Response:
    """The page; with what is wrong in a form, what was typed stands in it."""
    asker, person = access.asker(request), request.match_info["id"]
    spoken, now = frame.language(request), handlers.now(request)
    await frame.stand(request)
    (who, spans, taken), (diaries, revision), workdays = await frame.read(
        request, lambda db: (_shown(db, person, asker), calendars.seen(db, person, asker), _workdays(db, person))
    )
    today = formats.to_zone(now, who.timezone).date()
    asked = forms.day(request.query.get("week", "")) or week_ahead(today, workdays or MONDAY_TO_FRIDAY)
    monday = asked - timedelta(days=asked.weekday())
    whole_day = request.query.get("hours") == "all"
    view = {
        "person": {"id": who.id, "name": who.name},
        "zone": who.timezone,
        "zone_name": formats.zone_name(now, who.timezone),
        "spans": [span.as_json() for span in spans],
        "form": form,
        "faults": wrong,
        "diaries": [_diary(one, who.timezone, spoken, now) for one in diaries],
        "diaries_revision": revision,
        "url": url,
        "week": monday.isoformat(),
        "today": today.isoformat(),
        "previous": (monday - WEEK).isoformat(),
        "following": (monday + WEEK).isoformat(),
        "whole_day": whole_day,
        "days": [(monday + timedelta(days=n)).isoformat() for n in range(7)],
        "rows": half_hours.week(monday, who.timezone, spans, taken, whole_day=whole_day),
        "words": script_words.availability(spoken),
    }
    return frame.page(request, "pages/availability.html", view, status=status)


def _shown(db: Db, person: str, asker: Asker) -> tuple[Person, list[Span], list[half_hours.Taken]]:
    own = [one for one in timetable.of_person(db, person) if one.live and one.seat(person) is not None]
    taken = [half_hours.Taken(one.starts_at, one.schedule.ends_at, one.regency.name) for one in own]
    return (*_known(db, person, asker), taken)


def _workdays(db: Db, person: str) -> set[int]:
    """The ISO weekdays on which any programme of theirs has sessions."""
    return {day for one in registry.programmes_of(db, person) for day in one.workdays}


def _known(db: Db, person: str, asker: Asker) -> tuple[Person, list[Span]]:
    spans = enrolling.availability(db, person, asker)
    return registry.person(db, person), spans


def _diary(diary: Diary, zone: str, language: str, now: datetime) -> dict[str, object]:
    """A calendar as pages show it: by its host, never by its address, and how it stands."""
    _ = translator(language)
    at = formats.when(diary.fetched_at, zone, language=language) if diary.fetched_at else ""
    told = {
        "waiting": _("sedang diambil"),
        "ok": _("terbaca %(when)s") % {"when": at},
        "failed": _("tidak terbaca; yang dipakai dari %(when)s") % {"when": at} if at else _("tidak terbaca"),
    }
    return diary.as_json(now) | {"id": diary.id, "told": told[diary.state], "amiss": diary.state == "failed"}
