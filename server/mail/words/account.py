"""What is said to a person alone: about their own way in, and what they are asked to do before the round."""

from server.mail.told import Said, Told
from server.text import formats, translator
from sessions.actions import COMMAND_LINE


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
    page, goes = ("", "") if by_link else ("/account", _("Buka akun saya"))
    return Said(subject, (used, unless), shows=False, rows=((_("Waktu"), at),), page=page, goes=goes)


def sign_in(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Masuklah ke Sidang dengan tautan di bawah. Tautan itu berlaku satu kali, selama 24 jam."),
        _("Surel ini dikirim karena seseorang memintanya untuk alamat ini. Bila itu bukan Anda, abaikan saja."),
    )
    return Said(_("Tautan masuk Sidang"), lead, shows=False)


def account_made(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("%(by)s memberi Anda akun Sidang sebagai %(role)s.") % _who(told),
        _("Masuklah dengan alamat surel ini: sebuah tautan dikirim setiap kali Anda memintanya."),
    )
    return Said(_("Akun Sidang Anda"), lead, shows=False, page="/sign-in", goes=_("Buka halaman masuk"))


def role_changed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("%(by)s mengubah wewenang akun Sidang Anda menjadi %(role)s.") % _who(told),
        _("Anda sudah dikeluarkan dari semua peramban; masuklah lagi."),
    )
    return Said(_("Wewenang akun Anda diubah"), lead, shows=False, page="/sign-in", goes=_("Buka halaman masuk"))


def account_removed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("%(by)s mencabut akun Sidang Anda (%(role)s).") % _who(told),
        _("Anda sudah dikeluarkan dari semua peramban. Bila ini keliru, hubungi sekretariat."),
    )
    return Said(_("Akun Sidang Anda dicabut"), lead, shows=False)


def address_changed(told: Told) -> Said:
    _ = translator(told.language)
    facts = {"by": _by(told), "new": told.facts["new"]}
    lead = (
        _("%(by)s mengganti alamat surel Anda di Sidang dari alamat ini menjadi %(new)s.") % facts,
        _("Tautan pribadi yang pernah dikirim ke alamat ini tidak berlaku lagi, dan semua peramban dikeluarkan."),
        _("Bila Anda tidak memintanya, segera hubungi sekretariat: perubahan ini tercatat dan dapat diperiksa."),
    )
    return Said(_("Alamat surel Anda di Sidang diganti"), lead, shows=False)


def address_new(told: Told) -> Said:
    _ = translator(told.language)
    facts = {"by": _by(told), "old": told.facts["old"] or "-"}
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
    lead = (
        _("%(by)s membuat kunci API “%(key)s”: aplikasi yang memegangnya bertindak atas nama sekretariat.")
        % _key(told),
        _("Bila Anda tidak mengetahui untuk apa, mintalah pengelola server segera mencabutnya."),
    )
    return Said(_("Kunci API dibuat: %(key)s") % _key(told), lead, shows=False)


def key_revoked(told: Told) -> Said:
    _ = translator(told.language)
    lead = (_("%(by)s mencabut kunci API “%(key)s”: aplikasi yang memakainya tidak diterima lagi.") % _key(told),)
    return Said(_("Kunci API dicabut: %(key)s") % _key(told), lead, shows=False)


def passkey_made(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Kunci sandi “%(passkey)s” ditambahkan pada akun Anda: perangkat itu dapat masuk sebagai Anda.")
        % _passkey(told),
        _("Bila itu bukan Anda, hapuslah di halaman “Akun saya” dan hubungi rekan sekretariat."),
    )
    subject = _("Kunci sandi ditambahkan: %(passkey)s") % _passkey(told)
    return Said(subject, lead, shows=False, page="/account", goes=_("Buka akun saya"))


def passkey_removed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Kunci sandi “%(passkey)s” dihapus dari akun Anda dan tidak dapat dipakai masuk lagi.") % _passkey(told),
        _(
            "Bila itu bukan Anda, keluarkan peramban yang tidak Anda kenal di halaman “Akun saya” dan hubungi "
            "rekan sekretariat."
        ),
    )
    subject = _("Kunci sandi dihapus: %(passkey)s") % _passkey(told)
    return Said(subject, lead, shows=False, page="/account", goes=_("Buka akun saya"))


def _passkey(told: Told) -> dict[str, str]:
    return {"passkey": str(told.facts["passkey"])}


def log_head(told: Told) -> Said:
    _ = translator(told.language)
    head = told.facts["head"]
    lead = (
        _("Mohon simpan surel ini: kedua nilai di bawah adalah kepala log Sidang hari ini."),
        _("Dengan keduanya dapat dibuktikan bahwa apa yang sudah tercatat tidak diubah atau dihapus sesudahnya."),
        _("Memeriksanya: sidang verify --head %(size)s:%(root)s") % head,
    )
    rows = ((_("Jumlah entri"), formats.number(head["size"], 0, told.language)), (_("Akar (SHA-256)"), head["root"]))
    return Said(_("Kepala log Sidang, %(day)s") % {"day": _day(told)}, lead, shows=False, rows=rows)


def _day(told: Told) -> str:
    return formats.day_in(told.written_at, told.facts["person"]["timezone"], told.language)


def _by(told: Told) -> str:
    """Who did it: by their name, which whoever acts on the server itself does not have."""
    _, by = translator(told.language), str(told.facts["by"])
    return _("Pengelola server") if by == COMMAND_LINE.name else by


def _who(told: Told) -> dict[str, str]:
    _ = translator(told.language)
    roles = {"secretariat": _("sekretariat"), "viewer": _("pengamat")}
    return {"by": _by(told), "role": roles.get(told.facts.get("role", ""), "")}


def _key(told: Told) -> dict[str, str]:
    return {"by": _by(told), "key": told.facts["key"]}


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
    subject = (
        _("Kalibrasi: %(title)s, paling lambat %(until)s") % (names | {"until": told.shortly(asked["until"])})
        if asked["until"]
        else _("Kalibrasi: %(title)s") % names
    )
    page = f"/calibrations/{asked['id']}/sheet"
    return Said(subject, tuple(lead), shows=False, rows=rows, page=page, goes=_("Nilai contoh"))
