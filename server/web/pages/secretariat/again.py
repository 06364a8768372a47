"""A session that did not take place as the booking form that books it again: filled in, and what could not be."""

from urllib.parse import urlencode

from multidict import MultiDict

from server.text import formats, translator
from server.web.pages.frame import View
from server.web.pages.secretariat import booking_look
from sessions.actions import rebooking
from sessions.values import Session


def address(session: Session) -> str:
    """The form's address."""
    return f"/programmes/{session.programme}/book?{urlencode({'again': session.id})}"


def filled_in(proposed: rebooking.Proposed, zone: str) -> MultiDict[object]:
    """The form's fields; the next times that fit are asked for with it."""
    form: MultiDict[object] = MultiDict(
        {
            "regency": proposed.regency,
            "chair": proposed.chair,
            "deputy": proposed.deputy,
            "room": proposed.room,
            "meeting_url": proposed.meeting_url,
            "note": proposed.note,
            booking_look.STEP: "times",
        }
    )
    form.extend([("panel", one) for one in proposed.panel] + [("observers", one) for one in proposed.observers])
    form.extend((f"{booking_look.OVERRIDE}{one}", why) for one, why in proposed.override.items())
    if proposed.rehearsal:
        form["rehearsal"] = "1"
        form.extend((one.key, f"{one.minutes:g}") for one in proposed.phases or ())
    if proposed.starts_at:
        start = formats.to_zone(proposed.starts_at, zone)
        form["date"] = start.date().isoformat()
        form["time"] = start.strftime("%H:%M:%S" if start.second else "%H:%M")
    return form


def told(proposed: rebooking.Proposed, session: Session, language: str) -> View:
    """What the form says of it: {address, name, time, lost: sentences, note}."""
    _ = translator(language)
    time = _("Waktu semula masih bebas bagi semuanya.")
    if not proposed.keeps_time:
        time = _("Waktu yang diusulkan ialah yang pertama saat semuanya bebas.") if proposed.starts_at else ""
    return {
        "address": f"/sessions/{session.id}",
        "name": session.regency.name,
        "time": time,
        "lost": [_sentence(one, language) for one in proposed.lost],
        "note": proposed.note,
    }


def _sentence(lost: rebooking.Lost, language: str) -> str:
    _ = translator(language)
    text = {
        "panelist-gone": _("{name} bukan lagi panelis program ini."),
        "panelist-conflict": _("{name} memiliki benturan kepentingan dengan daerah ini."),
        "chair-to-choose": _("Ketuanya, {name}, tidak ikut: pilih ketua."),
        "may-not-chair": _("{name} tidak boleh lagi memimpin."),
        "observer-gone": _("{name}, pengamat, tidak ada lagi."),
        "guest-gone": _("{name} tidak tercatat lagi di daerah ini, dan tidak diundang."),
        "regency-gone": _("{name} tidak ada lagi dalam program ini."),
        "regency-withdrawn": _("{name} sudah mengundurkan diri."),
        "room-gone": _("{name} sudah tidak ada; diusulkan {other}.") if lost.other else _("{name} sudah tidak ada."),
        "room-taken": _("{name} terpakai pada waktu itu; diusulkan {other}."),
        "other-length": _("Lama sesi mengikuti program sekarang, bukan sesi semula."),
        "files-stay": _("Berkas dan pertanyaan tinggal di sesi semula."),
        "no-common-time": _("Dalam tiga pekan tidak ada waktu saat semuanya bebas; pilih waktunya."),
    }[lost.why]
    return text.format(name=lost.name, other=lost.other)
