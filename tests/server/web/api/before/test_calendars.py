"""Panelists' calendars elsewhere: busy there is busy here; what cannot be fetched or read harms nobody."""

import asyncio
import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from houses import in_one_house, on_both_stores, on_one_store, open_house
from reading_pages import read, send
from sqlalchemy import select, update

from server.web import outward
from sessions.store.before import calendars
from sessions.store.tables.booking import calendars as table

BUSY = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//test//ID\r
BEGIN:VEVENT\r
UID:rapat@example.go.id\r
DTSTAMP:20310301T000000Z\r
DTSTART:20310304T023000Z\r
DTEND:20310304T033000Z\r
END:VEVENT\r
END:VCALENDAR\r
"""


class Elsewhere:
    """A server of calendars: each path answers in its own way."""

    def __init__(self):
        self.text, self.asked, self.let_go = BUSY, 0, asyncio.Event()

    async def busy(self, _):
        self.asked += 1
        return web.Response(text=self.text, content_type="text/calendar")

    async def inward(self, _):
        raise web.HTTPFound("/busy?secret")

    async def endless(self, request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"X" * 65536)

    async def hanging(self, _):
        await self.let_go.wait()
        return web.Response()


@pytest.fixture
async def elsewhere():
    server = Elsewhere()
    app = web.Application()
    for name in ("busy", "inward", "endless", "hanging"):
        app.router.add_get(f"/{name}", getattr(server, name))
    async with TestServer(app, host="127.0.0.1") as running:
        server.at = lambda name: [{"url": str(running.make_url(f"/{name}"))}]
        yield server
        server.let_go.set()


@pytest.fixture
def in_haste(monkeypatch):
    """A server that is silent is hung up on sooner."""
    monkeypatch.setattr(outward, "SECONDS", 2.0)


@pytest.fixture
async def house(store, clock, tmp_path):
    def allow(settings):
        settings.fetch.allow = ["127.0.0.0/8"]

    async with open_house(store, clock, tmp_path / "data", change=allow) as house:
        yield house


def of(house, name="budi"):
    return f"/panelists/{house.id(name)}/calendars"


async def reads(house, state, name="budi", **wanted):
    """The panelist's only calendar, once it is in that state."""
    async with asyncio.timeout(40):
        while True:
            answer = await house.secretariat.get(of(house, name))
            shown = answer["items"][0]
            if shown["state"] == state and wanted.items() <= shown.items():
                return answer
            await asyncio.sleep(0.05)


async def test_busy_in_the_calendar_is_busy_here(house, elsewhere):
    made = await house.panelist.put(of(house), elsewhere.at("busy"))
    assert made.status == 200, made.body
    assert made["items"][0]["url"] == elsewhere.at("busy")[0]["url"]
    assert (made["items"][0]["state"], made["items"][0]["age_seconds"]) == ("waiting", None)

    read = await reads(house, "ok")

    assert set(read["items"][0]) == {"host", "state", "fetched_at", "age_seconds", "spans"}
    assert (read["items"][0]["host"], read["items"][0]["spans"], read["next"]) == ("127.0.0.1", 1, None)
    assert "/busy" not in json.dumps(read.body if isinstance(read.body, dict) else str(read.body))
    refused = await house.try_to_book()
    assert refused.status == 409
    assert [(one["why"], one["who"]["id"]) for one in refused["conflicts"]] == [("unavailable", house.id("budi"))]


async def test_a_panelist_gives_a_calendar_on_the_page_of_their_time_and_takes_it_away(house, elsewhere):
    page, forms = f"/people/{house.id('budi')}/availability", f"/people/{house.id('budi')}/calendars"

    refused = await send(house.panelist, forms, {"url": "ftp://127.0.0.1/busy"})
    given = await send(house.panelist, forms, {"url": elsewhere.at("busy")[0]["url"], "revision": "0"})
    await reads(house, "ok")
    shown = await read(house.panelist, page)
    outdated = await send(house.panelist, forms, {"url": elsewhere.at("hanging")[0]["url"], "revision": "0"})
    kept = (await read(house.panelist, page)).field("remove")
    stranger = await send(house.chair, forms, {"remove": kept})
    removed = await send(house.panelist, forms, {"remove": kept, "revision": "1"})

    assert refused.status == 422 and "ftp://127.0.0.1/busy" in refused.markup
    assert (given.status, outdated.status, stranger.status, removed.status) == (303, 409, 404, 303)
    assert "127.0.0.1 terbaca" in shown.text and "/busy" not in shown.markup
    assert (await house.panelist.get(of(house)))["items"] == []


@on_both_stores
async def test_giving_ones_time_leaves_the_calendar_its_own(house, elsewhere):
    await house.panelist.put(of(house), elsewhere.at("busy"))
    await reads(house, "ok")
    time = f"/panelists/{house.id('budi')}/availability"
    seen = await house.panelist.get(time)
    assert [one["free"] for one in seen["items"]] == [False]

    await house.panelist.put(time, seen["items"])
    assert (await house.try_to_book()).status == 409

    await house.panelist.put(of(house), [])
    assert (await house.panelist.get(time))["items"] == []
    await house.book()


async def test_a_booked_panelist_who_becomes_busy_there_is_a_warning(house, elsewhere):
    session = await house.book()
    await house.panelist.put(of(house), elsewhere.at("busy"))
    await reads(house, "ok")

    shown = await house.secretariat.session(session)

    assert [(one["kind"], one["who"]["id"]) for one in shown["warnings"]] == [("time-taken-back", house.id("budi"))]


@on_both_stores
async def test_it_is_fetched_each_half_hour_and_a_failure_keeps_the_last(house, elsewhere):
    await house.panelist.put(of(house), elsewhere.at("busy"))
    await reads(house, "ok")
    elsewhere.text = "no calendar at all"

    house.clock.passes(minutes=30)

    failed = (await reads(house, "failed"))["items"][0]
    assert (failed["spans"], failed["age_seconds"]) == (1, 1800)
    assert (await house.try_to_book()).status == 409
    assert elsewhere.asked == 2


@on_one_store
@pytest.mark.parametrize("kind", ["inward", "endless", "nowhere"])
async def test_what_gives_no_calendar_has_failed_and_holds_nobody(house, elsewhere, kind):
    await house.panelist.put(of(house), elsewhere.at(kind))
    await house.secretariat.put(of(house, "sri"), elsewhere.at("busy"))
    await reads(house, "ok", "sri")
    assert elsewhere.asked == 1

    assert (await reads(house, "failed"))["items"][0]["spans"] == 0
    assert elsewhere.asked == 1


@on_one_store
async def test_a_server_that_is_silent_has_failed_and_holds_nobody(in_haste, house, elsewhere):
    await house.panelist.put(of(house), elsewhere.at("hanging"))
    await house.secretariat.put(of(house, "sri"), elsewhere.at("busy"))
    await reads(house, "ok", "sri")

    assert (await reads(house, "failed"))["items"][0]["spans"] == 0


@on_one_store
@in_one_house(
    "url",
    ["https://10.0.0.1/a.ics", "https://[::1]/", "https://169.254.169.254/", "http://example.org/a.ics", "file:///x"],
)
async def test_addresses_inside_and_without_https_are_refused(house, url):
    answer = await house.panelist.put(of(house), [{"url": url}])
    assert (answer.status, answer.pointers) == (422, ["/0/url"])
    assert (await house.panelist.get(of(house)))["items"] == []


@on_one_store
async def test_an_address_as_calendars_offer_it_is_read_by_https(house):
    for address in ("webcal://93.184.215.14/a.ics", "WEBCALS://93.184.215.14/a.ics"):
        made = await house.panelist.put(of(house), [{"url": address}])
        assert (made.status, made["items"][0]["url"]) == (200, "https://93.184.215.14/a.ics")


@on_one_store
async def test_only_the_secretariat_and_that_panelist_and_not_from_an_old_view(house, elsewhere):
    assert (await house.people["sri"].get(of(house))).status == 404
    assert (await house.people["sri"].put(of(house), [])).status == 404
    assert (await house.secretariat.put(of(house) + "?revision=0", elsewhere.at("busy"))).status == 200
    stale = await house.panelist.put(of(house) + "?revision=0", [])
    assert (stale.status, stale.problem, stale["current"]["revision"]) == (409, "stale-revision", 1)
    assert "url" not in stale["current"]["items"][0]
    assert (await house.panelist.put(of(house), elsewhere.at("busy") * 6)).pointers == [""]


@on_both_stores
async def test_an_address_that_an_older_program_kept_is_enciphered_as_the_store_is_opened(house):
    await house.panelist.put(of(house), [{"url": "https://93.184.215.14/rahasia.ics"}])
    plain = update(table).values(url="https://93.184.215.14/rahasia.ics")
    await house.store.write(lambda db: db.execute(plain) and None)

    await house.store.write(calendars.adopt)

    def kept(db):
        return db.execute(select(table.c.url)).scalar(), calendars.of_person(db, house.panelist.id)[0].url

    sealed, url = await house.store.read(kept)
    assert "rahasia" not in sealed and url == "https://93.184.215.14/rahasia.ics"
    assert (await house.panelist.get(of(house)))["items"][0]["host"] == "93.184.215.14"
