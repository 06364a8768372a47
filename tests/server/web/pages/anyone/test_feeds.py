"""The page of a calendar to subscribe to: whose it is, that its address works, and that it can be renewed."""

import re

import pytest
from reading_pages import read, send


def address(page):
    """The calendar's path as the page shows it."""
    return re.search(r'value="[^"]*(/calendar/[\w-]+\.ics)"', page.markup)[1]


async def opens(house, path):
    async with house.client.get(path) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("name", ["budi", "33.20"])
async def test_a_person_subscribes_to_their_own_sessions(house, name):
    await house.book()
    await house.book(panel=("tono",), regency="33.19")
    who = house.people[name]

    page = await read(who, f"/people/{who.id}/feed")

    status, calendar = await opens(house, address(page))
    assert (status, "Jepara" in calendar, "Kudus" in calendar) == (200, True, False)
    assert "webcal://" in page.markup and page.inline == []


async def test_a_renewed_address_ends_the_old_one(house):
    path = f"/people/{house.panelist.id}/feed"
    old = address(await read(house.panelist, path))

    new = address(await send(house.panelist, f"{path}/renew"))

    assert "/calendar/" not in (await read(house.panelist, path)).markup, "it is shown this once"
    assert (await opens(house, old))[0] == 404
    assert (await opens(house, new))[0] == 200


async def test_the_secretariat_sees_everybodys_and_nobody_else_does(house):
    path = f"/people/{house.panelist.id}/feed"

    assert (await read(house.secretariat, path)).status == 200
    assert (await read(house.chair, path)).status == 404
    assert (await read(house.nobody, path)).status == 401
    assert (await send(house.chair, f"{path}/renew")).status == 404


@pytest.mark.parametrize("who", ["panelist", "regency"])
async def test_ones_own_pages_lead_to_it(house, who):
    session, person = await house.book(), getattr(house, who)

    for path in ("/", f"/sessions/{session}"):
        assert f'href="/people/{person.id}/feed"' in (await read(person, path)).markup
