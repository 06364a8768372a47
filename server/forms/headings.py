"""What the columns of a list may be called, in Indonesian and English, and the line in which they stand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.forms.sheet_lines import Lines
from server.forms.sheets import Sheets
from sessions.values import Fault

TITLE_LINES = 30  # lines with something in them that may stand above the header
PASSED_OVER = ("no", "nomor", "no urut", "nr", "number", "keterangan", "ket", "catatan", "notes", "remarks", "#")

REGENCY: Mapping[str, tuple[str, ...]] = {
    "code": (
        "code", "kode", "kode bps", "kode wilayah", "kode daerah", "kode kemendagri", "kode kabupaten kota",
        "kode kab kota", "regency code",
    ),
    "name": (
        "name", "nama", "nama daerah", "daerah", "kabupaten kota", "kab kota", "nama kabupaten kota", "nama kab kota",
        "regency", "regency name",
    ),
    "province": ("province", "provinsi", "nama provinsi", "propinsi"),
    "timezone": ("timezone", "time zone", "zona waktu", "zona", "zone"),
    "contact": (
        "contact", "contact's name", "contact name", "contact person", "kontak", "nama kontak", "narahubung",
        "nama narahubung", "pic", "wakil", "nama pic",
    ),
    "email": (
        "email", "e mail", "surel", "alamat surel", "alamat email", "alamat e mail", "email address", "email dinas",
        "e mail dinas", "surel dinas", "email kontak", "surel kontak",
    ),
    "phone": (
        "phone", "telepon", "no telepon", "nomor telepon", "telp", "no telp", "hp", "no hp", "nomor hp", "ponsel",
        "no ponsel", "whatsapp", "wa", "no wa", "nomor wa", "no whatsapp", "nomor whatsapp", "mobile", "mobile phone",
        "phone number", "telephone",
    ),
    "delegates": ("delegates", "delegasi", "wakil lain", "peserta lain", "undangan lain", "delegate"),
}  # fmt: skip
PANELIST: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "nama", "nama panelis", "nama lengkap", "panelist", "panelis", "full name"),
    "email": REGENCY["email"],
    "institution": (
        "institution", "lembaga", "instansi", "institusi", "asal instansi", "unit kerja", "asal lembaga", "affiliation",
    ),
    "timezone": REGENCY["timezone"],
    "may_chair": (
        "may chair", "chair", "ketua", "boleh ketua", "boleh memimpin", "dapat memimpin", "bisa ketua",
        "dapat menjadi ketua", "boleh menjadi ketua", "calon ketua",
    ),
    "conflicts": (
        "conflicts", "conflict", "conflicts of interest", "conflict of interest", "benturan", "benturan kepentingan",
        "konflik", "konflik kepentingan",
    ),
    "province": (*REGENCY["province"], "provinsi asal"),
    "title": ("title", "jabatan", "job title", "position"),
    "nip": ("nip", "nomor induk pegawai"),
    "phone": REGENCY["phone"],
}  # fmt: skip
ROOM: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "nama", "ruang", "nama ruang", "room"),
    "meeting_url": (
        "meeting url",
        "meeting link",
        "url",
        "link",
        "address",
        "alamat",
        "tautan",
        "alamat rapat",
        "tautan rapat",
    ),
}


@dataclass(frozen=True)
class Columns:
    """A list whose columns are known: for each the field, or none where it is passed over, and what stands above."""

    fields: tuple[str | None, ...]
    names: tuple[str, ...]
    line: int
    rows: Lines
    faults: tuple[Fault, ...] = ()

    def name_of(self, field: str) -> str:
        """What the file calls it."""
        return self.names[self.fields.index(field)] if field in self.fields else field


def find(sheets: Sheets, known: Mapping[str, tuple[str, ...]], key: str, chosen: Mapping[str, str]) -> Columns:
    """The list's columns: of the first sheet and line that name them, the key among them. `chosen` says by hand which
    field a name stands for; the empty text is for one that is passed over. `faults` are the names that aren't known,
    stand twice, or lack."""
    by_name = {plain(name): field for field, names in known.items() for name in names}
    by_name |= dict.fromkeys(PASSED_OVER, "") | {plain(name): field for name, field in chosen.items()}
    lines = [lines for _, lines in sheets]
    at, rows = max(
        ((*_header(one, by_name, key), number) for number, one in enumerate(lines)),
        default=(0, 0, 0),
        key=lambda found: (found[0], -found[2]),
    )[1:]
    sheet = lines[rows] if lines else []
    number, header = sheet[at] if sheet else (1, [])
    fields = tuple(by_name.get(plain(name)) if plain(name) else "" for name in header)
    names = tuple(name.strip() for name in header)
    faults = _faults(number, names, fields, known, key)
    return Columns(tuple(field or None for field in fields), names, number, sheet[at + 1 :], tuple(faults))


def plain(name: str) -> str:
    """A column's name without what writers differ in: letter case, dots, dashes, stars, what stands in brackets."""
    return "#" if name.strip() == "#" else re.sub(r"[\W_]+", " ", re.sub(r"\(.*?\)", " ", name)).strip().casefold()


def _header(lines: Lines, by_name: Mapping[str, str], key: str) -> tuple[int, int]:
    """How many columns the line that names most of them names (the key counting more than all), and which it is."""
    best, place, seen = 0, next((n for n, (_, cells) in enumerate(lines) if any(map(str.strip, cells))), 0), 0
    for number, (_, cells) in enumerate(lines):
        if not any(cell.strip() for cell in cells):
            continue
        named = {by_name.get(plain(cell), "") for cell in cells} - {""}
        score = len(named) + 100 * (key in named and len(named) > 1)
        if score > best:
            best, place = score, number
        seen += 1
        if seen == TITLE_LINES:
            break
    return best, place


def _faults(
    line: int, names: Sequence[str], fields: Sequence[str | None], known: Mapping[str, Sequence[str]], key: str
) -> Iterator[Fault]:
    if key not in fields:
        yield Fault(f"/{line}/{key}", "column-missing", {"name": key}, line)
    for number, (name, field) in enumerate(zip(names, fields, strict=True)):
        if field is None:
            yield Fault(f"/{line}/{name}", "column-unknown", {"name": name, "known": ", ".join(known)}, line)
        elif field and field in fields[:number]:
            yield Fault(f"/{line}/{name}", "column-twice", {"name": name}, line)
