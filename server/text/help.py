# ruff: noqa: E501 - a sentence a line, as it is translated
"""What the help pages say, for each of the three who use the program: sections of a few sentences, some with a picture
of the page that they speak of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from server.text.languages import translator

Words = Callable[[str], str]
READERS = ("official", "panelist", "regency")


@dataclass(frozen=True)
class Section:
    """One matter: `key` is its anchor, `steps` what is done one after the other, `picture` the name of a picture."""

    key: str
    title: str
    told: Sequence[str]
    steps: Sequence[str] = ()
    picture: str = ""


@dataclass(frozen=True)
class Guide:
    """What one kind of person reads."""

    reader: str
    title: str
    about: str
    sections: Sequence[Section]


@cache
def guide(reader: str, language: str) -> Guide:
    """The guide of one of READERS. Raises KeyError for another."""
    _ = translator(language)
    return {"official": _official, "panelist": _panelist, "regency": _regency}[reader](_)


def _official(_: Words) -> Guide:
    return Guide(
        "official",
        _("Panduan untuk sekretariat"),
        _("Menyiapkan program, mengundang, memimpin hari sidang, dan menerbitkan hasil."),
        [*_official_before(_), *_official_after(_)],
    )


def _official_before(_: Words) -> list[Section]:
    return [*_official_setting_up(_), *_official_booking(_)]


def _official_setting_up(_: Words) -> list[Section]:
    return [
        Section(
            "setup",
            _("Menyiapkan program"),
            [
                _(
                    "Ringkasan program yang baru memperlihatkan langkah yang masih kurang, satu per satu. Setiap langkah boleh ditinggalkan dan dilanjutkan kapan saja."
                ),
                _(
                    "Gladi adalah sesi percobaan yang berjalan sungguhan dan tidak dihitung: jadikan diri Anda panelisnya, pilih daerah uji yang kontaknya rekan Anda, dan nyatakan daerah uji itu mundur sesudahnya."
                ),
                _(
                    "Sesudah siap, halaman yang sama memperlihatkan apa yang menunggu Anda, yang paling mendesak di atas."
                ),
            ],
            picture="overview",
        ),
        Section(
            "people",
            _("Daerah dan panelis"),
            [
                _(
                    "Daftar dapat diunggah seperti adanya di kantor: CSV, Excel, atau ODS. Isinya diperiksa baris demi baris lebih dulu; bila satu baris salah, tidak ada yang disimpan dan barisnya disebut."
                ),
                _(
                    "Daerah memerlukan narahubung dengan alamat surel. Tanpa alamat, undangannya ditahan sampai alamatnya diisi."
                ),
            ],
        ),
    ]


def _official_booking(_: Words) -> list[Section]:
    return [
        Section(
            "book",
            _("Menjadwalkan sesi"),
            [_("Setiap benturan disebut di samping orang atau waktunya, sebelum ada yang dikirim.")],
            [
                _("Tekan “Jadwalkan sesi”, ketik nama atau kode daerah, lalu pilih waktu, panel, dan ketua."),
                _("Tekan “Periksa siapa menerima apa”: halaman itu menyebut setiap penerima dan surelnya."),
                _(
                    "Jadwalkan. Surel menunggu satu menit; selama itu “Kembalikan” membatalkan semuanya tanpa seorang pun tahu."
                ),
            ],
            "book",
        ),
        Section(
            "plan",
            _("Merencanakan semuanya sekaligus"),
            [
                _(
                    "Rencana mencari waktu dan panel bagi setiap daerah yang belum dijadwalkan, pada hari dan jam yang Anda tentukan. Yang tidak dapat dijadwalkan disebut dengan sebabnya."
                ),
                _(
                    "Rencana hanyalah usul. Undangan baru dikirim sesudah rencana diterima, dan pengirimannya dapat dihentikan."
                ),
            ],
        ),
        Section(
            "mail",
            _("Undangan dan jawaban"),
            [
                _(
                    "Setiap orang menjawab dari kalendernya, dari tautan di surelnya, atau di halamannya. Halaman Surel memperlihatkan di mana setiap surel berada; “diserahkan” berarti diterima server tujuan, belum tentu dibaca."
                ),
                _(
                    "Jawaban yang tidak dapat dipastikan program menunggu di halaman Jawaban masuk, dengan usul yang tinggal dibenarkan."
                ),
            ],
            picture="mails",
        ),
    ]


def _official_after(_: Words) -> list[Section]:
    return [
        Section(
            "day",
            _("Hari sidang"),
            [
                _(
                    "Lembar dibuka dan ditutup oleh jam; tidak ada yang perlu ditekan. Di ruang kendali Anda melihat siapa yang hadir dan sudah sejauh mana setiap lembar, tanpa nilainya."
                ),
                _(
                    "Fase berikut dan jeda berlaku seketika dan dapat dikembalikan; penutupan dan penghentian meminta alasan. Layar adalah jam besar untuk dibagikan di rapat."
                ),
            ],
            picture="control",
        ),
        Section(
            "after",
            _("Sesudah sidang"),
            [
                _(
                    "Nilai tertutup bagi semua orang kecuali penulisnya sampai ketua atau sekretariat membukanya. Sesudah musyawarah, panelis menandatangani berita acara dan ketua yang terakhir."
                ),
                _(
                    "Nilai yang datang sesudah penutupan disimpan sebagai terlambat. Ketua atau sekretariat memutuskan dengan alasan, tanpa melihat nilainya."
                ),
                _(
                    "Hasil memperlihatkan peringkat bersama selangnya. Penerbitan memerlukan dua orang bila diatur begitu; setiap daerah lalu diberi tahu lewat surel, dan suratnya (PDF) ada di halaman hasilnya."
                ),
            ],
        ),
        Section(
            "trouble",
            _("Bila ada yang salah"),
            [
                _(
                    "Gangguan surel, cadangan, dan jam server tampil di atas setiap halaman, dengan tempat memperbaikinya."
                ),
                _(
                    "Panelis berhalangan: di halaman sesinya tekan “Ganti”, dan program mengusulkan siapa yang bebas. Alamat salah: tekan “Perbaiki alamat…”, undangannya dikirim lagi."
                ),
            ],
        ),
    ]


def _panelist(_: Words) -> Guide:
    return Guide(
        "panelist",
        _("Panduan untuk panelis"),
        _("Menjawab undangan, menilai di lembar sendiri, bermusyawarah, dan menandatangani."),
        [*_panelist_before(_), *_panelist_after(_)],
    )


def _panelist_before(_: Words) -> list[Section]:
    return [*_panelist_invited(_), *_panelist_scoring(_)]


def _panelist_invited(_: Words) -> list[Section]:
    return [
        Section(
            "answer",
            _("Undangan"),
            [
                _(
                    "Jawab dari kalender Anda, atau tekan salah satu dari tiga tautan di surelnya. Beberapa undangan dapat dijawab sekaligus di halaman Sesi saya. Jawaban boleh berubah; yang terakhir berlaku."
                ),
                _(
                    "Tautan pribadi di surel membuka halaman Anda tanpa kata sandi. Jangan diteruskan: siapa yang memegangnya masuk sebagai Anda."
                ),
            ],
            picture="panelist",
        ),
        Section(
            "time",
            _("Waktu luang"),
            [
                _(
                    "Tandai jam ketika Anda tidak dapat hadir, atau unggah kalender Anda; hanya waktu acaranya yang diambil. Sekretariat tidak dapat menjadwalkan Anda pada jam itu tanpa alasan tertulis."
                ),
                _(
                    "Kalender yang punya alamat iCal (Google, Outlook, iCloud) cukup ditambahkan sekali: Sidang mengambil waktu acaranya tiap setengah jam."
                ),
            ],
        ),
    ]


def _panelist_scoring(_: Words) -> list[Section]:
    return [
        Section(
            "conflict",
            _("Benturan kepentingan"),
            [
                _(
                    "Sebelum menilai Anda ditanya sekali. Bila ada benturan, nyatakan: Anda keluar dari sesi itu dan tidak melihat nilai, berkas, atau berita acaranya. Bila benturan baru terlihat kemudian, nyatakan di halaman sesi selama lembar belum ditutup."
                ),
            ],
        ),
        Section(
            "sheet",
            _("Menilai"),
            [
                _(
                    "Tekan angkanya; artinya tampil di bawahnya. Catatan dan tanda “belum yakin” ada di samping. Di papan ketik: 1 sampai 5, N untuk catatan, U untuk “belum yakin”, panah untuk berpindah."
                ),
                _(
                    "Setiap perubahan disimpan saat itu juga, dan halaman mengatakannya dengan jamnya. “Saya selesai” dapat ditarik kembali selama lembar terbuka."
                ),
            ],
            picture="sheet",
        ),
    ]


def _panelist_after(_: Words) -> list[Section]:
    return [
        Section(
            "offline",
            _("Bila sambungan putus"),
            [
                _(
                    "Teruskan menilai. Perubahan menunggu di peramban dan dikirim begitu sambungan kembali; jangan keluar dari akun sebelum halaman mengatakan tersimpan."
                ),
                _(
                    "Yang sampai sesudah penutupan disimpan sebagai terlambat; ketua atau sekretariat memutuskan apakah dihitung."
                ),
            ],
        ),
        Section(
            "ask",
            _("Bertanya"),
            [
                _(
                    "Pertanyaan dapat ditulis sejak sebelum sidang. Ketua memilih yang diajukan; daerah dapat menjawab tertulis dengan berkas."
                ),
            ],
        ),
        Section(
            "sign",
            _("Musyawarah dan tanda tangan"),
            [
                _(
                    "Sesudah nilai dibuka, kriteria yang nilainya berjauhan dibahas lebih dulu. Nilai boleh diubah dengan alasan; nilai lamanya tetap tercatat."
                ),
                _("Baca berita acara, lalu tanda tangani. Ketua menandatangani terakhir."),
            ],
        ),
    ]


def _regency(_: Words) -> Guide:
    return Guide(
        "regency",
        _("Panduan untuk daerah"),
        _("Memilih waktu, menyiapkan bahan, hadir, dan menerima hasil."),
        [*_regency_before(_), *_regency_after(_)],
    )


def _regency_before(_: Words) -> list[Section]:
    return [
        Section(
            "answer",
            _("Undangan"),
            [
                _(
                    "Undangan menyebut waktu di zona Anda. Jawab dari kalender atau dari tautan di surelnya: hadir, belum pasti, atau tidak hadir."
                ),
                _(
                    "Bila sekretariat menawarkan beberapa waktu, pilih salah satu di halaman Anda. Waktu yang sudah diambil daerah lain tidak dapat dipilih lagi."
                ),
            ],
        ),
        Section(
            "claims",
            _("Penilaian mandiri"),
            [
                _(
                    "Untuk setiap kriteria: nilai menurut daerah sendiri, penjelasan, dan bukti. Isian disimpan sambil diketik dan dapat dilanjutkan kapan saja. Rekan di dinas lain mengisi beberapa kriteria lewat tautan sendiri yang Anda buat di halaman itu; tautan pribadi Anda jangan diteruskan."
                ),
                _("Panel membacanya di samping lembar mereka. Sesudah tenggatnya isian tidak dapat diubah."),
            ],
        ),
        Section(
            "deck",
            _("Paparan"),
            [
                _(
                    "Unggah berkas paparan sebelum sidang. Unggahan berikutnya menjadi versi baru; versi lama tetap tersimpan."
                ),
            ],
        ),
    ]


def _regency_after(_: Words) -> list[Section]:
    return [
        Section(
            "day",
            _("Hari sidang"),
            [
                _(
                    "Buka halaman Anda beberapa menit sebelum mulai; tautan rapat ada di sana. Jam di halaman menunjukkan sisa waktu paparan dan tanya jawab."
                ),
                _(
                    "Pertanyaan panel yang diajukan tampil di halaman Anda. Jawaban tertulis dan berkasnya dapat dikirim dari sana."
                ),
            ],
            picture="regency",
        ),
        Section(
            "result",
            _("Hasil dan sanggahan"),
            [
                _(
                    "Begitu hasil terbit, Anda menerima surel dengan indeks dan peringkat. Halaman hasil yang dibukanya memuat selangnya, hal yang kuat serta yang perlu ditingkatkan, dan surat hasil serta sertifikatnya sebagai PDF."
                ),
                _(
                    "Dalam masa sanggah, sebutkan kriteria atau fakta yang menurut Anda keliru. Sekretariat menjawab tertulis."
                ),
            ],
        ),
        Section(
            "genuine",
            _("Keaslian dokumen"),
            [
                _(
                    "Setiap berita acara dan surat membawa kode QR. Halaman Keaslian mengatakan apakah dokumen itu asli; siapa pun boleh memeriksanya."
                ),
                _(
                    "Berita acara memuat nilai tiap panelis, sehingga tidak dibuka untuk daerah di Sidang. Sesudah semua panelis menandatangani, sekretariat dapat menyampaikannya dengan surat pengantar; PDF itu dapat dipilih di halaman Keaslian untuk diperiksa."
                ),
            ],
        ),
    ]
