"""What each kind of mail says, in the reader's language: its subject, its sentences, and what is asked. No layout.

Every function here is one kind's, found by the kind's name in `KINDS`; the words are those that an office would sign.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from server.text import formats
from server.text.languages import named, translator
from server.text.script_words import phases

Facts = Mapping[str, Any]
PANEL = ("chair", "member")


@dataclass(frozen=True)
class Said:
    """What a mail says. `asks` for an answer by links, `enters` gives the personal link; `rows` add to the session's.

    `shows` tells the session's particulars; `page` is an address of ours to go to, below PUBLIC_URL.
    """

    subject: str
    lead: tuple[str, ...]
    notes: tuple[str, ...] = ()
    asks: bool = False
    enters: bool = False
    shows: bool = True
    rows: tuple[tuple[str, str], ...] = ()
    page: str = ""


@dataclass(frozen=True)
class Told:
    """The facts of one mail as its reader is told them."""

    facts: Facts
    cause: str
    written_at: datetime
    verify: str  # where a digest is checked

    @property
    def language(self) -> str:
        """The reader's."""
        return str(self.facts["person"]["language"])

    @property
    def role(self) -> str:
        """The reader's in the session."""
        return str(self.facts["person"]["role"])

    @property
    def names(self) -> dict[str, str]:
        """What the sentences name."""
        return {"regency": self.facts["session"]["regency"], "programme": self.facts["programme"]["name"]}

    @property
    def unanswered(self) -> bool:
        """Whether the reader has not answered yet."""
        return bool(self.facts["invite"]["partstat"] == "NEEDS-ACTION")

    def when(self, instant: str) -> str:
        """An instant in the reader's zone, and in the programme's where that differs."""
        return formats.when(instant, self.facts["person"]["timezone"], self.programme_zone, self.language)

    @property
    def programme_zone(self) -> str:
        """The programme's zone; empty for a mail about no programme."""
        return str(self.facts.get("programme", {}).get("timezone", ""))


def say(told: Told) -> Said:
    """What the mail says. Raises KeyError for a kind that nobody has written."""
    return KINDS[told.facts["kind"]](told)


def rows(told: Told) -> list[tuple[str, str]]:
    """The session's particulars, named."""
    _, session = translator(told.language), told.facts["session"]
    known = phases(told.language)
    parts = [
        f"{known.get(one['key'], one['key'])} {formats.duration(one['minutes'], told.language)}"
        for one in session["phases"]
    ]
    found = [
        (_("Sesi"), _("Penilaian %(regency)s") % told.names),
        (_("Program"), told.facts["programme"]["name"]),
        (_("Waktu"), _span(told)),
        (_("Susunan"), ", ".join(parts)),
        (_("Ruang rapat"), session["meeting_url"] or _("diberitahukan kemudian")),
    ]
    if told.role in PANEL:
        found.append((_("Peran Anda"), _("ketua panel") if told.role == "chair" else _("anggota panel")))
    return [*found, (_("Panel"), "; ".join(_seat(seat, _) for seat in session["panel"]))]


def _span(told: Told) -> str:
    session, zone = told.facts["session"], told.facts["person"]["timezone"]
    day = formats.date_in(session["starts_at"], zone, told.language)
    span = formats.between(session["starts_at"], session["ends_at"], zone, told.programme_zone, told.language)
    return f"{day}, {span}"


def _seat(seat: Mapping[str, str], _: Callable[[str], str]) -> str:
    return f"{seat['name']} ({_('ketua panel')})" if seat["role"] == "chair" else seat["name"]


def _about(told: Told, what: str) -> str:
    """A subject: what it is, whose session, when; a rehearsal marked as one."""
    session = told.facts["session"]
    mark = "[Gladi] " if session["rehearsal"] else ""
    return f"{mark}{what}: {session['regency']}, {told.when(session['starts_at'])}"


def _rehearsal(told: Told) -> tuple[str, ...]:
    _ = translator(told.language)
    return (
        (_("Ini sesi gladi untuk mencoba ruang rapat dan lembar penilaian; hasilnya tidak dihitung."),)
        if told.facts["session"]["rehearsal"]
        else ()
    )


# - invitations -


def _invite(told: Told) -> Said:
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
    lead = (welcome % told.names, *_rehearsal(told))
    return Said(_about(told, _("Undangan sesi penilaian")), lead, _what_to_prepare(told), asks=True, enters=True)


def _what_to_prepare(told: Told) -> tuple[str, ...]:
    _ = translator(told.language)
    if told.role in PANEL:
        return (_("Lembar penilaian Anda dibuka tepat saat sesi dimulai dan ditutup tepat saat sesi berakhir."),)
    return (_("Berkas paparan dan dokumen perencanaan dapat diunggah di ruang kerja Anda sampai sesi dimulai."),)


def _update(told: Told) -> Said:
    _ = translator(told.language)
    before = told.when(told.facts["previous"]["starts_at"])
    after = told.when(told.facts["session"]["starts_at"])
    lead = (
        _("Waktu sesi penilaian %(regency)s diubah.") % told.names,
        _("Semula: %(before)s. Menjadi: %(after)s.") % {"before": before, "after": after},
        _("Jawaban untuk waktu semula tidak berlaku lagi. Mohon menjawab sekali lagi untuk waktu yang baru."),
        *_rehearsal(told),
    )
    return Said(_about(told, _("Perubahan waktu sesi penilaian")), lead, asks=True, enters=True)


def _minor(told: Told) -> Said:
    _ = translator(told.language)
    if told.cause == "role-changed":
        what = _("Peran Anda dalam panel sesi penilaian %(regency)s diubah; lihat rinciannya di bawah ini.")
    else:
        what = _("Tautan ruang rapat sesi penilaian %(regency)s diubah. Gunakan tautan di bawah ini.")
    lead = (what % told.names, _("Waktu sesi tetap, dan jawaban yang sudah Anda berikan tetap berlaku."))
    return Said(_about(told, _("Perubahan rincian sesi penilaian")), lead, asks=told.unanswered, enters=True)


def _cancel(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Dengan menyesal kami beri tahukan bahwa sesi penilaian %(regency)s dibatalkan.") % told.names,
        _(
            "Tidak ada yang perlu Anda lakukan; sesi ini dihapus dari kalender Anda. Bila ada waktu "
            "pengganti, Anda menerima undangan baru."
        ),
    )
    why = told.facts.get("reason") or _("tidak disebutkan")
    return Said(_about(told, _("Pembatalan sesi penilaian")), lead, rows=((_("Alasan"), why),))


def _removed(told: Told) -> Said:
    _ = translator(told.language)
    if told.role in PANEL:
        why = _("Susunan panel sesi penilaian %(regency)s diubah, sehingga Anda tidak lagi bertugas pada sesi ini.")
    else:
        why = _("Daftar wakil %(regency)s diubah, sehingga undangan Anda untuk sesi penilaian ini ditarik.")
    lead = (
        why % told.names,
        _("Tidak ada yang perlu Anda lakukan; sesi ini dihapus dari kalender Anda. Terima kasih atas kesediaan Anda."),
    )
    return Said(_about(told, _("Undangan ditarik")), lead)


# - asking again -


def _reminder(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Kami mengingatkan bahwa sesi penilaian %(regency)s dimulai pada %(start)s.")
        % (told.names | {"start": told.when(told.facts["session"]["starts_at"])}),
        *_rehearsal(told),
    )
    return Said(
        _about(told, _("Pengingat sesi penilaian")), lead, _what_to_prepare(told), asks=told.unanswered, enters=True
    )


def _nudge(told: Told) -> Said:
    _ = translator(told.language)
    if told.facts.get("outdated"):
        why = _(
            "Jawaban Anda kami terima, tetapi untuk waktu yang tidak berlaku lagi: sesi penilaian %(regency)s "
            "sudah dipindahkan."
        )
    else:
        why = _("Kami belum menerima jawaban Anda atas undangan sesi penilaian %(regency)s.")
    lead = (why % told.names, _("Mohon memberi tahu kami apakah Anda hadir."), *_rehearsal(told))
    return Said(_about(told, _("Mohon jawaban Anda")), lead, asks=True, enters=True)


# - while it runs, and afterwards -


def _called_in(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Anda diminta bergabung dengan panel sesi penilaian %(regency)s yang sedang berlangsung.") % told.names,
        _(
            "Buka ruang kerja Anda untuk menyatakan ada atau tidaknya benturan kepentingan, lalu menilai "
            "sampai sesi ditutup."
        ),
        *_rehearsal(told),
    )
    return Said(_about(told, _("Mohon bergabung sekarang")), lead, enters=True)


def _let_go(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _(
            "Susunan panel sesi penilaian %(regency)s diubah saat sesi berlangsung, sehingga Anda tidak lagi "
            "bertugas pada sesi ini."
        )
        % told.names,
        _("Apa yang sudah Anda isi tetap tercatat. Terima kasih atas kesediaan Anda."),
    )
    return Said(_about(told, _("Anda tidak lagi bertugas")), lead)


def _conflict(told: Told) -> Said:
    _ = translator(told.language)
    who = told.names | {"name": told.facts["panelist"]["name"]}
    lead = (
        _("%(name)s menyatakan ada benturan kepentingan dengan %(regency)s dan tidak menilai pada sesi ini.") % who,
        _("Bila panel perlu dilengkapi, tunjuk pengganti di halaman sesi."),
    )
    return Said(_about(told, _("Benturan kepentingan")), lead, page=_session_page(told))


def _sealed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Sesi penilaian %(regency)s telah ditutup dan rekamannya disegel.") % told.names,
        _(
            "Sidik di bawah ini mewakili seluruh rekaman sampai penutupan. Simpanlah surat ini: dengan sidik "
            "itu siapa pun dapat memastikan bahwa rekaman tidak diubah."
        ),
    )
    return Said(_about(told, _("Rekaman sesi disegel")), lead, rows=_digest_rows(told), shows=True)


def _signed(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _("Berita acara penilaian %(regency)s telah ditandatangani oleh seluruh panel.") % told.names,
        _("Sidik di bawah ini mewakili seluruh rekaman sampai tanda tangan terakhir."),
    )
    return Said(_about(told, _("Berita acara ditandatangani")), lead, rows=_digest_rows(told))


def _digest_rows(told: Told) -> tuple[tuple[str, str], ...]:
    _ = translator(told.language)
    return ((_("Sidik (SHA-256)"), told.facts["digest"]), (_("Periksa di"), told.verify))


def _pause_alert(told: Told) -> Said:
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
    return Said(_about(told, _("Sesi masih dijeda")), lead, page=_session_page(told))


def _session_page(told: Told) -> str:
    return f"/sessions/{told.facts['session']['id']}"


# - about a published result -


def _result_names(told: Told) -> dict[str, Any]:
    release = told.facts["release"]
    return {
        "regency": told.facts["regency"]["name"],
        "programme": told.facts["programme"]["name"],
        "version": release["version"],
        "until": told.when(release["objections_until"]),
    }


def _results(told: Told) -> Said:
    _ = translator(told.language)
    names, release = _result_names(told), told.facts["release"]
    lead = [_("Hasil penilaian %(regency)s dalam program %(programme)s telah terbit (versi %(version)s).") % names]
    if release["reason"]:
        lead.append(_("Versi ini menggantikan versi sebelumnya. Alasannya: %(reason)s") % {"reason": release["reason"]})
    lead.append(_("Halaman hasil dan suratnya (PDF) ada di ruang kerja Anda. Masa sanggah sampai %(until)s.") % names)
    subject = _("Hasil penilaian %(regency)s") % names
    return Said(subject, tuple(lead), enters=True, shows=False, rows=_result_rows(told), page=_result_page(told))


def _result_rows(told: Told) -> tuple[tuple[str, str], ...]:
    _ = translator(told.language)
    result = told.facts["result"]
    index = formats.figure(result["index"], 1, told.language)
    band = named(result["band"], told.language)
    return (
        (_("Indeks"), f"{index} ({band})" if band else index),
        (_("Peringkat"), _("%(rank)s dari %(of)s") % result),
        (_("Sidik (SHA-256)"), told.facts["release"]["digest"]),
        (_("Periksa di"), told.verify),
    )


def _result_page(told: Told) -> str:
    return (
        f"/programmes/{told.facts['programme']['id']}/results/regencies/{quote(told.facts['regency']['code'], safe='')}"
    )


def _objection(told: Told) -> Said:
    _ = translator(told.language)
    objection = told.facts["objection"]
    lead = (
        _("%(regency)s menyanggah hasil penilaiannya (versi %(version)s).") % _result_names(told),
        _("Jawablah di halaman penerbitan hasil."),
    )
    rows = ((_("Dari"), objection["by"]), (_("Sanggahan"), objection["text"]))
    page = f"/programmes/{told.facts['programme']['id']}/results/publication"
    return Said(_("Sanggahan %(regency)s") % _result_names(told), lead, shows=False, rows=rows, page=page)


def _objection_answered(told: Told) -> Said:
    _ = translator(told.language)
    objection = told.facts["objection"]
    upheld = objection["outcome"] == "upheld"
    decision = (
        _("Sanggahan %(regency)s diterima; bila angkanya berubah, versi baru diterbitkan.")
        if upheld
        else _("Sanggahan %(regency)s ditolak.")
    )
    rows = ((_("Sanggahan"), objection["text"]), (_("Jawaban"), objection["answer"]))
    subject = _("Jawaban atas sanggahan %(regency)s") % _result_names(told)
    return Said(
        subject, (decision % _result_names(told),), enters=True, shows=False, rows=rows, page=_result_page(told)
    )


# - about the person alone -


def _link(told: Told) -> Said:
    _ = translator(told.language)
    lead = (
        _(
            "Tautan pribadi Anda diganti. Tautan dalam surat-surat sebelumnya tidak berlaku lagi; gunakan "
            "yang di bawah ini."
        ),
    )
    return Said(_("Tautan pribadi Anda yang baru"), lead, enters=True, shows=False)


def _new_device(told: Told) -> Said:
    _ = translator(told.language)
    at = formats.when(told.written_at, told.facts["person"]["timezone"], "", told.language)
    lead = (
        _("Tautan pribadi Anda dipakai masuk dari perangkat yang belum pernah dipakai."),
        _("Bila itu Anda, abaikan surat ini. Bila bukan, segera hubungi sekretariat agar tautan Anda diganti."),
    )
    return Said(_("Masuk dari perangkat baru"), lead, shows=False, rows=((_("Waktu"), at),))


KINDS: dict[str, Callable[[Told], Said]] = {
    "invite": _invite,
    "update": _update,
    "minor": _minor,
    "cancel": _cancel,
    "removed": _removed,
    "reminder": _reminder,
    "nudge": _nudge,
    "called-in": _called_in,
    "let-go": _let_go,
    "conflict": _conflict,
    "sealed": _sealed,
    "signed": _signed,
    "pause-alert": _pause_alert,
    "results": _results,
    "objection": _objection,
    "objection-answered": _objection_answered,
    "link": _link,
    "new-device": _new_device,
}
