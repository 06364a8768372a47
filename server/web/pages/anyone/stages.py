"""The stage of a session: the big clock to share on the screen, opened by a link of its own, without a sign-in."""

from datetime import datetime

from aiohttp import web

from server.web.pages import frame
from server.web.seam import LIVE, STORE, handlers
from sessions.actions import Asker, on_stage, queue, showing
from sessions.store import Db, links, records, registry
from sessions.values import Json, NotFound


async def show(request: web.Request) -> web.Response:
    """The stage."""
    token, now = request.match_info["token"], handlers.now(request)
    view = await frame.read(request, lambda db: _view(db, token, now=now))
    return frame.page(request, "pages/stage.html", view | {"events": f"/stage/{token}/events"})


async def events(request: web.Request) -> web.StreamResponse:
    """The events that a stage shows."""
    asker = await request.app[STORE].read(opened_by, request.match_info["token"], now=handlers.now(request))
    assert asker.stage_of is not None
    return await request.app[LIVE].serve(request, asker.stage_of, asker, handlers.last_event(request))


def opened_by(db: Db, token: str, *, now: datetime) -> Asker:
    """Who a stage link makes of its reader. Raises NotFound."""
    link = links.find(db, token)
    if link is None or link.kind != "stage" or link.session is None or not link.holds(now):
        raise NotFound
    return on_stage(link.session)


def _view(db: Db, token: str, *, now: datetime) -> dict[str, Json]:
    asker = opened_by(db, token, now=now)
    session = records.load(db, asker.stage_of or "")
    programme = registry.programme(db, session.programme)
    asked = [question for question in queue(session.questions) if question.state == "asked"]
    turn = next((question for question in asked if question.turn_since), next(iter(asked), None))
    shown = turn is not None and turn.turn_since is not None and programme.show_questions
    return {
        "session": showing.session_json(db, session, asker, now=now),
        "programme": {"name": programme.name, "timezone": programme.timezone},
        "zone": programme.timezone,
        "asked": {"name": turn.author_name, "text": turn.text if shown else ""} if turn else None,
        "presenter": session.regency.name,
    }
