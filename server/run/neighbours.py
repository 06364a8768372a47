"""Several processes over one PostgreSQL: what the others commit reaches this one's pages and alarms.

Each session's entries come to the pages in the order of their numbers, whoever committed them: what a notice or an own
commit leaves out is read from the record's tail. On SQLite nothing of this runs.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from server.clockwork.alarms import Jobs
from server.clockwork.events import Live
from server.web.seam import JOBS, LIVE, STORE
from sessions.lazily import lazily
from sessions.store import Db, News, Notice, Store, mails, notices, records, versions
from sessions.values import Entry, kind_of

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = lazily("psycopg")

AGAIN_SECONDS = 1.0  # how soon to listen again after the connection was lost
AT_HOME = {mails.SIGNAL}  # who wrote a mail sends it; the others look now and then by themselves
log = structlog.get_logger()


@dataclass(frozen=True)
class _Heard:
    """What is to be passed on: the entries themselves where this process has committed them."""

    news: tuple[News, ...]
    entries: tuple[Entry, ...]
    signals: tuple[str, ...]


class Neighbours:
    """Tells the other processes, and passes on what they tell."""

    def __init__(self, store: Store, live: Live, jobs: Jobs) -> None:
        self._store, self._live, self._jobs = store, live, jobs
        self._me = secrets.token_hex(4)
        self._heard: asyncio.Queue[_Heard] = asyncio.Queue()
        self._passed: dict[str, int] = {}  # the last entry that the pages of a session were given
        self.listening = asyncio.Event()

    def tell(self, db: Db, entries: list[Entry], signals: set[str]) -> None:
        """Called in the writer's thread before a commit."""
        notices.tell(db, self._me, entries, signals - AT_HOME)

    def own(self, entries: Sequence[Entry], signals: set[str]) -> None:
        """What this process has committed; called in the loop."""
        self._heard.put_nowait(_Heard(tuple(notices.of(entries)), tuple(entries), tuple(signals)))

    async def listen(self) -> None:
        """Hears the others until it is cancelled; after a lost connection all open sessions are caught up."""
        while True:
            with contextlib.suppress(psycopg.OperationalError, TimeoutError):
                await self._listen()
            log.warning("hearing-lost")
            self.listening.clear()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self) -> None:
        line = await notices.Line.opened(self._store.url, self._me, self._hear)
        glance = self._store.glance
        async with line.connection:
            self.listening.set()
            for key in versions.WRITTEN:
                glance.renewed(key)  # what was not heard may have been a revocation
            glance.hearing = True
            try:
                await self._catch_up()
                await line.hear()
            finally:
                glance.hearing = False

    def _hear(self, notice: Notice) -> None:
        renewed = [key for key in versions.WRITTEN if key in notice.signals]
        for key in renewed:
            self._store.glance.renewed(key)
        if renewed:
            return
        if notice.signals or self._that_matter(notice.news):  # nearly always none does
            self._heard.put_nowait(_Heard(notice.news, (), notice.signals))

    async def _catch_up(self) -> None:
        open_ones = self._live.open_sessions
        tails = await self._store.read(records.tails, open_ones)
        news = tuple(News(session, tail, tail, ("moved",)) for session, tail in tails.items())
        self._heard.put_nowait(_Heard(news, (), tuple(f"state:{session}" for session in tails)))

    async def run(self) -> None:
        """Passes on what was heard, one after the other, until it is cancelled."""
        while True:
            heard = await self._heard.get()
            try:
                await self._pass_on(heard)
            except Exception:
                log.exception("hearing-failed")

    async def _pass_on(self, heard: _Heard) -> None:
        entries = list(heard.entries) if self._fit(heard) else await self._missed(heard.news)
        fresh = [entry for entry in entries if entry.number > self._passed.get(entry.session, 0)]
        self._live.receive(fresh, heard.signals)
        self._jobs.receive(heard.entries or entries)
        self._passed = {session: last for session, last in self._passed.items() if session in self._live.open_sessions}
        self._passed |= {entry.session: entry.number for entry in fresh if self._live.told(entry.session) is not None}
        if not heard.entries:
            for entry in fresh:
                if entry.kind == "left":
                    self._live.still_here(entry.session, entry.data["person"])

    def _fit(self, heard: _Heard) -> bool:
        """Whether the entries at hand go on where the pages are."""
        return bool(heard.entries) and all(one.first <= self._known(one) + 1 for one in heard.news)

    def _known(self, news: News) -> int:
        """The last entry of the session that the pages here were given."""
        told = self._passed.get(news.session) or self._live.told(news.session)
        return news.first - 1 if told is None else told

    async def _missed(self, news: Sequence[News]) -> list[Entry]:
        """What is behind what the pages were given, of sessions that matter here."""
        wanted = self._that_matter(news)
        return await self._store.read(self._tails, wanted) if wanted else []

    def _that_matter(self, news: Sequence[News]) -> list[News]:
        """Those of sessions that a page is open of, or whose times may have changed."""
        open_ones = self._live.open_sessions
        return [one for one in news if one.session in open_ones or any(kind_of(kind).times for kind in one.kinds)]

    def _tails(self, db: Db, wanted: Sequence[News]) -> list[Entry]:
        return [entry for one in wanted for entry in records.read(db, one.session, after=self._known(one))]


async def listening(app: web.Application) -> AsyncIterator[None]:
    """The context in which this process tells and hears."""
    store, loop = app[STORE], asyncio.get_running_loop()
    neighbours = Neighbours(store, app[LIVE], app[JOBS])

    def hand_over(entries: list[Entry], signals: set[str]) -> None:
        loop.call_soon_threadsafe(neighbours.own, entries, signals)

    tasks = [asyncio.create_task(neighbours.run()), asyncio.create_task(neighbours.listen())]
    await neighbours.listening.wait()
    store.listeners.append(hand_over)
    store.tellers.append(neighbours.tell)
    yield
    store.tellers.remove(neighbours.tell)
    store.listeners.remove(hand_over)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
