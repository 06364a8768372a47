"""Which requests have arrived and are not answered yet, so that a record is sealed only after all that came in time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sessions.values import Clock


class Arrivals:
    """The instants at which unanswered requests had been read to their last byte."""

    def __init__(self) -> None:
        self._under_way: dict[object, datetime] = {}
        self._lock = threading.Lock()  # the writer asks in its own thread: a stamp is never taken and not yet counted

    @contextmanager
    def one(self, clock: Clock) -> Iterator[datetime]:
        """Stamps a request and counts it until it is answered."""
        ticket = object()
        try:
            yield self.begin(ticket, clock)
        finally:
            self.end(ticket)

    def begin(self, ticket: object, clock: Clock) -> datetime:
        """Stamps the ticket's request and counts it until its end."""
        with self._lock:
            at = self._under_way[ticket] = clock()
        return at

    def end(self, ticket: object) -> None:
        """The ticket's request is answered, if it was ever counted."""
        with self._lock:
            self._under_way.pop(ticket, None)

    def clear_to(self, clock: Clock) -> datetime:
        """The latest instant before which nothing that arrived is under way: now, or when the oldest of it came."""
        with self._lock:
            return min((clock(), *self._under_way.values()))
