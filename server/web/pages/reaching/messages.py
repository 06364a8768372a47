"""A message to everybody whom a list finds: written, seen as one of them will read it, then sent as a batch."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from server import forms
from server.forms import MessageIn
from server.text import faults, formats, numbered, plural, translator, whatsapp
from server.web import addressing
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look, reading
from server.web.seam import access, handlers, ways
from sessions.actions import Asker, Message, messaging, must_be_secretariat
from sessions.store import Db, registry
from sessions.values import Invalid, Json

Form = Mapping[str, str]
NARROW = ("q", "province", "answer", "without")
FIELDS = ("list", *NARROW, "subject", "text")


async def show(request: web.Request) -> web.Response:
    """The form; a list's address fills in whom it is for (`?list=`, `?q=`, `?province=` …)."""
    return await _form(request, {name: request.query.get(name, "") for name in FIELDS})


async def send(request: web.Request) -> web.Response:
    """Shows whom it would reach and how it reads; with `step` "send" sends it, in a batch that can be stopped, and with
    "edit" shows the form again as it was filled in."""
    form, asker, programme = await frame.fields(request), access.asker(request), request.match_info["id"]
    now, delay = handlers.now(request), ways.delay(request)
    if form.get("step") == "edit":
        return await _form(request, form)
    try:
        given = forms.fit(_document(form), MessageIn)
        whom, message = addressing.whom(given.to), Message(given.subject, given.text)
    except Invalid as invalid:
        found = [replace(one, pointer=one.pointer.removeprefix("/to")) for one in invalid.faults]
        wrong = faults.at_fields(found, frame.language(request), {})
        return await _form(request, form, wrong, status=422)

    reads = await look.asked(request)

    def written(db: Db) -> messaging.Told:
        return messaging.mail(db, programme, whom, message, asker, delay=delay, now=now)

    if form.get("step") != "send":
        seen = await handlers.looked(request, written, lambda db, told: _seen(db, programme, told, message, reads))
        return await _check(request, programme, form, seen)
    told = await frame.act(request, written)
    return frame.led_to(f"/batches/{told.batch}" if told.batch else _here(programme))


def _document(form: Form) -> dict[str, Json]:
    kind = form.get("list", "") or "sessions"
    narrowed = {name: form[name] for name in NARROW if form.get(name, "").strip()}
    to: dict[str, Any] = {"list": kind} | narrowed
    if kind == "sessions":
        to["state"] = "booked"
    return {"to": to, "subject": form.get("subject", ""), "text": form.get("text", "")}


def _seen(db: Db, programme: str, told: messaging.Told, message: Message, reads: str) -> View:
    about = titled(registry.programme(db, programme))
    return {
        "programme": about,
        "drafts": reading.drafts(db, reads),
        "number": told.people,
        "numbers": told.numbers,
        "unreached": [one.name for one in told.unreached],
        "by_number": [
            {"name": one.contact_name or one.name, "regency": one.name, "phone": one.contact_phone}
            | {"whatsapp": whatsapp.of_message(one, message.subject, message.text, about["name"])}
            for one in told.by_number
        ],
    }


async def _check(request: web.Request, programme: str, form: Form, seen: View) -> web.Response:
    spoken, number = frame.language(request), seen["number"]
    _ = translator(spoken)
    to_people = plural(spoken, "Kirim kepada %s orang", "Kirim kepada %s orang", number)
    return await look.page(
        request,
        seen,
        seen["would_send"],
        title=_("Kirim pesan"),
        action=_here(programme),
        back=_here(programme),
        button=_("Lanjutkan lewat WhatsApp")
        if seen["by_number"] and not number
        else to_people % formats.number(number, 0, spoken),
        held=number > 0,
        carried=[(name, form[name]) for name in FIELDS if form.get(name)],
        revises=True,
        notes=_notes(seen, spoken),
    )


def _notes(seen: View, language: str) -> list[str]:
    _, numbers = translator(language), seen["numbers"]
    if not seen["number"] and not seen["by_number"]:
        return [_("Tidak ada yang cocok dengan saringan ini, atau tidak ada yang beralamat.")]
    text = plural(
        language,
        "%s orang juga dapat diberi tahu lewat WhatsApp, begitu surelnya dikirim.",
        "%s orang juga dapat diberi tahu lewat WhatsApp, begitu surelnya dikirim.",
        numbers,
    )
    told = [text % formats.number(numbers, 0, language)] if numbers else []
    return told + _unreached(seen["unreached"], language)


def _unreached(names: list[str], language: str) -> list[str]:
    """Which of the regencies that were meant get nothing."""
    if not names:
        return []
    said = numbered(
        language,
        "%d daerah tidak menerimanya, karena alamat dan nomornya belum ada:",
        "%d daerah tidak menerimanya, karena alamat dan nomornya belum ada:",
        len(names),
    )
    return [f"{said} {formats.some(names, language)}."]


async def _form(
    request: web.Request, form: Form, wrong: Mapping[str, str] | None = None, *, status: int = 200
) -> web.Response:
    asker, programme = access.asker(request), request.match_info["id"]
    view = await frame.read(request, lambda db: _view(db, programme, asker))
    return frame.page(request, "pages/messages.html", view | {"form": form, "faults": wrong or {}}, status=status)


def _view(db: Db, programme_id: str, asker: Asker) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    provinces = sorted({one.province for one in registry.participating(db, programme_id)})
    return {"programme": titled(programme), "provinces": [(one, one) for one in provinces]}


def _here(programme: str) -> str:
    return f"/programmes/{programme}/messages"
