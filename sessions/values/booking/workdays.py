"""Whether a span is working time for a regency: workdays, holidays, blocked dates and hours in its own zone.

The one home of this rule, for booking and planning alike; people's time is not its business.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sessions.errors import Wrong
from sessions.lazily import lazily
from sessions.values.schedule import HoursDoc

if TYPE_CHECKING:
    import holidays as calendars
    from holidays import registry
else:
    calendars, registry = lazily("holidays"), lazily("holidays.registry")

WHOLE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Obstacle:
    """Why a span is not working time: a machine's reason, the local date and a holiday's names by language.

    Names of holidays that the calendar can only estimate (future Islamic ones) say so themselves.
    """

    reason: str  # "workday" (not one) | "holiday" | "blocked" | "outside-hours"
    day: date
    name: Mapping[str, str] | None = None

    @property
    def conflict(self) -> str:
        """The word that a booking conflict has for it: every closed day is a holiday there."""
        return self.reason if self.reason == "outside-hours" else "holiday"


@dataclass(frozen=True)
class Workdays:
    """A programme's calendar.

    ISO weekdays (1 is Monday); the hours as time since midnight (24 h is the day's end); the country whose
    holidays hold (ISO 3166 code, "" for none); and the programme's own blocked dates.
    """

    workdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    day_start: timedelta = timedelta(hours=8)
    day_end: timedelta = timedelta(hours=17)
    holidays: str = "ID"
    blocked: frozenset[date] = frozenset()

    @classmethod
    def of(cls, programme: HoursDoc) -> "Workdays":
        """From a programme's fields as the contract writes them. Raises ValueError on a bad date or time."""
        return cls(
            frozenset(programme["workdays"]),
            hours(programme["day_start"]),
            hours(programme["day_end"]),
            programme["holidays"],
            frozenset(date.fromisoformat(str(day)) for day in programme["blocked"]),
        )

    def obstacles(self, starts_at: datetime, ends_at: datetime, zone: str) -> list[Obstacle]:
        """Everything that keeps the span from being working time in that zone; empty if nothing does.

        Each local date that the span touches must be open and its share of the span within the hours: with
        hours of 00:00 to 24:00 a span may cross midnight, with all others it cannot.
        """
        return list(_obstacles(self, starts_at, ends_at, zone))

    def closed_on(self, day: date) -> Obstacle | None:
        """Why nothing takes place on that local date; None on an open one. Own blocks come first."""
        if day in self.blocked:
            return Obstacle("blocked", day)
        if name := holiday_names(self.holidays, day):
            return Obstacle("holiday", day, name)
        return None if day.isoweekday() in self.workdays else Obstacle("workday", day)

    def _outside(self, day: date, begins: timedelta, ends: timedelta) -> Obstacle | None:
        inside = self.day_start <= begins and ends <= self.day_end
        return None if inside else Obstacle("outside-hours", day)


def week_ahead(today: date, workdays: Collection[int]) -> date:
    """Today; the coming Monday where none of the ISO weekdays on which sessions take place is left of its week."""
    this_week = monday_of(today)
    return today if any(day >= today for day in days_of(this_week, workdays)) else this_week + timedelta(days=7)


ANY_TIME = Workdays(frozenset(range(1, 8)), timedelta(), WHOLE_DAY, "")  # a rehearsal's: no hours or holidays bind it


@lru_cache(maxsize=4096)  # sessions share slots, and are looked at again and again
def _obstacles(rules: Workdays, starts_at: datetime, ends_at: datetime, zone: str) -> tuple[Obstacle, ...]:
    return tuple(
        found
        for day, begins, ends in shares(starts_at, ends_at, zone)
        for found in (rules.closed_on(day), rules._outside(day, begins, ends))
        if found
    )


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def days_of(monday: date, workdays: Collection[int]) -> list[date]:
    """Those of the week that are workdays (ISO numbers), whether something closes them or not."""
    week = [monday + timedelta(days=n) for n in range(7)]
    return [day for day in week if day.isoweekday() in workdays]


def shares(starts_at: datetime, ends_at: datetime, zone: str) -> list[tuple[date, timedelta, timedelta]]:
    """The span cut at local midnights: each date, with its share's beginning and end since midnight."""
    here = ZoneInfo(zone)
    begins = starts_at.astimezone(here).replace(tzinfo=None)
    ends = ends_at.astimezone(here).replace(tzinfo=None)
    cuts: list[tuple[date, timedelta, timedelta]] = []
    midnight = datetime.combine(begins.date(), time())
    while midnight < ends or not cuts:
        cuts.append((midnight.date(), max(begins - midnight, timedelta()), min(ends - midnight, WHOLE_DAY)))
        midnight += WHOLE_DAY
    return cuts


def hours(text: str) -> timedelta:
    """The time since midnight of "HH:MM", up to 24:00. Raises ValueError on anything else."""
    hour, _, minute = text.partition(":")
    if not (len(text) == 5 and text.isascii() and hour.isdigit() and minute.isdigit() and int(minute) < 60):
        raise Wrong("no-time-of-day", text=text)
    since = timedelta(hours=int(hour), minutes=int(minute))
    if since > WHOLE_DAY:
        raise Wrong("no-time-of-day", text=text)
    return since


def has_calendar(country: str) -> bool:
    """Whether the holidays of that country are known; of "" (none) they are."""
    # By the list of names alone: the first calendar that is asked for loads those of every country. The one that holds
    # where nothing else is said is known without either: every start reads the settings of a new programme.
    return country in ("", Workdays.holidays) or any(country in names[1:] for names in registry.COUNTRIES.values())


def countries() -> list[str]:
    """The ISO 3166 codes of the countries whose holidays are known."""
    return sorted({names[1] for names in registry.COUNTRIES.values()})


def holiday_names(country: str, day: date) -> Mapping[str, str] | None:
    """The holiday's name by language ("id", "en"); None on an ordinary day.

    Raises NotImplementedError for a country without a calendar.
    """
    return _year(country, day.year).get(day) if country else None


@lru_cache(maxsize=128)
def _year(country: str, year: int) -> dict[date, dict[str, str]]:
    # "government" holds Indonesia's joint-leave days (cuti bersama), which close every office like holidays.
    offered = calendars.country_holidays(country).supported_categories
    categories = tuple(one for one in ("public", "government") if one in offered)
    id_ = calendars.country_holidays(country, years=year, categories=categories, language="id")
    en = calendars.country_holidays(country, years=year, categories=categories, language="en_US")
    return {day: {"id": name, "en": en.get(day, name)} for day, name in id_.items()}
