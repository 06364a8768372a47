"""Feeds as ready bytes: a VEVENT is made once for a version of a session, a feed joined once for what it shows."""

import gzip
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.mail import calendar_part
from server.mail.calendar_part import Standing
from sessions.actions import Feed, feeding, inviting
from sessions.lately import Lately
from sessions.store import Db, installation, links
from sessions.values import Programme, Session
from sessions.values.itip import Party, etag, feed

MOST_EVENTS = 5_000
MOST_FEEDS = 64
MOST_TAGS = 20_000  # of addresses that are asked for again and again
Versions = tuple[str, str]  # of who may come in and of what calendars show, see Glance


@dataclass(frozen=True)
class Tags:
    """A feed's entity tags, plain and compressed (two representations are two tags), and until when it can be known
    that they are its tags; None is for as long as nothing changes."""

    etag: str
    until: datetime | None

    @property
    def packed_etag(self) -> str:
        """The compressed bytes' tag."""
        return f'{self.etag[:-1]}-gzip"'


@dataclass(frozen=True)
class Ready:
    """A feed's bytes, plain and compressed, with its tags."""

    body: bytes
    packed: bytes
    tags: Tags


class Feeds:
    """What was rendered last; the store is asked each time whether it still holds."""

    def __init__(self, organizer: Party) -> None:
        self._organizer = organizer
        self._events: Lately[Hashable, bytes] = Lately(MOST_EVENTS)
        self._ready: Lately[Feed, tuple[int, Ready]] = Lately(MOST_FEEDS)
        self._tags: Lately[str, tuple[Versions, Tags]] = Lately(MOST_TAGS)  # by a token's hash

    def tags(self, token: str, versions: Versions, *, now: datetime) -> Tags | None:
        """The tags of the feed that the token opens, where that is known of these versions: nobody is asked."""
        known = self._tags.get(links.hashed(token))
        if known is None or known[0] != versions or not _holds(known[1], now):
            return None
        return known[1]

    def keep(self, token: str, versions: Versions, ready: Ready) -> None:
        """Keeps the tags of what the token opened; the versions are from before the store was asked."""
        self._tags.keep(links.hashed(token), (versions, ready.tags))

    def of_token(self, db: Db, token: str, *, uninvited: bool = False, now: datetime) -> Ready:
        """The feed that the token opens; `uninvited`: without what its reader was invited to, which no calendar's
        change tells of and is therefore never kept. Raises NotFound."""
        chosen = feeding.of_token(db, token, uninvited=uninvited, now=now)
        if uninvited:
            return self._joined(chosen, feeding.shown(db, chosen, now=now), now)
        changes = installation.calendar_changes(db)
        known = self._ready.get(chosen)
        if known is not None and known[0] == changes and _holds(known[1].tags, now):
            return known[1]
        until = feeding.changes_at(db, chosen, now=now)
        ready = self._joined(chosen, feeding.shown(db, chosen, now=now), until)
        self._ready.keep(chosen, (changes, ready))
        return ready

    def of_sessions(self, programme: Programme, found: Sequence[Session]) -> bytes:
        """These sessions of a programme as a calendar file, as the secretariat knows them."""
        return feed([self._event(one, programme, None) for one in found], f"Sidang: {programme.name}")

    def _joined(self, chosen: Feed, shown: Iterable[tuple[Session, Programme]], until: datetime | None) -> Ready:
        body = feed([self._event(session, programme, chosen.person) for session, programme in shown], chosen.name)
        return Ready(body, gzip.compress(body, mtime=0), Tags(etag(body), until))

    def _event(self, session: Session, programme: Programme, person: str | None) -> bytes:
        standing = _standing(session, programme, person)
        key = (session.id, session.version, programme.name, programme.timezone, session.regency.name, standing)
        event = self._events.get(key)
        if event is None:
            facts = inviting.facts_for(session, programme, None, kind="feed")
            event = calendar_part.event(facts, self._organizer, standing)
            self._events.keep(key, event)
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


def _holds(tags: Tags, now: datetime) -> bool:
    return tags.until is None or now < tags.until


def addresses(public_url: str, token: str | None) -> dict[str, object]:
    """The feed's address with that token; masked without."""
    url = f"{public_url}/calendar/{token or '…'}.ics"
    return {"url": url, "webcal": f"webcal{url[url.index('://') :]}", "masked": token is None}
