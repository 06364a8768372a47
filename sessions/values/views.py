"""A view of a list: its search, filters and size of page, kept under a name."""

from dataclasses import dataclass
from typing import Literal, get_args

ListName = Literal["sessions", "regencies", "panelists", "mails", "deliveries", "inbox", "history"]
LISTS: tuple[ListName, ...] = get_args(ListName)
OF_THE_HOUSE: frozenset[ListName] = frozenset(("inbox", "history"))  # these are there without a programme
OF_PROGRAMMES = frozenset(LISTS) - {"inbox"}
MOST = 100  # views that one keeps


@dataclass(frozen=True)
class KeptView:
    """`query` is what the list's address asks, without the question mark; a shared one is all the secretariat's."""

    id: str
    list: ListName
    programme: str | None
    name: str
    query: str
    owner: str
    shared: bool

    def is_of(self, person: str) -> bool:
        """Whether that member of the secretariat sees it, and may rename or remove it."""
        return self.shared or self.owner == person
