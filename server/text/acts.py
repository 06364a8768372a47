"""What the secretariat did, in words: the act, the thing, and each field from what to what."""

from collections.abc import Mapping
from functools import cache, lru_cache

from server.text import entries, field_names, formats
from server.text.languages import translator
from sessions.values import Act

INSTANTS = ("starts_at", "closes_at", "clock")  # fields whose values are instants
MOST = 20  # changes of one act that a page tells


@cache
def things(language: str) -> Mapping[str, str]:
    """What things are called."""
    _ = translator(language)
    return {
        "programme": _("Program"),
        "regency": _("Daerah"),
        "panelist": _("Panelis"),
        "room": _("Ruang"),
        "session": _("Sesi"),
        "offer": _("Tawaran waktu"),
        "plan": _("Rencana"),
        "batch": _("Pengiriman surel"),
        "message": _("Pesan"),
        "mail": _("Surel"),
        "answer": _("Jawaban masuk"),
        "template": _("Kata-kata surel"),
        "release": _("Hasil"),
        "objection": _("Keberatan"),
        "account": _("Akun"),
        "person": _("Orang"),
        "key": _("Kunci API"),
        "webhook": _("Webhook"),
        "calibration": _("Kalibrasi"),
        "clock": _("Jam server"),
    }


@cache
def doings(language: str) -> Mapping[str, str]:
    """What was done with a thing; of a session its record's kinds."""
    _ = translator(language)
    return entries.names(language) | {
        "made": _("dibuat"),
        "changed": _("diubah"),
        "removed": _("dihapus"),
        "archived": _("diarsipkan"),
        "sent": _("dikirim"),
        "resent": _("dikirim lagi"),
        "stopped": _("tidak diteruskan"),
        "ended": _("diakhiri"),
        "accepted": _("disetujui"),
        "declined": _("ditolak"),
        "reminded": _("diingatkan"),
        "told": _("diberi tahu tanpa surel"),
        "published": _("diumumkan"),
        "withdrawn": _("tidak jadi diumumkan"),
        "proposed": _("diusulkan"),
        "signed-brought": _("berita acaranya yang ditandatangani diunggah"),
        "file-added": _("ditambahi berkas"),
        "helper-added": _("rekannya diberi tautan"),
        "helper-removed": _("tautan rekannya dicabut"),
        "feed-shown": _("alamat kalendernya dibuat"),
        "clock-accepted": _("dinyatakan benar"),
        "upheld": _("dikabulkan"),
        "rejected": _("ditolak"),
        "time-changed": _("waktunya diubah"),
        **_powers(language),
        **_at_the_desk(language),
    }


def _powers(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "account-made": _("dibuat"),
        "role-changed": _("perannya diubah"),
        "account-removed": _("dihapus"),
        "address-changed": _("alamatnya diganti"),
        "link-renewed": _("tautannya diganti"),
        "link-revoked": _("tautannya dicabut"),
        "panelist-removed": _("dihapus dari panelis"),
        "person-erased": _("datanya dihapus"),
        "key-made": _("dibuat"),
        "key-revoked": _("dicabut"),
        "passkey-made": _("kunci sandinya dibuat"),
        "passkey-removed": _("kunci sandinya dihapus"),
    }


def _at_the_desk(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "confirm": _("dicatat"),
        "assign": _("dicatat"),
        "accept-time": _("waktunya diterima"),
        "decline-time": _("waktunya ditolak"),
        "invite": _("diundang"),
        "invited": _("dikirim kepada panelis"),
        "resend": _("dikirimi undangan lagi"),
        "reply": _("dibalas"),
        "dismiss": _("dikesampingkan"),
        "taken-back": _("dikembalikan ke meja"),
    }


def told(act: Act, language: str) -> str:
    """What was done, in two or three words."""
    thing, doing = things(language)[act.thing.kind], doings(language).get(act.did, act.did)
    return f"{thing} {doing}"


def changes(act: Act, language: str, zone: str, *, most: int | None = MOST) -> list[dict[str, str]]:
    """Field by field from what to what, the first so many; times in the zone."""
    shown = list(act.changes.items())[:most]
    return [
        {
            "field": field(name, language),
            "was": _value(name, was, language, zone),
            "is": _value(name, now, language, zone),
        }
        for name, (was, now) in shown
    ]


@lru_cache(maxsize=1024)
def field(path: str, language: str) -> str:
    """What the field of a path is called: each part by its name, or as it stands."""
    names = {**field_names.names(language), **field_names.inner(language)}
    return " · ".join(names.get(part, part) for part in path.split("."))


def _value(name: str, value: object, language: str, zone: str) -> str:
    _ = translator(language)
    if name in INSTANTS and value:
        return formats.when(str(value), zone, language=language)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if name == "holidays" and value:
        return formats.country(str(value), language)
    if name.endswith("logo") and value:
        return _("gambar %(start)s…") % {"start": str(value)[:8]}
    chosen = field_names.choices(language).get(name, {})
    if isinstance(value, list):
        return field_names.in_a_line([chosen.get(str(one), one) for one in value])
    return chosen.get(str(value)) or field_names.in_a_line(value)
