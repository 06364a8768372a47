"""The stage of a session: the big clock to share on the screen, opened by a link of its own, without a sign-in."""

from datetime import datetime

from aiohttp import web

from server.web.pages import frame
from server.web.seam import LIVE, STORE, handlers
from sessions.actions import Asker, on_stage, queue, showing
from sessions.store import Db, links, records, registry
from sessions.values import Json, NotFound, Session


async def show(request: web.Request) -> web.Response:
    """The stage."""
    token, now = request.match_info["token"], handlers.now(request)
    view = await request.app[STORE].read(_view, token, now=now)  # no navigation beside it, whoever looks
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
    return {
        "session": showing.session_json(db, session, asker, now=now),
        "programme": {"name": programme.name, "timezone": programme.timezone},
        "zone": programme.timezone,
        "asked": _asked(session, shown=programme.show_questions),
        "presenter": session.regency.name,
    }


def _asked(session: Session, *, shown: bool) -> dict[str, Json] | None:
    """The question in turn, its text only where questions are shown and once it has its turn; which of how many it is,
    and whose is next. None where none waits."""
    waiting = [question for question in queue(session.questions) if question.state == "asked"]
    turn = next((question for question in waiting if question.turn_since), next(iter(waiting), None))
    if turn is None:
        return None
    answered = len(session.questions) - len(waiting)
    return {
        "name": turn.author_name,
        "text": turn.text if shown and turn.turn_since is not None else "",
        "in_turn": turn.turn_since is not None,
        "number": answered + 1,
        "of": len(session.questions),
        "next": next((question.author_name for question in waiting if question is not turn), ""),
    }
