"""Why something is refused whole, in the reader's words: by the code of the refusal, or by its class's name where it
has no code of its own. Faults of single fields are words of faults.py.

Indonesian stands in the tables, every other language in its catalogue. `make check` finds a code without words.
"""

from collections.abc import Mapping

from server.text.languages import N_

# By the name of the problem type, for who did nothing wrong but must know what to do.
KINDS: Mapping[str, str] = {
    "invalid": N_("Isian ini belum sesuai. Periksa yang ditandai."),
    "booking-conflict": N_("Jadwal ini bentrok dengan yang sudah ada."),
    "sheet-waiting": N_("Lembar belum dibuka."),
    "sheet-paused": N_("Sesi sedang dijeda; nilai diterima lagi setelah dilanjutkan."),
    "sheet-closed": N_("Lembar sudah ditutup. Yang datang sesudahnya disimpan sebagai terlambat."),
    "stale-revision": N_("Kriteria ini diubah juga di tempat lain."),
    "not-declared": N_("Nyatakan dahulu bahwa tidak ada benturan kepentingan."),
    "wrong-state": N_("Ini tidak dapat dilakukan: keadaannya {state}."),
    "not-signed-in": N_("Anda belum masuk. Bukalah tautan pribadi di surel undangan Anda."),
    "not-found": N_("Ini tidak ada, atau bukan untuk Anda."),
    "not-allowed": N_("Halaman ini terlalu lama terbuka. Muat ulang, lalu coba lagi."),
    "too-many": N_("Terlalu sering. Tunggu sebentar, lalu coba lagi."),
    "too-large": N_("Terlalu besar untuk diterima di sini."),
    "limit": N_("Berkas ini terlalu besar, terlalu panjang atau terlalu rapat untuk dibaca di sini."),
    "unsupported-file": N_("Jenis berkas ini tidak diterima di sini."),
    "insufficient-storage": N_("Penyimpanan penuh atau tidak dapat ditulisi; tidak ada yang disimpan."),
    "unavailable": N_("Basis data tidak terjangkau sekarang. Coba lagi sebentar lagi."),
}

CODES: Mapping[str, str] = {
    "outdated": N_("Sudah diubah orang lain; inilah keadaannya sekarang."),
    # - accounts, people and their data -
    "last-account": N_("Ini akun sekretariat yang terakhir; tidak dapat dicabut."),
    "account-first": N_("Cabut akunnya dahulu. Nama tetap ada dalam rekaman sesi, yang tidak pernah diubah."),
    "erased-while-needed": N_(
        "Sebuah sesi memerlukan {name}. Nama tetap ada dalam rekaman sesi, yang tidak pernah diubah."
    ),
    "kept-for-ever": N_(
        "Menurut pengaturan data ini disimpan selamanya. Nama tetap ada dalam rekaman sesi, yang tidak pernah diubah."
    ),
    "kept-until": N_("Data ini disimpan sampai {until}. Nama tetap ada dalam rekaman sesi, yang tidak pernah diubah."),
    "panelist-needed": N_("Sebuah sesi memerlukan {name}: ganti panelnya dahulu."),
    "signature-due": N_("Tanda tangan {name} masih ditunggu: mintalah, atau kecualikan dahulu."),
    "regency-in-session": N_("Sebuah sesi memakai kabupaten/kota ini."),
    "programme-archived": N_("Program ini diarsipkan: hanya dapat dibaca, tidak diubah lagi."),
    "sessions-unfinished": N_("{number} sesi program ini masih {state}."),
    "files-kept": N_("Paling banyak {most} GB berkas disimpan di sini."),
    "page-too-old": N_("Halaman ini terlalu lama terbuka. Muat ulang, lalu coba lagi; yang diketik tetap ada."),
    "from-another-site": N_("Permintaan ini datang dari halaman situs lain."),
    "strangers-send-little": N_("Siapa yang belum masuk mengirim paling banyak {most} kB, dan menyebut besarnya."),
    "streams-open": N_("Paling banyak {most} halaman langsung terbuka sekaligus untuk satu orang."),
    "files-at-once": N_("Paling banyak {most} berkas diunggah sekaligus oleh satu orang."),
    "files-waiting": N_("Paling banyak {most} berkas satu orang menunggu dibaca."),
    # - before the day -
    "choosing-over": N_("Waktu untuk memilih sudah lewat."),
    "proposal-answered": N_("Usul ini sudah dijawab."),
    "booked-otherwise": N_("Kabupaten/kota ini sudah dijadwalkan dengan cara lain."),
    "registry-changed": N_("Daftar panelis atau daerahnya sudah berubah."),
    "nothing-to-mend": N_("Belum ada yang dijadwalkan yang dapat diperbaiki."),
    "room-booked": N_("{number} sesi akan bertemu di {room}: pindahkan dahulu."),
    "claims-off": N_("Program ini tidak meminta penilaian mandiri."),
    "claims-closed": N_("Batas penilaian mandiri sudah lewat; terbuka lagi bila sesi lain dijadwalkan."),
    "claim-files-until-start": N_("Berkas ditambahkan sampai sesi dimulai."),
    "reminded-already": N_("Semua yang belum menjawab sudah diingatkan dalam sehari terakhir."),
    "mail-without-address": N_("Surel ini tidak punya alamat tujuan."),
    "never-invited": N_("Orang ini tidak pernah diundang ke sesi ini."),
    "invited-no-more": N_("Orang ini tidak diundang lagi ke sesi ini."),
    "mail-seen-to": N_("Surel ini sudah ditangani orang lain."),
    "mail-not-so": N_("Surel ini tidak dapat ditangani dengan cara itu."),
    # - while it runs -
    "session-moved-on": N_("Sesi sudah berlanjut sejak halaman ini dibaca; lihat keadaannya sekarang."),
    "nothing-to-take-back": N_("Tidak ada yang dapat dikembalikan."),
    "last-phase": N_("Tahap terakhir tidak punya tahap berikutnya."),
    "reopened-after-reveal": N_("Nilainya sudah dibuka; sesi tidak dapat dibuka kembali."),
    "reopened-by-secretariat": N_("Yang ditutup oleh waktu hanya dapat dibuka kembali oleh sekretariat."),
    "question-asked": N_("Pertanyaan yang sudah diajukan tidak dapat ditarik menjadi rancangan."),
    "draft-in-no-queue": N_("Rancangan tidak masuk antrean."),
    "replies-until-close": N_("Pertanyaan dijawab sampai sesi ditutup."),
    "reply-due": N_("Waktu untuk menjawab pertanyaan ini lewat pada {due}."),
    "message-while-running": N_("Pesan ditampilkan di halaman sesi yang sedang berlangsung."),
    "files-until-close": N_("Kabupaten/kota menambahkan berkas sampai sesi ditutup."),
    "off-this-sheet": N_("Karena benturan kepentingan Anda tidak lagi menilai di lembar ini."),
    "conflict-declared": N_("Benturan kepentingan sudah dinyatakan; hanya perubahan panel yang mengubahnya."),
    "take-over": N_("Rekaman ini sudah selesai; tidak ada yang ditambahkan lagi."),
    "recorded-while-running": N_("Sesi direkam selama berlangsung."),
    "private-not-recorded": N_("Musyawarah panel tidak direkam."),
    "marked-from-start": N_("Saat dapat ditandai sejak sesi dimulai."),
    # - after the close -
    "revealed-already": N_("Nilainya sudah dibuka."),
    "not-sealed-yet": N_("Yang datang sebelum penutupan belum semua masuk. Coba lagi sebentar lagi."),
    "moderated-unscored": N_("Dalam musyawarah hanya yang sudah dinilai yang dapat diubah."),
    "no-deliberation": N_("Panel tidak sedang bermusyawarah."),
    "conflict-signs-not": N_("Yang menyatakan benturan kepentingan tidak menandatangani."),
    "signed-after-seal": N_("Berita acara ditandatangani setelah sesi ditutup dan rekamannya disegel."),
    "signed-after-deliberation": N_("Berita acara ditandatangani setelah nilai dibuka dan musyawarah selesai."),
    "signed-already": N_("Sudah ditandatangani."),
    "chair-signs-last": N_("Ketua menandatangani terakhir; masih ditunggu: {names}."),
    "no-signature-due": N_("Tanda tangan {name} tidak ditunggu."),
    "decided-already": N_("Sudah diputuskan."),
    "late-after-signed": N_("Yang tidak diputuskan sebelum tanda tangan terakhir tidak dihitung."),
    "late-after-reveal": N_("Nilai ini datang setelah nilai-nilai dibuka, dan tidak dapat diterima lagi."),
    "panelist-off-sheet": N_("Panelis ini tidak lagi menilai di lembar ini."),
    "paper-unconfirmed": N_("Yang disalin dari kertas dipastikan dahulu oleh orang kedua."),
    "confirmed-already": N_("Sudah dipastikan."),
    "paper-after-close": N_("Lembar kertas menyusul setelah sesi ditutup."),
    "scored-after-reveal": N_("Nilainya sudah dibuka: yang sudah dibuka tidak dapat dinilai lagi."),
    "cancelled-without-minutes": N_("Sesi yang dibatalkan tidak memiliki berita acara."),
    "minutes-signed-meanwhile": N_(
        "Berita acara yang ditandatangani sudah dikirim orang lain: tanda tangani yang dibagikan sekarang."
    ),
    "signed-elsewhere-too-early": N_(
        "Berita acara ditandatangani secara elektronik setelah ditandatangani panel di sini."
    ),
    # - results -
    "results-changed": N_("Hasil sudah berubah sejak dilihat: lihatlah sekali lagi."),
    "results-not-ready": N_("Ada yang harus diselesaikan sebelum hasil diterbitkan."),
    "nothing-to-publish": N_("Belum ada sesi yang dihitung: tidak ada yang dapat diterbitkan."),
    "nothing-new": N_("Tidak ada yang berubah sejak versi {version}."),
    "objecting-over": N_("Masa sanggah sudah lewat."),
    "objection-waits": N_("Sanggahan Anda masih menunggu jawaban."),
    "answered-already": N_("Sudah dijawab."),
    # - files -
    "file-too-large": N_("Paling besar {most}."),
    "multipart-or-link": N_("Kirim berkas sebagai multipart/form-data, atau tautan sebagai JSON."),
    "no-transcript": N_("Transkrip berupa WebVTT atau SRT; berkas ini bukan keduanya."),
    "file-not-taken": N_("Jenis berkas ini tidak diterima: kirim PDF, PPTX, DOCX, XLSX, PNG, JPEG, WebP atau GIF."),
    "list-of-another-type": N_("{type} tidak diterima di sini, tetapi: {allowed}."),
    "no-slides": N_("Hanya PDF yang ditampilkan halaman demi halaman."),
    "broken-pdf": N_("PDF ini tidak dapat dibaca: {why}."),
    "no-webm": N_("Ini bukan potongan rekaman WebM yang dapat diterima: {why}."),
    "piece-of-another-type": N_("Potongan rekaman ini berjenis {type} atau application/octet-stream."),
    # - what is not there; only told at the terminal -
    "no-such-session": N_("Tidak ada sesi itu."),
    "no-such-entry": N_("Tidak ada catatan itu."),
    "no-such-mail": N_("Tidak ada surel itu."),
    "mail-not-kept": N_("Surel ini tidak disimpan lagi."),
    "no-such-account": N_("Tidak ada akun itu."),
    "no-such-offer": N_("Tidak ada tawaran itu."),
    "programme-not-there": N_("Tidak ada program itu."),
    "no-such-rubric": N_("Tidak ada rubrik itu."),
    "person-not-there": N_("Tidak ada orang itu."),
    "panelist-not-there": N_("Tidak ada panelis itu."),
    "regency-not-there": N_("Tidak ada kabupaten/kota itu."),
    "no-such-plan": N_("Tidak ada rencana itu."),
    "plan-without-session": N_("Rencana ini tidak memuat satu sesi pun."),
    "plan-without-regency": N_("Rencana ini tidak memuat sesi kabupaten/kota itu."),
    "no-such-batch": N_("Tidak ada kiriman itu."),
    "no-such-version": N_("Tidak ada versi itu."),
    "nothing-published": N_("Belum ada yang diterbitkan."),
    "no-such-objection": N_("Tidak ada sanggahan itu."),
    "no-such-kind": N_("Tidak ada surel jenis itu."),
    "no-seat": N_("Panelis itu tidak duduk dalam panel sesi ini."),
    "not-invited-here": N_("Orang itu tidak diundang ke sesi ini."),
    "no-meeting-yet": N_("Belum diketahui di mana sesi ini bertemu."),
    "no-session-or-file": N_("Tidak ada sesi dan tidak ada berkas {name}."),
    "file-not-here": N_("Berkas ini tidak ada di penyimpanan server."),
}

# What a thing is where it can't be done: {state}.
STATES: Mapping[str, str] = {
    "booked": N_("dijadwalkan"),
    "open": N_("berlangsung"),
    "paused": N_("dijeda"),
    "closed": N_("ditutup"),
    "signed": N_("ditandatangani"),
    "cancelled": N_("dibatalkan"),
    "aborted": N_("dihentikan"),
    "running": N_("sedang dihitung"),
    "ready": N_("siap"),
    "impossible": N_("tidak mungkin"),
    "stopped": N_("dihentikan"),
    "accepting": N_("sedang dijadwalkan"),
    "accepted": N_("sudah dijadwalkan"),
    "sent": N_("terkirim"),
    "asked": N_("diajukan"),
    "answered": N_("terjawab"),
}
