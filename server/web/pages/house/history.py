"""Who did what, with what, from what to what: a programme's acts and the house's, searched, filtered, by the page, as
a table to take away."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from aiohttp import web

from server import forms
from server.documents import tables
from server.documents.tables import Cell, Grid
from server.text import acts as words
from server.text import deeds, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.house import acted, kept_views
from server.web.pages.secretariat.asked import Asked, choice, standing
from server.web.pages.secretariat.session_list import XLSX
from server.web.seam import access
from sessions.actions import Asker, must_be_secretariat
from sessions.store import Db, acts, registry
from sessions.values import Act, Programme

MANY = 5  # done alike one behind the other: shown as one line that opens


async def show(request: web.Request) -> web.Response:
    """The newest first."""
    asker, asked, spoken = access.asker(request), Asked.of(request.query), frame.language(request)
    one = request.match_info.get("id")
    view = await frame.read(request, lambda db: _view(db, one, asker, asked, spoken))
    return frame.page(request, "pages/history.html", view)


async def as_xlsx(request: web.Request) -> web.Response:
    """Exactly what the list shows, all its pages, as a workbook."""
    asker, asked, spoken = access.asker(request), Asked.of(request.query), frame.language(request)

    def query(db: Db) -> tuple[Grid, str]:
        must_be_secretariat(asker)
        programme, zone = _where(db, request.match_info.get("id"), asker)
        found = acts.stretch(db, _wanted(asked, programme, zone), size=None).items
        return _grid(
            found, acted.behind_all(db, found, spoken, programme.id if programme else None), spoken, zone
        ), zone

    made, zone = await frame.read(request, query)
    body = await asyncio.to_thread(tables.as_xlsx, [made], zone)
    headers = {"Content-Disposition": 'attachment; filename="history.xlsx"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type=XLSX, headers=headers)


def _where(db: Db, programme_id: str | None, asker: Asker) -> tuple[Programme | None, str]:
    """The programme whose acts are asked for, none for the whole house's; and in which zone days are meant."""
    programme = registry.programme(db, programme_id) if programme_id else None
    return programme, programme.timezone if programme else asker.timezone


def _view(db: Db, programme_id: str | None, asker: Asker, asked: Asked, language: str) -> View:
    must_be_secretariat(asker)
    programme, zone = _where(db, programme_id, asker)
    found = acts.stretch(db, _wanted(asked, programme, zone), first=asked.first, size=asked.size)
    known = acted.behind_all(db, found.items, language, programme_id)
    _ = translator(language)
    return standing(asked, found.total) | {
        "programme": titled(programme) if programme else None,
        "zone": zone,
        "acts": _folded(
            (one, acted.line(one, known[one.id], programme_id or one.thing.programme, language, zone))
            for one in found.items
        ),
        "asked": asked,
        "kept": asked.kept("q", "by", "thing", "of", "from", "to"),
        **kept_views.beside(db, asker, "history", programme_id, asked),
        "filters": [
            choice(asked, "by", _("Siapa"), acts.doers(db, programme_id or "")),
            choice(asked, "thing", _("Apa"), words.things(language).items()),
            choice(asked, "of", _("Tentang"), _about(asked, found.items, _("yang dicari"))),
        ],
    }


def _folded(lines: Iterable[tuple[Act, View]]) -> list[View]:
    """The lines, those of many that were done alike one behind the other as one with the others behind it (`same`)."""

    def alike(line: tuple[Act, View]) -> tuple[str, ...]:
        act = line[0]
        return (act.by, act.via, act.did, act.thing.kind, act.thing.programme or "")

    folded: list[View] = []
    for _, group in groupby(lines, key=alike):
        first, *rest = shown = [line for _, line in group]
        if len(shown) < MANY:
            folded += shown
        else:
            folded.append(first | {"same": rest, "key": (first["key"], tuple(one["key"] for one in rest))})
    return folded


def _about(asked: Asked, found: Sequence[Act], unnamed: str) -> list[tuple[str, str]]:
    """The one thing whose acts are asked for, if one is, by its newest name."""
    one = asked.value("of")
    return [(one, found[0].thing.name if found else unnamed)] if one else []


def _wanted(asked: Asked, programme: Programme | None, zone: str) -> acts.Wanted:
    first, last = forms.day(asked.value("from")), forms.day(asked.value("to"))
    return acts.Wanted(
        programme=programme.id if programme else "",
        q=asked.value("q"),
        by=tuple(value for name, value in asked.pairs if name == "by"),
        things=tuple(value for name, value in asked.pairs if name == "thing"),
        since=datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)) if first else None,
        until=datetime(last.year, last.month, last.day, tzinfo=ZoneInfo(zone)) + timedelta(days=1) if last else None,
        of=asked.value("of"),
    )


def _grid(found: Sequence[Act], known: Mapping[str, deeds.Behind], language: str, zone: str) -> Grid:
    _ = translator(language)
    header = [_("Waktu"), _("Siapa"), _("Lewat"), _("Apa"), _("Nama"), _("Isian"), _("Dari"), _("Menjadi")]
    rows: list[list[Cell]] = []
    for act in found:
        own: list[Cell] = [act.at, act.by_name, act.via, words.told(act, language, zone, known[act.id]), act.thing.name]
        told = words.changes(act, language, zone, known[act.id], most=None) or [{"field": "", "was": "", "is": ""}]
        rows += [[*own, one["field"], one["was"], one["is"]] for one in told]
    return Grid(_("Riwayat"), header, rows)
