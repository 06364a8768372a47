"""What comes after a close, as values: the control that may be undone, sheets on paper, the chair's summary."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypedDict

from sessions.values.schedule import Schedule

REVEALS_AFTER = timedelta(minutes=15)
UNDO_WITHIN = timedelta(seconds=20)
PAPER_WITHIN = timedelta(days=7)


class SealedHead(TypedDict, total=False):
    """The letterhead as it stood; the logo by the SHA-256 of its picture."""

    name: str
    address: str
    logo: str
    basis: str
    copies: str  # who else gets the covering letter


class Member(TypedDict):
    """Somebody of the panel, as they sign."""

    id: str
    name: str
    institution: str
    title: str
    nip: str


class Figures(TypedDict, total=False):
    """A session's own figures; empty where nobody scored."""

    index: float | None
    groups: dict[str, float | None]
    criteria: dict[str, float | None]
    band: dict[str, str] | None


class Sealed(TypedDict, total=False):
    """What the first signature seals beside the record: all that minutes and letters need, as it stood."""

    letterhead: SealedHead
    number: str | None
    place: str
    signatory: dict[str, str]
    people: list[Member]
    public_url: str
    figures: Figures
    content: str
    wording: int  # which edition of the words was signed; 1 where it is not told


@dataclass(frozen=True)
class Control:
    """The last next-phase, extension or close by hand, and the times before it: what `undo` takes back."""

    entry: int
    kind: str  # phase | extended | closed
    at: datetime
    before: Schedule
    phases_announced: tuple[str, ...]

    def undone(self, now: Schedule) -> Schedule:
        """The times without it: pauses that came since stay, as phases end at running times."""
        if self.kind == "closed":
            return self.before
        return Schedule(now.starts_at, now.phases, self.before.ends, now.pauses, now.closed_at)


@dataclass(frozen=True)
class Paper:
    """A panelist's sheet on paper that was announced before the reveal, which waits for it until then."""

    panelist: str
    until: datetime


@dataclass(frozen=True)
class Summary:
    """What the chair sums up and the panel recommends; `revision` counts from 1."""

    text: str
    criteria: Mapping[str, str] = field(default_factory=dict)
    recommendations: tuple[str, ...] = ()
    revision: int = 1
    by: str = ""
    at: datetime | None = None
