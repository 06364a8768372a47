"""The way to a rehearsal: by a page that says whom it invites, with oneself as panelist, and back to the real round."""

from datetime import timedelta

import pytest
from reading_pages import Browser, read, send
from samples.booking_form import booking

from sessions.clock import wire
from sessions.store import links

WULAN = {"email": "wulan@kominfo.example", "name": "Wulan Sari", "role": "secretariat"}
TRIAL = {"code": "99.99", "name": "Daerah Uji", "province": "Uji", "timezone": "Asia/Jakarta"}


@pytest.fixture
async def wulan(house):
    account = await house.secretariat.post("/accounts", WULAN)
    cookie, _ = await house.store.write(links.sign_in, account["id"], "d", now=house.clock.now, via="once")
    return account["id"], Browser(house.client, cookie)


async def test_an_official_becomes_the_rehearsals_panelist_and_is_chosen_for_it(house, wulan):
    person, browser = wulan
    way = f"/programmes/{house.programme}/book?rehearsal=1"
    assert "book?rehearsal=1" in (await read(browser, f"/programmes/{house.programme}/overview")).markup

    first = await read(browser, way)
    assert "Jadwalkan gladi" in first.text and "menerima undangan bertanda [Gladi]" in first.text
    assert 'name="rehearsal" value="1" checked' in first.markup
    me = {"name": WULAN["name"], "email": WULAN["email"], "timezone": "Asia/Jakarta", "may_chair": "1", "back": way}
    assert "Jadikan saya panelis" in first.text
    made = await send(house.secretariat, f"/programmes/{house.programme}/panelists", me)
    assert made.location.startswith(way)

    second = await read(browser, way)
    assert "Jadikan saya panelis" not in second.text
    for name in ("panel", "chair"):
        ticked = second.markup.partition(f'name="{name}" value="{person}"')[2].partition(">")[0]
        assert ticked.endswith("checked") or " checked" in ticked, name


async def test_a_regency_of_a_trial_takes_part_no_more_and_again_by_its_page(house):
    trial = (await house.secretariat.post(f"/programmes/{house.programme}/regencies", TRIAL))["id"]
    there, mark = f"/regencies/{trial}", "Mundur: tidak direncanakan"

    assert (await send(house.secretariat, f"{there}/withdraw", {"reason": ""})).status == 422
    assert (await send(house.secretariat, f"{there}/withdraw", {"reason": "Hanya untuk gladi"})).status == 303
    assert mark in (await read(house.secretariat, there)).text
    places = (await read(house.secretariat, f"/programmes/{house.programme}/book")).markup
    assert "Kabupaten Jepara (33.20)" in places and "Daerah Uji" not in places
    assert (await send(house.secretariat, f"{there}/withdraw", {"again": "1"})).status == 303
    assert mark not in (await read(house.secretariat, there)).text


async def test_a_time_is_chosen_before_the_panel_and_nobody_is_scolded_for_it(house):
    where, form = f"/programmes/{house.programme}/book", {"regency": "Kabupaten Jepara (33.20)", "date": "", "time": ""}

    page = await send(house.secretariat, where, form | {"at": "2031-03-04T02:00:00Z"})
    unfinished = await send(house.secretariat, where, form | {"date": "2031-03-04", "time": "09:00", "step": "check"})

    assert (page.status, page.field("date"), page.field("time")) == (200, "2031-03-04", "09:00")
    assert "perlu diperbaiki" not in page.text and 'class="fault"' not in page.markup
    assert unfinished.status == 422 and "Waktu yang cocok" not in unfinished.text


@pytest.mark.parametrize(("ahead", "said"), [(10, "Surel langsung dikirim"), (60, "masih dapat dikembalikan")])
async def test_what_goes_at_once_is_not_said_to_wait(house, ahead, said):
    start = house.clock.now + timedelta(minutes=ahead)
    local = wire(start + timedelta(hours=7))
    form = booking(house, date=local[:10], time=local[11:16], rehearsal="1", step="check")

    page = await send(house.secretariat, f"/programmes/{house.programme}/book", form)

    assert page.status == 200 and said in page.text


async def test_what_a_rehearsal_lacks_is_made_in_its_form_and_what_was_typed_stays(house, wulan):
    """A seat that may chair, and a regency to rehearse with: neither leads away from the form."""
    person, browser = wulan
    where, token = f"/programmes/{house.programme}/book", await browser.with_token()
    me = {"name": WULAN["name"], "email": WULAN["email"], "timezone": "Asia/Jakarta"}
    await house.secretariat.post(f"/programmes/{house.programme}/panelists", me)
    typed = {"rehearsal": "1", "date": "2031-03-04", "time": "19:30", "presentation": "4", "panel": person}
    assert "Jadikan saya dapat menjadi ketua" in (await read(browser, f"{where}?rehearsal=1")).text

    seated = await send(browser, where, typed | {"step": "myself"}, headers=token)
    leads = seated.markup.partition(f'name="chair" value="{person}"')[2].partition(">")[0]
    assert leads.strip().startswith("checked") and "Jadikan saya" not in seated.text
    unfit = await send(
        browser, where, typed | {"step": "trial", "trial_name": "Uji", "trial_email": "x"}, headers=token
    )
    assert unfit.status == 422 and "Ini bukan alamat surel" in unfit.text
    trial = {"step": "trial", "trial_name": "Daerah Uji", "trial_email": "rekan@kominfo.example"}
    added = await send(browser, where, typed | trial, headers=token)

    assert (added.field("regency"), added.field("time"), added.field("presentation")) == (
        "Daerah Uji (99.99)",
        "19:30",
        "4",
    )
    booked = typed | {"regency": added.field("regency"), "chair": person, "qna": "6"}
    assert (await send(browser, where, booked, headers=token)).location.startswith("/sessions/")
