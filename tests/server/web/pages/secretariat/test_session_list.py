"""The list of sessions: searched, filtered, by the page; with JavaScript off it is a form and links."""

import io
import re

import openpyxl
import pytest
from houses import TUESDAY_NINE, on_both_stores
from reading_pages import read, send

from server.web.pages.secretariat import asked
from sessions.store.mailing import mails


async def listed(house, query=""):
    """The regencies that the list shows, in its order."""
    page = await read(house.secretariat, f"/programmes/{house.programme}/sessions{query}")
    assert page.status == 200
    return re.findall(r'<th scope="row"><a href="/sessions/[^"]+">([^<]+)</a>', page.markup)


@pytest.fixture
async def two(house):
    """Jepara with Ratna and Budi, Kudus with Tono after it."""
    first = await house.book(panel=("ratna", "budi"))
    second = await house.book(panel=("tono",), regency="33.19", starts_at=TUESDAY_NINE.replace(hour=5))
    return first, second


ASKED = [
    ("", ["Kabupaten Jepara", "Kabupaten Kudus"]),
    ("?q=JEPARA", ["Kabupaten Jepara"]),
    ("?q=33.19", ["Kabupaten Kudus"]),
    ("?q=3319", ["Kabupaten Kudus"]),
    ("?q=kabupaten+rátna", ["Kabupaten Jepara"]),
    ("?q=%E2%80%8Ejepara%E2%80%8F", ["Kabupaten Jepara"]),
    ("?q=%25", []),
    ("?q='+OR+1=1", []),
    ("?q=%F0%9F%98%80", []),
    ("?q=" + "x" * 4000, []),
    ("?q=jawa+tengah", ["Kabupaten Jepara", "Kabupaten Kudus"]),
    ("?province=Bali", []),
    ("?province=Bali&province=Jawa+Tengah&q=kudus", ["Kabupaten Kudus"]),
    ("?state=over", []),
    ("?state=", ["Kabupaten Jepara", "Kabupaten Kudus"]),
    ("?answer=declined", []),
    ("?answer=needs-action", ["Kabupaten Jepara", "Kabupaten Kudus"]),
    ("?without=deck", ["Kabupaten Jepara", "Kabupaten Kudus"]),
    ("?without=address", []),
    ("?from=2031-03-05", []),
    ("?to=2031-03-04", ["Kabupaten Jepara", "Kabupaten Kudus"]),
    ("?from=tomorrow", ["Kabupaten Jepara", "Kabupaten Kudus"]),
]


async def test_a_day_that_its_page_cuts_says_how_many_sessions_it_has(house, two, monkeypatch):
    monkeypatch.setattr(asked, "SIZES", (1, 50, 100))

    first, second = [
        await read(house.secretariat, f"/programmes/{house.programme}/sessions?page={page}") for page in (1, 2)
    ]
    whole = await read(house.secretariat, f"/programmes/{house.programme}/sessions?limit=50")

    assert "Selasa, 4 Maret 2031 1 dari 2 sesi" in first.text and "Selasa, 4 Maret 2031 1 dari 2 sesi" in second.text
    assert "Selasa, 4 Maret 2031 2 sesi" in whole.text and "1–2 dari 2" in whole.text
    assert await listed(house, "?page=2") == await listed(house, "?page=99") == ["Kabupaten Kudus"]
    assert await listed(house, "?page=0") == await listed(house, "?page=-1") == ["Kabupaten Jepara"]


@on_both_stores
async def test_the_list_shows_what_the_address_asks_for(house, two):
    for query, found in ASKED:
        assert await listed(house, query) == found, query


async def test_whom_a_panelist_sees(house, two):
    assert await listed(house, f"?panelist={house.id('tono')}") == ["Kabupaten Kudus"]


async def test_a_filter_that_there_is_not_leads_nowhere(house, two):
    for query in ("?state=odd", "?answer=maybe", "?without=sleep"):
        assert (await read(house.secretariat, f"/programmes/{house.programme}/sessions{query}")).status == 404


async def test_what_is_chosen_can_be_taken_away_and_the_rest_stays(house, two):
    page = await read(house.secretariat, f"/programmes/{house.programme}/sessions?q=jepara&without=deck")

    assert re.search(r'id="f-list-q"[^>]*value="jepara"', page.markup)
    assert re.search(r'name="without" value="deck" checked', page.markup)
    assert "Bersihkan" in page.text and not page.inline


async def test_the_table_to_take_away_is_what_is_shown(house, two):
    async with house.secretariat.client.get(
        f"/programmes/{house.programme}/sessions.xlsx?q=kudus", headers=house.secretariat.headers()
    ) as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(await answer.read())).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[4]) for row in rows] == [("Kabupaten Kudus", "dijadwalkan")]


async def test_only_the_chosen_are_reminded(house, two):
    first, second = two
    path = f"/programmes/{house.programme}/sessions/remind"
    back = f"/programmes/{house.programme}/sessions?q=jepara"

    led = await send(house.secretariat, path, {"one": first, "back": back})

    assert led.location.startswith(back) and "said=reminded" in led.location
    nudged = [(one, [m.kind for m in await house.store.read(mails.of_session, one)].count("nudge")) for one in two]
    assert nudged == [(first, 3), (second, 0)]


async def test_the_api_finds_the_same(house, two):
    path = f"/programmes/{house.programme}/sessions"
    asked = (await house.secretariat.get(f"{path}?q=jepara&answer=needs-action&without=deck,link"))["items"]
    nothing = (await house.secretariat.get(f"{path}?province=Bali"))["items"]
    refused = await house.secretariat.get(f"{path}?answer=maybe&without=sleep")

    assert [one["regency"]["code"] for one in asked] == ["33.20"] and nothing == []
    assert refused.status == 422 and {one["pointer"] for one in refused["faults"]} == {"/answer", "/without"}


async def test_one_search_finds_sessions_regencies_and_people(house, two):
    everywhere = await read(house.secretariat, "/search?q=jepara")
    here = await read(house.secretariat, f"/search?programme={house.programme}&q=tono")
    nothing = await read(house.secretariat, "/search?q=%25")

    assert f'href="/sessions/{two[0]}"' in everywhere.markup and 'href="/regencies/' in everywhere.markup
    assert f'href="/sessions/{two[1]}"' in here.markup and f"/panelists/{house.id('tono')}" in here.markup
    assert "Tidak ada yang cocok." in nothing.text
    assert (await read(house.panelist, "/search?q=jepara")).status == 404


@on_both_stores
async def test_regencies_and_panelists_are_found_alike_on_pages_and_in_the_api(house):
    programme = f"/programmes/{house.programme}"
    page = await read(house.secretariat, f"{programme}/regencies?q=jepara&province=Jawa+Tengah")
    without = (await house.secretariat.get(f"{programme}/regencies?without=address"))["items"]
    found = (await house.secretariat.get(f"{programme}/panelists?q=RATNA"))["items"]

    assert "Kabupaten Jepara" in page.text and 'href="/regencies/' in page.markup
    assert page.markup.count('<th scope="row">') == 1
    assert without and all(one["email"] is None for one in without)
    assert [one["id"] for one in found] == [house.id("ratna")]
    assert "Dr. Ratna" in (await read(house.secretariat, f"{programme}/panelists?q=ratna")).text
