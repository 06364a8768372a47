"""Where a page of a list stands: which rows it has of how many, and which other pages there are."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

SIZES = (25, 50, 100)  # how many rows of a long list are offered on a page
LONGEST = 5  # digits of a page's number that an address may have
BESIDE = 1  # pages that are named on each side of the one that is shown


def page_asked(text: str) -> int:
    """Which page an address asks for, counted from 1: the first, where it names none."""
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else 1


@dataclass(frozen=True)
class Where:
    """A page's rows, `first` and `last` counted from 1 (0 of an empty list), of `total`, so many (`size`) on each."""

    first: int
    last: int
    total: int
    size: int

    @property
    def before(self) -> int:
        """How many rows stand before it."""
        return max(self.first - 1, 0)

    @property
    def page(self) -> int:
        """Which page it is, counted from 1."""
        return self.before // self.size + 1

    @property
    def pages(self) -> int:
        """How many there are; an empty list has one."""
        return max(-(-self.total // self.size), 1)

    @property
    def numbers(self) -> list[int | None]:
        """The pages that are led to: the first, the last and those beside it; None for a gap of more than one page."""
        near = {1, self.pages, *range(self.page - BESIDE, self.page + BESIDE + 1)}
        named = sorted(one for one in near if 1 <= one <= self.pages)
        found: list[int | None] = named[:1]
        for before, one in pairwise(named):
            if one - before == 2:
                found.append(one - 1)
            elif one - before > 2:
                found.append(None)
            found.append(one)
        return found


def where(page: int, size: int, total: int) -> Where:
    """Where that page stands; behind the last one is the last."""
    begins = (min(max(page, 1), max(-(-total // size), 1)) - 1) * size
    return Where(begins + 1 if total else 0, min(begins + size, total), total, size)


class Addresses(Protocol):
    """The address of a list's page, counted from 1, with as many rows on each as it has or with another number."""

    def __call__(self, page: int, size: int | None = None) -> str: ...


def leading(stands: Where, at: Addresses) -> dict[str, Any]:
    """What `ui.pages` shows of where a page stands: the addresses of the other pages, and of those that have more rows
    or fewer and show the same ones."""
    here = stands.page
    return {
        "stands": stands,
        "previous": at(here - 1) if here > 1 else None,
        "next": at(here + 1) if here < stands.pages else None,
        "numbers": [(one, at(one) if one else "", one == here) for one in stands.numbers],
        "sizes": [(size, at(stands.before // size + 1, size), size == stands.size) for size in SIZES],
    }
