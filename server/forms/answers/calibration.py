"""What is answered of calibrations."""

from typing import Literal

from server.forms.answers.shared import Answer, Instant, Who


class Reference(Answer):
    """The value that an example deserves in a criterion, and why."""

    value: float
    reason: str


class Taker(Answer):
    """How far a panelist is; never a value."""

    id: str
    name: str
    scored: int
    of: int
    finished_at: Instant | None


class Calibration(Answer):
    """An example to score. `reference` stands there for who may compare, `takers` for the secretariat."""

    id: str
    programme: str
    title: str
    text: str
    url: str | None
    file: dict[str, object] | None
    state: Literal["draft", "open", "closed"]
    until: Instant | None
    revision: int
    rubric: dict[str, object]
    reference: dict[str, Reference] | None = None
    takers: list[Taker] | None = None


class Mark(Answer):
    """What a panelist says of one criterion."""

    value: float | None
    note: str


class OwnMark(Mark):
    """What one said oneself, and which change of it that is."""

    revision: int


class OwnMarks(Answer):
    """One's own sheet."""

    marks: dict[str, OwnMark]
    missing: list[str]
    finished_at: Instant | None


class ComparedCriterion(Answer):
    """One criterion: who gave what, the mean, how far apart, and the reference; `wide` where it is half the scale."""

    criterion: str
    reference: Reference | None
    marks: dict[str, Mark]
    mean: float | None
    spread: float | None
    wide: bool


class Leaning(Answer):
    """How far above what it is compared with a panelist's values are in the mean, over `of` criteria."""

    person: str
    name: str
    against: Literal["reference", "others"]
    mean: float
    of: int
    leans: Literal["stricter", "milder", "alike"]


class Comparison(Answer):
    """Those who have finished, beside each other and the reference."""

    panelists: list[Who]
    criteria: list[ComparedCriterion]
    leanings: list[Leaning]
