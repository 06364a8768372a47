"""A programme's sessions as they stand at one moment, and which of them count in its round.

A rehearsal never counts, and one with a regency to rehearse with is one; nor does what was cancelled or aborted. Lists
show them, marked; every figure is made by what stands here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sessions.values.session import Session


@dataclass(frozen=True)
class Tally:
    """How many of some sessions belong to the round, and how many are rehearsals."""

    sessions: int = 0
    rehearsals: int = 0

    @classmethod
    def of(cls, some: Iterable[Session]) -> "Tally":
        """Of all of these, whatever their state."""
        found = Counter(one.rehearsal for one in some)
        return cls(found[False], found[True])

    @classmethod
    def held(cls, some: Iterable[Session]) -> "Tally":
        """Of those of them that take place: neither cancelled nor aborted."""
        return cls.of(one for one in some if one.live)


def counts(session: Session) -> bool:
    """Whether the session counts in its round: no rehearsal, neither cancelled nor aborted."""
    return session.live and not session.rehearsal


@dataclass(frozen=True, eq=False)
class Course:
    """The sessions by start, without those whose booking was taken back unheard, and the state of each. Two are equal
    where they are the same: what is made of one need not be made again."""

    sessions: tuple[Session, ...]
    states: tuple[str, ...]

    @cached_property
    def state_of(self) -> dict[str, str]:
        """Every session's state, by its id."""
        return {one.id: state for one, state in zip(self.sessions, self.states, strict=True)}

    @cached_property
    def by_id(self) -> dict[str, Session]:
        """Every session by its id."""
        return {one.id: one for one in self.sessions}

    @cached_property
    def booked(self) -> list[Session]:
        """Those of the round that are to come."""
        return [one for one in self.counting if self.state_of[one.id] == "booked"]

    @cached_property
    def counting(self) -> list[Session]:
        """Those that count."""
        return [one for one in self.sessions if counts(one)]

    @cached_property
    def booked_with(self) -> frozenset[str]:
        """The ids of the regencies that have a session which counts."""
        return frozenset(one.regency.id for one in self.counting)

    @cached_property
    def accepted_by(self) -> frozenset[str]:
        """The ids of those that have accepted theirs."""
        return frozenset(one.regency.id for one in self.counting if one.regency_rsvp() == "accepted")
