"""A panelist's own sheet, and what came late to it."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from server.forms import forms
from server.forms.models import DeclareIn, ReasonIn, ScoreIn
from server.web import access, handlers
from server.web.api.sessions import shown
from server.web.keys import CLOCK, JOBS, SETTINGS, STORE
from sessions.actions import recording, scoring
from sessions.actions.access import sat_on
from sessions.actions.saves import PutScore
from sessions.errors import NotFound
from sessions.store.engine import Db
from sessions.values.session import Session


async def get_sheet(request: web.Request) -> web.Response:
    """The asker's sheet of the session."""
    asker, session = access.asker(request), request.match_info["id"]
    return await handlers.show(request, lambda db: scoring.sheet_json(db, session, asker, now=handlers.now(request)))


async def put_score(request: web.Request) -> web.Response:
    """Scores one criterion; what comes after the close is refused and kept as late."""
    asker = access.asker(request)
    session, criterion = request.match_info["id"], request.match_info["criterion"]
    given = await forms.body(request, ScoreIn)
    score = scoring.Given(criterion, given.value, given.note, given.unsure, given.revision, given.typed_at)
    return await handlers.save(request, PutScore(session, asker, score, handlers.now(request)))


async def declare(request: web.Request) -> web.Response:
    """Declares whether there is a conflict of interest."""
    asker = access.asker(request)
    given = await forms.body(request, DeclareIn)
    session = request.match_info["id"]
    return await handlers.act(
        request,
        lambda db: scoring.declare(db, session, given.conflict, asker, now=handlers.now(request)),
        view=_sheet(request),
    )


async def submit(request: web.Request) -> web.Response:
    """The panelist is done; scores may still change until the close."""
    asker, session = access.asker(request), request.match_info["id"]
    return await handlers.act(
        request, lambda db: scoring.submit(db, session, asker, now=handlers.now(request)), view=_sheet(request)
    )


async def admit(request: web.Request) -> web.Response:
    """Admits a late score, for a reason."""
    return await _decide(request, admit=True)


async def refuse(request: web.Request) -> web.Response:
    """Refuses a late score, for a reason."""
    return await _decide(request, admit=False)


async def sign(request: web.Request) -> web.Response:
    """Signs the minutes; the chair signs last."""
    asker, session = access.asker(request), request.match_info["id"]
    await request.app[STORE].read(sat_on, session, asker)
    await request.app[JOBS].seal(session)
    return await handlers.act(
        request, lambda db: recording.sign(db, session, asker, now=request.app[CLOCK]()), view=shown(request)
    )


async def _decide(request: web.Request, *, admit: bool) -> web.Response:
    asker = access.asker(request)
    entry = forms.natural(request.match_info["entry"])
    if entry is None:
        raise NotFound
    given = await forms.body(request, ReasonIn)
    return await handlers.act(
        request,
        lambda db: scoring.decide_late(
            db,
            request.match_info["id"],
            entry,
            admit,
            given.reason,
            asker,
            second_person=request.app[SETTINGS].rules.second_person,
            now=handlers.now(request),
        ),
        view=shown(request),
    )


def _sheet(request: web.Request) -> Callable[[Db, Session], dict[str, Any]]:
    asker, clock = access.asker(request), request.app[CLOCK]

    def view(db: Db, session: Session) -> dict[str, Any]:
        return scoring.sheet_json(db, session.id, asker, now=clock())

    return view
