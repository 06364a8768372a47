"""One search over everything of a programme, or of all: sessions, regencies and panelists, a few of each and the rest a
link away."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from urllib.parse import urlencode

from aiohttp import web

from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.secretariat.session_list import brief
from server.web.seam import access, handlers
from sessions.actions import Asker, must_be_secretariat
from sessions.store import Db, registry, timetable
from sessions.values import Programme, Sought, SoughtRows, words

View = dict[str, object]
FEW = 8


async def show(request: web.Request) -> web.Response:
    """What `?q=` finds in `?programme=`, or in every programme."""
    asked, chosen, asker = request.query.get("q", ""), request.query.get("programme", ""), access.asker(request)
    view = await frame.read(request, lambda db: _view(db, chosen, asked, asker, now=handlers.now(request)))
    return frame.page(request, "pages/search.html", view | {"query": asked})


def _view(db: Db, chosen: str, asked: str, asker: Asker, *, now: datetime) -> View:
    must_be_secretariat(asker)
    programmes = [registry.programme(db, chosen)] if chosen else registry.all_programmes(db)
    sought = words(asked)
    found = [_found(db, one, sought, asked, now) for one in programmes] if sought else []
    groups = [one for one in found if one["sessions"] or one["regencies"] or one["panelists"]]
    return {"groups": groups} | ({"programme": titled(programmes[0])} if chosen else {})


def _found(db: Db, programme: Programme, sought: tuple[str, ...], asked: str, now: datetime) -> View:
    rows, here = SoughtRows(words=sought), f"/programmes/{programme.id}"
    sessions = [
        one
        for one in timetable.of_programme(db, programme.id)
        if not one.undone and Sought(words=sought).finds(one, now)
    ]
    ahead = sorted(sessions, key=lambda one: (one.schedule.ends_at < now, abs(one.starts_at - now)))
    return {
        "programme": titled(programme),
        "sessions": [brief(one, now) for one in ahead[:FEW]],
        "regencies": _few(one.as_json() for one in registry.all_regencies(db, programme.id) if rows.finds(one)),
        "panelists": _few(one.as_json() for one in registry.panelists(db, programme.id) if rows.finds(one)),
        "all_sessions": f"{here}/sessions?{urlencode({'state': 'all', 'q': asked})}",
        "all_regencies": f"{here}/regencies?{urlencode({'q': asked})}",
        "all_panelists": f"{here}/panelists?{urlencode({'q': asked})}",
        "more": len(sessions) > FEW,
    }


def _few(found: Iterable[View]) -> Sequence[View]:
    return list(islice(found, FEW))
