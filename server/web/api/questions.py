"""Questions and answers of a session."""

from typing import Any

from aiohttp import web

from server.forms import forms
from server.forms.models import QuestionIn, QuestionPatch
from server.web import access, handlers
from sessions.actions import recording
from sessions.store.engine import Db


async def list_questions(request: web.Request) -> web.Response:
    """The questions that the asker may see."""
    asker, now, paging = access.asker(request), handlers.now(request), handlers.paging(request)

    def query(db: Db) -> dict[str, Any]:
        return handlers.cut(recording.questions(db, request.match_info["id"], asker, now=now), paging)

    return await handlers.show(request, query)


async def add_question(request: web.Request) -> web.Response:
    """A new question: a draft of the asker's own, or asked at once."""
    asker = access.asker(request)
    given = await forms.body(request, QuestionIn)
    return await handlers.act(
        request,
        lambda db: recording.add_question(
            db, request.match_info["id"], given.text, given.criterion, given.state, asker, now=handlers.now(request)
        ),
        status=201,
    )


async def change_question(request: web.Request) -> web.Response:
    """Asks a draft, notes an answer, corrects a text."""
    asker = access.asker(request)
    given = await forms.body(request, QuestionPatch)
    change = recording.QuestionChange(given.text, given.criterion, given.state, given.answer)
    session, question = request.match_info["id"], request.match_info["qid"]
    return await handlers.act(
        request, lambda db: recording.change_question(db, session, question, change, asker, now=handlers.now(request))
    )
