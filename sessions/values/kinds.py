"""The kinds of entry, one row each: what it holds, what it changes, who hears of it. What sorts kinds reads it here.

What a kind means for a session is folded in session.py, its line for people stands in the catalogues
(`server.text.entries`); both hold every kind of this table, and the tests see to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sessions.values import entry_data as data

KindName = Literal[
    "booked",
    "moved",
    "panel-changed",
    "link-changed",
    "cancelled",
    "answered",
    "opened",
    "phase",
    "paused",
    "resumed",
    "extended",
    "closed",
    "aborted",
    "reopened",
    "joined",
    "left",
    "declared",
    "scored",
    "late",
    "admitted",
    "refused",
    "asked",
    "noted",
    "attached",
    "submitted",
    "sealed",
    "signed",
    "claimed",
    "revealed",
    "concluded",
    "moderated",
    "summarised",
    "excused",
    "announced",
    "confirmed",
    "replied",
    "recorded",
    "address-changed",
    "undone",
]
Hears = Literal["panel", "stage", "regency", "all"]


@dataclass(frozen=True)
class Kind:
    """One kind of entry.

    `hears`: who is told of it by live pages beside whom it is about: `panel` (and secretariat), `stage` (and panel),
    `regency` (and those), `all` (also who withdrew for a conflict of interest: it is about time). `tells` are the
    fields that live pages are told, None for all. `secret` says what is hidden of it until when."""

    name: KindName
    data: type
    hears: Hears = "panel"
    tells: tuple[str, ...] | None = None
    secret: Literal["", "revealed", "decided", "secretariat"] = ""
    folds: bool = True  # whether it changes the session's snapshot; else a save writes its own row and no more
    times: bool = False  # whether the alarm clock looks again
    state: bool = False  # whether live pages get the session's state anew
    calendars: bool = False  # whether feeds show it
    landmark: bool = False  # whether a replay jumps to it
    course: bool = False  # whether the minutes name it as a change of the course
    published: bool = False  # whether its digest is mailed


_SCORES = ("panelist", "scored", "of", "late_by_seconds")
_ROWS = (
    Kind("booked", data.Booked, "all", times=True, calendars=True),
    Kind("moved", data.Moved, "all", times=True, state=True, calendars=True),
    Kind("panel-changed", data.PanelChanged, times=True, state=True, calendars=True),
    Kind("link-changed", data.LinkChanged, "regency", times=True, state=True, calendars=True),
    Kind("cancelled", data.Cancelled, "all", times=True, state=True, calendars=True),
    Kind("answered", data.Answered, state=True, calendars=True),
    Kind("opened", data.Opened, "all", tells=("phase",), times=True, state=True, landmark=True),
    Kind("phase", data.PhaseBegun, "all", times=True, state=True, landmark=True, course=True),
    Kind("paused", data.Because, "all", times=True, state=True, landmark=True),
    Kind("resumed", data.Because, "all", times=True, state=True, landmark=True),
    Kind("extended", data.Extended, "all", times=True, state=True, calendars=True, landmark=True, course=True),
    Kind("closed", data.ByHand, "all", times=True, state=True, calendars=True, landmark=True, course=True),
    Kind("aborted", data.Because, "all", times=True, state=True, calendars=True, landmark=True, course=True),
    Kind("reopened", data.Extended, "all", times=True, state=True, calendars=True, landmark=True, course=True),
    Kind("joined", data.Somebody),
    Kind("left", data.Somebody),
    Kind("declared", data.Declared, secret="secretariat", state=True),
    Kind("scored", data.Scored, tells=_SCORES, secret="revealed", folds=False),
    Kind("late", data.Late, tells=_SCORES, secret="decided"),
    Kind("admitted", data.Decided, times=True, state=True),
    Kind("refused", data.Decided, times=True, state=True),
    Kind("asked", data.Asked, "stage"),
    Kind("noted", data.Noted, "stage"),
    Kind("attached", data.Attached, "regency"),
    Kind("submitted", data.Submitted, state=True),
    Kind("sealed", data.Sealed, times=True, state=True, landmark=True, published=True),
    Kind("signed", data.Signed, tells=("panelist", "digest"), times=True, state=True, published=True),
    Kind("claimed", data.Claimed, "regency", tells=()),
    Kind("revealed", data.Revealed, times=True, state=True, landmark=True),
    Kind("concluded", data.Concluded, times=True, state=True, landmark=True),
    Kind("moderated", data.Moderated, tells=("panelist", "criterion", "revision"), secret="revealed"),
    Kind("summarised", data.Summarised, tells=("revision",), state=True),
    Kind("excused", data.Excused, times=True, state=True),
    Kind("announced", data.Announced, times=True, state=True),
    Kind("confirmed", data.Confirmed, state=True),
    Kind("replied", data.Replied),
    Kind("recorded", data.Recorded, state=True),
    Kind("address-changed", data.AddressChanged, state=True),
    Kind("undone", data.Undone, "all", times=True, state=True, calendars=True, landmark=True, course=True),
)
KINDS: Mapping[str, Kind] = {row.name: row for row in _ROWS}


def kind_of(name: str) -> Kind:
    """The row of a kind; an unknown one, of a release to come, is told to the panel and changes nothing."""
    return KINDS.get(name) or Kind(name, dict, folds=False)  # type: ignore[arg-type]
