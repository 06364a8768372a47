"""What the secretariat did with a thing, and what is told of a change: from what to what, no address and no secret."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from sessions.values.compact import Json

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
]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_FIELDS = 100  # that one act tells of: a rubric has many
LONGEST = 300  # characters of a value that are told
UNTOLD = {"id", "revision", "revised", "programme", "withdrawn_at", "archived", "people"}  # what says nothing by itself
Changes = Mapping[str, tuple[object, object]]


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
    stood, stands = dict(_flat(before)), dict(_flat(after))
    names = [name for name in {**stood, **stands} if (stood.get(name) or None) != (stands.get(name) or None)]
    return {name: (_told(name, stood.get(name)), _told(name, stands.get(name))) for name in names[:MOST_FIELDS]}


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
        else:
            yield path, value


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
