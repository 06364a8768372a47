"""The texts that the scripts of a page need, in the reader's language. `{name}` is filled in by `static/words.js`."""

from collections.abc import Mapping
from typing import Any

from server.text import refused
from server.text.languages import named, plural, translator

Words = dict[str, Any]


def counted(language: str, one: str, many: str) -> Words:
    """A text in its two forms, to be chosen by `n`."""
    return {"one": plural(language, one, many, 1), "many": plural(language, one, many, 2)}


def phases(language: str) -> Words:
    """What the phases are called that have no names of their own; one that is not here goes by its key."""
    _ = translator(language)
    return {"presentation": _("Paparan"), "qna": _("Tanya jawab")}


def phase_name(phase: Mapping[str, Any], language: str) -> str:
    """What a phase `{key, name?}` is called: by its programme's name, else by the usual one, else by its key.
    `phaseName` of `static/words.js` is the same for scripts."""
    return named(phase.get("name"), language) or str(phases(language).get(phase["key"], phase["key"]))


def refusals(language: str) -> Words:
    """What a refusal means, by the name of its problem type, for who did nothing wrong but must know what to do."""
    _ = translator(language)
    return {name: _(text) for name, text in refused.KINDS.items() if "{" not in text}


def statuses(language: str) -> dict[int, str]:
    """The title of a page that refuses, by HTTP status."""
    _ = translator(language)
    return {
        403: _("Halaman ini sudah usang"),
        404: _("Tidak ditemukan"),
        405: _("Ini tidak dapat dilakukan di sini"),
        409: _("Tidak dapat dilakukan sekarang"),
        413: _("Terlalu besar"),
        415: _("Jenis berkas tidak diterima"),
        422: _("Isian belum sesuai"),
        429: _("Terlalu sering"),
        500: _("Terjadi gangguan di server"),
    }


def notices(language: str) -> dict[str, str]:
    """What a page says after a form was sent, by the key in its address."""
    return (
        _of_the_office(language) | _of_bookings(language) | _of_answers_by_mail(language) | _of_who_takes_part(language)
    )


def _of_the_office(language: str) -> dict[str, str]:
    _ = translator(language)
    return {
        "answered-for": _("Jawaban dicatat."),
        "saved": _("Tersimpan."),
        "link-sent": _("Tautan lama dicabut; yang baru dikirim lewat surel."),
        "link-revoked": _("Tautan dicabut."),
        "account-added": _("Akun ditambahkan; orangnya diberi tahu lewat surel."),
        "account-removed": _("Akun dicabut; semua perambannya sudah keluar."),
        "passkey-made": _("Kunci sandi ditambahkan."),
        "passkey-removed": _("Kunci sandi dihapus."),
        "sign-in-ended": _("Peramban itu sudah keluar."),
        "broadcast": _("Pesan ditampilkan di halaman yang terbuka."),
        "admitted": _("Nilai terlambat diterima."),
        "refused": _("Nilai terlambat ditolak."),
        "imported": _("{created} ditambahkan, {updated} diperbarui."),
        "removed": _("Dihapus."),
        "added": _("Ditambahkan."),
        "signed-out": _("Anda sudah keluar."),
        "published": _("Hasil diterbitkan; daerah menerima suratnya."),
        "proposed": _("Usul penerbitan disimpan; hasil terbit setelah pejabat kedua menerbitkan hal yang sama."),
        "objection-answered": _("Jawaban dikirim ke daerah."),
        "score-changed": _("Nilai Anda diubah; yang semula tetap tercatat."),
        "deliberation-over": _("Musyawarah selesai; berita acara dapat ditandatangani."),
        "revealed": _("Nilai dibuka bagi panel."),
        "excused": _("Tanda tangan itu tidak ditunggu lagi; tercantum dalam berita acara."),
        "phase-begun": _("Fase berikutnya dimulai."),
        "paused": _("Sesi dijeda; waktu berhenti."),
        "resumed": _("Sesi dilanjutkan."),
        "extended": _("Waktu ditambah."),
        "closed": _("Lembar ditutup."),
        "aborted": _("Sesi dihentikan; tidak ada yang dihitung."),
        "reopened": _("Lembar dibuka kembali."),
        "undone": _("Dikembalikan seperti semula."),
        "address-changed": _("Alamat diganti; alamat lama dan baru diberi tahu."),
        "saved-lost": _("Tersimpan. {n} sesi jatuh pada hari tanpa sesi; Ringkasan memindahkan semuanya."),
        "helper-added": _("Tautan untuk rekan dibuat: salin dari bawah ini dan kirimkan kepadanya."),
        "done": _("Sudah."),
    }


# Notices that say that mail goes: while it is only written to files, that is said with them.
MAILED = {
    "booked", "chosen", "proposal-declined", "changed", "cancelled", "reminded", "resent", "readdressed", "replaced",
    "link-sent", "objection-answered", "resend", "reply", "mail-tested", "offered",
    "account-added", "address-changed",
}  # fmt: skip


def written_only(language: str) -> str:
    """That mails reach nobody, where they are only written to files."""
    return translator(language)("Surel hanya ditulis sebagai berkas; tidak seorang pun menerimanya.")


def _of_bookings(language: str) -> dict[str, str]:
    _ = translator(language)
    return {
        "booked": _("Sesi dijadwalkan; undangan dikirim sebentar lagi."),
        "taken-back": _("Dikembalikan seperti semula; tidak ada yang diberi tahu."),
        "mails-stopped": _("Hasil sudah terbit dan tetap; surel yang belum terkirim tidak dikirim."),
        "stopped-halfway": _("Pengiriman dihentikan; yang sudah terkirim tetap berlaku."),
        "all-went": _("Semua surelnya sudah terkirim; tidak ada lagi yang dapat dikembalikan."),
        "chosen": _("Waktu sesi dipilih; undangan dikirim."),
        "offered": _("Waktu ditawarkan."),
        "offer-ended": _("Waktu memilih diakhiri. Yang belum memilih dapat direncanakan."),
        "time-proposed": _("Usul Anda disimpan; jawaban sekretariat datang lewat surel."),
        "proposal-declined": _("Jawaban dikirim kepada daerah."),
        "changed": _("Perubahan tersimpan; yang bersangkutan diberi tahu."),
        "cancelled": _("Sesi dibatalkan; pembatalan dikirim."),
        "reminded": _("Yang belum menjawab diingatkan."),
        "told-one": _("Tercatat: sudah Anda beri tahu."),
        "reminded-already": _("Mereka sudah diingatkan dalam sehari terakhir; tidak ada surel baru."),
        "view-kept": _("Tampilan disimpan."),
        "nobody": _("Semua sudah menjawab; tidak ada yang diingatkan."),
        "none-chosen": _("Tidak ada yang dipilih, atau tidak satu pun punya alamat."),
        "resent": _("Surel dikirim lagi."),
        "readdressed": _("Alamat diperbaiki dan undangan dikirim ke sana."),
        "replaced": _("Panelis diganti; yang bersangkutan diberi tahu."),
        "planned": _("Rencana diterima: sesi dijadwalkan; undangan dikirim sebentar lagi."),
        "stopped": _("Rencana dihentikan; yang terbaik sejauh ini tersimpan."),
    }


def _of_answers_by_mail(language: str) -> dict[str, str]:
    _ = translator(language)
    return {
        "accept-time": _("Sesi dipindahkan; semua diberi tahu."),
        "decline-time": _("Waktu sesi tetap; pengusulnya diberi tahu."),
        "invite": _("Diundang sebagai delegasi daerah."),
        "confirm": _("Jawaban dicatat."),
        "assign": _("Jawaban dicatat."),
        "resend": _("Undangan dikirim lagi."),
        "reply": _("Balasan dikirim."),
        "dismiss": _("Surel itu selesai tanpa tindakan."),
        "hand": _("Tersimpan: surel ini tampak sebagai tugasnya di antrean."),
        "answer-back": _("Dikembalikan: surel ini menunggu keputusan lagi, dan tidak ada yang diberi tahu."),
        "clock-accepted": _("Jam mesin dikonfirmasi dan diikuti."),
        "mail-tested": _("Surel uji dikirim; lihat di bawah apa jadinya."),
    }


def _of_who_takes_part(language: str) -> dict[str, str]:
    _ = translator(language)
    return {
        "answered": _("Jawaban Anda tercatat."),
        "answered-several": _("Jawaban Anda tercatat untuk {n} sesi."),
        "none-ticked": _("Tidak ada sesi yang dicentang; tidak ada yang dijawab."),
        "declared-none": _("Anda menyatakan tidak ada benturan kepentingan."),
        "declared-conflict": _("Anda mundur dari sesi ini; sekretariat sudah diberi tahu."),
        "submitted": _("Anda menyatakan selesai. Nilai masih dapat diubah sampai lembar ditutup."),
        "not-done": _("Pernyataan selesai dicabut."),
        "late": _(
            "Datang setelah lembar ditutup: disimpan sebagai terlambat dan tidak dihitung, kecuali ketua menerimanya."
        ),
        "signed": _("Berita acara Anda tandatangani."),
        "asked": _("Pertanyaan diajukan."),
        "replied": _("Jawaban terkirim kepada panel."),
        "replied-one": _(
            "Jawaban terkirim kepada panel. Yang Anda ketik untuk pertanyaan lain di bawah ini belum terkirim."
        ),
        "drafted": _("Disimpan sebagai konsep; hanya Anda yang melihatnya."),
        "noted": _("Jawaban dicatat."),
        "attached": _("Berkas ditambahkan."),
        "objected": _("Sanggahan terkirim. Sekretariat menjawab secara tertulis."),
    }


def answers(language: str) -> dict[str, str]:
    """What the answers to an invitation are called."""
    _ = translator(language)
    return {"accepted": _("hadir"), "declined": _("tidak hadir"), "tentative": _("belum pasti")}


def sheet(language: str) -> Words:
    """The panelist's sheet."""
    return (
        {"refusals": refusals(language)}
        | _saving(language)
        | _counting(language)
        | _clash(language)
        | _moments(language)
    )


def stage(language: str) -> Words:
    """The stage."""
    _ = translator(language)
    return {
        "phases": phases(language),
        "before": _("Dimulai pukul {time}"),
        "soon": _("Segera dimulai"),
        "paused": _("Dijeda"),
        "over": _("Selesai"),
        "thanks": _("Terima kasih"),
        "cancelled": _("Sesi ini dibatalkan"),
        "aborted": _("Sesi ini dihentikan"),
        "then": _("lalu {phase} {minutes} menit"),
        "last": _("lalu selesai"),
        "whole": _("seluruh sesi selesai {time}, sisa {left}"),
        "stands": _("seluruh sesi dijeda"),
        "five": _("Kurang dari lima menit"),
        "one": _("Kurang dari satu menit"),
    }


def control(language: str) -> Words:
    """The control room."""
    _ = translator(language)
    return {
        "phases": phases(language),
        "states": {key: _(text) for key, text in refused.STATES.items()},
        "undoable": {  # what is offered to be taken back, by the kind of its entry
            "phase": _("Fase berikutnya dimulai."),
            "extended": _("Waktu ditambah."),
            "closed": _("Lembar ditutup."),
        },
        "closes": _("lembar tutup {time}"),
        "opens": _("mulai {time}"),
        "opens_far": _("mulai {day}, pukul {time}"),
        "closed": _("lembar ditutup"),
        "stands": _("waktu berhenti"),
        "left": _("sisa {left}"),
        "lasted": _("selama {time}"),
        "never": _("tidak berlangsung"),
        "next_phase": _("Mulai {phase}"),
        "pause_alert": _("Sesi ini sudah lama dijeda. Lanjutkan atau tutup?"),
        "refusals": refusals(language),
        "unreachable": _("Server tidak terjangkau. Coba lagi."),
        "offline": _("Sambungan langsung putus; dicoba lagi…"),
        "recorder": _recorder(language),
    }


def _recorder(language: str) -> Words:
    _ = translator(language)
    return {
        "none": _("Peramban ini tidak dapat merekam di sini. Rekam di tempat lain, lalu unggah di halaman sesi."),
        "left": _("{n} potongan dari sebelum halaman terputus dikirim sekarang. Mulai lagi untuk meneruskan rekaman."),
        "runs": counted(language, "Merekam, satu menit", "Merekam, {n} menit"),
        "waiting": _("{n} potongan menunggu sambungan; tidak ada yang hilang"),
        "stopped": _("Rekaman berhenti dan tersimpan."),
        "taken": _("Perangkat lain meneruskan rekaman."),
        "denied": _("Tidak ada suara yang dapat direkam: izinkan mikrofon, atau bagikan rapat beserta suaranya."),
        "refusals": refusals(language),
    }


def availability(language: str) -> Words:
    """The week grid of a panelist's time."""
    _ = translator(language)
    return {
        "states": {"busy": _("tidak dapat"), "free": _("luang"), "": _("tanpa catatan")},
        "changed": _("Waktu diubah."),
        "only_free": _("Sekarang hanya waktu luang yang dipakai; waktu lain tidak."),
        "saved": _("Tersimpan {time}"),
        "saving": _("Menyimpan…"),
        "offline": _("Luring: belum tersimpan, dicoba lagi…"),
        "refusals": refusals(language),
    }


def claims(language: str) -> Words:
    """A regency's claims."""
    _ = translator(language)
    return {
        "saved": _("Tersimpan {time}"),
        "saving": _("Menyimpan…"),
        "offline": _("Tanpa sambungan. Tersimpan di perangkat ini; dikirim begitu tersambung."),
        "uploading": _("Mengunggah, {part} persen"),
        "file_waits": _(
            "Tanpa sambungan: berkas belum terkirim. Ia dikirim begitu tersambung, selama halaman ini terbuka."
        ),
        "closed": _("Batas waktu sudah lewat; ini tidak tersimpan."),
        "discarded": _("Anda sudah keluar: ini tidak terkirim dan tidak disimpan."),
        "clash": _("{name} mengubah kriteria ini juga. Mana yang berlaku?"),
        "keep_mine": _("Pakai yang di sini"),
        "keep_stored": _("Pakai yang tersimpan"),
        "drop": _("Hapus"),
        "empty": _("belum diisi"),
        "shown_only": _("baru bukti"),
        "bare": _("tanpa bukti"),
        "valueless": _("tanpa nilai"),
        "more": _("dan {n} lagi"),
        "whole": _("lengkap"),
        "count": _("{n} dari {of} terisi"),
        "refusals": refusals(language),
    }


def regency(language: str) -> Words:
    """A session's page of its regency: the clock."""
    _ = translator(language)
    return {
        "phases": phases(language),
        "before": _("sampai dimulai"),
        "left": _("sisa {phase}"),
        "paused": _("Dijeda; waktu berhenti"),
        "offline": _("Sambungan langsung putus; dicoba lagi…"),
    }


def replies(language: str) -> Words:
    """What a regency writes and sends: answers and objections."""
    _ = translator(language)
    return {
        "kept": _("Tersimpan di perangkat ini, belum terkirim."),
        "sending": _("Mengirim…"),
        "uploading": _("Mengunggah, {part} persen"),
        "offline": _("Tanpa sambungan. Tersimpan di perangkat ini; dikirim begitu tersambung."),
        "sent": _("Terkirim {time}"),
        "again": _("Pilih lagi berkas {name}: berkas tidak ikut tersimpan di perangkat ini."),
        "signed_out": _("Tersimpan di perangkat ini, belum terkirim: bukalah lagi tautan pribadi Anda."),
        "discarded": _("Anda sudah keluar: ini tidak terkirim dan tidak disimpan."),
        "empty": _("Tulis jawaban atau pilih berkas."),
        "refusals": refusals(language),
    }


def player(language: str) -> Words:
    """The player beside a replay."""
    _ = translator(language)
    return {
        "unheard": _("Saat itu tidak direkam."),
        "found": counted(language, "{n} temuan", "{n} temuan"),
        "marked": _("Ditandai."),
        "unreachable": _("Server tidak terjangkau. Coba lagi."),
        "nameless": _("tanpa keterangan"),
    }


def schedule(language: str) -> Words:
    """The timetable: what a session that is lifted would come to."""
    _ = translator(language)
    return {
        "lifted": _("{name} diangkat. Tombol panah memilih waktu, Enter melanjutkan, Esc mengembalikan."),
        "asking": _("Memeriksa {when}…"),
        "stays": _("Ini waktunya sekarang."),
        "fits": _("semua aturan terpenuhi."),
        "fits_in": _("muat, di {room}."),
        "lacks_room": _("semua aturan terpenuhi, tetapi tidak ada ruang yang bebas."),
    }


def _saving(language: str) -> Words:
    _ = translator(language)
    return {
        "saved": _("Tersimpan {time}"),
        "saving": _("Menyimpan…"),
        "offline": counted(language, "Luring, {n} perubahan menunggu", "Luring, {n} perubahan menunggu"),
        "offline_idle": _("Luring"),
        "kept": _(
            "Tanpa sambungan: halaman ini seperti pada {time}. "
            "Isian Anda disimpan di peramban ini dan dikirim begitu tersambung."
        ),
        "paused": counted(language, "Dijeda, {n} perubahan menunggu", "Dijeda, {n} perubahan menunggu"),
        "signed_out": counted(language, "Perlu masuk lagi, {n} menunggu", "Perlu masuk lagi, {n} menunggu"),
        "choose": _("Pilih satu nilai"),
        "not_taken": _("Ada yang belum diterima"),
        "withdrawn": _("Lembar ini bukan milik Anda lagi"),
        "discarded": counted(language, "{n} perubahan tidak tersimpan", "{n} perubahan tidak tersimpan"),
        "discarded_one": _("Ini tidak tersimpan: Anda membuangnya saat keluar di tab lain."),
        "discarded_all": _(
            "Anda keluar di tab lain dan membuang yang belum terkirim. Yang ditandai tidak tersimpan, "
            "dan tampak di sini selama halaman ini terbuka."
        ),
        "bad_link": _("Tautan itu bukan tautan Anda, atau sudah tidak berlaku."),
        "try_again": _("Server tidak terjangkau. Coba lagi."),
        "marked": _("Ditandai {time}. Tandanya ada di Putar ulang setelah sesi ditutup."),
    }


def _counting(language: str) -> Words:
    _ = translator(language)
    return {
        "count": _("{scored} dari {of} dinilai"),
        "missing": counted(language, "{n} belum dinilai", "{n} belum dinilai"),
        "unsure_count": counted(language, "{n} belum yakin", "{n} belum yakin"),
        "submit_anyway": counted(
            language,
            "{n} kriteria belum dinilai. Tekan sekali lagi bila memang sudah selesai.",
            "{n} kriteria belum dinilai. Tekan sekali lagi bila memang sudah selesai.",
        ),
        "submitted": _("Anda menyatakan selesai. Nilai masih dapat diubah sampai lembar ditutup."),
        "not_done": _("Pernyataan selesai dicabut."),
    }


def _clash(language: str) -> Words:
    _ = translator(language)
    return {
        "clash": _("Kriteria ini diubah juga di tempat lain. Mana yang berlaku?"),
        "yours": _("Di sini"),
        "stored": _("Tersimpan"),
        "keep_mine": _("Pakai yang di sini"),
        "keep_stored": _("Pakai yang tersimpan"),
        "none": _("belum dinilai"),
        "unsure": _("belum yakin"),
    }


def _moments(language: str) -> Words:
    _ = translator(language)
    return {
        "phases": phases(language),
        "states": {
            "booked": _("dibuka pukul {opens}"),
            "far": _("dibuka {day}, pukul {opens}"),
            "open": _("{phase}: sisa {left}, s.d. {ends}"),
            "paused": _("{phase}: dijeda, sisa {left}"),
            "closed": _("ditutup {closes}"),
            "signed": _("ditutup {closes}"),
            "aborted": _("sesi dihentikan"),
            "cancelled": _("sesi dibatalkan"),
            "withdrawn": _("lembar ditarik"),
        },
        "left_five": counted(
            language,
            "Kurang dari lima menit, {n} belum dinilai.",
            "Kurang dari lima menit, {n} belum dinilai.",
        ),
        "left_one": counted(
            language, "Kurang dari satu menit, {n} belum dinilai.", "Kurang dari satu menit, {n} belum dinilai."
        ),
        "left_five_all": _("Kurang dari lima menit; semua sudah dinilai."),
        "left_one_all": _("Kurang dari satu menit; semua sudah dinilai."),
    } | _at_the_end(language)


def _at_the_end(language: str) -> Words:
    _ = translator(language)
    return {
        "endings": {
            "aborted": _("Sesi dihentikan {closed}. Tidak ada yang dihitung."),
            "cancelled": _("Sesi dibatalkan. Tidak ada yang dihitung."),
            "withdrawn": _("Lembar ini bukan milik Anda lagi. Yang sudah tersimpan tetap tercatat."),
        },
        "late": _("{value} datang {seconds} detik setelah lembar ditutup: disimpan sebagai terlambat, tidak dihitung."),
        "ended": _("Lembar ditutup {closed}. Yang tersimpan sampai saat itu berlaku."),
        "ended_waiting": counted(
            language,
            "{n} perubahan belum terkirim; akan disimpan sebagai terlambat.",
            "{n} perubahan belum terkirim; akan disimpan sebagai terlambat.",
        ),
        "ended_late": counted(
            language,
            "{n} perubahan datang terlambat dan tidak dihitung.",
            "{n} perubahan datang terlambat dan tidak dihitung.",
        ),
        "receipts_kept": counted(
            language,
            "Satu nilai dikirim dari perangkat ini; nilai itu ada dalam catatan resmi.",
            "{n} nilai dikirim dari perangkat ini; semuanya ada dalam catatan resmi.",
        ),
        "receipts_late": counted(
            language,
            "Satu nilai datang setelah lembar ditutup: tercatat, tetapi tidak dihitung.",
            "{n} nilai datang setelah lembar ditutup: tercatat, tetapi tidak dihitung.",
        ),
        "receipts_missing": counted(
            language,
            "Tanda terima {n} kriteria tidak ada dalam catatan resmi: {names}. Jangan tutup halaman ini; "
            "hubungi sekretariat.",
            "Tanda terima {n} kriteria tidak ada dalam catatan resmi: {names}. Jangan tutup halaman ini; "
            "hubungi sekretariat.",
        ),
        "asked": _("Pertanyaan diajukan."),
        "drafted": _("Konsep disimpan, hanya untuk Anda."),
    }
