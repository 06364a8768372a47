"""The minutes' frame, as offices write it: letterhead, first sentence, parties, closing with signatures, rubric."""

import math
from typing import Any

from server.documents.minuted.teller import DASH, Block, Section, Teller, said, section, table
from server.documents.reports import letterhead
from server.text import SOURCE, day_in_words, formats, named
from sessions.values import Criterion, Excuse, Signing


def numbered(teller: Teller) -> dict[str, str]:
    """The document's number in the letterhead, as it was given when it was first signed."""
    _, number = teller.say, teller.minutes.closing.get("number")
    return {"number": _("Nomor: %(number)s") % {"number": number} if number else ""}


def basis(teller: Teller) -> Section:
    """The rules that the office acts by."""
    items = letterhead.basis(teller.minutes.closing)
    return section(teller.say("Dasar"), [{"kind": "numbered", "items": items}] if items else [])


def opening(teller: Teller) -> str:
    """The first sentence: the day in words, when, how, whose session; of a draft what is planned."""
    _, minutes = teller.say, teller.minutes
    ended = minutes.closed_at or minutes.booked_end
    facts = {
        "date": _day(teller),
        "regency": minutes.regency.name,
        "code": minutes.regency.code,
        "province": minutes.regency.province,
        "programme": minutes.programme.name,
        "opened": teller.clock(minutes.starts_at),
        "closed": formats.time_in(ended, teller.zone, teller.language),
    }
    if minutes.is_draft:
        return (
            _(
                "Pada hari %(date)s pukul %(opened)s sampai %(closed)s diselenggarakan secara daring sesi penilaian "
                "%(regency)s (kode %(code)s), Provinsi %(province)s, dalam rangka %(programme)s, oleh para pihak:"
            )
            % facts
        )
    return (
        _(
            "Pada hari ini, %(date)s, pukul %(opened)s sampai %(closed)s, telah dilaksanakan secara daring sesi "
            "penilaian %(regency)s (kode %(code)s), Provinsi %(province)s, dalam rangka %(programme)s, oleh para pihak:"
        )
        % facts
    )


def _day(teller: Teller) -> str:
    day = formats.to_zone(teller.minutes.starts_at, teller.zone).date()
    if teller.language != SOURCE:
        return formats.date_in(day, teller.zone, teller.language)
    return f"{day_in_words(day)} ({day:%d-%m-%Y})"


def parties(teller: Teller) -> Block:
    """Who acts: the panel and the regency's people, each with position, institution and NIP."""
    _, minutes = teller.say, teller.minutes
    people = [(sheet.panelist, sheet.name, _seat(teller, sheet.role)) for sheet in minutes.scored]
    people += [
        (one.person, one.name, f"{_('Wakil daerah')}, {teller.role(one.role).lower()}")
        for one in minutes.attendance
        if one.role in ("contact", "delegate")
    ]
    guests = {one.person for one in minutes.attendance if one.role in ("contact", "delegate")}
    rows = [
        [
            f"{n}.",
            teller.who(person, name),
            role,
            minutes.regency.name if person in guests else _position(teller, person),
            _nip(teller, person),
        ]
        for n, (person, name, role) in enumerate(people, start=1)
    ]
    return table(["", _("Nama"), _("Kedudukan"), _("Jabatan dan instansi"), "NIP"], rows, "rwwwl")


def _seat(teller: Teller, role: str) -> str:
    _ = teller.say
    return _("Ketua panel") if role == "chair" else _("Anggota panel")


def _known(teller: Teller, person: str) -> dict[str, str]:
    """What is known of a panelist: as sealed by the first signature, before it as known when the session opened."""
    minutes = teller.minutes
    sealed = {one["id"]: {key: str(value) for key, value in one.items()} for one in minutes.closing.get("people", ())}
    opened = {one.id: {"title": one.title, "institution": one.institution} for one in minutes.panel}
    return sealed.get(person) or opened.get(person) or {}


def _position(teller: Teller, person: str) -> str:
    known = _known(teller, person)
    return ", ".join(part for key in ("title", "institution") if (part := known.get(key, ""))) or DASH


def _nip(teller: Teller, person: str) -> str:
    return _known(teller, person).get("nip", "") or DASH


# - closing -


def closing(teller: Teller) -> Section:
    """What the minutes are good for, whose signature was not waited for, the places to sign, and who acknowledges."""
    _, minutes = teller.say, teller.minutes
    if minutes.state == "aborted" or not minutes.signings:
        return section("", [])
    blocks = [
        said(
            _(
                "Demikian berita acara ini dibuat dengan sebenarnya dari catatan resmi sesi, yang setiap barisnya "
                "terikat pada baris sebelumnya, dan ditandatangani secara elektronik oleh panel untuk "
                "dipergunakan sebagaimana mestinya."
            )
        ),
        *(said(_excuse(teller, one)) for one in minutes.excused),
        {
            "kind": "signatures",
            "text": _("Dengan menandatangani, panelis menyatakan bahwa berita acara ini sesuai dengan jalannya sesi."),
            "dated": _dated(teller),
            "places": [_place(teller, one) for one in minutes.signings],
            "acknowledged": _acknowledged(teller),
        },
    ]
    return section(_("Penutup"), blocks)


def _excuse(teller: Teller, one: Excuse) -> str:
    _, facts = teller.say, {"name": teller.who(one.panelist, one.name), "reason": one.reason, "by": one.by}
    return _("Tanda tangan %(name)s tidak ditunggu (%(reason)s), dicatat oleh %(by)s.") % facts


def _dated(teller: Teller) -> str:
    place = teller.minutes.closing.get("place", "")
    return f"{place}, {teller.date(teller.minutes.starts_at)}" if place else ""


def _place(teller: Teller, one: Signing) -> dict[str, str]:
    """Where a panelist signs: who, when and what digest; `open` is said until they have."""
    _, nip = teller.say, _known(teller, one.panelist).get("nip", "")
    name = teller.who(one.panelist, one.name)
    return {
        "role": _seat(teller, one.role),
        "name": name,
        "nip": f"NIP {nip}" if nip else "",
        "signed": _("Ditandatangani secara elektronik") if one.at else "",
        "when": teller.moment(one.at) if one.at else "",
        "digest": one.digest,
        "alt": _("Kode QR: tanda tangan %(name)s") % {"name": name},
        "open": _("menunggu tanda tangan"),
    }


def _acknowledged(teller: Teller) -> dict[str, str]:
    """Who acknowledges for the office, by pen or elsewhere, so that it is not known here whether they have; empty where
    nobody is named."""
    _, named_one = teller.say, teller.minutes.closing.get("signatory") or {}
    if not named_one.get("name"):
        return {}
    nip = named_one.get("nip", "")
    return {
        "lead": _("Mengetahui,"),
        "role": named_one.get("title", ""),
        "name": named_one["name"],
        "nip": f"NIP {nip}" if nip else "",
        "signed": "",
        "open": _("tempat tanda tangan"),
    }


# - the rubric -


def rubric(teller: Teller) -> Section:
    """What the panel judged by: every criterion with its weight, what it asks for, and its levels in words."""
    _, minutes = teller.say, teller.minutes
    items = [
        _criterion(teller, criterion, f"{named(group.name, teller.language)} ({teller.plain(group.weight)})")
        for group in minutes.rubric.groups
        for criterion in group.criteria
    ]
    for n, item in enumerate(items, start=1):
        item["title"] = f"{n}. {item['title']}"
    return section(_("Rubrik penilaian"), [{"kind": "rubric", "items": items}], appended=True)


def _criterion(teller: Teller, criterion: Criterion, group: str) -> dict[str, Any]:
    _, language = teller.say, teller.language
    weight = _("bobot %(weight)s") % {"weight": teller.plain(criterion.weight)}
    levels = sorted((criterion.levels or {}).items(), key=lambda level: _value(level[0]))
    return {
        "title": named(criterion.name, language),
        "about": f"{group}, {weight}",
        "elements": "; ".join(named(one, language) for one in criterion.elements),
        "levels": [[value, named(told, language)] for value, told in levels],
    }


def _value(level: str) -> tuple[float, str]:
    """Levels in the order of the scale's values; what is no number stands last."""
    try:
        return float(level), ""
    except ValueError:
        return math.inf, level
