"""Booked sessions that follow a long list of contacts: a few at a time are handed to the writer.

Whoever scores comes in between; what was under way when a server ended goes on.
"""

import asyncio

import structlog

from sessions.actions import following
from sessions.store import Store
from sessions.values import Clock

PATIENCE = 30.0  # seconds that the answer to a list waits for what is booked to follow it
log = structlog.get_logger()


class Follower:
    """What follows by this server."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Goes on with what waits, if anything does."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow(), name="following")

    async def settled(self, *, seconds: float) -> None:
        """Goes on, and waits so long at most until nothing waits that waits now."""
        before = self._task
        if before is not None and not before.done():  # it may have looked just before
            await asyncio.wait([before], timeout=seconds)
        await self.look()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=seconds)

    async def close(self) -> None:
        """Ends; what is left goes on at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        try:
            more = True
            while more:
                more = await self._store.write(following.go_on, now=self._clock())
        except Exception:
            log.exception("following-failed")
