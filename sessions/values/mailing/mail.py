"""A mail to send, as values: what is stored of it, what it says, and when it is tried again. No MIME, no SMTP here."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

LONGEST_WAIT = timedelta(hours=1)
GIVES_UP_AFTER = timedelta(days=2)
UNWRITABLE = "unwritable"  # why a mail has failed whose address is none, as an older release kept it


Delivery = Literal["written", "handed-over", "delayed", "held", "bounced", "answered", "withdrawn"]


@dataclass(frozen=True)
class Letter:
    """What one mail says. `calendar` is a calendar file's text and `method` its iTIP method, or both are None."""

    subject: str
    text: str
    html: str
    organizer_name: str
    organizer_address: str
    calendar: str | None = None
    method: str | None = None
    references: Sequence[str] = ()  # Message-IDs of the mails of the same thread: the first of it, and the last before

    def filled(self, links: Mapping[str, str]) -> "Letter":
        """The letter with every placeholder replaced, in the texts alone: no link ever stands in a calendar part."""
        text, html = self.text, self.html
        for placeholder, link in links.items():
            text, html = text.replace(placeholder, link), html.replace(placeholder, link)
        return replace(self, text=text, html=html)

    def as_json(self) -> dict[str, object]:
        """As it is stored."""
        return asdict(self)


Wording = Mapping[str, Mapping[str, str]]  # {language: {"subject", "text"}}, with placeholders


@dataclass(frozen=True)
class Template:
    """A programme's own words for a kind of mail; none for a language is the program's own there. Revision 0: never
    set."""

    kind: str
    languages: Wording
    revision: int = 0

    def as_json(self) -> dict[str, object]:
        """As it stands."""
        languages = {language: dict(words) for language, words in self.languages.items()}
        return {"kind": self.kind, "revision": self.revision, "languages": languages, "default": not languages}


class Standing(NamedTuple):
    """What of a mail tells where it is: a list of thousands needs no more."""

    id: str
    session: str | None
    person: str | None
    to_name: str
    to_address: str
    state: str
    reason: str
    attempts: int
    sequence: int | None

    def delivery(self, *, answered: bool) -> Delivery:
        """As a Mail's."""
        return _delivery(self.state, self.reason, self.attempts, self.sequence, answered=answered)


def _delivery(state: str, reason: str, attempts: int, sequence: int | None, *, answered: bool) -> Delivery:
    if state in ("failed", "bounced"):
        return "bounced"
    if state == "dropped":
        return "withdrawn"
    if state in ("waiting", "sending"):
        return "delayed" if attempts or reason else "written"
    if state == "sent" and answered and sequence is not None:
        return "answered"
    if state == "held":
        return "held"
    return "delayed" if reason else "handed-over"


@dataclass(frozen=True)
class Mail:
    """One mail of the outbox as stored. `facts` are what it tells of; `letter` stands once it is composed.

    `state` is waiting, sending, sent, failed, bounced, dropped (no longer true when its time came) or held (it has no
    address to go to).
    """

    id: str
    session: str | None
    person: str | None
    kind: str
    cause: str
    to_name: str
    to_address: str
    message_id: str
    facts: Mapping[str, Any]
    letter: Letter | None
    sequence: int | None
    dtstamp: datetime | None
    written_at: datetime
    state: str
    reason: str
    attempts: int
    due_at: datetime
    sent_at: datetime | None

    @property
    def is_kept(self) -> bool:
        """Whether what it said is still known: it need not be for ever."""
        return self.letter is not None or "person" in self.facts

    def is_out(self, now: datetime) -> bool:
        """Whether what it tells may be known: it waits with no batch, and was not taken back."""
        return self.state != "dropped" and (self.attempts > 0 or self.due_at <= now)

    def delivery(self, *, answered: bool) -> Delivery:
        """Where the mail is, in the words of the picture that the secretariat looks at. `answered`: its reader has
        answered the invitation, by whatever way."""
        return _delivery(self.state, self.reason, self.attempts, self.sequence, answered=answered)

    def next_try(self, now: datetime) -> datetime | None:
        """When to try again after one more failure at `now`; None when it has been tried for long enough."""
        return now + wait(self.attempts + 1) if self.may_try(now) else None

    def may_try(self, now: datetime) -> bool:
        """Whether it is still young enough to be tried again."""
        return now - self.written_at < GIVES_UP_AFTER


def wait(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 1 s, 2 s, 4 s … an hour."""
    return min(timedelta(seconds=2 ** min(failures - 1, 12)), LONGEST_WAIT)
