"""A session's time: what is open, which phase runs, when it closes, what comes next. Pure functions of stored times.

Two clocks are told apart. An *instant* is a time on the wall. *Running time* is what has passed since the start with
every pause taken out; phases end at running times, so that a pause moves every later boundary by itself.
All intervals are half-open: what starts at t includes t, what ends at t does not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import NotRequired, TypedDict

from sessions.clock import wire
from sessions.errors import Invalid, SheetPaused, SheetWaiting, Wrong, WrongState

ZERO = timedelta(0)
FIVE_MINUTES = timedelta(minutes=5)
RUNNING = ("open", "paused")  # states of a session that has begun and is not over
UNFINISHED = ("booked", *RUNNING)  # of one that will begin or has


class PhaseDoc(TypedDict):
    """A phase as the contract has it; `name` and `private` only where there are."""

    key: str
    minutes: float
    name: NotRequired[Mapping[str, str] | None]
    private: NotRequired[bool | None]


class HoursDoc(TypedDict):
    """What of a programme's fields its calendar is made of."""

    workdays: list[int]
    day_start: str
    day_end: str
    holidays: str
    blocked: list[str]


@dataclass(frozen=True)
class Phase:
    """A part of a session and how long it was booked for."""

    key: str
    length: timedelta
    private: bool = False  # the panel's alone: no part of what the regency is invited to
    name: Mapping[str, str] | None = None

    @property
    def minutes(self) -> float:
        """Its booked length in minutes, whole where it is."""
        return whole(self.length / timedelta(minutes=1))

    @classmethod
    def from_json(cls, doc: PhaseDoc) -> "Phase":
        """From the contract's `{key, name?, minutes, private?}`."""
        return cls(doc["key"], of_minutes(doc["minutes"]), bool(doc.get("private")), doc.get("name"))

    def as_json(self) -> PhaseDoc:
        """As the contract shows it: name and privacy only where there are."""
        shown: PhaseDoc = {"key": self.key, "minutes": self.minutes}
        if self.name:
            shown["name"] = dict(self.name)
        if self.private:
            shown["private"] = True
        return shown


@dataclass(frozen=True)
class Pause:
    """An interval in which a session stands still; `until` is None while it lasts."""

    since: datetime
    until: datetime | None = None

    def has(self, t: datetime) -> bool:
        """Whether the instant lies in it."""
        return self.since <= t and (self.until is None or t < self.until)

    def before(self, t: datetime) -> timedelta:
        """How much of it lies before the instant."""
        end = t if self.until is None else min(self.until, t)
        return max(ZERO, end - self.since)


@dataclass(frozen=True)
class Moment:
    """An instant at which something is announced: `opened`, `phase` (`detail` is its key), `five-minutes`, `closed`."""

    at: datetime
    kind: str
    detail: str = ""


@dataclass(frozen=True)
class Schedule:
    """The times of one session as they now stand. `ends` holds the running time at which each phase ends."""

    starts_at: datetime
    phases: tuple[Phase, ...]
    ends: tuple[timedelta, ...]
    pauses: tuple[Pause, ...] = ()
    closed_at: datetime | None = None

    @classmethod
    def booked(cls, starts_at: datetime, phases: Sequence[Phase]) -> "Schedule":
        """As booked: the phases one after the other from the start."""
        return cls(starts_at, tuple(phases), tuple(accumulate(phase.length for phase in phases)))

    # - what is -

    @cached_property
    def ends_at(self) -> datetime:
        """The end as booked."""
        return self.starts_at + sum((phase.length for phase in self.phases), ZERO)

    @cached_property
    def closes_at(self) -> datetime | None:
        """The close as it now stands; None during a pause, whose end nobody knows."""
        return self.closed_at or self.instant(self.ends[-1])

    def running(self, t: datetime) -> timedelta:
        """The running time at the instant; never below zero."""
        return max(ZERO, t - self.starts_at - sum((pause.before(t) for pause in self.pauses), ZERO))

    def instant(self, running: timedelta) -> datetime | None:
        """The first instant at which so much running time has passed; None if an open pause comes before it."""
        t = self.starts_at + running
        for pause in self.pauses:
            if t <= pause.since:
                break
            if pause.until is None:
                return None
            t += pause.until - pause.since
        return t

    def is_paused(self, t: datetime) -> bool:
        """Whether a pause runs at the instant."""
        return not self.is_over(t) and any(pause.has(t) for pause in self.pauses)

    def is_over(self, t: datetime) -> bool:
        """Whether the session has closed at the instant."""
        if self.closed_at is not None and t >= self.closed_at:
            return True
        return self.running(t) >= self.ends[-1]

    def is_open(self, t: datetime) -> bool:
        """Promise 1: `starts_at <= t < closes_at` and no pause runs."""
        return self.starts_at <= t and not self.is_over(t) and not self.is_paused(t)

    def state(self, t: datetime) -> str:
        """`booked`, `open`, `paused` or `closed`."""
        if t < self.starts_at and self.closed_at is None:
            return "booked"
        if self.is_over(t):
            return "closed"
        return "paused" if self.is_paused(t) else "open"

    def phase_number(self, t: datetime) -> int | None:
        """The index of the phase that runs (or stands still); None before the start and after the close."""
        if t < self.starts_at or self.is_over(t):
            return None
        passed = self.running(t)
        return next(i for i, end in enumerate(self.ends) if passed < end)

    def phase(self, t: datetime) -> str | None:
        """The key of that phase."""
        number = self.phase_number(t)
        return None if number is None else self.phases[number].key

    def remaining(self, t: datetime) -> timedelta:
        """The running time left until the close; zero once closed."""
        return ZERO if self.is_over(t) else self.ends[-1] - self.running(t)

    def phase_remaining(self, t: datetime) -> timedelta:
        """The running time left in the phase that runs or stands still; zero where none does."""
        number = self.phase_number(t)
        return ZERO if number is None else self.ends[number] - self.running(t)

    def spans(self) -> Iterator[tuple[Phase, datetime | None, datetime | None]]:
        """Each phase with its start and end as they now stand; None where it never ran or nobody knows yet."""
        begun: timedelta = ZERO
        for phase, end in zip(self.phases, self.ends, strict=True):
            start, stop = self.instant(begun), self.instant(end)
            if self.closed_at is not None:
                never = start is None or start >= self.closed_at
                start, stop = (None, None) if never else (start, min(stop or self.closed_at, self.closed_at))
            yield phase, start, stop
            begun = end

    def phases_json(self) -> list[dict[str, object]]:
        """The phases as the contract shows them."""
        return [
            {
                **phase.as_json(),
                "starts_at": start and wire(start),
                "ends_at": stop and wire(stop),
            }
            for phase, start, stop in self.spans()
        ]

    @property
    def public(self) -> "Schedule":
        """As the regency takes part in it: without the private phases, which come last."""
        own = sum(not phase.private for phase in self.phases)
        if own == len(self.phases) or not own:
            return self
        cut = replace(self, phases=self.phases[:own], ends=self.ends[:own])
        end = replace(cut, closed_at=None).instant(cut.ends[-1])
        early = self.closed_at is not None and (end is None or self.closed_at < end)
        return cut if early else replace(cut, closed_at=None)

    # - what the clock will bring -

    def moments(self) -> list[Moment]:
        """Everything the clock brings, earliest first; what an open pause hides is left out."""
        found = [(self.starts_at, "opened", "")]
        found += [
            (start, "phase", phase.key)
            for number, (phase, start, stop) in enumerate(self.spans())
            if number and start is not None and start != stop
        ]
        if self.ends[-1] > FIVE_MINUTES and self.closed_at is None:
            found += [(at, "five-minutes", "") for at in [self.instant(self.ends[-1] - FIVE_MINUTES)] if at]
        found += [(at, "closed", "") for at in [self.closes_at] if at]
        # What coincides stays in this order: sorting is stable.
        return [Moment(*one) for one in sorted(found, key=lambda one: one[0])]

    # - what may be done to it -

    def must_take_scores(self, t: datetime) -> None:
        """Raises SheetWaiting or SheetPaused; the closed sheet is the caller's, who keeps what is late."""
        if t < self.starts_at:
            raise SheetWaiting(self.starts_at)
        if self.is_paused(t):
            raise SheetPaused

    def paused(self, t: datetime) -> "Schedule":
        """A pause begins. Raises WrongState unless it runs."""
        self._must_be(t, "open")
        return replace(self, pauses=(*self.pauses, Pause(t)))

    def resumed(self, t: datetime) -> "Schedule":
        """The pause ends. Raises WrongState unless one runs."""
        self._must_be(t, "paused")
        *before, last = self.pauses
        return replace(self, pauses=(*before, Pause(last.since, max(t, last.since))))

    def advanced(self, t: datetime, *, keep_end: bool) -> "Schedule":
        """The next phase begins now; the rest of this one goes to it, or (`keep_end` false) brings the close nearer.
        Raises WrongState in the last phase and unless open or paused."""
        number = self._running_phase(t)
        if number == len(self.ends) - 1:
            raise WrongState(self.state(t), "last-phase", phase=self.phases[number].key)
        passed = self.running(t)
        spared = ZERO if keep_end else self.ends[number] - passed
        # A reopening may have left the later phases no time: it is over now then, and not when a pause began.
        is_over = self.ends[-1] - spared <= passed
        later = tuple(end if is_over else end - spared for end in self.ends[number + 1 :])
        moved = replace(self, ends=(*self.ends[:number], passed, *later))
        return moved.stopped(t) if is_over else moved

    def extended(self, t: datetime, by: timedelta) -> "Schedule":
        """The phase that runs gets more time, and the close moves. Raises WrongState unless open or paused, Invalid
        for less than a second."""
        if by < timedelta(seconds=1):
            raise Invalid.at("/minutes", "no-time-given")
        number = self._running_phase(t)
        return replace(self, ends=(*self.ends[:number], *(end + by for end in self.ends[number:])))

    def closed(self, t: datetime) -> "Schedule":
        """It is closed by hand, also out of a pause. Raises WrongState unless open or paused."""
        self._running_phase(t)
        return self.stopped(t)

    def stopped(self, t: datetime) -> "Schedule":
        """It ends at the instant, whatever ran."""
        return replace(self, pauses=tuple(self._ended(self.pauses, t)), closed_at=t)

    def reopened(self, t: datetime, by: timedelta) -> "Schedule":
        """A close is undone for so much time; the gap counts as a pause. Raises WrongState unless it has closed,
        Invalid for less than a second."""
        if by < timedelta(seconds=1):
            raise Invalid.at("/minutes", "no-time-given")
        closed = self.closes_at
        if closed is None or not self.is_over(t):
            raise WrongState(self.state(t))
        passed = min(self.running(closed), self.ends[-1])
        end = passed + by
        ends = (*(min(e, end) for e in self.ends[:-1]), end)
        gap = Pause(closed, max(t, closed))
        return replace(self, ends=ends, pauses=(*self.pauses, gap), closed_at=None)

    def _ended(self, pauses: Sequence[Pause], t: datetime) -> Iterator[Pause]:
        return (pause if pause.until else Pause(pause.since, max(t, pause.since)) for pause in pauses)

    def _must_be(self, t: datetime, wanted: str) -> None:
        if self.state(t) != wanted:
            raise WrongState(self.state(t))

    def _running_phase(self, t: datetime) -> int:
        number = self.phase_number(t)
        if number is None:
            raise WrongState(self.state(t))
        return number


def whole(number: float) -> float:
    """The number, as an int where it is one: JSON shows 45 rather than 45.0."""
    return int(number) if float(number).is_integer() else number


DURATION = re.compile(r"P(?:(\d{1,3})W|(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?)")


def lasting(text: str) -> timedelta:
    """An ISO 8601 duration without months and years: P2D, PT36H, PT0S. Raises ValueError."""
    found = DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        raise Wrong("no-duration")
    weeks, days, hours, minutes_, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes_, seconds=seconds)


def of_minutes(number: float) -> timedelta:
    """So many minutes, to the millisecond; fractions are allowed."""
    return timedelta(milliseconds=round(number * 60_000))
