"""What a mail that came in turned out to be, as values. Reasons and kinds are short names; pages put them in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Answer = Literal["accepted", "declined", "tentative"]
ANSWERS: tuple[Answer, ...] = ("accepted", "declined", "tentative")


@dataclass(frozen=True)
class Head:
    """A mail's outside. `sender` is the one mailbox of From, or empty where there is none or more than one.

    `fingerprint` tells the same mail come twice; `references` are the Message-IDs that it answers, the nearest first.
    """

    fingerprint: str
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    date: datetime | None = None
    references: Sequence[str] = ()


@dataclass(frozen=True)
class Reply:
    """An attendee's answer to a version of an invitation (RFC 5546 3.2.3). What it does not tell is None."""

    uid: str
    attendee: str
    answer: Answer
    sequence: int | None
    dtstamp: datetime | None
    starts_at: datetime | None
    comment: str


@dataclass(frozen=True)
class Bounce:
    """A mail of ours that did not arrive (`permanent`) or not yet: its Message-ID, and why in the server's words."""

    message_id: str
    recipient: str
    status: str
    permanent: bool
    reason: str


@dataclass(frozen=True)
class Ignored:
    """Nothing to do: own-mail, automatic, bulk, receipt, delivered, no-answer, older-answer, not-ours."""

    reason: str


@dataclass(frozen=True)
class Human:
    """Somebody of the secretariat must look.

    `kind` is counter (a proposed time in `starts_at` and `ends_at`), delegated (to `delegates`), sent-by (an assistant
    answers for `attendee`), unknown-attendee, forwarded, winmail, undelivered or written (a mail in plain words).
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


@dataclass(frozen=True)
class Quarantined:
    """It is kept whole and not acted on.

    `reason` is too-large, unreadable, sender, sender-differs, calendar-too-large, calendar-unreadable, cut-off,
    two-calendars, no-event, methods-differ, method, no-uid, unknown-uid, recurrence, no-attendee or partstat.
    """

    reason: str


Verdict = Reply | Bounce | Ignored | Human | Quarantined


@dataclass(frozen=True)
class Incoming:
    """One mail that came in, read without knowing what we have sent."""

    head: Head
    verdict: Verdict
