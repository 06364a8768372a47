"""The record in every form it is handed out in: JSON, JSON Lines, CSV, XLSX, the minutes as PDF, chapters as WebVTT."""

import asyncio
from datetime import datetime

from aiohttp import web

from server.documents import chapters, minutes, pades, record_tables
from server.forms.spreadsheets import XLSX
from server.settings import Settings
from server.text import translator
from server.web.seam import CERTIFICATE, CLOCK, SETTINGS, STORE, access, chosen_language, handlers, uploads
from sessions.actions import Asker, questions, shared, showing, signatures
from sessions.store import Db, numbers
from sessions.values import Entry, Invalid, Json, Minutes, Rubric, Session, WrongState

NO_STORE = {"Cache-Control": "no-store"}


async def as_json(request: web.Request) -> web.Response:
    """The whole record: the session, its entries, and the chain's head."""
    session, entries, _ = await _read(request)
    return handlers.json_response(record_tables.as_json(session, entries))


async def as_jsonl(request: web.Request) -> web.Response:
    """The record's entries, one a line."""
    _, entries, _ = await _read(request)
    return web.Response(body=record_tables.as_jsonl(entries), content_type="application/jsonl", headers=NO_STORE)


async def as_csv(request: web.Request) -> web.Response:
    """The record's entries as CSV."""
    session, entries, _ = await _read(request)
    body = await asyncio.to_thread(record_tables.as_csv, entries)
    return _file(body, "text/csv", f"record-{session.id}.csv", charset="utf-8")


async def as_xlsx(request: web.Request) -> web.Response:
    """The record as a workbook: entries, scores, panel, phases, questions."""
    found = await _read(request)
    body = await asyncio.to_thread(record_tables.as_xlsx, *found)
    return _file(body, XLSX, f"record-{found[0].id}.xlsx")


async def as_pdf(request: web.Request) -> web.Response:
    """The minutes, in `?lang=` or the reader's language; a draft without values before the close."""
    spoken = chosen_language(request)
    found = await request.app[STORE].read(
        minutes.readable, request.match_info["id"], access.asker(request), now=handlers.now(request)
    )
    body = await _pdf(request, found, spoken)
    return _file(body, "application/pdf", minutes.file_name(found, spoken), disposition="inline")


async def _pdf(request: web.Request, found: Minutes, spoken: str) -> bytes:
    """The minutes as PDF; signed ones as they were handed out the first time, whatever this release would make."""
    store, digest, now = request.app[STORE], found.digest or "", request.app[CLOCK]()
    signed = found.state == "signed" and digest != ""
    kept = await store.read(numbers.kept_pdf, found.session, spoken, digest) if signed else None
    if kept is not None:
        return kept
    body = await asyncio.to_thread(_printed, found, spoken, request.app[SETTINGS])
    certificate = request.app[CERTIFICATE]
    if signed and certificate is not None:
        body = await asyncio.to_thread(certificate.sign, body, translator(spoken)("Berita acara"))
    return await store.write(numbers.keep_pdf, found.session, spoken, digest, body, now=now) if signed else body


async def bring_signed(request: web.Request) -> web.Response:
    """Takes the minutes as they were signed elsewhere: the file handed out with signatures behind it, which is handed
    out from then on. Raises Invalid where it is another document, or a signature does not hold."""
    spoken, asker, now = chosen_language(request), access.asker(request), request.app[CLOCK]()
    found = await request.app[STORE].read(minutes.readable, request.match_info["id"], asker, now=now)
    if found.state != "signed" or not found.digest:
        raise WrongState(found.state, "signed-elsewhere-too-early")
    original = await _pdf(request, found, spoken)
    async with uploads.received(request, recordings=False) as brought:  # kept in the store, not among the files
        pdf = await asyncio.to_thread(brought.path.read_bytes)
    checked = await asyncio.to_thread(pades.check, pdf, original, now=now)
    signed = signatures.Brought(spoken, found.digest, original, pdf, brought.sha256)
    await request.app[STORE].write(signatures.bring, found.session, signed, asker, now=now)
    told = {"sha256": brought.sha256, "size": brought.size, "signatures": [one.as_json() for one in checked]}
    return handlers.json_response(told)


bring_signed.streams = True  # type: ignore[attr-defined]


async def as_chapters(request: web.Request) -> web.Response:
    """The phases and questions as chapters of a recording that begins `?offset=` seconds after the session."""
    spoken, offset = chosen_language(request), _offset(request)
    asker, session = access.asker(request), request.match_info["id"]
    found = await request.app[STORE].read(_chaptered, session, asker, now=handlers.now(request))
    text = chapters.as_vtt(*found, spoken, offset=offset)
    return web.Response(text=text, content_type="text/vtt", charset="utf-8", headers=NO_STORE)


def _chaptered(db: Db, session_id: str, asker: Asker, *, now: datetime) -> tuple[Session, list[dict[str, Json]]]:
    session = shared(db, session_id, asker)
    asked = questions.questions(db, session_id, asker, now=now)
    return session, [question for question in asked if question["state"] != "draft"]


async def _read(request: web.Request) -> tuple[Session, list[Entry], Rubric]:
    asker, session = access.asker(request), request.match_info["id"]
    return await request.app[STORE].read(showing.readable, session, asker, now=handlers.now(request))


def _printed(found: Minutes, spoken: str, settings: Settings) -> bytes:
    return minutes.pdf(minutes.document(found, spoken, settings))


# - the request -


def _offset(request: web.Request) -> float:
    try:
        offset = float(request.query.get("offset", "0"))
    except ValueError:
        offset = float("nan")
    if not -86_400 <= offset <= 86_400:
        raise Invalid.at("/offset", "offset-of-a-day")
    return offset


def _file(
    body: bytes, media_type: str, name: str, *, disposition: str = "attachment", charset: str | None = None
) -> web.Response:
    headers = NO_STORE | {"Content-Disposition": f'{disposition}; filename="{name}"'}
    return web.Response(body=body, content_type=media_type, charset=charset, headers=headers)
