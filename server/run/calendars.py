"""The fetching of panelists' calendars, in one process of all: bounded in size and time, and one holds up no other."""

from functools import partial
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientSession, StreamReader, web

from server.clockwork.parsing import Parsers
from server.forms import availability
from server.run.rounds import Errand, Rounds
from server.web.seam import CLOCK, DUTIES, PARSERS, SETTINGS, STORE
from sessions.store import Store, calendars
from sessions.values import Clock, Diary, Reach, Span, reach

AT_ONCE = 8
log = structlog.get_logger()


class Unfetched(OSError):
    """The address gave no calendar: another status, or more than is read."""


def add_to(app: web.Application) -> None:
    """Has calendars fetched by whoever has the duties of the store."""
    allowed = reach(app[SETTINGS].fetch.allow)
    fetcher = Fetcher(app[STORE], app[CLOCK], allowed, app[PARSERS])
    app[DUTIES].add(Rounds("calendars", allowed, fetcher.due, at_once=AT_ONCE).duty)


class Fetcher:
    """Fetches what is due."""

    def __init__(self, store: Store, clock: Clock, reach: Reach, parsers: Parsers) -> None:
        self._store, self._clock, self._reach, self._parsers = store, clock, reach, parsers

    async def due(self) -> dict[str, Errand]:
        """The calendars that are to be fetched now, by their ids."""
        return {one.id: partial(self._fetch, one) for one in await self._store.read(calendars.due, now=self._clock())}

    async def _fetch(self, diary: Diary, client: ClientSession) -> None:
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
