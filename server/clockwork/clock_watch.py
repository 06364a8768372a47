"""Looks whether the wall clock has leapt, says so once, and follows it when an official has confirmed it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from sessions.store import Store, installation
from sessions.values import SteadyClock

LOOK_SECONDS = 0.5
log = structlog.get_logger()
NONE = timedelta(0)


class ClockWatch:
    """Watches the clock of one process; `reset` sets every alarm anew."""

    def __init__(self, store: Store, clock: SteadyClock, reset: Callable[[], Awaitable[None]]) -> None:
        self._store, self._clock, self._reset = store, clock, reset
        self._said = NONE

    @property
    def leap(self) -> timedelta:
        """By how much the wall clock has leapt and is not followed; zero where it is."""
        return self._clock.leap()

    @property
    def wall(self) -> datetime:
        """What the wall clock shows."""
        return self._clock.wall

    async def look(self) -> None:
        """One look. A new leap is said and the alarms are set by it; a confirmed one is followed."""
        leap = self._clock.leap()
        accepted: bool = await self._store.read(installation.clock_accepted, wall=self._clock.wall) if leap else False
        if accepted:
            self._clock.accept()
            log.warning("clock-confirmed")
            leap = NONE
        elif abs(leap - self._said) > SteadyClock.LEAP and leap:
            log.error("clock-leapt", by=str(leap), confirmed_by="sidang clock --accept")
        if abs(leap - self._said) > SteadyClock.LEAP:
            self._said = leap
            await self._reset()

    async def context(self) -> AsyncIterator[None]:
        """Looks until the end."""
        task = asyncio.create_task(self._run(), name="clock-watch")
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception:
                log.exception("clock-not-looked-at")
