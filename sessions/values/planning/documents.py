"""A plan as JSON: how it is stored, and how the contract shows it."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from sessions.errors import Clash
from sessions.values.mailing.batch import WouldSend


class Planned(TypedDict):
    """One session of a plan: whose, when, by whom; the room that it is to meet in, if one was free."""

    regency: str  # its code
    starts_at: str
    panel: list[str]
    chair: str
    room: NotRequired[str | None]


class ProgressDoc(TypedDict):
    """How far a plan is (`planning.plan.Progress`)."""

    planned: int
    of: int
    objective: int
    bound: int
    seconds: float
    spread: NotRequired[int]
    chair_spread: NotRequired[int]
    met: NotRequired[int]
    pairs: NotRequired[int]


class Unplanned(TypedDict):
    """A regency without a session, and why, by language."""

    regency: str
    because: dict[str, str]
    rules: list[str]


class Help(TypedDict):
    """A change that would place so many more regencies, by language."""

    words: dict[str, str]
    more: int


class Repair(TypedDict):
    """What a repair changes: the sessions as they were, the seats that change, the sessions that were hit."""

    was: list[Planned]
    seats: int
    hit: int


class Difference(TypedDict):
    """A regency's session as it was and as it is to be, None where it is lost."""

    was: Planned
    now: Planned | None


class Repaired(TypedDict):
    """What mending a round has come to (`planning.repair.Repair`)."""

    differences: list[Difference]
    lost: list[Unplanned]
    hit: int
    seats: int
    spread_before: int
    spread_after: int


class PlanDoc(TypedDict):
    """A plan as it is stored: `planning.plan.Plan`, with what was done to it since."""

    state: str
    progress: ProgressDoc | None
    sessions: list[Planned]
    unplanned: list[Unplanned]
    helps: list[Help]
    locked: NotRequired[list[str]]  # codes
    before: NotRequired[str]  # the plan that this one was made again of
    failed: NotRequired[bool]
    repair: NotRequired[Repair]


class LeftOut(TypedDict):
    """A regency without a session, and why."""

    regency: str
    because: str
    rules: list[str]


class Reason(TypedDict):
    """Why regencies are left over, with those that it keeps out."""

    because: str
    rules: list[str]
    regencies: list[str]


class Helping(TypedDict):
    """A change that would place so many more regencies."""

    text: str
    more: int


class Accepting(TypedDict):
    """How far a plan's acceptance has come."""

    done: int
    of: int
    batch: str | None


class PlanShown(TypedDict):
    """A plan as the contract shows it; `accepting` and `conflicts` once its acceptance has begun."""

    id: str
    programme: str
    state: str
    request: Mapping[str, object]
    progress: ProgressDoc
    sessions: list[Planned]
    unplanned: list[LeftOut]
    reasons: list[Reason]
    helps: list[Helping]
    locked: list[str]
    repair: Repair | None
    failed: bool
    accepting: NotRequired[Accepting]
    conflicts: NotRequired[Sequence[Clash]]


class PlanLook(PlanShown):
    """A plan with what accepting it would come to: who gets what, and which sessions lack an address or a room."""

    would_send: list[WouldSend]
    without_address: list[str]
    without_room: list[str]
    would_book: int
