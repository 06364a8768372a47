"""The watch over this host's condition and clock, and what the secretariat reads of it above every page."""

from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial

from aiohttp import web

from server.clockwork.condition import Condition
from server.run import backup
from server.text.formats import lateness
from server.text.languages import translator
from server.web.keys import CLOCK, CLOCK_WATCH, CONDITION, SETTINGS, STORE
from server.web.look import troubles
from server.web.look.troubles import Trouble


def add_to(app: web.Application) -> None:
    """From now on the application knows how it is."""
    data = app[SETTINGS].server.data

    def newest() -> datetime | None:
        return backup.newest_at(data)

    condition = app[CONDITION] = Condition(app[STORE], app[CLOCK], data, newest)
    app.cleanup_ctx.append(partial(_watched, condition))
    troubles.add_source(app, partial(_of_host, app))


async def _watched(condition: Condition, _app: web.Application) -> AsyncIterator[None]:
    async for _ in condition.context():
        yield


def _of_host(app: web.Application, language: str) -> list[Trouble]:
    """Disk, backup and clock; mail has a line of its own."""
    _ = translator(language)
    condition, watch = app[CONDITION], app.get(CLOCK_WATCH)
    found = []
    if condition.is_full:
        megabytes = condition.free // 2**20
        text = _("Ruang disk server tinggal %(megabytes)s MB: sebentar lagi tidak ada yang dapat disimpan.")
        found.append(Trouble(text % {"megabytes": megabytes}, True))
    for one in condition.seen.faults:
        if one.part == "backup":
            found.append(Trouble(_("Cadangan harian gagal: %(reason)s") % {"reason": one.reason}))
    if watch is not None and watch.leap:
        text = _("Jam server melompat %(leap)s dan tidak diikuti; waktu sesi tetap berjalan seperti semula.")
        leap = lateness(abs(watch.leap.total_seconds()), language)
        found.append(Trouble(text % {"leap": leap}, True, _("Periksa jam"), "/clock"))
    return found
