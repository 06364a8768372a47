"""What fields are called on pages, by their names in the API; and how a value is shown in one line."""

from typing import Any

from server.text.languages import translator


def names(language: str) -> dict[str, str]:
    """The fields that a form may change."""
    _ = translator(language)
    return {
        "name": _("Nama"),
        "code": _("Kode"),
        "province": _("Provinsi"),
        "timezone": _("Zona waktu"),
        "contact": _("Nama kontak"),
        "email": _("Surel"),
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
        "day_start": _("Jam kerja"),
        "day_end": _("Jam tutup"),
        "daily_limit": _("Sesi sehari per orang"),
        "blocked": _("Hari tanpa sesi"),
    }


def in_a_line(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, list):
        return ", ".join(in_a_line(one) for one in value)
    return str(value.get("name", "")) if isinstance(value, dict) else str(value)
