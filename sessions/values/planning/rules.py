"""Which hard rules a set of sessions breaks, each named: the check of what is changed by hand. Finds no plan itself.

Slow and obvious on purpose: a plan of 514 sessions is checked in well under a second.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sessions.values.planning.problem import Kept, Panelist, Problem, Regency, Session
from sessions.values.registry import is_available

# The regency, since when, until when, whose time, and whether it is one of those that may run at once.
_Taken = tuple[str, datetime, datetime, Iterable[str], bool]


@dataclass(frozen=True)
class Breach:
    """A rule that a session breaks: `rule` is outside-hours, holiday, workday, blocked, past, panel-size, chair,
    conflict, own-province, of-the-regency, unavailable, busy, daily-limit or parallel; `person` whom it is about,
    `other` the regency whose session it runs into."""

    regency: str
    rule: str
    person: str = ""
    other: str = ""


def breaches(problem: Problem, sessions: Sequence[Session]) -> list[Breach]:
    """Every hard rule that the sessions break, by session; empty for a plan that may be accepted."""
    check = _Check(problem, sessions)
    return [found for session in sessions for found in check.of(session)]


class _Check:
    """The sessions with what is needed to look at each."""

    def __init__(self, problem: Problem, sessions: Sequence[Session]) -> None:
        self.problem = problem
        self.regencies = {one.code: one for one in problem.regencies}
        self.panelists = {one.id: one for one in problem.panelists}
        self.zone = ZoneInfo(problem.rules.timezone)
        self.taken = [self._kept(one) for one in problem.kept] + [self._planned(one) for one in sessions]
        self.by_person: dict[str, list[tuple[str, datetime, datetime]]] = defaultdict(list)
        for code, since, until, people, _ in self.taken:
            for person in people:
                self.by_person[person].append((code, since, until))

    def of(self, session: Session) -> Iterator[Breach]:
        """What one session breaks."""
        regency = self.regencies.get(session.regency)
        if regency is None:
            yield Breach(session.regency, "gone")
            return
        yield from self._time(session, regency)
        yield from self._panel(session)
        for person in session.panel:
            panelist = self.panelists.get(person)
            if panelist is None:
                yield Breach(session.regency, "gone", person)
            else:
                yield from self._interest(session, regency, panelist)
                yield from self._diary(session, panelist)
        for person in regency.people - set(session.panel):
            yield from self._busy(session, person)

    def _time(self, session: Session, regency: Regency) -> Iterator[Breach]:
        rules, until = self.problem.rules, session.starts_at + self.problem.rules.length
        if self.problem.earliest is not None and session.starts_at < self.problem.earliest:
            yield Breach(session.regency, "past")
        for obstacle in rules.workdays.obstacles(session.starts_at, until, regency.timezone):
            yield Breach(session.regency, obstacle.reason)
        if self._most_at_once(session.starts_at, until) > self.problem.parallel:
            yield Breach(session.regency, "parallel")

    def _panel(self, session: Session) -> Iterator[Breach]:
        if len(set(session.panel)) != self.problem.rules.panel_size:
            yield Breach(session.regency, "panel-size")
        chair = self.panelists.get(session.chair)
        if session.chair not in session.panel or chair is None or not chair.may_chair:
            yield Breach(session.regency, "chair", session.chair)

    def _interest(self, session: Session, regency: Regency, panelist: Panelist) -> Iterator[Breach]:
        if regency.code in panelist.conflicts:
            yield Breach(session.regency, "conflict", panelist.id)
        if panelist.id in regency.people:
            yield Breach(session.regency, "of-the-regency", panelist.id)
        if self.problem.rules.own_province and panelist.province and panelist.province == regency.province:
            yield Breach(session.regency, "own-province", panelist.id)

    def _diary(self, session: Session, panelist: Panelist) -> Iterator[Breach]:
        until = session.starts_at + self.problem.rules.length
        if not is_available(panelist.availability, session.starts_at, until):
            yield Breach(session.regency, "unavailable", panelist.id)
        yield from self._busy(session, panelist.id)
        days = Counter(self._day(since) for _, since, _ in self.by_person[panelist.id])
        if days[self._day(session.starts_at)] > self.problem.rules.daily_limit:
            yield Breach(session.regency, "daily-limit", panelist.id)

    def _busy(self, session: Session, person: str) -> Iterator[Breach]:
        until = session.starts_at + self.problem.rules.length
        for code, since, other_until in self.by_person[person]:
            if code != session.regency and since < until and session.starts_at < other_until:
                yield Breach(session.regency, "busy", person, code)

    def _most_at_once(self, since: datetime, until: datetime) -> int:
        # Most run at once at the start of one of them: it is enough to count at every start within the span.
        running = [(start, end) for _, start, end, _, room in self.taken if room and start < until and since < end]
        return max((sum(start <= at < end for start, end in running) for at, _ in running if at >= since), default=0)

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def _planned(self, one: Session) -> _Taken:
        regency = self.regencies.get(one.regency)
        people = set(one.panel) | (regency.people if regency else frozenset())
        return one.regency, one.starts_at, one.starts_at + self.problem.rules.length, people, True

    def _kept(self, one: Kept) -> _Taken:
        people = set(one.session.panel) | one.people
        return one.session.regency, one.session.starts_at, one.ends_at, people, one.room
