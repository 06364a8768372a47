"""The covering letter of signed minutes (surat pengantar) as DOCX, for offices that finish it by hand: what is known is
filled in, what the office decides (number, nature, copies where the letterhead named none) is left as dots."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from server.documents import pdf as typesetting
from server.documents.minutes import check_address
from server.documents.reports import letterhead
from server.settings import Settings
from server.text import formats, translator
from sessions.lazily import lazily
from sessions.values import Json, Minutes, WrongState

if TYPE_CHECKING:
    import docx
    from docx import shared
    from docx.document import Document
    from docx.enum import text as alignment
else:
    docx, shared, alignment = lazily("docx"), lazily("docx.shared"), lazily("docx.enum.text")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTHS = (28, 132)
"""Millimetres of the two columns of number, nature, enclosures and subject."""
DOTS = "……………………"
Said = Mapping[str, Any]


def told(found: Minutes, settings: Settings, language: str) -> dict[str, Json]:
    """What the letter says. Raises WrongState before the minutes are signed."""
    if found.state != "signed" or not found.digest:
        raise WrongState(found.state, "not-signed")
    _, closing = translator(language), found.closing
    day = formats.date_in(found.as_of, found.programme.timezone, language).split(", ", 1)[-1]
    signatory, copies = closing.get("signatory") or {}, letterhead.copies(closing) or [DOTS]
    said = {
        "letterhead": letterhead.head(closing, settings.uploads, name=settings.mail.organizer.name),
        "dated": f"{closing.get('place') or DOTS}, {day}",
        "facts": [
            [_("Nomor"), DOTS],
            [_("Sifat"), DOTS],
            [_("Lampiran"), _("satu berkas")],
            [_("Hal"), _("Penyampaian berita acara penilaian %(name)s") % {"name": found.regency.name}],
        ],
        "to": [
            letterhead.addressed(found.regency.name, language),
            found.regency.name,
            _("di %(province)s") % {"province": found.regency.province},
        ],
        "paragraphs": _paragraphs(found, settings, language),
        "title": signatory.get("title", "") or DOTS,
        "name": signatory.get("name", "") or DOTS,
        "nip": f"NIP {signatory['nip']}" if signatory.get("nip") else "",
        "copies": [_("Tembusan:"), *(f"{n}. {one}" for n, one in enumerate(copies, start=1))],
    }
    printable: dict[str, Json] = typesetting.printable(said)
    return printable


def _paragraphs(found: Minutes, settings: Settings, language: str) -> list[str]:
    _ = translator(language)
    day = formats.date_in(found.starts_at, found.regency.timezone, language)
    number = found.closing.get("number")
    which = _("Nomor %(number)s") % {"number": number} if number else _("tanpa nomor")
    facts = {"name": found.regency.name, "programme": found.programme.name, "date": day, "which": which}
    address = check_address(found.digest or "", found.closing.get("public_url", settings.public_url))
    basis = letterhead.basis(found.closing)
    return [
        *([_("Dasar") + ":", *(f"{n}. {one}" for n, one in enumerate(basis, start=1))] if basis else []),
        _(
            "Bersama ini kami sampaikan Berita Acara Penilaian %(name)s %(which)s dalam rangka %(programme)s, yang "
            "dilaksanakan pada hari %(date)s dan telah ditandatangani secara elektronik oleh panel."
        )
        % facts,
        _("Keaslian berita acara dapat diperiksa siapa pun di %(address)s.") % {"address": address},
        _("Demikian disampaikan, atas perhatian dan kerja samanya diucapkan terima kasih."),
    ]


def as_docx(said: Said, language: str) -> bytes:
    """The letter as a DOCX on A4."""
    document = docx.Document()
    _page(document, said, language)
    _head(document, said["letterhead"])
    document.add_paragraph(said["dated"]).alignment = alignment.WD_ALIGN_PARAGRAPH.RIGHT
    facts = document.add_table(rows=0, cols=2)
    facts.autofit = False
    for column, width in zip(facts.columns, WIDTHS, strict=True):
        column.width = shared.Mm(width)  # LibreOffice goes by the grid, Word by the cells
    for label, value in said["facts"]:
        cells = facts.add_row().cells
        cells[0].text, cells[1].text = label, f": {value}"
        for cell, width in zip(cells, WIDTHS, strict=True):
            cell.width = shared.Mm(width)
    document.add_paragraph()
    for line in said["to"]:
        document.add_paragraph(line)
    document.add_paragraph()
    for text in said["paragraphs"]:
        written = document.add_paragraph(text)
        written.alignment = alignment.WD_ALIGN_PARAGRAPH.JUSTIFY
        written.paragraph_format.space_after = shared.Pt(6)
    _foot(document, said)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(document: "Document", said: Said, language: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = shared.Mm(210), shared.Mm(297)
    section.left_margin = section.right_margin = shared.Mm(25)
    section.top_margin = section.bottom_margin = shared.Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Bookman Old Style", shared.Pt(11)
    normal.paragraph_format.space_after = shared.Pt(0)
    about = document.core_properties
    office = said["letterhead"]["name"].replace("\n", " ")
    about.author, about.title, about.language = office, said["facts"][-1][1], language
    about.comments = ""


def _head(document: "Document", head: Said) -> None:
    """Emblem, name and address in the middle, a rule beneath."""
    if head["logo"]:
        drawn = document.add_paragraph()
        drawn.alignment = alignment.WD_ALIGN_PARAGRAPH.CENTER
        drawn.add_run().add_picture(io.BytesIO(bytes(head["logo"])), height=shared.Mm(20))
    for line in filter(None, head["name"].split("\n")):
        name = document.add_paragraph()
        name.alignment = alignment.WD_ALIGN_PARAGRAPH.CENTER
        run = name.add_run(line.upper())
        run.bold, run.font.size = True, shared.Pt(13)
    for line in filter(None, head["address"].split("\n")):
        document.add_paragraph(line).alignment = alignment.WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("_" * 72).alignment = alignment.WD_ALIGN_PARAGRAPH.CENTER


def _foot(document: "Document", said: Said) -> None:
    """Who signs, with room for it, and who gets a copy."""
    for n, line in enumerate(["", said["title"], "", "", "", said["name"], said["nip"]]):
        written = document.add_paragraph()
        written.paragraph_format.left_indent = shared.Mm(85)
        written.add_run(line).bold = n == 5
    document.add_paragraph()
    for line in said["copies"]:
        document.add_paragraph(line)


def file_name(found: Minutes) -> str:
    """What the file is called."""
    return f"surat-pengantar-{found.regency.code}-{found.starts_at:%Y-%m-%d}.docx"
