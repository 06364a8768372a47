"""A programme's sessions as they stand at one moment."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from sessions.values.session import Session


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
    def counts(self) -> Counter[str]:
        """How many there are of each state."""
        return Counter(self.states)

    @cached_property
    def booked(self) -> list[Session]:
        """Those that are to come."""
        return [one for one, state in zip(self.sessions, self.states, strict=True) if state == "booked"]

    @cached_property
    def counting(self) -> list[Session]:
        """Those that count: no rehearsals, neither cancelled nor aborted."""
        return [one for one in self.sessions if one.live and not one.rehearsal]
