"""The controls of a running session."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from server.forms import forms
from server.forms.models import MaybeReasonIn, MinutesIn, Model, NextPhaseIn, ReasonIn
from server.web import access, handlers
from server.web.api.sessions import shown
from sessions.actions import conducting


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
    return await _control(request, conducting.extend, MinutesIn)


async def close(request: web.Request) -> web.Response:
    """The session is closed before its time."""
    return await _control(request, conducting.close, ReasonIn)


async def abort(request: web.Request) -> web.Response:
    """An outage or a no-show ends the session; nothing counts."""
    return await _control(request, conducting.abort, ReasonIn)


async def reopen(request: web.Request) -> web.Response:
    """A close by hand is undone, within fifteen minutes."""
    return await _control(request, conducting.reopen, MinutesIn)


async def _control(request: web.Request, action: Callable[..., Any], model: type[Model]) -> web.Response:
    asker = access.asker(request)
    given = (await forms.body(request, model)).model_dump()
    if "minutes" in given:
        given["by_minutes"] = given.pop("minutes")
    session = request.match_info["id"]
    return await handlers.act(
        request, lambda db: action(db, session, asker=asker, now=handlers.now(request), **given), view=shown(request)
    )
