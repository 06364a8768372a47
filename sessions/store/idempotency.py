"""Answers that are kept for a repeat of their request, by who asked and their `Idempotency-Key`.

An answer may show a secret that is shown once (a webhook's, a feed's address), and its repeat shows it again: so
answers are kept enciphered, under a key derived from `secret.key`, bound to who asked and by which key. The store
alone, or a dump of it, tells nothing of them."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from sessions.errors import Invalid
from sessions.store import sealing
from sessions.store.engine import Db
from sessions.store.tables.core import idempotency

KEPT_FOR = timedelta(days=7)
PURPOSE = "idempotency"
PLAIN = ("{", "[", '"')  # what an answer of before begins with: JSON as it was, which base64 never does
Answer = tuple[int, Any]  # the status, and the document as JSON


def answered(db: Db, actor: str, key: str, fingerprint: str) -> Answer | None:
    """The answer that the request was given before. Raises Invalid if the key came with another request."""
    where = (idempotency.c.actor == actor, idempotency.c.key == _hashed(key))
    row = db.execute(select(idempotency).where(*where)).first()
    if row is None:
        return None
    if row.request_hash != fingerprint:
        raise Invalid.at("", "key-of-another-request")
    return row.status, json.loads(_opened(db, row.body, _bound(actor, row.key)))


def remember(db: Db, actor: str, key: str, fingerprint: str, answer: Answer, *, now: datetime) -> None:
    """Keeps an answer for the request's repeats."""
    code, document = answer
    body = sealing.seal(db.secret, PURPOSE, json.dumps(document, ensure_ascii=False), _bound(actor, _hashed(key)))
    row = {"actor": actor, "key": _hashed(key), "request_hash": fingerprint, "status": code, "body": body, "at": now}
    db.execute(insert(idempotency).values(row))


def forget_old(db: Db, *, now: datetime) -> None:
    """Drops answers kept for keys that nobody will repeat any more."""
    db.execute(delete(idempotency).where(idempotency.c.at < now - KEPT_FOR))


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
