"""Whose invitation a mail is about, by evidence: where it came to, its UID, the mail that it answers, its From."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sessions.store import Db, aliases, installation, links, mails, records, registry
from sessions.values import Guest, Mail, NotFound, Person, Seat, Session
from sessions.values.itip import Evidence, Head, Human, Incoming, Known, Refresh, Reply, Standing, is_address, proof

MAX_TEXT = 2_000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL keeps neither
_PLUS = re.compile(r"\+([a-z2-7]{26})@", re.IGNORECASE)


@dataclass(frozen=True)
class About:
    """Whose invitation a mail is about, as far as that is known. `token`: it came to that person's own reply address
    for that session; `own`: it comes from an address of that person's; `answers`: it answers a mail of ours."""

    session: Session | None = None
    person: Person | None = None
    token: bool = False
    own: bool = False
    answers: Mail | None = None

    @property
    def invited(self) -> Seat | Guest | None:
        """The person's place in the session."""
        if self.session is None or self.person is None:
            return None
        return self.session.seat(self.person.id) or self.session.guest(self.person.id)

    @property
    def is_ours(self) -> bool:
        """Whether it has to do with anybody or anything of ours."""
        return self.person is not None or self.answers is not None

    def evidence(self, head: Head, authserv: str) -> Evidence:
        """What speaks for its being that person's."""
        found = proof(head.findings, authserv=authserv, sender=head.sender)
        return Evidence(found, self.token, self.own, self.answers is not None)


def about(db: Db, mail: Incoming) -> About:
    """Whose invitation the mail is about."""
    verdict = mail.verdict
    enclosed = verdict.references if isinstance(verdict, Human) else ()
    answers = answered(db, [*mail.head.references, *enclosed])
    sender = aliases.person_at(db, storable(mail.head.sender))
    named = isinstance(verdict, Reply | Human | Refresh) and bool(verdict.uid)
    found = _named(db, mail) if named else _guessed(db, sender, answers)
    token = _token(db, mail)
    if token is not None and token.person and token.session and _agrees(db, found, token, named=named):
        found = About(records.load(db, token.session), registry.person(db, token.person), token=True)
    own = sender is not None and found.person is not None and sender.id == found.person.id
    return About(found.session, found.person, found.token, own, answers)


def _named(db: Db, mail: Incoming) -> About:
    verdict = mail.verdict
    assert isinstance(verdict, Reply | Human | Refresh)
    return About(_session(db, verdict.uid), aliases.person_at(db, storable(verdict.attendee)))


def _guessed(db: Db, sender: Person | None, answers: Mail | None) -> About:
    session = records.load(db, answers.session) if answers and answers.session else None
    if sender is None and answers is not None and answers.person:
        return About(session, registry.person(db, answers.person))
    return About(session, sender)


def _token(db: Db, mail: Incoming) -> links.Link | None:
    """The reply address that it came to, or that it answers as its organizer."""
    verdict = mail.verdict
    used = [*mail.head.recipients, verdict.organizer if isinstance(verdict, Reply) else ""]
    for address in used:
        found = _PLUS.search(address)
        link = links.find(db, found[1].lower()) if found else None
        if link is not None and link.kind == "reply" and link.revoked_at is None:
            return link
    return None


def _agrees(db: Db, found: About, token: links.Link, *, named: bool) -> bool:
    """Whether the mail says nothing else than its address does: another session's UID, or somebody else who is
    invited, would make the address evidence of nothing."""
    if named and (found.session is None or found.session.id != token.session):
        return False
    return found.invited is None or not named or (found.person is not None and found.person.id == token.person)


def _session(db: Db, uid: str) -> Session | None:
    session, _, name = uid.partition("@")
    if name != installation.name(db) or _UNSTORABLE.search(session):
        return None
    try:
        return records.load(db, session)
    except NotFound:
        return None


def answered(db: Db, references: Iterable[str]) -> Mail | None:
    """The first mail of ours among those Message-IDs."""
    known = [one for one in list(references)[:40] if not _UNSTORABLE.search(one)]
    return next((mail for one in known if (mail := mails.by_message_id(db, one)) is not None), None)


def known(db: Db, found: About) -> Known | None:
    """What we know of that person's invitation."""
    session, person = found.session, found.person
    if session is None:
        return None
    answer = session.answers.get(person.id) if person else None
    last = version(db, found)
    standing = Standing(answer.answer, answer.at, answer.comment, answer.via, answer.client) if answer else None
    return Known(last[0] if last else None, session.starts_at, standing)


def version(db: Db, found: About) -> tuple[int, object] | None:
    """SEQUENCE and DTSTAMP of what that person was last sent."""
    if found.session is None or found.person is None:
        return None
    return mails.last_version(db, found.session.id, found.person.id)


def storable(text: str) -> str:
    """The text as every database keeps it."""
    return _UNSTORABLE.sub("\ufffd", text)[:MAX_TEXT]


def is_storable(text: str) -> bool:
    """Whether every database keeps the text as it is."""
    return not _UNSTORABLE.search(text)


def usable(address: str) -> bool:
    """Whether it is an address that can be remembered as somebody's."""
    return is_address(address)
