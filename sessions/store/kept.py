"""What was made of what a query found, kept in memory for as long as the query finds the same.

The rows are read each time and compared as the driver gives them: nothing can be stale, whoever wrote, where,
and whether it was committed. What is spared is all that comes after reading. What is kept is shared by every thread,
so nobody may change it; and it is the same object as long as nothing changed, by which `Made` knows it again.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, TypeVar

from sessions.lately import Lately
from sessions.store.db import Db
from sessions.store.hot import Found, Hot

T = TypeVar("T")


class Kept(Generic[T]):
    """What `make` makes of a query's rows (with values by their columns' names), for the last `most` parameters."""

    def __init__(self, query: Hot, make: Callable[[Db, list[Any]], T], *, most: int = 32) -> None:
        self._query, self._make = query, make
        self._known: Lately[tuple[Hashable, ...], tuple[Found, T]] = Lately(most)

    def of(self, db: Db, parameters: Mapping[str, Hashable]) -> T:
        """What is made of what the query finds with these parameters."""
        rows, key = self._query.found(db, parameters), tuple(parameters.values())
        known = self._known.get(key)
        if known is not None and known[0] == rows:
            return known[1]
        made = self._make(db, self._query.told(db, rows))
        self._known.keep(key, (rows, made))
        return made


class Made(Generic[T]):
    """What was made of things, by a name, for as long as they are equal: at once where they are the very same, as what
    is kept is."""

    def __init__(self, *, most: int = 64) -> None:
        self._known: Lately[Hashable, tuple[tuple[object, ...], T]] = Lately(most)

    def of(self, name: Hashable, things: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` makes of these things, and of nothing else."""
        known = self._known.get(name)
        if known is not None and known[0] == things:
            return known[1]
        made = make()
        self._known.keep(name, (things, made))
        return made
