"""A batch of mails that waits to be sent, and may be stopped until then; its state is computed, never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypedDict

from sessions.clock import wire
from sessions.errors import Clash

State = Literal["waiting", "sending", "sent", "cancelled"]
NEVER_HELD = timedelta(minutes=15)  # a session that starts within this is told at once
ALWAYS_HELD = 20  # what goes to more people than this always waits


class WouldSend(TypedDict):
    """Who would get what: one person (None: nobody is known yet) and one kind of mail, and how many of it."""

    person: str | None
    name: str
    email: str | None  # None: it would wait for an address
    role: str
    kind: str
    count: int


class LeftOut(TypedDict):
    """A session that stands as before, and why those whom a list was to bring to it cannot come then."""

    session: str
    regency: str
    conflicts: list[Clash]


@dataclass(frozen=True)
class Waiting:
    """The batch that mails written now join, and until when they wait."""

    id: str
    until: datetime

    def for_starts(self, *starts: datetime, now: datetime) -> "Waiting | None":
        """The same for a session that starts (or started) then; None for one that must not wait."""
        latest = min(starts) - NEVER_HELD
        return Waiting(self.id, min(self.until, latest)) if now < latest else None

    def as_json(self) -> dict[str, str]:
        """As it stands in the record's entry."""
        return {"batch": self.id, "until": wire(self.until)}


@dataclass(frozen=True)
class Spoken:
    """What is said by telephone alone: to which regencies (ids), and the message's subject and text."""

    by_number: Sequence[str]
    message: Mapping[str, str]


@dataclass(frozen=True)
class Batch:
    """A batch with how far its mails have come. `undo` is what else its stopping brings back, and tells once it is
    stopped who was `left_out` by that. `by_number` are the regencies (ids) that its message is said to by telephone
    alone; `said` is {subject, text} of what is said to them, None where that is nobody or the words are not kept."""

    id: str
    programme: str
    cause: str
    by: str
    created_at: datetime
    due_at: datetime
    cancelled_at: datetime | None
    undo: Mapping[str, Any]
    by_number: tuple[str, ...]
    said: Mapping[str, str] | None
    of: int  # mails that it holds or has sent; those without an address are not among them
    sent: int
    open: int  # waiting, or on their way
    unaddressed: int  # waiting for an address

    def state(self, now: datetime) -> State:
        """What it is at the instant."""
        if self.cancelled_at is not None:
            return "cancelled"
        if now < self.due_at and not self.sent:
            return "waiting"
        return "sending" if self.open else "sent"

    @property
    def left_out(self) -> list[LeftOut]:
        """Who cannot come to what stands as before; nobody before it is stopped."""
        return list(self.undo.get("left_out", ()))

    def as_json(self, now: datetime) -> dict[str, object]:
        """As the contract shows it."""
        return {
            "id": self.id,
            "programme": self.programme,
            "state": self.state(now),
            "of": self.of,
            "sent": self.sent,
            "cause": self.cause,
            "by": self.by,
            "created_at": wire(self.created_at),
            "due_at": wire(self.due_at),
        }
