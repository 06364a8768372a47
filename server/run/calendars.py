"""The fetching of panelists' calendars, in one process of all: bounded in size and time, and one holds up no other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientSession, StreamReader, web

from server.clockwork.parsing import Parsers
from server.forms import availability
from server.web import outward
from server.web.keys import CLOCK, DUTIES, PARSERS, SETTINGS, STORE
from sessions.clock import Clock
from sessions.store.before import calendars
from sessions.store.engine import Store
from sessions.values.reach import Reach, reach
from sessions.values.registry import Diary, Span

LOOK_SECONDS = 1.0
AT_ONCE = 8
log = structlog.get_logger()


class Unfetched(OSError):
    """The address gave no calendar: another status, or more than is read."""


def add_to(app: web.Application) -> None:
    """Has calendars fetched by whoever has the duties of the store."""
    fetcher = Fetcher(app[STORE], app[CLOCK], reach(app[SETTINGS].fetch.allow), app[PARSERS])
    app[DUTIES].add(partial(_fetching, fetcher))


class Fetcher:
    """Fetches what is due."""

    def __init__(self, store: Store, clock: Clock, reach: Reach, parsers: Parsers) -> None:
        self._store, self._clock, self._reach, self._parsers = store, clock, reach, parsers
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Fetches until it is cancelled; what is on its way then is fetched again."""
        async with outward.client(self._reach) as client:
            try:
                while True:
                    try:
                        await self._look(client)
                    except Exception:  # the store failed: what is due stays due
                        log.exception("calendars-failed")
                    await asyncio.sleep(LOOK_SECONDS)
            finally:
                for task in self._busy.values():
                    task.cancel()
                await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self, client: ClientSession) -> None:
        for one in await self._store.read(calendars.due, now=self._clock()):
            if len(self._busy) >= AT_ONCE:
                return
            if one.id not in self._busy:
                task = self._busy[one.id] = asyncio.create_task(self._fetch(client, one), name=f"calendar-{one.id}")
                task.add_done_callback(partial(self._ended, one.id))

    def _ended(self, diary: str, _task: asyncio.Task[None]) -> None:
        self._busy.pop(diary, None)

    async def _fetch(self, client: ClientSession, diary: Diary) -> None:
        try:
            spans = await self._spans(client, diary)
        except Exception as error:  # that calendar's failure, whatever it is; its text may tell the address
            log.info("calendar-failed", host=urlsplit(diary.url).hostname, fault=type(error).__name__)
            await self._store.write(calendars.failed, diary.id, now=self._clock())
        else:
            await self._store.write(calendars.fetched, diary.id, spans, now=self._clock())

    async def _spans(self, client: ClientSession, diary: Diary) -> list[Span]:
        """Its busy times from now on. Raises whatever reading a stranger's answer may raise."""
        if fault := self._reach.fault(diary.url):  # the settings may have changed
            raise Unfetched(fault)
        headers = {"Accept": "text/calendar", "Accept-Encoding": "identity"}
        async with client.get(diary.url, headers=headers, allow_redirects=False) as answer:
            if answer.status != 200:
                raise Unfetched(f"HTTP {answer.status}")
            raw = await _bounded(answer.content)
        now = self._clock()
        who = f"calendar:{diary.person}"
        found = await self._parsers.run(who, availability.busy_times, raw, diary.timezone, now, known=False)
        return [span for span in found if span.until > now]


async def _bounded(content: StreamReader) -> bytes:
    """All of it. Raises Unfetched where it is more than is read."""
    raw = b""
    async for piece in content.iter_any():
        raw += piece
        if len(raw) > availability.MAX_BYTES:
            raise Unfetched("too long")
    return raw


@asynccontextmanager
async def _fetching(fetcher: Fetcher) -> AsyncIterator[None]:
    task = asyncio.create_task(fetcher.run(), name="calendars")
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
