"""Plans of a programme: how far they are, what they place, and why what is not placed is not."""

from typing import Literal

from server.forms.answers.shared import Answer, Instant, Page, Who


class Progress(Answer):
    """How far a plan is; `bound` is what no plan can beat."""

    planned: int
    of: int
    objective: float
    bound: float
    seconds: float


class PlannedSession(Answer):
    """A session as planned."""

    regency: str
    starts_at: Instant
    panel: list[str]
    chair: str


class Unplanned(Answer):
    """A regency that was not placed, and why."""

    regency: str
    because: str


class Reason(Answer):
    """Why regencies were not placed, once for all whom it keeps out."""

    because: str
    rules: list[str]
    regencies: list[str]


class Plan(Answer):
    """A plan as it now is."""

    id: str
    programme: str
    state: Literal["running", "ready", "impossible", "stopped", "accepting", "accepted"]
    progress: Progress
    sessions: list[PlannedSession]
    unplanned: list[Unplanned]
    reasons: list[Reason]


class Clash(Answer):
    """A rule that a change would break."""

    why: str
    who: object = None


class Checked(Page[Clash]):
    """What a change of a planned session would break, and the room in which it would then meet; `lacks_room` is where
    there are rooms and none is free."""

    room: Who | None
    lacks_room: bool
