"""Calibrations: an example that panelists score before the round."""

from aiohttp import web

from server import forms
from server.forms import CalibrationIn, CalibrationInviteIn, CalibrationMarkIn, CalibrationPatch
from server.web.api.before import batches
from server.web.api.during import files
from server.web.seam import CLOCK, STORE, access, handlers, uploads, ways
from sessions.actions import calibrating
from sessions.store import Db
from sessions.store import calibrations as store
from sessions.values import Calibration, Mark, NotFound, Taker, new_id, wire


async def list_calibrations(request: web.Request) -> web.Response:
    """The programme's, in the order of their making."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    paging = handlers.paging(request)

    def query(db: Db) -> dict[str, object]:
        found = store.of_programme(db, programme)
        return handlers.cut([calibrating.shown(db, one, asker, now=now) for one in found], paging)

    return await handlers.show(request, query)


async def add(request: web.Request) -> web.Response:
    """A new one, with the programme's rubric as it stands."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    fields = (await forms.body(request, CalibrationIn)).given()
    return await handlers.act(
        request,
        lambda db: calibrating.add(db, programme, fields, asker, now=now),
        view=lambda db, made: calibrating.shown(db, made, asker, now=now),
        status=201,
    )


async def get(request: web.Request) -> web.Response:
    """One of them."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.show(
        request, lambda db: calibrating.shown(db, calibrating.read(db, one, asker, now=now), asker, now=now)
    )


async def change(request: web.Request) -> web.Response:
    """Another example or reference, until somebody has finished."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    fields = (await forms.body(request, CalibrationPatch)).given()
    return await handlers.act(
        request,
        lambda db: calibrating.change(db, one, fields, asker, now=now),
        view=lambda db, after: calibrating.shown(db, after, asker, now=now),
    )


async def remove(request: web.Request) -> web.Response:
    """Takes away one that nobody was asked to score."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.act(request, lambda db: calibrating.remove(db, one, asker, now=now), status=204)


async def add_file(request: web.Request) -> web.Response:
    """The example's file (a multipart form with `file`), instead of the one before."""
    asker, one, clock = access.asker(request), request.match_info["id"], request.app[CLOCK]
    await request.app[STORE].read(calibrating.may_attach, one, asker, size=request.content_length or 0)
    async with uploads.received(request, recordings=True) as upload:
        now = clock()
        new = uploads.of_calibration(upload, new_id(now), asker, now=now)
        return await handlers.act(
            request,
            upload.taken_by(lambda db: calibrating.attach(db, one, new, asker, now=now)),
            view=lambda db, after: calibrating.shown(db, after, asker, now=now),
            status=201,
        )


add_file.streams = True  # type: ignore[attr-defined]


async def get_file(request: web.Request) -> web.StreamResponse:
    """The example's file, as it was sent."""
    asker, one = access.asker(request), request.match_info["id"]
    found = await request.app[STORE].read(calibrating.read, one, asker, now=handlers.now(request))
    if found.file is None or found.file.id != request.match_info["fid"]:
        raise NotFound
    return files.sent(request, found.file)


async def invite(request: web.Request) -> web.Response:
    """Asks panelists to score it, by mail; with `?hold=true` as a batch."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given, hold = await forms.body(request, CalibrationInviteIn), ways.of_one(request).hold

    def seen(db: Db, asked: calibrating.Asked) -> dict[str, object]:
        waits = {"batch": batches.shown(db, asked.batch, now)} if asked.batch else {}
        return calibrating.shown(db, asked.calibration, asker, now=now) | waits

    return await handlers.act(
        request,
        lambda db: calibrating.invite(db, one, given.panelists, asker, until=given.until, hold=hold, now=now),
        view=seen,
    )


async def close(request: web.Request) -> web.Response:
    """Ends the scoring."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.act(
        request,
        lambda db: calibrating.close(db, one, asker, now=now),
        view=lambda db, after: calibrating.shown(db, after, asker, now=now),
    )


async def get_sheet(request: web.Request) -> web.Response:
    """One's own sheet."""
    asker, one = access.asker(request), request.match_info["id"]
    return await handlers.show(request, lambda db: _own(*calibrating.taken(db, one, asker, now=handlers.now(request))))


async def put_mark(request: web.Request) -> web.Response:
    """Scores one criterion."""
    asker, where, now = access.asker(request), request.match_info, handlers.now(request)
    given = await forms.body(request, CalibrationMarkIn)
    said = Mark(given.value, given.note)
    return await handlers.act(
        request,
        lambda db: calibrating.put(db, where["id"], where["criterion"], said, asker, now=now, revision=given.revision),
        view=lambda _, kept: kept.own_json(),
    )


async def finish(request: web.Request) -> web.Response:
    """One's own sheet is as it is to be compared."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.act(
        request,
        lambda db: calibrating.finish(db, one, asker, now=now),
        view=lambda db, own: _own(store.get(db, one), own),
    )


async def get_comparison(request: web.Request) -> web.Response:
    """Those who have finished, beside each other and the reference."""
    asker, one, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.show(
        request, lambda db: calibrating.comparison_json(calibrating.compared(db, one, asker, now=now))
    )


def _own(found: Calibration, own: Taker) -> dict[str, object]:
    return {
        "marks": {key: mark.own_json() for key, mark in own.marks.items()},
        "missing": own.missing(found.rubric),
        "finished_at": own.finished_at and wire(own.finished_at),
    }
