"""What the secretariat did with a thing, and what is told of a change: from what to what, no address and no secret."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from sessions.clock import wire
from sessions.compact import Json
from sessions.values.kinds import KindName
from sessions.values.session import Session

Kind = Literal[
    "programme",
    "regency",
    "panelist",
    "room",
    "session",
    "offer",
    "plan",
    "batch",
    "message",
    "mail",
    "answer",
    "template",
    "release",
    "objection",
    "account",
    "person",
    "key",
    "webhook",
    "calibration",
    "clock",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_FIELDS = 100  # that one act tells of: a rubric has many
LONGEST = 300  # characters of a value that are told
UNTOLD = {"id", "revision", "revised", "programme", "withdrawn_at", "archived", "people"}  # what says nothing by itself
Changes = Mapping[str, tuple[object, object]]
TOLD_OF_SESSIONS: Mapping[KindName, Sequence[str]] = {
    "moved": ("starts_at", "room"),
    "panel-changed": ("panel", "chair", "deputy", "observers"),
    "link-changed": ("room",),
    "extended": ("closes_at",),
    "reopened": ("closes_at",),
    "undone": ("starts_at", "closes_at"),
}


@dataclass(frozen=True)
class Thing:
    """What something was done with, as it was then called; without a programme it is the house's."""

    kind: Kind
    id: str
    name: str
    programme: str | None = None


@dataclass(frozen=True)
class Act:
    """Who did what with which thing. Of a session the record says it: `entry` is its number there."""

    id: str
    at: datetime
    by: str
    by_name: str
    via: str
    did: str
    thing: Thing
    changes: Changes = field(default_factory=dict)
    entry: int | None = None


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[Json, Json]]:
    """Field by field from what to what, where they differ; what identifies a person is masked, and the first
    MOST_FIELDS are told."""
    differ = {name for name in {**before, **after} if before.get(name) != after.get(name)}
    stood, stands = (dict(_flat({name: one[name] for name in one if name in differ})) for one in (before, after))
    names = [name for name in {**stood, **stands} if (stood.get(name) or None) != (stands.get(name) or None)]
    return {name: (_told(name, stood.get(name)), _told(name, stands.get(name))) for name in names[:MOST_FIELDS]}


def session_changes(kind: KindName, before: Session, after: Session) -> dict[str, tuple[Json, Json]]:
    """From what to what an entry of that kind has changed the session, where people are told so: its time, who sits
    there, its room; never where it meets, which opens it."""
    told = TOLD_OF_SESSIONS.get(kind)
    if told is None:  # most entries: bookings come by the hundred
        return {}
    stood, stands = _session(before), _session(after)
    return changes({name: stood[name] for name in told}, {name: stands[name] for name in told})


def _session(one: Session) -> dict[str, object]:
    seats = {seat.id: seat.name for seat in one.panel}
    return {
        "starts_at": wire(one.starts_at),
        "closes_at": wire(closes) if (closes := one.schedule.closes_at) else None,
        "panel": list(seats.values()),
        "chair": one.chair.name if one.chair else None,
        "deputy": seats.get(one.deputy) if one.deputy else None,
        "observers": [guest.name for guest in one.observers],
        "room": one.room.name if one.room else None,
    }


def masked(address: str) -> str:
    """An address as it may be told to who had another one: `s…@jepara.go.id`."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}" if at else ""


def _flat(document: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """The leaves of a document by their paths; what a list's members are called takes the place of their position."""
    for name, value in document.items():
        path = f"{above}{name}"
        if not above and name in UNTOLD:
            continue
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) and "key" in one for one in value):
            yield from _flat({one["key"]: {k: v for k, v in one.items() if k != "key"} for one in value}, f"{path}.")
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) and "from" in one for one in value):
            yield from _flat({_bound(one["from"]): one["name"] for one in value}, f"{path}.")
        else:
            yield path, value


def _bound(value: float) -> str:
    """A band's threshold as a path's part."""
    return f"{value:g}".replace(".", ",")


def _told(path: str, value: object) -> Any:
    name = path.rpartition(".")[2]
    if value in (None, "", [], ()):
        return None
    if name == "email":
        return masked(str(value))
    if name in ("nip", "phone"):
        return f"…{str(value)[-4:]}"
    if isinstance(value, list | tuple):
        return [_member(one) for one in value]
    return value[:LONGEST] if isinstance(value, str) else value


def _member(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    name, email = str(value.get("name") or ""), masked(str(value.get("email") or ""))
    return " ".join(filter(None, (name, email))) or str(value.get("id", ""))
