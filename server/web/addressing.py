"""Whom a message of the secretariat is for, by the filters of a list: the same for the API and for pages."""

from typing import Literal

from multidict import MultiDict

from server.forms import ToWhom, lists
from server.web import filters
from sessions.actions import Whom, messaging
from sessions.values import Invalid


def whom(to: ToWhom) -> Whom:
    """Whom the filters are to find. Raises Invalid; nobody means everybody by saying nothing."""
    query: MultiDict[str] = MultiDict(to.query())
    if not query and to.list_ is None:
        raise Invalid.at("/to/session", "required")
    try:
        return _found_by(to.list_ or "sessions", query)
    except Invalid as invalid:
        raise Invalid([one.below("/to") for one in invalid.faults]) from invalid


def _found_by(kind: Literal["sessions", "regencies", "panelists"], query: MultiDict[str]) -> Whom:
    if kind == "sessions":
        return lists.sessions_of(query)
    for name in ("state",) if kind == "regencies" else ("state", "without"):
        if name in query:
            raise Invalid.at(f"/{name}", "unknown-field")
    for name in ("province", "panelist", "answer"):
        if len(query.getall(name, [])) > 1:
            raise Invalid.at(f"/{name}", "too-many", most=1)
    return messaging.Listed(kind, filters.of_query(query))
