"""What one transaction has read and will ask for again: kept until a table that it was read from is written."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
ANY = ""  # what a statement writes that does not say its table


class Memo:
    """Kept by whoever writes through Db, which tells it of every table; never longer than one transaction."""

    def __init__(self) -> None:
        self._found: dict[Hashable, Any] = {}
        self._from: dict[str, set[Hashable]] = {}

    def once(self, key: Hashable, tables: Iterable[str], read: Callable[[], T]) -> T:
        """What `read` gives from those tables, asked for once."""
        if key not in self._found:
            self.keep(key, tables, read())
        found: T = self._found[key]
        return found

    def each(
        self, kind: str, keys: Iterable[K], tables: Collection[str], read: Callable[[list[K]], Mapping[K, T]]
    ) -> dict[K, T]:
        """Those of the keys that `read` finds something for, in their order; it is asked for the unknown ones alone."""
        wanted = list(dict.fromkeys(keys))
        unknown = [one for one in wanted if (kind, one) not in self._found]
        if unknown:
            found = read(unknown)
            for one in unknown:
                self.keep((kind, one), tables, found.get(one))
        known = {one: self._found[kind, one] for one in wanted}
        return {one: value for one, value in known.items() if value is not None}

    def keep(self, key: Hashable, tables: Iterable[str], value: object) -> None:
        """Remembers what its caller knows, also in the place of what was read."""
        self._found[key] = value
        for table in tables:
            self._from.setdefault(table, set()).add(key)

    def find(self, key: Hashable) -> Any:
        """What is remembered by that key; None for nothing."""
        return self._found.get(key)

    def wrote(self, table: str) -> None:
        """That table is not as it was read."""
        if table == ANY:
            self.clear()
        for key in self._from.pop(table, ()):
            self._found.pop(key, None)

    def clear(self) -> None:
        """Nothing is known any more: what was written may have been taken back."""
        self._found.clear()
        self._from.clear()
