"""A version that was published to everybody: its open data, and its table for other pages. Nobody has to sign in."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from aiohttp import web

from server.documents import open_data, result_views
from server.documents.reports import national
from server.web.pages import frame
from server.web.seam import STORE, handlers
from sessions.actions import releasing
from sessions.store import Db, Release
from sessions.values import NotFound

TABLE_POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors *"
MINUTE = "public, max-age=60"


async def show(request: web.Request) -> web.Response:
    """The page that leads to everything, with the round on one page."""
    return await _page(request, "pages/open_data.html", _national)


async def table(request: web.Request) -> web.Response:
    """The table alone, for any page that frames it: no script, no form, no sign-in."""
    response = await _page(request, "pages/open_table.html", lambda _: {"viewer": None})
    response.headers["Content-Security-Policy"] = TABLE_POLICY
    return response


async def file(request: web.Request) -> web.Response:
    """One of the files of the open data."""
    name = request.match_info["file"]
    if name not in open_data.NAMES:
        raise NotFound
    version = handlers.version_of(request)
    asked, now = (request.match_info["id"], version), handlers.now(request)
    release, document = await request.app[STORE].read(releasing.opened, *asked, now=now)
    made = await asyncio.to_thread(_made, _Version(release, document))
    kind = next(kind for end, kind in open_data.KINDS.items() if name.endswith(end))
    response = web.Response(body=made[name], content_type=kind, charset="utf-8" if kind == "text/csv" else None)
    response.headers["Cache-Control"] = MINUTE
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Version:
    """A release that is known by its id, as nothing that it says ever changes."""

    def __init__(self, release: Release, document: open_data.Document) -> None:
        self.release, self.document = release, document

    def __hash__(self) -> int:
        return hash(self.release.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Version) and other.release.id == self.release.id


@lru_cache(maxsize=4)
def _made(version: _Version) -> dict[str, bytes]:
    return open_data.files(version.release, version.document)


@dataclass(frozen=True)
class _Shown:
    """A version as a page shows it; `last` is the round before, if everybody may see that."""

    document: open_data.Document
    rows: Sequence[result_views.Row]
    last: open_data.Document | None
    language: str


def _national(shown: _Shown) -> result_views.Row:
    parts = (shown.rows, shown.document["results"], shown.document["rubric"], shown.document["bands"])
    return national.page(national.Round(*parts, last=shown.last), shown.language)


def _read(
    db: Db, programme: str, version: int | None, *, now: datetime
) -> tuple[Release, open_data.Document, list[Release], open_data.Document | None]:
    """The version with all that it says, those that are open beside it, and what the round before said. Raises
    NotFound."""
    release, document = releasing.opened(db, programme, version, now=now)
    others, last = releasing.open_versions(db, programme, now=now), releasing.opened_before(db, programme, now=now)
    return release, document, others, last


async def _page(request: web.Request, template: str, more: Callable[[_Shown], result_views.Row]) -> web.Response:
    programme, language, version = request.match_info["id"], frame.language(request), handlers.version_of(request)
    release, document, others, last = await request.app[STORE].read(
        _read, programme, version, now=handlers.now(request)
    )
    ranked = document["results"] | {"regencies": open_data.by_rank(document)}
    rows = result_views.rows(ranked, document["provinces"], language)
    view = {
        "programme": document["programme"],
        "release": release.as_json(),
        "here": f"/programmes/{release.programme}/results/open",
        "which": f"?version={release.version}" if release.version != others[0].version else "",
        "others": [one.as_json() for one in others if one.version != release.version],
        "rows": rows,
        "files": [name for name in open_data.NAMES if name != open_data.ARCHIVE],
    }
    told = await asyncio.to_thread(more, _Shown(document, rows, last, language))
    return await asyncio.to_thread(frame.page, request, template, view | told)
