"""What is done again and again, in one process: the backup that the settings ask for, forgetting what need not be
kept, reminding of offers, claims and calibrations, and telling who waits of times that became free."""

import asyncio
import shlex
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog
from aiohttp import web

from server.run import backup, retention
from server.settings import Settings
from server.web.seam import CLOCK, DUTIES, JOBS, KEEPER, SETTINGS, STORE
from sessions.actions import calibrating, making, reminding
from sessions.store import Db, Store, idempotency, mail_faults
from sessions.values import Clock

QUIET = time(3, 30)
COPIED_WITHIN = timedelta(hours=6)
REMIND_EVERY = timedelta(minutes=10)
GIVE_ON_EVERY = timedelta(minutes=1)
HEAD_AT = time(18, 0)  # after the last session of a day: its seals are in the head that goes out
D = TypeVar("D")
log = structlog.get_logger()


class NotCopied(Exception):
    """The command that copies the backup elsewhere failed; the text says how, in its own last words."""


async def _copy_away(made: Path, command: str) -> None:
    """Runs the command, no shell, with the file's path and name put in. Raises NotCopied, or OSError for no program."""
    words = [word.replace("{file}", str(made)).replace("{name}", made.name) for word in shlex.split(command)]
    if not words:
        return
    process = await asyncio.create_subprocess_exec(
        *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), COPIED_WITHIN.total_seconds())
    except TimeoutError as error:
        raise NotCopied(f"{words[0]} took longer than {COPIED_WITHIN}") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = (said.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
        raise NotCopied(f"{words[0]} ended with {process.returncode}: {last[:200]}")


@dataclass(frozen=True)
class Chores:
    """The daily work over one store; what fails is logged, and tried again the next day."""

    store: Store
    settings: Settings
    clock: Clock

    async def back_up(self) -> None:
        """Writes the day's backup, removes the oldest, and has it copied elsewhere."""
        storage = self.settings.storage
        try:
            made = await asyncio.to_thread(
                backup.make_daily,
                self.store,
                self.settings.server.data,
                keep=storage.backup_keep,
                now=self.clock(),
                recipients=storage.backup_recipients,
            )
            await _copy_away(made, storage.backup_command)
        except Exception as error:
            log.exception("backup-failed")
            reason = str(error) if isinstance(error, NotCopied) else f"{type(error).__name__}: {error}".splitlines()[0]
            with suppress(Exception):  # where the disk is full, that is said by itself
                await self.store.write(mail_faults.begin, "backup", reason, now=self.clock())
        else:
            await self.store.write(mail_faults.end, "backup")
            log.info("backup-written", path=str(made))

    async def forget(self) -> None:
        """Drops answers that were kept for repeated requests and will not be asked for again."""
        await self.store.write(idempotency.forget_old, now=self.clock())

    async def forget_people(self) -> None:
        """Takes away what need not be kept any more, as `[privacy]` says, and files that nothing names."""
        try:
            texts = await self.store.write(retention.forget_texts, self.settings, now=self.clock())
            files = await asyncio.to_thread(retention.forget_files, self.store, self.settings, now=self.clock())
        except Exception:
            log.exception("forgetting-failed")
        else:
            if any({**texts, **files}.values()):
                log.info("forgotten", **texts, **files)

    async def remind_of_offers(self) -> None:
        """Reminds the regencies that have not chosen a time, each in a transaction of its own."""
        await self._remind(making.to_remind, lambda db, due: making.remind(db, *due, now=self.clock()))

    async def give_on_offers(self) -> None:
        """Tells who waits of times that became free, once what freed them can no longer be taken back."""
        before = self.clock() - timedelta(seconds=self.settings.mail.batch_delay)
        await self._remind(
            lambda db, now: making.given_on(db, before=before),
            lambda db, offer: making.give_on(db, offer, before=before, now=self.clock()),
        )

    async def remind_of_claims(self) -> None:
        """Reminds the regencies whose claims are required and not complete, each in a transaction of its own."""
        await self._remind(
            reminding.to_remind_of_claims,
            lambda db, session: reminding.remind_of_claims(db, session, now=self.clock()),
        )

    async def remind_of_calibrations(self) -> None:
        """Reminds panelists who have not finished scoring an example, each calibration in a transaction of its own."""
        await self._remind(
            calibrating.to_remind,
            lambda db, one: calibrating.remind(db, one, now=self.clock()),
        )

    async def _remind(self, find: Callable[..., Sequence[D]], remind: Callable[[Db, D], object]) -> None:
        try:
            for due in await self.store.read(find, now=self.clock()):
                await self.store.write(remind, due)
        except Exception:
            log.exception("reminding-failed")


def add_to(app: web.Application) -> None:
    """Has the chores done by whoever has the duties of the store."""
    app[DUTIES].add(partial(_planned, app))


@asynccontextmanager
async def _planned(app: web.Application) -> AsyncIterator[None]:
    settings = app[SETTINGS]
    chores = Chores(app[STORE], settings, app[CLOCK])
    zone = settings.programme_fields()["timezone"]
    app[JOBS].daily(QUIET, chores.forget, zone)
    app[JOBS].daily(QUIET, chores.forget_people, zone)
    app[JOBS].daily(HEAD_AT, app[KEEPER].each_day, zone)
    reminders = (chores.remind_of_offers, chores.remind_of_claims, chores.remind_of_calibrations)
    for work in reminders:
        app[JOBS].every(REMIND_EVERY, work)
    app[JOBS].every(GIVE_ON_EVERY, chores.give_on_offers)
    if settings.storage.backup_at:
        app[JOBS].daily(_time_of_day(settings.storage.backup_at), chores.back_up, zone)
    yield
    daily = (chores.forget, chores.forget_people, app[KEEPER].each_day, chores.back_up)
    for work in (*daily, chores.give_on_offers, *reminders):
        app[JOBS].no_longer(work)


def _time_of_day(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour) % 24, int(minute))  # 24:00 is the day's end, which is the next one's beginning
