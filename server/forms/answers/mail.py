"""Mails that go out and come in, people's links and feeds, and accounts."""

from typing import Literal

from server.forms.answers.shared import Answer, Instant, Who


class Addressee(Answer):
    """To whom a mail goes; the id is null where nobody's address is known."""

    id: str | None
    name: str
    email: str | None


class Mail(Answer):
    """A mail to somebody: its state, and why."""

    id: str
    session: str | None
    kind: str
    cause: str
    to: Addressee
    message_id: str
    subject: str | None
    state: str
    reason: str | None
    attempts: int
    written_at: Instant
    sent_at: Instant | None
    sequence: int | None
    delivery: Literal["written", "handed-over", "delayed", "held", "bounced", "answered", "withdrawn"]


class MailRead(Mail):
    """The same with what it says, links masked; `whatsapp` opens it with a message of the secretariat filled in, where
    the reader's number is known."""

    whatsapp: str | None
    text: str
    html: str
    calendar: str | None


class Delivery(Answer):
    """Where a programme's mails are: how many of each."""

    counts: dict[str, int]


class IncomingSession(Answer):
    """The session that a mail is about."""

    id: str
    regency: str
    starts_at: Instant


class Incoming(Answer):
    """A mail that came in, what it is taken for, and what may be done with it."""

    id: str
    kind: str
    reason: str | None
    state: str
    received_at: Instant
    sender: str
    subject: str
    session: IncomingSession | None
    person: Who | None
    keeper: Who | None
    proposal: dict[str, object] | None
    actions: list[str]
    answer: Literal["accepted", "declined", "tentative"] | None
    may_remember: bool
    decision: str | None
    decided_at: Instant | None


class Enclosed(Answer):
    """A mail inside a mail."""

    sender: str
    subject: str
    text: str


class IncomingRead(Incoming):
    """The same with what it says, our links masked."""

    text: str | None
    enclosed: list[Enclosed]


class Several(Answer):
    """With which mails it was done, and which were left as they are."""

    done: list[str]
    left: list[str]


class Feed(Answer):
    """The address of a person's calendar; in full once, when it is made."""

    url: str
    webcal: str
    masked: bool


class Account(Answer):
    """Who may act for the secretariat, or read what it reads."""

    id: str
    email: str
    name: str
    role: Literal["secretariat", "viewer"]
    revision: int


class Webhook(Answer):
    """An address that is told of entries; its secret in full only when it is made."""

    id: str
    url: str
    kinds: list[str]
    secret: str
    created_at: Instant
    waiting: int
    fault: str | None


class PersonData(Answer):
    """Everything that is kept of one person."""

    person: dict[str, str]
    sessions: list[dict[str, object]]
    at: Instant


class Erased(Answer):
    """That somebody's addresses and contact data are gone, and what stays."""

    id: str
    erased: bool
    kept: str


class SignIn(Answer):
    """A browser in which somebody is signed in."""

    id: str
