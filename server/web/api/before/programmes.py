"""Programmes."""

from aiohttp import web

from server import forms
from server.documents.reports import letterhead
from server.forms import DuplicateIn, ProgrammeIn, ProgrammePatch
from server.web.seam import SETTINGS, STORE, access, handlers, uploads
from sessions.actions import Asker, archiving, duplicating, enrolling, must_be_secretariat
from sessions.store import Db, registry
from sessions.values import Programme, ProgrammeDoc


async def list_programmes(request: web.Request) -> web.Response:
    """Every programme that is not in the archive; with `?archived=true` those that are."""
    (limit, after), archived = handlers.paging(request), handlers.flag(request, "archived")
    return await handlers.show(request, lambda db: _list(db, access.asker(request), limit, after, archived=archived))


async def add_programme(request: web.Request) -> web.Response:
    """A new programme; what is left out comes from the settings."""
    asker = access.asker(request)
    given = await forms.body(request, ProgrammeIn)
    fields = request.app[SETTINGS].programme_fields() | given.fields()
    complete = forms.fit(fields, ProgrammeIn).fields()
    return await handlers.act(
        request,
        lambda db: enrolling.add_programme(db, complete, asker, now=handlers.now(request)),
        view=_view,
        status=201,
    )


async def duplicate(request: web.Request) -> web.Response:
    """Another round: the programme's rubric, rules, panelists, rooms and words of its mails in a new one."""
    asker, programme = access.asker(request), request.match_info["id"]
    given = await forms.body(request, DuplicateIn)
    changed = {"name": given.name} if given.name else {}
    return await handlers.act(
        request,
        lambda db: duplicating.duplicate(db, programme, changed, asker, now=handlers.now(request)),
        view=_view,
        status=201,
    )


async def archive(request: web.Request) -> web.Response:
    """Puts a programme into the archive: read-only, and out of sight."""
    asker, programme = access.asker(request), request.match_info["id"]
    return await handlers.act(
        request, lambda db: archiving.archive(db, programme, asker, now=handlers.now(request)), view=_view
    )


async def get_programme(request: web.Request) -> web.Response:
    """One programme."""
    return await handlers.show(request, lambda db: _one(db, request.match_info["id"], access.asker(request)))


async def change_programme(request: web.Request) -> web.Response:
    """Changes some fields of a programme."""
    asker = access.asker(request)
    fields = (await forms.body(request, ProgrammePatch)).fields()
    programme = request.match_info["id"]
    return await handlers.act(
        request,
        lambda db: enrolling.change_programme(db, programme, fields, asker, now=handlers.now(request)),
        view=_view,
    )


async def add_logo(request: web.Request) -> web.Response:
    """Takes a picture as the letterhead's logo: from the next signature on it stands on minutes and letters."""
    programme, asker = request.match_info["id"], access.asker(request)
    await request.app[STORE].read(_one, programme, asker)
    judge, most = letterhead.check, letterhead.MOST_BYTES
    async with uploads.received(request, recordings=False, judge=judge, most=most) as upload:
        sha256, now = upload.sha256, handlers.now(request)
        action = upload.taken_by(lambda db: enrolling.set_logo(db, programme, sha256, asker, now=now))
        return await handlers.act(request, action, view=_view)


add_logo.streams = True  # type: ignore[attr-defined]


def _view(_: Db, programme: Programme) -> ProgrammeDoc:
    return programme.as_json()


def _one(db: Db, programme: str, asker: Asker) -> ProgrammeDoc:
    must_be_secretariat(asker)
    return registry.programme(db, programme).as_json()


def _list(db: Db, asker: Asker, limit: int, after: str, *, archived: bool) -> dict[str, object]:
    must_be_secretariat(asker)
    found = registry.all_programmes(db, after=after, limit=limit + 1, archived=archived)
    return handlers.page([programme.as_json() for programme in found], limit)
