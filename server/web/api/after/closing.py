"""Late scores, sheets on paper, the summary, excuses and signatures."""

from aiohttp import web

from server import forms
from server.forms import ConfirmIn, ExcuseIn, LateIn, PaperIn, PaperScoreIn, ReasonIn, SummaryIn
from server.web.api.before.sessions import shown
from server.web.seam import CLOCK, JOBS, SETTINGS, access, handlers
from sessions.actions import deliberation, late, paper, signatures
from sessions.values import NotFound


async def decide_late(request: web.Request) -> web.Response:
    """Admits or refuses several late scores, all or none."""
    given = await forms.body(request, LateIn)
    return await _decide(request, given.entries, given.admit, given.reason)


async def admit(request: web.Request) -> web.Response:
    """Admits a late score, for a reason."""
    return await _decide(request, [_entry(request)], True, (await forms.body(request, ReasonIn)).reason)


async def refuse(request: web.Request) -> web.Response:
    """Refuses a late score, for a reason."""
    return await _decide(request, [_entry(request)], False, (await forms.body(request, ReasonIn)).reason)


async def put_paper(request: web.Request) -> web.Response:
    """Announces a sheet on paper, or enters one with its scan as late scores."""
    asker, session = access.asker(request), request.match_info["id"]
    given = await forms.body(request, PaperIn)
    now = handlers.now(request)
    if given.announced:
        return await handlers.act(
            request,
            lambda db: paper.announce(db, session, given.panelist, given.reason, asker, now=now),
            view=shown(request),
        )
    values = {
        key: paper.OnPaper(one.value, one.note) if isinstance(one, PaperScoreIn) else paper.OnPaper(one)
        for key, one in given.scores.items()
    }
    return await handlers.act(
        request,
        lambda db: paper.enter(db, session, given.panelist, values, given.file or "", asker, now=now),
        view=shown(request),
    )


async def confirm_paper(request: web.Request) -> web.Response:
    """A second official, or the panelist, confirms what was entered from paper."""
    asker, session = access.asker(request), request.match_info["id"]
    given = await forms.body(request, ConfirmIn)
    return await handlers.act(
        request,
        lambda db: paper.confirm(db, session, given.entries, asker, now=handlers.now(request)),
        view=shown(request),
    )


async def summarise(request: web.Request) -> web.Response:
    """The chair's summary and what is recommended."""
    asker, session = access.asker(request), request.match_info["id"]
    given = await forms.body(request, SummaryIn)
    return await handlers.act(
        request,
        lambda db: deliberation.summarise(
            db,
            session,
            given.text,
            given.criteria,
            given.recommendations,
            asker,
            now=handlers.now(request),
            revision=given.revision,
        ),
        view=shown(request),
    )


async def excuse(request: web.Request) -> web.Response:
    """An absent panelist's signature is not waited for."""
    asker, session = access.asker(request), request.match_info["id"]
    given = await forms.body(request, ExcuseIn)
    return await handlers.act(
        request,
        lambda db: signatures.excuse(db, session, given.panelist, given.reason, asker, now=handlers.now(request)),
        view=shown(request),
    )


async def sign(request: web.Request) -> web.Response:
    """Signs the minutes; the chair signs last."""
    asker, session = access.asker(request), request.match_info["id"]
    await request.app[JOBS].seal(session)
    return await handlers.act(
        request,
        lambda db: signatures.sign(
            db, session, asker, now=request.app[CLOCK](), public_url=request.app[SETTINGS].public_url
        ),
        view=shown(request),
    )


async def _decide(request: web.Request, entries: list[int], admit: bool, reason: str) -> web.Response:
    asker, session = access.asker(request), request.match_info["id"]
    second, now = request.app[SETTINGS].rules.second_person, handlers.now(request)
    return await handlers.act(
        request,
        lambda db: late.decide(db, session, entries, admit, reason, asker, second_person=second, now=now),
        view=shown(request),
    )


def _entry(request: web.Request) -> int:
    entry = forms.natural(request.match_info["entry"])
    if entry is None:
        raise NotFound
    return entry
