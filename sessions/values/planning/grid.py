"""A problem in numbers: regencies, panelists and slots by index, who may be where and when, and what is already taken.

Here every hard rule becomes a table that the searching modules read; here is also the one definition of what a set of
sessions costs. How sessions are found is not here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import combinations
from zoneinfo import ZoneInfo

from sessions.values.booking.workdays import Obstacle
from sessions.values.planning.level import Level
from sessions.values.planning.problem import Panelist, Problem, Regency, Session
from sessions.values.registry import is_available


@dataclass(frozen=True)
class Slot:
    """A time at which sessions may start. `day` counts the window's open dates from 0."""

    index: int
    starts_at: datetime
    ends_at: datetime
    date: date
    day: int


@dataclass(frozen=True)
class Seating:
    """A session in numbers: regency, slot, the panelists on its panel and who of them leads it."""

    regency: int
    slot: int
    panel: frozenset[int]
    chair: int


@dataclass(frozen=True)
class Taken:
    """What kept and locked sessions take: people (ids of all kinds), a room, from when to when."""

    starts_at: datetime
    ends_at: datetime
    people: frozenset[str]
    session: Session
    room: bool = True

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether it shares time with the half-open span."""
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass
class Grid:
    """The tables. Slots that no regency may use are left out; `legal[r]`, `free[p]` and `barred[r]` are the slots of a
    regency, the slots of a panelist and the panelists that a regency must not meet; `usable[r]` are those of its slots
    at which a room, a chair and a panel could be had if it were alone."""

    problem: Problem
    slots: tuple[Slot, ...] = ()
    legal: list[frozenset[int]] = field(default_factory=list)
    free: list[frozenset[int]] = field(default_factory=list)
    barred: list[frozenset[int]] = field(default_factory=list)
    usable: list[frozenset[int]] = field(default_factory=list)

    @classmethod
    def of(cls, problem: Problem) -> "Grid":
        """The tables of a problem that has passed `must_be_plannable`."""
        grid = cls(problem)
        spans = [(start, start + problem.rules.length) for start in problem.starts()]
        legal = {zone: grid._working(spans, zone) for zone in sorted({one.timezone for one in problem.regencies})}
        useful = sorted(set().union(*legal.values())) if legal else []
        grid.slots = tuple(grid._numbered([spans[number] for number in useful]))
        by_zone = {zone: [useful.index(number) for number in found] for zone, found in legal.items()}
        working = {zone: frozenset(found) for zone, found in by_zone.items()}
        grid.legal = [grid._legal(one, working[one.timezone]) for one in problem.regencies]
        grid.free = [grid._free(one) for one in problem.panelists]
        grid.barred = [grid._barred(one) for one in problem.regencies]
        grid.usable = [grid._usable(r) for r in range(len(problem.regencies))]
        return grid

    # - what is taken already -

    @cached_property
    def taken(self) -> list[Taken]:
        """Kept and locked sessions alike."""
        people = {one.code: one.people for one in self.problem.regencies}
        kept = [_taken(one.session, one.ends_at, one.people, room=one.room) for one in self.problem.kept]
        length = self.problem.rules.length
        return kept + [
            _taken(one, one.starts_at + length, people.get(one.regency, frozenset())) for one in self.problem.locked
        ]

    @cached_property
    def open(self) -> tuple[int, ...]:
        """The regencies that need a session and could have one: not locked, not hopeless."""
        return tuple(r for r in self._unlocked if self.usable[r])

    @cached_property
    def hopeless(self) -> tuple[int, ...]:
        """The regencies that could have no session even if they were alone."""
        return tuple(r for r in self._unlocked if not self.usable[r])

    @cached_property
    def _unlocked(self) -> tuple[int, ...]:
        locked = {one.regency for one in self.problem.locked}
        return tuple(r for r, one in enumerate(self.problem.regencies) if one.code not in locked)

    @cached_property
    def ready(self) -> list[frozenset[int]]:
        """Of each slot the panelists who have its time and that day's limit left."""
        return [
            frozenset(p for p, free in enumerate(self.free) if slot.index in free and self.left[p][slot.day])
            for slot in self.slots
        ]

    @cached_property
    def position(self) -> dict[str, int]:
        """The index of a panelist by id."""
        return {one.id: p for p, one in enumerate(self.problem.panelists)}

    # - tables of slots -

    @cached_property
    def clashes(self) -> list[frozenset[int]]:
        """Of each slot those that share time with it, itself too."""
        return [
            frozenset(b.index for b in self.slots if a.starts_at < b.ends_at and b.starts_at < a.ends_at)
            for a in self.slots
        ]

    @cached_property
    def moments(self) -> list[tuple[frozenset[int], int]]:
        """Sets of slots that run at one instant, none inside another, each with the rooms left for them.

        Overlapping intervals that meet pairwise meet in one instant, so limits at these instants are limits at all.
        """
        instants = {slot.starts_at for slot in self.slots} | {one.starts_at for one in self.taken}
        found: dict[frozenset[int], int] = {}
        for instant in sorted(instants):
            running = frozenset(s.index for s in self.slots if s.starts_at <= instant < s.ends_at)
            rooms = self.problem.parallel - sum(
                one.room and one.starts_at <= instant < one.ends_at for one in self.taken
            )
            if running:
                found[running] = min(found.get(running, rooms), max(0, rooms))
        return [
            (slots, rooms)
            for slots, rooms in found.items()
            if not any(slots < other and found[other] <= rooms for other in found)
        ]

    @cached_property
    def by_slot(self) -> list[list[tuple[frozenset[int], int]]]:
        """Of each slot the moments it is part of."""
        return [[moment for moment in self.moments if slot.index in moment[0]] for slot in self.slots]

    @cached_property
    def days(self) -> list[list[int]]:
        """The slots of each open day."""
        found: list[list[int]] = [[] for _ in range(1 + max((slot.day for slot in self.slots), default=-1))]
        for slot in self.slots:
            found[slot.day].append(slot.index)
        return found

    # - tables of panelists -

    @cached_property
    def chairs(self) -> frozenset[int]:
        """Who may chair."""
        return frozenset(p for p, one in enumerate(self.problem.panelists) if one.may_chair)

    @cached_property
    def institution(self) -> list[int]:
        """A number for each panelist's institution; those without one are alone with themselves."""
        names = [one.institution or f"\0{one.id}" for one in self.problem.panelists]
        numbers = {name: number for number, name in enumerate(sorted(set(names)))}
        return [numbers[name] for name in names]

    @cached_property
    def left(self) -> list[list[int]]:
        """How often each panelist may still sit on each open day."""
        dates = {slot.date: slot.day for slot in self.slots}
        left = [[self.problem.rules.daily_limit] * len(self.days) for _ in self.problem.panelists]
        for one in self.taken:
            day = dates.get(self.date_of(one.starts_at))
            for p in self._seated(one.session):
                if day is not None:
                    left[p][day] = max(0, left[p][day] - 1)
        return left

    @cached_property
    def base(self) -> list[int]:
        """How many sessions each panelist has already."""
        return self._count(p for one in self.taken for p in self._seated(one.session))

    @cached_property
    def base_chairs(self) -> list[int]:
        """How many of them as chair."""
        return self._count(self.position[one.session.chair] for one in self.taken if one.session.chair in self.position)

    @cached_property
    def most(self) -> list[int]:
        """The most sessions that each panelist could have in all, by diary and daily limit alone."""
        return [
            base + sum(min(left[day], self.apart(free & set(slots))) for day, slots in enumerate(self.days))
            for base, left, free in zip(self.base, self.left, self.free, strict=True)
        ]

    @cached_property
    def most_led(self) -> list[int]:
        """The most sessions that each panelist could lead in all."""
        return [led + most - base for led, most, base in zip(self.base_chairs, self.most, self.base, strict=True)]

    @cached_property
    def load_level(self) -> Level:
        """The best level of all loads when every open regency is placed."""
        return Level.poured(self.base, self.most, len(self.open) * self.problem.rules.panel_size)

    @cached_property
    def lead_level(self) -> Level:
        """The same for chairs."""
        chairs = sorted(self.chairs)
        floors, tops = [self.base_chairs[p] for p in chairs], [self.most_led[p] for p in chairs]
        return Level.poured(floors, tops, len(self.open))

    @cached_property
    def there(self) -> list[frozenset[int]]:
        """The open days on which each panelist has a kept or locked session anyway."""
        dates = {slot.date: slot.day for slot in self.slots}
        found: list[set[int]] = [set() for _ in self.problem.panelists]
        for one in self.taken:
            for p in self._seated(one.session):
                found[p].add(dates.get(self.date_of(one.starts_at), -1))
        return [frozenset(days - {-1}) for days in found]

    # - wishes, as costs -

    @cached_property
    def disliked(self) -> list[frozenset[int]]:
        """Of each panelist the free slots outside the preferred times; none where nothing is preferred."""
        return [
            frozenset(s for s in free if not self.is_preferred(one, self.slots[s].starts_at))
            for one, free in zip(self.problem.panelists, self.free, strict=True)
        ]

    @cached_property
    def unwished(self) -> list[frozenset[int]]:
        """Of each regency the usable slots on dates it did not wish for; none where nothing is wished."""
        return [
            frozenset(s for s in legal if one.wished and self.slots[s].date not in one.wished)
            for one, legal in zip(self.problem.regencies, self.usable, strict=True)
        ]

    @cached_property
    def entangled(self) -> dict[int, frozenset[int]]:
        """Regencies that share people: of each the others that it cannot run beside."""
        owners: dict[str, list[int]] = defaultdict(list)
        for r in self.open:
            for person in self.problem.regencies[r].people:
                owners[person].append(r)
        found: dict[int, set[int]] = defaultdict(set)
        for group in owners.values():
            for a, b in combinations(group, 2):
                found[a].add(b)
                found[b].add(a)
        return {r: frozenset(others) for r, others in found.items()}

    @cached_property
    def staff(self) -> dict[int, frozenset[int]]:
        """Regencies some of whose people are panelists: those panelists cannot sit elsewhere while it presents."""
        found = {
            r: frozenset(self.position[person] for person in one.people if person in self.position)
            for r, one in enumerate(self.problem.regencies)
        }
        return {r: people for r, people in found.items() if people}

    def zone(self, name: str) -> ZoneInfo:
        """A time zone by its name."""
        return ZoneInfo(name)

    def date_of(self, instant: datetime) -> date:
        """The date in the programme's zone, by which daily limits count."""
        return instant.astimezone(ZoneInfo(self.problem.rules.timezone)).date()

    def is_preferred(self, one: Panelist, starts_at: datetime) -> bool:
        """Whether a session that starts then lies in the panelist's preferred times (any, where none are named)."""
        return not one.preferred or is_available(one.preferred, starts_at, starts_at + self.problem.rules.length)

    def apart(self, slots: Iterable[int]) -> int:
        """How many of these slots one person could sit in: the earliest end first, which is optimal for intervals."""
        count, reached = 0, datetime.min.replace(tzinfo=UTC)
        for slot in sorted((self.slots[s] for s in slots), key=lambda slot: slot.ends_at):
            if slot.starts_at >= reached:
                count, reached = count + 1, slot.ends_at
        return count

    def candidates(self, r: int, s: int) -> list[int]:
        """Who could sit on that regency's panel then, others' sessions aside."""
        return sorted(self.ready[s] - self.barred[r])

    def session(self, seating: Seating) -> Session:
        """The session that a seating stands for; the chair comes first in its panel."""
        ids = [self.problem.panelists[p].id for p in [seating.chair, *sorted(seating.panel - {seating.chair})]]
        code = self.problem.regencies[seating.regency].code
        return Session(code, self.slots[seating.slot].starts_at, tuple(ids), ids[0])

    def obstacles(self, regency: Regency, starts_at: datetime) -> list[Obstacle]:
        """What the calendar has against a session of the regency that starts then."""
        ends_at = starts_at + self.problem.rules.length
        return self.problem.rules.workdays.obstacles(starts_at, ends_at, regency.timezone)

    def _usable(self, r: int) -> frozenset[int]:
        size, barred = self.problem.rules.panel_size, self.barred[r]
        return frozenset(
            s
            for s in self.legal[r]
            if all(rooms for _, rooms in self.by_slot[s])
            and len(self.ready[s] - barred) >= size
            and not (self.ready[s] & self.chairs) <= barred
        )

    def _working(self, spans: Sequence[tuple[datetime, datetime]], zone: str) -> list[int]:
        calendar = self.problem.rules.workdays
        return [number for number, span in enumerate(spans) if not calendar.obstacles(*span, zone)]

    def _numbered(self, spans: Sequence[tuple[datetime, datetime]]) -> Iterator[Slot]:
        dates = sorted({self.date_of(start) for start, _ in spans})
        for index, (start, end) in enumerate(spans):
            yield Slot(index, start, end, self.date_of(start), dates.index(self.date_of(start)))

    def _legal(self, regency: Regency, working: frozenset[int]) -> frozenset[int]:
        taken = [one for one in self.taken if regency.people & one.people]
        if not taken and not regency.busy:
            return working
        spans = [(s, self.slots[s].starts_at, self.slots[s].ends_at) for s in working]
        return frozenset(
            s
            for s, start, end in spans
            if is_available(regency.busy, start, end) and not any(one.overlaps(start, end) for one in taken)
        )

    def _free(self, panelist: Panelist) -> frozenset[int]:
        taken = [one for one in self.taken if panelist.id in one.people]
        return frozenset(
            slot.index
            for slot in self.slots
            if is_available(panelist.availability, slot.starts_at, slot.ends_at)
            and not any(one.overlaps(slot.starts_at, slot.ends_at) for one in taken)
        )

    def _barred(self, regency: Regency) -> frozenset[int]:
        return frozenset(
            p for p, one in enumerate(self.problem.panelists) if self.problem_between(regency, one) is not None
        )

    def problem_between(self, regency: Regency, panelist: Panelist) -> str | None:
        """Why the panelist must not score the regency: "declared", "own-province", "own-people", or None."""
        if regency.code in panelist.conflicts:
            return "declared"
        if panelist.id in regency.people:
            return "own-people"
        own = self.problem.rules.own_province and panelist.province and panelist.province == regency.province
        return "own-province" if own else None

    def _seated(self, session: Session) -> list[int]:
        return [self.position[one] for one in session.panel if one in self.position]

    def _count(self, found: Iterable[int]) -> list[int]:
        counts = Counter(found)
        return [counts[p] for p in range(len(self.problem.panelists))]


def _taken(session: Session, ends_at: datetime, people: frozenset[str], *, room: bool = True) -> Taken:
    return Taken(session.starts_at, ends_at, people | set(session.panel), session, room)
