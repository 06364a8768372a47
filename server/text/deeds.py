"""What the secretariat did as a whole sentence that names the thing: whose answer, which session, until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from server.text import formats, script_words
from server.text.formats import numbered
from server.text.languages import translator
from sessions.values import Act, masked

Names = Mapping[tuple[str, str], str]  # what a programme calls its criteria, groups and phases: by what and its key


@dataclass(frozen=True)
class Behind:
    """What the act does not say itself: `facts` as the store finds them, what keys are called, each kind of mail."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    mail: str = ""

    @property
    def entry(self) -> Mapping[str, Any]:
        """The data of the session's entry."""
        found: Mapping[str, Any] = self.facts.get("entry") or {}
        return found


NOTHING = Behind()
NAMELESS = ("", "—")  # of what has no name, and of whose data are erased


def sentence(act: Act, behind: Behind, language: str, zone: str) -> str:
    """What was done, with what, to whom; why, where a reason was given."""
    said = _sentence_of(act, behind, language).format_map(_parts(act, behind, language, zone))
    reason = behind.entry.get("reason")
    return f"{said[:1].upper()}{said[1:]}" + (f": {reason}" if reason else "")


def _sentence_of(act: Act, behind: Behind, language: str) -> str:
    _ = translator(language)
    if act.thing.kind == "session" and act.did in (variants := _variants(language)):
        found = variants[act.did].get(_variant(act, behind))
        if found is not None:
            return found
    if act.thing.kind == "answer" and act.did in (desk := _at_the_desk(language)):
        return desk[act.did]
    if (own := _own(language).get((act.thing.kind, act.did))) and act.thing.name not in NAMELESS:
        return own
    return sentences(language).get(act.did, "{thing}: " + act.did)


@cache
def _own(language: str) -> Mapping[tuple[str, str], str]:
    """What is said otherwise of one kind of thing."""
    _ = translator(language)
    return {
        ("offer", "proposed"): _("waktu lain diusulkan untuk {name}"),
        ("plan", "changed"): _("{thing} disunting"),
        ("regency", "made"): _("{thing} ditambahkan"),
        ("panelist", "made"): _("{thing} ditambahkan"),
        ("session", "address-changed"): _("alamat surel {of} diganti, dicatat pada {thing}"),
    }


def _variant(act: Act, behind: Behind) -> str:
    """In which of its ways an entry was made; "" where its data are not known, or there is but one."""
    entry = behind.entry
    ways: Mapping[str, str] = {
        "booked": "known" if entry else "",
        "answered": "known" if entry else "",
        "phase": "known" if entry else "",
        "extended": "known" if entry else "",
        "reopened": "known" if entry else "",
        "attached": "known" if entry else "",
        "late": str(entry.get("via", "")),
        "recorded": str(entry.get("state", "")),
        "noted": _noted(entry) if entry else "",
    }
    return ways.get(act.did, "")


def _noted(entry: Mapping[str, Any]) -> str:
    if "turn" in entry:
        return "turn" if entry["turn"] else "turn-ended"
    if "place" in entry:
        return "place"
    return "answered" if entry.get("state") == "answered" or entry.get("answer") else "changed"


def _parts(act: Act, behind: Behind, language: str, zone: str) -> dict[str, str]:
    _ = translator(language)
    entry, facts = behind.entry, behind.facts
    answers = script_words.answers(language)
    phase = str(entry.get("phase", ""))
    criterion = str(entry.get("criterion") or "")
    usual = {"key": phase}
    return {
        "thing": _thing(act, behind, language, zone),
        "name": act.thing.name,
        "of": _of(facts) or _("seseorang"),
        "answer": answers.get(str(entry.get("answer")), str(entry.get("answer", ""))),
        "when": formats.when(entry["starts_at"], zone, language=language) if entry.get("starts_at") else "",
        "phase": behind.names.get(("phases", phase)) or script_words.phase_name(usual, language),
        "by": formats.duration(entry["minutes"], language) if entry.get("minutes") else "",
        "criterion": behind.names.get(("criteria", criterion), criterion),
        "file": str(entry.get("name", "")),
    }


def _of(facts: Mapping[str, Any]) -> str:
    name = str(facts.get("of") or "")
    return "" if name in NAMELESS else name


def _thing(act: Act, behind: Behind, language: str, zone: str) -> str:
    """The thing as it stands in a sentence, by its own name."""
    _ = translator(language)
    thing, facts = act.thing, behind.facts
    kind, name = thing.kind, "" if thing.name in NAMELESS else thing.name
    if kind == "batch" and facts.get("mails"):
        return numbered(language, "pengiriman %d surel", "pengiriman %d surel", facts["mails"])
    if kind in ("plan", "offer") and facts.get("at") and not name:
        made = formats.when(facts["at"], zone, language=language)
        return (_("rencana ({when})") if kind == "plan" else _("tawaran waktu ({when})")).format(when=made)
    if kind == "answer":
        whom = _of(facts) or masked(str(facts.get("sender") or "")) or _("seseorang")
        said = _("surel {whom} tentang sesi {name}") if name else _("surel {whom}")
        return said.format(whom=whom, name=name)
    if kind == "mail" and behind.mail:
        said = _("surel “{mail}” kepada {name}") if name else _("surel “{mail}”")
        return said.format(mail=behind.mail, name=name)
    if kind == "template":
        return _("kata-kata surel “{name}”").format(name=behind.mail or name)
    return named_thing(kind, name, language)


def named_thing(kind: str, name: str, language: str) -> str:
    """A thing of that kind as it stands in a sentence."""
    if kind == "room" and name.lower().startswith(("ruang", "room")):
        return name  # it says itself what it is
    return (_named(language).get(kind, "{name}") if name else _nameless(language)[kind]).format(name=name)


@cache
def _named(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "programme": _("program {name}"),
        "panelist": _("panelis {name}"),
        "room": _("ruang {name}"),
        "session": _("sesi {name}"),
        "offer": _("tawaran waktu untuk {name}"),
        "plan": _("sesi {name} dalam rencana"),
        "message": _("pesan “{name}”"),
        "mail": _("surel kepada {name}"),
        "release": _("hasil versi {name}"),
        "objection": _("keberatan {name}"),
        "account": _("akun {name}"),
        "key": _("kunci API “{name}”"),
        "webhook": _("webhook ke {name}"),
        "calibration": _("kalibrasi “{name}”"),
    }


@cache
def _nameless(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "programme": _("sebuah program"),
        "regency": _("sebuah daerah"),
        "panelist": _("seorang panelis"),
        "room": _("sebuah ruang"),
        "session": _("sebuah sesi"),
        "offer": _("tawaran waktu"),
        "answer": _("sebuah surel"),
        "template": _("kata-kata surel"),
        "plan": _("sebuah rencana"),
        "batch": _("pengiriman surel"),
        "message": _("sebuah pesan"),
        "mail": _("sebuah surel"),
        "release": _("hasil"),
        "objection": _("sebuah keberatan"),
        "account": _("sebuah akun"),
        "person": _("seseorang"),
        "key": _("sebuah kunci API"),
        "webhook": _("sebuah webhook"),
        "calibration": _("sebuah kalibrasi"),
        "clock": _("jam server"),
    }


@cache
def sentences(language: str) -> Mapping[str, str]:
    """What was done with a thing, by the act's name; of a session, by its record's kinds."""
    _ = translator(language)
    return {
        "made": _("{thing} dibuat"),
        "changed": _("{thing} diubah"),
        "removed": _("{thing} dihapus"),
        "archived": _("{thing} diarsipkan"),
        "sent": _("{thing} dikirim"),
        "resent": _("{thing} dikirim lagi"),
        "stopped": _("{thing} dihentikan"),
        "ended": _("{thing} diakhiri"),
        "accepted": _("{thing} disetujui"),
        "declined": _("usulan waktu dari {name} ditolak"),
        "reminded": _("{thing}: yang belum menjawab diingatkan"),
        "told": _("{thing} diberi tahu tanpa surel"),
        "published": _("{thing} diumumkan"),
        "withdrawn": _("{thing} tidak jadi diumumkan"),
        "proposed": _("pengumuman hasil diusulkan"),
        "signed-brought": _("berita acara {thing} yang sudah ditandatangani diunggah"),
        "file-added": _("berkas untuk {thing} ditambahkan"),
        "helper-added": _("rekan {thing} diberi tautan"),
        "helper-removed": _("tautan rekan {thing} dicabut"),
        "feed-shown": _("alamat kalender {thing} dibuat"),
        "clock-accepted": _("{thing} dinyatakan benar"),
        "upheld": _("{thing} dikabulkan"),
        "rejected": _("{thing} ditolak"),
        "time-changed": _("waktu luang {thing} diubah"),
        "invited": _("{thing} dikirim kepada panelis"),
        **_powers(language),
        **_at_the_desk(language),
        **_of_sessions(language),
    }


def _powers(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "account-made": _("{thing} dibuat"),
        "role-changed": _("peran {thing} diubah"),
        "account-removed": _("{thing} dihapus"),
        "address-changed": _("alamat surel {thing} diganti"),
        "link-renewed": _("tautan masuk {thing} diganti"),
        "link-revoked": _("tautan masuk {thing} dicabut"),
        "panelist-removed": _("{thing} dihapus dari panelis"),
        "person-erased": _("data pribadi {thing} dihapus"),
        "key-made": _("{thing} dibuat"),
        "key-revoked": _("{thing} dicabut"),
        "passkey-made": _("kunci sandi {thing} dibuat"),
        "passkey-removed": _("kunci sandi {thing} dihapus"),
    }


@cache
def _at_the_desk(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "confirm": _("{thing} dicatat sebagai jawaban"),
        "assign": _("{thing} dicatat sebagai jawaban"),
        "accept-time": _("waktu yang diusulkan dalam {thing} diterima"),
        "decline-time": _("waktu yang diusulkan dalam {thing} ditolak"),
        "handed": _("{thing} ditugaskan"),
        "invite": _("orang yang disebut dalam {thing} diundang"),
        "resend": _("undangan dikirim lagi sesudah {thing}"),
        "reply": _("{thing} dibalas"),
        "dismiss": _("{thing} dikesampingkan"),
        "taken-back": _("{thing} dikembalikan ke meja"),
    }


def _of_sessions(language: str) -> Mapping[str, str]:
    _ = translator(language)
    return {
        "booked": _("{thing} dijadwalkan"),
        "moved": _("{thing} dipindahkan"),
        "panel-changed": _("panel {thing} diubah"),
        "link-changed": _("tautan rapat {thing} diganti"),
        "cancelled": _("{thing} dibatalkan"),
        "answered": _("jawaban untuk {thing} dicatat"),
        "opened": _("{thing} dimulai"),
        "phase": _("tahap berikutnya pada {thing} dimulai"),
        "paused": _("{thing} dijeda"),
        "resumed": _("{thing} dilanjutkan"),
        "extended": _("{thing} diperpanjang"),
        "closed": _("lembar {thing} ditutup"),
        "aborted": _("{thing} dihentikan"),
        "reopened": _("lembar {thing} dibuka kembali"),
        "joined": _("{of} masuk ke {thing}"),
        "left": _("{of} terputus dari {thing}"),
        "declared": _("benturan kepentingan {of} pada {thing} dinyatakan"),
        "scored": _("nilai {of} pada {thing} diberikan"),
        "late": _("nilai {of} untuk “{criterion}” pada {thing} datang terlambat"),
        "admitted": _("nilai terlambat {of} untuk “{criterion}” pada {thing} diterima"),
        "refused": _("nilai terlambat {of} untuk “{criterion}” pada {thing} ditolak"),
        "asked": _("pertanyaan diajukan pada {thing}"),
        "noted": _("pertanyaan pada {thing} diubah"),
        "attached": _("berkas ditambahkan pada {thing}"),
        "submitted": _("lembar {of} pada {thing} dinyatakan selesai"),
        "sealed": _("catatan {thing} disegel"),
        "signed": _("berita acara {thing} ditandatangani {of}"),
        "claimed": _("penilaian mandiri {thing} dibekukan"),
        "revealed": _("nilai {thing} dibuka kepada panel"),
        "concluded": _("musyawarah {thing} diakhiri"),
        "moderated": _("nilai {of} untuk “{criterion}” pada {thing} diubah dalam musyawarah"),
        "summarised": _("ringkasan {thing} ditulis"),
        "excused": _("tanda tangan {of} pada {thing} tidak ditunggu"),
        "announced": _("lembar kertas {of} untuk {thing} akan menyusul"),
        "confirmed": _("nilai dari lembar kertas {of} pada {thing} dibenarkan"),
        "replied": _("pertanyaan pada {thing} dijawab daerah"),
        "recorded": _("perekaman {thing} dihentikan"),
        "undone": _("{thing} dikembalikan seperti semula"),
    }


@cache
def _variants(language: str) -> Mapping[str, Mapping[str, str]]:
    """What an entry's data say more."""
    _ = translator(language)
    return {
        "booked": {"known": _("{thing} dijadwalkan pada {when}")},
        "answered": {"known": _("jawaban {of} untuk {thing} dicatat: {answer}")},
        "phase": {"known": _("tahap {phase} pada {thing} dimulai")},
        "extended": {"known": _("{thing} diperpanjang {by}")},
        "reopened": {"known": _("lembar {thing} dibuka kembali selama {by}")},
        "attached": {"known": _("berkas {file} ditambahkan pada {thing}")},
        "late": {"paper": _("nilai {of} untuk “{criterion}” pada {thing} disalin dari lembar kertas")},
        "recorded": {
            "recording": _("perekaman {thing} dimulai"),
            "interrupted": _("perekaman {thing} terputus"),
        },
        "noted": {
            "turn": _("giliran pada {thing} diberikan kepada sebuah pertanyaan"),
            "turn-ended": _("giliran pertanyaan pada {thing} diakhiri"),
            "place": _("urutan pertanyaan pada {thing} diubah"),
            "answered": _("jawaban atas pertanyaan pada {thing} dicatat"),
        },
    }
