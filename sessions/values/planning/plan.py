"""What comes out of planning: sessions, who is left over and why, and how good it is; their JSON form too."""

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter

from sessions.values.planning.problem import Session


@dataclass(frozen=True)
class Words:
    """A sentence in both languages of the house."""

    id: str
    en: str


@dataclass(frozen=True)
class Unplanned:
    """A regency without a session. `rules` are the names of the rules that keep it out (`why.py`)."""

    regency: str
    because: Words
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Help:
    """A change that would place so many more regencies."""

    words: Words
    more: int


@dataclass(frozen=True)
class Progress:
    """How far a plan is: sessions planned of those wanted, the sum of unmet wishes with the bound below which no plan
    can come, the seconds spent, the spread of the panelists' and of the chairs' loads, pairs of panelists who meet."""

    planned: int
    of: int
    objective: int
    bound: int
    seconds: float
    spread: int
    chair_spread: int
    met: int
    pairs: int

    @property
    def gap(self) -> float:
        """How far the plan may be from the best one, as a share of its sum; 0 is proven best."""
        return 0.0 if self.objective <= self.bound else (self.objective - self.bound) / self.objective


@dataclass(frozen=True)
class Plan:
    """A plan. `state` is "running", "ready" (it ended by itself), "stopped" (by hand), or "impossible" (not one of
    the regencies can have a session); a plan of any state but the last may be used."""

    state: str
    progress: Progress
    sessions: tuple[Session, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()
    helps: tuple[Help, ...] = ()


@cache
def _json() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def plan_to_json(plan: Plan) -> bytes:
    """The plan as JSON."""
    return _json().dump_json(plan)


def plan_from_json(text: bytes | str) -> Plan:
    """The plan again. Raises pydantic's ValidationError on anything else."""
    return _json().validate_json(text)
