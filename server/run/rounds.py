"""What goes out to strangers' addresses, in one process of all: looked for each second, and one holds up no other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial

import structlog
from aiohttp import ClientSession

from server.web import outward
from sessions.values import Reach

LOOK_SECONDS = 1.0
Errand = Callable[[ClientSession], Coroutine[None, None, None]]
log = structlog.get_logger()


class Rounds:
    """Runs the errands that are due, each by a name; one of a name at a time, and at most `at_once` of all."""

    def __init__(
        self, name: str, reach: Reach, due: Callable[[], Awaitable[Mapping[str, Errand]]], *, at_once: int = 1000
    ) -> None:
        self._name, self._reach, self._due, self._at_once = name, reach, due, at_once
        self._busy: dict[str, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def duty(self) -> AsyncIterator[None]:
        """Goes on until the end; what is on its way then is done again by whoever comes after."""
        task = asyncio.create_task(self._run(), name=self._name)
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _run(self) -> None:
        async with outward.client(self._reach) as client:
            try:
                while True:
                    try:
                        await self._look(client)
                    except Exception:  # the store failed: what is due stays due
                        log.exception("round-failed", of=self._name)
                    await asyncio.sleep(LOOK_SECONDS)
            finally:
                for task in self._busy.values():
                    task.cancel()
                await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self, client: ClientSession) -> None:
        for name, errand in (await self._due()).items():
            if name not in self._busy and len(self._busy) < self._at_once:
                task = self._busy[name] = asyncio.create_task(errand(client), name=f"{self._name}-{name}")
                task.add_done_callback(partial(self._ended, name))

    def _ended(self, name: str, _task: asyncio.Task[None]) -> None:
        self._busy.pop(name, None)
