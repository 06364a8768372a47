"""A panelist's own sheet, and what came late to it."""

from collections.abc import Callable

from aiohttp import web

from server import forms
from server.forms import DeclareIn, ModeratedIn, ScoreIn, SubmitIn
from server.web.seam import CLOCK, STORE, access, handlers
from sessions.actions import PutScore, deliberation, scoring
from sessions.store import Db
from sessions.values import Refusal, Session


async def get_sheet(request: web.Request) -> web.Response:
    """The asker's sheet of the session."""
    asker, session = access.asker(request), request.match_info["id"]
    return await handlers.show(request, lambda db: scoring.sheet_json(db, session, asker, now=handlers.now(request)))


async def put_score(request: web.Request) -> web.Response:
    """Scores one criterion; what comes after the close is refused and kept as late."""
    return await handlers.save(request, await as_put(request))


async def as_put(request: web.Request) -> PutScore:
    """The score that the request gives, as it is put. Raises Invalid or NotFound."""
    asker = access.asker(request)
    session, criterion = request.match_info["id"], request.match_info["criterion"]
    given = await _of_criterion(request, ScoreIn)
    said = (given.value, given.note, given.unsure, given.revision, given.typed_at, given.private, given.offline_since)
    score = scoring.Given(criterion, *said)
    return await handlers.with_key(request, PutScore(session, asker, score, handlers.now(request)))


async def declare(request: web.Request) -> web.Response:
    """Declares whether there is a conflict of interest."""
    asker = access.asker(request)
    given = await forms.body(request, DeclareIn)
    session = request.match_info["id"]
    return await handlers.act(
        request,
        lambda db: scoring.declare(db, session, given.conflict, asker, now=handlers.now(request), reason=given.reason),
        view=_sheet(request),
    )


async def moderate(request: web.Request) -> web.Response:
    """A panelist changes one of their own scores in the deliberation, with a reason."""
    asker = access.asker(request)
    given = await _of_criterion(request, ModeratedIn)
    session, criterion = request.match_info["id"], request.match_info["criterion"]
    return await handlers.act(
        request,
        lambda db: deliberation.moderate(
            db, session, criterion, given.value, given.reason, asker, now=handlers.now(request)
        ),
        view=lambda _, moderated: moderated.as_json(),
    )


async def submit(request: web.Request) -> web.Response:
    """The panelist is done, or takes that back; scores may still change until the close."""
    asker, session = access.asker(request), request.match_info["id"]
    done = (await forms.body(request, SubmitIn)).submitted
    return await handlers.act(
        request,
        lambda db: scoring.submit(db, session, asker, done=done, now=handlers.now(request)),
        view=_sheet(request),
    )


async def _of_criterion(request: web.Request, model: type[forms.M]) -> forms.M:
    """What is said of a criterion; one that there is not is not found, whatever is said of it."""
    try:
        return await forms.body(request, model)
    except Refusal:
        session, criterion = request.match_info["id"], request.match_info["criterion"]
        await request.app[STORE].read(scoring.must_be_criterion, session, criterion)
        raise


def _sheet(request: web.Request) -> Callable[[Db, Session], dict[str, object]]:
    asker, clock = access.asker(request), request.app[CLOCK]

    def view(db: Db, session: Session) -> dict[str, object]:
        return scoring.sheet_json(db, session.id, asker, now=clock())

    return view
