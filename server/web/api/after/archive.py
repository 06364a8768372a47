"""Everything of a programme as one ZIP, streamed."""

import asyncio

from aiohttp import web

from server.documents import archive
from server.web.seam import FIGURES, SETTINGS, STORE, access, handlers

END = b""


async def as_zip(request: web.Request) -> web.StreamResponse:
    """The programme, its registry, and each session's record, minutes and files."""
    store, asker, programme = request.app[STORE], access.asker(request), request.match_info["id"]
    ids, about = await store.read(archive.sessions_of, programme, asker, now=handlers.now(request))
    figured = await request.app[FIGURES].of(programme, now=handlers.now(request))
    about += await asyncio.to_thread(archive.results, figured)
    response = web.StreamResponse(
        headers={
            "Content-Type": "application/zip",
            "Content-Disposition": f'attachment; filename="programme-{programme}.zip"',
            "Cache-Control": "no-store",
        }
    )
    await response.prepare(request)
    if request.method != "HEAD":
        source = archive.Source(store, request.app[SETTINGS], asker, handlers.now(request))
        pieces = archive.archive(source, programme, ids, about)
        while piece := await asyncio.to_thread(next, pieces, END):
            await response.write(piece)
    await response.write_eof()
    return response
