"""The door: a guard is enough. A handler that checks nothing is never reached by whom the address is not for, whoever
has no business there is told so before the body is there, and what is not yours looks like what is not there."""

import asyncio
import dataclasses
import re

import pytest
from aiohttp import web
from houses import Caller, in_one_house, on_one_store, open_house

from server.web import guards
from server.web.keys import ARRIVALS
from server.web.routes import ROUTES

LONG = 60
NOWHERE = "0" * 26


async def careless(request: web.Request) -> web.Response:
    """A handler without any check of its own."""
    return web.Response(text="let in")


GUARDED = [route for route in ROUTES if route.guard is not None]


@pytest.fixture
async def careless_house(store, clock, tmp_path):
    """A house in which every handler behind a guard checks nothing; booking works, so that there is a session."""
    kept = {"/api/v1/programmes/{id}/sessions"}
    table = [
        dataclasses.replace(route, handler=careless) if route.guard and route.path not in kept else route
        for route in ROUTES
    ]
    async with open_house(store, clock, tmp_path / "data", table=table) as house:
        yield house


async def asked(caller: Caller, method: str, path: str, **options):
    options.setdefault("headers", caller.headers())
    async with caller.client.request(method, path, allow_redirects=False, **options) as response:
        return response.status, await response.read()


def filled(path: str, **ids: str) -> str:
    return re.sub(r"{(\w+)}", lambda name: ids.get(name[1], NOWHERE), path)


@on_one_store
async def test_the_guard_alone_keeps_an_address(careless_house):
    house = careless_house
    session = await house.book(panel=("ratna", "budi"))
    stranger = house.people["tono"]
    for route in GUARDED:
        owner = session if "/sessions/{id}" in route.path else house.programme
        path = filled(route.path, id=owner, code="33.20")
        assert (await asked(house.nobody, route.method, path))[0] == 401, route
        if route.guard is not guards.anyone and route.path != "/api/v1/programmes/{id}/sessions":
            theirs = await asked(stranger, route.method, path)
            absent = await asked(stranger, route.method, filled(route.path))
            assert theirs[0] == 404, route
            assert theirs == absent, route


@on_one_store
async def test_whom_the_address_is_for_is_let_in(careless_house):
    session = await careless_house.book()
    path = f"/api/v1/sessions/{session}/sheet/submit"

    assert await asked(careless_house.panelist, "POST", path) == (200, b"let in")
    assert (await asked(careless_house.regency, "POST", path))[0] == 404


@on_one_store
@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("regency", 404)])
async def test_who_has_no_business_there_is_told_so_before_the_body_has_come(house, who, status):
    never = asyncio.Event()

    async def body():
        yield b'{"name": "'
        await never.wait()

    caller = getattr(house, who)
    headers = caller.headers(**{"Content-Type": "application/json"})
    async with asyncio.timeout(LONG):
        told = await asked(caller, "POST", "/api/v1/programmes", data=body(), headers=headers)

    assert told[0] == status


@on_one_store
async def test_a_refused_request_is_not_waited_for_when_a_record_is_sealed(house, clock):
    await asked(house.regency, "POST", "/api/v1/programmes", data=b"x" * 500_000)

    assert house.client.app[ARRIVALS].clear_to(clock) == clock.now


@on_one_store
@in_one_house("path", ["/programmes/{id}/regencies", "/programmes/{id}/panelists"])
@in_one_house(("body", "kind"), [(b"[]", "application/json"), (b"code,name\n", "text/csv")])
async def test_a_list_of_nothing_opens_nothing(house, path, body, kind):
    where = "/api/v1" + path.format(id=house.programme)
    headers = house.panelist.headers(**{"Content-Type": kind})

    assert (await asked(house.panelist, "POST", where, data=body, headers=headers))[0] == 404


@on_one_store
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
        {"Origin": "https://elsewhere.example"},
    ],
)
@pytest.mark.parametrize("path", ["/enter/{token}", "/sign-out"])
async def test_another_sites_page_signs_nobody_in_or_out(house, path, headers):
    where = path.format(token=house.panelist.token)

    status, _ = await asked(house.nobody, "POST", where, headers=headers)

    assert status == 403
    assert (await asked(house.nobody, "POST", where, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"}))[
        0
    ] == 303


@on_one_store
async def test_of_what_is_not_there_no_body_is_looked_at(house):
    writes = [route for route in ROUTES if route.path.startswith("/api/v1/") and route.takes and "{id}" in route.path]
    told = {}
    for route in writes:
        status, _ = await asked(house.secretariat, route.method, filled(route.path), json={"nothing": "of it"})
        told[f"{route.method} {route.path}"] = status

    assert {where: status for where, status in told.items() if status != 404} == {}
