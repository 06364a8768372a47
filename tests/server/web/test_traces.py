"""Every write of the secretariat leaves a trace: an act in the history, an entry in a record, or an act of power in the
log. A new address of the API that writes must be walked here, or say in `EXPLAINED` why it leaves none."""

import inspect
import io
import re
from datetime import timedelta
from functools import cache

from aiohttp import FormData
from houses import CRITERIA, MONDAY, TUESDAY_NINE
from PIL import Image
from samples.recordings import cut, spoken
from sqlalchemy import func, select

from server.web import guards
from server.web.routes import API, API_ROUTES, PAGE_ROUTES
from sessions.clock import from_wire, wire
from sessions.store.tables.acts import acts
from sessions.store.tables.core import entries
from sessions.store.tables.log import leaves

ELSEWHERE = {  # a process or a mailbox does part of it: these tests hold the trace
    "POST /programmes/{id}/plans": "test_plans.py: `made`, `changed`, `accepted`",
    "POST /programmes/{id}/repairs": "the same",
    "POST /plans/{id}/stop": "the same",
    "POST /plans/{id}/again": "the same: a plan that was begun",
    "PATCH /plans/{id}/sessions/{code}": "the same",
    "POST /plans/{id}/accept": "the same",
    "POST /programmes/{id}/results/publish": "test_results.py: `proposed`, `published`",
    "POST /objections/{id}/answer": "its outcome: objecting.answer, by test_results.py",
    "POST /sessions/{id}/record.pdf": "test_signed_documents.py: `signed-brought`",
    "POST /mails/{id}/told": "of somebody with a telephone: test_messages_page.py",
    "POST /batches/{id}/told": "of a regency with a telephone alone: test_messages.py",
    "POST /sessions/{id}/paper/confirm": "test_after_the_close.py: an entry",
}
ELSEWHERE |= dict.fromkeys(
    [
        f"POST /inbox/{{id}}/{decision}"
        for decision in ("confirm", "accept-time", "decline-time", "resend", "reply", "invite", "assign", "dismiss")
    ]
    + ["POST /inbox/dismiss", "POST /inbox/{id}/take-back", "POST /inbox/{id}/hand"],
    "desk._decide, by which every decision is kept, and desk.hand: test_inbox_desk.py, test_inbox_taken_back.py",
)
OTHERS = {guards.panel, guards.leaders, guards.asked_regency, guards.takers, guards.that_person_alone, guards.objectors}
EXPLAINED = {
    "POST /plans/{id}/sessions/{code}/check": "a look",
    "POST /sessions/{id}/bookmarks": "one's own marks, shown to nobody else",
    "PUT /sessions/{id}/recording/{take}/{n}": "a piece of what `recorded` says began and ended",
}

CSV = {"Content-Type": "text/csv"}


class Walk:
    """Asks as the secretariat, and keeps which addresses left no trace."""

    def __init__(self, house):
        self.house, self.walked, self.untraced = house, set(), []
        self.patterns = [
            (route.method, re.compile(re.sub(r"{\w+}", "[^/]+", route.path)), route.path) for route in API_ROUTES
        ]

    async def __call__(self, method, path, document=None, **options):
        before = await self.house.store.read(_traces)
        answer = await self.house.secretariat.ask(method, path, document, **options)
        assert answer.status in (200, 201, 204), (method, path, answer.status, answer.body)
        where = API + path.partition("?")[0]
        (route,) = [known for verb, pattern, known in self.patterns if verb == method and pattern.fullmatch(where)][:1]
        self.walked.add(words := f"{method} {route.removeprefix(API)}")
        if await self.house.store.read(_traces) == before and words not in EXPLAINED:
            self.untraced.append(words)
        return answer


def _traces(db):
    """How many acts, entries and acts of power there are; leaves of mere rows say nothing of who changed them."""
    power = select(func.count()).where(leaves.c.content.is_not(None))
    return tuple(
        db.execute(one).scalar() for one in (select(func.count(acts.c.id)), select(func.count(entries.c.number)), power)
    )


def _file(raw, name, kind):
    form = FormData()
    form.add_field("file", raw, filename=name, content_type=kind)
    return form


async def test_every_write_of_the_secretariat_leaves_a_trace(house):
    walk = Walk(house)
    house.settings.fetch.allow = ["127.0.0.0/8"]
    house.settings.privacy.keep = timedelta(days=1)

    for part in (_programmes, _regencies, _people, _house, _calibrations, _offers, _before, _during, _after):
        await part(walk, house, f"/programmes/{house.programme}")

    assert walk.untraced == []
    writes = {f"{route.method} {route.path.removeprefix(API)}" for route in API_ROUTES if _is_write(route)}
    assert writes - walk.walked - ELSEWHERE.keys() - EXPLAINED.keys() == set()


async def _programmes(walk, house, here):
    made = await walk("POST", "/programmes", {"name": "Lain"})
    await walk("POST", f"/programmes/{made['id']}/duplicate", {"name": "Lagi"})
    await walk("POST", f"/programmes/{made['id']}/archive")
    await walk("PATCH", here, {"claims": "optional", "claims_due": "PT0S"})
    await walk("POST", f"{here}/logo", data=_file(_picture(), "logo.png", "image/png"))
    words = {"languages": {"id": {"subject": "Undangan {regency}", "text": "Silakan hadir."}}}
    await walk("PUT", f"{here}/templates/invite", words)
    await walk("DELETE", f"{here}/templates/invite")
    room = await walk("POST", f"{here}/rooms", {"name": "Ruang A", "meeting_url": "https://r.example/a"})
    await walk("PATCH", f"/rooms/{room['id']}", {"name": "Ruang B"})
    await walk("DELETE", f"/rooms/{room['id']}")


async def _regencies(walk, house, here):
    fields = {"code": "33.21", "name": "Kabupaten Demak", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    demak = (await walk("POST", f"{here}/regencies", fields))["id"]
    await walk("PATCH", f"/regencies/{demak}", {"name": "Kab. Demak"})
    await walk("PUT", f"/regencies/{demak}/availability", [_busy()])
    await walk("POST", f"/regencies/{demak}/files", {"name": "RPJMD", "url": "https://x.example/r"})
    await walk("PUT", f"/regencies/{demak}/claims", {"claims": {"policy": {"value": 3}}})
    await walk("PUT", f"/regencies/{demak}/claims/policy", {"value": 4})
    of_one, of_all = b"criterion,value\nvision,2\n", b"code,criterion,value\n33.21,vision,3\n"
    await walk("POST", f"/regencies/{demak}/claims", data=of_one, headers=CSV)
    await walk("POST", f"{here}/claims", data=of_all, headers=CSV)
    helper = await walk("POST", f"/regencies/{demak}/claims/helpers", {"name": "Rekan", "criteria": ["policy"]})
    await walk("DELETE", f"/regencies/{demak}/claims/helpers/{helper['id']}")
    await walk("DELETE", f"/regencies/{demak}")


async def _people(walk, house, here):
    new = (await walk("POST", f"{here}/panelists", {"name": "Dr. Baru", "email": "baru@panel.example"}))["id"]
    await walk("PATCH", f"/panelists/{new}", {"institution": "ITB"})
    await walk("PUT", f"/panelists/{new}/availability", [_busy()])
    await walk("PUT", f"/panelists/{new}/calendars", [])
    await walk("POST", f"/people/{new}/link", {})
    await walk("POST", f"/people/{new}/feed/renew")
    await walk("DELETE", f"/panelists/{new}")
    await walk("POST", f"/people/{new}/erase")


async def _house(walk, house, here):
    account = {"email": "wulan@kominfo.example", "name": "Wulan", "role": "secretariat"}
    made = (await walk("POST", "/accounts", account))["id"]
    await walk("POST", "/accounts", account | {"email": "joko@kominfo.example", "name": "Joko"})
    await walk("PATCH", f"/accounts/{made}", {"name": "Wulan Sari"})
    await walk("DELETE", f"/accounts/{made}")
    hook = await walk("POST", "/webhooks", {"url": "http://127.0.0.1:9/x", "kinds": ["booked"]})
    await walk("DELETE", f"/webhooks/{hook['id']}")


async def _calibrations(walk, house, here):
    first = (await walk("POST", f"{here}/calibrations", {"title": "Contoh"}))["id"]
    await walk("PATCH", f"/calibrations/{first}", {"text": "Sebuah daerah."})
    await walk("POST", f"/calibrations/{first}/files", data=_file(b"%PDF-1.4", "contoh.pdf", "application/pdf"))
    await walk("POST", f"/calibrations/{first}/invite", {"panelists": [house.chair.id]})
    await walk("POST", f"/calibrations/{first}/close")
    other = (await walk("POST", f"{here}/calibrations", {"title": "Lain"}))["id"]
    await walk("DELETE", f"/calibrations/{other}")


async def _offers(walk, house, here):
    slots = [wire(TUESDAY_NINE + timedelta(days=days)) for days in (2, 3)]
    asked = {"regencies": ["33.19", "91.71"], "slots": slots, "until": wire(TUESDAY_NINE + timedelta(days=1))}
    offer = f"/offers/{(await walk('POST', f'{here}/offers', asked))['id']}"
    await walk("POST", f"{offer}/remind")
    late = wire(TUESDAY_NINE + timedelta(days=6))
    for answer in ("decline", "accept"):
        wanted = {"starts": [late], "reason": "Bupati dinas", "for": "33.19"}
        proposal = (await walk("POST", f"{offer}/propose", wanted))["id"]
        body = {"reason": "Penuh"} if answer == "decline" else {"starts_at": late}
        await walk("POST", f"{offer}/proposals/{proposal}/{answer}", body)
    await walk("POST", f"{offer}/choose", {"starts_at": slots[0], "for": "91.71"})
    other = (await walk("POST", f"{here}/offers", asked | {"regencies": ["33.20"]}))["id"]
    await walk("POST", f"/offers/{other}/end")


async def _before(walk, house, here):
    held = await walk("POST", f"{here}/sessions?hold=true", house.booking())
    (batch,) = (await house.secretariat.get(f"{here}/batches"))["items"][:1]
    await walk("POST", f"/batches/{batch['id']}/cancel")
    assert (await house.secretariat.session(held["id"]))["state"] == "cancelled"
    session = (await walk("POST", f"{here}/sessions", house.booking()))["id"]
    await walk("PATCH", f"/sessions/{session}", {"starts_at": wire(TUESDAY_NINE + timedelta(hours=1))})
    await walk("POST", f"/sessions/{session}/rsvp", {"answer": "accepted", "for": house.chair.id})
    await walk("POST", f"/sessions/{session}/remind")
    await walk("POST", f"/sessions/{session}/told", {"for": house.regency.id})
    mail = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"][0]["id"]
    await walk("POST", f"/mails/{mail}/resend")
    await walk("POST", f"{here}/messages", {"to": {"list": "panelists"}, "subject": "Halo", "text": "Besok jam 9."})
    await walk("POST", f"/sessions/{session}/cancel", {"reason": "Bupati sakit"})


async def _during(walk, house, here):
    gone = await house.open()
    await walk("POST", f"/sessions/{gone}/abort", {"reason": "Listrik padam"})
    session = f"/sessions/{await house.open(starts_at=house.clock.now + timedelta(hours=1))}"
    for control in ("pause", "resume", "next-phase", "undo"):
        await walk("POST", f"{session}/{control}", {})
    await walk("POST", f"{session}/extend", {"minutes": 5, "reason": "Terlambat mulai"})
    message = {"to": {"session": session.split("/")[-1]}, "text": "Lima menit lagi."}
    await walk("POST", f"{here}/messages", message)
    question = await walk("POST", f"{session}/questions", {"text": "Anggarannya?", "state": "asked"})
    await walk("PATCH", f"{session}/questions/{question['id']}", {"state": "answered", "answer": "2 %"})
    await walk("POST", f"{session}/files", {"name": "Rekaman", "url": "https://video.example/1"})
    await walk("POST", f"{session}/bookmarks", {"text": "dengar lagi"})
    take = await walk("POST", f"{session}/recording/start", {"kind": "audio", "type": "audio/webm;codecs=opus"})
    await walk(
        "PUT",
        f"{session}/recording/{take['take']}/1",
        data=cut(spoken(10), 5)[0],
        headers={"Content-Type": "audio/webm"},
    )
    await walk("POST", f"{session}/recording/{take['take']}/stop")
    await walk("POST", f"{session}/close", {"reason": "Selesai"})
    await walk("POST", f"{session}/reopen", {"minutes": 5, "reason": "Satu nilai tertinggal"})


async def _after(walk, house, here):
    (shown,) = (await house.secretariat.get(f"{here}/sessions?state=open"))["items"]
    session = f"/sessions/{shown['id']}"
    for one in house.panel:
        assert (await one.put_score(shown["id"], "leadership", 4)).status == 200
    house.clock.now = from_wire(shown["closes_at"])
    await house.announce(shown["id"])
    for criterion in CRITERIA[1:4]:
        assert (await house.panelist.put_score(shown["id"], criterion, 4)).problem == "sheet-closed"
    first, second, third = [one["entry"] for one in (await house.secretariat.session(shown["id"]))["late"]]
    await walk("POST", f"{session}/late/{first}/admit", {"reason": "Jaringan"})
    await walk("POST", f"{session}/late/{second}/refuse", {"reason": "Terlalu lambat"})
    await walk("POST", f"{session}/late", {"entries": [third], "admit": True, "reason": "Jaringan"})
    await walk("POST", f"{session}/paper", {"panelist": house.id("sri"), "announced": True, "reason": "Laptop rusak"})
    await walk("POST", f"{session}/reveal", {"reason": "Kertas tidak jadi"})
    await walk("POST", f"{session}/excuse", {"panelist": house.id("sri"), "reason": "Sakit"})


def _busy():
    return {"from": wire(MONDAY + timedelta(days=30)), "to": wire(MONDAY + timedelta(days=31)), "free": False}


def _picture():
    written = io.BytesIO()
    Image.new("RGB", (60, 40)).save(written, "PNG")
    return written.getvalue()


# - pages -

OF_PAGES = {  # what no address of the API does, or what is found in a table there, and where its trace is held
    "POST /account/passkeys": "an act of power: test_passkeys.py",
    "POST /account/passkeys/{passkey}/remove": "the same",
    "POST /account/passkeys/options": "a challenge, nothing else",
    "POST /views": "one's own view of a list",
    "POST /views/{id}": "the same",
    "POST /views/{id}/remove": "the same",
    "POST /mail-settings/test": "a mail to oneself",
    "POST /mail-settings/lines": "lines to copy",
    "POST /clock/accept": "test_clock_watch.py: `clock-accepted`",
    "POST /programmes/{id}/sessions/remind": "test_session_list.py; each session `reminded`",
    "POST /offers/{id}/remind": "making.remind, as the API's",
    "POST /programmes/{id}/regencies": "lists.add_one: enrolling, as the API's",
    "POST /programmes/{id}/panelists": "the same",
    "POST /sessions/{id}/change": "booking.change, as the API's",
    "POST /sessions/{id}/move": "the same",
    "POST /sessions/{id}/replace": "entry `panel-changed`: test_replacing.py",
    "POST /sessions/{id}/replace/check": "a look, which keeps nothing",
    "POST /programmes/{id}/sessions/remind/check": "the same",
    "POST /plans/{id}/accept/check": "the same",
    "POST /sessions/{id}/address": "an act of power: test_replacing.py",
    "POST /sessions/{id}/control/{control}": "the API's own controls, by name",
    "POST /sessions/{id}/stage": "a link to a clock that shows what the session's page shows",
}


def test_every_write_of_a_page_does_what_an_address_of_the_api_does_or_is_explained():
    """A form calls an action that a write of the API calls, too, and no reading does; those are walked above."""
    reading = set().union(*(_actions(route) for route in (*API_ROUTES, *PAGE_ROUTES) if route.method == "GET"))
    walked = set().union(*(_actions(route) for route in API_ROUTES if route.method != "GET")) - reading
    writes = {f"{route.method} {route.path}": _actions(route) & walked for route in PAGE_ROUTES if _is_write(route)}

    assert {words for words, shared in writes.items() if not shared} == OF_PAGES.keys()


def _is_write(route):
    return route.method != "GET" and route.guard is not None and route.guard not in OTHERS


def _actions(route):
    """The functions of `sessions.actions` that its handler names, itself or by others of `server.web`."""
    seen, found, ahead = set(), set(), {inspect.unwrap(route.handler)}
    while ahead - seen:
        seen.add(one := (ahead - seen).pop())
        for named in _named(one):
            if named.__module__.startswith("sessions.actions"):
                found.add(named)
            elif named.__module__.startswith("server.web"):
                ahead.add(inspect.unwrap(named))
    return found


@cache
def _named(function):
    """Whatever functions its code names, bare or as a module's."""
    names = _names(function.__code__)
    known = [function.__globals__[name] for name in names if name in function.__globals__]
    own = [getattr(module, name, None) for module in known if inspect.ismodule(module) for name in names]
    return {one for one in (*known, *own) if inspect.isfunction(one)}


def _names(code):
    """The names in a function's code and in what is defined in it."""
    inner = [one for one in code.co_consts if inspect.iscode(one)]
    return {*code.co_names}.union(*map(_names, inner))
