"""Certificates: of a regency's band in a published result, and of a panelist's attendance. Functions of the records and
the release alone: the letterhead is the one that stood when the minutes were first signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.documents import minutes, result_letter
from server.documents import pdf as typesetting
from server.documents.minutes import check_address, qr
from server.documents.reports import letterhead
from server.settings import Settings
from server.text import TEMPLATES, formats, named, translator
from sessions.actions import Asker, must_be_secretariat, result_story
from sessions.store import Db, Release, releases
from sessions.values import Json, NotFound, Sealed, Session

TEMPLATE = TEMPLATES / "documents/certificate.typ"


@dataclass(frozen=True)
class Found:
    """What a certificate is made of. `sessions` are those that it attests, the earliest first."""

    release: Release
    document: Mapping[str, Any]
    closing: Sealed
    sessions: Sequence[Session]
    name: str
    band: Mapping[str, str] | None = None


def of_regency(db: Db, programme: str, code: str, asker: Asker, *, now: datetime) -> Found:
    """For the secretariat and that regency's people, of the newest version. Raises NotFound, also without a band."""
    letter = result_letter.read(db, programme, code, asker, version=None, now=now)
    band = letter.one["band"]
    sessions = result_story.sessions(db, programme, letter.document, code=code)
    if not band or not sessions:
        raise NotFound
    return _found(db, letter.release, letter.document, sessions, letter.regency.name, band)


def of_panelist(db: Db, programme: str, person: str, asker: Asker, *, now: datetime) -> Found:
    """For the secretariat and that panelist, once the results are published. Raises NotFound, also for who scored in no
    session of them."""
    if asker.id != person:
        must_be_secretariat(asker)
    release = releases.latest(db, programme, now=now)
    if release is None:
        raise NotFound
    document = releases.doc(db, release.id)
    every = result_story.sessions(db, programme, document)
    sessions = [one for one in every if person in {seat.id for seat in one.scorers}]
    if not sessions:
        raise NotFound
    name = next(seat.name for seat in sessions[-1].scorers if seat.id == person)
    return _found(db, release, document, sessions, name)


def _found(
    db: Db,
    release: Release,
    document: Mapping[str, Json],
    sessions: Sequence[Session],
    name: str,
    band: Mapping[str, str] | None = None,
) -> Found:
    closing = minutes.read(db, sessions[-1], now=release.published_at).closing
    return Found(release, document, closing, sessions, name, band)


def told(found: Found, settings: Settings, language: str) -> dict[str, Json]:
    """What the certificate says."""
    _ = translator(language)
    programme, place = found.document["programme"], found.closing.get("place", "")
    signatory, zone = found.closing.get("signatory") or {}, programme["timezone"]
    address = check_address(found.release.head["digest"], found.closing.get("public_url", settings.public_url))
    day = formats.date_in(found.release.published_at, zone, language).split(", ", 1)[-1]
    return {
        "lang": language,
        "letterhead": letterhead.head(found.closing, settings.uploads, name=settings.mail.organizer.name),
        "title": _("Sertifikat"),
        "given": _("diberikan kepada"),
        "name": found.name,
        "sentence": _sentence(found, language),
        "band": named(found.band, language) if found.band else "",
        "sessions": _sessions(found, zone, language) if not found.band else [],
        "place_date": f"{place}, {day}" if place else day,
        "signatory": [signatory.get("title", ""), signatory.get("name", ""), _nip(signatory, language)],
        "digest_label": _("Sidik terbitan hasil, versi %(n)s") % {"n": found.release.version},
        "digest": found.release.head["digest"],
        "check": address,
        "qr": qr(address),
        "as_of": found.release.published_at.isoformat(),
    }


def _sentence(found: Found, language: str) -> str:
    _, names = translator(language), {"programme": found.document["programme"]["name"]}
    if found.band:
        return _("atas hasil penilaian dalam program %(programme)s, dengan predikat") % names
    names["n"] = len(found.sessions)
    return _("yang telah bertugas sebagai panelis dalam %(n)s sesi penilaian program %(programme)s") % names


def _sessions(found: Found, zone: str, language: str) -> list[str]:
    return [f"{one.regency.name}, {formats.date_in(one.starts_at, zone, language)}" for one in found.sessions]


def _nip(signatory: Mapping[str, object], language: str) -> str:
    return translator(language)("NIP %(nip)s") % {"nip": signatory["nip"]} if signatory.get("nip") else ""


def pdf(said: Mapping[str, object]) -> bytes:
    """The certificate as PDF; the same certificate gives the same bytes."""
    return typesetting.pdf(TEMPLATE, said)
