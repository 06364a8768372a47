"""A regency's own time: what is free, what is busy. A session that clashes with it is warned of, not refused."""

from aiohttp import web

from server.forms import availability
from server.web.seam import STORE, access, apart, handlers
from sessions.actions import claims, enrolling, own_time
from sessions.store import Db, registry
from sessions.values import Span


async def get_availability(request: web.Request) -> web.Response:
    """What is known of a regency's time."""
    asker, regency, paging = access.asker(request), request.match_info["id"], handlers.paging(request)

    def query(db: Db) -> dict[str, object]:
        claims.owned(db, regency, asker)
        return _shown(db, regency, own_time.of_regency(db, regency), paging)

    return await handlers.show(request, query)


async def put_availability(request: web.Request) -> web.Response:
    """Replaces it, by a list of spans or a calendar file's busy times; `?revision=` is the one that was seen."""
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    zone = (await request.app[STORE].read(claims.owned, regency, asker)).timezone
    spans, seen = await apart.body(request, availability.spans_of, zone, now), handlers.seen_revision(request)

    def act(db: Db) -> list[Span]:
        claims.owned(db, regency, asker)
        return enrolling.set_regency_availability(db, regency, spans, asker, revision=seen, now=now)

    return await handlers.act(request, act, view=lambda db, kept: _shown(db, regency, kept, (handlers.LIMIT, "")))


def _shown(db: Db, regency: str, spans: list[Span], paging: tuple[int, str]) -> dict[str, object]:
    page = handlers.cut([span.as_json() for span in spans], paging)
    return page | {"revision": registry.spans_revision(db, regency)}
