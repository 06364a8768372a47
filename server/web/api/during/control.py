"""The controls of a running session."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from server import forms
from server.forms import CloseIn, ExtendIn, MaybeReasonIn, MinutesIn, Model, NextPhaseIn, ReasonIn, UndoIn
from server.web.api.before.sessions import shown
from server.web.seam import JOBS, access, handlers
from sessions.actions import conducting, deliberation


async def next_phase(request: web.Request) -> web.Response:
    """The next phase begins; the close stays where it is unless told otherwise."""
    return await _control(request, conducting.next_phase, NextPhaseIn)


async def pause(request: web.Request) -> web.Response:
    """The session stands still, and the sheets with it."""
    return await _control(request, conducting.pause, MaybeReasonIn)


async def resume(request: web.Request) -> web.Response:
    """The session goes on."""
    return await _control(request, conducting.resume, MaybeReasonIn)


async def extend(request: web.Request) -> web.Response:
    """The phase that runs gets more time, and the close moves."""
    return await _control(request, conducting.extend, ExtendIn)


async def close(request: web.Request) -> web.Response:
    """The session is closed before its time."""
    return await _control(request, conducting.close, CloseIn)


async def abort(request: web.Request) -> web.Response:
    """An outage or a no-show ends the session; nothing counts."""
    return await _control(request, conducting.abort, ReasonIn)


async def reopen(request: web.Request) -> web.Response:
    """A close is undone, until it is revealed."""
    return await _control(request, conducting.reopen, MinutesIn)


async def undo(request: web.Request) -> web.Response:
    """The last next-phase, extension or close by hand is taken back, within twenty seconds."""
    return await _control(request, conducting.undo, UndoIn)


async def reveal(request: web.Request) -> web.Response:
    """The values are shown to the panel: there is no reopening any more, and the deliberation begins."""
    await request.app[JOBS].seal(request.match_info["id"])
    return await _control(request, deliberation.reveal, MaybeReasonIn)


async def conclude(request: web.Request) -> web.Response:
    """The deliberation ends before its time."""
    return await _control(request, deliberation.conclude, MaybeReasonIn)


async def _control(request: web.Request, action: Callable[..., Any], model: type[Model]) -> web.Response:
    asker = access.asker(request)
    form = await forms.body(request, model)
    given = form.model_dump()
    if "closes_at" in given:
        given["seen"] = conducting.Seen(form.model_fields_set, given.pop("closes_at"), given.pop("entry", None))
    if "minutes" in given:
        given["by_minutes"] = given.pop("minutes")
    session = request.match_info["id"]
    return await handlers.act(
        request, lambda db: action(db, session, asker=asker, now=handlers.now(request), **given), view=shown(request)
    )
