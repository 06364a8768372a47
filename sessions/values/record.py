"""The record: entries, the chain that ties them, and its check. What an entry means for a session is session.py's.

An entry's content is hashed as canonical JSON (RFC 8785; records of format 1 have a form of their own). Secret content
is replaced in it by SHA-256 over a salt of 128 bits of its own and the content, so that a redacted export verifies and
a score of five possible values cannot be guessed from its hash. Each entry's hash is SHA-256 over the hash before it
and its own content's hash: h(n) = SHA-256(h(n-1) || SHA-256(content(n))), all as raw bytes, h(0) = 32 zero bytes.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sessions.clock import from_wire, wire
from sessions.values.proof.canonical import canonical, canonical_1

GENESIS = "0" * 64
FORMAT = 2  # how new records are written; `booked` names it, and older ones go on in theirs


@dataclass(frozen=True)
class Actor:
    """Who did it and by which door (`via`: link, key, sign-in, mail, clock). Named by id and name, never by address."""

    id: str
    name: str
    role: str
    via: str

    def as_json(self) -> dict[str, str]:
        """As it stands in the record."""
        return {"id": self.id, "name": self.name, "role": self.role, "via": self.via}


CLOCK_ACTOR = Actor("clock", "Sidang", "clock", "clock")


@dataclass(frozen=True)
class Entry:
    """One line of a record. `secret` and `salt` are None where there is nothing secret or where it was redacted."""

    session: str
    number: int
    at: datetime
    kind: str
    actor: Actor
    data: Mapping[str, Any]
    secret: Mapping[str, Any] | None = None
    salt: str | None = None
    secret_hash: str | None = None
    previous: str = GENESIS
    hash: str = ""

    def content(self) -> dict[str, object]:
        """What is hashed of it."""
        return _content(self.session, self.number, self.at, self.kind, self.actor, self.data, self.secret_hash)

    def as_json(self) -> dict[str, object]:
        """As it is exported; without secret and salt where they were redacted."""
        opened = {} if self.secret is None else {"secret": self.secret, "salt": self.salt}
        return self.content() | opened | {"previous": self.previous, "hash": self.hash}

    def redacted(self) -> "Entry":
        """The same without what is secret; its hash still verifies."""
        return replace(self, secret=None, salt=None)


_WHOLE = frozenset({str, int, bool, type(None)})  # what is written as it stands


def _written(value: object) -> Any:
    # RFC 8785 hashes 80.0 as 80; an export that says 80.0 would not say what was hashed.
    if isinstance(value, Mapping):
        if _WHOLE.issuperset(map(type, value.values())):
            return value
        return {key: _written(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def next_entry(
    before: tuple[int, str],
    *,
    session: str,
    at: datetime,
    kind: str,
    actor: Actor,
    data: Mapping[str, object],
    secret: Mapping[str, object] | None = None,
    form: int = FORMAT,
) -> Entry:
    """The entry that follows the one of that number and hash, sealed into the chain of a record of that format."""
    number, previous = before
    if form != 1:  # format 1 hashes 80.0 as it stands
        data, secret = _written(data), secret if secret is None else _written(secret)
    salt = None if secret is None else _salt()
    hidden = secret_hash(secret, salt, form)
    content = _content(session, number + 1, at, kind, actor, data, hidden)
    head = chained(previous, content, form)
    # Once for every save, and so not by the constructor: of a frozen class it sets each field by a call of its own.
    entry = object.__new__(Entry)
    entry.__dict__.update(session=session, number=number + 1, at=at, kind=kind, actor=actor, data=data, secret=secret)
    entry.__dict__.update(salt=salt, secret_hash=hidden, previous=previous, hash=head)
    return entry


def _content(
    session: str, number: int, at: datetime, kind: str, actor: Actor, data: Mapping[str, object], hidden: str | None
) -> dict[str, object]:
    return {
        "session": session,
        "number": number,
        "at": wire(at),
        "kind": kind,
        "actor": actor.as_json(),
        "data": data,
        "secret_hash": hidden,
    }


_SALTS: list[str] = []


def _salt() -> str:
    """128 random bits nobody else has. Taken from the system many at a time: asking gives up the interpreter's lock."""
    while True:
        try:
            return _SALTS.pop()
        except IndexError:
            many = secrets.token_hex(16 * 256)
            _SALTS.extend(many[at : at + 32] for at in range(0, len(many), 32))


def hashed_form(document: object, form: int = FORMAT) -> bytes:
    """What is hashed of a document in a record of that format: RFC 8785, and Python's own form in format 1."""
    return canonical_1(document) if form == 1 else canonical(document)


def secret_hash(secret: Mapping[str, object] | None, salt: str | None, form: int = FORMAT) -> str | None:
    """The salted hash that stands in for secret content; None where there is none."""
    if secret is None or salt is None:
        return None
    return hashlib.sha256(bytes.fromhex(salt) + hashed_form(secret, form)).hexdigest()


def chained(previous: str, content: Mapping[str, object], form: int = FORMAT) -> str:
    """The hash over the one before and the content's own."""
    return hashlib.sha256(bytes.fromhex(previous) + hashlib.sha256(hashed_form(content, form)).digest()).hexdigest()


def faults(entries: Iterable[Entry]) -> Iterator[tuple[int, str]]:
    """Every place where the chain does not fit, as the number of the entry and what is wrong with it."""
    number, previous, form = 0, GENESIS, FORMAT
    for entry in entries:
        if entry.kind == "booked":
            form = format_of(entry)
        if entry.number <= number:
            yield entry.number, f"it stands out of order: {entry.number} follows {number}"
        elif entry.number != number + 1:
            yield entry.number, f"entry {number + 1} is missing: {entry.number} follows {number}"
        elif entry.previous != previous:
            yield entry.number, "it does not follow the entry before it"
        hidden = entry.secret is None
        if not _hashes_to(entry.secret_hash, secret_hash, entry.secret, entry.salt, form, redacted=hidden):
            yield entry.number, "its secret content is not what was hashed"
        if not _hashes_to(entry.hash, chained, entry.previous, entry.content(), form):
            yield entry.number, "its content is not what was hashed"
        if entry.kind == "sealed" and entry.data.get("digest") != entry.previous:
            yield entry.number, "the digest it states is not that of the chain up to it"
        number, previous = entry.number, entry.hash


def format_of(booked: Entry) -> int:
    """How the record is written that begins with this entry."""
    form = booked.data.get("format", 1)
    return form if isinstance(form, int) else FORMAT


def _hashes_to(expected: str | None, make: Callable[..., str | None], *what: object, redacted: bool = False) -> bool:
    """Whether the hash comes out as stated; what cannot be hashed at all (NaN, an odd salt) does not fit."""
    try:
        return redacted or make(*what) == expected
    except (ValueError, TypeError):
        return False


def from_json(doc: Mapping[str, Any]) -> Entry:
    """An exported entry read again. Raises ValueError naming what is missing, of the wrong kind, or not an entry's."""
    try:
        actor = Actor(**doc["actor"])
        entry = Entry(
            session=str(doc["session"]),
            number=_whole(doc["number"]),
            at=from_wire(doc["at"]),
            kind=str(doc["kind"]),
            actor=actor,
            data=dict(doc["data"]),
            secret=doc.get("secret"),
            salt=doc.get("salt"),
            secret_hash=doc.get("secret_hash"),
            previous=_hash(doc["previous"]),
            hash=_hash(doc["hash"]),
        )
        if entry.as_json() != doc:
            raise ValueError(f"it is not as it was written: {', '.join(_foreign(entry, doc))}")
        return entry
    except KeyError as error:
        raise ValueError(f"the field {error} is missing") from error
    except TypeError as error:
        raise ValueError(f"it is not an entry of a record ({error})") from error


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("its number is no whole number")
    return value


def _foreign(entry: Entry, doc: Mapping[str, object]) -> list[str]:
    written = entry.as_json()
    return sorted(key for key in written.keys() | doc.keys() if written.get(key, ...) != doc.get(key, ...))


def _hash(text: str) -> str:
    if len(bytes.fromhex(text)) != 32:
        raise ValueError("a hash has 64 hexadecimal digits")
    return text
