"""The minutes as a document: what they say, the code that leads to the check of their digest, and the PDF."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from server.documents import pdf as typesetting
from server.documents.minuted.text import told
from server.documents.reports import letterhead
from server.settings import Settings
from server.text import TEMPLATES
from sessions.actions import Asker, judged_by, showing
from sessions.lazily import lazily
from sessions.store import Db, records
from sessions.values import Entry, Minutes, Session, minutes_of, wire

if TYPE_CHECKING:
    import segno
else:
    segno = lazily("segno")

Document = dict[str, Any]
TEMPLATE = TEMPLATES / "documents/minutes.typ"


def read(db: Db, session: Session, *, now: datetime) -> Minutes:
    """The session's minutes, of its whole record. Raises WrongState for a cancelled one."""
    return of_entries(db, session, records.read(db, session.id), now=now)


def readable(db: Db, session_id: str, asker: Asker, *, now: datetime) -> Minutes:
    """The session's minutes, for whom its record is open to. Raises NotFound, or WrongState for a cancelled one."""
    return read(db, showing.open_record(db, session_id, asker, now=now), now=now)


def of_entries(db: Db, session: Session, entries: Sequence[Entry], *, now: datetime) -> Minutes:
    """The same with the unredacted record at hand."""
    return minutes_of(session, entries, judged_by(db, session), now=now)


def document(found: Minutes, language: str, settings: Settings) -> Document:
    """What the minutes say, with the office's logo, and the address that checks each digest and its QR code."""
    made = told(found, language)
    made["letterhead"] |= letterhead.head(found.closing, settings.uploads)
    public_url = found.closing.get("public_url", settings.public_url)  # as it was when it was signed
    for section in made["sections"]:
        for block in section["blocks"]:
            for one in checkable(block):
                one["address"] = check_address(one["digest"], public_url)
                one["qr"] = qr(one["address"])
    return made | {"as_of": wire(found.as_of)}


def checkable(block: Document) -> list[Document]:
    """What of a block has a digest that anybody can check: the record as a whole, each signature that was given."""
    if block["kind"] == "digest":
        return [block]
    return [one for one in block["places"] if one["digest"]] if block["kind"] == "signatures" else []


def check_address(digest: str, public_url: str) -> str:
    """Where anybody checks the digest."""
    return f"{public_url}/verify?digest={digest}"


def qr(address: str) -> str:
    """The address as a QR code, an SVG that scales."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=2, xmldecl=False, omitsize=True, svgclass="qr", lineclass=None
    )
    return picture.getvalue().decode()


def pdf(made: Document) -> bytes:
    """The document as PDF; the same document gives the same bytes."""
    return typesetting.pdf(TEMPLATE, made)


def file_name(found: Minutes, language: str) -> str:
    """What the file is called: `berita-acara-33.20-2026-09-29-id.pdf`."""
    return f"berita-acara-{found.regency.code}-{found.starts_at:%Y-%m-%d}-{language}.pdf"
