"""Slides, planning documents and recordings of a session."""

from collections.abc import Callable
from urllib.parse import quote

from aiohttp import web

from server import forms
from server.forms import FileLinkIn
from server.web.seam import CLOCK, SETTINGS, STORE, access, handlers, uploads
from sessions.actions import recorder, recording, shared
from sessions.store import Db
from sessions.values import File, NewFile, NotFound, new_id

INLINE = ("application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp")


async def list_files(request: web.Request) -> web.Response:
    """The session's files, newest version last."""
    asker, paging = access.asker(request), handlers.paging(request)

    def query(db: Db) -> dict[str, object]:
        session = shared(db, request.match_info["id"], asker)
        files = recorder.visible(db, session, asker, now=handlers.now(request))
        return handlers.cut([recording.file_json(file) for file in files], paging)

    return await handlers.show(request, query)


async def add_file(request: web.Request) -> web.Response:
    """Adds a file (a multipart form with `file` and `kind`), or a link (JSON)."""
    asker, session = access.asker(request), request.match_info["id"]
    store, clock = request.app[STORE], request.app[CLOCK]
    size = request.content_length or 0
    await store.read(recording.may_attach, session, "deck", asker, now=clock(), size=size)

    def attaching(new: NewFile) -> Callable[[Db], File]:
        return lambda db: recording.attach(db, session, new, asker, now=clock())

    if request.content_type == "application/json":
        link = await forms.body(request, FileLinkIn)
        kind = link.kind or ("recording" if asker.secretariat else "document")
        new = NewFile(new_id(clock()), kind, link.name, url=link.url, question=link.question, starts_at=link.starts_at)
        return await _attached(request, attaching(new))
    async with uploads.received(request, recordings=asker.secretariat) as upload:
        action = attaching(uploads.of_session(upload, new_id(clock())))
        return await _attached(request, upload.taken_by(action))


async def _attached(request: web.Request, action: Callable[[Db], File]) -> web.Response:
    return await handlers.act(request, action, view=lambda _, file: recording.file_json(file), status=201)


add_file.streams = True  # type: ignore[attr-defined]


async def get_file(request: web.Request) -> web.StreamResponse:
    """One file, as it was sent."""
    return sent(request, await found(request))


async def found(request: web.Request) -> File:
    """The session's file that is asked for, for who may have it. Raises NotFound."""
    asker, where, now = access.asker(request), request.match_info, handlers.now(request)

    def query(db: Db) -> File | None:
        files = recorder.visible(db, shared(db, where["id"], asker), asker, now=now)
        return next((one for one in files if one.id == where["fid"]), None)

    file = await request.app[STORE].read(query)
    if file is None:
        raise NotFound
    return file


def sent(request: web.Request, file: File) -> web.StreamResponse:
    """The file as it was sent, or where its link leads. Raises NotFound where its bytes are not on this disk."""
    if file.url is not None:
        raise web.HTTPFound(file.url)
    path = request.app[SETTINGS].uploads / (file.sha256 or "")
    if not path.is_file():
        raise NotFound("file-not-here")
    kind = file.media_type or "application/octet-stream"
    headers = {
        "Content-Type": kind,
        "Content-Disposition": _disposition("inline" if kind in INLINE else "attachment", file.name),
        "Cache-Control": "private, max-age=3600",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    return web.FileResponse(path, headers=headers)


def _disposition(kind: str, name: str) -> str:
    # RFC 6266, section 4.3: the plain name for old programs, the encoded one for the rest.
    plain = "".join(c if c.isascii() and c not in '"\\' else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
