"""The round's recap (rekapitulasi): every session that was held on one line, completeness before any index, with the
number and the digest of its minutes; what was called off, and who is still to be assessed. Of records alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from server.documents import pdf as typesetting
from server.documents.minuted.teller import DASH
from server.documents.reports import letterhead
from server.text import TEMPLATES, formats, named, translator
from sessions.actions import Asker, Basis, must_be_secretariat, results_basis
from sessions.store import Db, records, timetable
from sessions.values import Json, Sealed, Session, wire

TEMPLATE = TEMPLATES / "documents/recap.typ"


@dataclass(frozen=True)
class Found:
    """What a recap is made of: what counts, sessions that were aborted, how many scores each has, and by session what
    the first signature sealed."""

    basis: Basis
    aborted: tuple[Session, ...]
    scores: Mapping[str, int]
    closings: Mapping[str, Sealed]
    at: datetime

    @property
    def closing(self) -> Sealed:
        """What the newest of the signed sessions sealed: letterhead, place and signatory as they stood."""
        signed = [one for one in self.basis.sessions if one.id in self.closings]
        return self.closings[max(signed, key=lambda one: (one.starts_at, one.id)).id] if signed else {}


def read(db: Db, programme: str, asker: Asker, *, now: datetime) -> Found:
    """The programme's recap, for the secretariat. Raises NotFound."""
    must_be_secretariat(asker)
    basis, rated = results_basis.scored(db, programme, now=now)
    held = timetable.of_programme(db, programme)
    aborted = tuple(one for one in held if not one.rehearsal and one.state(now) == "aborted")
    return Found(basis, aborted, Counter(one.session for one in rated), records.closings(db, programme), now)


def told(found: Found, language: str, uploads: Path, *, office: str) -> dict[str, Json]:
    """What the recap says; `office` stands at its head where no letterhead was sealed yet."""
    _ = translator(language)
    zone, closing = found.basis.programme.timezone, found.closing
    day = formats.date_in(found.at, zone, language)
    return {
        "lang": language,
        "letterhead": letterhead.head(closing, uploads, name=office),
        "title": _("Rekapitulasi Berita Acara Penilaian"),
        "programme": found.basis.programme.name,
        "summary": _summary(found, language),
        "basis_title": _("Dasar"),
        "basis": letterhead.basis(closing),
        "head": _head(language),
        "rows": [[f"{n}.", *_row(one, found, language)] for n, one in enumerate(_in_order(found), start=1)],
        "notes": _notes(found, language),
        "place_date": f"{closing['place']}, {day}" if closing.get("place") else day,
        "signatory": _signatory(closing, language),
        "foot": _("Keadaan %(at)s") % {"at": formats.when(found.at, zone, "", language)},
        "page": _("Halaman {n} dari {of}"),
        "as_of": wire(found.at),
    }


def _head(language: str) -> list[str]:
    _ = translator(language)
    return [
        _("No."), _("Daerah"), _("Hari, tanggal"), _("Nomor berita acara"), _("Ketua"), _("Kelengkapan"),
        _("Terlambat"), _("Diubah"), _("Indeks"), _("Predikat"), _("Tanda tangan"), _("Sidik"),
    ]  # fmt: skip


def _in_order(found: Found) -> list[Session]:
    return sorted(found.basis.sessions, key=lambda one: (one.starts_at, one.id))


def _summary(found: Found, language: str) -> str:
    _ = translator(language)
    held = found.basis.sessions
    whole = sum(_wanted(one, found) == found.scores.get(one.id, 0) for one in held)
    return _(
        "%(held)s sesi penilaian telah dilaksanakan atas %(regencies)s dari %(all)s daerah; %(whole)s di antaranya "
        "lengkap nilainya, dan berita acara %(signed)s sesi sudah ditandatangani semua yang ditunggu."
    ) % {
        "held": len(held),
        "regencies": len({one.regency.code for one in held}),
        "all": len(found.basis.places),
        "whole": whole,
        "signed": sum(one.signed for one in held),
    }


def _wanted(one: Session, found: Found) -> int:
    judged = found.basis.others.get(one.id, found.basis.judged)
    return len(one.scorers) * len(judged.rubric.criteria)


def _row(one: Session, found: Found, language: str) -> list[str]:
    closing = found.closings.get(one.id, {})
    figures = closing.get("figures") or {}
    day = formats.date_in(one.starts_at, found.basis.programme.timezone, language)
    _ = translator(language)
    unsigned = _("belum ditandatangani")
    admitted = sum(late.decision == "admitted" for late in one.late)
    return [
        f"{one.regency.name} ({one.regency.code})",
        day,
        closing.get("number") or DASH,
        one.chair.name if one.chair else DASH,
        f"{found.scores.get(one.id, 0)}/{_wanted(one, found)}",
        f"{admitted}/{len(one.late)}" if one.late else "0",
        str(one.moderations),
        formats.figure(figures.get("index"), 1, language),
        named(figures.get("band"), language) or (DASH if closing else unsigned),
        _signatures(one, language),
        (one.digest or "")[:16] or DASH,
    ]


def _signatures(one: Session, language: str) -> str:
    _ = translator(language)
    of = len(one.scorers) - len(one.excused)
    told = _("%(n)s dari %(of)s") % {"n": len(one.signatures), "of": max(of, len(one.signatures))}
    return told + (f" ({_('%(n)s tidak ditunggu') % {'n': len(one.excused)}})" if one.excused else "")


def _notes(found: Found, language: str) -> list[str]:
    """What is not in the table: sessions that were called off, who is not assessed yet, how the columns are read."""
    _ = translator(language)
    zone = found.basis.programme.timezone
    said = [
        _("Dihentikan dan tidak dihitung: %(name)s, %(date)s.")
        % {"name": one.regency.name, "date": formats.date_in(one.starts_at, zone, language)}
        for one in found.aborted
    ]
    held = {one.regency.code for one in found.basis.sessions}
    missing = [place.name for place in found.basis.places if place.code not in held]
    if missing:
        said.append(_("Belum dinilai: %(names)s.") % {"names": _some(missing, language)})
    explained = _(
        "Kelengkapan: nilai yang diisi dari yang ditunggu. Terlambat: yang diterima dari yang datang sesudah sesi "
        "ditutup. Diubah: nilai yang diubah dalam musyawarah. Indeks dan predikat sebagaimana dikunci tanda tangan "
        "pertama."
    )
    return [*said, explained]


def _some(names: Iterable[str], language: str, most: int = 60) -> str:
    _, every = translator(language), list(names)
    more = [_("dan %(n)s lagi") % {"n": len(every) - most}] if len(every) > most else []
    return ", ".join([*every[:most], *more])


def _signatory(closing: Sealed, language: str) -> dict[str, str]:
    found = closing.get("signatory") or {}
    nip = found.get("nip", "")
    return {
        "lead": translator(language)("Mengetahui,"),
        "title": found.get("title", ""),
        "name": found.get("name", ""),
        "nip": translator(language)("NIP %(nip)s") % {"nip": nip} if nip else "",
    }


def pdf(said: Mapping[str, object]) -> bytes:
    """The recap as PDF; the same recap gives the same bytes."""
    return typesetting.pdf(TEMPLATE, said)
