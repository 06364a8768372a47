"""When a session could be booked without a clash, and by whom: a panel and a room that are free, the least loaded.

Pure: everybody's time is handed in. What is decided here is decided again by the booking itself."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sessions.clock import wire
from sessions.values.booking.rooms import Room
from sessions.values.booking.workdays import Workdays
from sessions.values.registry import Panelist, Programme, Regency, Span, is_available

STEP = timedelta(minutes=30)
Taken = Mapping[str, Sequence[tuple[datetime, datetime]]]
_Person = tuple[str, str, Sequence[Span], Panelist]  # id, holder, the times that are their own


@dataclass(frozen=True)
class Opening:
    """A start with a panel, its chair and a room (None where the programme has none)."""

    starts_at: datetime
    ends_at: datetime
    panel: tuple[str, ...]
    chair: str
    room: Room | None

    def as_json(self) -> dict[str, object]:
        """As the contract shows it."""
        return {
            "starts_at": wire(self.starts_at),
            "ends_at": wire(self.ends_at),
            "panel": list(self.panel),
            "chair": self.chair,
            "room": {"id": self.room.id, "name": self.room.name} if self.room else None,
        }


@dataclass(frozen=True)
class Seen:
    """Who is free at a start: `free` of `of` panelists (ids), how many rooms (None where there are none at all);
    `why` nothing takes place then: past | holiday | outside-hours | regency-busy | ""."""

    start: datetime
    free: tuple[str, ...]
    of: int
    rooms: int | None
    why: str

    @property
    def fits(self) -> bool:
        """Whether all of them and a room are free."""
        return not self.why and len(self.free) == self.of and self.rooms != 0


@dataclass(frozen=True)
class Board:
    """Everybody's time in a stretch of it. `taken` is by holder, `own` what people say themselves, `loads` how many
    sessions each panelist has."""

    programme: Programme
    panelists: tuple[Panelist, ...]
    own: Mapping[str, Sequence[Span]]
    taken: Taken
    rooms: tuple[Room, ...]
    loads: Mapping[str, int]
    rules: Workdays

    @property
    def length(self) -> timedelta:
        """How long a session lasts."""
        return self.programme.length

    def opening(
        self, regency: Regency | None, start: datetime, *, now: datetime, panel: Sequence[str] = (), room: str = ""
    ) -> Opening | None:
        """What could be booked at that start: with these panelists, or (`panel` empty) with whoever is free; for no
        regency, where panel and room alone are asked. The room of that id comes before the others."""
        end = start + self.length
        if start <= now or not self._is_possible(regency, start, end):
            return None
        if panel:
            asked = (one for one in self.panelists if one.id in panel)
            seats = [one for one in asked if self._may_sit(one, regency, start, end)]
        else:
            seats = self._seats(regency, start, end)
        chair = next((one for one in seats if one.may_chair), None)
        wanted = len(panel) if panel else self.programme.panel_size
        if len(seats) < wanted or chair is None:
            return None
        free = [one for one in self.rooms if self._is_free(f"room:{one.place}", start, end)]
        if self.rooms and not free:
            return None
        there = next((one for one in free if one.id == room), free[0] if free else None)
        return Opening(start, end, tuple(one.id for one in seats), chair.id, there)

    def openings(
        self,
        regency: Regency | None,
        since: datetime,
        until: datetime,
        *,
        now: datetime,
        panel: Sequence[str] = (),
        room: str = "",
    ) -> Iterator[Opening]:
        """Every opening that begins in [since, until), on the half hours of the regency's clock or the programme's."""
        for start in half_hours(since, until, regency.timezone if regency else self.programme.timezone):
            found = self.opening(regency, start, now=now, panel=panel, room=room)
            if found is not None:
                yield found

    def _is_possible(self, regency: Regency | None, start: datetime, end: datetime) -> bool:
        zone = regency.timezone if regency else self.programme.timezone
        if any(True for _ in self.rules.obstacles(start, end, zone)):
            return False
        if regency is None:
            return True
        holders = [f"regency:{regency.code}", *(f"person:{one.person.id}" for one in regency.people)]
        mine = self.own.get(regency.id, ())
        return all(self._is_free(one, start, end) for one in holders) and is_available(mine, start, end)

    def _may_sit(self, one: Panelist, regency: Regency | None, start: datetime, end: datetime) -> bool:
        return self._is_free(f"person:{one.id}", start, end) and self._is_willing(one, regency, start, end)

    def _is_willing(self, one: Panelist, regency: Regency | None, start: datetime, end: datetime) -> bool:
        """Whether no time of their own and no interest of theirs is in the way."""
        own = self.own.get(one.id)
        if own and not is_available(own, start, end):
            return False
        return regency is None or not self.is_interested(one, regency)

    def standing(self, one: Panelist, regency: Regency | None, start: datetime) -> str:
        """How the panelist stands to a session of the regency at that start: "free", "busy" or "conflict" (of
        interest)."""
        if regency is not None and self.is_interested(one, regency):
            return "conflict"
        return "free" if self._may_sit(one, regency, start, start + self.length) else "busy"

    def time_of(self, one: Panelist, start: datetime) -> str:
        """What the panelist's time is for a session from that start on: "session" (another takes it), "away" (by their
        own word), "free", or "unsaid" where they have said nothing of their time at all."""
        end, own = start + self.length, self.own.get(one.id)
        if not self._is_free(f"person:{one.id}", start, end):
            return "session"
        if not own:
            return "unsaid"
        return "free" if is_available(own, start, end) else "away"

    def seen(self, regency: Regency | None, start: datetime, *, now: datetime, panel: Sequence[str] = ()) -> "Seen":
        """Who is free for a whole session from that start on: of these panelists, or of all."""
        if regency is not None or panel:
            known = self._seen(regency, start, panel)
        else:  # as the form is opened, again and again
            known = self._seen_at.get(start) or self._seen(None, start, ())
            self._seen_at[start] = known
        return known if start > now else replace(known, why="past")

    def _seen(self, regency: Regency | None, start: datetime, panel: Sequence[str]) -> "Seen":
        end = start + self.length
        people = self._people
        asked = [one for one in people if one[0] in panel] if panel else people
        rooms = sum(self._is_free(f"room:{one.place}", start, end) for one in self.rooms)
        free = tuple(
            one.id
            for one in self._having_time(asked, start, end)
            if regency is None or not self.is_interested(one, regency)
        )
        zone = regency.timezone if regency else self.programme.timezone
        closed = next((one.conflict for one in self.rules.obstacles(start, end, zone)), "")
        taken = "" if self._is_possible(regency, start, end) else "regency-busy"
        return Seen(start, free, len(asked), rooms if self.rooms else None, closed or taken)

    def free(self, panel: Collection[str], since: datetime, until: datetime) -> int:
        """How many of these panelists (none: of all) have that time."""
        if panel:
            return self._free(panel, since, until)
        known = self._free_at.get((since, until))
        if known is None:
            known = self._free_at[since, until] = self._free((), since, until)
        return known

    def _free(self, panel: Collection[str], since: datetime, until: datetime) -> int:
        asked = [one for one in self._people if one[0] in panel] if panel else self._people
        return sum(1 for _ in self._having_time(asked, since, until))

    def _having_time(self, asked: Iterable[_Person], since: datetime, until: datetime) -> Iterator[Panelist]:
        """Those of the panelists in whose way there is neither a session nor their own word."""
        busy = self._busy(since, until)
        for _, holder, own, one in asked:
            if holder not in busy and (not own or is_available(own, since, until)):
                yield one

    def is_busy(self, holder: str, own: str, since: datetime, until: datetime) -> bool:
        """Whether the holder has a session in that stretch, or (`own`: whose own times) is not free."""
        return not self._is_free(holder, since, until) or not is_available(self.own.get(own, ()), since, until)

    def is_interested(self, one: Panelist, regency: Regency) -> bool:
        """Whether an interest of the panelist's keeps them from scoring the regency."""
        of_it = any(guest.person.id == one.id for guest in regency.people)
        own = self.programme.own_province and bool(one.province) and one.province == regency.province
        return of_it or own or regency.code in one.conflicts

    def _seats(self, regency: Regency | None, start: datetime, end: datetime) -> list[Panelist]:
        """A panel of who is least loaded and has not had enough that day, a chair first among them: no more are looked
        at than it takes. Nobody where there is no chair."""
        chair, others, size = None, list[Panelist](), self.programme.panel_size
        day = self._day_of(start)
        for one in sorted(self.panelists, key=lambda one: (self.loads.get(one.id, 0), one.id)):
            leads = chair is None and one.may_chair
            if not leads and len(others) >= size - 1:
                continue
            if self._that_day(one.id, *day) < self.programme.daily_limit and self._may_sit(one, regency, start, end):
                chair = one if leads else chair
                others += [] if leads else [one]
            if chair is not None and len(others) >= size - 1:
                break
        return [chair, *others] if chair is not None else []

    def _day_of(self, start: datetime) -> tuple[datetime, datetime]:
        """The programme's day in which it starts, from midnight to midnight."""
        zone = ZoneInfo(self.programme.timezone)
        day = start.astimezone(zone).date()
        midnights = (datetime.combine(one, time.min, zone) for one in (day, day + timedelta(days=1)))
        begins, ends = (one.astimezone(UTC) for one in midnights)
        return begins, ends

    def _that_day(self, person: str, midnight: datetime, next_midnight: datetime) -> int:
        return sum(midnight <= since < next_midnight for since, _ in self.taken.get(f"person:{person}", ()))

    def _is_free(self, holder: str, start: datetime, end: datetime) -> bool:
        return holder not in self._busy(start, end)

    def _busy(self, start: datetime, end: datetime) -> frozenset[str]:
        """Whose time is taken in that stretch, by holder: found once for everybody."""
        known = self._looked_at.get((start, end))
        if known is None:
            begun = bisect_right(self._starts, start - self._longest)
            near = self._by_start[begun : bisect_left(self._starts, end)]
            known = frozenset(holder for _, until, holder in near if start < until)
            self._looked_at[start, end] = known
        return known

    @cached_property
    def _people(self) -> list[_Person]:
        return [(one.id, f"person:{one.id}", self.own.get(one.id, ()), one) for one in self.panelists]

    @cached_property
    def _looked_at(self) -> dict[tuple[datetime, datetime], frozenset[str]]:
        return {}

    @cached_property
    def _seen_at(self) -> dict[datetime, Seen]:
        return {}

    @cached_property
    def _free_at(self) -> dict[tuple[datetime, datetime], int]:
        return {}

    @cached_property
    def _by_start(self) -> list[tuple[datetime, datetime, str]]:
        return sorted((since, until, holder) for holder, spans in self.taken.items() for since, until in spans)

    @cached_property
    def _starts(self) -> list[datetime]:
        return [since for since, _, _ in self._by_start]

    @cached_property
    def _longest(self) -> timedelta:
        return max((until - since for since, until, _ in self._by_start), default=timedelta())


def half_hours(since: datetime, until: datetime, zone: str) -> Iterator[datetime]:
    """The half hours of the zone's clock in [since, until)."""
    local = since.astimezone(ZoneInfo(zone))
    at = local.replace(minute=30 * (local.minute // 30), second=0, microsecond=0).astimezone(since.tzinfo)
    while at < until:
        if at >= since:
            yield at
        at += STEP
