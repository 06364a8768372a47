"""The data of each kind of entry as a type: what stands open in it. What is secret in it is the kinds' table's."""

from typing import NotRequired, TypedDict

from sessions.values.rubric import BandDoc, RubricDoc
from sessions.values.schedule import PhaseDoc


class SeatData(TypedDict):
    """A panelist's place; `institution` and `title` since format 2."""

    id: str
    name: str
    role: str
    institution: NotRequired[str]
    title: NotRequired[str]


class GuestData(TypedDict):
    """Somebody of the regency who is invited."""

    id: str
    name: str
    role: str


class HeldData(TypedDict):
    """The batch of mails that a change waits with, and until when."""

    batch: str
    until: str


class Booked(TypedDict):
    """What a record begins with; `format` names how it is written (1 where it does not say)."""

    programme: str
    regency: dict[str, str]
    starts_at: str
    phases: list[PhaseDoc]
    panel: list[SeatData]
    guests: list[GuestData]
    meeting_url: str
    rehearsal: bool
    uid: str
    format: NotRequired[int]
    deputy: NotRequired[str | None]
    room: NotRequired[dict[str, object] | None]
    observers: NotRequired[list[dict[str, object]]]
    override: NotRequired[dict[str, str]]
    held: NotRequired[HeldData]


Moved = TypedDict(
    "Moved",
    {"starts_at": str, "from": str, "override": NotRequired[dict[str, str]], "held": NotRequired[HeldData]},
)


class PanelChanged(TypedDict):
    """Panel and guests as they now are."""

    panel: list[SeatData]
    guests: list[GuestData]
    deputy: NotRequired[str | None]
    observers: NotRequired[list[dict[str, object]]]
    override: NotRequired[dict[str, str]]
    held: NotRequired[HeldData]


class LinkChanged(TypedDict):
    """Where it meets."""

    meeting_url: str
    room: NotRequired[dict[str, object] | None]
    held: NotRequired[HeldData]


class Because(TypedDict):
    """Why; empty where nobody had to say."""

    reason: str


class Answered(TypedDict):
    """Somebody's answer to the invitation."""

    person: str
    answer: str
    comment: NotRequired[str]
    given_at: NotRequired[str]
    dated: NotRequired[str]  # of a mail: its Date; what its client wrote as DTSTAMP is `given_at`
    client: NotRequired[str]  # and the client that wrote it
    against: NotRequired[str]  # the other answer, by another way, that this one takes the place of
    elsewhere: NotRequired[bool]  # it came from an address that is not known as the person's
    stale: NotRequired[bool]
    held: NotRequired[HeldData]  # it is part of the change that waits with this batch, and goes with it
    for_: NotRequired[str]


class Opened(TypedDict):
    """The start; in full what the session is judged by (in format 1 only the rubric's id)."""

    phase: str
    rubric: RubricDoc
    rubric_id: NotRequired[str]
    bands: NotRequired[list[BandDoc]]
    incomplete: NotRequired[str]
    counts: NotRequired[str]
    deliberation: NotRequired[dict[str, float]]
    programme: NotRequired[dict[str, str]]
    panel: NotRequired[list[dict[str, str]]]


class PhaseBegun(TypedDict):
    """The phase that begins, by hand or by the clock."""

    phase: str
    by_hand: bool
    keep_end: NotRequired[bool]
    reason: NotRequired[str]
    private: NotRequired[bool]


class Cancelled(Because):
    """Why, and whether it is told yet."""

    held: NotRequired[HeldData]


class Extended(Because):
    """How many minutes were added."""

    minutes: float


class ByHand(Because):
    """Whether somebody did it, or the clock."""

    by_hand: bool


class Concluded(ByHand):
    """`without`: that there was no deliberation, so that it was over with the reveal."""

    without: NotRequired[bool]


class Revealed(ByHand):
    """Until when the panel confers; null where it does not."""

    deliberates_until: str | None


class Somebody(TypedDict):
    """Whose page was opened or closed."""

    person: str


class Declared(TypedDict):
    """Whether there is a conflict of interest."""

    panelist: str
    conflict: bool


class Scored(TypedDict):
    """Who scored what, and how many of how many."""

    panelist: str
    criterion: str
    revision: int
    scored: int
    of: int
    address_changed_at: NotRequired[str]  # where the panelist's address had changed within a day before


class Late(TypedDict):
    """A score after the close; `via` is `paper` for one that was entered from a signed sheet."""

    panelist: str
    criterion: str
    late_by_seconds: float
    typed_at: NotRequired[str]
    offline_since: NotRequired[str]  # since when the page had no line as it was typed
    address_changed_at: NotRequired[str]
    via: NotRequired[str]
    file: NotRequired[str]


class Decided(Because):
    """Which late score was decided about."""

    entry: int
    panelist: str
    criterion: str


class Asked(TypedDict):
    """A question to the regency."""

    question: str
    text: str
    criterion: str | None
    wants: NotRequired[str]
    due: NotRequired[str | None]


class Noted(TypedDict):
    """What was answered, or corrected."""

    question: str
    answer: str
    state: str
    text: str
    criterion: str | None
    due: NotRequired[str | None]
    turn: NotRequired[bool]
    place: NotRequired[float]


class Attached(TypedDict):
    """A file or a link."""

    file: str
    kind: str
    name: str
    version: int
    size: NotRequired[int]
    sha256: NotRequired[str]
    media_type: NotRequired[str]
    url: NotRequired[str]
    question: NotRequired[str]
    take: NotRequired[str]
    starts_at: NotRequired[str]


class Submitted(TypedDict):
    """Who said that they are done, or took that back."""

    panelist: str
    taken_back: NotRequired[bool]


class Sealed(TypedDict):
    """The hash of the chain up to here, and how many entries that are."""

    digest: str
    entries: int


class Signed(TypedDict):
    """A signature; the first of a record also holds all that minutes and letters need beside it, since format 2."""

    panelist: str
    digest: str
    minutes: NotRequired[Sealed]


class Claimed(TypedDict):
    """The regency's own assessment as it stood at the start."""

    claims: NotRequired[dict[str, object]]


class Moderated(TypedDict):
    """Whose score of what was changed in the deliberation."""

    panelist: str
    criterion: str
    revision: int


class Summarised(TypedDict):
    """The chair's summary and what is recommended."""

    text: str
    criteria: dict[str, str]
    recommendations: list[str]
    revision: int


class Excused(Because):
    """Whose signature is not waited for."""

    panelist: str


class Announced(Because):
    """Whose sheet comes on paper, and until when the reveal waits for it."""

    panelist: str
    until: str


class Confirmed(TypedDict):
    """Whose paper scores a second person found to be right."""

    panelist: str
    entries: list[int]


class Replied(TypedDict):
    """The regency's reply to a question."""

    question: str
    text: NotRequired[str]


class Recorded(TypedDict):
    """A recording began, stopped or broke off."""

    take: str
    state: str
    kind: NotRequired[str]
    media_type: NotRequired[str]


class AddressChanged(TypedDict):
    """Whose address, which is never named itself."""

    person: str


class Undone(TypedDict):
    """Which entry is taken back; or which batch, before anybody had heard of what it tells."""

    entry: NotRequired[int]
    reason: NotRequired[str]
    batch: NotRequired[str]
