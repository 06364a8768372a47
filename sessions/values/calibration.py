"""A calibration: several panelists score one example before the round, and see how far they lie apart.

It is no session: nothing of it is in a record, in results or in minutes. Who may do what is calibrating.py's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean
from typing import Literal

from sessions.clock import wire
from sessions.values.files import File
from sessions.values.rubric import Rubric
from sessions.values.schedule import whole

ALIKE = 0.1  # of the scale: who lies nearer to what is compared with leans neither way
WIDE = 0.5  # of the scale, as in a deliberation: values so far apart are talked about
BEFORE_THE_END = timedelta(days=1)
AFTER_INVITATION = timedelta(days=3)
State = Literal["draft", "open", "closed"]
Leans = Literal["stricter", "milder", "alike"]


@dataclass(frozen=True)
class Reference:
    """The value that the secretariat holds right for a criterion, and why."""

    value: float
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        """As it is kept and shown."""
        return {"value": whole(self.value), "reason": self.reason}


@dataclass(frozen=True)
class Calibration:
    """An example to score: its text, a link, a file, or several of them; with the rubric as it stood when it was made.

    `until` is when the time to score ends by itself."""

    id: str
    programme: str
    title: str
    text: str
    url: str
    file: File | None
    rubric: Rubric
    reference: Mapping[str, Reference]
    revision: int
    made_at: datetime
    invited_at: datetime | None = None
    until: datetime | None = None
    closed_at: datetime | None = None

    def state(self, now: datetime) -> State:
        """`draft` until somebody is invited, `open` until it ends."""
        if self.invited_at is None:
            return "draft"
        over = self.closed_at is not None or (self.until is not None and now >= self.until)
        return "closed" if over else "open"

    def reminds_at(self, invited_at: datetime) -> datetime:
        """When who was invited then and has not finished is reminded, once: a day before the end, or halfway to it
        where it is shorter; three days later where no end was set."""
        if self.until is None:
            return invited_at + AFTER_INVITATION
        return max(self.until - BEFORE_THE_END, invited_at + (self.until - invited_at) / 2)

    @property
    def has_example(self) -> bool:
        """Whether there is anything to score."""
        return bool(self.text.strip() or self.url or self.file)


@dataclass(frozen=True)
class Mark:
    """What a panelist says of one criterion; `value` None is one that was taken back. `revision` counts its changes, 0
    before the first: two marks that say the same are the same."""

    value: float | None
    note: str = ""
    revision: int = field(default=0, compare=False)

    def as_json(self) -> dict[str, object]:
        """As it is shown."""
        return {"value": None if self.value is None else whole(self.value), "note": self.note}

    def own_json(self) -> dict[str, object]:
        """As it is shown to who gave it."""
        return self.as_json() | {"revision": self.revision}


@dataclass(frozen=True)
class Taker:
    """A panelist who was asked to score the example, with their marks by criterion."""

    person: str
    name: str
    invited_at: datetime
    finished_at: datetime | None
    marks: Mapping[str, Mark]
    reminded_at: datetime | None = None

    def missing(self, rubric: Rubric) -> list[str]:
        """The criteria without a value, in the order of the sheet."""
        return [key for key in rubric.criteria if key not in self.marks or self.marks[key].value is None]

    def as_json(self, rubric: Rubric) -> dict[str, object]:
        """How far they are; never a value."""
        of = len(rubric.criteria)
        finished = self.finished_at and wire(self.finished_at)
        return {
            "id": self.person,
            "name": self.name,
            "scored": of - len(self.missing(rubric)),
            "of": of,
            "finished_at": finished,
        }


@dataclass(frozen=True)
class Line:
    """One criterion compared: who gave what, how far they lie apart (`spread`), and the reference."""

    criterion: str
    marks: Mapping[str, Mark]  # by panelist
    reference: Reference | None
    mean: float | None
    spread: float | None
    wide: bool

    def from_reference(self, person: str) -> float | None:
        """How far above the reference a panelist's value is; below it, less than zero."""
        value = self.marks[person].value if person in self.marks else None
        return None if value is None or self.reference is None else value - self.reference.value


@dataclass(frozen=True)
class Leaning:
    """How far above what it is compared with (`against`) a panelist's values are in the mean; below it, less than
    zero. `of` is how many criteria that is the mean of."""

    person: str
    name: str
    against: Literal["reference", "others"]
    mean: float
    of: int
    leans: Leans


@dataclass(frozen=True)
class Comparison:
    """All who have finished, criterion by criterion, and which way each leans."""

    takers: tuple[Taker, ...]
    lines: tuple[Line, ...]
    leanings: tuple[Leaning, ...]

    def line(self, criterion: str) -> Line:
        """That of one criterion."""
        return next(one for one in self.lines if one.criterion == criterion)


def compare(rubric: Rubric, reference: Mapping[str, Reference], takers: Sequence[Taker]) -> Comparison:
    """Those who have finished beside each other and beside the reference; where that has no value, each beside the mean
    of the others."""
    done = tuple(one for one in takers if one.finished_at is not None)
    lines = tuple(_line(rubric, key, reference.get(key), done) for key in rubric.criteria)
    leanings = (_leaning(rubric, one, lines, against="reference" if reference else "others") for one in done)
    return Comparison(done, lines, tuple(one for one in leanings if one is not None))


def _line(rubric: Rubric, key: str, reference: Reference | None, takers: Sequence[Taker]) -> Line:
    marks = {one.person: one.marks[key] for one in takers if key in one.marks}
    values = [mark.value for mark in marks.values() if mark.value is not None]
    spread = max(values) - min(values) if values else None
    wide = spread is not None and spread >= WIDE * _width(rubric)
    return Line(key, marks, reference, fmean(values) if values else None, spread, wide)


def _leaning(
    rubric: Rubric, taker: Taker, lines: Sequence[Line], *, against: Literal["reference", "others"]
) -> Leaning | None:
    found = [
        line.from_reference(taker.person) if against == "reference" else _from_others(line, taker.person)
        for line in lines
    ]
    known = [one for one in found if one is not None]
    if not known:
        return None
    mean = fmean(known)
    leans: Leans = "alike" if abs(mean) < ALIKE * _width(rubric) else "milder" if mean > 0 else "stricter"
    return Leaning(taker.person, taker.name, against, mean, len(known), leans)


def _from_others(line: Line, person: str) -> float | None:
    own = line.marks[person].value if person in line.marks else None
    others = [mark.value for key, mark in line.marks.items() if key != person and mark.value is not None]
    return None if own is None or not others else own - fmean(others)


def _width(rubric: Rubric) -> float:
    return rubric.scale.max - rubric.scale.min
