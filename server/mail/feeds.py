"""Feeds as ready bytes: a VEVENT is made once for a version of a session, a feed joined once for what it shows."""

import gzip
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from server.mail import calendar_part
from server.mail.calendar_part import Standing
from sessions.actions.invitations import feeding, inviting
from sessions.actions.invitations.feeding import Feed
from sessions.store import installation
from sessions.store.engine import Db
from sessions.values.itip import Party, etag, feed
from sessions.values.registry import Programme
from sessions.values.session import Session

MOST_EVENTS = 5_000
MOST_FEEDS = 64


K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Ready:
    """A feed's bytes, plain and compressed, each with its entity tag (two representations are two tags)."""

    body: bytes
    packed: bytes
    etag: str

    @property
    def packed_etag(self) -> str:
        """The compressed bytes' tag."""
        return f'{self.etag[:-1]}-gzip"'


class Feeds:
    """What was rendered last; the store is asked each time whether it still holds."""

    def __init__(self, organizer: Party) -> None:
        self._organizer = organizer
        self._events: OrderedDict[Hashable, bytes] = OrderedDict()
        self._ready: OrderedDict[Feed, tuple[int, datetime | None, Ready]] = OrderedDict()

    def of_token(self, db: Db, token: str, *, uninvited: bool = False, now: datetime) -> Ready:
        """The feed that the token opens; `uninvited`: without what its reader was invited to, which no calendar's
        change tells of and is therefore never kept. Raises NotFound."""
        chosen = feeding.of_token(db, token, uninvited=uninvited, now=now)
        if uninvited:
            return self._joined(chosen, feeding.shown(db, chosen, now=now))
        changes = installation.calendar_changes(db)
        known = self._ready.get(chosen)
        if known is not None and known[0] == changes and (known[1] is None or now < known[1]):
            return known[2]
        ready = self._joined(chosen, feeding.shown(db, chosen, now=now))
        _keep(self._ready, chosen, (changes, feeding.changes_at(db, chosen, now=now), ready), MOST_FEEDS)
        return ready

    def of_sessions(self, programme: Programme, found: Sequence[Session]) -> bytes:
        """These sessions of a programme as a calendar file, as the secretariat knows them."""
        return feed([self._event(one, programme, None) for one in found], f"Sidang: {programme.name}")

    def _joined(self, chosen: Feed, shown: Iterable[tuple[Session, Programme]]) -> Ready:
        body = feed([self._event(session, programme, chosen.person) for session, programme in shown], chosen.name)
        return Ready(body, gzip.compress(body, mtime=0), etag(body))

    def _event(self, session: Session, programme: Programme, person: str | None) -> bytes:
        standing = _standing(session, programme, person)
        key = (session.id, session.version, programme.name, programme.timezone, session.regency.name, standing)
        event = self._events.get(key)
        if event is None:
            facts = inviting.facts_for(session, programme, None, kind="feed")
            event = calendar_part.event(facts, self._organizer, standing)
            _keep(self._events, key, event, MOST_EVENTS)
        return event


def _standing(session: Session, programme: Programme, person: str | None) -> Standing:
    """How the session stands for that reader, and since when in the sense of DTSTAMP: the invitation's version, or what
    has happened since. Each change of the programme's fields (its name stands in SUMMARY) makes it a second newer, so
    that no calendar can take what it now reads for what it has already."""
    answer = session.answers.get(person or "")
    schedule = session.schedule.public if person and session.guest(person) else session.schedule
    ends_at = schedule.closes_at or schedule.ends_at
    answered_at = answer.at if answer else None
    happened = [session.version.dtstamp, session.schedule.closed_at, session.aborted_at, answered_at]
    if ends_at != schedule.ends_at:
        happened.append(session.starts_at)
    since = max(at for at in happened if at is not None) + timedelta(seconds=programme.revision - 1)
    return Standing(not session.live, ends_at, answer.answer if answer else "needs-action", since)


def _keep(store: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    # Several readers may render at once; each keeps what is true, and the oldest goes.
    store[key] = value
    while len(store) > most:
        store.popitem(last=False)


def addresses(public_url: str, token: str | None) -> dict[str, object]:
    """The feed's address with that token; masked without."""
    url = f"{public_url}/calendar/{token or '…'}.ics"
    return {"url": url, "webcal": f"webcal{url[url.index('://') :]}", "masked": token is None}
