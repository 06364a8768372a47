"""What an address asks of a list (its search, its filters, its page), and the addresses of lists that differ in one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from multidict import MultiMapping

from server.web.pages.frame import View

T = TypeVar("T")
SIZES = (25, 50, 100)
# Where one stands in it, in which order, and how much one sees.
VIEWING = {"state", "limit", "view", "date", "week", "programme", "sort", "version"}
PASSING = {"after", "said", "created", "updated", "item", "code", "did"}  # what says nothing of the list itself


@dataclass(frozen=True)
class Asked:
    """The names and values of an address's query that choose what a list shows."""

    pairs: tuple[tuple[str, str], ...]
    after: str = ""
    everything: bool = False  # whether it asks for every state by an empty one

    @classmethod
    def of(cls, query: MultiMapping[str]) -> "Asked":
        """What the address asks; empty values ask nothing."""
        pairs = tuple((name, value) for name, value in query.items() if value and name not in PASSING)
        return cls(pairs, query.get("after", ""), query.get("state") == "")

    def but(self, **changes: str | None) -> str:
        """The address of the list's first page with these changed; None takes one away."""
        kept = [pair for pair in self.pairs if pair[0] not in changes]
        return f"?{urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])}"

    def without(self, name: str, value: str) -> str:
        """The address without one of a filter's values."""
        return f"?{urlencode([pair for pair in self.pairs if pair != (name, value)])}"

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """What a form carries on: all but what it has fields for."""
        return [pair for pair in self.pairs if pair[0] not in names]

    def has(self, name: str, value: str) -> bool:
        """Whether the filter holds that value."""
        return (name, value) in self.pairs

    def value(self, name: str) -> str:
        """The filter's last value, or nothing."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    @property
    def size(self) -> int:
        """How many rows a page has."""
        text = self.value("limit")
        return int(text) if text in map(str, SIZES) else SIZES[0]

    @property
    def filtered(self) -> bool:
        """Whether anything but a view and the size of the page is asked for."""
        return any(name not in VIEWING for name, _ in self.pairs)


def paged(found: Sequence[T], asked: Asked, key: Callable[[T], str]) -> View:
    """A page of what was found whole: its items, where it stands, and the addresses of those before and behind."""
    first = next((n + 1 for n, one in enumerate(found) if key(one) == asked.after), 0)
    size = asked.size
    items = found[first : first + size]
    before = max(0, first - size)
    keys = [key(one) for one in items]
    where = standing(asked, keys, first=first, total=len(found), before=key(found[before - 1]) if before else "")
    return where | {"items": items}


def standing(asked: Asked, keys: Sequence[str], *, first: int, total: int, before: str) -> View:
    """Where a page of these rows stands, `first` rows before it; `before` is the row behind which the page before
    begins, "" for the list's first page."""
    last = first + len(keys)
    previous = (asked.but(after=before) if before else asked.but()) if first else None
    return {
        "total": total,
        "first": first + 1 if keys else 0,
        "last": last,
        "previous": previous,
        "next": asked.but(after=keys[-1]) if keys and last < total else None,
        "sizes": [(size, asked.but(limit=str(size)), size == asked.size) for size in SIZES],
    }


def choice(asked: Asked, name: str, label: str, options: Iterable[tuple[str, str]]) -> View:
    """A filter with its options, and those that are chosen with the address that takes each away."""
    known = list(options)
    on = {value for key, value in asked.pairs if key == name}
    rows = tuple([(value, text, value in on) for value, text in known])
    chosen = [{"text": text, "address": asked.without(name, value)} for value, text in known if value in on]
    return {"name": name, "label": label, "options": rows, "chosen": chosen}
