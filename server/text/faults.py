"""What is wrong with what was typed, in the reader's language: a fault is a code with parameters, its words are here.
What is refused whole has its words in refused.py.

Indonesian stands in the table, every other language in its catalogue. `make check` finds a code without words.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeGuard

from server.text import field_names, formats, refused
from server.text.languages import N_, named, translator
from sessions.values import Clash, Fault, Invalid, Refusal

ROOMS_NAMED = 3  # that are free where one is taken
WORDS: Mapping[str, str] = {
    "required": N_("Harus diisi."),
    "unknown-field": N_("Kolom ini tidak dikenal."),
    "too-long": N_("Paling banyak {most} huruf."),
    "too-many": N_("Paling banyak {most}."),
    "too-small": N_("Paling kecil {least}."),
    "too-large": N_("Paling besar {most}."),
    "no-number": N_("Isi angka."),
    "no-text": N_("Isi teks."),
    "no-list": N_("Ini harus berupa daftar."),
    "no-object": N_("Ini harus berupa objek."),
    "true-or-false": N_("Isi ya atau tidak."),
    "session-or-filter": N_("Sebutkan satu sesi atau saringan, bukan keduanya."),
    "not-one-of": N_("Pilih salah satu dari: {allowed}."),
    "does-not-fit": N_("Isian ini tidak sesuai."),
    "spans-wanted": N_("Kirim daftar berisi from, to, dan free."),
    "too-many-spans": N_("Paling banyak {most} rentang waktu."),
    "calendars-wanted": N_("Kirim daftar berisi url."),
    "no-calendar": N_("Ini bukan berkas kalender yang dapat dibaca."),
    "not-utf-8": N_("Isinya bukan UTF-8 (bita {byte})."),
    "not-json": N_("Ini bukan JSON: baris {line}, kolom {column} tidak terbaca."),
    "no-json-number": N_("{name} bukan angka JSON."),
    "number-too-long": N_("Ada angka yang terlalu panjang untuk dibaca."),
    "half-a-character": N_("Ada huruf yang hanya separuh (pasangan surogat yang tidak lengkap)."),
    "no-time-zone": N_("Zona waktu tidak dikenal; pakailah Asia/Jakarta, Asia/Makassar atau Asia/Jayapura."),
    "no-address": N_("Ini bukan alamat surel."),
    "no-phone": N_("Ini bukan nomor telepon. Contoh: 0812-3456-7890 atau +62 812 3456 7890."),
    "contact-without-address": N_(
        "Narahubung ini belum punya alamat surel: nama dan nomornya disimpan, undangannya menunggu alamat itu."
    ),
    "already-there": N_("{name} sudah ada dengan {key}; isian ini akan memperbaruinya."),
    "no-instant": N_("Isi tanggal dan jam, misalnya 2026-12-01 dan 09:00."),
    "no-offset": N_("Waktu harus menyebut selisihnya dari UTC, misalnya 2026-12-01T02:00:00Z."),
    "out-of-time": N_("Waktu antara tahun {first} dan {last}."),
    "longer-than-a-year": N_("Paling lama satu tahun."),
    "no-holidays": N_("Hari libur negara ini tidak dikenal; kosongkan bila tidak dipakai."),
    "no-url": N_("Alamat dimulai dengan https:// atau http://."),
    "no-https-url": N_("Alamat dimulai dengan https://."),
    "private-address": N_("Alamat ini berada di jaringan tertutup, yang tidak boleh dipakai."),
    "key-twice": N_("Kunci ini ada dua kali."),
    "phases-too-long": N_("Semua tahap bersama-sama paling lama satu hari."),
    "private-phase-first": N_("Tahap tertutup berada di akhir."),
    "only-private-phases": N_("Sesi memerlukan tahap yang diikuti daerah."),
    "number-pattern": N_(
        "Yang dikenal: {{number}} nomor urut ({{number:03}} untuk 007), {{year}} tahun, {{month}} bulan, "
        "{{roman}} bulan dengan angka Romawi, dan {{code}} kode daerah."
    ),
    "number-pattern-without-number": N_("Tulis {{number}} di tempat nomor urut, supaya setiap surat bernomor sendiri."),
    "no-date": N_("Isi tanggal seperti 2026-12-24."),
    "day-ends-before-it-starts": N_("Jam buka harus sebelum jam tutup."),
    "ends-before-it-starts": N_("Awal harus sebelum akhir."),
    "url-or-file": N_("Isi alamat atau berkas, salah satu."),
    "value-or-text": N_("Isi nilai atau teks."),
    "no-workbook": N_("Ini bukan berkas XLSX atau ODS yang dapat dibaca."),
    "limit-lines": N_("Lebih dari {most} baris."),
    "limit-pages": N_("Lebih dari {most} halaman."),
    "limit-pixels": N_("Paling besar {most} piksel setiap sisi."),
    "limit-page-size": N_("Sebuah halaman lebih besar dari {most} titik."),
    "limit-rows": N_("Lebih dari {most} baris."),
    "limit-sheets": N_("Lebih dari {most} lembar."),
    "limit-letters": N_("Sebuah sel berisi lebih dari {most} huruf."),
    "limit-text": N_("Semua sel bersama-sama berisi lebih dari {most} huruf."),
    "limit-bytes": N_("Paling besar {most} bita."),
    "limit-columns": N_("Lebih dari {most} kolom."),
    "limit-members": N_("Berkas ini berisi lebih dari {most} bagian."),
    "limit-expansion": N_("Bila dibuka, isi berkas ini lebih dari {most} bita."),
    "limit-instances": N_("Kalender ini berisi lebih dari {most} kejadian."),
    "limit-depth": N_("Isinya bersarang terlalu dalam."),
    "limit-time": N_("Berkas ini terlalu lama dibaca, sehingga dihentikan."),
    "limit-memory": N_("Berkas ini memerlukan terlalu banyak memori, sehingga dihentikan."),
    "cannot-be-read": N_("Berkas ini tidak dapat dibaca."),
    "offset-of-a-day": N_("Isi detik antara awal sesi dan awal rekaman, paling lama satu hari."),
    "whole-number-between": N_("Isi bilangan bulat dari {least} sampai {most}."),
    "whole-number-from": N_("Isi bilangan bulat mulai {least}."),
    "number-or-digest": N_("Isi bilangan bulat, atau tanyakan sebuah sidik."),
    "beyond-the-log": N_("Log ini berisi {size} entri."),
    "announced-or-entered": N_("Lembar kertas diumumkan, atau diisi bersama nilai dan pindaiannya."),
    "paper-incomplete": N_("Lembar kertas diisi bersama nilai dan pindaiannya."),
    "paper-without-reason": N_("Isi alasan mengapa lembar kertas menyusul."),
    "paper-not-waited-for": N_("Lembar kertas sudah diumumkan: isi alasan mengapa tidak ditunggu."),
    "unknown-placeholder": N_("Tidak ada isian {placeholder} dalam surel ini; yang ada: {allowed}."),
    "scan-of-the-session": N_("Pindaian harus berupa berkas sesi ini."),
    "not-on-the-panel": N_("Orang ini tidak ada dalam panel sesi ini."),
    "no-recording-type": N_("Jenisnya audio/webm dengan Opus, atau video/webm dengan VP8 atau VP9."),
    "take-of-another-type": N_("Rekaman {kind} berjenis {kind}/webm."),
    "outside-the-session": N_("Isi saat di dalam sesi."),
    "whole-number": N_("Isi bilangan bulat."),
    "not-offered-to": N_("Tawaran ini tidak untuk {regency}."),
    "nobody-to-offer": N_(
        "Tidak ada daerah yang dapat ditawari: semua sudah dijadwalkan, sedang memilih, atau belum beralamat."
    ),
    "cannot-be-offered": N_("Sudah dijadwalkan, sedang memilih, belum beralamat, atau di provinsi lain: {names}."),
    "no-time-left": N_("Tidak ada hari kerja dengan jam mulai pada rentang tanggal ini."),
    "no-such-day": N_("Baris {line}: “{text}” bukan tanggal yang ada. Tulis seperti 24 Desember 2026 atau 24/12/2026."),
    "no-day": N_("Isi tanggal pertama dan terakhir; yang terakhir tidak lebih awal."),
    "offered-already": N_("Waktu ini sudah ditawarkan: pilih langsung."),
    "time-not-proposed": N_("Pilih salah satu waktu yang diusulkan."),
    "time-not-offered": N_("Pilih salah satu waktu yang ditawarkan."),
    "without-address": N_("Alamat surel {name} belum diketahui."),
    "session-there": N_("{name} sudah memiliki sesi."),
    "no-cursor": N_("Ini bukan penanda halaman yang pernah diberikan."),
    "panel-empty": N_("Pilih sedikitnya satu panelis."),
    "chair-outside-panel": N_("Pilih ketua dari antara panelis yang dipilih."),
    "no-file": N_("Pilih berkas."),
    "other-suffix": N_("Pengganti harus berkas {suffix}, seperti yang digantinya."),
    "different-rubrics-without-reason": N_("Jelaskan mengapa sesi dengan rubrik berbeda ada dalam satu daftar."),
    "not-a-pdf": N_("Ini bukan berkas PDF."),
    "unsigned-pdf": N_("PDF ini tidak memuat tanda tangan elektronik."),
    "other-document": N_(
        "Ini bukan dokumen yang dibagikan di sini: tanda tangani berkas yang diunduh dari sini, tanpa mengubahnya."
    ),
    "signature-broken": N_("Tanda tangan elektroniknya tidak utuh: berkas berubah setelah ditandatangani, atau rusak."),
    "signature-expired": N_("Sertifikat tanda tangannya tidak berlaku pada waktu penandatanganan."),
    "broken-form": N_("Formulir terpotong atau rusak."),
    "passkey-there": N_("Kunci sandi ini sudah terdaftar."),
    "passkey-late": N_("Terlalu lama: mulailah sekali lagi."),
    "passkey-unfit": N_("Kunci sandi ini tidak cocok."),
    "account-there": N_("{name} sudah memiliki akun."),
    "chair-leaves": N_("Ketua keluar dari panel: pilih ketua yang lain."),
    "several-regencies": N_("Beberapa daerah bernama demikian: {names}. Tulis lebih lengkap, atau kodenya."),
    "changed-meanwhile": N_("Sudah diubah orang lain; inilah keadaannya sekarang."),
    "overrides-nobody": N_("Hanya waktu anggota panel sesi ini yang dapat dikesampingkan."),
    "deputy-outside-panel": N_("Pilih wakil ketua dari antara panelis yang dipilih."),
    "chair-as-deputy": N_("Ketua tidak dapat menjadi wakilnya sendiri."),
    "may-not-chair": N_("{name} tidak boleh menjadi ketua."),
    "room-or-address": N_("Isi ruang atau tautan rapat, salah satu."),
    "no-such-room": N_("Tidak ada ruang {room}."),
    "no-such-programme": N_("Tidak ada program lain itu."),
    "calibration-empty": N_("Isi contohnya dahulu: teks, tautan, atau berkas."),
    "no-such-panelist": N_("Program ini tidak memiliki panelis itu."),
    "twice": N_("Ini ada dua kali."),
    "no-such-person": N_("Tidak ada orang {person}."),
    "takes-part-already": N_("Orang ini sudah ikut dalam sesi."),
    "no-such-regency": N_("Program ini tidak memiliki kabupaten/kota itu."),
    "phases-of-a-rehearsal": N_("Hanya gladi yang menentukan lamanya sendiri."),
    "regency-withdrawn": N_("{name} mengundurkan diri."),
    "answered-before-asked": N_("Pertanyaan diajukan dahulu, baru dijawab."),
    "kind-by-secretariat": N_("Rekaman dan transkrip ditambahkan sekretariat."),
    "answer-or-file": N_("Isi jawaban, atau unggah berkas dahulu."),
    "no-such-criterion": N_("Tidak ada kriteria {criterion}."),
    "not-ahead": N_("Isi waktu yang belum lewat."),
    "withdrawal-without-reason": N_("Pengunduran diri memerlukan alasan."),
    "reason-without-withdrawal": N_("Alasan hanya untuk pengunduran diri."),
    "code-taken": N_("Kabupaten/kota lain memakai kode {taken}."),
    "code-in-use": N_("Kode ini dipakai sebuah sesi."),
    "stands-twice": N_("{value} ada dua kali; pertama di baris {row}."),
    "mail-without-session": N_("Pilih untuk sesi mana jawaban ini."),
    "mail-without-answer": N_("Pilih jawabannya."),
    "not-of-the-secretariat": N_("Hanya anggota sekretariat dapat ditugasi."),
    "mail-names-nobody": N_("Surel ini tidak menyebut siapa yang diundang."),
    "cannot-be-written-to": N_("{address} bukan alamat yang dapat disurati."),
    "address-not-remembered": N_("Alamat pengirim tidak dapat diingat sebagai milik orang ini."),
    "nothing-booked": N_("{regency} tidak memiliki sesi terjadwal."),
    "nothing-named": N_("Pilih panelis, hari, atau daerah beserta harinya."),
    "address-of": N_("Alamat ini milik {name}."),
    "no-such-question": N_("Tidak ada pertanyaan itu."),
    "later-version-without-reason": N_("Versi berikutnya memerlukan alasan."),
    "not-invited": N_("Pilih salah seorang yang diundang."),
    "key-of-another-request": N_("Idempotency-Key ini dipakai untuk permintaan lain."),
    "no-such-file": N_("Tidak ada berkas itu."),
    "window-empty": N_("Rentang tanggal tidak memuat satu hari pun."),
    "window-past": N_("Semua waktu mulai dalam rentang tanggal itu sudah lewat."),
    "window-too-long": N_("Rentang tanggal lebih dari {days} hari."),
    "plan-without-slot": N_("Rencana memerlukan sedikitnya satu jam mulai."),
    "session-without-length": N_("Sesi memerlukan lamanya."),
    "too-many-regencies": N_("{number} kabupaten/kota: paling banyak {most} dalam satu rencana."),
    "no-panelist": N_("Belum ada panelis."),
    "too-many-panelists": N_("{number} panelis: paling banyak {most} dalam satu rencana."),
    "nobody-may-chair": N_("Tidak ada yang boleh menjadi ketua."),
    "plan-too-large": N_("Terlalu banyak jam mulai untuk panelis sebanyak itu: buatlah rencana dalam beberapa bagian."),
    "no-time-of-day": N_("Isi jam seperti 08:00, paling lambat 24:00."),
    "regency-without-zone": N_("{name} ({code}) belum memiliki zona waktu."),
    "too-few-panelists": N_("Satu panel memerlukan {size} orang, baru ada {number}."),
    "time-ends-before-it-begins": N_("{name}: ada waktu yang berakhir sebelum dimulai."),
    "weight": N_("Bobot dari {least} sampai {most}."),
    "scale-too-wide": N_("Nilai paling jauh {most} dari nol, dengan langkah {step} atau lebih."),
    "rubric-without-group": N_("Rubrik memerlukan kelompok."),
    "scale-upside-down": N_("Nilai terendah di bawah tertinggi, dan langkah di atas nol."),
    "group-without-criterion": N_("Kelompok memerlukan kriteria."),
    "scale-too-fine": N_("Skala paling banyak {most} langkah."),
    "scale-uneven": N_("Langkah tidak membawa dari nilai terendah ke tertinggi."),
    "off-the-scale": N_("{value} tidak ada pada skala {least} sampai {most} dengan langkah {step}."),
    "no-duration": N_("Isi lamanya seperti P2D, PT12H atau PT0S."),
    "no-time-given": N_("Isi waktu satu detik atau lebih."),
    "formula": N_("tampak seperti rumus"),
    "more-cells-than-columns": N_("lebih banyak sel daripada kolom di kepala tabel"),
    "column-missing": N_("kolom {name} tidak ada"),
    "column-absent": N_("baris ini baru, dan berkas tidak mempunyai kolom {name}."),
    "column-unknown": N_("kolom {name} tidak dikenal; yang dikenal: {known}"),
    "column-twice": N_("kolom {name} ada dua kali"),
    "stands-in-line": N_("{value} sudah ada di baris {first}"),
    "csv-no-encoding": N_("huruf yang tidak dapat dibaca; simpan berkas sebagai CSV UTF-8"),
    "not-looked-at": N_("Lihat dahulu baris yang ditandai."),
    "same-name": N_("Namanya sama dengan {other}. Orang atau daerah yang sama?"),
    "same-address": N_("Alamat surelnya sama dengan {other}: satu kotak surel menerima kedua undangan."),
    "no-such-code": N_("Kode {other} tidak ada dalam daftar kabupaten/kota program ini."),
    "csv-broken": N_("baris ini tidak dapat dibaca"),
    "yes-or-no": N_("isi ya atau tidak"),
    "changes-after-due": N_("Batas waktunya sudah lewat."),
}


def told(fault: Fault, language: str) -> str:
    """The fault in the language, with its line and column where it has them, and what is there."""
    _ = translator(language)
    if fault.line is None:
        return says(fault, language)
    where = _("Baris {line}").format(line=fault.line)
    is_there = fault.column and fault.code != "column-absent"  # which says itself of what column it speaks
    column = _(", kolom {column}").format(column=fault.column) if is_there else ""
    text, written = says(fault, language), _("Tertulis: “{text}”.").format(text=fault.found)
    if not fault.found or fault.found in map(str, fault.params.values()):
        return f"{where}{column}: {text}"
    return f"{where}{column}: {text.rstrip('.')}. {written}"


def says(fault: Fault, language: str) -> str:
    """Why it is one, wherever it is."""
    words = translator(language)(WORDS.get(fault.code, fault.code))
    return words.format_map(_written(_by_their_names(fault, language), language))


def _by_their_names(fault: Fault, language: str) -> Mapping[str, object]:
    """The fault's parameters; a list's columns as its reader calls them, and as a workbook to fill in does."""
    names = field_names.names(language)
    if fault.code in ("column-missing", "column-absent"):
        return {"name": names.get(str(fault.params["name"]), fault.params["name"])}
    if fault.code == "column-unknown":
        known = str(fault.params["known"]).split(", ")
        return {**fault.params, "known": ", ".join(names.get(one, one) for one in known)}
    return fault.params


INSTANTS = {"until", "due"}  # parameters that are instants


def _written(params: Mapping[str, object], language: str) -> "_Params":
    """The parameters, numbers as the language writes them; whole ones below 10,000 as they are, as years are."""
    return _Params({
        name: formats.number(value, 4, language) if _is_long(value) else value for name, value in params.items()
    })  # fmt: skip


def _is_long(value: object) -> TypeGuard[float]:
    return isinstance(value, float) or (isinstance(value, int) and abs(value) >= 10_000)


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def detail(refusal: Refusal, language: str, zone: str = "UTC") -> str:
    """A refusal in a line: every fault with its pointer, else why it is refused; instants in the zone."""
    if isinstance(refusal, Invalid):
        return "; ".join(f"{fault.pointer or '/'}: {told(fault, language)}" for fault in refusal.faults)
    return reason(refusal.code, refusal.said, language, zone)


def whole(refusal: Refusal, language: str, zone: str = "UTC") -> str:
    """The same for who sees beside which field it stands: without pointers."""
    if isinstance(refusal, Invalid):
        return " ".join(told(fault, language) for fault in refusal.faults)
    return detail(refusal, language, zone)


def reason(code: str, params: Mapping[str, object], language: str, zone: str) -> str:
    """Why something is refused whole."""
    _ = translator(language)
    known = _written(params, language)
    for key in INSTANTS & params.keys():
        known[key] = formats.when(str(params[key]), zone, language=language)
    if "state" in params:
        known["state"] = _(refused.STATES.get(str(params["state"]), str(params["state"])))
    text = refused.CODES.get(code) or refused.KINDS.get(code) or WORDS.get(code, code)
    return _(text).format_map(known)


def at_fields(faults: Iterable[Fault], language: str, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """{field of the form: message}; `names` says which field stands for the beginning of a pointer."""
    found: dict[str, str] = {}
    for fault in faults:
        parts = fault.pointer.strip("/").split("/")
        name = (names or {}).get(parts[0], parts[0])
        message = told(fault, language)
        found[name] = f"{found[name]} {message}" if name in found and message not in found[name] else message
    return found


# - clashes of a booking -


def clash(conflict: Clash, language: str, zone: str, *, instead: bool = True) -> str:
    """One clash of a booking in a sentence, and of a room that is taken which others are free (unless `instead` is
    False: where one of them is proposed beside it); times in the zone."""
    _ = translator(language)
    if conflict["why"] == "changed":
        return f"{conflict['planned']}: {reason(conflict['code'], conflict['params'], language, zone)}"
    known = {"name": (conflict.get("who") or {}).get("name", ""), "regency": conflict.get("regency", "")}
    known |= {"time": _time(conflict, language, zone), "day": _day(conflict, language, zone)}
    text = _(_sentence(conflict)).format_map(known | {"holiday": named(conflict.get("name"), language)})
    if not (instead and conflict.get("instead")):
        return text
    free = _("Bebas waktu itu: {rooms}.").format(rooms=_and_so_on(conflict["instead"], language))
    return f"{text} {free}"


def _and_so_on(rooms: Sequence[Mapping[str, str]], language: str) -> str:
    """The names of the first rooms, and how many there are more."""
    _ = translator(language)
    names, rest = ", ".join(one["name"] for one in rooms[:ROOMS_NAMED]), len(rooms) - ROOMS_NAMED
    return names if rest <= 0 else _("{names}, dan {n} lagi").format(names=names, n=rest)


def worded(conflicts: Iterable[Clash], language: str, zone: str) -> list[Clash]:
    """The clashes as programs get them: `detail` is the sentence of each."""
    return [{**one, "detail": clash(one, language, zone)} for one in conflicts]


def field_of(conflict: Clash) -> str:
    """The field of the booking form beside which the clash is explained."""
    why = conflict["why"]
    if why in ("in-past", "holiday", "outside-hours"):
        return "starts_at"
    if why == "room-busy":
        return "room" if (conflict.get("who") or {}).get("id") else "meeting_url"
    return "regency" if why in ("regency-busy", "person-busy") else "panel"


def _sentence(conflict: Clash) -> str:
    busy = (
        N_("{name} sudah di sesi {regency} pada {time}.") if conflict.get("from") else N_("{name} sudah ada sesi lain.")
    )
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
        "room-busy": N_("Tempatnya, {name}, dipakai sesi {regency} pada {time}."),
        "unavailable": N_("{name} tidak tersedia pada waktu itu."),
        "may-not-chair": N_("{name} tidak boleh menjadi ketua."),
        "withdrew": N_("{name} menyatakan ada benturan kepentingan dalam sesi ini."),
        "declined": N_("{name} sudah menolak sesi ini."),
        "taken": N_("Waktu itu baru saja terisi: tidak ada lagi panel atau ruang yang bebas."),
        "parallel": N_("Terlalu banyak sesi pada waktu yang sama."),
        "panel-size": N_("Jumlah panelisnya tidak sesuai dengan program."),
        "daily-limit": N_("{name} sudah mencapai batas sesi hari itu."),
        "chair": N_("{name} tidak boleh menjadi ketua."),
        "gone": N_("{name} tidak ada lagi dalam program ini."),
        "conflict-of-interest": {
            "declared": N_("{name} memiliki benturan kepentingan dengan daerah ini."),
            "own-province": N_("{name} berasal dari provinsi daerah ini."),
        }.get(str(reason), N_("{name} diundang dari pihak daerah ini.")),
    }.get(str(conflict["why"]), N_("{name} tidak dapat pada waktu itu."))


def _time(conflict: Clash, language: str, zone: str) -> str:
    if not conflict.get("from"):
        return ""
    day = formats.day_in(conflict["from"], zone, language)
    return f"{day} {formats.between(conflict['from'], conflict['to'], zone, '', language)}"


def _day(conflict: Clash, language: str, zone: str) -> str:
    return formats.date_in(day, zone, language) if (day := conflict.get("day")) else ""
