"""Server-sent events: what is committed is told to every page of the session, encoded once for each kind of listener.

Time and phases go out at once, scores in batches of 100 ms. A page that does not read is dropped: it reconnects with
`Last-Event-ID` and gets what it missed from the record.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import HttpVersion11, web

from sessions.actions import Asker, Reader, attending, broadcasting, seen, showing
from sessions.store import Db, Store, broadcasts, records, registry
from sessions.values import Clock, Entry, Json, Session, TooMany, compact, kind_of, wall_clock, wire

HEARTBEAT_SECONDS = 15
BATCH_SECONDS = 0.1
OVERSIGHT = "*"  # in place of a session: pages of several
LEAVE_AFTER_SECONDS = 3
WATCHED_SECONDS = 0.5  # how soon who oversees several sessions is told that something happened in them
MOST_STREAMS = 20  # of one person
UNREAD_BYTES = 60_000  # below aiohttp's own mark, so that a write never waits for a page that does not read


@dataclass(eq=False)
class Page:
    """One open stream: whose, and the number of the last entry that it was told or need not be told."""

    asker: Asker
    session: str
    response: web.StreamResponse
    request: web.Request
    reader: Reader | None  # None of who oversees several sessions, and hears of no entry
    told: int = 0
    ready: bool = False
    waiting: list[Entry] = field(default_factory=list)

    def send(self, data: bytes) -> bool:
        """Writes without waiting, behind the first bytes that its response has written; false if the page has stopped
        reading. Straight into the connection: the library's way is a coroutine and twice the work, for each page."""
        transport = self.request.transport
        if transport is None or transport.is_closing() or transport.get_write_buffer_size() > UNREAD_BYTES:
            return False
        # A body without an end is sent in chunks (RFC 9112 7.1) since HTTP/1.1.
        transport.write(b"%x\r\n%b\r\n" % (len(data), data) if self.request.version >= HttpVersion11 else data)
        return True


class Live:
    """The open pages of this process and what they are told."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._pages: dict[str, set[Page]] = defaultdict(set)
        self._streams: Counter[str] = Counter()  # by person
        self._untold: list[Entry] = []
        self._flush: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed: set[str] = set()
        self._watch: asyncio.TimerHandle | None = None
        self.closing = asyncio.Event()
        self.process = ""  # under which name this process says that it lives

    # - a page's life -

    async def serve(self, request: web.Request, session_id: str, asker: Asker, last: int | None) -> web.StreamResponse:
        """Streams a session's events to one page until it goes away or the server ends. Raises TooMany."""
        with self._counted(asker):
            return await self._serve(request, session_id, asker, last)

    async def watch(self, request: web.Request, asker: Asker) -> web.StreamResponse:
        """Streams to who oversees several sessions which of all something happened in (`changed`), and nothing of what.
        Raises TooMany."""
        with self._counted(asker):
            page = Page(asker, OVERSIGHT, await _stream(request), request, None, ready=True)
            self._pages[OVERSIGHT].add(page)
            try:
                await page.response.write(_event("changed", {"sessions": []}))
                await self._until_gone(page)
            finally:
                self._drop(page)
        return page.response

    @contextlib.contextmanager
    def _counted(self, asker: Asker) -> Iterator[None]:
        """One stream more of that person, from before it begins until it is over. Raises TooMany."""
        if asker.stage_of is None and self._streams[asker.id] >= MOST_STREAMS:  # a stage is many screens
            raise TooMany("streams-open", {"most": MOST_STREAMS})
        self._streams[asker.id] += 1
        try:
            yield
        finally:
            self._streams[asker.id] -= 1
            if not self._streams[asker.id]:
                del self._streams[asker.id]

    async def _serve(self, request: web.Request, session_id: str, asker: Asker, last: int | None) -> web.StreamResponse:
        session = await self._store.read(seen, session_id, asker)
        response = await _stream(request)
        page = Page(asker, session_id, response, request, Reader.of(session, asker))
        self._pages[session_id].add(page)
        try:
            await self._begin(page, last)
            await self._attend(page, came=True)
            await self._until_gone(page)
        finally:
            self._drop(page)
            self._spawn(self._take_leave(page))
        return response

    def presence(self, session_id: str) -> dict[str, int]:
        """How many pages each person has open, in this process."""
        counts: dict[str, int] = defaultdict(int)
        for page in self._pages.get(session_id, ()):
            counts[page.asker.id] += 1
        return dict(counts)

    @property
    def open_pages(self) -> int:
        """How many streams are open."""
        return sum(len(pages) for pages in self._pages.values())

    @property
    def open_sessions(self) -> frozenset[str]:
        """The sessions that pages are open of."""
        return frozenset(self._pages.keys() - {OVERSIGHT})

    def told(self, session_id: str) -> int | None:
        """The last entry that every page of the session was told; None while there is none that hears."""
        return min((page.told for page in self._pages.get(session_id, ()) if page.ready), default=None)

    def still_here(self, session_id: str, person: str) -> None:
        """Another process took a person for gone: who has a page open here has come, all the same."""
        page = next((page for page in self._pages.get(session_id, ()) if page.asker.id == person), None)
        if page is not None:
            self._spawn(self._attend(page, came=True, anyway=True))

    async def look_for_the_gone(self) -> None:
        """Whoever was at a process that ended without a word, and has come to no other, has gone."""
        if await self._store.read(attending.dead, self.process, at=wall_clock()):
            await self._store.write(attending.sweep, self.process, at=wall_clock(), now=self._clock())

    async def _begin(self, page: Page, last: int | None) -> None:
        def query(db: Db) -> tuple[dict[str, Any], list[Entry]]:
            session = seen(db, page.session, page.asker)
            state = showing.session_json(db, session, page.asker, now=self._clock())
            return state, [] if last is None else records.read(db, page.session, after=last)

        state, missed = await self._store.read(query)
        page.told = state["tail"]
        lines = [_event("state", state | {"presence": self.presence(page.session)})]
        lines += [self._line(page, entry) for entry in missed]
        meanwhile = [entry for entry in page.waiting if entry.number > page.told]
        lines += [self._line(page, entry) for entry in meanwhile]
        page.ready, page.waiting = True, []
        await page.response.write(b"".join(lines))
        if any(kind_of(entry.kind).state for entry in meanwhile):  # the others heard of it before this page was ready
            await self._tell_state(page.session)

    async def _until_gone(self, page: Page) -> None:
        while not self.closing.is_set() and page in self._pages.get(page.session, ()):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), HEARTBEAT_SECONDS)
                return
            if not page.send(b": still here\n\n"):
                return

    async def _take_leave(self, page: Page) -> None:
        # A page that is only loaded again, or whose line broke for a moment, has not gone.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), LEAVE_AFTER_SECONDS)
        await self._attend(page, came=False)

    async def _attend(self, page: Page, *, came: bool, anyway: bool = False) -> None:
        others = sum(one.asker.id == page.asker.id for one in self._pages.get(page.session, ()))
        if others > (1 if came else 0) and not anyway:
            return
        action = attending.join if came else attending.leave
        with contextlib.suppress(Exception):
            await self._store.write(action, page.session, page.asker, self.process, now=self._clock())

    def _drop(self, page: Page) -> None:
        pages = self._pages.get(page.session)
        if pages is not None:
            pages.discard(page)
            if not pages:
                del self._pages[page.session]

    # - what happens -

    def receive(self, entries: Iterable[Entry], signals: Iterable[str]) -> None:
        """Tells the pages of what was committed; called in the loop."""
        entries, signals = list(entries), list(signals)
        self._tell_overseers(entry.session for entry in entries)
        shown = [entry for entry in entries if entry.session in self._pages]
        self._untold += shown
        if any(entry.kind not in ("scored", "late") for entry in shown):
            self._tell()
        elif shown and self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(BATCH_SECONDS, self._tell)
        changed = {entry.session for entry in shown if kind_of(entry.kind).state}
        asked = {entry.session for entry in shown if entry.kind in ("asked", "noted", "replied")}
        self._heed([signal.partition(":") for signal in signals], changed, asked)

    def _heed(self, named: Sequence[tuple[str, str, str]], changed: set[str], asked: set[str]) -> None:
        """Does what was signalled, and tells of the sessions that have changed or in which something was asked."""
        changed = changed | {session for kind, _, session in named if kind == "state"}
        turned_out = {person for kind, _, person in named if kind == "out"}
        if turned_out:
            self._turn_out(turned_out)
        for session in changed & self._pages.keys():
            self._spawn(self._tell_state(session))
        for session in (asked - changed) & self._pages.keys():
            self._spawn(self._tell_regency(session))
        for kind, _, session in named:
            if kind in ("five-minutes", "pause-alert") and session in self._pages:
                self._send_all(session, _event(kind, {"server_time": wire(self._clock())}))
            if kind == "room" and session in self._pages:
                self._spawn(self._tell_room(session))
        for session, _, message in [rest.partition(":") for kind, _, rest in named if kind == "message"]:
            if session in self._pages:
                self._spawn(self._tell_message(session, message))

    def _tell_overseers(self, sessions: Iterable[str]) -> None:
        if OVERSIGHT in self._pages:
            self._changed.update(sessions)
        if self._changed and self._watch is None:
            self._watch = asyncio.get_running_loop().call_later(WATCHED_SECONDS, self._say_changed)

    def _say_changed(self) -> None:
        self._watch, changed, self._changed = None, sorted(self._changed), set()
        self._send_all(OVERSIGHT, _event("changed", {"sessions": changed}))

    async def _tell_message(self, session: str, message: str) -> None:
        def query(db: Db) -> tuple[dict[str, Json], Session]:
            return broadcasting.broadcast_json(broadcasts.get(db, message)), records.load(db, session)

        told, whose = await self._store.read(query)
        for page in [page for page in self._pages.get(session, ()) if page.ready]:
            if not page.asker.has_withdrawn(whose):  # who withdrew hears of time alone (promise 9)
                self._send(page, _event("message", told))

    async def _tell_room(self, session_id: str) -> None:
        """Where the session now meets: an open page must not keep a dead link."""
        session = await self._store.read(records.load, session_id)
        room = {"id": session.room.id, "name": session.room.name} if session.room else None
        told = {"server_time": wire(self._clock()), "room": room, "meeting_url": session.meeting_url}
        self._send_all(session_id, _event("room", told))

    def _turn_out(self, people: set[str]) -> None:
        """What let these people in has ended: so do their streams; who may come in again connects again."""
        for page in [page for pages in self._pages.values() for page in pages if page.asker.id in people]:
            self._drop(page)
            if page.request.transport is not None:
                page.request.transport.close()

    def _tell(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        entries, self._untold = self._untold, []
        by_session: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_session[entry.session].append(entry)
        for session, some in by_session.items():
            self._tell_pages(session, some)

    def _tell_pages(self, session: str, entries: Sequence[Entry]) -> None:
        """One write a page; what it is told is found once for a kind of reader and whoever an entry is about."""
        last = entries[-1].number
        lines: dict[tuple[int, Reader | None, str], bytes] = {}
        for page in list(self._pages.get(session, ())):
            if not page.ready:
                page.waiting += entries
                continue
            parts = []
            for entry in entries:
                if entry.number <= page.told:  # it was in what the page began with
                    continue
                about = page.asker.id if showing.is_about(entry, page.asker.id) else ""
                key = entry.number, page.reader, about
                if key not in lines:
                    lines[key] = self._line(page, entry)
                parts.append(lines[key])
            page.told = max(page.told, last)
            self._send(page, b"".join(parts))

    async def _tell_state(self, session_id: str) -> None:
        pages = [page for page in self._pages.get(session_id, ()) if page.ready]

        def query(db: Db) -> tuple[list[Reader], dict[Reader, dict[str, object]]]:
            session = records.load(db, session_id)
            readers = {asker: Reader.of(session, asker) for asker in {page.asker for page in pages}}
            kinds = {reader: asker for asker, reader in readers.items() if reader.role is not None}
            shown = {k: showing.session_json(db, session, one, now=self._clock()) for k, one in kinds.items()}
            return [readers[page.asker] for page in pages], shown

        readers, shown = await self._store.read(query)
        presence = {"presence": self.presence(session_id)}
        lines = {reader: _event("state", state | presence) for reader, state in shown.items()}
        for page, reader in zip(pages, readers, strict=True):
            if reader not in lines:  # taken off the panel: nothing more is theirs to hear
                self._drop(page)
                continue
            page.reader = reader
            self._send(page, lines[reader])

    async def _tell_regency(self, session_id: str) -> None:
        """A question was asked or its answer noted: where a regency sees its questions, its pages and the stage get
        the state, which says no word of them, and look again."""

        def query(db: Db) -> tuple[list[Page], dict[str, object]]:
            session = records.load(db, session_id)
            pages = [one for one in self._pages.get(session_id, ()) if one.asker.role(session) in ("regency", "stage")]
            if not pages or not registry.programme(db, session.programme).show_questions:
                return [], {}
            return pages, showing.session_json(db, session, pages[0].asker, now=self._clock())

        pages, state = await self._store.read(query)
        for page in [page for page in pages if page.ready]:
            self._send(page, _event("state", state | {"presence": self.presence(session_id)}))

    def _send_all(self, session: str, data: bytes) -> None:
        for page in [page for page in self._pages.get(session, ()) if page.ready]:
            self._send(page, data)

    def _send(self, page: Page, data: bytes) -> None:
        if data and not page.send(data):
            self._drop(page)
            if page.request.transport is not None:
                page.request.transport.abort()

    def _line(self, page: Page, entry: Entry) -> bytes:
        told = None if page.reader is None else showing.event(entry, page.reader, page.asker.id)
        return b"" if told is None else _event(entry.kind, told, entry.number)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ends every stream, so that the server can end."""
        self.closing.set()
        for timer in (self._flush, self._watch):
            if timer is not None:
                timer.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=2)


async def _stream(request: web.Request) -> web.StreamResponse:
    """The head of an answer that goes on."""
    headers = {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
    }
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    return response


def _event(kind: str, data: object, number: int | None = None) -> bytes:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {kind}\ndata: {compact(data)}\n\n".encode()
