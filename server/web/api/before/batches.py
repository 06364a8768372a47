"""Batches of mails that wait: looked at, listed, stopped."""

from datetime import datetime

from aiohttp import web

from server import forms
from server.forms import ToldIn
from server.text import faults
from server.web.seam import Reader, access, handlers, refusals
from sessions.actions import Stopped, batches, messaging
from sessions.store import Db
from sessions.store import batches as store


async def get_batch(request: web.Request) -> web.Response:
    """A batch, with how far it has come."""
    asker, batch, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.show(request, lambda db: batches.get(db, batch, asker).as_json(now))


async def list_batches(request: web.Request) -> web.Response:
    """The programme's batches, oldest first."""
    asker, (limit, after) = access.asker(request), handlers.paging(request)
    programme, now = request.match_info["id"], handlers.now(request)

    def query(db: Db) -> dict[str, object]:
        found = batches.of_programme(db, programme, asker, after=after, limit=limit + 1)
        return handlers.page([one.as_json(now) for one in found], limit)

    return await handlers.show(request, query)


async def cancel(request: web.Request) -> web.Response:
    """Stops a batch: what nobody has heard of is undone."""
    asker, batch, now = access.asker(request), request.match_info["id"], handlers.now(request)
    reader = refusals.reader(request)
    return await handlers.act(
        request,
        lambda db: batches.cancel(db, batch, asker, now=now),
        view=lambda _, stopped: stopped_json(stopped, reader, now),
    )


async def told(request: web.Request) -> web.Response:
    """Writes down that the asker has told a regency of a message that no mail brings to it."""
    asker, batch, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = await forms.body(request, ToldIn)
    return await handlers.act(
        request,
        lambda db: messaging.told_by_number(db, batch, given.for_, asker, now=now),
        view=lambda _, found: found.as_json(now),
    )


def stopped_json(stopped: Stopped, reader: Reader, now: datetime) -> dict[str, object]:
    """A stopped batch: which sessions stand as before, what had gone already, and who cannot come to what stands."""
    left_out = [
        {**one, "conflicts": faults.worded(one["conflicts"], reader.language, reader.zone)} for one in stopped.left_out
    ]
    more = {"undone": list(stopped.undone), "went": [dict(one) for one in stopped.went], "left_out": left_out}
    return stopped.batch.as_json(now) | more


def shown(db: Db, batch: str | None, now: datetime) -> dict[str, object] | None:
    """The batch that something waits with, in its answer; None where nothing waits."""
    return store.get(db, batch).as_json(now) if batch else None
