"""Saves of scores, answered without a task, a resolver, middlewares and a response of aiohttp's own for each: those are
half of what a save costs, and nothing is as frequent.

Taken so is only what waits for nothing but the writer: a plain request that is whole with its head, of somebody who is
let in at once, for a session that is known to run. No rule is here: the door, the handler's own reading and the way to
the writer are those of every save, run to their end without being waited for. What would have to wait, or is refused at
the door, goes the long way from its beginning, with nothing done; what is refused later, repeated or slow is answered
by the middlewares.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, Protocol, TypeVar

from aiohttp import web
from aiohttp.helpers import rfc822_formatted_time
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader

from server.web import door, health
from server.web.api.during import sheet
from server.web.seam import ARRIVALS, ARRIVED, CLOCK, STORE, handlers, refusals, requests
from sessions.actions import Again, Saved, saves
from sessions.store import Store
from sessions.values import compact

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SAVES = "/api/v1/sessions/{id}/sheet/{criterion}"
# What has a query, or a letter that our own names do not have, is read by the table of routes.
_PLAIN = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[A-Za-z0-9_.-]+)", SAVES))
_OF_EACH = {"Content-Length", "Date", requests.HEADER}  # what the head of an answer has for itself


class Connection(Protocol):
    """What a quick save asks of the connection that it came by."""

    def request_of(self, message: RawRequestMessage, payload: StreamReader) -> web.Request:
        """The request that came."""

    def take(self, request: web.Request) -> None:
        """It is answered from here, and nothing that comes behind it before that."""

    def tell(self, answer: bytes) -> None:
        """Writes the whole answer, if anybody is still there."""

    async def finish(self, request: web.Request, answer: web.StreamResponse) -> None:
        """Writes the answer, likewise."""

    def over(self) -> None:
        """It is answered: what came behind it has its turn."""


class QuickSaves:
    """Those of one application; `route` is where its table has them."""

    def __init__(self, app: web.Application, route: web.AbstractRoute) -> None:
        self._app, self._route, self._store = app, route, app[STORE]
        self._tasks: set[asyncio.Task[None]] = set()
        self._head = b""  # what all answers' heads begin with, as the first had it

    def takes(self, connection: Connection, message: RawRequestMessage, payload: StreamReader) -> bool:
        """Whether the request is one of these, and so answered from here."""
        found = _PLAIN.fullmatch(message.path) if _is_plain(message) else None
        if found is None or not self._store.is_seen_open(found["id"], self._app[CLOCK]()):
            return False
        request = connection.request_of(message, payload)
        request._match_info = where = web.UrlMappingMatchInfo(found.groupdict(), self._route)
        where.add_app(self._app)
        save = _Save(self, connection, request)
        try:
            _at_once(door.let_in(request))
            _at_once(door.must_be_from_here(request))
            _at_once(door.must_be_writable(request))
        except Exception:  # whatever it is: the long way meets it, too, and tells it
            save.stamp.end()
            return False
        connection.take(request)
        request._read_bytes = payload.read_nowait()  # what `read` would wait for, and keep there
        save.hand_over(self._store)
        return True

    def begin(self, answering: Coroutine[Any, Any, None]) -> None:
        """Has it run beside everything else."""
        task = asyncio.get_running_loop().create_task(answering)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def answer(self, request: web.Request, saved: Saved) -> bytes | None:
        """The answer, byte by byte; None while it is not known what all heads begin with."""
        if not self._head:
            return None
        body = compact(saved.as_json()).encode()
        own = (
            f"{requests.HEADER}: {requests.number(request)}\r\n"
            f"Content-Length: {len(body)}\r\nDate: {rfc822_formatted_time()}"
        )
        return b"%b%b\r\n\r\n%b" % (self._head, own.encode(), body)

    def learn(self, answer: web.StreamResponse) -> None:
        """Keeps what heads begin with, from one that aiohttp and `on_response_prepare` have made."""
        if answer.status == 200:
            said = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items() if name not in _OF_EACH)
            self._head = f"HTTP/1.1 200 OK\r\n{said}".encode()


QUICK_SAVES: web.AppKey[QuickSaves] = web.AppKey("quick_saves")


class _Save:
    """One that is under way. Its outcome is told to it in the loop, as to a future, but without a turn between."""

    __slots__ = ("_begun", "_connection", "_quick", "_request", "stamp")

    def __init__(self, quick: QuickSaves, connection: Connection, request: web.Request) -> None:
        self._quick, self._connection, self._request = quick, connection, request
        self._begun = time.perf_counter()
        app = request.app
        self.stamp = door.Stamp(app[ARRIVALS], app[CLOCK])
        self.stamp.press()  # the last byte is here
        assert self.stamp.at is not None
        request[ARRIVED] = self.stamp.at

    def hand_over(self, store: Store) -> None:
        """To the writer; what cannot be read is read again by the handler, which says why."""
        try:
            put = _at_once(sheet.as_put(self._request))
            store.put_one(saves.put_scores, put, self)
        except Exception:
            self._answer_by(sheet.put_score)

    def done(self) -> bool:
        """Whether it has its outcome."""
        return False

    def set_result(self, saved: Saved | Again) -> None:
        """It is committed, or was before."""
        try:
            known = None if isinstance(saved, Again) or self._is_slow() else self._quick.answer(self._request, saved)
        except Exception as error:  # others of its set wait behind it
            self.set_exception(error)
            return
        if known is None:
            self._answer_by(partial(_answered, saved))
            return
        self._connection.tell(known)
        health.answered(self._request.method, 200)
        self._end()

    def set_exception(self, error: BaseException) -> None:
        """It was refused, or failed."""
        self._answer_by(partial(_raised, error))

    def _is_slow(self) -> bool:
        return time.perf_counter() - self._begun > requests.SLOW_SECONDS

    def _answer_by(self, handler: Handler) -> None:
        self._quick.begin(self._answered_by(handler))

    async def _answered_by(self, handler: Handler) -> None:
        try:
            refusing = partial(refusals.middleware, handler=handler)
            answer = await requests.told(self._request, refusing, self._begun)
            await self._connection.finish(self._request, answer)
            self._quick.learn(answer)
        finally:
            self._end()

    def _end(self) -> None:
        self.stamp.end()
        health.took(self._request.method, time.perf_counter() - self._begun, is_save=True)
        self._connection.over()


async def _answered(saved: Saved | Again, _: web.Request) -> web.StreamResponse:
    return handlers.saved(saved)


async def _raised(error: BaseException, _: web.Request) -> web.StreamResponse:
    raise error


def _is_plain(message: RawRequestMessage) -> bool:
    """Whether it may be one of these by its head; what is no request at all is none."""
    return (
        getattr(message, "method", None) == "PUT"
        and not (message.should_close or message.chunked or message.upgrade or message.compression)
        and "Expect" not in message.headers
    )


class _Waits(Exception):
    """It has to wait for something."""


def _at_once(what: Coroutine[Any, Any, T]) -> T:
    """What it comes to where it waits for nothing. Raises _Waits, and it is not gone on with."""
    try:
        awaited = what.send(None)
    except StopIteration as end:
        found: T = end.value
        return found
    if awaited is not None:
        awaited.cancel()  # a reader's answer, which nobody asks for any more
    what.close()
    raise _Waits
