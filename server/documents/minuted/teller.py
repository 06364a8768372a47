"""How minutes are told: their figures, times and names in a language, and the blocks that page and PDF lay out."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from server.text import formats, named, script_words, translator
from sessions.values import Minutes, whole
from sessions.values.results import number

Block = dict[str, Any]
Section = dict[str, object]
DASH = "–"


class Teller:
    """Minutes and the language and zone in which they are told."""

    def __init__(self, minutes: Minutes, language: str) -> None:
        self.minutes = minutes
        self.language = language
        self.say = translator(language)
        self.zone = minutes.regency.timezone
        self.other = minutes.programme.timezone

    def clock(self, instant: datetime | None, *, seconds: bool = False) -> str:
        """The time of day in the session's zone, the day before it where it is not the session's."""
        if instant is None:
            return DASH
        told = formats.clock_in(instant, self.zone, self.language, seconds=seconds)
        same = formats.to_zone(instant, self.zone).date() == formats.to_zone(self.minutes.starts_at, self.zone).date()
        return told if same else f"{formats.day_in(instant, self.zone, self.language)} {told}"

    def when(self, instant: datetime) -> str:
        """Date and time in the session's zone, and in the programme's where that differs."""
        return formats.when(instant, self.zone, self.other, self.language)

    def moment(self, instant: datetime) -> str:
        """Date and time to the second in the session's zone: `4 Maret 2031, 11.30.05 WIB`."""
        clock = formats.clock_in(instant, self.zone, self.language, seconds=True)
        return f"{self.date(instant)}, {clock} {formats.zone_name(instant, self.zone)}"

    def date(self, instant: datetime) -> str:
        """The date in the session's zone without its weekday."""
        return formats.date_in(instant, self.zone, self.language).split(", ", 1)[-1]

    def figure(self, value: float | None, places: int = 2) -> str:
        """A figure with so many decimals; a dash for one that can't be computed."""
        return DASH if value is None else number(value, places, self.language)

    def plain(self, value: float) -> str:
        """A number as short as it is: a weight, a value of the scale."""
        return formats.number(whole(value), 2, self.language)

    def lasting(self, length: timedelta | None) -> str:
        """A length in words."""
        return DASH if length is None else formats.duration(length / timedelta(minutes=1), self.language)

    def phase(self, key: str) -> str:
        """What a phase is called."""
        name = next((one.name for one in self.minutes.phases if one.key == key), None)
        return script_words.phase_name({"key": key, "name": name}, self.language)

    def criterion(self, key: str) -> str:
        """What a criterion is called."""
        found = self.minutes.rubric.criteria.get(key)
        return named(found.name, self.language) if found else key

    def role(self, role: str) -> str:
        """What somebody is in the session."""
        _ = self.say
        names = {"chair": _("Ketua"), "member": _("Anggota"), "contact": _("Narahubung"), "delegate": _("Utusan")}
        return names.get(role, role)

    def who(self, person: str, name: str) -> str:
        """Their name, and the end of their id where somebody else of the session has the same."""
        same = {one.person for one in self.minutes.attendance if one.name == name} - {person}
        return f"{name} ({person[-6:]})" if same else name

    @property
    def zone_name(self) -> str:
        """WIB, WITA or WIT."""
        return formats.zone_name(self.minutes.starts_at, self.zone)


def section(title: str, blocks: Iterable[Block], *, appended: bool = False) -> Section:
    """A part of the minutes with its title; `appended` ones follow the signatures."""
    return {"title": title, "blocks": list(blocks), "appended": appended}


def table(head: Sequence[str], rows: Sequence[Sequence[object]], shape: str, **more: object) -> Block:
    """`shape` has a letter a column: `w` takes the room that is left, `l` fits its text, `r` and `c` align figures.
    `strong` are the numbers of rows that sum others up. A cell is a text, or what was struck and what stands now."""
    return {
        "kind": "table",
        "head": list(head),
        "rows": [list(row) for row in rows],
        "shape": shape,
        "strong": [],
    } | more


def said(text: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": text}


def small(text: str) -> Block:
    """A remark."""
    return {"kind": "small", "text": text}


def begun(sha256: str | None) -> str:
    """The beginning of a file's SHA-256, as it stands wherever a file is named; a dash for what has none."""
    return (sha256 or "")[:16] or DASH


def instead(old: str, new: str) -> dict[str, str]:
    """A cell whose value was changed: the old one struck, the new one beside it."""
    return {"struck": old, "now": new}
