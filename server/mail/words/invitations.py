"""What invitations, their changes and what asks for an answer say."""

from server.mail.told import PANEL, Said, Told, about, recorded, rehearsal
from server.text import answers, translator


def invite(told: Told) -> Said:
    _ = translator(told.language)
    welcome = {
        "chair": _(
            "Kami mengundang Anda sebagai ketua panel pada sesi penilaian %(regency)s dalam program %(programme)s."
        ),
        "member": _(
            "Kami mengundang Anda sebagai anggota panel pada sesi penilaian %(regency)s dalam program %(programme)s."
        ),
    }.get(
        told.role,
        _(
            "Kami mengundang %(regency)s untuk menyampaikan paparan dan menjawab pertanyaan panel pada sesi "
            "penilaian dalam program %(programme)s."
        ),
    )
    lead = (welcome % told.names, *rehearsal(told))
    return Said(about(told, _("Undangan sesi penilaian")), lead, (*_what_to_prepare(told), *recorded(told)))


def _what_to_prepare(told: Told) -> tuple[str, ...]:
    _ = translator(told.language)
    if told.role in PANEL:
        return (_("Lembar penilaian Anda dibuka tepat saat sesi dimulai dan ditutup tepat saat sesi berakhir."),)
    return (
        *_to_claim(told),
        _("Berkas paparan dan dokumen perencanaan dapat diunggah di ruang kerja Anda sampai sesi dimulai."),
        _("Siapkan pula siapa yang memaparkan dan siapa yang menjawab pertanyaan panel, serta berkas pendukung."),
        _("Halaman pertama ruang kerja Anda memuat semua yang perlu dilakukan, dengan batas waktunya."),
    )


def _to_claim(told: Told) -> tuple[str, ...]:
    _, claims = translator(told.language), told.facts.get("claims")
    if not claims:
        return ()
    asked = (
        _("Penilaian mandiri wajib diisi sampai %(due)s: nilai, penjelasan dan bukti untuk tiap kriteria.")
        if claims["wanted"] == "required"
        else _("Penilaian mandiri dapat diisi sampai %(due)s: nilai, penjelasan dan bukti untuk tiap kriteria.")
    )
    return (asked % {"due": told.when(claims["due"])},)


def update(told: Told) -> Said:
    _ = translator(told.language)
    before = told.when(told.facts["previous"]["starts_at"])
    after = told.when(told.facts["session"]["starts_at"])
    lead = (
        _("Waktu sesi penilaian %(regency)s diubah.") % told.names,
        _("Semula: %(before)s. Menjadi: %(after)s.") % {"before": before, "after": after},
        _("Jawaban untuk waktu semula tidak berlaku lagi. Mohon menjawab sekali lagi untuk waktu yang baru."),
        *rehearsal(told),
    )
    return Said(about(told, _("Perubahan waktu sesi penilaian")), lead, (*_to_claim(told), *recorded(told)))


def minor(told: Told) -> Said:
    _ = translator(told.language)
    if told.cause == "role-changed":
        what = _("Peran Anda dalam panel sesi penilaian %(regency)s diubah; lihat rinciannya di bawah ini.")
    elif told.cause == "panel-changed":
        what = _("Susunan panel sesi penilaian %(regency)s diubah; lihat rinciannya di bawah ini.")
    else:
        what = _("Tautan ruang rapat sesi penilaian %(regency)s diubah. Gunakan tautan di bawah ini.")
    stays = (
        _("Waktu sesi tetap. Kami belum menerima jawaban Anda; mohon memberi tahu kami apakah Anda hadir.")
        if told.unanswered
        else _("Waktu sesi tetap, dan jawaban yang sudah Anda berikan tetap berlaku.")
    )
    lead = (what % told.names, stays)
    return Said(about(told, _("Perubahan rincian sesi penilaian")), lead)


def cancel(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Dengan menyesal kami beri tahukan bahwa sesi penilaian %(regency)s dibatalkan.") % told.names,
        _(
            "Tidak ada yang perlu Anda lakukan; sesi ini dihapus dari kalender Anda. Bila ada waktu "
            "pengganti, Anda menerima undangan baru."
        ),
    )
    why = told.facts.get("reason") or _("tidak disebutkan")
    return Said(about(told, _("Pembatalan sesi penilaian")), lead, comes=False, rows=((_("Alasan"), why),))


def removed(told: Told) -> Said:
    _ = translator(told.language)
    if told.role in PANEL:
        why = _("Susunan panel sesi penilaian %(regency)s diubah, sehingga Anda tidak lagi bertugas pada sesi ini.")
    else:
        why = _("Daftar wakil %(regency)s diubah, sehingga undangan Anda untuk sesi penilaian ini ditarik.")
    lead = (
        why % told.names,
        _("Tidak ada yang perlu Anda lakukan; sesi ini dihapus dari kalender Anda. Terima kasih atas kesediaan Anda."),
    )
    return Said(about(told, _("Undangan ditarik")), lead, comes=False)


# - asking again -


def reminder(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Kami mengingatkan bahwa sesi penilaian %(regency)s dimulai pada %(start)s.")
        % (told.names | {"start": told.when(told.facts["session"]["starts_at"])}),
        *rehearsal(told),
    )
    return Said(about(told, _("Pengingat sesi penilaian")), lead, _what_to_prepare(told))


def nudge(told: Told) -> Said:
    _ = translator(told.language)
    if told.facts.get("outdated"):
        why = _(
            "Jawaban Anda kami terima, tetapi untuk waktu yang tidak berlaku lagi: sesi penilaian %(regency)s "
            "sudah dipindahkan."
        )
    else:
        why = _("Kami belum menerima jawaban Anda atas undangan sesi penilaian %(regency)s.")
    lead = (why % told.names, _("Mohon memberi tahu kami apakah Anda hadir."), *rehearsal(told))
    return Said(about(told, _("Mohon jawaban Anda")), lead, recorded(told))


def claims_reminder(told: Told) -> Said:
    _ = translator(told.language)
    claims = told.facts["claims"]
    counts = {"missing": claims["missing"], "of": claims["of"]}
    lead = (
        _("Mohon lengkapi penilaian mandiri %(regency)s dalam program %(programme)s sebelum isiannya ditutup.")
        % told.names,
        _("Yang belum diisi: %(missing)s dari %(of)s kriteria.") % counts,
    )
    # Not the session's particulars: its time, shown large, would be taken for the time until when to claim.
    rows = (
        (_("Isian ditutup"), told.when(claims["due"])),
        (_("Sesi penilaian"), told.when(told.facts["session"]["starts_at"])),
    )
    named = {"name": told.names["regency"], "due": told.shortly(claims["due"])}
    subject = _("Lengkapi penilaian mandiri %(name)s sebelum %(due)s") % named
    page = f"/regencies/{claims['regency']}/claims"
    return Said(subject, lead, shows=False, rows=rows, page=page, goes=_("Isi penilaian mandiri"))


def observer(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Anda dicatat sebagai pengamat sesi penilaian %(regency)s dalam program %(programme)s.") % told.names,
        _("Anda dapat mengikuti jalannya sesi di ruang kerja Anda; Anda tidak menilai."),
        *rehearsal(told),
    )
    return Said(about(told, _("Pengamat sesi penilaian")), lead, recorded(told))


def overview(told: Told) -> Said:
    _ = translator(told.language)
    count = {"n": len(told.facts["sessions"]), "programme": told.facts["programme"]["name"]}
    subject, first = (
        _("%(n)s sesi Anda"),
        _("Ada %(n)s sesi untuk Anda dalam program %(programme)s. Undangan tiap sesi datang dalam surel sendiri."),
    )
    if told.facts.get("changed"):
        subject = _("Perubahan pada %(n)s sesi Anda")
        first = _(
            "%(n)s sesi Anda dalam program %(programme)s baru dijadwalkan atau diubah; yang lain tetap. "
            "Surel tiap sesi datang sendiri."
        )
    together = _("Undangan yang menunggu dapat Anda jawab sekaligus di ruang kerja Anda, atau satu per satu.")
    lead = (
        first % count,
        *([together] if told.facts.get("seated") else []),
        _("Agar seluruh jadwal tampil di kalender Anda, langganilah alamat kalender di ruang kerja Anda."),
    )
    rows = tuple((told.shortly(one["starts_at"]), one["regency"]) for one in told.facts["sessions"])
    return Said(subject % count, lead, shows=False, rows=rows)


# - answering what people write -


def answered_elsewhere(told: Told) -> Said:
    _ = translator(told.language)
    answer = answers(told.language).get(told.facts["answer"], told.facts["answer"])
    lead = (
        _("Jawaban atas undangan Anda untuk sesi penilaian %(regency)s kami terima dari alamat surel lain: %(answer)s.")
        % (told.names | {"answer": answer}),
        _("Bila itu bukan dari Anda, jawablah sekali lagi; jawaban yang terakhir berlaku."),
        *rehearsal(told),
    )
    return Said(about(told, _("Jawaban dari alamat lain")), lead)


def counter_declined(told: Told) -> Said:
    _ = translator(told.language)
    proposed = told.facts.get("proposed")
    asked = (
        _("Usul waktu Anda untuk sesi penilaian %(regency)s, %(proposed)s, tidak dapat kami penuhi.")
        % (told.names | {"proposed": told.when(proposed)})
        if proposed
        else _("Usul waktu Anda untuk sesi penilaian %(regency)s tidak dapat kami penuhi.") % told.names
    )
    said = told.facts.get("text", "")
    lead = (
        asked,
        *([said] if said else []),
        _("Waktu sesi tetap seperti di bawah ini. Mohon menjawab apakah Anda hadir.")
        if told.unanswered
        else _("Waktu sesi tetap seperti di bawah ini."),
    )
    return Said(about(told, _("Waktu sesi tetap")), lead)


def reply(told: Told) -> Said:
    _ = translator(told.language)
    lead = tuple(line for line in told.facts["text"].splitlines() if line.strip())
    return Said(about(told, _("Jawaban atas surel Anda")), lead)


def message(told: Told) -> Said:
    _ = translator(told.language)
    lead = tuple(line for line in told.facts["text"].splitlines() if line.strip())
    unnamed = _("Pesan tentang program %(programme)s") % {"programme": told.facts["programme"]["name"]}
    return Said(told.facts["subject"] or unnamed, lead, shows=False)


# - times to choose from -


def offer(told: Told) -> Said:
    _ = translator(told.language)
    names = _offer_names(told)
    lead = (
        _("%(regency)s dapat memilih sendiri waktu sesi penilaiannya dalam program %(programme)s.") % names,
        _("Pilih salah satu waktu yang masih kosong sebelum %(until)s. Sampai saat itu pilihan dapat diganti.") % names,
    )
    return _about_offer(told, _("Pilih waktu sesi penilaian %(regency)s sebelum %(shortly)s") % names, lead)


def offer_reminder(told: Told) -> Said:
    _ = translator(told.language)
    names = _offer_names(told)
    lead = (
        _("%(regency)s belum memilih waktu sesi penilaiannya. Mohon pilih salah satu waktu yang masih kosong.") % names,
        _("Waktu dapat dipilih sampai %(until)s. Sesudah itu sekretariat yang menentukan.") % names,
    )
    return _about_offer(told, _("Waktu sesi belum dipilih: %(regency)s, sebelum %(shortly)s") % names, lead)


def offer_freed(told: Told) -> Said:
    _ = translator(told.language)
    names = _offer_names(told)
    lead = (
        _("Satu waktu untuk sesi penilaian %(regency)s kosong lagi.") % names,
        _("Waktu itu untuk siapa yang memilihnya lebih dahulu, paling lambat %(until)s.") % names,
    )
    return _about_offer(told, _("Ada waktu kosong untuk sesi penilaian %(regency)s") % names, lead)


def offer_declined(told: Told) -> Said:
    _ = translator(told.language)
    names = _offer_names(told)
    lead = (
        _("Waktu yang diusulkan %(regency)s tidak dapat dipenuhi.") % names,
        str(told.facts["offer"]["words"]),
        _("Waktu yang ditawarkan tetap dapat dipilih sampai %(until)s.") % names,
    )
    return _about_offer(told, _("Usul waktu tidak dapat dipenuhi: sesi penilaian %(regency)s") % names, lead)


def _about_offer(told: Told, subject: str, lead: tuple[str, ...]) -> Said:
    _ = translator(told.language)
    return Said(subject, lead, shows=False, page=f"/offers/{told.facts['offer']['id']}", goes=_("Pilih waktu sesi"))


def _offer_names(told: Told) -> dict[str, str]:
    until = told.facts["offer"]["until"]
    return {
        "regency": told.facts["regency"]["name"],
        "programme": told.facts["programme"]["name"],
        "until": told.when(until),
        "shortly": told.shortly(until),
    }
