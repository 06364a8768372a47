"""The shapes of what comes in and their limits, as pydantic models; the OpenAPI document is made of these."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    StringConstraints,
    model_validator,
)

from sessions.values import (
    FIRST_YEAR,
    LAST_YEAR,
    KindName,
    ListName,
    Phase,
    Wrong,
    has_calendar,
    hours,
    lasting,
    normal_code,
    normal_phone,
    to_millisecond,
)
from sessions.values import Given as Claimed
from sessions.values.itip import is_address

ZONES = frozenset(available_timezones())
ATOM = r"[^\s@<>()\[\],;:\\\".]+"  # between two dots (RFC 5321, section 4.1.2; quoted names are not taken)
EMAIL = re.compile(rf"(?=[^@]{{1,64}}@)(?:{ATOM}\.)*{ATOM}@(?:{ATOM}\.)+{ATOM}")
PLACEHOLDER = re.compile(r"\{(?:number(?::0?\d)?|year|month|roman|code)\}")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def _one_line(text: object) -> object:
    return CONTROLS.sub(" ", text).strip() if isinstance(text, str) else text


def printable(text: str) -> str:
    """The text without controls, tabs and line ends aside; NUL is in no database."""
    return UNPRINTABLE.sub("", text)


def _printable(text: object) -> object:
    return printable(text) if isinstance(text, str) else text


def _each_once(names: list[object]) -> list[object]:
    return list(dict.fromkeys(names))


def _zone(text: str) -> str:
    if text not in ZONES:
        raise Wrong("no-time-zone")
    return ZoneInfo(text).key


def _email(text: str) -> str:
    if not EMAIL.fullmatch(text) or not is_address(text):  # what is kept can be written to
        raise Wrong("no-address")
    return text


def _phone(text: str) -> str:
    try:
        return normal_phone(text) if text else ""
    except ValueError:
        raise Wrong("no-phone") from None


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise Wrong("no-instant")
    try:
        instant = datetime.fromisoformat(value.upper())  # RFC 3339, section 5.6: "t" and "z" are taken, too
    except ValueError:
        raise Wrong("no-instant") from None
    if instant.tzinfo is None or "T" not in value.upper():
        raise Wrong("no-offset")
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise Wrong("out-of-time", first=FIRST_YEAR, last=LAST_YEAR)
    return to_millisecond(instant)


def _hour(text: str) -> str:
    hours(text)
    return text


def _duration(text: str) -> str:
    if not timedelta(0) <= lasting(text) <= timedelta(days=366):
        raise Wrong("longer-than-a-year")
    return text


def _country(text: str) -> str:
    if not has_calendar(text):
        raise Wrong("no-holidays")
    return text


def _by_https(text: Any) -> Any:
    return re.sub(r"^\s*(?i:webcals?)://", "https://", text) if isinstance(text, str) else text


def _url(text: str) -> str:
    if text and not re.fullmatch(r"(?i:https?)://[^\s\"<>\\^`{|}\x00-\x1f]+", text):
        raise Wrong("no-url")
    return text


Line = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=500)]
Loose = Annotated[str, BeforeValidator(_one_line), StringConstraints(max_length=500)]
# Several lines; controls are left out before the limits are looked at.
Long = Annotated[str, StringConstraints(max_length=10_000), BeforeValidator(_printable)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), BeforeValidator(_printable)
]
Remark = Annotated[str, StringConstraints(max_length=2_000), BeforeValidator(_printable)]
Question = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000), BeforeValidator(_printable)
]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000), BeforeValidator(_printable)
]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
Zone = Annotated[str, AfterValidator(_zone)]
Email = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_email)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Minutes = Annotated[
    FiniteFloat, Field(ge=1 / 60, le=24 * 60, description="minutes; fractions are allowed, a second is the least")
]
Duration = Annotated[str, AfterValidator(_duration)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(_url)]
HourOfDay = Annotated[str, AfterValidator(_hour)]
Nip = Annotated[str, BeforeValidator(_one_line), StringConstraints(max_length=40)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_phone)]
Names = Line | dict[Literal["id", "en"], Line]


Revision = Annotated[int, Field(ge=0, description="the one that was seen; another than the present one is refused")]


class Model(BaseModel):
    """What comes in: nothing unknown, nothing coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True, defer_build=True)

    def given(self) -> dict[str, Any]:
        """Only what was said."""
        return self.model_dump(exclude_unset=True, by_alias=False)


class PhaseIn(Model):
    """A phase with its length."""

    key: Key
    minutes: Minutes
    name: dict[Literal["id", "en"], Line] | None = None
    private: bool | None = None

    def phase(self) -> Phase:
        """The phase that it stands for."""
        name = None if self.name is None else {str(language): text for language, text in self.name.items()}
        return Phase.from_json({"key": self.key, "minutes": self.minutes, "name": name, "private": self.private})


class ScaleIn(Model):
    """The values that a score may take."""

    min: FiniteFloat
    max: FiniteFloat
    step: FiniteFloat = 1


class CriterionIn(Model):
    """One thing that is scored."""

    key: Key
    name: Names
    weight: FiniteFloat = 1
    elements: list[Names] = Field(default_factory=list, max_length=50)
    levels: dict[str, Annotated[str, StringConstraints(max_length=1_000)] | dict[Literal["id", "en"], str]] = Field(
        default_factory=dict
    )


class GroupIn(Model):
    """Criteria weighed together."""

    key: Key
    name: Names
    weight: FiniteFloat = 1
    criteria: list[CriterionIn] = Field(max_length=100)


class RubricIn(Model):
    """What is scored."""

    scale: ScaleIn
    groups: list[GroupIn] = Field(max_length=20)


class BandIn(Model):
    """A name for an index from a threshold on."""

    from_: FiniteFloat = Field(alias="from", ge=0, le=100)
    name: Names


def _phases(phases: list[PhaseIn]) -> list[PhaseIn]:
    if len({phase.key for phase in phases}) < len(phases):
        raise Wrong("key-twice")
    if sum(phase.minutes for phase in phases) > 24 * 60:
        raise Wrong("phases-too-long")
    private = [bool(phase.private) for phase in phases]
    if private != sorted(private):
        raise Wrong("private-phase-first")
    if all(private):
        raise Wrong("only-private-phases")
    return phases


Phases = Annotated[list[PhaseIn], Field(min_length=1, max_length=20), AfterValidator(_phases)]


def _day(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise Wrong("no-date") from None


class DeliberationIn(Model):
    """How long the panel confers after the reveal; 0 is not at all."""

    minutes: Annotated[FiniteFloat, Field(ge=0, le=7 * 24 * 60)]


class SignatoryIn(Model):
    """Who signs for the office."""

    name: Loose = ""
    title: Loose = ""
    nip: Nip = ""


def _pattern(text: str) -> str:
    if "{" in (rest := PLACEHOLDER.sub("", text)) or "}" in rest:
        raise Wrong("number-pattern")
    if text and "{number" not in text:
        raise Wrong("number-pattern-without-number")
    return text


class LetterheadIn(Model):
    """What stands at the head and the foot of minutes and letters, the `name` in as many lines as it has there; `logo`
    is the SHA-256 of an uploaded picture. With a `letter_pattern` invitations carry a numbered letter; `basis` (what it
    rests on) and `copies` are one a line."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), BeforeValidator(_printable)] = ""
    address: Annotated[str, StringConstraints(max_length=1_000), BeforeValidator(_printable)] = ""
    logo: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    number_pattern: Annotated[Loose, AfterValidator(_pattern)] = ""
    letter_pattern: Annotated[Loose, AfterValidator(_pattern)] = ""
    place: Loose = ""
    basis: Annotated[str, StringConstraints(max_length=2_000), BeforeValidator(_printable)] = ""
    copies: Annotated[str, StringConstraints(max_length=1_000), BeforeValidator(_printable)] = ""
    signatory: SignatoryIn | None = None


class ProgrammeIn(Model):
    """A programme's fields; what is left out comes from the settings."""

    name: Line | None = None
    timezone: Zone | None = None
    phases: Phases | None = None
    panel_size: Annotated[int, Field(ge=1, le=50)] | None = None
    workdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)] | None = None
    day_start: HourOfDay | None = None
    day_end: HourOfDay | None = None
    holidays: Annotated[str, AfterValidator(_country)] | None = None
    blocked: list[Annotated[date, BeforeValidator(_day)]] | None = None
    daily_limit: Annotated[int, Field(ge=1, le=24)] | None = None
    own_province: bool | None = None
    show_questions: bool | None = None
    incomplete: Literal["count", "exclude"] | None = None
    bands: Annotated[list[BandIn], Field(max_length=20)] | None = None
    deliberation: DeliberationIn | None = None
    counts: Literal["original", "moderated"] | None = None
    letterhead: LetterheadIn | None = None
    rubric: RubricIn | None = None
    claims: Literal["off", "optional", "required"] | None = None
    claims_due: Duration | None = None
    show_recording: bool | None = None
    follows: Annotated[Loose | None, Field(description="the programme whose round came before; empty for none")] = None

    @model_validator(mode="after")
    def _day_goes_forward(self) -> Self:
        if self.day_start and self.day_end and hours(self.day_start) >= hours(self.day_end):
            raise Wrong("day-ends-before-it-starts")
        return self

    def fields(self) -> dict[str, Any]:
        """What was said, in the form that is stored."""
        said = self.model_dump(mode="json", exclude_none=True, by_alias=True)
        if self.workdays is not None:
            said["workdays"] = sorted(set(self.workdays))
        return said


class DuplicateIn(Model):
    """Another round of a programme: its name, if it is another."""

    name: Line | None = None


class ProgrammePatch(ProgrammeIn):
    """What is to be changed of a programme."""

    revision: Revision | None = None


Code = Annotated[
    str,
    BeforeValidator(_one_line),
    StringConstraints(min_length=1, max_length=40),
    AfterValidator(normal_code),
]


class DelegateIn(Model):
    """One more of a regency who is invited; a number that is left out stays as it is."""

    name: Loose = ""
    email: Email
    phone: Phone | None = None


class RegencyIn(Model):
    """A regency; contact, email and delegates where known."""

    code: Code
    name: Line
    province: Loose
    timezone: Zone
    contact: Loose | None = None
    email: Email | None = None
    phone: Phone | None = None
    delegates: Annotated[list[DelegateIn], Field(max_length=50)] | None = None


class Change(Model):
    """What is to be changed; null leaves a thing as it is, as does leaving it out."""

    clears: ClassVar[frozenset[str]] = frozenset()  # what null takes away instead

    def given(self) -> dict[str, Any]:
        """Only what was said."""
        return {key: value for key, value in super().given().items() if value is not None or key in self.clears}


class RegencyPatch(Change):
    """What is to be changed of a regency; null takes the contact or the delegates away. `withdrawn` with a `reason`
    takes it out of plans, offers and lists."""

    clears = frozenset({"contact", "email", "phone", "delegates"})

    revision: Revision | None = None
    code: Code | None = None
    withdrawn: bool | None = None
    reason: Remark | None = None
    name: Line | None = None
    province: Loose | None = None
    timezone: Zone | None = None
    contact: Loose | None = None
    email: Email | None = None
    phone: Phone | None = None
    delegates: Annotated[list[DelegateIn], Field(max_length=50)] | None = None


class PanelistIn(Model):
    """A panelist; conflicts are codes of regencies."""

    name: Line
    email: Email
    institution: Loose = ""
    timezone: Zone = "Asia/Jakarta"
    may_chair: bool = False
    conflicts: Annotated[list[Code], Field(max_length=600)] = Field(default_factory=list)
    province: Loose = ""
    title: Loose = ""
    nip: Nip = ""
    phone: Phone = ""


class PanelistPatch(Change):
    """What is to be changed of a panelist."""

    revision: Revision | None = None
    name: Line | None = None
    email: Email | None = None
    institution: Loose | None = None
    timezone: Zone | None = None
    may_chair: bool | None = None
    conflicts: Annotated[list[Code], Field(max_length=600)] | None = None
    province: Loose | None = None
    title: Loose | None = None
    nip: Nip | None = None
    phone: Phone | None = None


class SpanIn(Model):
    """A stretch of somebody's time."""

    from_: Instant = Field(validation_alias=AliasChoices("from", "from_"), serialization_alias="from")
    to: Instant
    free: bool = False

    @model_validator(mode="after")
    def _goes_forward(self) -> Self:
        if self.from_ >= self.to:
            raise Wrong("ends-before-it-starts")
        return self


class AddressIn(Model):
    """Somebody's address, corrected."""

    email: Email


class LinkIn(Model):
    """Whether the link is only revoked."""

    revoke: bool = False


class AccountIn(Model):
    """Who is to act for the secretariat, or to read what it reads."""

    email: Email
    name: Line
    role: Literal["secretariat", "viewer"]


class ViewName(Model):
    """What a view of a list is called."""

    name: Annotated[Line, StringConstraints(max_length=80)]


class ViewIn(ViewName):
    """A view of a list: what its address asks, kept under a name."""

    list: ListName
    query: Annotated[str, StringConstraints(max_length=4_000)] = ""
    shared: bool = False


class AccountPatch(Change):
    """What is to be changed of an account; `revision` is the one last seen."""

    email: Email | None = None
    name: Line | None = None
    role: Literal["secretariat", "viewer"] | None = None
    revision: Annotated[int, Field(ge=0)] | None = None


class WebhookIn(Model):
    """Who is to be told of entries of these kinds."""

    url: Annotated[Url, StringConstraints(min_length=1)]
    kinds: Annotated[list[KindName], Field(min_length=1, max_length=64), AfterValidator(_each_once)]


class PasskeyShown(Model):
    """What an authenticator answered (WebAuthn, RegistrationResponseJSON or AuthenticationResponseJSON)."""

    credential: dict[str, object]


class PasskeyIn(PasskeyShown):
    """A new passkey of one's own, under the name that its person gives it."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class CalendarIn(Model):
    """The address of a calendar elsewhere, by https; iCloud and others offer it as `webcal:`, which is read by it."""

    url: Annotated[Url, StringConstraints(min_length=1), BeforeValidator(_by_https)]


class SignInAsk(Model):
    """Whose sign-in link is asked for."""

    email: Email


Overrides = Annotated[dict[str, Reason], Field(max_length=50, description="whose own busy time is set aside, and why")]


class SessionIn(Model):
    """What is to be booked."""

    regency: Line
    starts_at: Instant
    panel: Annotated[list[Line], Field(min_length=1, max_length=50)]
    chair: Line
    meeting_url: Url = ""
    rehearsal: bool = False
    phases: Phases | None = None
    room: Line | None = None
    deputy: Line | None = None
    observers: Annotated[list[Line], Field(max_length=50)] = Field(default_factory=list)
    override: Overrides = Field(default_factory=dict)
    note: Annotated[Remark, Field(description="words that every mail of it brings along")] = ""


class SessionPatch(Model):
    """What is to be changed of a session; null takes the room or the deputy away."""

    revision: Revision | None = None
    starts_at: Instant | None = None
    panel: Annotated[list[Line], Field(min_length=1, max_length=50)] | None = None
    chair: Line | None = None
    meeting_url: Url | None = None
    room: Line | None = None
    deputy: Line | None = None
    observers: Annotated[list[Line], Field(max_length=50)] | None = None
    override: Overrides = Field(default_factory=dict)
    note: Annotated[Remark, Field(description="words that every mail of it brings along")] = ""


class RoomIn(Model):
    """A room; its address may be left out where links are made by the template."""

    name: Line
    meeting_url: Url = ""


class RoomPatch(Change):
    """What is to be changed of a room."""

    revision: Revision | None = None
    name: Line | None = None
    meeting_url: Url | None = None


class WordsIn(Model):
    """A mail's subject and lead text, with placeholders such as {regency}."""

    subject: Line
    text: Text


class TemplateIn(Model):
    """A programme's own words for a kind of mail; a language that is left out has the program's."""

    languages: Annotated[dict[Literal["id", "en"], WordsIn], Field(min_length=1)]
    revision: Revision | None = None


class ReasonIn(Model):
    """Why."""

    reason: Reason


class MaybeReasonIn(Model):
    """Why, if anybody says."""

    reason: Remark = ""


class NextPhaseIn(MaybeReasonIn):
    """Whether the close stays where it is; `from` is the phase that its author saw."""

    keep_end: bool = True
    from_: Line | None = Field(default=None, validation_alias=AliasChoices("from", "from_"), serialization_alias="from")


class MinutesIn(ReasonIn):
    """How many minutes, and why."""

    minutes: Minutes


class ExtendIn(MinutesIn):
    """The same; `closes_at` is the close as its author saw it, null in a pause; `entry` the last control that they saw
    (the session's `control`), null where there was none: so two who press in one pause do one thing."""

    closes_at: Instant | None = None
    entry: Annotated[int, Field(ge=1)] | None = None


class CloseIn(ReasonIn):
    """Why it is closed; `closes_at` is the close as its author saw it, null in a pause."""

    closes_at: Instant | None = None


class UndoIn(Model):
    """Which control is taken back, where the last is meant to be that one."""

    entry: Annotated[int, Field(ge=1)] | None = None


class RsvpIn(Model):
    """An answer to an invitation; `for` is whose, for the secretariat."""

    answer: Literal["accepted", "declined", "tentative"]
    comment: Remark = ""
    for_: Line | None = Field(default=None, validation_alias=AliasChoices("for", "for_"), serialization_alias="for")


class ToldIn(Model):
    """Whom the secretariat has told by other means than mail: one of a session's people, by their id; of a message one
    of its `by_number`, by the regency's code."""

    for_: Line = Field(validation_alias=AliasChoices("for", "for_"), serialization_alias="for")


class AssignIn(Model):
    """Whose answer a mail is; `session` and `answer` where the mail does not say, `comment` if not what it says."""

    person: Line
    session: Line | None = None
    answer: Literal["accepted", "declined", "tentative"] | None = None
    comment: Remark | None = None
    remember: bool = False


class HandIn(Model):
    """Which colleague of the secretariat is to see to a mail; null is whoever comes."""

    to: Line | None


class ConfirmAnswerIn(Model):
    """A mail's answer is its attendee's; `remember`: so is whatever else comes from its sender's address."""

    remember: bool = False


class LinesIn(Model):
    """A few lines to be written back."""

    text: Text


class DeclinedTimeIn(Model):
    """Why a proposed time is not taken, if there is anything to say."""

    text: Remark = ""


class SeveralIn(Model):
    """The mails with which the same is done."""

    items: list[Line] = Field(min_length=1, max_length=1_000)


class ScoreIn(Model):
    """One score; `value` null takes it back, `revision` is the one last seen, `private` a note for its author alone.
    `offline_since` is since when the page had no line as it was typed."""

    value: FiniteFloat | None
    note: Long | None = None
    unsure: bool | None = None
    typed_at: Instant | None = None
    offline_since: Instant | None = None
    revision: Annotated[int, Field(ge=0)] | None = None
    private: Long | None = None


class SubmitIn(Model):
    """That the panelist is done; false takes it back."""

    submitted: bool = True


class DeclareIn(Model):
    """Whether there is a conflict of interest; the reason is for the secretariat alone."""

    conflict: bool
    reason: Remark | None = None


class ModeratedIn(ReasonIn):
    """A score as it is changed in the deliberation, and why."""

    value: FiniteFloat


class SummaryIn(Model):
    """The chair's summary; `revision` is the one last seen, 0 before the first."""

    text: Long = ""
    criteria: dict[str, Long] = Field(default_factory=dict)
    recommendations: Annotated[list[Reason], Field(max_length=50)] = Field(default_factory=list)
    revision: Annotated[int, Field(ge=0)] | None = None


class ExcuseIn(ReasonIn):
    """Whose signature is not waited for, and why."""

    panelist: Line


class LateIn(ReasonIn):
    """Which late scores are admitted or refused together, and why."""

    entries: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=1000)]
    admit: bool


class PaperScoreIn(Model):
    """One value of a sheet on paper."""

    value: FiniteFloat | None
    note: Long | None = None


class PaperIn(Model):
    """A sheet on paper: that it will follow (`announced`, with the reason), or what stands on it with its scan."""

    panelist: Line
    announced: bool = False
    reason: Remark = ""
    scores: dict[str, FiniteFloat | PaperScoreIn] = Field(default_factory=dict)
    file: Line | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.announced and (self.scores or self.file):
            raise Wrong("announced-or-entered")
        if not self.announced and not (self.scores and self.file):
            raise Wrong("paper-incomplete")
        if self.announced and not self.reason.strip():
            raise Wrong("paper-without-reason")
        return self


class ConfirmIn(Model):
    """Which scores from paper are confirmed, by the entries that they are."""

    entries: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=1000)]


class QuestionIn(Model):
    """A question, to be kept as a draft, asked now, or noted with what was answered by word of mouth."""

    text: Question
    criterion: Line | None = None
    state: Literal["draft", "asked", "answered"] = "draft"
    answer: Long | None = None
    wants: Literal["answer", "file"] | None = None
    due: Instant | None = None


class QuestionPatch(Model):
    """What is to be changed of a question."""

    text: Question | None = None
    criterion: Line | None = None
    state: Literal["draft", "asked", "answered"] | None = None
    answer: Long | None = None
    wants: Literal["answer", "file"] | None = None
    due: Instant | None = None
    turn: bool | None = None
    place: FiniteFloat | None = None


def _recorded(text: str) -> str:
    kind, _, more = text.strip().lower().partition(";")
    name, _, codecs = more.strip().partition("=")
    named = [one.strip() for one in codecs.strip("\"' ").split(",") if one.strip()]
    known = all(one in ("opus", "vp8", "vp9") or one.startswith("vp09.") for one in named)
    if kind.strip() not in ("audio/webm", "video/webm") or not known or (more.strip() and name.strip() != "codecs"):
        raise Wrong("no-recording-type")
    return text.strip()


class TakeIn(Model):
    """What is to be recorded, as the browser's recorder names it."""

    kind: Literal["audio", "video"]
    type: Annotated[str, StringConstraints(max_length=120), AfterValidator(_recorded)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.type.lower().startswith(self.kind):
            raise Wrong("take-of-another-type", kind=self.kind)
        return self


Several = Loose | Annotated[list[Loose], Field(max_length=1_000)]


class ToWhom(Model):
    """One running session, or whom a list's own filters find; of several values of a filter any will do."""

    session: Line | None = None
    list_: Literal["sessions", "regencies", "panelists"] | None = Field(None, alias="list")
    q: Loose = ""
    state: Several | None = None
    province: Several | None = None
    panelist: Several | None = None
    answer: Several | None = None
    without: Several | None = None

    def query(self) -> list[tuple[str, str]]:
        """The filters as they would stand in the list's address."""
        found: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        for name in ("state", "province", "panelist", "answer", "without"):
            given = getattr(self, name)
            found += [(name, one) for one in ([given] if isinstance(given, str) else given or ()) if one]
        return found


class MessageIn(Model):
    """What everybody on a session's open pages, or whom a list finds, is to be told."""

    to: ToWhom
    subject: Loose = ""
    text: Reason


class BookmarkIn(Model):
    """A moment to find again; now, where it does not say."""

    at: Instant | None = None
    text: Loose = ""


class ReplyIn(Model):
    """What the regency answers; empty where a file is the answer."""

    text: Long = ""


def _https(text: str) -> str:
    if not text.startswith("https://"):
        raise Wrong("no-https-url")
    return text


class EvidenceIn(Model):
    """What shows a claim: a link, or a file of the regency."""

    name: Loose = ""
    url: Annotated[Url, AfterValidator(_https)] | None = None
    file: Line | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.url is None) == (self.file is None):
            raise Wrong("url-or-file")
        return self

    def said(self) -> dict[str, str]:
        """As it is kept."""
        return {key: value for key, value in self.model_dump().items() if value}


class ClaimIn(Model):
    """A regency's own value of one criterion, why, and what shows it; what is left out stays as it was."""

    value: FiniteFloat | None = None
    text: Long | None = None
    evidence: Annotated[list[EvidenceIn], Field(max_length=50)] | None = None
    revision: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set & {"value", "text"}:
            raise Wrong("value-or-text")
        return self

    def said(self, criterion: str) -> Claimed:
        """As the actions take it."""
        evidence = None if self.evidence is None else tuple(one.said() for one in self.evidence)
        said = "value" in self.model_fields_set
        return Claimed(criterion, self.value, self.text, evidence, self.revision, takes_value=said)


class ClaimsIn(Model):
    """All of a regency's claims by criterion; those left out are taken back."""

    claims: Annotated[dict[Key, ClaimIn], Field(max_length=2_000)]


class HelperIn(Model):
    """A colleague who is to fill in some criteria of a regency's claims."""

    name: Line
    criteria: Annotated[list[Key], Field(min_length=1, max_length=2_000)]


class ReferenceIn(Model):
    """The value that an example deserves in a criterion, and why."""

    value: FiniteFloat
    reason: Remark = ""


References = Annotated[dict[Key, ReferenceIn], Field(max_length=2_000)]


class CalibrationIn(Model):
    """An example for panelists to score before the round."""

    title: Line
    text: Annotated[str, StringConstraints(max_length=50_000), BeforeValidator(_printable)] = ""
    url: Url = ""
    reference: References = Field(default_factory=dict)


class CalibrationPatch(Change):
    """What is to be changed of it, until somebody has finished."""

    revision: Revision | None = None
    title: Line | None = None
    text: Annotated[str, StringConstraints(max_length=50_000), BeforeValidator(_printable)] | None = None
    url: Url | None = None
    reference: References | None = None


class CalibrationInviteIn(Model):
    """Which panelists are to score it, and until when."""

    panelists: Annotated[list[Line], Field(min_length=1, max_length=500)]
    until: Instant | None = None


class CalibrationMarkIn(Model):
    """What a panelist says of one criterion; null takes the value back. `revision` is the one that they saw, 0 before
    the first."""

    value: FiniteFloat | None
    note: Remark = ""
    revision: Annotated[int, Field(ge=0)] | None = None


class RegencyFileIn(Model):
    """A link instead of a file."""

    kind: Literal["evidence", "deck", "document"] = "evidence"
    name: Line
    url: Annotated[Url, AfterValidator(_https)]


class FileLinkIn(Model):
    """A link instead of a file; without a `kind` it is the secretariat's to a recording, a regency's to a document."""

    kind: Literal["deck", "document", "recording"] | None = None
    name: Line
    url: Annotated[Url, StringConstraints(min_length=1)]
    question: Line | None = None
    starts_at: Instant | None = None


def _date(value: object) -> object:
    # A plan's window is of days; a full time is taken as the day that it falls on where it was written.
    if isinstance(value, str) and "T" in value.upper():
        return _instant(value) and datetime.fromisoformat(value.upper()).date()
    return _day(value)


class PlanIn(Model):
    """What is asked of a plan: a window of days (both count), slots of each day in the programme's zone, how many
    sessions may run at once, how long to plan, and whether what is booked stays; for these regencies, or those whom the
    list's filters find; with these panelists (ids) alone, or all."""

    from_: Annotated[date, BeforeValidator(_date)] = Field(
        validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    to: Annotated[date, BeforeValidator(_date)]
    slots: Annotated[list[HourOfDay], Field(min_length=1, max_length=96)] = ["08:00", "10:30", "13:00"]
    parallel: Annotated[int, Field(ge=1, le=100)] = 6
    seconds: Annotated[FiniteFloat, Field(gt=0, le=3600)] = 10
    keep: bool = True
    regencies: Annotated[list[Code], Field(min_length=1, max_length=2_000)] | None = None
    panelists: Annotated[list[Line], Field(min_length=1, max_length=2_000)] | None = None
    province: Line | None = None
    q: Loose = ""
    panelist: Loose = ""
    answer: Loose = ""
    without: Several | None = None

    def query(self) -> list[tuple[str, str]]:
        """The list's filters, as they would stand in its address."""
        lacks = [self.without] if isinstance(self.without, str) else self.without or []
        found = [(name, getattr(self, name)) for name in ("province", "q", "panelist", "answer")]
        return [(name, one) for name, one in found if one] + [("without", one) for one in lacks]


class OfferIn(Model):
    """Times that some regencies may choose from, until when."""

    regencies: Annotated[list[Code], Field(min_length=1, max_length=2_000)]
    slots: Annotated[list[Instant], Field(min_length=1, max_length=500)]
    until: Instant


class ChoiceIn(Model):
    """The time that is chosen; `for` is whose choice, for the secretariat."""

    starts_at: Instant
    for_: Code | None = Field(default=None, validation_alias=AliasChoices("for", "for_"), serialization_alias="for")


class ProposalIn(Model):
    """Other times that a regency asks for, and why; `for` is whose proposal, for the secretariat."""

    starts: Annotated[list[Instant], Field(min_length=1, max_length=5)]
    reason: Reason
    for_: Code | None = Field(default=None, validation_alias=AliasChoices("for", "for_"), serialization_alias="for")


class ProposedIn(Model):
    """Which of the proposed times is taken."""

    starts_at: Instant


class AcceptIn(Model):
    """Where the sessions meet, if that is known for all of them."""

    meeting_url: Url = ""


class PublicationIn(Model):
    """What is asked of a publication: a later version says why; `accept_missing` although sheets have gaps; `open` to
    the public as open data and a table that other pages may show."""

    reason: Remark = ""
    objection_days: Annotated[int, Field(ge=0, le=90)] = 7
    accept_missing: bool = False
    accept_rubrics: bool = False
    open: bool = False


class ObjectionIn(Model):
    """What a regency holds against its result; `regency` tells which one of several by its code."""

    text: Text
    regency: Line | None = None


class ObjectionAnswerIn(Model):
    """What the secretariat answers."""

    answer: Text
    outcome: Literal["upheld", "rejected"]


class PlannedPatch(Model):
    """What is to be changed of one planned session; a locked one stays when the rest is planned anew."""

    starts_at: Instant | None = None
    panel: Annotated[list[Line], Field(min_length=1, max_length=50)] | None = None
    chair: Line | None = None
    locked: bool | None = None


class RepairIn(Model):
    """What has changed for a booked programme: a panelist is away (from, to), a day is lost, or (with `regency`) that
    regency cannot on that day and would like one of the dates `wished`."""

    panelist: Line | None = None
    from_: Instant | None = Field(
        default=None, validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    to: Instant | None = None
    day: Annotated[date, BeforeValidator(_day)] | None = None
    regency: Line | None = None
    wished: Annotated[list[Annotated[date, BeforeValidator(_day)]], Field(max_length=60)] = Field(default_factory=list)
    seconds: Annotated[FiniteFloat, Field(gt=0, le=60)] = 10
