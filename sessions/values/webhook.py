"""Webhooks: who is told outside, and what of an entry they are told: what happened where and when, nothing of people,
scores or words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sessions.clock import wire
from sessions.values.record import Entry
from sessions.values.session import Session

MASKED = "whsec_…"
PUBLIC = ("starts_at", "from", "closes_at", "phase", "minutes")  # of an entry that everybody of the session is told


@dataclass(frozen=True)
class Webhook:
    """An address that is told of entries of some kinds. `fault`: how the last try failed, "" where it did not."""

    id: str
    url: str
    kinds: tuple[str, ...]
    created_at: datetime
    failures: int = 0
    fault: str = ""
    waiting: int = 0

    def as_json(self) -> dict[str, object]:
        """As it is listed, its secret masked."""
        shown = {"id": self.id, "url": self.url, "kinds": list(self.kinds), "secret": MASKED}
        return shown | {"created_at": wire(self.created_at), "waiting": self.waiting, "fault": self.fault or None}


@dataclass(frozen=True)
class HookDelivery:
    """One message that is to be sent; its id is the same with every try."""

    id: str
    webhook: Webhook
    body: str


def told(session: Session, entry: Entry) -> Mapping[str, object]:
    """The message (Standard Webhooks: type, timestamp, data)."""
    data: dict[str, object] = {"session": session.id, "programme": session.programme, "regency": session.regency.code}
    data |= {"number": entry.number, "rehearsal": session.rehearsal}
    data |= {key: entry.data[key] for key in PUBLIC if key in entry.data}
    return {"type": entry.kind, "timestamp": wire(entry.at), "data": data}


def waits(session: Session, entry: Entry) -> tuple[datetime, str | None] | None:
    """Until when it is not told, and the batch with which it is stopped; None for what is never told: an undoing of
    what nobody had heard of."""
    if entry.kind == "undone" and "batch" in entry.data:
        return None
    unheard = [one for one in session.held if one.until > entry.at]
    if not unheard:
        return entry.at, None
    mine = entry.data.get("held", {}).get("batch")
    hidden = next((one.batch for one in unheard if one.before is None), None)
    return max(one.until for one in unheard), mine or hidden
