"""What a mail that came in turned out to be, as values. Reasons and kinds are short names; pages put them in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sessions.values.itip.headers import Finding

Answer = Literal["accepted", "declined", "tentative"]
ANSWERS: tuple[Answer, ...] = ("accepted", "declined", "tentative")


@dataclass(frozen=True)
class Head:
    """A mail's outside. `sender` is the one mailbox of From, or empty where there is none or more than one; `clear`
    tells whether it is named as the standard wants it.

    `fingerprint` tells the same mail come twice; `references` are the Message-IDs that it answers, the nearest first;
    `recipients` are the addresses that it came to, `findings` what servers say of its sender.
    """

    fingerprint: str
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    date: datetime | None = None
    references: Sequence[str] = ()
    clear: bool = True
    reply_to: str = ""
    recipients: Sequence[str] = ()
    findings: Sequence[Finding] = ()


@dataclass(frozen=True)
class Reply:
    """An attendee's answer to a version of an invitation (RFC 5546 3.2.3). What it does not tell is None.

    `doubt` is why it may not be that attendee's, empty where nothing in the mail says so: sender-unclear,
    sender-differs, reply-to (the attendee is only whom an answer should go to) or attached (a file whose kind had to be
    guessed). `product` names the client, `organizer` whom it answers.
    """

    uid: str
    attendee: str
    answer: Answer
    sequence: int | None
    dtstamp: datetime | None
    starts_at: datetime | None
    comment: str
    doubt: str = ""
    product: str = ""
    organizer: str = ""


@dataclass(frozen=True)
class Refresh:
    """An attendee asks for the invitation as it now stands (RFC 5546 3.2.6)."""

    uid: str
    attendee: str


@dataclass(frozen=True)
class Bounce:
    """A mail of ours that did not arrive (`permanent`) or not yet: its Message-ID, and why in the server's words.

    `also` are other Message-IDs that it names: of a report in plain words nobody can tell which is the one."""

    message_id: str
    recipient: str
    status: str
    permanent: bool
    reason: str
    also: Sequence[str] = ()


@dataclass(frozen=True)
class Challenge:
    """A mail of ours is held at the other end until somebody does what `text` asks for."""

    message_ids: Sequence[str]
    text: str


@dataclass(frozen=True)
class Ignored:
    """Nothing to do: own-mail, automatic, bulk, receipt, delivered, no-answer, older-answer, repeated, not-ours."""

    reason: str


@dataclass(frozen=True)
class Human:
    """Somebody of the secretariat must look.

    `kind` is counter (a proposed time in `starts_at` and `ends_at`), delegated (to `delegates`), sent-by (an assistant
    answers for `attendee`), unknown-attendee, forwarded, winmail, undelivered, written (a mail in plain words) or
    unsure (an answer that may not be what it seems, `reason` says why). `references` are Message-IDs that what it
    encloses answers.
    """

    kind: str
    uid: str = ""
    attendee: str = ""
    answer: Answer | None = None
    sequence: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    delegates: Sequence[str] = ()
    comment: str = ""
    reason: str = ""
    references: Sequence[str] = ()


@dataclass(frozen=True)
class Quarantined:
    """It is kept whole and not acted on.

    `reason` is too-large, unreadable, sender, sender-differs, calendar-too-large, calendar-unreadable, cut-off,
    two-calendars, no-event, methods-differ, method, no-uid, unknown-uid, recurrence, no-attendee, partstat or failed.
    """

    reason: str


Verdict = Reply | Refresh | Bounce | Challenge | Ignored | Human | Quarantined


@dataclass(frozen=True)
class Incoming:
    """One mail that came in, read without knowing what we have sent."""

    head: Head
    verdict: Verdict
