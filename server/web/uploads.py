"""Files that people send: streamed to disk in pieces, told by their content, named by their hash once taken."""

import hashlib
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from aiohttp import BodyPartReader, web

from server import forms
from server.forms import containers, safe_name
from server.media import transcripts
from server.web import access, apart, typed
from server.web.keys import CLOCK, SETTINGS, STORE, STREAMED
from sessions.actions import FILE_KINDS, Asker, claim_helpers
from sessions.store import Db
from sessions.values import File, Invalid, NewFile, Refusal, TooLarge, TooMany, UnsupportedFile, compact, new_id

PIECE = 256 * 1024
MOST_OF_A_TEXT = 64 * 1024  # bytes of a field beside the file
MOST_AT_ONCE = 20  # of one person
COMING: web.AppKey[Counter[str]] = web.AppKey("coming", Counter)  # by person
T = TypeVar("T")
REGENCYS = ("evidence", "deck", "document")
TRANSCRIPTS = (transcripts.VTT, transcripts.SRT)
MEDIA = ("video/mp4", "video/webm", "audio/mpeg", "audio/mp4")


@dataclass(frozen=True)
class Upload:
    """A file that lies below the data folder's `uploads` under a name of its own, with the fields that came with it."""

    path: Path  # a hidden one, until it is taken
    name: str
    size: int
    sha256: str
    media_type: str
    fields: dict[str, str]
    refused: Refusal | None = None  # why the file beside a text was not taken

    def taken_by(self, action: Callable[[Db], T]) -> Callable[[Db], T]:
        """The action, with which the file gets its name (its SHA-256): within the transaction, and as its last step. So
        what is refused leaves nothing, and no entry names what is not on disk."""

        def run(db: Db) -> T:
            result = action(db)
            if not db.looks and self.path.exists():  # done again, it is in its place already
                os.replace(self.path, self.path.with_name(self.sha256))
            return result

        return run


@asynccontextmanager
async def received(
    request: web.Request,
    *,
    recordings: bool,
    judge: Callable[[str], None] | None = None,
    most: int | None = None,
    by: str | None = None,
    written: str = "",
) -> AsyncIterator[Upload]:
    """The one file of a multipart form, of at most so many bytes, which is gone afterwards unless an action took it
    (`written`: the file's field, beside texts of any length and other fields; they may be all there is: then the upload
    has no name, and says why where a file was refused, for what was typed is to be shown again);
    `judge` reads it apart and refuses. `by` is who sends without having signed in: the action looks again whether they
    may. Raises Invalid, TooLarge, UnsupportedFile or TooMany, and NotSignedIn or
    NotFound where its sender was put out meanwhile."""
    folder = request.app[SETTINGS].uploads
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{os.urandom(12).hex()}.part"
    try:
        upload = await _bounded(
            request, path, most, by or access.asker(request).id, recordings=recordings, written=written
        )
        if judge is not None:
            await apart.parse(request, judge, str(path))
        if by is None:
            await access.must_still_be_let_in(request)
        yield upload
    finally:
        path.unlink(missing_ok=True)


async def _bounded(
    request: web.Request, path: Path, most: int | None, who: str, *, recordings: bool, written: str
) -> Upload:
    coming = request.app[COMING]
    if coming[who] >= MOST_AT_ONCE:
        raise TooMany("files-at-once", {"most": MOST_AT_ONCE})
    coming[who] += 1
    try:
        return await _received(request, path, most, recordings=recordings, written=written)
    finally:
        coming[who] -= 1
        if not coming[who]:
            del coming[who]


async def _received(request: web.Request, path: Path, most: int | None, *, recordings: bool, written: str) -> Upload:
    if not request.content_type.startswith("multipart/"):
        raise UnsupportedFile("multipart-or-link")
    found = _Parts()
    reader = await request.multipart()
    try:
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise Invalid.at("", "broken-form")
            if written and part.filename and (part.name != written or found.stored or found.refused):
                await _pass_over(request, part)
            elif part.filename and found.stored is None:
                await _keep(request, part, path, most, found, forgiving=bool(written))
            else:
                text = await _text(part)
                found.fields[part.name or ""] = text if written else text[:2_000]
    except typed.BROKEN as error:
        raise Invalid.at("", "broken-form") from error
    if found.stored is None and written:
        request[STREAMED] = compact([found.fields])
        return Upload(path, "", 0, "", "", found.fields, found.refused)
    if found.stored is None:
        raise Invalid.at("/file", "no-file")
    name, size, sha256 = found.stored
    request[STREAMED] = compact([name, sha256, found.fields])
    try:
        return Upload(path, name, size, sha256, await _judged(request, path, recordings=recordings), found.fields)
    except Refusal as refusal:
        if not written:
            raise
        return Upload(path, "", 0, "", "", found.fields, refusal)


@dataclass
class _Parts:
    """What has come of a form by now: its texts, and the file's name, size and hash, or why it was refused."""

    fields: dict[str, str] = field(default_factory=dict)
    stored: tuple[str, int, str] | None = None
    refused: Refusal | None = None


async def _keep(
    request: web.Request, part: BodyPartReader, path: Path, most: int | None, found: _Parts, *, forgiving: bool
) -> None:
    try:
        found.stored = await _store(request, part, path, most)
    except TooLarge as refusal:
        if not forgiving:
            raise
        found.refused = refusal
        await _pass_over(request, part)


async def _pass_over(request: web.Request, part: BodyPartReader) -> None:
    """Reads on behind a file that is not kept, for the sake of the texts behind it; as much again as a file may be at
    most. Raises TooLarge."""
    limit, size = largest(request), 0
    while piece := await part.read_chunk(PIECE):
        size += len(piece)
        if size > limit:
            raise TooLarge("file-too-large", {"most": f"{limit / 1024**2:g} MB"})


async def _text(part: BodyPartReader) -> str:
    raw = b""
    while piece := await part.read_chunk():
        raw += piece
        if len(raw) > MOST_OF_A_TEXT:
            raise TooLarge("file-too-large", {"most": f"{MOST_OF_A_TEXT // 1024} kB"})
    return raw.decode("utf-8", "replace")


def largest(request: web.Request) -> int:
    """How large a file may be here, in bytes."""
    return int(request.app[SETTINGS].server.upload_mb * 1024 * 1024)


async def _store(request: web.Request, part: BodyPartReader, path: Path, most: int | None) -> tuple[str, int, str]:
    limit = min(largest(request), most or sys.maxsize)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while piece := await part.read_chunk(PIECE):
            size += len(piece)
            if size > limit:
                raise TooLarge("file-too-large", {"most": f"{limit / 1024**2:g} MB"})
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return safe_name(part.filename or ""), size, digest.hexdigest()


def of_session(upload: Upload, made: str) -> NewFile:
    """The session's file that a form brought, under that id; one that answers a question is a document. Raises
    Invalid."""
    question = upload.fields.get("question") or None
    kind = upload.fields.get("kind") or ("document" if question else "deck")
    if kind not in FILE_KINDS:
        raise Invalid.at("/kind", "not-one-of", allowed=", ".join(FILE_KINDS))
    if (kind == "transcript") != (upload.media_type in TRANSCRIPTS):
        raise UnsupportedFile("no-transcript")
    known = (upload.name, upload.size, upload.sha256, upload.media_type)
    return NewFile(made, kind, *known, question=question, starts_at=_begins(upload.fields.get("starts_at", "")))


def of_regency(upload: Upload, made: str) -> NewFile:
    """The regency's file that a form brought, under that id. Raises Invalid."""
    kind = upload.fields.get("kind") or "evidence"
    if kind not in REGENCYS:
        raise Invalid.at("/kind", "not-one-of", allowed=", ".join(REGENCYS))
    return NewFile(made, kind, upload.name, upload.size, upload.sha256, upload.media_type)


async def of_helper(request: web.Request) -> tuple[File, str]:
    """Evidence that a colleague of the regency's sent by the link of the address, kept, and the criterion that it was
    sent for. Raises NotFound before anything of it is read."""
    token, clock, store = request.match_info["token"], request.app[CLOCK], request.app[STORE]
    size = request.content_length or 0
    helper = await store.read(claim_helpers.may_add_file, token, now=clock(), size=size)
    async with received(request, recordings=False, by=helper.actor) as upload:
        new, criterion = of_regency(upload, new_id(clock())), upload.fields.get("criterion", "")
        action = upload.taken_by(lambda db: claim_helpers.add_file(db, token, new, criterion, now=clock()))
        return await store.write(action), criterion


def of_calibration(upload: Upload, made: str, asker: Asker, *, now: datetime) -> File:
    """The file of an example to score, under that id."""
    return File(
        made, "example", upload.name, now, asker.id, asker.name,
        size=upload.size, sha256=upload.sha256, media_type=upload.media_type,
    )  # fmt: skip


def _begins(text: str) -> datetime | None:
    return forms.instant(text, "/starts_at") if text else None


async def _judged(request: web.Request, path: Path, *, recordings: bool) -> str:
    """The media type by content: PDF, office files, images; recordings where they are taken. What has to be taken
    apart for it is, elsewhere. Raises UnsupportedFile or Limit."""
    with path.open("rb") as file:
        head = file.read(64)
    found = _by_magic(head)
    if head.startswith(b"PK\x03\x04"):
        found = await apart.parse(request, containers.office_kind, str(path))
    if found is None or (found in (*MEDIA, *TRANSCRIPTS) and not recordings):
        raise UnsupportedFile("file-not-taken")
    if found in TRANSCRIPTS:
        await apart.parse(request, transcripts.read_file, str(path))
    return found


def _by_magic(head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:11] == b"M4A" else "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    return "audio/mpeg" if head.startswith(b"ID3") else transcripts.kind_of(head)
