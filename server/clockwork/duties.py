"""What one process of all does (the inbox, the log's numbers, daily work): whoever holds the lease, and who takes it
up when the holder is gone. Each process says every few seconds that it lives, and measures its clock."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from datetime import datetime, timedelta

import structlog

from sessions.clock import wall_clock
from sessions.store import leases
from sessions.store.db import Db
from sessions.store.engine import Store

BEAT_SECONDS = 5.0
ASTRAY = timedelta(milliseconds=250)  # by which a host's clock may differ from the database's
log = structlog.get_logger()
Duty = Callable[[], AbstractAsyncContextManager[None]]


class Duties:
    """The duties of one store, as far as they are this process's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._me = secrets.token_hex(8)
        self._duties: list[Duty] = []
        self._taken: AsyncExitStack | None = None
        self.others = 0  # processes that serve the same store
        self.offset = timedelta(0)  # of the database's clock to this host's

    def add(self, duty: Duty) -> None:
        """One more; called before the start."""
        self._duties.append(duty)

    @property
    def mine(self) -> bool:
        """Whether this process has them."""
        return self._taken is not None

    @property
    def astray(self) -> bool:
        """Whether this host's clock is too far from the database's."""
        return abs(self.offset) > ASTRAY

    async def context(self) -> AsyncIterator[None]:
        """Serves them until the end; raises AnotherKey where the store was begun under another key."""
        mark = hashlib.sha256(b"sidang secret.key\n" + self._store.secret).hexdigest()[:32]
        await self._store.write(leases.must_have_key, mark)
        await self.beat()
        beating = asyncio.create_task(self._run(), name="duties")
        yield
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
        await self._give_up()
        with suppress(Exception):
            await self._store.write(leases.release, self._me)

    async def beat(self) -> None:
        """Says that this process lives, and takes the duties up or gives them back."""
        began = wall_clock()
        mine, self.others, at = await self._store.write(self._live, now=began)
        self.offset = at - (began + (wall_clock() - began) / 2)
        if mine and self._taken is None:
            await self._take_up()
        elif not mine:
            await self._give_up()

    def _live(self, db: Db, *, now: datetime) -> tuple[bool, int, datetime]:
        others = leases.live(db, self._me, now=now)
        return leases.hold(db, leases.HOUSE, self._me, now=now), others, leases.clock(db, now)

    async def _run(self) -> None:
        missed = 0
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                await self.beat()
                missed = 0
            except Exception:
                missed += 1
                log.exception("beat-failed", missed=missed)
                if missed * BEAT_SECONDS >= leases.FOR.total_seconds():  # by now others may have taken up the work
                    await self._give_up()

    async def _take_up(self) -> None:
        self._taken = AsyncExitStack()
        for duty in self._duties:
            await self._taken.enter_async_context(duty())

    async def _give_up(self) -> None:
        taken, self._taken = self._taken, None
        if taken is not None:
            await taken.aclose()
