"""Webhooks and what they are still to be told. The only SQL for either."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, update

from sessions.store.during import records
from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.tables import batches, deliveries, webhooks
from sessions.values import GIVES_UP_AFTER, Entry, HookDelivery, NotFound, Webhook, new_id, told, wait, waits

_ANY = Hot(select(webhooks.c.id))  # asked at every commit
_STOPPED = select(batches.c.id).where(batches.c.cancelled_at.is_not(None))
FAULT = 200  # characters that are kept of why a try failed


def secret(db: Db, webhook: str) -> str:
    """Its secret (Standard Webhooks: `whsec_` and base64), derived from the installation's key."""
    key = hmac.new(db.secret, b"webhook:" + webhook.encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(key).decode()


def add(db: Db, url: str, kinds: Sequence[str], *, now: datetime) -> Webhook:
    """A new one; it is told of what happens from now on."""
    made = new_id(now)
    row: dict[str, object] = {"id": made, "url": url, "kinds": list(kinds), "created_at": now, "resume_at": now}
    db.execute(insert(webhooks).values(row))
    return Webhook(made, url, tuple(kinds), now)


def listed(db: Db, *, after: str = "", limit: int = 1000) -> list[Webhook]:
    """The webhooks by id, with how many messages wait."""
    waiting = select(func.count()).where(deliveries.c.webhook_id == webhooks.c.id).scalar_subquery()
    chosen = select(webhooks, waiting.label("waiting")).where(webhooks.c.id > after)
    return [_webhook(row, row.waiting) for row in db.execute(chosen.order_by(webhooks.c.id).limit(limit))]


def remove(db: Db, webhook: str) -> None:
    """It is told nothing any more. Raises NotFound."""
    if db.execute(delete(webhooks).where(webhooks.c.id == webhook)).rowcount != 1:
        raise NotFound
    db.execute(delete(deliveries).where(deliveries.c.webhook_id == webhook))


# - what is to be told -


def note(db: Db, entries: Sequence[Entry], _signals: set[str]) -> None:
    """Writes what webhooks are to be told of these entries, in the transaction that appended them."""
    hooks = [_webhook(row) for row in db.execute(select(webhooks))] if entries and _ANY.rows(db, {}) else []
    rows = []
    for entry in entries:
        tells = [one for one in hooks if entry.kind in one.kinds]
        session = records.load(db, entry.session) if tells else None
        due = waits(session, entry) if session is not None else None
        if session is None or due is None:
            continue
        body = json.dumps(told(session, entry), ensure_ascii=False, separators=(",", ":"))
        common = {"body": body, "written_at": entry.at, "due_at": due[0], "batch_id": due[1]}
        rows += [common | {"id": new_id(entry.at), "webhook_id": one.id} for one in tells]
    if rows:
        db.execute(insert(deliveries), rows)


def due(db: Db, webhook: str, *, now: datetime) -> HookDelivery | None:
    """The next message of a webhook that is to be sent now."""
    where = (webhooks.c.id == webhook, *_is_due(now))
    joined = webhooks.join(deliveries, deliveries.c.webhook_id == webhooks.c.id)
    chosen = select(webhooks, deliveries.c.id.label("message"), deliveries.c.body).select_from(joined).where(*where)
    row = db.execute(chosen.order_by(deliveries.c.due_at, deliveries.c.id).limit(1)).first()
    return None if row is None else HookDelivery(row.message, _webhook(row), row.body)


def to_send(db: Db, *, now: datetime) -> list[str]:
    """The webhooks for which a message is to be sent now."""
    joined = webhooks.join(deliveries, deliveries.c.webhook_id == webhooks.c.id)
    chosen = select(webhooks.c.id).select_from(joined).where(*_is_due(now)).distinct()
    return list(db.execute(chosen).scalars())


def tidy(db: Db, *, now: datetime) -> None:
    """Takes out what is not to be sent: stopped with its batch, too old, or of a webhook that was removed."""
    gone = or_(
        deliveries.c.batch_id.in_(_STOPPED),
        deliveries.c.due_at <= now - GIVES_UP_AFTER,
        deliveries.c.webhook_id.not_in(select(webhooks.c.id)),
    )
    if db.execute(select(deliveries.c.id).where(gone).limit(1)).first() is not None:
        db.execute(delete(deliveries).where(gone))


def sent(db: Db, message: HookDelivery) -> None:
    """It was taken."""
    db.execute(delete(deliveries).where(deliveries.c.id == message.id))
    if message.webhook.fault:
        db.execute(update(webhooks).where(webhooks.c.id == message.webhook.id).values(failures=0, fault=""))


def failed(db: Db, message: HookDelivery, fault: str, *, now: datetime) -> timedelta:
    """It was not taken: when all of that webhook are tried again."""
    failures = message.webhook.failures + 1
    again = wait(failures)
    changed = {"failures": failures, "fault": fault[:FAULT], "resume_at": now + again}
    db.execute(update(webhooks).where(webhooks.c.id == message.webhook.id).values(changed))
    return again


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    goes = or_(deliveries.c.batch_id.is_(None), deliveries.c.batch_id.not_in(_STOPPED))
    return webhooks.c.resume_at <= now, deliveries.c.due_at <= now, goes


def _webhook(row: Row[object], waiting: int = 0) -> Webhook:
    return Webhook(row.id, row.url, tuple(row.kinds), row.created_at, row.failures, row.fault, waiting)
