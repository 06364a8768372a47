"""What is said about the house itself: what does not work, and that it does again."""

from server.mail.told import Said, Told
from server.text import translator, troubles


def trouble(told: Told) -> Said:
    _ = translator(told.language)
    part = told.facts["part"]
    lead = (
        troubles.told(part, told.facts["reason"], told.language),
        *((_("Surel ini sendiri menunggu sampai gangguan itu berlalu."),) if part == "outbox" else ()),
        _("Keadaan sekarang tertera di atas setiap halaman sekretariat."),
    )
    rows = ((_("Sejak"), told.when(told.facts["since"])),)
    by_mail = part in ("outbox", "inbox")
    page, goes = ("/mail-settings", _("Buka pengaturan surel")) if by_mail else ("/", _("Buka Sidang"))
    return Said(_("Gangguan: %(part)s") % _named(told), lead, shows=False, rows=rows, page=page, goes=goes)


def trouble_over(told: Told) -> Said:
    _ = translator(told.language)
    lead = (troubles.told_over(told.facts["part"], told.language),)
    rows = ((_("Sejak"), told.when(told.facts["since"])), (_("Sampai"), told.when(told.facts["until"])))
    return Said(_("Gangguan berlalu: %(part)s") % _named(told), lead, shows=False, rows=rows)


def _named(told: Told) -> dict[str, str]:
    _ = translator(told.language)
    names = {"outbox": _("surel keluar"), "inbox": _("kotak surel"), "backup": _("cadangan"), "disk": _("ruang disk")}
    return {"part": names[told.facts["part"]]}
