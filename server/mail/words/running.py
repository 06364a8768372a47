"""What is said while a session runs, and once it is closed."""

from server.mail.told import PANEL, Said, Told, about, recorded, rehearsal
from server.text import formats, translator


def called_in(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Anda diminta bergabung dengan panel sesi penilaian %(regency)s yang sedang berlangsung.") % told.names,
        _(
            "Buka halaman sesi untuk menyatakan ada atau tidaknya benturan kepentingan, lalu nilailah "
            "sampai sesi ditutup."
        ),
        *rehearsal(told),
    )
    subject = about(told, _("Mohon bergabung sekarang"))
    return Said(subject, lead, recorded(told), page=_session_page(told), goes=_("Buka halaman sesi"))


def let_go(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _(
            "Susunan panel sesi penilaian %(regency)s diubah saat sesi berlangsung, sehingga Anda tidak lagi "
            "bertugas pada sesi ini."
        )
        % told.names,
        _("Apa yang sudah Anda isi tetap tercatat. Terima kasih atas kesediaan Anda."),
    )
    return Said(about(told, _("Anda tidak lagi bertugas")), lead, comes=False)


def conflict(told: Told) -> Said:
    _ = translator(told.language)
    who = told.names | {"name": told.facts["panelist"]["name"]}
    lead = (
        _("%(name)s menyatakan ada benturan kepentingan dengan %(regency)s dan tidak menilai pada sesi ini.") % who,
        _("Bila panel perlu dilengkapi, tunjuk pengganti di halaman sesi."),
    )
    subject = about(told, _("Benturan kepentingan"))
    return Said(subject, lead, page=_session_page(told), goes=_("Buka halaman sesi"))


def sealed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Sesi penilaian %(regency)s telah ditutup dan catatan resminya disegel.") % told.names,
        _(
            "Sidik di bawah ini mewakili seluruh catatan resmi sampai penutupan. Simpanlah surel ini: dengan sidik "
            "itu siapa pun dapat memastikan bahwa catatan resmi tidak diubah."
        ),
    )
    notes = _how_to_check(told) or (_("Berikutnya panel menandatangani berita acara."), _minutes_kept(told))
    return Said(about(told, _("Catatan resmi sesi disegel")), lead, notes, comes=False, rows=_digest_rows(told))


def _how_to_check(told: Told) -> tuple[str, ...]:
    """For who has a sheet, and may read the record."""
    _ = translator(told.language)
    if told.role not in PANEL:
        return ()
    return (
        _(
            "Anda juga dapat memeriksa nilai Anda sendiri: lembar Anda menyimpan tanda terima setiap nilai (nomor "
            "entri dan sidiknya) dan mencocokkannya dengan catatan resmi."
        ),
        _(
            "Dengan tangan: unduh catatan resmi dari halaman sesi dan carilah nomor entri itu; sidiknya harus sama. "
            "Sidik entri terakhir sebelum penyegelan adalah sidik dalam surel ini."
        ),
    )


def signed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Berita acara penilaian %(regency)s telah ditandatangani oleh seluruh panel.") % told.names,
        _("Sidik di bawah ini mewakili seluruh catatan resmi sampai tanda tangan terakhir."),
    )
    subject, rows = about(told, _("Berita acara ditandatangani")), _digest_rows(told)
    if told.role in PANEL:
        reads = _("Anda membaca dan mengunduh berita acara di halaman sesi.")
        page = f"{_session_page(told)}/minutes"
        return Said(subject, lead, (reads,), comes=False, rows=rows, page=page, goes=_("Buka berita acara"))
    return Said(subject, lead, (_minutes_kept(told),), comes=False, rows=rows)


def _minutes_kept(told: Told) -> str:
    """Whether, when and where a regency gets the minutes: never here, for they hold every panelist's values."""
    _ = translator(told.language)
    if told.facts["session"]["rehearsal"]:
        return _("Berita acara gladi dibaca panel dan sekretariat; kepada daerah ia tidak disampaikan.")
    return _(
        "Berita acara memuat nilai tiap panelis: di Sidang ia dibaca panel dan sekretariat, tidak dibuka untuk daerah, "
        "dan tidak terlampir pada surel ini. Sesudah semua panelis menandatangani, sekretariat dapat menyampaikannya "
        "kepada Anda dengan surat pengantar; mintalah dengan membalas surel ini. PDF yang Anda terima dapat "
        "diperiksa di %(address)s."
    ) % {"address": told.verify}


def _digest_rows(told: Told) -> tuple[tuple[str, str], ...]:
    _ = translator(told.language)
    return ((_("Sidik (SHA-256)"), told.facts["digest"]), (_("Periksa di"), told.verify))


def pause_alert(told: Told) -> Said:
    _ = translator(told.language)
    lasts = told.names | {"duration": formats.duration(int(told.facts["minutes"]), told.language)}
    lead = (
        _(
            "Sesi penilaian %(regency)s sudah dijeda selama %(duration)s. Selama jeda lembar penilaian tidak "
            "dapat diisi."
        )
        % lasts,
        _("Lanjutkan sesi di ruang kendali bila jedanya terlupa."),
    )
    subject, page = about(told, _("Sesi masih dijeda")), f"{_session_page(told)}/control"
    return Said(subject, lead, page=page, goes=_("Buka ruang kendali"))


def _session_page(told: Told) -> str:
    return f"/sessions/{told.facts['session']['id']}"
