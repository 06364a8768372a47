"""Parsing what others sent, in processes of its own: never in the loop, bounded in time and memory (promise 7).

Whatever parses a file, a calendar, a document that somebody outside wrote goes through `Parsers.run`, after the asker
is known to be allowed: `await parsers.run(asker.id, sheets.read, raw)`; handlers say
`await apart.parse(request, sheets.read, raw)`. The function stands in a module (it is found there by
its name), takes and gives what can be pickled, and raises Refusals. A process begins at the first file and ends once
nothing has come for a while; a person's files are parsed one after another, two persons' at the same time. Figures of
many scores are computed by such `Processes` with bounds of their own (`figures`).
"""

import asyncio
import contextlib
import pickle
import signal
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

import structlog

from server.clockwork.parsing_process import LENGTH
from sessions.values import Invalid, Limited, TooMany

T = TypeVar("T")
SECONDS = 10  # of a processor, for one file
WALL_SECONDS = 30.0  # for the same on a machine that is busy, or for a parser that sleeps
LOADING_SECONDS = 120.0  # that a process may take to begin and to load its parser, which is not the file's
MEMORY = 512 * 1024**2
AT_ONCE = 2
WAITING = 20  # of one person
IDLE_SECONDS = 60.0
DIED = (asyncio.IncompleteReadError, ConnectionError)  # how it is seen that a process is no more
log = structlog.get_logger()


class Killed(Limited):
    """A process was ended from outside while it was at work: by the machine, for want of memory, or by somebody."""

    def __init__(self) -> None:
        super().__init__("memory")


class Processes:
    """Processes that call functions apart from this one: as many as are needed, at most two, none of them for longer
    than `seconds` of a processor and `wall` seconds at one call, nor with more than `memory` bytes."""

    def __init__(self, *, seconds: int, wall: float, memory: int) -> None:
        self._bounds = (str(seconds), str(memory))
        self._wall = wall
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._stranger = asyncio.Semaphore(1)
        self._turn_of: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}
        self._idle: list[asyncio.subprocess.Process] = []
        self._rest: asyncio.TimerHandle | None = None

    async def run(self, who: str, function: Callable[..., T], *args: object, known: bool = True) -> T:
        """What the function gives, called apart. `who` has one turn at a time; who is not `known` shares one with all
        others who are not. Raises the function's Refusal, Limited (time, memory or depth), TooMany where 20 of `who`
        wait already, or Invalid where the parser fails."""
        async with self._turn(who, known):
            process = await self._one()
            try:
                try:
                    await self._hand(process, function, args)
                except DIED:
                    process = await self._instead_of(process)
                    await self._hand(process, function, args)
                kind, found = await asyncio.wait_for(self._answer(process), self._wall)
            except TimeoutError:
                raise Limited("time") from None
            except DIED:
                raise await self._died(process) from None
            finally:
                await self._keep(process)
        if kind == "refused":
            raise found
        if kind == "limit":
            raise Limited(found)
        if kind == "failed":
            log.warning("parser-failed", parser=function.__qualname__, fault=found)
            raise Invalid.at("", "cannot-be-read")
        return found  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Ends the processes that wait; one at work ends with its request."""
        if self._rest is not None:
            self._rest.cancel()
        while self._idle:
            await _end(self._idle.pop())

    @contextlib.asynccontextmanager
    async def _turn(self, who: str, known: bool) -> AsyncIterator[None]:
        if self._waiting.get(who, 0) >= WAITING:
            raise TooMany("files-waiting", {"most": WAITING}, retry_after_seconds=SECONDS)
        self._waiting[who] = self._waiting.get(who, 0) + 1
        try:
            turn, shared = self._turn_of.setdefault(who, asyncio.Lock()), self._turns if known else self._stranger
            async with turn, shared, contextlib.nullcontext() if known else self._turns:
                yield
        finally:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who]
                self._turn_of.pop(who, None)

    async def _one(self) -> asyncio.subprocess.Process:
        while self._idle:
            process = self._idle.pop()
            assert process.stdin is not None
            if process.returncode is None and not process.stdin.is_closing():
                return process
            await _end(process)
        return await self._begin()

    async def _instead_of(self, dead: asyncio.subprocess.Process) -> asyncio.subprocess.Process:
        """Another for one that had ended before it began the call, which is no fault of the file."""
        log.warning("parser-replaced", ended=await dead.wait())
        return await self._begin()

    async def _begin(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.clockwork.parsing_process", *self._bounds, stdin=-1, stdout=-1
        )

    async def _hand(self, process: asyncio.subprocess.Process, function: Callable[..., object], args: object) -> None:
        """Hands the call over; back once the process has loaded what it needs for it. Raises TimeoutError."""
        assert process.stdin is not None and process.stdout is not None
        call = pickle.dumps((function, args))
        async with asyncio.timeout(LOADING_SECONDS):
            process.stdin.write(len(call).to_bytes(LENGTH) + call)
            await process.stdin.drain()
            await process.stdout.readexactly(LENGTH)

    async def _answer(self, process: asyncio.subprocess.Process) -> Any:
        assert process.stdout is not None
        size = int.from_bytes(await process.stdout.readexactly(LENGTH))
        answer = pickle.loads(await process.stdout.readexactly(size))
        if answer[0] != "limit":  # what ran out of memory is not used again
            self._idle.append(process)
        return answer

    async def _died(self, process: asyncio.subprocess.Process) -> Invalid:
        ended = await process.wait()
        log.warning("parser-died", ended=ended)
        if ended == -signal.SIGKILL:
            return Killed()
        return Limited("time") if ended == -signal.SIGXCPU else Limited("memory")

    async def _keep(self, process: asyncio.subprocess.Process) -> None:
        """Ends a process that is not to be used again, and the others once nothing has come for a while."""
        if process not in self._idle:
            await _end(process)
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._to_rest)

    def _to_rest(self) -> None:
        while self._idle:
            self._idle.pop().kill()


class Parsers(Processes):
    """The parsing processes of this server."""

    def __init__(self, *, seconds: int = SECONDS, wall: float = WALL_SECONDS, memory: int = MEMORY) -> None:
        super().__init__(seconds=seconds, wall=wall, memory=memory)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
