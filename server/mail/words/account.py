"""What is said to a person alone: about their own way in, and what they are asked to do before the round."""

from server.mail.told import Said, Told
from server.text import formats, translator


def link(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _(
            "Tautan pribadi Anda diganti. Tautan dalam surel-surel sebelumnya tidak berlaku lagi; gunakan "
            "yang di bawah ini."
        ),
    )
    return Said(_("Tautan pribadi Anda yang baru"), lead, shows=False)


def new_device(told: Told) -> Said:
    _ = translator(told.language)
    at = formats.when(told.written_at, told.facts["person"]["timezone"], "", told.language)
    by_link, is_first = told.facts.get("via", "link") == "link", bool(told.facts.get("first"))
    if is_first:
        used = _("Anda masuk ke Sidang untuk pertama kali. Surel ini dikirim satu kali untuk setiap perangkat baru.")
    elif by_link:
        used = _("Tautan pribadi Anda dipakai masuk dari perangkat yang belum pernah dipakai.")
    else:
        used = _("Akun Anda dipakai masuk dari perangkat yang belum pernah dipakai.")
    if by_link:
        unless = _("Bila itu Anda, abaikan surel ini. Bila bukan, segera hubungi sekretariat agar tautan Anda diganti.")
    else:
        unless = _("Bila itu Anda, abaikan surel ini. Bila bukan, keluarkan peramban itu di halaman “Akun saya”.")
    subject = _("Masuk untuk pertama kali") if is_first else _("Masuk dari perangkat baru")
    page = "" if by_link else "/account"
    return Said(subject, (used, unless), shows=False, rows=((_("Waktu"), at),), page=page)


def sign_in(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Anda (atau orang yang memakai alamat ini) meminta tautan untuk masuk ke Sidang."),
        _("Tautan di bawah berlaku satu kali, selama 24 jam. Bila bukan Anda yang meminta, abaikan surel ini."),
    )
    return Said(_("Tautan masuk Sidang"), lead, shows=False)


def account_made(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("%(by)s memberi Anda akun Sidang sebagai %(role)s.") % _who(told),
        _("Masuklah dengan alamat surel ini: sebuah tautan dikirim setiap kali Anda memintanya."),
    )
    return Said(_("Akun Sidang Anda"), lead, shows=False, page="/sign-in")


def role_changed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("%(by)s mengubah wewenang akun Sidang Anda menjadi %(role)s.") % _who(told),
        _("Anda sudah dikeluarkan dari semua peramban; masuklah lagi."),
    )
    return Said(_("Wewenang akun Anda diubah"), lead, shows=False, page="/sign-in")


def account_removed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("%(by)s mencabut akun Sidang Anda (%(role)s).") % _who(told),
        _("Anda sudah dikeluarkan dari semua peramban. Bila ini keliru, hubungi sekretariat."),
    )
    return Said(_("Akun Sidang Anda dicabut"), lead, shows=False)


def address_changed(told: Told) -> Said:
    _ = translator(told.language)
    facts = {"by": told.facts["by"], "new": told.facts["new"]}
    lead = (
        _("%(by)s mengganti alamat surel Anda di Sidang dari alamat ini menjadi %(new)s.") % facts,
        _("Tautan pribadi yang pernah dikirim ke alamat ini tidak berlaku lagi, dan semua peramban dikeluarkan."),
        _("Bila Anda tidak memintanya, segera hubungi sekretariat: perubahan ini tercatat dan dapat diperiksa."),
    )
    return Said(_("Alamat surel Anda di Sidang diganti"), lead, shows=False)


def address_new(told: Told) -> Said:
    _ = translator(told.language)
    facts = {"by": told.facts["by"], "old": told.facts["old"] or "-"}
    lead = (
        _("%(by)s mengganti alamat surel Anda di Sidang dari %(old)s menjadi alamat ini.") % facts,
        _("Tautan pribadi yang lama tidak berlaku lagi; gunakan yang di bawah ini."),
    )
    return Said(_("Alamat surel Anda di Sidang"), lead, shows=False)


def link_revoked(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("%(by)s mencabut tautan pribadi Anda. Tautan itu tidak membuka apa pun lagi.") % _who(told),
        _("Bila ini keliru, hubungi sekretariat."),
    )
    return Said(_("Tautan pribadi Anda dicabut"), lead, shows=False)


def panelist_removed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("%(by)s menghapus Anda dari daftar panelis. Tautan pribadi Anda tidak membuka apa pun lagi.") % _who(told),
        _("Bila ini keliru, hubungi sekretariat."),
    )
    return Said(_("Anda bukan panelis lagi"), lead, shows=False)


def key_made(told: Told) -> Said:
    _ = translator(told.language)
    lead = (_("%(by)s membuat kunci program “%(key)s” yang bertindak atas nama sekretariat.") % _key(told),)
    return Said(_("Kunci program dibuat: %(key)s") % _key(told), lead, shows=False)


def key_revoked(told: Told) -> Said:
    _ = translator(told.language)
    lead = (_("%(by)s mencabut kunci program “%(key)s”.") % _key(told),)
    return Said(_("Kunci program dicabut: %(key)s") % _key(told), lead, shows=False)


def passkey_made(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Kunci sandi “%(passkey)s” ditambahkan pada akun Anda: perangkat itu dapat masuk sebagai Anda.")
        % _passkey(told),
        _("Bila itu bukan Anda, hapuslah di halaman “Akun saya” dan hubungi rekan sekretariat."),
    )
    return Said(_("Kunci sandi ditambahkan: %(passkey)s") % _passkey(told), lead, shows=False)


def passkey_removed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (_("Kunci sandi “%(passkey)s” dihapus dari akun Anda dan tidak dapat dipakai masuk lagi.") % _passkey(told),)
    return Said(_("Kunci sandi dihapus: %(passkey)s") % _passkey(told), lead, shows=False)


def _passkey(told: Told) -> dict[str, str]:
    return {"passkey": str(told.facts["passkey"])}


def log_head(told: Told) -> Said:
    _ = translator(told.language)
    head = told.facts["head"]
    lead = (
        _("Inilah kepala log Sidang hari ini. Simpanlah surel ini."),
        _("Dengan kedua nilai di bawah dapat dibuktikan bahwa tidak ada yang diubah atau dihapus sesudahnya."),
        _("Memeriksanya: sidang verify --head %(size)s:%(root)s") % head,
    )
    rows = ((_("Jumlah daun"), str(head["size"])), (_("Akar (SHA-256)"), head["root"]))
    return Said(_("Kepala log Sidang: %(size)s daun") % head, lead, shows=False, rows=rows)


def _who(told: Told) -> dict[str, str]:
    _ = translator(told.language)
    roles = {"secretariat": _("sekretariat"), "viewer": _("pengamat")}
    return {"by": told.facts["by"], "role": roles.get(told.facts.get("role", ""), "")}


def _key(told: Told) -> dict[str, str]:
    return {"by": told.facts["by"], "key": told.facts["key"]}


def calibration(told: Told) -> Said:
    _, asked = translator(told.language), told.facts["calibration"]
    names = {"title": asked["title"], "programme": told.facts["programme"]["name"]}
    begins = (
        _("Anda belum menyelesaikan penilaian contoh %(title)s, yang diminta sebelum program %(programme)s dimulai.")
        if told.facts.get("again")
        else _("Sebelum program %(programme)s dimulai, Anda diminta menilai sebuah contoh: %(title)s.")
    )
    lead = [
        begins % names,
        _("Setiap panelis menilai sendiri. Setelah Anda selesai, Anda melihat perbandingannya dengan panelis lain."),
        _("Penilaian contoh ini tidak masuk hasil, catatan resmi, atau berita acara apa pun."),
    ]
    rows = ((_("Paling lambat"), told.when(asked["until"])),) if asked["until"] else ()
    page = f"/calibrations/{asked['id']}/sheet"
    return Said(_("Kalibrasi: %(title)s") % names, tuple(lead), shows=False, rows=rows, page=page)
