"""Programmes, their regencies and panelists, people's time, and the sessions themselves."""

from typing import Literal

from pydantic import Field, RootModel

from server.forms.answers.shared import Answer, Answered, Counted, Digest, Instant, Minutes, Names, Place, Who

State = Literal["booked", "open", "paused", "closed", "signed", "cancelled", "aborted"]


class Phase(Answer):
    """A phase with its length."""

    key: str
    minutes: Minutes
    name: dict[str, str] | None = None
    private: bool | None = None


class PhaseTimes(Phase):
    """A session's phase with its times as they now stand; null for what no clock tells (a pause)."""

    starts_at: Instant | None
    ends_at: Instant | None


class Scale(Answer):
    """The values that a score may take."""

    min: float
    max: float
    step: float


class Criterion(Answer):
    """One thing that is scored."""

    key: str
    name: Names
    weight: float
    elements: list[Names] = Field(default_factory=list)
    levels: dict[str, Names] = Field(default_factory=dict)


class Group(Answer):
    """Criteria weighed together."""

    key: str
    name: Names
    weight: float
    criteria: list[Criterion]


class Rubric(Answer):
    """What is scored."""

    scale: Scale
    groups: list[Group]


class Band(Answer):
    """A name for an index from a threshold on."""

    from_: float = Field(alias="from")
    name: Names


class Programme(Answer):
    """One round of assessments with its rubric and its rules."""

    id: str
    archived: bool
    name: str
    timezone: str
    phases: list[Phase]
    panel_size: int
    workdays: list[int]
    day_start: str
    day_end: str
    holidays: str
    blocked: list[str]
    daily_limit: int
    own_province: bool
    show_questions: bool
    incomplete: Literal["count", "exclude"]
    bands: list[Band]
    deliberation: dict[str, float]
    counts: Literal["original", "moderated"]
    letterhead: dict[str, object]
    follows: str | None
    rubric: Rubric


class RegencyPerson(Who):
    """Somebody of a regency who is invited."""

    role: Literal["contact", "delegate"]


class Delegate(Who):
    """Somebody more who is invited."""

    email: str | None
    phone: str


class Regency(Answer):
    """Who is assessed and presents."""

    id: str
    code: str
    name: str
    province: str
    timezone: str
    contact: str | None
    email: str | None
    phone: str | None
    delegates: list[Delegate]
    people: list[RegencyPerson]


class Panelist(Answer):
    """Who scores."""

    id: str
    name: str
    email: str | None
    institution: str
    timezone: str
    title: str
    nip: str
    phone: str
    may_chair: bool
    conflicts: list[str]


class Doubt(Answer):
    """What somebody should look at in what was given."""

    pointer: str
    code: str
    message: str


class PutOneRegency(Regency):
    """The one that was made or changed; `doubts` names what it may be a double of."""

    doubts: list[Doubt]


class PutOnePanelist(Panelist):
    """The one that was made or changed; `doubts` names what it may be a double of."""

    doubts: list[Doubt]


class ListedRow(Answer):
    """A row of a list that was looked at."""

    line: int
    code: str
    name: str


class ChangedRow(ListedRow):
    """One that changes what is known: from what to what, by field."""

    changes: dict[str, object]


class DoubtedRow(ListedRow):
    """One that is refused, or that somebody should look at: why."""

    faults: list[object]


class ListLook(Answer):
    """What a list would do, by row, and who would be mailed what."""

    created: list[ListedRow]
    changed: list[ChangedRow]
    refused: list[DoubtedRow]
    unchanged: int
    doubts: list[DoubtedRow]
    would_send: list[object]


class PutRegency(RootModel[Counted | ListLook | PutOneRegency]):
    """What a list did or would do, or the one that was known already."""


class PutPanelist(RootModel[Counted | ListLook | PutOnePanelist]):
    """What a list did or would do, or the one that was known already."""


class Span(Answer):
    """A stretch of somebody's time."""

    from_: Instant = Field(alias="from")
    to: Instant
    free: bool


class Calendar(Answer):
    """A panelist's calendar elsewhere; its address only in the answer that made it. `spans` counts its busy times."""

    host: str
    state: Literal["waiting", "ok", "failed"]
    fetched_at: Instant | None
    age_seconds: int | None
    spans: int


class Seat(Who):
    """A panelist's place; how far the sheet is, is not told to a regency."""

    role: Literal["chair", "member"]
    rsvp: Answered
    declared: bool | None = None
    scored: int | None = None
    of: int | None = None
    submitted: bool | None = None


class SessionPlace(Place):
    """The session's regency, with its answer."""

    rsvp: Answered


class LateOne(Answer):
    """A score that came after the close: whose, how late and how long it waited offline, never its value."""

    entry: int
    panelist: str
    criterion: str
    at: Instant
    late_by_seconds: float
    typed_at: Instant | None
    offline_since: Instant | None
    waited_seconds: float | None
    via: str | None
    confirmed: bool
    after_reveal: bool
    decision: str | None
    reason: str


class Summary(Answer):
    """What the chair sums up and what is recommended."""

    text: str
    criteria: dict[str, str]
    recommendations: list[str]
    revision: int
    by: str


class OpeningRoom(Answer):
    """The room that is free then."""

    id: str
    name: str


class Session(Answer):
    """A session as whoever asks may see it."""

    id: str
    programme: str
    regency: SessionPlace
    state: State
    phase: str | None
    phases: list[PhaseTimes]
    starts_at: Instant
    ends_at: Instant
    closes_at: Instant | None
    server_time: Instant
    rehearsal: bool
    panel: list[Seat]
    meeting_url: str
    revision: int
    room: OpeningRoom | None = None
    deputy: str | None = None
    observers: list[Who] = Field(default_factory=list)
    uid: str
    sequence: int
    overlaps: list[dict[str, object]]
    warnings: list[dict[str, object]]
    digest: Digest | None = None
    revealed: Instant | None = None
    can_reopen: bool = False
    deliberates_until: Instant | None = None
    late: list[LateOne] | None = None
    summary: Summary | None = None
    excused: list[str] | None = None


class Reminded(Session):
    """The session, and who was reminded."""

    reminded: list[Who]


class Evidence(Answer):
    """What a claim rests on: a link or a file."""

    name: str | None = None
    url: str | None = None
    file: str | None = None


class Claim(Answer):
    """A regency's own value of one criterion."""

    criterion: str
    value: float | None
    text: str
    evidence: list[Evidence]
    revision: int
    at: Instant | None
    by: Who | None


class Claims(Answer):
    """A regency's claims, and until when they may change."""

    programme: str
    state: str
    due: Instant | None
    claims: dict[str, Claim]
    missing: list[str]


class ClaimHelper(Answer):
    """A link by which a colleague fills in some criteria of a regency's claims."""

    id: str
    name: str
    criteria: list[str]
    at: Instant
    by: Who
    url: str


class FrozenClaims(Answer):
    """The claims that a session was judged beside."""

    session: str
    claims: dict[str, object] | None


class ClaimsTaken(Answer):
    """What a list of claims did."""

    updated: int
    regencies: int


class File(Answer):
    """A file or a link; `size`, `sha256` and `media_type` are a file's, `url` a link's."""

    id: str
    kind: str
    name: str
    version: int
    size: int | None
    sha256: Digest | None
    media_type: str | None
    url: str | None
    at: Instant
    by: Who


class Room(Answer):
    """Where sessions meet: a name and its link."""

    id: str
    programme: str
    name: str
    meeting_url: str
    revision: int


class Words(Answer):
    """A mail's subject and text."""

    subject: str
    text: str


class InBoth(Answer):
    """Words in every language."""

    id: Words
    en: Words


class Template(Answer):
    """What a kind of mail says in a programme, what may be filled in, and how an example reads. Without words of the
    programme's own in a language, the program's stand there; `default` is that in all."""

    kind: str
    revision: int
    placeholders: list[str]
    languages: InBoth
    default: bool
    preview: InBoth


class Batch(Answer):
    """Mails that wait together, and how far they have come."""

    id: str
    state: Literal["waiting", "sending", "sent", "cancelled"]
    of: int
    sent: int


class LeftOut(Answer):
    """A session that stands as before, and why who is new among its regency's people was not invited to it."""

    session: str
    regency: str
    conflicts: list[dict[str, object]]


class BatchStopped(Batch):
    """A batch that was stopped: which sessions stand as before, what had gone already, and to which of the sessions
    those do not come whom a list of contacts was still to bring: each clash with its sentence in `detail`."""

    undone: list[str]
    went: list[dict[str, object]]
    left_out: list[LeftOut]


class Opening(Answer):
    """A start that would be booked without a clash, with a panel and a room (null where the programme has none)."""

    starts_at: Instant
    ends_at: Instant
    panel: list[str]
    chair: str
    room: OpeningRoom | None


class OfferedTo(Answer):
    """One regency's part of an offer."""

    code: str
    name: str
    state: Literal["open", "chosen", "closed"]
    session: str | None
    starts_at: Instant | None


class Proposal(Answer):
    """Other times that a regency proposes in answer to an offer, and how it was answered."""

    id: str
    code: str
    name: str
    by: str
    starts: list[Instant]
    reason: str
    at: Instant
    answer: Literal["waiting", "taken", "declined", "lapsed"]
    words: str


class OfferReminded(Answer):
    """Which regencies were reminded to choose (codes), and the batch that it waits with."""

    reminded: list[str]
    batch: object


class Offer(Answer):
    """Times to choose from until a date; a regency sees those that are free at this moment."""

    id: str
    programme: str
    state: Literal["open", "closed"]
    until: Instant
    slots: list[Instant]
    regencies: list[OfferedTo]
    proposals: list[Proposal]


class Looked(Session):
    """A session as it would be, and who would be mailed what."""

    would_send: object


class RemovalLook(Answer):
    """Only where it was looked at: who would be mailed what."""

    would_send: list[object]


class Overview(Answer):
    """What waits for a person, counted and listed by its kind."""

    programme: str
    server_time: Instant
    round: dict[str, object]
    counts: dict[str, int]
