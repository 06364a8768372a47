"""Search and filters in an address: `?q=&province=&panelist=&answer=&without=deck,address,link`."""

from aiohttp import web
from multidict import MultiMapping

from sessions.actions import ANSWERS, LACKS
from sessions.store import Filter
from sessions.values import Invalid


def of(request: web.Request) -> Filter:
    """What is asked for. Raises Invalid for an answer or a lack that there is not."""
    return of_query(request.query)


def of_query(asked: MultiMapping[str]) -> Filter:
    """What these fields of an address ask for. Raises Invalid."""
    answer = asked.get("answer", "")
    if answer and answer not in ANSWERS:
        raise Invalid.at("/answer", "not-one-of", allowed=", ".join(ANSWERS))
    without = frozenset(one for text in asked.getall("without", []) for one in text.split(",") if one)
    if without - set(LACKS):
        raise Invalid.at("/without", "not-one-of", allowed=", ".join(LACKS))
    return Filter(
        asked.get("q", "").strip(), asked.get("province", "").strip(), asked.get("panelist", ""), answer, without
    )
