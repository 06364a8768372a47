"""What is planned: the values that go into a plan, what is refused before planning starts, and their JSON form.

Instants are aware UTC datetimes, dates are local dates of the programme's zone. Nothing here knows how a plan is found.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from pydantic import TypeAdapter

from sessions.errors import Fault, Invalid
from sessions.values.booking.workdays import Workdays, has_calendar, hours
from sessions.values.registry import Span

MOST_REGENCIES = 2_000
MOST_PANELISTS = 1_000
LONGEST_WINDOW = timedelta(days=366)
MOST_SEATS = 250_000  # panelists x slots: beyond it a plan would need more memory than the server grants it
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """A programme's hard rules, as far as a plan must keep them. `length` is a session's, all phases together."""

    timezone: str
    length: timedelta
    workdays: Workdays
    panel_size: int
    daily_limit: int
    own_province: bool = False


@dataclass(frozen=True)
class Wishes:
    """What the programme would like, as weights of one sum that is made as small as possible; all are 0 or more.

    `unplaced` for each regency without a session, `load` and `chairs` for each session of difference between the
    busiest and the idlest panelist (chair), `early` for each open day that a session waits, `mixed` for each panelist
    above one of an institution in a panel, `days` for each day on which a panelist has to come, `preferred` for each
    seat outside the times a panelist prefers, `wished` for each regency on a date it did not wish for. `partners` is
    for pairs who sit together again and again (c (c - 1) / 2 for a pair that meets c times); it decides between plans
    that are otherwise alike and stands in no sum, since no useful bound of it can be proven.
    """

    unplaced: int = 100_000
    load: int = 1_000
    chairs: int = 100
    early: int = 1
    mixed: int = 5
    days: int = 0
    preferred: int = 2
    wished: int = 20
    partners: int = 4


@dataclass(frozen=True)
class Regency:
    """Who needs a session, as far as planning cares. `people` are the ids of those who come with it."""

    code: str
    name: str
    province: str
    timezone: str
    people: frozenset[str] = frozenset()
    busy: tuple[Span, ...] = ()
    wished: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Panelist:
    """Who may sit on panels. `availability` as in the contract, `conflicts` are codes of regencies."""

    id: str
    name: str
    institution: str
    timezone: str
    may_chair: bool
    conflicts: frozenset[str] = frozenset()
    province: str = ""
    availability: tuple[Span, ...] = ()
    preferred: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Session:
    """A session with its panel (ids of panelists) and its chair, who is one of the panel."""

    regency: str
    starts_at: datetime
    panel: tuple[str, ...]
    chair: str


@dataclass(frozen=True)
class Kept:
    """A booked session that stays: it takes its people's time, its regency's, a place in daily limits, and (`room`)
    one of those that may run at once: another programme's only where it meets in a room of this one."""

    session: Session
    ends_at: datetime
    people: frozenset[str] = frozenset()
    room: bool = True


@dataclass(frozen=True)
class Problem:
    """Everything a plan depends on. The window's dates `first` and `last` both count; `slots` are "HH:MM" of every
    day in the programme's zone; `parallel` is how many sessions may run at once, kept and locked ones included.
    `locked` sessions are part of the plan as they are; `earliest` keeps a plan out of the past; `also` are single
    starts that may be used besides the slots."""

    rules: Rules
    first: date
    last: date
    slots: tuple[str, ...]
    parallel: int
    regencies: tuple[Regency, ...]
    panelists: tuple[Panelist, ...]
    kept: tuple[Kept, ...] = ()
    locked: tuple[Session, ...] = ()
    earliest: datetime | None = None
    also: frozenset[datetime] = frozenset()
    wishes: Wishes = field(default_factory=Wishes)

    def locking(self, sessions: tuple[Session, ...]) -> "Problem":
        """The same with these sessions locked."""
        return replace(self, locked=sessions)

    def starts(self) -> list[datetime]:
        """Every start that the window offers, in the order of time, each once."""
        here = ZoneInfo(self.rules.timezone)
        found = set(self.also) | {
            (datetime.combine(day, datetime.min.time()) + hours(slot)).replace(tzinfo=here).astimezone(UTC)
            for day in self.dates()
            for slot in self.slots
        }
        return sorted(start for start in found if self.earliest is None or start >= self.earliest)

    def dates(self) -> Iterator[date]:
        """The window's dates."""
        day = self.first
        while day <= self.last:
            yield day
            day += ONE_DAY


def must_be_plannable(problem: Problem) -> None:
    """Raises Invalid with every fault of a problem that no plan could answer, each with its place in the request."""
    faults = [*_window_faults(problem), *_regency_faults(problem), *_panelist_faults(problem)]
    if faults:
        raise Invalid(faults)


def _window_faults(problem: Problem) -> Iterator[Fault]:
    rules = problem.rules
    if problem.last < problem.first:
        yield Fault("/to", "window-empty")
    if problem.last - problem.first > LONGEST_WINDOW:
        yield Fault("/to", "window-too-long", {"days": LONGEST_WINDOW.days})
    if not problem.slots:
        yield Fault("/slots", "plan-without-slot")
    for number, slot in enumerate(problem.slots):
        if not _is_start(slot):
            yield Fault(f"/slots/{number}", "no-time-of-day", {"text": slot})
    for pointer, value in (
        ("/parallel", problem.parallel),
        ("/programme/panel_size", rules.panel_size),
        ("/programme/daily_limit", rules.daily_limit),
    ):
        if value < 1:
            yield Fault(pointer, "too-small", {"least": 1})
    if rules.length <= timedelta():
        yield Fault("/programme/phases", "session-without-length")
    if not has_calendar(rules.workdays.holidays):
        yield Fault("/programme/holidays", "no-holidays")
    if not _is_zone(rules.timezone):
        yield Fault("/programme/timezone", "no-time-zone")


def _regency_faults(problem: Problem) -> Iterator[Fault]:
    if len(problem.regencies) > MOST_REGENCIES:
        yield Fault("/regencies", "too-many-regencies", {"most": MOST_REGENCIES, "number": len(problem.regencies)})
    for one in problem.regencies:
        if not _is_zone(one.timezone):
            yield Fault(f"/regencies/{one.code}/timezone", "regency-without-zone", {"name": one.name, "code": one.code})
    codes = [one.code for one in problem.regencies]
    for twice in sorted({code for code in codes if codes.count(code) > 1} if len(set(codes)) < len(codes) else ()):
        yield Fault(f"/regencies/{twice}", "twice")


def _panelist_faults(problem: Problem) -> Iterator[Fault]:
    size, people = problem.rules.panel_size, problem.panelists
    if not people:
        yield Fault("/panelists", "no-panelist")
    elif len(people) < size:
        yield Fault("/panelists", "too-few-panelists", {"size": size, "number": len(people)})
    if len(people) > MOST_PANELISTS:
        yield Fault("/panelists", "too-many-panelists", {"most": MOST_PANELISTS, "number": len(people)})
    if people and not any(one.may_chair for one in people):
        yield Fault("/panelists", "nobody-may-chair")
    if len(people) * len(problem.slots) * ((problem.last - problem.first).days + 1) > MOST_SEATS:
        yield Fault("/slots", "plan-too-large")
    for one in people:
        for span in (*one.availability, *one.preferred):
            if span.until <= span.since:
                yield Fault(f"/panelists/{one.id}/availability", "time-ends-before-it-begins", {"name": one.name})
                break


def _is_start(slot: str) -> bool:
    try:
        return hours(slot) < ONE_DAY
    except ValueError:
        return False


@cache
def _is_zone(name: str) -> bool:
    return name in available_timezones()


@cache
def _json() -> TypeAdapter[Problem]:
    return TypeAdapter(Problem)


def problem_to_json(problem: Problem) -> bytes:
    """The problem as JSON, to be handed to another process."""
    return _json().dump_json(problem)


def problem_from_json(text: bytes | str) -> Problem:
    """The problem again. Raises pydantic's ValidationError on anything else."""
    return _json().validate_json(text)
