"""What is said while a session runs, and once it is closed."""

from server.mail.told import Said, Told, about, recorded, rehearsal
from server.text import formats, translator


def called_in(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Anda diminta bergabung dengan panel sesi penilaian %(regency)s yang sedang berlangsung.") % told.names,
        _(
            "Buka ruang kerja Anda untuk menyatakan ada atau tidaknya benturan kepentingan, lalu menilai "
            "sampai sesi ditutup."
        ),
        *rehearsal(told),
    )
    return Said(about(told, _("Mohon bergabung sekarang")), lead, recorded(told))


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
    return Said(about(told, _("Anda tidak lagi bertugas")), lead)


def conflict(told: Told) -> Said:
    _ = translator(told.language)
    who = told.names | {"name": told.facts["panelist"]["name"]}
    lead = (
        _("%(name)s menyatakan ada benturan kepentingan dengan %(regency)s dan tidak menilai pada sesi ini.") % who,
        _("Bila panel perlu dilengkapi, tunjuk pengganti di halaman sesi."),
    )
    return Said(about(told, _("Benturan kepentingan")), lead, page=_session_page(told))


def sealed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Sesi penilaian %(regency)s telah ditutup dan catatan resminya disegel.") % told.names,
        _(
            "Sidik di bawah ini mewakili seluruh catatan resmi sampai penutupan. Simpanlah surel ini: dengan sidik "
            "itu siapa pun dapat memastikan bahwa catatan resmi tidak diubah."
        ),
        _(
            "Panelis dapat memeriksa sendiri: lembar Anda memegang tanda terima setiap nilai (nomor entri dan "
            "sidiknya) dan mencocokkannya dengan catatan resmi. Dengan tangan: unduh catatan resmi "
            "(record.jsonl) dari halaman sesi dan carilah nomor entri itu; sidiknya harus sama, dan "
            "sidik entri sebelum “sealed” adalah sidik dalam surel ini."
        ),
    )
    return Said(about(told, _("Catatan resmi sesi disegel")), lead, rows=_digest_rows(told), shows=True)


def signed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Berita acara penilaian %(regency)s telah ditandatangani oleh seluruh panel.") % told.names,
        _("Sidik di bawah ini mewakili seluruh catatan resmi sampai tanda tangan terakhir."),
    )
    return Said(about(told, _("Berita acara ditandatangani")), lead, rows=_digest_rows(told))


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
    return Said(about(told, _("Sesi masih dijeda")), lead, page=_session_page(told))


def _session_page(told: Told) -> str:
    return f"/sessions/{told.facts['session']['id']}"
