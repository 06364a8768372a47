"""What an address asks of a list (its search, its filters, its page), and the addresses of lists that differ in one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from multidict import MultiMapping

from server.text import SIZES, Where, leading, page_asked, where
from server.web.pages.frame import View

T = TypeVar("T")
# Where one stands in it, in which order, and how much one sees.
VIEWING = {"state", "delivery", "limit", "view", "date", "week", "programme", "sort", "version"}
PASSING = {"page", "after", "said", "created", "updated", "item", "code", "did"}  # what says nothing of the list itself


@dataclass(frozen=True)
class Asked:
    """The names and values of an address's query that choose what a list shows."""

    pairs: tuple[tuple[str, str], ...]
    page: int = 1
    everything: bool = False  # whether it asks for every state by an empty one

    @classmethod
    def of(cls, query: MultiMapping[str]) -> "Asked":
        """What the address asks; empty values ask nothing."""
        pairs = tuple((name, value) for name, value in query.items() if value and name not in PASSING)
        return cls(pairs, page_asked(query.get("page", "")), query.get("state") == "")

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
    def first(self) -> int:
        """How many rows stand before the page."""
        return (self.page - 1) * self.size

    @property
    def filtered(self) -> bool:
        """Whether anything but a view and the size of the page is asked for."""
        return any(name not in VIEWING for name, _ in self.pairs)


def paged(found: Sequence[T], asked: Asked) -> View:
    """A page of what was found whole: its items, and where it stands."""
    view = standing(asked, len(found))
    stands: Where = view["paging"]["stands"]
    return view | {"items": found[stands.before : stands.last]}


def standing(asked: Asked, total: int, before: int | None = None) -> View:
    """What `ui.pages` shows of where the page stands among so many rows: the addresses of the other pages, and of those
    that have more rows or fewer and show the same ones. `before`: how many rows stand before it, where it is not the
    page that the address names."""
    page = asked.page if before is None else before // asked.size + 1
    stands = where(page, asked.size, total)

    def at(page: int, size: int | None = None) -> str:
        return asked.but(**({"limit": str(size)} if size else {}), **({"page": str(page)} if page > 1 else {}))

    return {"paging": leading(stands, at)}


def choice(asked: Asked, name: str, label: str, options: Iterable[tuple[str, str]]) -> View:
    """A filter with its options, and those that are chosen with the address that takes each away."""
    known = list(options)
    on = {value for key, value in asked.pairs if key == name}
    rows = tuple([(value, text, value in on) for value, text in known])
    chosen = [{"text": text, "address": asked.without(name, value)} for value, text in known if value in on]
    return {"name": name, "label": label, "options": rows, "chosen": chosen}
