"""Mails that wait for a minute: how many, for what, and the button that takes back what they tell."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from aiohttp import web

from server.mail import kinds
from server.text import faults, translator, whatsapp
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.seam import CLOCK, LIVE, access, handlers
from sessions.actions import Asker, ByHand, ByNumber, accepting, batches, messaging
from sessions.store import Db, registry
from sessions.store import batches as store
from sessions.values import Act, Clash, Programme, WrongState, wire

GLANCE_SECONDS = 1.0  # how often a page that watches one is told how far it has come
BY_HAND = 50  # people whom it names at once; who was told makes room for the next


async def show(request: web.Request) -> web.Response:
    """The batch as it now is."""
    asker, batch, now = access.asker(request), request.match_info["id"], handlers.now(request)
    language = frame.language(request)

    def query(db: Db) -> dict[str, object]:
        found = batches.get(db, batch, asker)
        programme = registry.programme(db, found.programme)
        sessions = {mail.session_id for mail in store.mails_of(db, batch) if mail.session_id}
        booked = accepting.progress(db, found.undo.get("plan"))
        return {
            "programme": titled(programme),
            "batch": found.as_json(now),
            "sessions": len(sessions),
            "kinds": [
                {"what": kinds.title(kind, language), "count": number, "example": mail}
                for kind, number, mail in store.kinds_of(db, batch)
            ],
            "alone": bool(found.by_number) and not found.of,
            "offered": "offer" in found.undo,
            "calibration": found.undo.get("calibration"),
            "published": "release" in found.undo,
            "unaddressed": found.unaddressed,
            "accepting": booked,
            "skipped": _skipped(db, programme, booked["clashes"], language) if booked else [],
            "left_out": [
                {**one, "why": [faults.clash(each, language, programme.timezone) for each in one["conflicts"]]}
                for one in found.left_out
            ],
            **_by_hand(
                messaging.by_hand(db, batch, now=now),
                messaging.by_number(db, found, now=now),
                batch,
                programme.name,
            ),
        }

    return frame.page(request, "pages/batch.html", await frame.read(request, query))


def _skipped(db: Db, programme: Programme, clashes: Sequence[Clash], language: str) -> list[View]:
    """What a plan's acceptance left out: a row for each regency, why, and where it is solved."""
    names, _ = {one.code: one.name for one in registry.all_regencies(db, programme.id)}, translator(language)
    rows = []
    for code, found in groupby(sorted(clashes, key=_planned), key=_planned):
        why = list(found)
        is_booked = any(one["why"] == "regency-busy" for one in why)
        there = f"/programmes/{programme.id}/{'sessions?q' if is_booked else 'book?regency'}={code}"
        facts = dict.fromkeys(faults.clash(one, language, programme.timezone) for one in why)
        label = _("Lihat sesinya") if is_booked else _("Jadwalkan sendiri")
        rows.append({"text": names.get(code, code), "fact": " ".join(facts), "label": label, "address": there})
    return rows


def _planned(clash: Clash) -> str:
    return str(clash["planned"])


def _by_hand(mailed: Sequence[ByHand], spoken: Sequence[ByNumber], batch: str, programme: str) -> View:
    """Who can be told by WhatsApp, and who was: those whom no mail goes to first."""
    everybody: list[ByHand | ByNumber] = [*spoken, *mailed]
    found = sorted(everybody, key=lambda one: one.told is not None)
    lines = [
        _of_number(one, batch, programme) if isinstance(one, ByNumber) else _of_mail(one, batch)
        for one in found[:BY_HAND]
    ]
    return {"by_hand": lines, "reachable": len(found), "told": sum(one.told is not None for one in found)}


def _of_mail(one: ByHand, batch: str) -> View:
    return {
        "name": one.person.name,
        "of": "",
        "phone": one.person.phone,
        "whatsapp": whatsapp.of_mail(one.mail, one.person),
        "action": f"/mails/{one.mail.id}/told",
        "fields": {"back": f"/batches/{batch}"},
        "told": _told(one.told),
    }


def _of_number(one: ByNumber, batch: str, programme: str) -> View:
    regency, message = one.regency, one.message
    return {
        "name": regency.contact_name or regency.name,
        "of": regency.name if regency.contact_name else "",
        "phone": regency.contact_phone,
        "whatsapp": whatsapp.of_message(regency, message.subject, message.text, programme),
        "action": f"/batches/{batch}/told",
        "fields": {"for": regency.code},
        "told": _told(one.told),
    }


def _told(act: Act | None) -> View | None:
    return {"by": act.by_name, "at": wire(act.at)} if act else None


async def write_down(request: web.Request) -> web.Response:
    """Writes down that the official has told a regency that no mail goes to."""
    asker, batch, now = access.asker(request), request.match_info["id"], handlers.now(request)
    code = (await frame.fields(request)).get("for", "")
    await frame.act(request, lambda db: messaging.told_by_number(db, batch, code, asker, now=now))
    return frame.led_to(f"/batches/{batch}", "told-one")


async def events(request: web.Request) -> web.StreamResponse:
    """That it has come further (`progress`), as it does; the last is `state`, once it is sent, stopped or under way."""
    asker, batch = access.asker(request), request.match_info["id"]
    known = await frame.read(request, lambda db: _progress(db, batch, asker, handlers.now(request)))
    headers = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
    response = web.StreamResponse(headers=headers | {"X-Accel-Buffering": "no"})
    await response.prepare(request)
    closing, clock = request.app[LIVE].closing, request.app[CLOCK]
    state = known[0]
    while known[0] == state and not closing.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), GLANCE_SECONDS)
        seen = await frame.read(request, lambda db: _progress(db, batch, asker, clock()))
        if seen[0] == state:
            await response.write(b"event: progress\ndata: {}\n\n" if seen != known else b":\n\n")
        known = seen
    await response.write(b"event: state\ndata: {}\n\n")
    return response


def _progress(db: Db, batch: str, asker: Asker, now: datetime) -> tuple[object, ...]:
    """What the page shows of it that changes by itself; its state first."""
    found = batches.get(db, batch, asker)
    booked = accepting.progress(db, found.undo.get("plan"))
    return found.state(now), found.sent, found.of, booked and booked["done"]


async def cancel(request: web.Request) -> web.Response:
    """Stops it, and leads to what stands as before; who comes too late is led to what the mails are about."""
    asker, batch, now = access.asker(request), request.match_info["id"], handlers.now(request)
    try:
        stopped = await frame.act(request, lambda db: batches.cancel(db, batch, asker, now=now))
    except WrongState as late:
        return await _too_late(request, batch, late.state)
    if (answer := stopped.batch.undo.get("answer")) and not stopped.went:
        return frame.led_to("/inbox", "answer-back", item=answer)
    if "release" in stopped.batch.undo:
        there = f"/programmes/{stopped.batch.programme}/results/publication"
        return frame.led_to(there, "taken-back" if now < stopped.batch.due_at else "mails-stopped")
    if len(stopped.undone) == 1 and not stopped.batch.undo:  # whoever is left out is told of on the batch's page
        return frame.led_to(f"/sessions/{stopped.undone[0]}", "taken-back")
    return frame.led_to(f"/batches/{batch}", "stopped-halfway" if stopped.went else "taken-back")


async def _too_late(request: web.Request, batch: str, state: str) -> web.Response:
    """To the session that it tells of, or to its own page where it tells of several or of none."""
    written = await frame.read(request, lambda db: store.mails_of(db, batch))
    about = {mail.session_id for mail in written if mail.session_id}
    if len(about) == 1 and state == "sent":
        return frame.led_to(f"/sessions/{about.pop()}", late=batch)
    return frame.led_to(f"/batches/{batch}", "all-went" if state == "sent" else "")
