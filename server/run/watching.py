"""The watch over this host's condition and clock, and what the secretariat reads of it above every page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from aiohttp import web

from server.clockwork.alerter import LOOK_EVERY, Alerter
from server.clockwork.condition import Condition
from server.run import backup
from server.text import lateness, translator
from server.text import troubles as words
from server.web.look import troubles
from server.web.look.troubles import Trouble
from server.web.seam import CLOCK, CLOCK_WATCH, CONDITION, DUTIES, JOBS, SETTINGS, STORE
from sessions.store import MailFault


def add_to(app: web.Application) -> None:
    """From now on the application knows how it is."""
    data = app[SETTINGS].server.data

    def newest() -> datetime | None:
        return backup.newest_at(data)

    condition = app[CONDITION] = Condition(app[STORE], app[CLOCK], data, app[SETTINGS].uploads, newest)
    app.cleanup_ctx.append(partial(_watched, condition))
    troubles.add_source(app, partial(_of_host, app))
    app[DUTIES].add(partial(_alerted, app))


async def _watched(condition: Condition, _app: web.Application) -> AsyncIterator[None]:
    async for _ in condition.context():
        yield


@asynccontextmanager
async def _alerted(app: web.Application) -> AsyncIterator[None]:
    alerter = Alerter(app[STORE], app[CLOCK], app[CONDITION])
    app[JOBS].every(LOOK_EVERY, alerter.look)
    yield
    app[JOBS].no_longer(alerter.look)


def _of_host(app: web.Application, language: str) -> list[Trouble]:
    """Mail, backup, disk and clock."""
    _ = translator(language)
    watch = app.get(CLOCK_WATCH)
    found = [_line(one, language) for one in app[CONDITION].standing]
    if watch is not None and watch.leap:
        text = _("Jam server melompat %(leap)s dan tidak diikuti; waktu sesi tetap berjalan seperti semula.")
        leap = lateness(abs(watch.leap.total_seconds()), language)
        found.append(Trouble(text % {"leap": leap}, True, _("Periksa jam"), "/clock"))
    return found


def _line(one: MailFault, language: str) -> Trouble:
    _ = translator(language)
    text, urgent = words.told(one.part, one.reason, language), one.part != "backup"
    if one.part in ("outbox", "inbox"):
        return Trouble(text, urgent, _("Pengaturan surel"), "/mail-settings")
    return Trouble(text, urgent)
