"""A programme's sessions as a table to take away: rows for a workbook, and a page of each day as PDF."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from server.documents.tables import Cell, Grid
from server.text import STATES, TEMPLATES, formats, translator
from sessions.values import NEEDS_ACTION, Json, Programme, Session, wire

TEMPLATE = TEMPLATES / "documents/schedule.typ"


def grid(found: Iterable[Session], now: datetime, language: str) -> Grid:
    """The sessions as rows, with their columns' names in the language."""
    _ = translator(language)
    header = [
        _("Waktu"), _("Kode"), _("Daerah"), _("Provinsi"), _("Keadaan"), _("Ketua"), _("Panel"), _("Hadir"),
        _("Belum menjawab"), _("Tidak hadir"), _("Ruang"), _("Tautan"),
    ]  # fmt: skip
    return Grid(_("Sesi"), header, [_row(one, now, language) for one in found])


def _row(one: Session, now: datetime, language: str) -> list[Cell]:
    said: dict[str, list[str]] = {}
    for who in one.invited():
        said.setdefault(one.rsvp(who.id), []).append(who.name)
    who_leads = one.chair.name if one.chair else ""
    regency = [one.regency.code, one.regency.name, one.regency.province]
    people = [", ".join(said.get(answer, ())) for answer in ("accepted", NEEDS_ACTION, "declined")]
    panel = ", ".join(seat.name for seat in one.panel)
    state, room = translator(language)(STATES[one.state(now)]), one.room.name if one.room else ""
    return [one.starts_at, *regency, state, who_leads, panel, *people, room, one.meeting_url]


def as_pdf(programme: Programme, found: Sequence[Session], language: str, *, now: datetime) -> bytes:
    """The sessions day by day on the programme's clock, to be hung up or filed."""
    from server.documents import pdf  # noqa: PLC0415 - typst takes its time, and only who prints waits for it

    return pdf.pdf(TEMPLATE, _document(programme, found, language, now=now))


def _document(programme: Programme, found: Sequence[Session], language: str, *, now: datetime) -> dict[str, Json]:
    _ = translator(language)
    zone = programme.timezone
    days = groupby(found, key=lambda one: formats.date_in(one.starts_at, zone, language))
    return {
        "lang": language,
        "programme": programme.name,
        "title": _("Jadwal sesi"),
        "as_of": _("Keadaan %(at)s") % {"at": formats.when(now, zone, "", language)},
        "head": [_("Waktu"), _("Daerah"), _("Panel"), _("Ruang")],
        "days": [{"day": day, "rows": [_printed(one, zone, language) for one in some]} for day, some in days],
        "none": _("Belum ada sesi."),
        "page": _("Halaman {n} dari {of}"),
        "at": wire(now),
    }


def _printed(one: Session, zone: str, language: str) -> list[str]:
    _ = translator(language)
    name = f"{one.regency.name} ({one.regency.code})" + (f" · {_('gladi')}" if one.rehearsal else "")
    seats = [f"{seat.name} ({_('ketua')})" if seat.role == "chair" else seat.name for seat in one.panel]
    own = formats.between(one.starts_at, one.schedule.ends_at, zone, one.regency.timezone, language)
    return [own, name, ", ".join(seats), one.room.name if one.room else ""]
