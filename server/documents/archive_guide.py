"""What leads through an archive: the README in Indonesian and English, and the list of checksums."""

from collections.abc import Iterable, Sequence

from server.text import LANGUAGES, translator

NAMES = {"id": "BACA-SAYA.txt", "en": "README.txt"}
CHECKSUMS = "SHA256SUMS"


def readmes(programme: str, as_of: str) -> list[tuple[str, bytes]]:
    """A README in every language; `as_of` is when the archive was made, in UTC."""
    return [(NAMES.get(one, f"README-{one}.txt"), _readme(programme, as_of, one).encode()) for one in LANGUAGES]


def checksums(listed: Iterable[Sequence[object]]) -> bytes:
    """Paths with their SHA-256, as `sha256sum --check` reads them; each is (path, size, digest)."""
    return "".join(f"{digest}  {path}\n" for path, _, digest in listed).encode()


def _readme(programme: str, as_of: str, language: str) -> str:
    _ = translator(language)
    files = (
        ("programme.json, regencies.json, panelists.json", _("Program, daerah, dan panelis sebagaimana terdaftar.")),
        ("rubrics/", _("Setiap rubrik yang dipakai menilai, dengan bobot dan arti setiap tingkat.")),
        (
            "sessions/",
            _("Satu map setiap sesi: catatan resmi (JSON, CSV, XLSX), berita acara (PDF), dan berkas yang diunggah."),
        ),
        (
            "scores.csv, scores.xlsx",
            _("Semua nilai dalam satu tabel. Kode daerah ditulis ID-14.10 agar tetap teks di lembar kerja."),
        ),
        ("results.json, results.xlsx", _("Hasil sebagaimana keadaannya saat arsip dibuat.")),
        ("releases/", _("Setiap versi hasil yang diterbitkan.")),
        ("letters/", _("Surat hasil setiap daerah dari versi terakhir.")),
        ("verifier/", _("Pemeriksa keaslian yang bekerja tanpa jaringan dan tanpa Sidang.")),
        ("manifest.csv, SHA256SUMS", _("Ukuran dan sidik SHA-256 setiap berkas.")),
    )
    steps = (
        _("Buka map arsip ini di terminal, lalu jalankan: sha256sum --check SHA256SUMS"),
        _("Buka verifier/verify.html di peramban dan pilih record.json sebuah sesi,"),
        _("atau jalankan: python3 verifier/sidang_verify.py sessions/…/record.json"),
        _("Bandingkan sidik yang ditampilkan dengan sidik di surel penutupan atau di berita acara."),
    )
    lines = [
        _("Arsip program %(name)s") % {"name": programme},
        _("Dibuat %(at)s (UTC).") % {"at": as_of},
        "",
        _("Isi"),
        *(line for name, says in files for line in (f"  {name}", f"      {says}")),
        "",
        _("Memeriksa keaslian"),
        *(f"  {number}. {step}" for number, step in enumerate(steps, start=1)),
        "",
        _("Nilai yang belum dibuka kepada panel, dan nilai terlambat yang belum diputuskan, tidak ada di dalamnya."),
        "",
    ]
    return "\r\n".join(lines)
