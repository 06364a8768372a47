"""From the session's page: a panelist is replaced in one step, a mistyped address corrected and the mail sent again."""

import re

import pytest
from houses import TUESDAY_NINE, in_one_house, on_both_stores
from reading_pages import read, send

from sessions.clock import wire
from sessions.store.mailing import mails

THREE = ("ratna", "budi", "sri")


async def page_of(house, session, query=""):
    return await read(house.secretariat, f"/sessions/{session}{query}")


def offered(page, seat):
    """Who is offered for the seat, in order."""
    form = re.search(rf'name="leaves" value="{seat}".*?</form>', page.markup, re.S)
    return re.findall(r'<option value="(\w+)"', form[0]) if form else []


async def written(house, session):
    """The mails about the session as (kind, first name)."""
    found = await house.store.read(mails.of_session, session)
    return [(mail.kind, mail.to_name.removeprefix("Dr. ").lower()) for mail in found]


async def decline(house, session, name):
    answer = await house.people[name].post(f"/sessions/{session}/rsvp", {"answer": "declined"})
    assert answer.status == 200


async def replace(house, session, leaves, comes):
    form = {"leaves": house.id(leaves), "comes": house.id(comes)}
    return await send(house.secretariat, f"/sessions/{session}/replace", form)


@on_both_stores
async def test_a_declined_panelist_is_shown_with_who_is_free_and_why_the_others_are_not(house):
    session = await house.book(panel=THREE)
    await house.secretariat.patch(f"/panelists/{house.id('made')}", {"conflicts": ["33.20"]})
    away = [{"from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE.replace(hour=3)), "free": False}]
    await house.secretariat.put(f"/panelists/{house.id('yohanes')}/availability", away)
    await decline(house, session, "budi")

    page = await page_of(house, session)

    assert offered(page, house.id("budi")) == [house.id("tono")]
    assert re.search(r'aria-current="step">Panel kurang 1<', page.markup)
    assert "Dr. Made memiliki benturan kepentingan dengan daerah ini." in page.text
    assert "Dr. Yohanes tidak tersedia pada waktu itu." in page.text


async def test_what_replacing_or_cancelling_would_send_is_read_before_it_is_done(house):
    session = await house.book(panel=THREE)
    before = await written(house, session)
    form = {"leaves": house.id("budi"), "comes": house.id("tono")}

    seen = await send(house.secretariat, f"/sessions/{session}/replace/check", form)
    assert "Ganti dan kirim 5 surel" in seen.text
    assert "Pembatalan untuk yang dikeluarkan · panelis" in seen.text
    assert "Anda tidak lagi bertugas pada sesi ini" in seen.text and "dihapus dari kalender penerima" in seen.text
    off = await send(house.secretariat, f"/sessions/{session}/cancel/check", {"reason": "Banjir & listrik padam"})
    assert "Batalkan dan kirim 4 surel" in off.text and "Alasan: Banjir & listrik padam" in off.text
    assert await written(house, session) == before
    unfit = await send(house.secretariat, f"/sessions/{session}/replace/check", form | {"comes": house.id("sri")})
    assert unfit.status == 422

    assert (await send(house.secretariat, f"/sessions/{session}/cancel", {"reason": off.field("reason")})).status == 303
    assert (await house.secretariat.session(session))["state"] == "cancelled"


async def test_nobody_is_offered_where_all_come(house):
    session = await house.book(panel=THREE)

    assert "Pengganti Dr." not in (await page_of(house, session)).text


async def test_what_is_rare_stands_in_a_persons_menu_and_works_without_a_script(house):
    session = await house.book(panel=THREE)

    page = await page_of(house, session)
    asked = await page_of(house, session, f"?mend={house.id('budi')}")
    menu = re.search(r'Tindakan untuk Dr\. Budi".*?</details>', page.markup, re.S)

    assert menu and all(one in menu[0] for one in ('value="declined"', f"?replace={house.id('budi')}", "?mend="))
    assert 'name="email"' not in page.markup and f'id="f-email-{house.id("budi")}"' in asked.markup
    assert len(re.findall(r'name="email"', asked.markup)) == 1


async def test_who_sits_least_on_that_day_is_offered_first(house):
    session = await house.book(panel=THREE)
    await house.book(panel=("tono", "made"), chair="tono", regency="33.19", starts_at=TUESDAY_NINE.replace(hour=5))
    await decline(house, session, "budi")

    page = await page_of(house, session)

    assert offered(page, house.id("budi")) == [house.id(one) for one in ("yohanes", "made", "tono")]
    assert "Dr. Tono (1 sesi hari itu)" in page.text


async def test_the_one_is_told_to_go_the_other_to_come_and_who_stays_who_is_there_now(house):
    session = await house.book(panel=THREE)
    await decline(house, session, "budi")
    before = await written(house, session)

    answer = await replace(house, session, "budi", "tono")

    assert answer.location == f"/sessions/{session}?said=replaced"
    told = sorted((await written(house, session))[len(before) :])
    assert [one for one in told if one[0] != "minor"] == [("invite", "tono"), ("removed", "budi")]
    assert {who for kind, who in told if kind == "minor"} == {"ratna", "sri", "kontak kabupaten jepara"}
    panel = (await house.secretariat.session(session))["panel"]
    assert [one["id"] for one in panel] == [house.id(one) for one in ("ratna", "tono", "sri")]


async def test_only_who_may_chair_takes_the_chairs_seat(house):
    session = await house.book(panel=THREE)
    await decline(house, session, "ratna")

    page = await page_of(house, session)
    await replace(house, session, "ratna", "tono")

    assert offered(page, house.id("ratna")) == [house.id("tono")]
    assert "Dr. Made tidak boleh menjadi ketua." in page.text
    seat = (await house.secretariat.session(session))["panel"][0]
    assert (seat["id"], seat["role"]) == (house.id("tono"), "chair")


async def test_who_has_declined_this_session_is_not_offered_for_it_again(house):
    session = await house.book(panel=THREE)
    await decline(house, session, "budi")
    await replace(house, session, "budi", "tono")
    await decline(house, session, "sri")

    page = await page_of(house, session)

    assert house.id("budi") not in offered(page, house.id("sri"))
    assert "Dr. Budi sudah menolak sesi ini." in page.text


async def test_who_was_taken_by_another_session_meanwhile_is_said_and_nothing_changes(house):
    session = await house.book(panel=THREE)
    await decline(house, session, "budi")
    await house.book(panel=("tono",), regency="33.19")

    page = await replace(house, session, "budi", "tono")

    assert page.status == 409
    assert "Dr. Tono sudah di sesi Kabupaten Kudus" in page.text
    assert (await house.secretariat.kinds(session)).count("panel-changed") == 0


async def test_a_seat_is_replaced_while_the_session_runs_without_calendar_mail(house):
    session = await house.open(panel=THREE)
    await house.people["sri"].declare(session, conflict=True)
    before = await written(house, session)

    page = await page_of(house, session)
    answer = await replace(house, session, "sri", "made")

    assert "Mundur karena benturan kepentingan." in page.text and house.id("made") in offered(page, house.id("sri"))
    assert answer.status == 303
    assert sorted((await written(house, session))[len(before) :]) == [("called-in", "made"), ("let-go", "sri")]
    assert (await house.people["made"].sheet(session))["state"] == "open"


async def test_anybody_on_the_panel_can_be_chosen_to_be_replaced(house):
    session = await house.open(panel=THREE)

    page = await page_of(house, session, f"?replace={house.id('budi')}")
    control = await read(house.secretariat, f"/sessions/{session}/control")

    assert offered(page, house.id("budi"))
    assert f"?replace={house.id('budi')}#r-" in control.markup


@in_one_house("who", ["panelist", "regency", "chair"])
async def test_only_the_secretariat_replaces_and_corrects(house, who):
    session = await house.book(panel=THREE)

    for action in ("replace", "address"):
        assert (await send(getattr(house, who), f"/sessions/{session}/{action}", {})).status == 404


# - addresses -


async def bounce(house, session, name):
    """The person's invitation comes back."""
    (mail,) = [one for one in await house.store.read(mails.of_session, session) if one.person == house.id(name)]
    await house.store.write(mails.bounced, mail.message_id, reason="5.1.1 no such user here")


async def correct(house, session, name, email):
    return await send(house.secretariat, f"/sessions/{session}/address", {"person": house.id(name), "email": email})


async def to(house, session, name):
    """Where the person's mails went, and how they stand."""
    found = await house.store.read(mails.of_session, session)
    return [(one.to_address, one.state) for one in found if one.person == house.id(name)]


async def test_a_mistyped_address_is_corrected_and_the_invite_sent_again_from_the_same_page(house):
    session = await house.book(panel=THREE)
    await bounce(house, session, "budi")

    before = await page_of(house, session)
    answer = await correct(house, session, "budi", "budi@kampus.example")
    page = await page_of(house, session)

    assert "5.1.1 no such user here" in before.text and "Undangannya tidak sampai." in before.text
    assert answer.location == f"/sessions/{session}?said=readdressed"
    sent = await to(house, session, "budi")
    assert [address for address, _ in sent] == ["budi@panel.example", "budi@kampus.example"]
    assert "Undangannya tidak sampai." not in page.text


async def test_a_link_that_went_to_the_wrong_mailbox_opens_nothing_any_more(house):
    session = await house.book(panel=THREE)
    await bounce(house, session, "budi")
    (mail,) = [one for one in await house.store.read(mails.of_session, session) if one.person == house.id("sri")]
    await house.store.write(mails.sent, mail.id, now=house.clock.now)

    await correct(house, session, "budi", "budi@kampus.example")
    await correct(house, session, "sri", "sri@kampus.example")

    assert (await house.people["budi"].session(session)).status == 401, "who reads a bounced mail is not known"
    assert (await house.people["sri"].session(session)).status == 401


@on_both_stores
async def test_a_regencys_address_is_corrected_too(house):
    session = await house.book(panel=THREE)
    await bounce(house, session, "33.20")

    await correct(house, session, "33.20", "bupati@jepara.example")

    assert [address for address, _ in await to(house, session, "33.20")][-1] == "bupati@jepara.example"


@pytest.mark.parametrize(
    ("email", "says"),
    [("bukan surel", "Ini bukan alamat surel."), ("sri@panel.example", "Alamat ini milik Dr. Sri.")],
)
async def test_what_is_wrong_with_an_address_stands_at_it_and_stays_typed(house, email, says):
    session = await house.book(panel=THREE)

    page = await correct(house, session, "budi", email)

    assert page.status == 422
    assert says in page.text and f'value="{email}"' in page.markup


async def test_a_regency_that_declined_stands_before_who_has_not_answered(house):
    session = await house.book()
    for name in ("ratna", "budi"):
        await house.people[name].post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    assert (await house.regency.post(f"/sessions/{session}/rsvp", {"answer": "declined"})).status == 200

    page = await page_of(house, session)
    assert re.search(r'aria-current="step">([^<]+)', page.markup)[1] == "Daerah tidak hadir"
    mains = re.findall(r'class="button main" href="([^"]+)', page.markup)
    assert mains == [f"/sessions/{session}/change"], "another time is what helps"
