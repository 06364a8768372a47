"""The numbered letter of an invitation, as PDF: to a regency that it is invited, to its panel that it is assigned."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from server.documents import pdf as typesetting
from server.documents.reports import letterhead
from server.text import SOURCE, TEMPLATES, day_in_words, formats, translator
from sessions.values import Json

TEMPLATE = TEMPLATES / "documents/official.typ"
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a mail."""

    name: str
    content: bytes


def enclosed(facts: Facts, uploads: Path) -> Enclosure | None:
    """The letter of a mail that tells these facts; None where it has none. The same facts give the same bytes, with the
    emblem from the folder of uploads."""
    if "official" not in facts:
        return None
    said = told(facts, facts["person"]["language"])
    kind = {"invitation": "surat-undangan", "assignment": "surat-tugas"}[facts["official"]["kind"]]
    return Enclosure(f"{kind}-{facts['session']['code']}.pdf", _pdf(json.dumps(said, sort_keys=True), uploads))


@lru_cache(maxsize=32)  # everybody of a panel gets the same
def _pdf(said: str, uploads: Path) -> bytes:
    document = json.loads(said)
    return typesetting.pdf(TEMPLATE, document | {"letterhead": letterhead.head(document, uploads)})


def told(facts: Facts, language: str) -> dict[str, Json]:
    """What the letter says."""
    _ = translator(language)
    letter, session = facts["official"], facts["session"]
    head, signatory, zone = letter["head"], letter["signatory"], letter["timezone"]
    invites = letter["kind"] == "invitation"
    names = {"regency": session["regency"], "programme": facts["programme"]["name"], "province": letter["province"]}
    province = _province(letter["province"], language)
    dated = formats.date_in(letter["dated"], facts["programme"]["timezone"], language).split(", ", 1)[-1]
    return {
        "lang": language,
        "letterhead": {key: head.get(key, "") for key in ("name", "address", "logo")},
        "place_date": f"{head['place']}, {dated}" if head["place"] else dated,
        "title": _("Undangan sesi penilaian") if invites else _("Surat tugas panelis"),
        "heads": [
            (_("Nomor"), letter["number"]),
            (_("Hal"), _("Undangan sesi penilaian %(regency)s") % names if invites else _("Penugasan panelis")),
            *([(_("Mengganti"), letter["replaces"])] if letter["replaces"] else []),
        ],
        "to": [letterhead.addressed(session["regency"], language), session["regency"], province] if invites else [],
        "basis": (_("Dasar"), _lines(head["basis"])),
        "body": _("Dengan hormat, %(regency)s diundang mengikuti sesi penilaian program %(programme)s:") % names
        if invites
        else _("Yang namanya tercantum di bawah ditugaskan menilai %(regency)s dalam program %(programme)s:") % names,
        "panel": [] if invites else [_member(seat, language) for seat in letter.get("panel") or session["panel"]],
        "rows": [
            (_("Hari, tanggal"), _day(session["starts_at"], zone, language)),
            (_("Pukul"), _hours(facts, zone, language)),
            (_("Tempat"), _("daring; tautannya dalam surel undangan")),
        ],
        "closing": _("Kehadiran dikonfirmasi melalui surel undangan yang disertai surat ini."),
        "signatory": [signatory.get("title", ""), signatory.get("name", ""), _nip(signatory, language)],
        "copies": (_("Tembusan"), _lines(head["copies"])),
        "as_of": letter["dated"],
    }


def _province(name: str, language: str) -> str:
    _ = translator(language)
    return _("Provinsi %(province)s") % {"province": name} if name else ""


def _day(instant: str, zone: str, language: str) -> str:
    day = formats.to_zone(instant, zone).date()
    spelled = formats.date_in(day, zone, language)
    return f"{day_in_words(day)} ({day:%d-%m-%Y})" if language == SOURCE else spelled


def _hours(facts: Facts, zone: str, language: str) -> str:
    session = facts["session"]
    return formats.between(session["starts_at"], session["ends_at"], zone, facts["programme"]["timezone"], language)


def _role(role: str, language: str) -> str:
    _ = translator(language)
    return _("Ketua panel") if role == "chair" else _("Anggota panel")


def _member(seat: Facts, language: str) -> tuple[str, str]:
    """A name, and what tells it from another: the seat, NIP, position and institution, as far as they are known."""
    known = (_role(seat["role"], language), _nip(seat, language), seat.get("title", ""), seat.get("institution", ""))
    return seat["name"], ", ".join(filter(None, known))


def _nip(signatory: Facts, language: str) -> str:
    return translator(language)("NIP %(nip)s") % {"nip": signatory["nip"]} if signatory.get("nip") else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
