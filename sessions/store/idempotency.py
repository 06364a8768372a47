"""Answers that are kept for a repeat of their request, by who asked and their `Idempotency-Key`.

An answer may show a secret that is shown once (a webhook's, a feed's address), and its repeat shows it again: so
answers are kept enciphered, under a key derived from `secret.key`, bound to who asked and by which key. The store
alone, or a dump of it, tells nothing of them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from sessions.store import sealing
from sessions.store.bulk import Put
from sessions.store.engine import Db
from sessions.store.tables import idempotency
from sessions.values import Invalid

KEPT_FOR = timedelta(days=7)
PURPOSE = "idempotency"
PLAIN = ("{", "[", '"')  # what an answer of before begins with: JSON as it was, which base64 never does
Answer = tuple[int, object]  # the status, and the document as JSON
_PUT = Put(idempotency, (column.name for column in idempotency.columns))
_AMONG = select(idempotency).where(
    idempotency.c.actor.in_(bindparam("actors", expanding=True)),
    idempotency.c.key.in_(bindparam("keys", expanding=True)),
)


@dataclass(frozen=True)
class _Given:
    """An answer that was given: of which request, and enciphered."""

    fingerprint: str
    status: int
    body: str


@dataclass
class Answers:
    """The answers that requests of a set were given before, and those that they are given now."""

    db: Db
    known: dict[tuple[str, str], _Given]
    new: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, db: Db, asked: Iterable[tuple[str, str]]) -> "Answers":
        """Those of these actors and keys."""
        pairs = {(actor, _hashed(key)) for actor, key in asked}
        if not pairs:
            return cls(db, {})
        among = {"actors": sorted({actor for actor, _ in pairs}), "keys": sorted({key for _, key in pairs})}
        rows = db.connection.execute(_AMONG, among)
        return cls(db, {(row.actor, row.key): _Given(row.request_hash, row.status, row.body) for row in rows})

    def find(self, actor: str, key: str, fingerprint: str) -> Answer | None:
        """As `answered`. Raises Invalid if the key came with another request."""
        hashed = _hashed(key)
        given = self.known.get((actor, hashed))
        return None if given is None else _again(self.db, actor, hashed, fingerprint, given)

    def remember(self, actor: str, key: str, fingerprint: str, answer: Answer, *, now: datetime) -> None:
        """Keeps an answer for the request's repeats, once it is written."""
        row = _row(self.db, actor, key, fingerprint, answer, now)
        self.new.append(row)
        self.known[actor, row["key"]] = _Given(fingerprint, row["status"], row["body"])

    def write(self) -> None:
        """Writes the answers that were given."""
        _PUT.write(self.db, self.new)


def answered(db: Db, actor: str, key: str, fingerprint: str) -> Answer | None:
    """The answer that the request was given before. Raises Invalid if the key came with another request."""
    return Answers.of(db, [(actor, key)]).find(actor, key, fingerprint)


def remember(db: Db, actor: str, key: str, fingerprint: str, answer: Answer, *, now: datetime) -> None:
    """Keeps an answer for the request's repeats."""
    db.execute(insert(idempotency).values(_row(db, actor, key, fingerprint, answer, now)))


def forget_old(db: Db, *, now: datetime) -> None:
    """Drops answers kept for keys that nobody will repeat any more."""
    db.execute(delete(idempotency).where(idempotency.c.at < now - KEPT_FOR))


def _again(db: Db, actor: str, hashed: str, fingerprint: str, given: _Given) -> Answer:
    if given.fingerprint != fingerprint:
        raise Invalid.at("", "key-of-another-request")
    return given.status, json.loads(_opened(db, given.body, _bound(actor, hashed)))


def _row(db: Db, actor: str, key: str, fingerprint: str, answer: Answer, now: datetime) -> dict[str, Any]:
    (code, document), hashed = answer, _hashed(key)
    body = sealing.seal(db.secret, PURPOSE, json.dumps(document, ensure_ascii=False), _bound(actor, hashed))
    return {"actor": actor, "key": hashed, "request_hash": fingerprint, "status": code, "body": body, "at": now}


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode(errors="surrogateescape")).hexdigest()  # a header may hold any bytes, and many


def _bound(actor: str, hashed: str) -> str:
    return f"{actor}\n{hashed}"


def _opened(db: Db, kept: str, bound: str) -> str:
    """Raises ValueError where it was kept under another `secret.key`."""
    if kept == "null" or kept.startswith(PLAIN):
        return kept
    text = sealing.unseal(db.secret, PURPOSE, kept, bound)
    if text is None:
        raise ValueError("a kept answer was sealed under another secret.key")
    return text
