"""Who came from a programme keeps its menu: on the help, on the check of a digest, on a panelist's times, on a refusal,
on minutes."""

import pytest
from houses import on_one_store
from reading_pages import read, send

pytestmark = on_one_store


@pytest.fixture
async def two(house):
    """A second programme is under way, so that which one is meant does not follow from itself."""
    answer = await house.secretariat.post("/programmes", {"name": "Putaran kedua"})
    assert answer.status == 201
    return f"/programmes/{house.programme}"


def has_menu(page, here):
    """Whether the page stands in that programme's navigation."""
    return f'href="{here}/calendar"' in page.markup


async def test_a_page_of_no_programme_keeps_the_menu_of_the_one_that_one_comes_from(house, two):
    came = {"Referer": f"http://127.0.0.1{two}/sessions"}
    person = house.panelist.id

    for path in ("/help/official", "/verify", "/verify?digest=x", f"/people/{person}/availability"):
        assert has_menu(await read(house.secretariat, path, headers=came), two), path
        assert has_menu(await read(house.secretariat, f"{path.partition('?')[0]}?programme={house.programme}"), two), (
            path
        )
    again = await read(
        house.secretariat, "/help/official", headers={"Referer": "http://x/help/official?programme=" + house.programme}
    )
    assert has_menu(again, two), "from page to page"
    assert (
        f'href="/help/official?programme={house.programme}"'
        in (await read(house.secretariat, f"{two}/sessions")).markup
    )
    nobody = await read(house.nobody, "/verify", headers=came)
    panelist = await read(house.panelist, "/help/official", headers=came)
    assert not has_menu(nobody, two) and not has_menu(panelist, two)


async def test_a_refusal_keeps_the_menu_of_the_programme_that_its_address_is_of(house, two):
    session = await house.book()
    missing = await read(house.secretariat, f"{two}/nothing")
    unknown = await read(house.secretariat, "/sessions/none", headers={"Referer": f"http://x/sessions/{session}"})
    refused = await send(house.secretariat, f"/sessions/{session}/reveal")
    late = await send(house.secretariat, f"/sessions/{session}/next-phase", {"revision": "1"})

    assert (missing.status, unknown.status) == (404, 404) and refused.status >= 400 and late.status >= 400
    assert all(has_menu(page, two) for page in (missing, unknown, refused, late))


async def test_minutes_of_an_archived_round_count_nothing_and_change_nothing(house):
    session = await house.revealed(panel=["ratna"])
    running = await read(house.secretariat, f"/sessions/{session}/minutes")
    assert has_menu(running, f"/programmes/{house.programme}")
    assert (await house.people["ratna"].post(f"/sessions/{session}/sign")).status == 200
    done = await house.secretariat.post(f"/programmes/{house.programme}/archive")
    assert done.status == 200, done.body

    page = await read(house.secretariat, f"/sessions/{session}/minutes")

    assert "Program ini diarsipkan" in page.text and "menunggu keputusan" not in page.text
