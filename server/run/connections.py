"""The connections of this process: accepted with care, and none may hold a place without saying what it wants.

A head has ten seconds and a body half a minute and a kilobyte a second; of one address that is no proxy of ours at most
four wait with half a head for longer than two seconds. Who has sent nothing yet waits like who has been answered:
browsers connect before they ask, and to turn them away would cut off what they ask just then. Who has sent a whole head
is bounded by person and not here: behind one address sits a whole office. What is closed is counted and told once a
minute, not line by line.
"""

import asyncio
import errno
import ipaddress
import json
import resource
import socket
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http import StreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader

from server.web.api.during.quick_saves import QUICK_SAVES, QuickSaves
from server.web.seam import refusals

log = structlog.get_logger()
RETRY_ACCEPT = 1.0  # seconds after which connections are accepted again where the system had nothing left for them
ACCEPT_AT_ONCE = 64  # then whoever is connected already has a turn
BACKLOG = 1024
OWN_DESCRIPTORS = 256  # what is kept for the store, files and what we connect to ourselves
MOST_CONNECTIONS = 50_000
NOTHING_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
IDLE, SILENT, HEAD, BODY = range(4)  # silent: it has never sent anything
LATE = {SILENT: "silent", HEAD: "late head", BODY: "slow body"}
DETAILS = {
    408: "the request did not come whole in time",
    429: "too many connections from this address wait with half a request",
    503: "there is no place for another connection now",
}


@dataclass(frozen=True)
class Bounds:
    """What a connection may take; times in seconds."""

    head: float = 10.0
    body: float = 30.0
    rate: float = 1024.0  # bytes that each further second of a body must bring
    heads: int = 4  # of one address, once they have waited for `grace`
    grace: float = 2.0
    idle: float = 75.0  # between two requests, and before the first
    look_every: float = 1.0
    tell_every: float = 60.0


class Connection(web.RequestHandler):
    """aiohttp's, that knows whether it waits for a head or a body."""

    __slots__ = ("_book", "_payload", "_quick", "address", "phase", "since", "taken")

    def __init__(
        self, book: "Connections", manager: web.Server, quick: QuickSaves | None = None, **options: Any
    ) -> None:
        super().__init__(manager, loop=asyncio.get_running_loop(), **options)
        self._book, self._quick = book, quick
        self.phase, self.since, self.taken, self.address = IDLE, 0.0, 0, ""
        self._payload: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to wait for what may come."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) else ""
        self._book.open.add(self)
        self._wait(SILENT)

    def connection_lost(self, error: BaseException | None) -> None:
        """Nothing is waited for any more."""
        self._book.open.discard(self)
        self._wait(IDLE)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Sees what came: a whole head, a part of a head or of a body."""
        before, waiter = self._request_count, self._waiter
        self._waiter = None  # aiohttp's task is not woken before it is known who answers
        super().data_received(data)
        self._waiter = waiter
        if self._request_count != before:
            payload = self._messages[-1][1] if self._messages else None
            if payload is None or payload.is_eof():
                if self.phase != IDLE:
                    self._wait(IDLE)
            else:
                self._payload = payload
                self._wait(BODY)
            if not self._is_quick():
                self._wake()
        elif self.phase == BODY:
            self.taken += len(data)
            if self._payload.is_eof():
                self._wait(IDLE)
        elif self.phase in (IDLE, SILENT) and data:
            self._wait(HEAD)

    def _is_quick(self) -> bool:
        """Whether what came is a quick save, and no other answer of this connection is waited for."""
        if self._quick is None or self._current_request is not None or len(self._messages) != 1:
            return False
        message, payload = self._messages[0]
        if self.phase != IDLE or self._buffer_paused or not isinstance(message, RawRequestMessage):
            return False
        is_awaited = self._waiter is not None and not self._waiter.done()
        return is_awaited and self._quick.takes(self, message, payload)

    def _wake(self) -> None:
        """Has aiohttp's task go on with what came, unless a quick save has to be answered before."""
        waiter = self._waiter
        if self._messages and self._current_request is None and waiter is not None and not waiter.done():
            waiter.set_result(None)

    # - what a quick save asks of it: what aiohttp's own task does for a request -

    def request_of(self, message: RawRequestMessage, payload: StreamReader) -> web.Request:
        """The request that came."""
        assert self._request_factory is not None  # as long as anything comes
        assert self._task_handler is not None
        made = self._request_factory(message, payload, self, StreamWriter(self, self._loop), self._task_handler)
        assert isinstance(made, web.Request)
        return made

    def take(self, request: web.Request) -> None:
        """It is answered from there, and nothing that comes behind it before that."""
        assert self._parser is not None
        assert self._manager is not None
        self._messages.popleft()
        self._parser.message_consumed()
        self._manager.requests_count += 1
        self._current_request, self._request_in_progress = request, True

    def tell(self, answer: bytes) -> None:
        """Writes the whole answer, if anybody is still there."""
        if self.transport is not None:
            self.transport.write(answer)

    async def finish(self, request: web.Request, answer: web.StreamResponse) -> None:
        """Writes the answer, likewise."""
        _, is_lost = await self.finish_response(request, answer, None)
        if is_lost or not answer.keep_alive:
            self.force_close()

    def over(self) -> None:
        """It is answered: what came behind it has its turn, and else the connection is idle from now on."""
        self._current_request, self._request_in_progress = None, False
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        if self._handler_waiter is not None:
            self._handler_waiter.set_result(None)
        self._wake()

    def _process_keepalive(self) -> None:
        if self._current_request is not None:  # to aiohttp's task, which waits, the connection looks idle
            self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        super()._process_keepalive()

    def _wait(self, phase: int) -> None:
        self.phase, self.since, self.taken = phase, self._loop.time(), 0
        if phase == IDLE:
            self._payload = None
            self._book.waiting.pop(self, None)
        else:
            self._book.waiting.pop(self, None)
            self._book.wait(self)

    def is_late(self, now: float, bounds: Bounds) -> bool:
        """Whether what is waited for should have come; what we do not take ourselves is not waited for."""
        if self.phase == BODY and (self._reading_paused or self._buffer_paused):
            self.since += bounds.look_every
        allowed = {SILENT: bounds.idle, HEAD: bounds.head, BODY: bounds.body + self.taken / bounds.rate}
        return now - self.since > allowed[self.phase]

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a request, or for none to come any more."""
        return self.phase in (IDLE, SILENT) and self._current_request is None

    def turn_away(self, status: int) -> None:
        """Says why, where something was asked and nothing was answered yet, and closes."""
        request, asked = self._current_request, self.phase != SILENT
        if self.transport is not None and asked and (request is None or request.writer.output_size == 0):
            self.transport.write(_raw(status))
        self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What cannot be read as HTTP is refused as everything else is, and told in one line."""
        if status >= 500:
            return super().handle_error(request, status, exc, message)
        self._book.count("unreadable", self.address, (message or "").partition("\n")[0][:200])
        answer = refusals.response(_document(status))
        answer.force_close()
        return answer


class Connections:
    """All that are open, those that wait for something first."""

    def __init__(self, bounds: Bounds, trusted: Sequence[str] = (), most: int | None = None) -> None:
        self.bounds = bounds
        self.open: set[Connection] = set()
        self.waiting: dict[Connection, None] = {}  # the longest first
        self._trusted = [ipaddress.ip_network(one) for one in trusted]
        self._most = most or _most()
        self._closed: Counter[str] = Counter()
        self._told_at = -bounds.tell_every
        self._look: asyncio.TimerHandle | None = None
        self._tell: asyncio.TimerHandle | None = None

    def wait(self, connection: Connection) -> None:
        """The connection waits from now on."""
        self.waiting[connection] = None
        if self._look is None:
            self._look = asyncio.get_running_loop().call_later(self.bounds.look_every, self.look)

    def look(self) -> None:
        """Turns away whoever has taken too long, and whoever waits with half a head beside too many others of the
        same address."""
        self._look = None
        now, heads = asyncio.get_running_loop().time(), defaultdict[str, list[Connection]](list)
        for one in list(self.waiting):
            if one.is_late(now, self.bounds):
                self.turn_away(one, 408, LATE[one.phase])
            elif one.phase == HEAD and now - one.since >= self.bounds.grace:
                heads[one.address].append(one)
        for address, those in heads.items():
            if len(those) > self.bounds.heads and not self._is_trusted(address):
                for one in those[: -self.bounds.heads]:
                    self.turn_away(one, 429, "too many heads")
        if self.waiting:
            self._look = asyncio.get_running_loop().call_later(self.bounds.look_every, self.look)

    def make_room(self) -> bool:
        """Whether there is a place for one more: who waits with half a head gives way, then who asks for nothing."""
        if len(self.open) < self._most:
            return True
        one = next((one for one in self.waiting if one.phase == HEAD), None) or self._longest_idle()
        if one is None:
            self.count("no place", "", "")
            return False
        self.turn_away(one, 503, "gave way")
        return True

    def turn_away(self, one: Connection, status: int, why: str) -> None:
        """Closes a connection with that answer."""
        self.count(why, one.address, "")
        self.waiting.pop(one, None)
        self.open.discard(one)
        one.turn_away(status)

    def count(self, why: str, address: str, fault: str) -> None:
        """Something was turned away: told now if nothing was told lately, else with the others in a minute."""
        self._closed[why] += 1
        loop = asyncio.get_running_loop()
        if self._tell is None:
            due = max(0.0, self._told_at + self.bounds.tell_every - loop.time())
            self._tell = loop.call_later(due, self._say, address, fault)

    def _say(self, address: str, fault: str) -> None:
        self._tell, self._told_at = None, asyncio.get_running_loop().time()
        log.warning("connections-turned-away", first_from=address, fault=fault, **_named(self._closed))
        self._closed.clear()

    def close(self) -> None:
        """Looks no longer; who is still sending is told to come again."""
        for one in list(self.waiting):
            self.turn_away(one, 503, "at the end")
        for timer in (self._look, self._tell):
            if timer is not None:
                timer.cancel()

    def _longest_idle(self) -> Connection | None:
        idle = (one for one in self.open if one.is_idle)
        return min(idle, key=lambda one: one.since, default=None)

    def _is_trusted(self, address: str) -> bool:
        try:
            one = ipaddress.ip_address(address)
        except ValueError:
            return True  # a socket file: a proxy of ours
        return any(one in network for network in self._trusted)


class Doorway:
    """Listens at an address and hands each connection to aiohttp; rests where the system has nothing left for more."""

    def __init__(self, runner: web.AppRunner, connections: Connections, **options: object) -> None:
        self._runner = runner
        self._connections = connections
        self._quick = runner.app.get(QUICK_SAVES)
        self._options = options | {"keepalive_timeout": connections.bounds.idle}
        self._sockets: list[socket.socket] = []
        self._coming: set[asyncio.Task[None]] = set()
        self._rests: dict[socket.socket, asyncio.TimerHandle] = {}

    async def open(self, host: str, port: int, *, shared: bool) -> int:
        """Listens from now on, and gives the port. Raises OSError where the address cannot be had."""
        port = await self.take(host, port, shared=shared)
        self.answer()
        return port

    async def take(self, host: str, port: int, *, shared: bool) -> int:
        """Has the address and gives the port; who comes waits. Raises OSError where it cannot be had."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        try:
            for family, _, _, _, where in dict.fromkeys(found):
                self._sockets.append(_listening(family, (where[0], port, *where[2:]), shared=shared))
                port = self._sockets[-1].getsockname()[1]
        except OSError:
            await self.close()
            raise
        return port

    def answer(self) -> None:
        """Lets in who waits and who comes from now on."""
        loop = asyncio.get_running_loop()
        for one in self._sockets:
            loop.add_reader(one, self._accept, one)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPT_AT_ONCE):
            try:
                accepted, _ = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in NOTHING_LEFT:
                    raise
                self._rest(listening)
                return
            accepted.setblocking(False)
            if not self._connections.make_room():
                accepted.close()
                continue
            task = asyncio.ensure_future(self._hand_over(accepted))
            self._coming.add(task)
            task.add_done_callback(self._coming.discard)

    async def _hand_over(self, accepted: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(self._connection, accepted)
        except OSError:
            accepted.close()

    def _connection(self) -> Connection:
        assert self._runner.server is not None
        return Connection(self._connections, self._runner.server, self._quick, **self._options)

    def _rest(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(listening)
        self._connections.count("no descriptors left", "", "raise LimitNOFILE")
        self._rests[listening] = loop.call_later(RETRY_ACCEPT, loop.add_reader, listening, self._accept, listening)

    async def close(self) -> None:
        """Listens no longer; connections that are open stay."""
        loop = asyncio.get_running_loop()
        for one in self._sockets:
            if one in self._rests:
                self._rests[one].cancel()
            loop.remove_reader(one)
            one.close()
        self._connections.close()
        await asyncio.gather(*self._coming, return_exceptions=True)


def _listening(family: int, where: tuple[str, int] | str, *, shared: bool) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.setblocking(False)
        made.bind(where)
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _most() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(64, min(MOST_CONNECTIONS, soft - OWN_DESCRIPTORS))


def _named(counts: Counter[str]) -> dict[str, int]:
    return {why.replace(" ", "_"): number for why, number in counts.items()}


def _document(status: int) -> dict[str, object]:
    phrase = HTTPStatus(status).phrase
    kind = "/problems/too-many" if status == 429 else "about:blank"
    return {"type": kind, "title": phrase, "status": status, "detail": DETAILS.get(status, "this is no HTTP request")}


def _raw(status: int) -> bytes:
    body = json.dumps(_document(status)).encode()
    again = "Retry-After: 5\r\n" if status in (429, 503) else ""
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\n{again}Connection: close\r\n\r\n"
    )
    return head.encode() + body
