"""How this host and its parts are, looked at every few seconds: what banner, readiness and figures tell."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from sessions.store import Db, MailFault, Store, mail_faults, mails, timetable
from sessions.values import RUNNING, Clock

LOOK_SECONDS = 5.0
LEAST_FREE = 64 * 1024 * 1024  # bytes
SEALS_WITHIN = timedelta(minutes=1)  # of the close, for a session whose requests are all answered
log = structlog.get_logger()
Newest = Callable[[], datetime | None]


@dataclass(frozen=True)
class Seen:
    """What one look has found."""

    faults: tuple[MailFault, ...] = ()  # of outbox, inbox and backup, whichever process has met them
    open_sessions: int = 0
    seals_late: int = 0
    outbox_age: timedelta = timedelta(0)  # of the mail that is due longest
    last_backup: datetime | None = None
    loop_lag: float = 0.0  # seconds by which the look began too late


class Condition:
    """The looks of one process; `newest` tells when the newest backup was made."""

    def __init__(self, store: Store, clock: Clock, data: Path, uploads: Path, newest: Newest) -> None:
        self._store, self._clock, self._data, self._uploads, self._newest = store, clock, data, uploads, newest
        self._full_since: datetime | None = None
        self._unwritten = ""
        self.seen = Seen()

    @property
    def free(self) -> int:
        """Bytes that the disk of the data folder still takes; 0 where it cannot be asked."""
        data = self._data.absolute()
        try:
            return shutil.disk_usage(next(folder for folder in (data, *data.parents) if folder.exists())).free
        except OSError:
            return 0

    @property
    def is_full(self) -> bool:
        """Whether the disk takes nothing more, or soon will not."""
        return bool(self._unwritten) or self.free < LEAST_FREE

    @property
    def standing(self) -> tuple[MailFault, ...]:
        """What does not work: outbox, inbox, backup by the last look, and the disk."""
        if not self.is_full:
            self._full_since = None
            return self.seen.faults
        self._full_since = self._full_since or self._clock()
        return (*self.seen.faults, MailFault("disk", self._full_since, self._unwritten or f"{self.free // 2**20} MB"))

    async def look(self, lag: float = 0.0) -> None:
        """One look; the disk's comes first, for it is said whatever the store says."""
        self._unwritten = await asyncio.to_thread(_unwritten, self._uploads)
        now = self._clock()
        faults, opened, late, due = await self._store.read(_asked, now=now)
        age = max(timedelta(0), now - due) if due is not None else timedelta(0)
        newest = await asyncio.to_thread(self._newest)
        self.seen = Seen(faults, opened, late, age, newest, lag)

    async def context(self) -> AsyncIterator[None]:
        """Looks until the end."""
        task = asyncio.create_task(self._run(), name="condition")
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _run(self) -> None:
        lag = 0.0
        while True:
            try:
                await self.look(lag)
            except Exception:
                log.exception("condition-not-seen")
            began = time.monotonic()
            await asyncio.sleep(LOOK_SECONDS)
            lag = max(0.0, time.monotonic() - began - LOOK_SECONDS)


def _asked(db: Db, *, now: datetime) -> tuple[tuple[MailFault, ...], int, int, datetime | None]:
    begun = timetable.begun(db, now=now)
    running = sum(session.state(now) in RUNNING for session in begun)
    closes = [
        session.schedule.closes_at for session in begun if session.digest is None and session.state(now) == "closed"
    ]
    late = sum(at is not None and now - at > SEALS_WITHIN for at in closes)
    return tuple(mail_faults.standing(db)), running, late, mails.next_due(db)


def _unwritten(folder: Path) -> str:
    """Why the folder cannot be written; "" where it can."""
    path = folder / f".{os.urandom(8).hex()}.probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            path.write_bytes(bytes(4096))
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        return error.strerror or str(error)
    return ""
