"""Takes watched from here: those that ended are made into files that seek, each in a process of its own."""

import asyncio
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from server.media import pieces
from sessions.actions import ToMake, recorder
from sessions.store import Store
from sessions.values import Clock, Json

LOOK_EVERY = timedelta(seconds=5)
PROCESS_SECONDS = 900.0
log = structlog.get_logger()


class Recordings:
    """What is to be done for recordings while nobody asks."""

    def __init__(self, store: Store, clock: Clock, *, data: Path, uploads: Path) -> None:
        self._store = store
        self._clock = clock
        self._data = data
        self._uploads = uploads
        self._turn = asyncio.Semaphore(1)  # one at a time: the other core is for the live sessions
        self._making: dict[str, asyncio.Task[None]] = {}

    async def look(self) -> None:
        """Ends what nothing comes of any more, and makes the files that are due."""
        if await self._store.read(recorder.any_silent, now=self._clock()):
            await self._store.write(recorder.end_silent, now=self._clock())
        for due in await self._store.read(recorder.to_make, now=self._clock()):
            self._begin(due)

    async def make(self, session: str, take: str) -> None:
        """Begins to make the file of a take that was just stopped."""
        self._begin(await self._store.read(recorder.to_make_now, session, take))

    async def finished(self) -> None:
        """Waits until every file is made that was begun."""
        while running := list(self._making.values()):
            await asyncio.wait(running)

    async def close(self) -> None:
        """Ends what is under way; it is begun again at the next start."""
        for task in self._making.values():
            task.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)

    def _begin(self, due: ToMake) -> None:
        if due.take.id not in self._making and due.pieces:
            task = asyncio.create_task(self._make(due))
            self._making[due.take.id] = task
            task.add_done_callback(lambda _: self._making.pop(due.take.id, None))

    async def _make(self, due: ToMake) -> None:
        async with self._turn:
            self._uploads.mkdir(parents=True, exist_ok=True)
            target = self._uploads / f".{os.urandom(12).hex()}.webm.part"
            try:
                told = await _remuxed(due, self._data, target)
                if "fault" not in told:
                    os.replace(target, self._uploads / told["sha256"])
                else:
                    log.warning("take-unusable", take=due.take.id, fault=told["fault"])
                await self._store.write(recorder.made, due, told, now=self._clock())
            except Exception:
                log.exception("take-failed", take=due.take.id)
            finally:
                target.unlink(missing_ok=True)


async def _remuxed(due: ToMake, data: Path, target: Path) -> dict[str, Any]:
    where = pieces.folder(data, due.take.id)
    given = [{"number": one.number, "path": str(where / one.sha256)} for one in due.pieces]
    asked = {"pieces": given, "target": str(target), "until": due.until}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.media.remux_process", stdin=-1, stdout=-1
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(json.dumps(asked).encode()), PROCESS_SECONDS)
    except TimeoutError:
        return {"fault": f"it took longer than {PROCESS_SECONDS:.0f} seconds"}
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not said:
        return {"fault": f"the process ended with {process.returncode}"}
    told: dict[str, Json] = json.loads(said)
    return told
