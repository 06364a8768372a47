"""What is wrong with the whole system, as a line above every page of the secretariat: mail, backup, clock.

Whoever watches a part adds a source: `troubles.add_source(app, mail_troubles)`. A source is asked at every page, so it
answers at once from what it knows and never reads the store.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True)
class Trouble:
    """One line: what is wrong, in the reader's language; `urgent` where something is already lost or late; where one
    mends it, and what the link there says."""

    text: str
    urgent: bool = False
    label: str = ""
    address: str = ""


Source = Callable[[str], Iterable[Trouble]]  # the reader's language -> what is wrong now
SOURCES: web.AppKey[list[Source]] = web.AppKey("trouble_sources", list[Source])


def add_to(app: web.Application) -> None:
    """Makes room for the sources."""
    app[SOURCES] = []


def add_source(app: web.Application, source: Source) -> None:
    """From now on its troubles stand above every page."""
    app[SOURCES].append(source)


def known(app: web.Application, language: str) -> list[Trouble]:
    """All that is wrong now, the urgent first."""
    found = [trouble for source in app[SOURCES] for trouble in source(language)]
    return sorted(found, key=lambda trouble: not trouble.urgent)
