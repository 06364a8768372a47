"""The page on which anybody checks a mailed digest or an exported record. It shows no value, note or address."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import BodyPartReader, web

from server import forms
from server.documents import issued, judging_pdf
from server.text import translator
from server.web.door import STRANGERS_BYTES
from server.web.pages import frame
from server.web.seam import STORE, access, apart, handlers, typed
from server.web.throttle import Throttle
from sessions.actions import releasing, verifying
from sessions.store import Db, registry
from sessions.values import Invalid, Session, TooLarge, TooMany

View = dict[str, object]
SHOWN = 20  # faults of a file
LARGEST, PIECE = 8 << 20, 1 << 16
DIGESTS = web.AppKey("digests_throttle", Throttle)
FILES = web.AppKey("files_throttle", Throttle)
DIGEST = re.compile(r"[0-9a-f]{64}")


def set_up(app: web.Application) -> None:
    """How often one caller may check: digests cost a look, files a second of a processor."""
    app[DIGESTS] = Throttle(60, timedelta(milliseconds=100))
    app[FILES] = Throttle(10, timedelta(seconds=3))


async def show(request: web.Request) -> web.Response:
    """The page; with `?digest=` what that digest stands for."""
    typed = request.query.get("digest", "")
    await frame.stand(request)
    if not typed.strip():
        return frame.page(request, "pages/verify.html", {"typed": ""})
    _must_be_seldom(request, DIGESTS)
    digest = re.sub(r"[\s:-]", "", typed).lower()
    if not DIGEST.fullmatch(digest):
        fault = translator(frame.language(request))("Sidik terdiri dari 64 angka dan huruf a sampai f.")
        return frame.page(request, "pages/verify.html", {"typed": typed[:200], "fault": fault}, status=422)
    known = await request.app[STORE].read(_known, digest, frame.language(request))
    release = await request.app[STORE].read(_released, digest, now=handlers.now(request)) if known is None else None
    view = {"typed": digest, "known": known, "release": release, "unknown": known is None and release is None}
    return frame.page(request, "pages/verify.html", view)


async def check(request: web.Request) -> web.Response:
    """Compares what was chosen with what is kept here: the minutes' PDF, or an exported record (JSON or JSON Lines),
    checked in the browser already, which sends its hashes alone, or checked here."""
    await frame.stand(request)
    if request.content_type == "application/x-www-form-urlencoded":
        _must_be_seldom(request, DIGESTS)
        hashed = await _hashed(request)
        report = await request.app[STORE].read(verifying.of_hashes, *hashed)
    else:
        _must_be_seldom(request, FILES)
        raw = await _sent(request)
        if issued.is_pdf(raw):
            return await _of_pdf(request, raw)
        report = await apart.parse(request, verifying.check_file, raw)
    view = await request.app[STORE].read(_file, report, frame.language(request))
    return frame.page(request, "pages/verify.html", {"typed": "", "file": view})


check.streams = True  # type: ignore[attr-defined]


async def _of_pdf(request: web.Request, raw: bytes) -> web.Response:
    digests = await apart.parse(request, issued.named, raw)
    read, now, language = request.app[STORE].read, handlers.now(request), frame.language(request)
    judged = await read(judging_pdf.judge, raw, digests, now=now)
    release = await read(_released, judged.digest, now=now) if judged.lies == "result" else None
    known = await read(_known, judged.digest, language) if judged.digest and release is None else None
    view: View = {"typed": judged.digest, "known": known, "release": release}
    return frame.page(request, "pages/verify.html", view | {"pdf": {"lies": judged.lies, "verdict": judged.verdict}})


async def _hashed(request: web.Request) -> tuple[str, int, list[str], list[str], int]:
    """The session, the number of the first hash, hashes, digests, and how many entries hide something. Raises Invalid
    or TooLarge."""
    if (request.content_length or STRANGERS_BYTES + 1) > STRANGERS_BYTES:
        raise TooLarge("file-too-large", {"most": f"{STRANGERS_BYTES >> 10} kB"})
    form = await typed.fields(request)
    lists = [re.findall(DIGEST, form.get(name, "")) for name in ("hashes", "digests")]
    first, hidden = [forms.natural(form.get(name, "")) for name in ("first", "hidden")]
    if not lists[0] or not first or hidden is None:
        raise Invalid.at("/hashes", "no-file")
    return form.get("session", ""), first, lists[0], lists[1], hidden


async def _sent(request: web.Request) -> bytes:
    """The bytes of the form's file. Raises Invalid or TooLarge."""
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                return await _whole(part)
    except (ValueError, AssertionError) as error:
        raise Invalid.at("", "broken-form") from error
    raise Invalid.at("/file", "no-file")


async def _whole(part: BodyPartReader) -> bytes:
    held = bytearray()
    while piece := await part.read_chunk(PIECE):
        held += piece
        if len(held) > LARGEST:
            raise TooLarge("file-too-large", {"most": f"{LARGEST >> 20} MB"})
    return bytes(held)


def _must_be_seldom(request: web.Request, throttle: web.AppKey[Throttle]) -> None:
    if not request.app[throttle].allows(access.caller(request), now=handlers.now(request)):
        raise TooMany


# - a digest -


def _known(db: Db, digest: str, language: str) -> View | None:
    found = verifying.check_digest(db, digest)
    if found is None:
        return None
    session = found.session
    return _about(db, session) | {
        "number": found.number,
        "signature": _signature(session, digest),
        "signed": len(session.signatures),
        "unsigned": len(session.unsigned),
        "last": max((one.at for one in session.signatures), default=None),
        "covers": found.covers,
        "later": found.entries - found.covers,
        "fault": found.fault and {"number": found.fault.number, "text": fault_text(found.fault.what, language)},
    }


def _signature(session: Session, digest: str) -> View | None:
    """Who signed that digest and when, as the minutes say beside its code; None of one that was not signed."""
    for one in session.signatures:
        if one.digest == digest:
            seat = session.seat(one.panelist)
            return {"name": seat.name if seat else "", "at": one.at}
    return None


def _released(db: Db, digest: str, *, now: datetime) -> View | None:
    found = releasing.check_digest(db, digest, now=now)
    if found is None:
        return None
    release, is_whole = found
    programme = registry.programme(db, release.programme)
    return {
        "version": release.version,
        "published_at": release.published_at,
        "sessions": release.head["sessions"],
        "programme": programme.name,
        "zone": programme.timezone,
        "whole": is_whole,
    }


def _about(db: Db, session: Session) -> View:
    return {
        "regency": session.regency.name,
        "code": session.regency.code,
        "programme": registry.programme(db, session.programme).name,
        "starts_at": session.starts_at,
        "zone": session.regency.timezone,
        "rehearsal": session.rehearsal,
    }


# - a file -


def _compared(db: Db, report: verifying.Report) -> View | None:
    found = verifying.compare(db, report) if report.records else None
    if found is None:
        return None
    return _about(db, found.session) | {"kept": found.entries, "differs_at": found.differs_at}


def _file(db: Db, report: verifying.Report, language: str) -> View:
    faults = [{"number": fault.number, "text": fault_text(fault.what, language)} for fault in report.faults]
    return {
        "entries": report.entries,
        "faults": faults[:SHOWN],
        "more": max(0, len(faults) - SHOWN),
        "digests": [(one, verifying.is_published(db, one)) for one in list(dict.fromkeys(report.digests))[:SHOWN]],
        "here": _compared(db, report),
        "verdict": verifying.judge(db, report).verdict,
        "redacted": report.redacted,
    }


def fault_text(what: str, language: str) -> str:
    """A fault in the reader's language; what has no words of its own is shown as it is."""
    for pattern, text in _fault_texts(language).items():
        found = re.fullmatch(pattern, what, re.DOTALL)
        if found:
            return text % found.groupdict()
    return what


def _fault_texts(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        r"entry (?P<lost>\d+) is missing: .*": _("baris %(lost)s hilang"),
        r"it stands out of order: (?P<one>\d+) follows (?P<other>\d+)": _("urutannya salah: sesudah baris %(other)s"),
        r"it does not follow the entry before it": _("tidak menyambung pada baris sebelumnya"),
        r"its secret content is not what was hashed": _("isi rahasianya bukan yang disegel"),
        r"its content is not what was hashed": _("isinya bukan yang disegel"),
        r"the digest it states is not that of the chain up to it": _(
            "sidik yang disebutnya bukan sidik catatan resmi ini"
        ),
        r"the file states (?P<stated>.+) entries and has (?P<has>\d+)": _(
            "berkas menyebut %(stated)s baris, tetapi berisi %(has)s: ada yang terpotong"
        ),
        r"the chain does not end where the (file|store) says|the chain does not end where the file states": _(
            "catatan resmi tidak berakhir di tempat yang disebut"
        ),
        r"it belongs to another session": _("milik sesi lain"),
        r"what the file states beside its entries does not fit: (?P<key>.+)": _(
            "keterangan “%(key)s” di luar baris catatan resmi tidak sesuai dengan isinya"
        ),
        r"there is no entry in it": _("tidak ada baris catatan resmi di dalamnya"),
        r"the line is not JSON: .*": _("baris ini bukan JSON"),
        r"this is no entry of a record: .*not as it was written: (?P<fields>.+)": _(
            "bukan seperti yang ditulis Sidang: %(fields)s"
        ),
        r"this is no entry of a record: .*": _("baris ini bukan baris catatan resmi"),
        r"this is no exported record: .*": _("berkas ini bukan catatan resmi yang diekspor"),
    }
