"""Coming in by a link: only a button signs in, forms carry their token, answer links can only answer."""

import re

import pytest
from houses import TUESDAY_NINE, on_both_stores, on_one_store
from posted import all_posted, all_sent
from reading_pages import read, send

from sessions.actions.before import enrolling
from sessions.store.powers import links


@pytest.fixture
def browser(house):
    """A browser, with the cookies that it was given."""
    return house.nobody


def signed_in(house):
    return [cookie for cookie in house.client.session.cookie_jar if cookie.key == "sidang"]


async def test_following_a_link_signs_nobody_in(house, browser):
    page = await read(browser, f"/enter/{house.panelist.token}")

    assert page.status == 200 and "Masuk sebagai Dr. Budi" in page.text
    assert not signed_in(house)


async def test_the_button_signs_in_and_leads_to_ones_own_sessions(house, browser):
    answer = await send(browser, f"/enter/{house.panelist.token}")

    assert (answer.status, answer.location) == (303, "/")
    assert signed_in(house)
    assert "Sesi saya" in (await read(browser, "/")).text


async def test_each_device_is_told_of_once_the_first_too(house, browser):
    async def come_in(device):
        await send(browser, f"/enter/{house.panelist.token}", headers={"User-Agent": device})
        house.client.session.cookie_jar.clear()
        await all_sent(house)
        told = ("Masuk untuk pertama kali", "Masuk dari perangkat baru")
        return [len(all_posted(house, "budi@panel.example", subject=one)) for one in told]

    assert [await come_in(device) for device in ("Firefox", "Firefox", "Chrome")] == [[1, 0], [1, 0], [1, 1]]


async def test_a_one_time_link_opens_once(house, browser):
    token = await house.store.write(enrolling.make_secretariat, "baru@kantor.example", now=house.clock.now)

    assert (await send(browser, f"/enter/{token}")).status == 303
    house.client.session.cookie_jar.clear()
    assert (await send(browser, f"/enter/{token}")).status == 404


async def test_a_revoked_link_says_that_it_no_longer_works(house, browser):
    await house.revoke("budi")

    page = await read(browser, f"/enter/{house.panelist.token}")

    assert page.status == 404
    assert "Tautan ini tidak berlaku lagi" in page.text


async def test_a_browsers_form_without_its_token_changes_nothing(house, browser):
    session = await house.book()
    await send(browser, f"/enter/{house.panelist.token}")

    refused = await send(browser, f"/sessions/{session}/rsvp", {"answer": "accepted"})
    page = await read(browser, f"/sessions/{session}")
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page.markup)
    taken = await send(browser, f"/sessions/{session}/rsvp", {"answer": "declined", "csrf": csrf[1]})

    assert (refused.status, taken.status) == (403, 303)
    assert await house.secretariat.kinds(session) == ["booked", "answered"]


@on_both_stores
async def test_signing_out_ends_the_sign_in(house, browser):
    await send(browser, f"/enter/{house.panelist.token}")
    page = await read(browser, "/")
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page.markup)

    out = await send(browser, "/sign-out", {"csrf": csrf[1]})

    assert (await read(browser, "/")).status == 401
    assert out.clears == '"storage"'  # by the form alone nothing else empties what pages kept


@on_one_store
async def test_a_page_whose_script_has_emptied_its_own_leaves_what_another_person_has_not_sent(house, browser):
    await send(browser, f"/enter/{house.panelist.token}")
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', (await read(browser, "/")).markup)

    out = await send(browser, "/sign-out", {"csrf": csrf[1], "emptied": "yes"})

    assert (await read(browser, "/")).status == 401
    assert out.clears == ""


async def test_an_answer_link_answers_by_its_button_alone(house, browser):
    session = await house.book()
    person = house.panelist.id
    token = await house.store.write(links.token, "answer", f"{session}:{person}", now=house.clock.now)

    page = await read(browser, f"/answer/{token}?answer=accepted")
    before = await house.secretariat.kinds(session)
    answer = await send(browser, f"/answer/{token}", {"answer": "accepted", "comment": "naik kereta"})

    assert page.status == 200 and "undangan untuk Dr. Budi" in page.text and "Peran Anda anggota panel" in page.text
    assert before == ["booked"]
    assert "Berikutnya: lembar penilaian" in (await read(browser, answer.location)).text
    assert (await house.secretariat.session(session))["panel"][1]["rsvp"] == "accepted"
    assert (await read(browser, f"/sessions/{session}")).status == 401


@on_one_store
async def test_a_link_leads_to_what_is_due_now(house, browser):
    async def leads(person: str) -> str:
        house.client.session.cookie_jar.clear()
        return (await send(browser, f"/enter/{house.people[person].token}")).location

    await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "required", "claims_due": "PT0S"})
    session = await house.book(panel=("ratna", "budi"))
    assert [await leads(one) for one in ("budi", "33.20")] == [f"/sessions/{session}"] * 2

    for one in ("ratna", "budi", "33.20"):
        await house.people[one].post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    listed = (await house.secretariat.get(f"/programmes/{house.programme}/regencies?q=Jepara"))["items"]
    regency = next(one["id"] for one in listed if one["code"] == "33.20")
    assert [await leads(one) for one in ("budi", "33.20")] == ["/", f"/regencies/{regency}/claims"]
    assert "Lengkapi penilaian mandiri" in (await read(house.regency, "/")).text

    house.clock.now = TUESDAY_NINE
    assert [await leads(one) for one in ("budi", "33.20")] == [f"/sessions/{session}/sheet", f"/sessions/{session}"]

    await house.chair.declare(session)
    await house.panelist.declare(session)
    await house.chair.control(session, "close", reason="selesai")
    assert await leads("budi") == "/"
    await house.chair.post(f"/sessions/{session}/reveal", {})
    assert [await leads(one) for one in ("budi", "ratna")] == [f"/sessions/{session}/deliberation", "/"]
    assert "menunggu tanda tangan Anda" in (await read(house.panelist, "/")).text
    assert (await house.panelist.post(f"/sessions/{session}/sign")).status == 200
    assert [await leads(one) for one in ("budi", "ratna")] == ["/", f"/sessions/{session}/deliberation"]


async def test_an_answer_that_a_link_named_is_not_shown_as_given_before_it_is_pressed(house, browser):
    """The mail's link says "Hadir", and whoever follows it must see that one press is still missing."""
    session = await house.book()
    about = f"{session}:{house.panelist.id}"
    address = "/answer/" + await house.store.write(links.token, "answer", about, now=house.clock.now)

    before = await read(browser, f"{address}?a=declined")
    await send(browser, address, {"answer": "declined"})
    after = await read(browser, f"{address}?a=declined")

    assert "Jawaban belum tercatat" in before.text and "aria-pressed" not in before.markup
    assert 'value="declined" class="main"' in before.markup
    assert "Jawaban belum tercatat" not in after.text and 'value="declined" aria-pressed="true"' in after.markup


async def test_an_official_comes_in_at_the_one_programme_and_where_there_are_several_at_their_list(house, browser):
    async def leads_to():
        token = await house.store.write(enrolling.make_secretariat, "baru@kantor.example", now=house.clock.now)
        house.client.session.cookie_jar.clear()
        return (await send(browser, f"/enter/{token}")).location

    assert await leads_to() == f"/programmes/{house.programme}/overview"

    await house.secretariat.post("/programmes", {"name": "Putaran 2028"})
    assert await leads_to() == "/"
