"""What a mail is told of and what it says, as values, and the sentences that several kinds share. No layout."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.text import formats, phase_name, translator

Facts = Mapping[str, Any]
PANEL = ("chair", "member")


@dataclass(frozen=True)
class Said:
    """What a mail says. `shows` tells the session's particulars, to which `rows` add, `comes` also those for who takes
    part; `page` is an address of ours to go to, below PUBLIC_URL, and `goes` what its link is called."""

    subject: str
    lead: tuple[str, ...]
    notes: tuple[str, ...] = ()
    shows: bool = True
    comes: bool = True
    rows: tuple[tuple[str, str], ...] = ()
    page: str = ""
    goes: str = ""


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

    def shortly(self, instant: str) -> str:
        """An instant in the reader's zone where there is little room, as in a subject."""
        zone = self.facts["person"]["timezone"]
        day = formats.day_in(instant, zone, self.language)
        return f"{day}, {formats.time_in(instant, zone, self.language)}"

    @property
    def programme_zone(self) -> str:
        """The programme's zone; empty for a mail about no programme."""
        return str(self.facts.get("programme", {}).get("timezone", ""))


def particulars(told: Told, *, comes: bool = True) -> list[tuple[str, str]]:
    """The session's particulars, named; of who does not take part any more, which it was and when."""
    _, session = translator(told.language), told.facts["session"]
    parts = [
        f"{phase_name(one, told.language)} {formats.duration(one['minutes'], told.language)}"
        for one in session["phases"]
    ]
    found = [
        (_("Acara"), _("Penilaian %(regency)s") % told.names),
        (_("Program"), told.facts["programme"]["name"]),
        (_("Waktu"), _span(told)),
    ]
    if not comes:
        return found
    found += [
        (_("Susunan"), ", ".join(parts)),
        (_("Ruang rapat"), session["meeting_url"] or _("diberitahukan kemudian")),
    ]
    if told.role in PANEL:
        found.append((_("Peran Anda"), _("ketua panel") if told.role == "chair" else _("anggota panel")))
    found.append((_("Panel"), "; ".join(_seat(seat, _) for seat in session["panel"])))
    if "official" in told.facts:
        found.append((_("Surat resmi"), _("Nomor %(number)s, terlampir") % told.facts["official"]))
    return found


def when(told: Told) -> dict[str, str]:
    """The session's time as it is shown large: the day, from when to when on the reader's clock, and the programme's
    in brackets where that differs; `label` is its row's among the particulars."""
    label = translator(told.language)("Waktu")
    day, _, span = _span(told).rpartition(", ")
    own, _, elsewhere = span.partition(" (")
    return {"label": label, "day": day, "span": own, "elsewhere": f"({elsewhere}" if elsewhere else ""}


def _span(told: Told) -> str:
    session, zone = told.facts["session"], told.facts["person"]["timezone"]
    day = formats.date_in(session["starts_at"], zone, told.language)
    span = formats.between(session["starts_at"], session["ends_at"], zone, told.programme_zone, told.language)
    return f"{day}, {span}"


def _seat(seat: Mapping[str, str], _: Callable[[str], str]) -> str:
    return f"{seat['name']} ({_('ketua panel')})" if seat["role"] == "chair" else seat["name"]


def about(told: Told, what: str) -> str:
    """A subject: what it is, whose session, when; a rehearsal marked as one."""
    session = told.facts["session"]
    mark = "[Gladi] " if session["rehearsal"] else ""
    return f"{mark}{what}: {session['regency']}, {told.shortly(session['starts_at'])}"


def rehearsal(told: Told) -> tuple[str, ...]:
    _ = translator(told.language)
    return (
        (_("Ini sesi gladi untuk mencoba ruang rapat dan lembar penilaian; hasilnya tidak dihitung."),)
        if told.facts["session"]["rehearsal"]
        else ()
    )


def recorded(told: Told) -> tuple[str, ...]:
    """What who enters a session must know before: whoever conducts may record any of them."""
    _ = translator(told.language)
    return (
        _(
            "Sesi ini dapat direkam; selama direkam, setiap halaman yang terbuka menyatakannya. Bila Anda "
            "berkeberatan, mohon memberi tahu sekretariat sebelum sesi dimulai."
        ),
    )
