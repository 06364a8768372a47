"""Which requests have arrived and are not answered yet, so that a record is sealed only after all that came in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime


class Arrivals:
    """The instants at which unanswered requests had been read to their last byte."""

    def __init__(self) -> None:
        self._under_way: dict[object, datetime] = {}

    @contextmanager
    def one(self, at: datetime) -> Iterator[None]:
        """Counts a request until it is answered."""
        ticket = object()
        self._under_way[ticket] = at
        try:
            yield
        finally:
            del self._under_way[ticket]

    def none_before(self, instant: datetime) -> bool:
        """Whether every request that had arrived before the instant is answered."""
        return all(at >= instant for at in self._under_way.values())
