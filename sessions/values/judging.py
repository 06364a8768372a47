"""What a session is judged by, in full, as its record's `opened` entry holds it: rubric, rules, programme, panel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sessions.values.registry import Panelist, Programme
from sessions.values.rubric import BandDoc, Rubric


@dataclass(frozen=True)
class ProgrammeRef:
    """The programme as it was called at the start."""

    id: str
    name: str
    timezone: str


@dataclass(frozen=True)
class Judge:
    """A panelist as known at the start, or when they joined."""

    id: str
    name: str
    institution: str = ""
    title: str = ""


@dataclass(frozen=True)
class Judging:
    """What a session is judged by. `sealed` is false where the record does not hold it (before the start, format 1)."""

    rubric: Rubric
    rubric_id: str
    bands: tuple[BandDoc, ...]
    incomplete: str
    counts: str
    deliberation: float
    programme: ProgrammeRef
    panel: tuple[Judge, ...] = ()
    sealed: bool = True

    @classmethod
    def of_programme(cls, programme: Programme, panel: Iterable[Panelist] = ()) -> "Judging":
        """By what is said of the programme and the panel now."""
        return cls(
            programme.rubric,
            programme.rubric_id,
            tuple(programme.bands),
            programme.incomplete,
            programme.counts,
            programme.deliberation,
            ProgrammeRef(programme.id, programme.name, programme.timezone),
            tuple(Judge(one.id, one.name, one.person.institution, one.person.title) for one in panel),
            sealed=False,
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Judging":
        """From the data of an `opened` entry of format 2."""
        return cls(
            Rubric.from_json(data["rubric"]),
            data["rubric_id"],
            tuple(data["bands"]),
            data["incomplete"],
            data["counts"],
            data["deliberation"]["minutes"],
            ProgrammeRef(**data["programme"]),
            tuple(Judge(**one) for one in data["panel"]),
        )

    def as_json(self) -> dict[str, object]:
        """As it stands in the `opened` entry."""
        return {
            "rubric_id": self.rubric_id,
            "rubric": self.rubric.as_json(),
            "bands": [band.copy() for band in self.bands],
            "incomplete": self.incomplete,
            "counts": self.counts,
            "deliberation": {"minutes": self.deliberation},
            "programme": {"id": self.programme.id, "name": self.programme.name, "timezone": self.programme.timezone},
            "panel": [vars(one) for one in self.panel],
        }
