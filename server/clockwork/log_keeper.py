"""The log's keeper, one process of all: numbers leaves within a second, writes the heads of open sessions each minute,
and once a day makes the log's head known, to the witnesses and with the stamp of a time-stamping authority."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from server.settings import LogSettings
from sessions.actions import witnessing
from sessions.store import Db, Store, witness
from sessions.store import log as leaves
from sessions.values import Clock, Entry

GATHER_SECONDS = 0.1  # what is written meanwhile is numbered together
LOOK_SECONDS = 0.9  # how soon leaves of other processes are found, which wake nobody here
MINUTE = timedelta(minutes=1)
log = structlog.get_logger()
Stamp = Callable[[str, str], Awaitable[bytes]]


class LogKeeper:
    """Keeps the log of one store; `stamp` asks the authority at an address to stamp a root."""

    def __init__(self, store: Store, clock: Clock, settings: LogSettings, stamp: Stamp) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._stamp = stamp
        self._awake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins; leaves that an earlier run left unnumbered come first."""
        loop = asyncio.get_running_loop()
        self._awake.set()

        def listen(_: list[Entry], signals: set[str]) -> None:
            if witness.SIGNAL in signals:
                loop.call_soon_threadsafe(self._awake.set)

        self._listener = listen
        self._store.listeners.append(listen)
        self._task = asyncio.create_task(self._run(), name="log-keeper")

    async def close(self) -> None:
        """Ends; what has no number yet gets it at the next start."""
        self._store.listeners.remove(self._listener)
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def each_minute(self) -> None:
        """The heads of the sessions that are open now."""
        await self._store.write(witnessing.note_open, now=self._clock())

    async def each_day(self) -> None:
        """Makes the log's head known."""
        await self.number()
        head = await self._store.read(leaves.head)
        token = await self._stamped(head.root) if self._settings.timestamp_url else None
        await self._store.write(witnessing.tell_head, head, token, self._settings.witnesses, now=self._clock())

    async def number(self) -> None:
        """Numbers whatever has no number yet."""
        while await self._store.write(_number, now=self._clock()) == leaves.BATCH:
            pass

    async def _stamped(self, root: str) -> bytes | None:
        try:
            return await self._stamp(self._settings.timestamp_url, root)
        except Exception:
            log.exception("head-not-stamped")
            return None

    async def _run(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._awake.wait()
            self._awake.clear()
            try:
                if await self._store.read(leaves.is_waiting):
                    await self.number()
            except Exception:
                log.exception("leaves-not-numbered")
            await asyncio.sleep(GATHER_SECONDS)


def _number(db: Db, *, now: datetime) -> int:
    return leaves.number(db, now=now)
