"""Mails the secretariat that a part of the house does not work: once for each trouble, and once when it is over."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sessions.actions.power import tell
from sessions.store import Db, MailFault, accounts, alerts
from sessions.values import wire

STANDS = timedelta(minutes=2)  # what passes by itself before that is nobody's trouble
QUIET = timedelta(minutes=15)  # one that comes back within that is the same, of which nothing more is said


def is_due(db: Db, standing: Collection[MailFault], *, now: datetime) -> bool:
    """Whether anything is to be noted or told."""
    known, parts = alerts.known(db), {one.part for one in standing}
    fresh = any(one.part not in known and now - one.since >= STANDS for one in standing)
    turned = any((one.over_at is None) != (part in parts) for part, one in known.items())
    ended = any(one.over_at is not None and now - one.over_at >= QUIET for one in known.values())
    return fresh or turned or ended


def alert(db: Db, standing: Collection[MailFault], *, now: datetime) -> None:
    """Mails of what stands long enough and was not told, and of what was told and has long been over."""
    known, parts = alerts.known(db), {one.part for one in standing}
    for trouble in standing:
        if trouble.part in known:
            alerts.over(db, trouble.part, None)
        elif now - trouble.since >= STANDS:
            alerts.begin(db, trouble.part, trouble.since)
            _tell(db, "trouble", trouble.part, now=now, since=wire(trouble.since), reason=trouble.reason)
    for part, one in known.items():
        if part not in parts and one.over_at is None:
            alerts.over(db, part, now)
        elif part not in parts and one.over_at is not None and now - one.over_at >= QUIET:
            alerts.forget(db, part)
            _tell(db, "trouble-over", part, now=now, since=wire(one.since), until=wire(one.over_at))


def _tell(db: Db, kind: str, part: str, *, now: datetime, **facts: str) -> None:
    for person in accounts.secretariat(db):
        tell(db, person, kind, now=now, part=part, **facts)
