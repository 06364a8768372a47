"""What fields are called on pages, by their names in the API; and how a value is shown in one line."""

from collections.abc import Mapping
from functools import cache

from server.text import formats
from server.text.languages import translator


@cache
def names(language: str) -> Mapping[str, str]:
    """The fields that a form may change."""
    _ = translator(language)
    return {
        "name": _("Nama"),
        "code": _("Kode"),
        "province": _("Provinsi"),
        "timezone": _("Zona waktu"),
        "contact": _("Nama kontak"),
        "email": _("Alamat surel"),
        "phone": _("Telepon"),
        "delegates": _("Delegasi"),
        "institution": _("Lembaga"),
        "may_chair": _("Dapat menjadi ketua"),
        "title": _("Jabatan"),
        "nip": "NIP",
        "conflicts": _("Benturan kepentingan"),
        "starts_at": _("Waktu"),
        "panel": _("Panel"),
        "chair": _("Ketua"),
        "meeting_url": _("Tautan rapat"),
        "panel_size": _("Jumlah panelis"),
        "day_start": _("Jam kerja mulai"),
        "day_end": _("Jam kerja sampai"),
        "daily_limit": _("Sesi sehari per orang"),
        "blocked": _("Hari tanpa sesi"),
    }


@cache
def inner(language: str) -> Mapping[str, str]:
    """What else of programmes, rubrics, rooms and accounts is called, part by part."""
    _ = translator(language)
    return {
        **_of_rubrics(language),
        **_of_letterheads(language),
        **_of_messages(language),
        "phases": _("Tahap"),
        "minutes": _("menit"),
        "private": _("tertutup"),
        "workdays": _("Hari kerja"),
        "holidays": _("Hari libur"),
        "own_province": _("Provinsi sendiri adalah benturan kepentingan"),
        "show_questions": _("Daerah melihat pertanyaan"),
        "incomplete": _("Lembar yang belum lengkap"),
        "bands": _("Predikat"),
        "claims": _("Penilaian mandiri"),
        "claims_due": _("Tenggat penilaian mandiri"),
        "show_recording": _("Daerah mendengar rekaman"),
        "deliberation": _("Musyawarah"),
        "counts": _("Nilai yang dihitung"),
        "follows": _("Putaran sebelumnya"),
        "withdrawn": _("Mengundurkan diri"),
        "reason": _("Alasan"),
        "role": _("Wewenang"),
        "subject": _("Perihal"),
        "written_at": _("Ditulis"),
        "text": _("Isi"),
        "url": _("Tautan"),
        "file": _("Berkas"),
        "reference": _("Acuan"),
        "evidence": _("Bukti"),
        "value": _("nilai"),
        "words": _("Kata-kata"),
        "closes_at": _("Ditutup"),
        "deputy": _("Wakil ketua"),
        "observers": _("Pengamat"),
        "room": _("Ruang"),
        "clock": _("Jam"),
        "keeper": _("Petugas"),
    }


def _of_messages(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "list": _("Kepada"),
        "recipients": _("Penerima"),
        "by_number": _("Lewat telepon"),
        "provinces": _("Provinsi"),
        "answer": _("Jawaban"),
        "answers": _("Jawaban"),
        "states": _("Keadaan"),
    }


def _of_letterheads(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "letterhead": _("Kop surat"),
        "address": _("Alamat"),
        "logo": _("Logo"),
        "number_pattern": _("Pola nomor"),
        "letter_pattern": _("Pola nomor surat undangan dan surat tugas"),
        "basis": _("Dasar"),
        "copies": _("Tembusan"),
        "place": _("Tempat"),
        "signatory": _("Penanda tangan"),
    }


def _of_rubrics(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "rubric": _("Rubrik"),
        "scale": _("Skala"),
        "min": _("terendah"),
        "max": _("tertinggi"),
        "step": _("langkah"),
        "groups": _("kelompok"),
        "criteria": _("kriteria"),
        "weight": _("bobot"),
        "levels": _("tingkat"),
        "elements": _("unsur"),
        "id": _("Indonesia"),
        "en": _("Inggris"),
    }


@cache
def choices(language: str) -> Mapping[str, Mapping[str, str]]:
    """What may be chosen for fields of programmes and accounts: by the field's name, each code with its words."""
    _ = translator(language)
    return {
        "incomplete": {"count": _("dihitung dari yang dinilai"), "exclude": _("tidak dihitung")},
        "counts": {"original": _("nilai asli"), "moderated": _("nilai sesudah musyawarah")},
        "claims": {"off": _("tidak diminta"), "optional": _("boleh diisi"), "required": _("wajib diisi")},
        "role": {"secretariat": _("sekretariat"), "viewer": _("pengamat")},
        "list": {
            "sessions": _("yang diundang ke sesi"),
            "regencies": _("wakil daerah"),
            "panelists": _("panelis"),
        },
        "workdays": {str(number): name for number, name in formats.weekdays(language)},
        "timezone": {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"},
    }


def delegate(one: Mapping[str, str | None]) -> str:
    """One more of a regency's people as lists write them: `Name <address> number`."""
    return " ".join(filter(None, (one["name"], f"<{one['email']}>", one.get("phone"))))


def in_a_line(value: object) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, list):
        return ", ".join(in_a_line(one) for one in value)
    return str(value.get("name", "")) if isinstance(value, dict) else str(value)
