"""Questions and answers of a session."""

from aiohttp import web

from server import forms
from server.forms import QuestionIn, QuestionPatch, ReplyIn
from server.web.seam import access, handlers
from sessions.actions import questions
from sessions.store import Db


async def list_questions(request: web.Request) -> web.Response:
    """The questions that the asker may see."""
    asker, now, paging = access.asker(request), handlers.now(request), handlers.paging(request)

    def query(db: Db) -> dict[str, object]:
        return handlers.cut(questions.questions(db, request.match_info["id"], asker, now=now), paging)

    return await handlers.show(request, query)


async def add_question(request: web.Request) -> web.Response:
    """A new question: a draft of the asker's own, or asked at once."""
    asker = access.asker(request)
    given = await forms.body(request, QuestionIn)
    new = questions.NewQuestion(**given.model_dump())
    return await handlers.act(
        request,
        lambda db: questions.add_question(db, request.match_info["id"], new, asker, now=handlers.now(request)),
        status=201,
    )


async def change_question(request: web.Request) -> web.Response:
    """Asks a draft, notes an answer, corrects a text."""
    asker = access.asker(request)
    given = await forms.body(request, QuestionPatch)
    change = questions.QuestionChange(**given.model_dump())
    session, question = request.match_info["id"], request.match_info["qid"]
    return await handlers.act(
        request, lambda db: questions.change_question(db, session, question, change, asker, now=handlers.now(request))
    )


async def reply(request: web.Request) -> web.Response:
    """The regency answers a question; files are added to the session's with `question`."""
    asker = access.asker(request)
    text = (await forms.body(request, ReplyIn)).text
    session, question = request.match_info["id"], request.match_info["qid"]
    return await handlers.act(
        request, lambda db: questions.reply(db, session, question, text, asker, now=handlers.now(request))
    )
