"""The alarm clock: APScheduler wakes `announce_due` when the clock may have brought something. It decides nothing.

Alarms are kept in memory and derived from the sessions: at the start, and after every entry that changes times.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from server.clockwork.arrivals import Arrivals
from server.settings import Settings
from sessions.actions import announcing
from sessions.store import Db, Store, records, timetable
from sessions.values import Clock, Entry, NotFound, Session, kind_of

AGAIN = timedelta(milliseconds=20)  # how soon to look again while something that arrived in time is not in yet
SEALED_WITHIN = timedelta(seconds=3)
log = structlog.get_logger()
AllClear = Callable[[Db, datetime], bool]  # whether nothing that arrived before the instant is under way anywhere


class Named(Protocol):
    """Work to be done again and again, known by its name."""

    __qualname__: str

    def __call__(self) -> object:
        """Does it."""


class Jobs:
    """One alarm for each session that the clock may still bring something."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, arrivals: Arrivals) -> None:
        self._store = store
        self._clock = clock
        self._arrivals = arrivals
        self.leap: Callable[[], timedelta] = timedelta  # of the wall clock, where it is not followed
        self.all_clear: AllClear = self._is_clear
        self._reminders = tuple(settings.reminders.before)
        self._pause_alert = timedelta(minutes=settings.rules.pause_alert_minutes)
        self._seen: dict[str, int] = {}  # the last entry of each session that changed its times
        self.scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 16}, timezone="UTC"
        )

    async def start(self) -> None:
        """Does what was missed while nobody looked, and sets the alarms."""
        self.scheduler.start()
        await self.reset()

    async def reset(self) -> None:
        """Looks at every session that the clock may bring something, and sets its alarm."""
        for session in await self._store.read(timetable.unsettled):
            await self.announce(session.id)

    def receive(self, entries: Iterable[Entry]) -> None:
        """Sets the alarms of sessions whose times have changed; called in the loop."""
        for entry in entries:
            if kind_of(entry.kind).times:
                self._seen[entry.session] = entry.number
                self._set(entry.session, self._clock())

    def daily(self, at: time, work: Named, zone: str) -> None:
        """Runs `work` every day at that time in the zone."""
        trigger = CronTrigger(hour=at.hour, minute=at.minute, timezone=zone)
        self.scheduler.add_job(work, trigger, id=f"daily:{work.__qualname__}", replace_existing=True)

    def every(self, interval: timedelta, work: Named) -> None:
        """Runs `work` again and again."""
        self.scheduler.add_job(work, "interval", seconds=interval.total_seconds(), id=f"every:{work.__qualname__}")

    def no_longer(self, work: Named) -> None:
        """Ends what was to be done daily or again and again."""
        for name in (f"daily:{work.__qualname__}", f"every:{work.__qualname__}"):
            if self.scheduler.get_job(name):
                self.scheduler.remove_job(name)

    async def announce(self, session_id: str) -> None:
        """Announces what is due in a session and sets its next alarm."""
        now = self._clock()
        try:
            session = await self._store.write(self._announce, session_id, now=now)
        except NotFound:
            return
        except Exception:
            log.exception("announcing-failed", session=session_id)
            self._set(session_id, now + timedelta(seconds=1))
            return
        self._plan(session, now)

    async def seal(self, session_id: str) -> None:
        """Waits a moment for the seal of a session that has just closed."""
        for _ in range(int(SEALED_WITHIN / AGAIN)):
            session = await self._store.read(records.load, session_id)
            if session.digest is not None or session.state(self._clock()) != "closed":
                return
            await self.announce(session_id)
            await asyncio.sleep(AGAIN.total_seconds())

    def _announce(self, db: Db, session_id: str, *, now: datetime) -> Session:
        closes_at = records.load(db, session_id).schedule.closes_at
        return announcing.announce_due(
            db,
            session_id,
            reminders=self._reminders,
            pause_alert=self._pause_alert,
            seal=closes_at is not None and closes_at <= now and self.all_clear(db, closes_at),
            now=now,
        )

    def _is_clear(self, _: Db, instant: datetime) -> bool:
        return self._arrivals.clear_to(self._clock) >= instant

    def _plan(self, session: Session, now: datetime) -> None:
        if session.tail < self._seen.get(session.id, 0):  # it has moved on since it was looked at
            self._set(session.id, now)
            return
        if session.awaits_seal:
            self._set(session.id, now + AGAIN)
            return
        at = announcing.next_alarm(session, reminders=self._reminders, pause_alert=self._pause_alert, now=now)
        if at is not None:
            self._set(session.id, at)
            return
        self._seen.pop(session.id, None)
        if self.scheduler.get_job(session.id):
            self.scheduler.remove_job(session.id)

    def _set(self, session_id: str, at: datetime) -> None:
        at += self.leap()  # the scheduler goes by the wall clock
        self.scheduler.add_job(self.announce, DateTrigger(at), args=[session_id], id=session_id, replace_existing=True)

    async def close(self) -> None:
        """Ends the alarms."""
        self.scheduler.shutdown(wait=False)
        await asyncio.sleep(0)
