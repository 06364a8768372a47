"""What one process of all does (the inbox, the log's numbers, daily work): whoever holds the lease, and who takes it
up when the holder is gone. Each process says every few seconds that it lives, and measures its clock."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from datetime import datetime, timedelta

import structlog

from sessions.store import Db, Store, leases
from sessions.values import wall_clock

BEAT_SECONDS = 5.0
ASTRAY = timedelta(milliseconds=250)  # by which a host's clock may differ from the database's
log = structlog.get_logger()
Duty = Callable[[], AbstractAsyncContextManager[None]]


class Duties:
    """The duties of one store, as far as they are this process's."""

    def __init__(self, store: Store, place: str, clear_to: Callable[[], datetime]) -> None:
        self._store, self._place, self._clear_to = store, place, clear_to
        self.me = self._me = secrets.token_hex(8)  # under which name the process says that it lives
        self._duties: list[Duty] = []
        self._taken: AsyncExitStack | None = None
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

    async def enter(self) -> None:
        """Says for the first time that this process lives, before it does anything else. Raises AnotherKey where the
        store was begun under another key, AnotherPlace where a process that serves it keeps its uploads elsewhere."""
        await self._store.write(self._enter, now=wall_clock())

    async def context(self) -> AsyncIterator[None]:
        """Serves them until the end."""
        await self.beat()
        beating = asyncio.create_task(self._run(), name="duties")
        yield
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
        await self._give_up()
        with suppress(Exception):
            await self._store.write(leases.release, self._me)

    def all_clear(self, db: Db, instant: datetime) -> bool:
        """Whether nothing that arrived before the instant, at whichever process, is under way."""
        if not db.postgres:
            return self._clear_to() >= instant
        return leases.all_clear(db, self._process, instant, now=wall_clock())

    @property
    def _process(self) -> leases.Process:
        return leases.Process(self._me, self._place, self._clear_to())

    def _enter(self, db: Db, *, now: datetime) -> None:
        mark = hashlib.sha256(b"sidang secret.key\n" + self._store.secret).hexdigest()[:32]
        leases.must_have_key(db, mark)
        if db.postgres:
            leases.must_share(db, self._process, now=now)
            leases.live(db, self._process, now=now)

    async def beat(self) -> None:
        """Says that this process lives, and takes the duties up or gives them back."""
        began = wall_clock()
        mine, at = await self._store.write(self._live, now=began)
        self.offset = at - (began + (wall_clock() - began) / 2)
        if mine and self._taken is None:
            await self._take_up()
        elif not mine:
            await self._give_up()

    def _live(self, db: Db, *, now: datetime) -> tuple[bool, datetime]:
        leases.live(db, self._process, now=now)
        return leases.hold(db, leases.HOUSE, self._me, now=now), leases.clock(db, now)

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
