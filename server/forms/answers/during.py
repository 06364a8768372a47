"""What belongs to a running session: sheets and scores, questions, the record."""

from typing import Literal

from pydantic import RootModel

from server.forms.answers.shared import Answer, Digest, Instant, Place, Who


class Slides(Answer):
    """How many pages a deck has that can be shown one by one."""

    pages: int


class Score(Answer):
    """One score as it is stored; `value` null where it was taken back."""

    criterion: str
    value: float | None
    note: str
    unsure: bool
    revision: int
    at: Instant
    private: str | None = None


class StoredScore(Score):
    """A score with its receipt: the record's entry and its hash."""

    entry: int
    hash: Digest


class Moderated(StoredScore):
    """The original score, what it was changed to in the deliberation and why, with the receipt."""

    moderated: float
    reason: str


class LateScore(Answer):
    """One's own score that came after the close."""

    entry: int
    criterion: str
    at: Instant
    late_by_seconds: float
    decision: str | None
    value: float | None


class Sheet(Answer):
    """One panelist's own sheet."""

    state: Literal["waiting", "open", "paused", "closed", "withdrawn"]
    closes_at: Instant | None
    server_time: Instant
    declared: bool
    submitted: bool
    scores: dict[str, Score]
    missing: list[str]
    late: list[LateScore]
    moderated: dict[str, float]


class Question(Answer):
    """A question of the panel, and its answer."""

    id: str
    author: Who
    text: str
    criterion: str | None
    state: Literal["draft", "asked", "answered"]
    answer: str | None
    at: Instant


class Broadcast(Answer):
    """A message to a running session's open pages."""

    id: str
    session: str
    subject: str
    text: str
    at: Instant
    by: Who


class ByNumber(Answer):
    """A regency whose contact has a number and no address: nothing is mailed to it. That it was told otherwise is
    written down by `POST /batches/{id}/told`."""

    code: str
    name: str
    contact: str | None
    phone: str
    whatsapp: str


class Message(Answer):
    """To how many people a message goes, and the batch that it waits with; looked at first, `would_send` names them.
    `by_number` are those without an address whose number is known, with what opens WhatsApp with the message filled
    in."""

    people: int
    batch: dict[str, object] | None
    by_number: list[ByNumber]
    would_send: list[dict[str, object]] | None = None


class Sent(RootModel[Broadcast | Message]):
    """A message that pages show, or one that goes by mail."""


class Actor(Who):
    """Who did it, and by which door."""

    role: str
    via: str


class Entry(Answer):
    """One line of the record; `secret` and `salt` only where they are not redacted."""

    session: str
    number: int
    at: Instant
    kind: str
    actor: Actor
    data: dict[str, object]
    previous: Digest
    hash: Digest


class Record(Answer):
    """A session's record, entry by entry, and the head of its chain."""

    session: str
    regency: Place
    count: int
    head: Digest
    digest: Digest | None
    entries: list[Entry]


class Signature(Answer):
    """An electronic signature that holds: whose certificate, who issued it, when, and whether that time is stamped."""

    name: str
    issuer: str
    at: Instant | None
    stamped: bool


class SignedPdf(Answer):
    """A PDF that was signed elsewhere, taken."""

    sha256: Digest
    size: int
    signatures: list[Signature]
