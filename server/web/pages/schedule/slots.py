"""A timetable as slots: starts against days, or rooms against starts, a line for each session. What is booked and what
is planned are drawn by the same grid (parts/schedule.html)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.text import formats, named, translator
from sessions.store import Made
from sessions.values import NEEDS_ACTION, RUNNING, Programme, Session, Tally, Workdays, wire, workdays

View = dict[str, object]
DAY = timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)
A_WEEK = 7
MIDNIGHT = datetime(2000, 1, 3, tzinfo=UTC)  # of any day: for reckoning with times of day alone


@dataclass(frozen=True)
class Chip:
    """One session in the grid: what is said of it in a word (`mark`) and to those who hear the page (`said`)."""

    start: datetime  # on the programme's clock
    key: str  # by which it is moved; "" for what stays
    name: str
    address: str
    kind: str = ""  # over | live | clash | off | plan | held
    mark: str = ""
    said: str = ""
    room: str = ""
    rehearsal: bool = False
    panel: tuple[tuple[str, str, bool], ...] = ()  # name, answer, whether they chair
    lasts: timedelta | None = None  # None: as long as the programme's sessions

    @property
    def clock(self) -> time:
        """The start on the clock, to the minute."""
        return self.start.time().replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Ground:
    """What lies beneath the sessions: the programme's days and hours, and who else has time."""

    programme: Programme
    now: datetime
    language: str
    free: Callable[[datetime, datetime], int | None] = lambda _since, _until: None

    @property
    def length(self) -> timedelta:
        """How long a session is."""
        return self.programme.length

    def at(self, day: date, clock: time) -> datetime:
        """That time of the programme's clock."""
        return datetime.combine(day, clock, ZoneInfo(self.programme.timezone))

    def gone(self, start: datetime) -> float | None:
        """How much of a session that starts then is over now, from 0 to 1; None while it does not run."""
        passed = self.now - start
        return passed / self.length if timedelta() <= passed < self.length else None

    def usual(self) -> list[time]:
        """The starts of a day's working hours, one behind the other with half an hour between."""
        rules = Workdays.of(self.programme.fields_json())
        step = -(-self.length // HALF_HOUR) * HALF_HOUR + HALF_HOUR
        found, at = [], rules.day_start
        while self.length and at + self.length <= min(rules.day_end, DAY) and at < DAY:
            found.append((MIDNIGHT + at).time())
            at += step
        return found

    def note(self, day: date) -> str:
        """Why nothing takes place on that day; "" where something may."""
        _ = translator(self.language)
        obstacle = Workdays.of(self.programme.fields_json()).closed_on(day)
        if obstacle is None or obstacle.reason == "workday":
            return "" if obstacle is None else _("bukan hari kerja")
        return named(dict(obstacle.name), self.language) if obstacle.name else _("hari tanpa sesi")


def week(ground: Ground, monday: date, chips: Sequence[Chip], chosen: date | None = None) -> View:
    """Starts against the days of a week; closed days without a session are left out where they are no workdays."""
    days = [monday + n * DAY for n in range(A_WEEK)]
    in_order = sorted(chips, key=lambda one: (one.start, not one.room, len(one.room), one.room))
    by_day = {day: [one for one in in_order if one.start.date() == day] for day in days}
    working = workdays.days_of(monday, ground.programme.workdays)
    shown = [day for day in days if by_day[day] or day in working] or days
    today = formats.to_zone(ground.now, ground.programme.timezone).date()
    phone = next((day for day in (chosen, today) if day in shown), shown[0])
    notes = {day: ground.note(day) for day in shown}
    return {
        "zone_name": formats.zone_name(ground.at(monday, time(12)), ground.programme.timezone),
        "heads": [
            {
                "date": day.isoformat(),
                "number": held(by_day[day]),
                "note": notes[day],
                "today": day == today,
                "chosen": day == phone,
            }
            for day in shown
        ],
        "rows": [
            {
                "clock": ground.at(shown[0], clock).isoformat(),
                "until": (ground.at(shown[0], clock) + _longest(ground, clock, chips)).isoformat(),
                "cells": [
                    _cell(ground, ground.at(day, clock), [one for one in by_day[day] if one.clock == clock])
                    | {"closed": bool(notes[day]), "chosen": day == phone, "today": day == today}
                    for day in shown
                ],
            }
            for clock in starts(ground, chips)
        ],
    }


def day(ground: Ground, chosen: date, lanes: Sequence[tuple[str, str, Sequence[Chip]]]) -> View:
    """Rooms against the starts of one day. `lanes`: a room's id, its name, and its sessions."""
    everything = [one for _, _, chips in lanes for one in chips]
    clocks = starts(ground, everything)
    closed = bool(ground.note(chosen))
    return {
        "zone_name": formats.zone_name(ground.at(chosen, time(12)), ground.programme.timezone),
        "heads": [
            {
                "clock": ground.at(chosen, clock).isoformat(),
                "until": (ground.at(chosen, clock) + _longest(ground, clock, everything)).isoformat(),
                "gone": ground.gone(ground.at(chosen, clock)),
            }
            for clock in clocks
        ],
        "rows": [
            {
                "room": room,
                "name": name,
                "cells": [
                    _cell(ground, ground.at(chosen, clock), [one for one in chips if one.clock == clock])
                    | {"closed": closed}
                    for clock in clocks
                ],
            }
            for room, name, chips in lanes
        ],
    }


def month(ground: Ground, first: date, chips: Sequence[Chip]) -> list[list[View]]:
    """The weeks of a month: each day's sessions by start, as shares of the fullest slot of the month, and of how
    many somebody has declined."""
    number: dict[date, dict[time, int]] = {}
    wanting = Counter(one.start.date() for one in chips if one.kind == "clash" and not one.rehearsal)
    days: dict[date, list[Chip]] = {}
    for one in chips:
        days.setdefault(one.start.date(), []).append(one)
        if one.kind != "off":
            slots = number.setdefault(one.start.date(), {})
            slots[one.clock] = slots.get(one.clock, 0) + 1
    fullest = max((n for slots in number.values() for n in slots.values()), default=1)
    today = formats.to_zone(ground.now, ground.programme.timezone).date()
    begin = workdays.monday_of(first)

    def of(day: date) -> View:
        slots = number.get(day, {})
        return {
            "date": day.isoformat(),
            "day": day.day,
            "inside": day.month == first.month,
            "today": day == today,
            "past": day < today,
            "note": ground.note(day),
            "total": held(days.get(day, ())),
            "wanting": wanting[day],
            "shares": [slots[clock] / fullest for clock in sorted(slots)],
        }

    stretch = [begin + n * DAY for n in range(42)]
    weeks = [stretch[n : n + A_WEEK] for n in range(0, len(stretch), A_WEEK)]
    return [[of(day) for day in line] for line in weeks if any(day.month == first.month for day in line)]


def starts(ground: Ground, chips: Iterable[Chip]) -> list[time]:
    """The starts that there are, and the usual ones that lie a session's length away from all of these."""
    found = {one.clock for one in chips}

    def apart(one: time, other: time) -> bool:
        between = datetime.combine(MIDNIGHT, one) - datetime.combine(MIDNIGHT, other)
        return abs(between) >= ground.length

    return sorted(found | {one for one in ground.usual() if all(apart(one, other) for other in found)})


def held(chips: Iterable[Chip]) -> Tally:
    """How many of these sessions take place: what was cancelled is shown, and not counted."""
    found = Counter(one.rehearsal for one in chips if one.kind != "off")
    return Tally(found[False], found[True])


def _longest(ground: Ground, clock: time, chips: Iterable[Chip]) -> timedelta:
    """How long what starts then lasts; a start without a session as long as a session would."""
    return max((one.lasts or ground.length for one in chips if one.clock == clock), default=ground.length)


_CHIPS = Made[Chip](most=4096)


def chip(session: Session, zone: str, now: datetime, language: str, letter: str = "") -> Chip:
    """A booked session as the grid shows it: who comes of all that are asked, the time left, what is still to sign."""
    state = session.state(now)
    if state in RUNNING:  # the time that is left is another each minute
        return _chip(session, state, zone, now, language, letter)
    given = (session.id, zone, language, letter)
    return _CHIPS.of(given, (session, state), lambda: _chip(session, state, zone, now, language, letter))


def _chip(session: Session, state: str, zone: str, now: datetime, language: str, letter: str) -> Chip:
    kind, mark, said = _standing(session, state, now, language)
    return Chip(
        start=formats.to_zone(session.starts_at, zone),
        key=session.id if state == "booked" else "",
        name=session.regency.name,
        address=f"/sessions/{session.id}",
        kind=kind,
        mark=mark,
        said=said + (", " + translator(language)("gladi") if session.rehearsal else ""),
        room=letter,
        rehearsal=session.rehearsal,
        lasts=session.schedule.ends_at - session.starts_at,
        panel=tuple((seat.name, session.rsvp(seat.id), seat.role == "chair") for seat in session.panel),
    )


def _standing(session: Session, state: str, now: datetime, language: str) -> tuple[str, str, str]:
    _ = translator(language)
    if state in ("cancelled", "aborted"):
        return "off", _("batal"), _("dibatalkan") if state == "cancelled" else _("dihentikan")
    if state == "signed":
        return "over", "✓", _("selesai, ditandatangani")
    if state == "closed":
        return "over", _("ttd"), _("selesai, menunggu tanda tangan")
    if state in RUNNING:
        left = max(0, int((session.schedule.ends_at - now).total_seconds() // 60))
        return "live", f"{left // 60}:{left % 60:02d}", _("berlangsung")
    answers = [session.rsvp(one.id) for one in session.invited()]
    declined, coming = answers.count("declined"), answers.count("accepted")
    if declined:
        return "clash", f"✕ {declined}", _("{n} tidak hadir").format(n=declined)
    if NEEDS_ACTION not in answers and coming == len(answers):
        return "", "✓", _("semua hadir")
    return "", f"{coming}/{len(answers)}", _("{n} dari {of} menyatakan hadir").format(n=coming, of=len(answers))


def _cell(ground: Ground, at: datetime, chips: Sequence[Chip]) -> View:
    ahead = at > ground.now
    free = ground.free(at, at + ground.length) if ahead else None
    return {
        "key": (at, ahead, free, tuple(chips)),
        "at": wire(at),
        "date": at.date().isoformat(),
        "time": at.strftime("%H:%M"),
        "ahead": ahead,
        "free": free,
        "chips": chips,
    }
