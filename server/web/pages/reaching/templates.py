"""What a programme's mails say in its own words, kind by kind: written, seen as an example reads, kept or given up."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from server import forms
from server.forms import TemplateIn
from server.mail import compose, kinds, own_words
from server.text import LANGUAGES, faults, translator
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import Asker, must_be_secretariat, templating
from sessions.store import Db, registry, templates
from sessions.values import Invalid, NotFound, Outdated, Template

View = dict[str, object]
Form = Mapping[str, str]
Words = dict[str, dict[str, str]]


async def show_all(request: web.Request) -> web.Response:
    """The kinds that may have words of the programme's own, and which have."""
    asker, programme, spoken = access.asker(request), request.match_info["id"], frame.language(request)

    def query(db: Db) -> View:
        must_be_secretariat(asker)
        about = titled(registry.programme(db, programme))
        own = [(one, kinds.title(one, spoken), templates.get(db, programme, one)) for one in own_words.WORDED]
        return {"programme": about, "kinds": [(kind, title, bool(one.languages)) for kind, title, one in own]}

    return frame.page(request, "pages/templates.html", await frame.read(request, query))


async def show(request: web.Request) -> web.Response:
    """One kind's words, and how they read."""
    return await _page(request)


async def change(request: web.Request) -> web.Response:
    """Keeps the words, shows how they would read (`step` "look"), or goes back to the program's ("reset")."""
    form, asker, where = await frame.fields(request), access.asker(request), request.match_info
    kind, step, now = _kind(request), form.get("step", ""), handlers.now(request)
    seen, words = frame.seen(form).get("revision"), {} if step == "reset" else _typed(form)
    try:
        if words:
            forms.fit({"languages": words}, TemplateIn)
            own_words.must_fit(kind, words)
        if step == "look":
            return await _page(request, words)
        await frame.act(request, lambda db: templating.put(db, where["id"], kind, words, asker, revision=seen, now=now))
    except Invalid as invalid:
        spoken = frame.language(request)
        wrong = {one.pointer.removeprefix("/languages/"): faults.told(one, spoken) for one in invalid.faults}
        return await _page(request, words, faults=wrong, status=422)
    except Outdated:
        return await _page(request, words, stale=True, status=409)
    return frame.led_to(f"/programmes/{where['id']}/templates/{kind}", "saved")


def _meanings(places: list[str], language: str) -> list[str]:
    """Each placeholder as it is written, and what comes to stand there."""
    _ = translator(language)
    known = {
        "before": _("waktu semula"),
        "date": _("tanggal sesi"),
        "name": _("nama penerima"),
        "programme": _("nama program"),
        "regency": _("nama daerah"),
        "time": _("jam sesi"),
        "until": _("batas waktu memilih"),
    }
    return [f"{{{place}}} {known[place]}" for place in places]


def _typed(form: Form) -> Words:
    """The words of each language for which any were written."""
    found = {one: {part: form.get(f"{one}/{part}", "") for part in ("subject", "text")} for one in LANGUAGES}
    return {one: words for one, words in found.items() if any(text.strip() for text in words.values())}


def _kind(request: web.Request) -> str:
    kind = request.match_info["kind"]
    if kind not in own_words.WORDED:
        raise NotFound("not-found")
    return kind


async def _page(request: web.Request, typed: Words | None = None, status: int = 200, **more: Any) -> web.Response:
    asker, programme, kind = access.asker(request), request.match_info["id"], _kind(request)
    view = await frame.read(request, lambda db: _view(db, programme, kind, asker, typed, request))
    nothing: View = {"faults": {}, "stale": False}
    return frame.page(request, "pages/template.html", nothing | view | more, status=status)


def _view(db: Db, programme_id: str, kind: str, asker: Asker, typed: Words | None, request: web.Request) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    kept = templates.get(db, programme_id, kind)
    words = dict(kept.languages) if typed is None else typed
    about = titled(programme)
    example, settings = Template(kind, words), request.app[SETTINGS]
    return {
        "programme": titled(programme),
        "kind": kind,
        "title": kinds.title(kind, frame.language(request)),
        "revision": kept.revision,
        "own": bool(kept.languages),
        "placeholders": _meanings(own_words.placeholders(kind), frame.language(request)),
        "words": {one: dict(words.get(one) or own_words.programs(kind, one)) for one in LANGUAGES},
        "preview": {one: compose.example(example, about, one, settings) for one in LANGUAGES},
    }
