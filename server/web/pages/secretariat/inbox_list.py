"""What came in as a list: its states and kinds, searched, by the page, as a table to take away."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Any

from aiohttp import web
from multidict import MultiDict, MultiMapping

from server.documents import tables
from server.documents.tables import Cell, Grid
from server.text import replies, translator
from server.web.pages import frame
from server.web.pages.frame import View, around
from server.web.pages.house import kept_views
from server.web.pages.secretariat.asked import Asked, choice, standing
from server.web.pages.secretariat.session_list import XLSX
from server.web.seam import access
from sessions.actions import Asker, desk, must_be_secretariat, taking_back
from sessions.store import Db, Item, Stretch, accounts, incoming, registry, timetable
from sessions.values import NotFound, from_wire, wire
from sessions.values.itip import masked

STATES = ("open", "done", "ignored")
NOBODYS = "nobody"  # the filter's word for what no colleague is named for


def asked_of(query: MultiMapping[str], state: str) -> Asked:
    """What the address asks; the `state` is what the page shows."""
    given = MultiDict(query)
    given["state"] = state
    return Asked.of(given)


def wanted(asked: Asked) -> incoming.Wanted:
    """The same for the store."""
    kinds = [value for name, value in asked.pairs if name == "kind"]
    keepers = ["" if value == NOBODYS else value for name, value in asked.pairs if name == "keeper"]
    return incoming.Wanted(asked.value("state") or "open", kinds, asked.value("q"), keepers)


def frame_of(db: Db, asker: Asker, asked: Asked, language: str) -> View:
    """What stands around the list."""
    must_be_secretariat(asker)
    counted, _ = incoming.counts(db), translator(language)
    by_state: Counter[str] = Counter()
    for (state, _kind), number in counted.items():
        by_state[state] += number
    here = asked.value("state")
    words = {"open": _("Menunggu"), "done": _("Sudah ditangani"), "ignored": _("Tanpa tindakan")}
    known = replies.kinds(language)
    kinds = {kind: known.get(kind, kind) for state, kind in counted if state == here and kind in known}
    return around(db, asker, asked.value("programme")) | {
        "state": here,
        "asked": asked,
        "kept": asked.kept("q", "kind", "keeper"),
        **kept_views.beside(db, asker, "inbox", None, asked, standard=STATES[0]),
        "since": (oldest := incoming.oldest(db)) and wire(oldest),
        "waiting": by_state["open"],
        "tabs": [(asked.but(state=one, kind=None), words[one], one == here, by_state[one]) for one in STATES],
        "filters": [
            choice(asked, "kind", _("Jenis"), sorted(kinds.items(), key=lambda one: one[1])),
            choice(asked, "keeper", _("Petugas"), _keepers(db, language)),
        ],
    }


def _keepers(db: Db, language: str) -> list[tuple[str, str]]:
    _ = translator(language)
    own = sorted(((one.id, one.name) for one in accounts.secretariat(db)), key=lambda one: one[1])
    return [*own, (NOBODYS, _("belum ditugaskan"))]


def stretch(db: Db, asked: Asked, item: str, did: str) -> tuple[Stretch[Item], Item | None]:
    """The page of what waits that the address asks for, and the one that is open: `item`, the one that now stands where
    `did` was decided, else the page's first."""
    found = incoming.stretch(db, wanted(asked), first=asked.first, at=item or did, size=asked.size)
    asked_for = next((one for one in found.items if one.id == item), None)
    behind = next((one for one in found.items if one.id > did), None) if did else None
    return found, asked_for or behind or next(iter(found.items), None)


def queue(db: Db, found: Stretch[Item], opened: Item | None, asked: Asked, language: str) -> list[View]:
    """What waits, a few words of each: who, about which session, what it is, and where it is opened."""
    people = registry.persons(db, [who for one in found.items for who in (one.person, one.keeper) if who])
    sessions = {one.id: one for one in timetable.named(db, {one.session for one in found.items if one.session})}
    kinds = replies.kinds(language)
    return [
        {
            "id": one.id,
            "who": people[one.person].name if one.person in people else masked(one.sender),
            "about": sessions[one.session].regency.name if one.session in sessions else masked(one.subject),
            "what": kinds.get(one.kind, one.kind),
            "at": wire(one.received_at),
            "keeper": people[one.keeper].name if one.keeper in people else "",
            "plain": "confirm" in desk.actions(one),
            "here": opened is not None and one.id == opened.id,
            "address": asked.but(item=one.id),
        }
        for one in found.items
    ]


def over(db: Db, asked: Asked, language: str, now: datetime) -> View:
    """What was decided, and whether that can still be taken back; or what needed nobody."""
    found = incoming.stretch(db, wanted(asked), first=asked.first, size=asked.size)
    shown = [(item, dict(desk.view(db, item))) for item in found.items]
    lines = [
        one
        | {"subject": masked(one["subject"]), "told": replies.outcome(one, language)}
        | {"back": taking_back.may_take_back(db, item, now=now)}
        for item, one in shown
    ]
    return {"mails": lines} | standing(asked, found.total)


async def as_xlsx(request: web.Request) -> web.Response:
    """Exactly what the list shows, all its pages, as a workbook."""
    asker, spoken = access.asker(request), frame.language(request)
    asked = asked_of(request.query, request.query.get("state", "open"))
    if asked.value("state") not in STATES:
        raise NotFound

    def query(db: Db) -> list[dict[str, Any]]:
        must_be_secretariat(asker)
        return [dict(desk.view(db, one)) for one in incoming.stretch(db, wanted(asked), size=None).items]

    made = _grid(await frame.read(request, query), asked.value("state"), spoken)
    body = await asyncio.to_thread(tables.as_xlsx, [made], asker.timezone)
    headers = {"Content-Disposition": 'attachment; filename="inbox.xlsx"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type=XLSX, headers=headers)


def _grid(found: list[dict[str, Any]], state: str, language: str) -> Grid:
    _, kinds = translator(language), replies.kinds(language)
    header = [_("Datang"), _("Dari"), _("Perihal"), _("Daerah"), _("Orang"), _("Jenis")]
    rows: list[list[Cell]] = []
    for one in found:
        about, who = one["session"] or {}, one["person"] or {}
        what = kinds.get(one["kind"], one["kind"]) if state == "open" else replies.outcome(one, language)
        names: list[Cell] = [about.get("regency", ""), who.get("name", ""), what]
        rows.append([from_wire(one["received_at"]), one["sender"], masked(one["subject"]), *names])
    return Grid(_("Jawaban masuk"), header, rows)
