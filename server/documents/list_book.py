"""A list of regencies or panelists as a workbook to fill in and send back: what is known, choices, a sheet of help."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from server.text import field_names, translator
from sessions.lazily import lazily

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = lazily("xlsxwriter")

MORE_ROWS = 1_000  # below what is known, ready to be filled in
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
WIDTHS = {"code": 12, "timezone": 14, "may_chair": 16}
WIDTH = 30
BOOK = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def as_xlsx(rows: Sequence[Mapping[str, object]], fields: Sequence[str], language: str) -> bytes:
    """The rows with these fields: every cell a text, so that a code like 33.20 stays one; zones and yes or no to be
    chosen; the help on a second sheet."""
    _, names = translator(language), field_names.names(language)
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, BOOK) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        page = book.add_worksheet(_("Daftar"))
        page.freeze_panes(1, 0)
        for column, field in enumerate(fields):
            page.set_column(column, column, WIDTHS.get(field, WIDTH), text)
            page.write_string(0, column, f"{names.get(field, field)} ({field})", bold)
            choices = _choices(field, language)
            if choices:
                page.data_validation(1, column, len(rows) + MORE_ROWS, column, {"validate": "list", "source": choices})
        for number, row in enumerate(rows, start=1):
            for column, field in enumerate(fields):
                page.write_string(number, column, _cell(row.get(field), language), text)
        _help(book.add_worksheet(_("Petunjuk")), fields, language)
    return written.getvalue()


def _choices(field: str, language: str) -> list[str]:
    _ = translator(language)
    return list(ZONES.values()) if field == "timezone" else [_("ya"), _("tidak")] if field == "may_chair" else []


def _cell(value: Any, language: str) -> str:
    _ = translator(language)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, list):
        return "; ".join(field_names.delegate(one) if isinstance(one, dict) else str(one) for one in value)
    return "" if value is None else ZONES.get(value, str(value))


def _help(page: Any, fields: Sequence[str], language: str) -> None:
    _ = translator(language)
    page.set_column(0, 0, 100)
    of_fields = {
        "timezone": _("Zona waktu: WIB, WITA atau WIT."),
        "delegates": _("Delegasi: Nama <alamat surel> telepon, dipisahkan titik koma; telepon hanya bila ada."),
        "may_chair": _("Dapat menjadi ketua: ya atau tidak."),
        "conflicts": _("Benturan kepentingan: kode daerah yang tidak boleh dinilai, misalnya 33.20; 33.19."),
    }
    for number, line in enumerate(
        (
            _("Isi atau ubah lembar pertama, simpan, lalu unggah kembali. Baris baru boleh ditambahkan di bawah."),
            _("Kode atau alamat surel menentukan siapa yang dimaksud; yang sudah dikenal cukup kolom yang berubah."),
            _("Sel yang dikosongkan tidak mengubah apa pun, dan yang tidak disebut di berkas tidak dihapus."),
            *(text for field, text in of_fields.items() if field in fields),
            _("Sebelum dipakai, semua perubahan ditampilkan dahulu. Satu baris salah, tidak ada yang disimpan."),
        )
    ):
        page.write_string(number, 0, line)
