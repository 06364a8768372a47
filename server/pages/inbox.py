"""The inbox's page for the secretariat: each mail that waits for somebody, in words, with its obvious actions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from server import access, calls
from server.languages import translator
from server.pages import frame
from sessions import receiving
from sessions.asking import Asker, must_be_secretariat
from sessions.errors import BookingConflict, Invalid, Refusal, WrongState
from sessions.invite.excerpt import excerpt
from sessions.store import incoming, records, registry, timetable
from sessions.store.engine import Db
from sessions.store.incoming import Item

View = dict[str, Any]
ROWS = 50
ACTIONS: dict[str, Callable[..., Item]] = {
    "confirm": receiving.confirm,
    "accept-time": receiving.accept_time,
    "invite": receiving.invite,
    "dismiss": receiving.dismiss,
}


async def show(request: web.Request) -> web.Response:
    """What waits."""
    return await _page(request)


async def decide(request: web.Request) -> web.Response:
    """Does what was chosen with one mail; what does not work is said at the mail, which goes on waiting."""
    item, action = request.match_info["item"], request.match_info["action"]
    try:
        await _done(request, item, action, await frame.fields(request))
    except BookingConflict as conflict:
        return await _page(request, item, [one["detail"] for one in conflict.conflicts], status=409)
    except (Invalid, WrongState) as refusal:
        return await _page(request, item, [_in_words(refusal)], status=409)
    return frame.led_to("/inbox", "done")


async def _done(request: web.Request, item: str, action: str, given: dict[str, str]) -> None:
    asker = access.asker(request)
    if action != "assign":
        if action not in ACTIONS:
            raise Invalid.at("/action", "there is no such action")
        await frame.act(request, ACTIONS[action], item, asker)
        return
    session, _, person = given.get("whose", "").partition(":")
    answer = given.get("answer") or None
    await frame.act(request, receiving.assign, item, asker, person=person, session=session or None, answer=answer)


def _in_words(refusal: Refusal) -> str:
    return "; ".join(fault.message for fault in refusal.faults) if isinstance(refusal, Invalid) else refusal.detail


async def _page(
    request: web.Request, wrong: str = "", why: list[str] | None = None, *, status: int = 200
) -> web.Response:
    asker = access.asker(request)
    view = await frame.read(
        request, _waiting, asker, request.query.get("after", ""), frame.language(request), now=calls.now(request)
    )
    return frame.page(request, "inbox.html", view | {"wrong": wrong, "why": why or []}, status=status)


def _waiting(db: Db, asker: Asker, after: str, language: str, *, now: datetime) -> View:
    must_be_secretariat(asker)
    found = incoming.listed(db, state="open", after=after, limit=ROWS + 1)
    return {
        "items": [_line(db, item, language) for item in found[:ROWS]],
        "next": found[ROWS - 1].id if len(found) > ROWS else None,
        "first": not after,
        "zone": asker.timezone,
        "invited": _invited(db, now),
    }


def _line(db: Db, item: Item, language: str) -> View:
    view = dict(receiving.view(db, item))
    said = kinds(language).get(item.kind, item.kind)
    why = reasons(language).get(item.reason, item.reason) if item.kind == "quarantine" else ""
    session = records.load(db, item.session) if item.session else None
    zone = registry.programme(db, session.programme).timezone if session else ""
    people = [(f"{session.id}:{one.id}", one.name) for one in session.invited()] if session else []
    text = excerpt(item.raw) if item.raw else ""
    return view | {"said": said, "why": why, "programme_zone": zone, "people": people, "text": text}


def _invited(db: Db, now: datetime) -> list[tuple[str, str]]:
    """Everybody who is invited to what is to come, for a mail that names no session."""
    coming = [one for one in timetable.unsettled(db) if one.state(now) == "booked"][:200]
    return [(f"{one.id}:{who.id}", f"{who.name} · {one.regency.name}") for one in coming for who in one.invited()]


def kinds(language: str) -> dict[str, str]:
    """What a mail that waits is, in words."""
    _ = translator(language)
    return {
        "counter": _("Mengusulkan waktu lain"),
        "delegated": _("Mewakilkan kepada orang lain"),
        "sent-by": _("Dijawab oleh asisten"),
        "unknown-attendee": _("Dijawab oleh orang yang tidak diundang"),
        "forwarded": _("Jawaban yang diteruskan orang lain"),
        "winmail": _("Jawaban dalam lampiran Outlook (winmail.dat) yang tidak terbaca"),
        "undelivered": _("Pemberitahuan bahwa sebuah surat tidak sampai"),
        "written": _("Surat biasa"),
        "quarantine": _("Dikarantina"),
    }


def reasons(language: str) -> dict[str, str]:
    """Why a mail was put in quarantine, in words."""
    _ = translator(language)
    unreadable = _("Bagian kalendernya tidak terbaca atau terpotong.")
    unknown = _("Undangan yang dijawab tidak dikenal di sini.")
    foreign = _("Isinya bukan jawaban atas undangan kita.")
    return {
        "too-large": _("Suratnya terlalu besar."),
        "unreadable": _("Suratnya tidak terbaca."),
        "sender": _("Pengirimnya tidak jelas."),
        "sender-differs": _("Pengirimnya bukan orang yang dijawabkan."),
        "calendar-too-large": _("Bagian kalendernya terlalu besar."),
        "calendar-unreadable": unreadable,
        "cut-off": unreadable,
        "no-event": unreadable,
        "no-attendee": unreadable,
        "partstat": unreadable,
        "two-calendars": foreign,
        "methods-differ": foreign,
        "method": foreign,
        "recurrence": foreign,
        "no-uid": unknown,
        "unknown-uid": unknown,
        "failed": _("Surat ini tidak dapat diolah; lihat catatan server."),
    }
