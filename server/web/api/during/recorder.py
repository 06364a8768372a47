"""The recorder's pieces, and what is played of them; marks that people set; transcripts."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from server import forms
from server.documents import chapters
from server.forms import BookmarkIn, TakeIn
from server.media import pieces, transcripts, webm
from server.web.api.during import files
from server.web.seam import CLOCK, RECORDINGS, SETTINGS, STORE, access, apart, chosen_language, handlers
from sessions.actions import questions, recorder
from sessions.store import Db, Piece, StoredTake, takes
from sessions.values import File, Json, NotFound, Session, TooLarge, UnsupportedFile, to_millisecond, wire

PIECE_BYTES = 16 * 1024 * 1024
NO_STORE = {"Cache-Control": "no-store"}


async def start(request: web.Request) -> web.Response:
    """Begins a take; one that was running elsewhere is stopped."""
    asker, session, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = await forms.body(request, TakeIn)
    return await handlers.act(
        request,
        lambda db: recorder.start(db, session, given.kind, given.type, asker, now=now),
        view=lambda db, take: recorder.take_json(db, take, now=now),
        status=201,
    )


async def put_piece(request: web.Request) -> web.Response:
    """Takes one piece of a take; answered after it is on the disk."""
    asker, where, now = access.asker(request), request.match_info, request.app[CLOCK]
    number = forms.natural(where["n"])
    if not number or number > recorder.MOST_PIECES:
        raise NotFound
    store = request.app[STORE]
    place = await store.read(recorder.may_put, where["id"], where["take"], number, asker, now=now())
    take = place.take
    if request.content_type not in ("application/octet-stream", take.media_type.partition(";")[0]):
        raise UnsupportedFile("piece-of-another-type", {"type": take.media_type})
    raw = await _read(request)
    await access.must_still_be_let_in(request)
    if place.known is not None:
        return _kept(take, place.known)
    data = request.app[SETTINGS].server.data
    left, head = await _before(data, place)
    lacks = await apart.parse(request, webm.check, raw, number, take.kind, left, head)
    digest = await asyncio.to_thread(pieces.keep, data, take.id, raw)
    piece = Piece(number, len(raw), digest, lacks)
    return _kept(*await store.write(recorder.put, where["id"], take.id, piece, asker, now=now()))


async def _before(data: Path, place: recorder.Place) -> tuple[int, bytes]:
    """What the piece before this one lacked, and the bytes of an element's head that it ended with."""
    if place.before is None:
        return webm.UNKNOWN, b""
    left, path = place.before.left, pieces.folder(data, place.take.id) / place.before.sha256
    cut = webm.begun(left)
    return left, await asyncio.to_thread(pieces.end_of, path, cut) if cut else b""


def _kept(take: StoredTake, piece: Piece) -> web.Response:
    answer = {"take": take.id, "n": piece.number, "size": piece.size, "sha256": piece.sha256, "state": take.state}
    return handlers.json_response(answer)


put_piece.streams = True  # type: ignore[attr-defined]


async def _read(request: web.Request) -> bytes:
    """The body, up to the largest piece. Raises TooLarge."""
    raw = bytearray()
    async for part in request.content.iter_any():
        raw += part
        if len(raw) > PIECE_BYTES:
            raise TooLarge("file-too-large", {"most": "16 MB"})
    return bytes(raw)


async def stop(request: web.Request) -> web.Response:
    """Ends a take; again it changes nothing. Its file is made at once, and again where pieces come later."""
    asker, where, now = access.asker(request), request.match_info, handlers.now(request)
    answer = await handlers.act(
        request,
        lambda db: recorder.stop(db, where["id"], where["take"], asker, now=now),
        view=lambda db, take: recorder.take_json(db, take, now=now),
    )
    await request.app[RECORDINGS].make(where["id"], where["take"])
    return answer


async def show(request: web.Request) -> web.StreamResponse:
    """What was recorded: the takes with their pieces and files; asked for a range or for media, the newest file."""
    asker, session, now = access.asker(request), request.match_info["id"], handlers.now(request)
    if "Range" in request.headers or request.headers.get("Accept", "").startswith(("audio/", "video/")):
        return await _play(request, None)
    return await handlers.show(request, lambda db: recorder.shown(db, session, asker, now=now))


async def play(request: web.Request) -> web.StreamResponse:
    """The file of one take, by ranges too (RFC 9110, section 14)."""
    return await _play(request, request.match_info["take"])


async def _play(request: web.Request, take: str | None) -> web.StreamResponse:
    asker, now = access.asker(request), handlers.now(request)

    def query(db: Db) -> File:
        return recorder.newest_file(db, request.match_info["id"], take, asker, now=now)

    return files.sent(request, await request.app[STORE].read(query))


async def as_vtt(request: web.Request) -> web.Response:
    """Phases, pauses, questions and the times of scores as WebVTT, on the time of `?take=`, else of the first take."""
    asker, session, now = access.asker(request), request.match_info["id"], handlers.now(request)
    spoken = chosen_language(request)

    def query(db: Db) -> tuple[Session, list[dict[str, Any]], Any, list[Any]]:
        found = recorder.must_hear(db, session, asker, now=now)
        asked = [one for one in questions.questions(db, session, asker, now=now) if one["state"] != "draft"]
        known = takes.of_session(db, session)
        named = request.query.get("take")
        take = next((one for one in known if named in (None, one.id)), None)
        if named is not None and take is None:
            raise NotFound
        if asker.role(found) == "regency":
            found = replace(found, schedule=found.schedule.public)
        return found, asked, take.began_at if take else found.starts_at, recorder.score_times(db, found, asker)

    found = await request.app[STORE].read(query)
    text = chapters.as_recording_vtt(*found, spoken)
    return web.Response(text=text, content_type="text/vtt", charset="utf-8", headers=NO_STORE)


async def read_transcript(request: web.Request) -> web.Response:
    """What was said, line by line with its time; with `?q=` only the lines that say it."""
    asker, session, now = access.asker(request), request.match_info["id"], handlers.now(request)
    paging, wanted = handlers.paging(request), request.query.get("q", "").strip().casefold()
    told = await request.app[STORE].read(recorder.transcript, session, asker, now=now)
    if told is None:
        return handlers.json_response(handlers.cut([], paging))
    file, began, until = told
    path = request.app[SETTINGS].uploads / (file.sha256 or "")
    if not path.is_file():
        raise NotFound
    lines = await apart.parse(request, transcripts.read_file, str(path))
    heard = [one for one in lines if until is None or began + timedelta(seconds=one.until) <= until]
    found = [one for one in heard if wanted in one.text.casefold() or (wanted and wanted in one.voice.casefold())]
    return handlers.json_response(handlers.cut([_said(one, began) for one in found], paging))


def _said(line: transcripts.Line, began: datetime) -> Mapping[str, Json]:
    at = wire(to_millisecond(began + timedelta(seconds=line.since)))
    return {"from": line.since, "to": line.until, "at": at, "voice": line.voice, "text": line.text}


async def add_bookmark(request: web.Request) -> web.Response:
    """Marks a moment for oneself, now or at a time that has been."""
    asker, session, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = await forms.body(request, BookmarkIn)
    return await handlers.act(
        request,
        lambda db: recorder.mark(db, session, given.at, given.text, asker, now=now),
        view=lambda _, bookmark: recorder.bookmark_json(bookmark),
        status=201,
    )


async def list_bookmarks(request: web.Request) -> web.Response:
    """One's own marks, by time."""
    asker, session, paging = access.asker(request), request.match_info["id"], handlers.paging(request)
    return await handlers.show(request, lambda db: handlers.cut(recorder.marks(db, session, asker), paging))
