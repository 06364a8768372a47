"""Mails that came in, in the reader's words: what each is about, why it lies in quarantine, what became of it."""

from collections.abc import Mapping
from typing import Any

from server.text import script_words
from server.text.formats import numbered
from server.text.languages import translator
from sessions.values.itip import Guess, masked

View = Mapping[str, Any]


def kinds(language: str) -> dict[str, str]:
    """What a mail that waits is, in a few words."""
    _ = translator(language)
    return {
        "counter": _("Mengusulkan waktu lain"),
        "delegated": _("Mewakilkan kepada orang lain"),
        "sent-by": _("Dijawab oleh asisten"),
        "unknown-attendee": _("Dijawab oleh orang yang tidak diundang"),
        "forwarded": _("Jawaban yang diteruskan"),
        "winmail": _("Jawaban dari Outlook yang tidak terbaca"),
        "undelivered": _("Surel tidak sampai"),
        "written": _("Surel biasa"),
        "unsure": _("Jawaban yang perlu dipastikan"),
        "quarantine": _("Dikarantina"),
    }


def sentence(mail: View, times: Mapping[str, str], language: str) -> str:
    """What the mail is about. `mail` is receiving.view's; `times` holds its `proposed` and `present` times as text."""
    said = mail["proposal"] or {}
    answer = script_words.answers(language).get(said.get("answer") or "", "–")
    known = {
        "who": (mail["person"] or {}).get("name") or said.get("attendee") or mail["sender"],
        "attendee": said.get("attendee") or mail["sender"],
        "sender": mail["sender"],
        "answer": answer,
        "delegates": ", ".join(said.get("delegates") or ()),
        **times,
    }
    return masked(_sentence(mail, language).format_map(known))


def _sentence(mail: View, language: str) -> str:
    _ = translator(language)
    if mail["kind"] == "quarantine":
        return quarantined(mail["reason"], language)
    said = mail["proposal"] or {}
    if mail["kind"] == "counter" and not said.get("starts_at"):
        return _("{who} meminta waktu lain tanpa menyebut kapan.")
    if mail["kind"] == "delegated" and not said.get("delegates"):
        return _("{who} menunjuk orang lain tanpa menyebut siapa.")
    return {
        "counter": _("{who} mengusulkan waktu lain: {proposed}."),
        "delegated": _("{who} menunjuk {delegates} untuk hadir sebagai gantinya."),
        "sent-by": _("{sender} menjawab atas nama {who}: {answer}."),
        "unknown-attendee": _("{attendee} tidak diundang ke sesi ini, tetapi menjawab: {answer}."),
        "forwarded": _("{sender} meneruskan jawaban {who}: {answer}."),
        "winmail": _("{who} mengirim jawaban dari Outlook sebagai winmail.dat, yang tidak dapat dibaca di sini."),
        "undelivered": _("Sebuah surel tidak sampai ke {attendee}."),
        "unsure": _("Tampaknya {who} menjawab: {answer}.") if said.get("answer") else _("Tampaknya {who} menulis."),
    }.get(mail["kind"], _("{who} menulis surel biasa."))


def doubts(mail: View, language: str) -> str:
    """Why the machine did not take the answer by itself; empty where nothing is in doubt."""
    if mail["kind"] == "quarantine":
        return ""
    _ = translator(language)
    return {
        "sender-differs": _("Dikirim dari {sender}, bukan dari alamat yang diundang."),
        "sender-unclear": _("Nama pengirim ditulis tidak menurut aturan, sehingga alamatnya harus ditebak."),
        "reply-to": _("Dikirim oleh layanan {sender} atas nama orang itu; siapa yang menjawab tidak terbukti."),
        "attached": _("Jawaban ada di dalam berkas terlampir yang jenisnya harus ditebak."),
        "forged": _("Server surel kita menyatakan pengirimnya dipalsukan."),
        "unproven": _("Server surel kita tidak dapat membuktikan pengirimnya."),
        "method": _("Yang terlampir adalah undangan, bukan jawaban; baca surelnya."),
        "methods-differ": _("Kepala surel dan kalendernya mengatakan hal yang berbeda."),
        "no-uid": _("Surel ini tidak menyebut undangan mana yang dijawab."),
        "recurrence": _("Surel ini menjawab acara berulang; sesi tidak berulang."),
        "two-calendars": _("Surel ini berisi lebih dari satu kalender."),
        "cut-off": _("Bagian kalendernya terpotong."),
        "calendar-unreadable": _("Bagian kalendernya tidak dapat dibaca."),
        "no-event": _("Bagian kalendernya tidak berisi acara."),
        "no-attendee": _("Surel ini tidak menyebut siapa yang menjawab."),
        "partstat": _("Jawaban di surel ini tidak dikenal."),
    }.get(mail["reason"] or "", "").format(sender=masked(mail["sender"]))


def why(mail: View, seems: Guess | None, language: str, *, next_of: int = 0) -> str:
    """Why somebody must decide of the mail: what is in doubt, else what its kind leaves open. `next_of`: so many
    sessions it may be about, of which the next was taken."""
    _ = translator(language)
    more = _("Sesinya tidak disebut; yang terdekat terisi.") if next_of > 1 else ""
    return f"{_why(mail, seems, language)} {more}".strip()


def _why(mail: View, seems: Guess | None, language: str) -> str:
    if mail["kind"] == "quarantine":
        return quarantined(mail["reason"], language)
    if found := doubts(mail, language):
        return found
    _ = translator(language)
    if seems is not None and seems.mixed:
        return _("Kata-katanya menjawab lebih dari satu hal; jawabannya ditebak dari yang digarisbawahi.")
    if seems is not None:
        return _("Ditulis dengan kata-kata sendiri. Jawabannya ditebak dari kata yang digarisbawahi.")
    return {
        "counter": _("Sesi pindah hanya dengan persetujuan sekretariat."),
        "delegated": _("Yang ditunjuk belum diundang."),
        "sent-by": _("Yang menulis bukan orang yang diundang."),
        "unknown-attendee": _("Alamat itu bukan milik siapa pun yang diundang ke sesi ini."),
        "forwarded": _("Jawabannya ada di dalam surel yang diteruskan orang lain."),
        "winmail": _(
            "Isinya hanya dapat dibaca Outlook. Tanyakan jawabannya, atau minta dijawab lewat tautan di undangan."
        ),
        "undelivered": _("Surel mana yang kembali tidak dapat dipastikan."),
    }.get(mail["kind"], _("Ditulis dengan kata-kata sendiri, tanpa jawaban yang dapat dibaca mesin."))


def drafts(language: str) -> list[str]:
    """Lines to begin with when somebody is written back to."""
    _ = translator(language)
    return [
        _("Terima kasih, surel Anda kami terima. Mohon jawab undangan dengan tombol di bawah ini."),
        _("Waktu sesi tidak dapat kami ubah. Mohon beri tahu apakah Anda dapat hadir."),
        _("Jawaban Anda kami catat. Bila berubah, jawablah sekali lagi; jawaban yang terakhir berlaku."),
    ]


def quarantined(reason: str, language: str) -> str:
    """Why a mail was kept and not acted on."""
    _ = translator(language)
    return {
        "too-large": _("Surelnya terlalu besar."),
        "unreadable": _("Surelnya tidak terbaca."),
        "sender": _("Pengirimnya tidak jelas: tidak disebut, atau lebih dari satu."),
        "sender-differs": _("Pengirimnya bukan orang yang dijawabkan."),
        "calendar-too-large": _("Bagian kalendernya terlalu besar."),
        "calendar-unreadable": _("Bagian kalendernya tidak dapat dibaca."),
        "cut-off": _("Bagian kalendernya terpotong."),
        "two-calendars": _("Surel ini berisi lebih dari satu kalender."),
        "no-event": _("Bagian kalendernya tidak berisi acara."),
        "methods-differ": _("Kepala surel dan kalendernya mengatakan hal yang berbeda."),
        "method": _("Ini undangan atau pembatalan dari luar, bukan jawaban."),
        "no-uid": _("Surel ini tidak menyebut undangan mana yang dijawab."),
        "unknown-uid": _("Surel ini menjawab undangan yang tidak dikenal di sini."),
        "recurrence": _("Surel ini menjawab acara berulang; sesi tidak berulang."),
        "no-attendee": _("Surel ini tidak menyebut siapa yang menjawab."),
        "partstat": _("Jawaban di surel ini tidak dikenal."),
        "failed": _("Terjadi gangguan saat surel ini diolah."),
    }.get(reason, reason)


def outcome(mail: View, language: str) -> str:
    """What became of a mail that waits no longer."""
    _ = translator(language)
    decided = {
        "accept-time": _("Sesi dipindahkan ke waktu yang diusulkan."),
        "invite": _("Yang disebut diundang."),
        "confirm": _("Jawaban dicatat setelah diperiksa."),
        "assign": _("Jawaban dicatat setelah diperiksa."),
        "dismiss": _("Selesai tanpa tindakan."),
        "decline-time": _("Waktu sesi tetap; pengusulnya diberi tahu."),
        "resend": _("Undangan dikirim lagi."),
        "reply": _("Sudah dibalas."),
    }
    if mail["decision"]:
        return decided.get(str(mail["decision"]), str(mail["decision"]))
    answer = script_words.answers(language).get(mail["reason"], mail["reason"])
    return {
        "answer": _("Jawaban dicatat: {answer}.").format(answer=answer),
        "outdated": _("Jawaban untuk waktu yang lama, tidak dihitung; pengirimnya ditanya lagi."),
        "refresh": _("Undangan diminta lagi dan dikirim."),
        "challenge": _("Surel kita ditahan di sana: {reason}").format(reason=masked(mail["reason"])),
        "bounce": _("Surel kita tidak sampai: {reason}").format(reason=masked(mail["reason"])),
        "ignored": ignored(mail["reason"], language),
    }.get(str(mail["kind"]), str(mail["kind"]))


def goes_soon(mails: int, language: str) -> str:
    """That so many mails wait for the minute in which they can still be kept back."""
    return numbered(language, "%d surel dikirim sebentar lagi.", "%d surel dikirim sebentar lagi.", mails)


def ignored(reason: str, language: str) -> str:
    """Why nothing was to be done."""
    _ = translator(language)
    over = _("Jawaban untuk sesi yang tidak menunggu jawaban lagi.")
    return {
        "own-mail": _("Surel kita sendiri yang kembali."),
        "automatic": _("Balasan otomatis."),
        "receipt": _("Tanda terima."),
        "delivered": _("Pemberitahuan bahwa surel sampai."),
        "no-answer": _("Tidak berisi jawaban."),
        "repeated": _("Jawaban yang sama sudah tercatat."),
        "older-answer": _("Ada jawaban yang lebih baru."),
        "not-our-bounce": _("Bukan tentang surel kita."),
        "taken-off": _("Pengirimnya tidak diundang lagi."),
    }.get(reason, over)
