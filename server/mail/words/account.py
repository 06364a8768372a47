"""What is said about a person's own way in."""

from server.mail.told import Said, Told
from server.text import formats
from server.text.languages import translator


def link(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _(
            "Tautan pribadi Anda diganti. Tautan dalam surat-surat sebelumnya tidak berlaku lagi; gunakan "
            "yang di bawah ini."
        ),
    )
    return Said(_("Tautan pribadi Anda yang baru"), lead, shows=False)


def new_device(told: Told) -> Said:
    _ = translator(told.language)
    at = formats.when(told.written_at, told.facts["person"]["timezone"], "", told.language)
    lead = (
        _("Tautan pribadi Anda dipakai masuk dari perangkat yang belum pernah dipakai."),
        _("Bila itu Anda, abaikan surat ini. Bila bukan, segera hubungi sekretariat agar tautan Anda diganti."),
    )
    return Said(_("Masuk dari perangkat baru"), lead, shows=False, rows=((_("Waktu"), at),))
