"""Webhooks: who outside is told of what happens in sessions."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.store import Db, webhooks
from sessions.values import Invalid, Thing, Webhook

MOST = 20


def listed(db: Db, asker: Asker, *, after: str = "", limit: int = 1000) -> list[Webhook]:
    """Every webhook, by id."""
    must_be_secretariat(asker)
    return webhooks.listed(db, after=after, limit=limit)


def add(db: Db, url: str, kinds: Sequence[str], asker: Asker, *, now: datetime) -> Webhook:
    """A new one, told of entries of these kinds from now on. Raises NotFound, or Invalid where there are too many."""
    must_be_secretariat(asker)
    if len(webhooks.listed(db)) >= MOST:
        raise Invalid.at("/url", "too-many", most=MOST)
    made = webhooks.add(db, url, kinds, now=now)
    acts.did(db, "made", _thing(made), asker, now=now)
    return made


def remove(db: Db, webhook: str, asker: Asker, *, now: datetime) -> None:
    """It is told nothing any more. Raises NotFound."""
    must_be_secretariat(asker)
    known = next((one for one in webhooks.listed(db) if one.id == webhook), None)
    webhooks.remove(db, webhook)
    if known is not None:
        acts.did(db, "removed", _thing(known), asker, now=now)


def _thing(webhook: Webhook) -> Thing:
    return Thing("webhook", webhook.id, urlsplit(webhook.url).hostname or "")  # the rest of the address may be a secret
