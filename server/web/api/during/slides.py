"""A deck page by page, as pictures: no viewer in the browser, nothing of another server. Parsed apart (promise 7)."""

from pathlib import Path

from aiohttp import web

from server import forms
from server.media import slides
from server.web.api.during import files
from server.web.seam import SETTINGS, apart, handlers
from sessions.values import NotFound, UnsupportedFile

KEPT = {"Cache-Control": "private, max-age=86400, immutable"}  # a file's page never changes


async def count(request: web.Request) -> web.Response:
    """How many pages the deck has."""
    path, folder = await _deck(request)
    pages = slides.known(folder)
    if pages is None:
        pages = await apart.parse(request, slides.count, str(path), str(folder))
    return handlers.json_response({"pages": pages})


async def show(request: web.Request) -> web.StreamResponse:
    """One page as WebP; made at the first look at it."""
    number = forms.natural(request.match_info["n"])
    if not number or number > slides.MOST_PAGES:
        raise NotFound
    path, folder = await _deck(request)
    picture = folder / f"{number}.webp"
    if not picture.is_file():
        await apart.parse(request, slides.render, str(path), str(folder), number)
    return web.FileResponse(picture, headers={"Content-Type": "image/webp", **KEPT})


async def _deck(request: web.Request) -> tuple[Path, Path]:
    """The PDF's place and its pictures', for who may have the file. Raises NotFound, or UnsupportedFile of what is no
    PDF that lies here."""
    file = await files.found(request)
    if file.media_type != slides.PDF or file.sha256 is None:
        raise UnsupportedFile("no-slides")
    settings = request.app[SETTINGS]
    path = settings.uploads / file.sha256
    if not path.is_file():
        raise NotFound
    return path, slides.folder_of(settings.server.data, path.name)
