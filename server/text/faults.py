"""What is wrong with what was typed, in the reader's language: the core and the models say it in English, for programs.

A message that is not known here is shown as it is, which is better than nothing.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from server.text import formats, script_words
from server.text.languages import N_, named, translator
from sessions.errors import Fault

KNOWN: list[tuple[str, str]] = [
    (r"Field required", N_("Harus diisi.")),
    (r"(String|Value|List) should have at least .*", N_("Harus diisi.")),
    (r"String should have at most (?P<n>\d+) characters", N_("Paling banyak {n} huruf.")),
    (r"not an e-mail address", N_("Ini bukan alamat surel.")),
    (
        r"not an IANA time zone.*",
        N_("Zona waktu tidak dikenal; pakailah Asia/Jakarta, Asia/Makassar atau Asia/Jayapura."),
    ),
    (r"not an address that begins with https.*", N_("Alamat dimulai dengan https:// atau http://.")),
    (r"not a time like .*", N_("Isi tanggal dan jam, misalnya 2026-12-01 dan 09:00.")),
    (r"day_start must lie before day_end", N_("Jam buka harus sebelum jam tutup.")),
    (r"from must lie before to", N_("Awal harus sebelum akhir.")),
    (r"the calendar file is too large.*", N_("Berkas kalender terlalu besar: paling banyak 256 kB dan 5.000 baris.")),
    (r"this is no calendar file .*", N_("Ini bukan berkas kalender yang dapat dibaca.")),
    (r"not a time of day: .*|later than the day's end: .*", N_("Isi jam seperti 08:00, paling lambat 24:00.")),
    (r"not a date like .*", N_("Isi tanggal seperti 2026-12-24.")),
    (
        r"no holidays are known of this country.*",
        N_("Hari libur negara ini tidak dikenal; kosongkan bila tidak dipakai."),
    ),
    (r"Input should be a valid (integer|number).*", N_("Isi angka.")),
    (r"Input should be (greater|less) than.*", N_("Angka ini di luar batas.")),
    (r"the programme has no regency .*", N_("Program ini tidak memiliki kabupaten/kota itu.")),
    (r"the programme has no panelist .*", N_("Program ini tidak memiliki panelis itu.")),
    (r"a panel needs a panelist", N_("Pilih sedikitnya satu panelis.")),
    (r"the chair is one of the panel", N_("Pilih ketua dari antara panelis yang dipilih.")),
    (r"the chair leaves the panel.*", N_("Ketua keluar dari panel: pilih ketua yang lain.")),
    (r"(?P<name>.+) may not chair", N_("{name} tidak boleh menjadi ketua.")),
    (r"the deputy is one of the panel", N_("Pilih wakil ketua dari antara panelis yang dipilih.")),
    (r"the chair is no deputy", N_("Ketua tidak dapat menjadi wakilnya sendiri.")),
    (r"(?P<name>.+) has withdrawn", N_("{name} telah mengundurkan diri.")),
    (r"there is no room .*", N_("Ruang itu tidak ada.")),
    (r"a session has a room or an address of its own", N_("Pilih ruang, atau isi tautan sendiri; tidak keduanya.")),
    (r"nobody is known as .*", N_("Orang itu tidak dikenal.")),
    (r"takes part in the session", N_("Orang ini sudah ikut dalam sesi.")),
    (r"a withdrawal needs a reason|only a withdrawal has a reason", N_("Isi alasan pengunduran diri.")),
    (r"only a rehearsal names its own phases", N_("Hanya gladi yang menentukan lamanya sendiri.")),
    (r"this is the address of (?P<name>.+)", N_("Alamat ini milik {name}.")),
    (r"the mail names nobody to invite", N_("Surat ini tidak menyebut siapa yang diundang.")),
    (r"(?P<text>.+) is no address that can be written to", N_("{text} bukan alamat yang dapat disurati.")),
    (r"the mail names no session: say which", N_("Pilih untuk sesi mana jawaban ini.")),
    (r"the mail gives no answer: say which", N_("Pilih jawabannya.")),
    (r"looks like a formula", N_("tampak seperti rumus")),
    (r"more cells than the header has columns", N_("lebih banyak sel daripada kolom di kepala tabel")),
    (r"the column (?P<name>.+) is missing", N_("kolom {name} tidak ada")),
    (
        r"there is no column (?P<name>.+); known are (?P<list>.+)",
        N_("kolom {name} tidak dikenal; yang dikenal: {list}"),
    ),
    (r"the column (?P<name>.+) stands twice", N_("kolom {name} ada dua kali")),
    (r"(?P<name>.+) stands twice.*", N_("{name} ada dua kali")),
    (r"there is no such field", N_("Kolom ini tidak dikenal.")),
    (r"a key stands twice.*|the key .* stands twice", N_("Kunci ini ada dua kali.")),
    (r"a weight is above zero", N_("Bobot harus lebih dari nol.")),
    (r"name a panelist, a day, or .*", N_("Pilih panelis, hari, atau daerah beserta harinya.")),
]
PLACE = re.compile(r"line (?P<line>\d+)(, column (?P<column>[^:]+))?: (?P<rest>.*)", re.S)


def told(message: str, language: str) -> str:
    """The message in the reader's language."""
    _ = translator(language)
    place = PLACE.fullmatch(message)
    if place:
        where = _("Baris {line}").format(line=place["line"])
        column = _(", kolom {column}").format(column=place["column"]) if place["column"] else ""
        return f"{where}{column}: {told(place['rest'], language)}"
    for pattern, text in KNOWN:
        found = re.fullmatch(pattern, message, re.S)
        if found:
            return _(text).format_map(found.groupdict())
    return message


def at_fields(faults: Iterable[Fault], language: str, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """{field of the form: message}; `names` says which field stands for the beginning of a pointer."""
    found: dict[str, str] = {}
    for fault in faults:
        parts = fault.pointer.strip("/").split("/")
        name = (names or {}).get(parts[0], parts[0])
        message = told(fault.message, language)
        found[name] = f"{found[name]} {message}" if name in found and message not in found[name] else message
    return found


# - clashes of a booking -


def clash(conflict: Mapping[str, Any], language: str, zone: str) -> str:
    """One clash of a booking in a sentence; times in the zone."""
    _ = translator(language)
    known = {"name": (conflict.get("who") or {}).get("name", ""), "regency": conflict.get("regency", "")}
    known |= {"time": _time(conflict, language, zone), "day": _day(conflict, language, zone)}
    return _(_sentence(conflict)).format_map(known | {"holiday": named(conflict.get("name"), language)})


def field_of(conflict: Mapping[str, Any]) -> str:
    """The field of the booking form beside which the clash is explained."""
    why = conflict["why"]
    if why in ("in-past", "holiday", "outside-hours"):
        return "starts_at"
    if why == "room-busy":
        return "room" if (conflict.get("who") or {}).get("id") else "meeting_url"
    return "regency" if why in ("regency-busy", "person-busy") else "panel"


def _sentence(conflict: Mapping[str, Any]) -> str:
    busy = N_("{name} sudah di sesi {regency} pada {time}.")
    reason = conflict.get("reason")
    return {
        "in-past": N_("Waktu ini sudah lewat."),
        "holiday": {
            "holiday": N_("{day} hari libur: {holiday}."),
            "blocked": N_("{day} ditutup dalam pengaturan program."),
        }.get(str(reason), N_("{day} bukan hari kerja program ini.")),
        "outside-hours": N_("Di {name} waktu ini di luar jam kerja program."),
        "panelist-busy": busy,
        "person-busy": busy,
        "regency-busy": N_("{name} sudah memiliki sesi pada {time}."),
        "room-busy": N_("Ruang {name} dipakai sesi {regency} pada {time}."),
        "unavailable": N_("{name} tidak tersedia pada waktu itu."),
        "may-not-chair": N_("{name} tidak boleh menjadi ketua."),
        "withdrew": N_("{name} menyatakan ada benturan kepentingan dalam sesi ini."),
        "declined": N_("{name} sudah menolak sesi ini."),
        "conflict-of-interest": {
            "declared": N_("{name} memiliki benturan kepentingan dengan daerah ini."),
            "own-province": N_("{name} berasal dari provinsi daerah ini."),
        }.get(str(reason), N_("{name} diundang dari pihak daerah ini.")),
    }.get(str(conflict["why"]), N_("{name} tidak dapat pada waktu itu."))


def _time(conflict: Mapping[str, Any], language: str, zone: str) -> str:
    if not conflict.get("from"):
        return ""
    day = formats.day_in(conflict["from"], zone, language)
    return f"{day} {formats.between(conflict['from'], conflict['to'], zone, '', language)}"


def _day(conflict: Mapping[str, Any], language: str, zone: str) -> str:
    return formats.date_in(conflict["day"], zone, language) if conflict.get("day") else ""


def refusal_of(name: str, language: str) -> str:
    """What a refusal means, by its problem type."""
    return str(script_words.refusals(language).get(name, name))
