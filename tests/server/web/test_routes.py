"""Every address by every kind of person: who gets in, who finds nothing there, who is not known. A new address must
join the table of `WHOSE` (by its guard) and, where its path needs more than an id, of `PLACES`."""

import re

import pytest
from aiohttp import FormData
from houses import Caller
from reading_pages import Browser

from server.web import guards
from server.web.routes import ROUTES, Route
from sessions.store.powers import links

EVERYBODY = frozenset(
    {
        "nobody",
        "revoked",
        "secretariat",
        "chair",
        "panelist",
        "another's panelist",
        "regency",
        "another regency",
    }
)
INSIDE = {"secretariat", "chair", "panelist"}
WHOSE = {
    None: EVERYBODY,
    guards.anyone: EVERYBODY - {"nobody", "revoked"},
    guards.secretariat: {"secretariat"},
    guards.managers: {"secretariat"},
    guards.conductors: {"secretariat", "chair"},
    guards.panel: {"chair", "panelist"},
    guards.leaders: {"chair"},
    guards.panel_and_secretariat: INSIDE,
    guards.readers_of_the_record: INSIDE,
    guards.shared: INSIDE | {"regency"},
    guards.its_people: INSIDE | {"regency"},
    guards.readers_of_claims: INSIDE | {"regency"},
    guards.listeners: {"secretariat", "chair"},  # before the close: who hears after it, test_recorder.py tells
    guards.asked_regency: {"regency"},
    guards.claimants: {"secretariat", "regency"},
    guards.readers_of_calibrations: INSIDE,
    guards.takers: {"chair", "panelist"},
    guards.readers_of_offers: {"secretariat"},  # no offer is made here: test_offers.py tells of those
    guards.that_person: {"secretariat", "panelist"},
    guards.that_person_alone: {"panelist"},
    # Nothing is published yet: what a regency may read once it is, is told by test_results.py.
    guards.readers_of_results: {"secretariat"},
    guards.readers_of_a_result: {"secretariat"},
    guards.objectors: set(),
}
# Addresses that nobody of the table can reach as they stand here: a token of their own opens them.
BY_TOKEN = {"/enter/{token}", "/answer/{token}", "/stage/{token}", "/stage/{token}/events", "/calendar/{token}.ics"}
BY_TOKEN |= {"/fill/{token}", "/fill/{token}/claims", "/api/v1/fill/{token}/claims/{criterion}"}
BY_TOKEN |= {"/fill/{token}/claims/files", "/api/v1/fill/{token}/files", "/api/v1/fill/{token}/files/{fid}"}
STREAMS = re.compile("/events$")


def in_words(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.fixture
async def world(house):
    """Ids of one of each thing, and everybody by their kind."""
    session = await house.book(panel=("ratna", "budi"))
    question = await house.panelist.post(f"/sessions/{session}/questions", {"text": "Apa?", "state": "asked"})
    link = {"name": "Rekaman", "url": "https://video.example/1"}
    file = await house.secretariat.post(f"/sessions/{session}/files", link)
    regency = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"][0]
    mail = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"][0]
    shown = await house.secretariat.post(f"/regencies/{regency['id']}/files", link | {"kind": "document"})
    example = await an_example(house)
    await house.revoke("made")
    house.people["revoked"] = house.people["made"]
    callers = {
        "nobody": house.nobody,
        "revoked": house.people["made"],
        "secretariat": house.secretariat,
        "chair": house.chair,
        "panelist": house.panelist,
        "another's panelist": house.people["tono"],
        "regency": house.regency,
        "another regency": house.people["33.19"],
    }
    places = {
        "sessions": session,
        "programmes": house.programme,
        "regencies": regency["id"],
        "panelists": house.panelist.id,
        "people": house.panelist.id,
        "mails": mail["id"],
        "qid": question["id"],
        "fid": file["id"],
        "regencies fid": shown["id"],
        "calibrations": example["id"],
        "calibrations fid": example["file"]["id"],
    }
    return callers, places


async def an_example(house):
    """A calibration with a file, which the panel was asked to score."""
    made = await house.secretariat.post(f"/programmes/{house.programme}/calibrations", {"title": "Contoh"})
    form = FormData()
    form.add_field("file", b"%PDF-1.4", filename="contoh.pdf", content_type="application/pdf")
    await house.secretariat.post(f"/calibrations/{made['id']}/files", data=form)
    asked = {"panelists": [house.chair.id, house.panelist.id]}
    return (await house.secretariat.post(f"/calibrations/{made['id']}/invite", asked)).body


def address(route: Route, places: dict[str, str]) -> str:
    """The route's path for what is there."""

    def filled(found: re.Match[str]) -> str:
        name, before = found[1], found.string[: found.start()].strip("/").split("/")[-1]
        known = {"criterion": "leadership", "entry": "1", "version": "1", "code": "33.20", "control": "pause"}
        known |= {"decision": "admit", "token": "x" * 32, "person": places["panelists"], "kind": "invite"}
        own = places.get(f"{found.string.removeprefix('/api/v1/').split('/')[0]} {name}")
        return own or places.get(name) or known.get(name) or places.get(before, "nothing")

    return re.sub(r"{(\w+)}", filled, route.path)


async def ask(caller: Caller, route: Route, places: dict[str, str]) -> int:
    """The status of asking with an empty object, which changes nothing for whom it may not."""
    headers = caller.headers(Accept="application/json")
    async with caller.client.request(
        route.method, address(route, places), json={}, headers=headers, allow_redirects=False
    ) as response:
        return response.status


def test_every_guard_stands_in_the_table():
    assert {route.guard for route in ROUTES} <= WHOSE.keys()


def test_no_address_stands_twice():
    addresses = [in_words(route) for route in ROUTES]
    assert len(addresses) == len(set(addresses))


def test_whatever_is_open_to_anybody_is_known():
    """A new open address is added here on purpose, or not at all."""
    open_to_all = {in_words(route) for route in ROUTES if route.guard is None}
    assert open_to_all == {
        "GET /",
        "GET /answer/{token}",
        "GET /api/openapi.json",
        "GET /api/v1/log",
        "GET /api/v1/log/proof",
        "GET /api/v1/time",
        "GET /calendar/{token}.ics",
        "GET /components",
        "GET /enter/{token}",
        "GET /api/v1/fill/{token}/files/{fid}",
        "POST /api/v1/fill/{token}/files",
        "POST /fill/{token}/claims/files",
        "GET /fill/{token}",
        "GET /programmes/{id}/results/open",
        "GET /programmes/{id}/results/open/table",
        "GET /programmes/{id}/results/open/{file}",
        "GET /healthz",
        "GET /help",
        "GET /help/{reader}",
        "GET /metrics",
        "GET /sign-in/oidc",
        "GET /sign-in/oidc/back",
        "POST /sign-in/passkey",
        "POST /sign-in/passkey/options",
        "GET /readyz",
        "GET /privacy",
        "GET /sign-in",
        "GET /stage/{token}",
        "GET /stage/{token}/events",
        "GET /verify",
        "POST /answer/{token}",
        "POST /enter/{token}",
        "POST /fill/{token}/claims",
        "PUT /api/v1/fill/{token}/claims/{criterion}",
        "POST /language",
        "POST /theme",
        "POST /sign-in",
        "POST /sign-out",
        "POST /verify",
    }


@pytest.mark.parametrize("who", sorted(EVERYBODY))
async def test_nobody_gets_in_where_they_have_no_business(world, who):
    callers, places = world
    wrong = []
    for route in ROUTES:
        if who in WHOSE[route.guard]:
            continue
        status = await ask(callers[who], route, places)
        known = who not in ("nobody", "revoked")
        if status != (404 if known else 401):
            wrong.append(f"{in_words(route)}: {status}")
    assert wrong == []


@pytest.mark.parametrize("who", sorted(EVERYBODY))
async def test_whoever_has_business_there_is_not_turned_away(world, who):
    callers, places = world
    wrong = []
    for route in ROUTES:
        if who not in WHOSE[route.guard] or route.path in BY_TOKEN or STREAMS.search(route.path):
            continue
        if route.method != "GET" and route.guard is not None:
            continue  # it would change what the rest is asked of; an invalid body is told below
        status = await ask(callers[who], route, places)
        there = "nothing" not in address(route, places) and "results" not in route.path
        if route.path == "/" and who in ("nobody", "revoked"):
            assert status == 401  # a page that says how to come in
        elif status >= 500 or status in (401, 403) or (there and status == 404 and not _comes_later(route)):
            wrong.append(f"{in_words(route)}: {status}")
    assert wrong == []


def _comes_later(route: Route) -> bool:
    # A provider is a setting, and so is whether mails carry letters.
    return bool(re.search("record|minutes|replay|chapters|oidc|letter.pdf", route.path))


@pytest.mark.parametrize("who", ["another's panelist", "another regency"])
async def test_a_fault_in_the_body_tells_strangers_nothing(world, who):
    callers, places = world
    for route in ROUTES:
        if route.takes is None or who in WHOSE[route.guard]:
            continue
        async with callers[who].client.request(
            route.method, address(route, places), data=b"{", headers=callers[who].headers()
        ) as response:
            assert response.status == 404, in_words(route)


# - browsers: an account's own, a forged page's -


OWN = {None, guards.anyone}  # what is nobody else's: one's own sign-ins, passkeys and language
WRITES = [route for route in ROUTES if route.method != "GET"]


@pytest.fixture
async def browser(house):
    """Gives somebody a browser that is signed in, by an account of that role or by their link."""

    async def browser(role, person="", via="once"):
        if not person:
            fields = {"email": f"{role}@kominfo.example", "name": role.title(), "role": role}
            person = (await house.secretariat.post("/accounts", fields))["id"]
        cookie, _ = await house.store.write(links.sign_in, person, "d", now=house.clock.now, via=via)
        return Browser(house.client, cookie)

    return browser


async def sent(who: Browser, route: Route, places: dict[str, str], **headers: str) -> int:
    """The status of a form, or of an empty object for the API."""
    form = {"data": {"x": "y"}} if not route.path.startswith("/api/") else {"json": {}}
    async with who.client.request(
        route.method, address(route, places), headers=who.headers(**headers), allow_redirects=False, **form
    ) as response:
        return response.status


async def test_a_viewer_changes_nothing_by_any_address_or_form(world, browser):
    _, places = world
    viewer = await browser("viewer")
    token = await viewer.with_token()

    statuses = {in_words(one): await sent(viewer, one, places, **token) for one in WRITES if one.guard not in OWN}

    assert {words: status for words, status in statuses.items() if status != 404} == {}


@pytest.mark.parametrize("who", ["secretariat", "panelist"])
async def test_no_form_without_its_pages_token_and_none_from_another_site_changes_anything(world, browser, who):
    callers, places = world
    person = callers[who].id if who == "panelist" else ""
    victim = await browser("secretariat", person, via="once" if who == "secretariat" else "link")
    forged = {"Sec-Fetch-Site": "cross-site", "Origin": "https://luar.example"} | await victim.with_token()
    another = await (await browser("viewer")).with_token()

    for headers in ({}, another, forged):
        statuses = {in_words(one): await sent(victim, one, places, **headers) for one in WRITES}
        reached = [one for one in WRITES if who in WHOSE[one.guard] and one.guard is not guards.readers_of_offers]
        expected = {in_words(one): 403 if one in reached else 404 for one in WRITES}
        assert {words: status for words, status in statuses.items() if status != expected[words]} == {}
