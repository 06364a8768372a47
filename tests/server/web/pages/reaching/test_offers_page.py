"""Offers on pages: seen before they are sent, chosen from or answered with another time, watched, ended, planned."""

import re

from houses import TUESDAY_NINE, on_one_store
from reading_pages import read, send

from sessions.clock import wire

FORM = {
    "province": "",
    "regencies": "",
    "from": "2031-03-05",
    "to": "2031-03-09",
    "slots": "09.00, 13:00",
    "until": "2031-03-04",
    "until_time": "09:00",
}


@on_one_store
async def test_a_province_is_offered_times_and_everybody_is_followed_to_the_end(house):
    here = f"/programmes/{house.programme}/offers"
    await house.secretariat.patch(f"/programmes/{house.programme}", {"panel_size": 5})
    empty = await read(house.secretariat, here)
    assert "3 daerah dapat ditawari" in empty.text and "1 tanpa alamat" in empty.text

    typed = {"slots": "9 pagi"}, {"to": "2031-03-04"}, {"regencies": "Denpasar"}, {"until": "2031-03-01"}
    for wrong in typed:
        refused = await send(house.secretariat, here, FORM | wrong)
        assert refused.status == 422 and 'aria-invalid="true"' in refused.markup, wrong

    java = FORM | {"province": "Jawa Tengah"}
    checked = await send(house.secretariat, here, java)
    assert checked.status == 200 and checked.inline == []
    assert "Tawarkan waktu kepada 2 daerah" in checked.text and "6 waktu pada 3 hari" in checked.text
    assert "jepara@daerah.example" in checked.text and "/enter/…" in checked.text  # one as it will be read
    assert (await house.secretariat.get(f"/programmes/{house.programme}/offers"))["items"] == []

    again = await send(house.secretariat, here, checked.carried(here) | {"step": "edit"})
    assert {name: again.field(name) for name in java} == java  # back to change it, nothing is lost
    sent = await send(house.secretariat, here, checked.carried(here) | {"step": "send"})
    assert sent.location.startswith("/batches/")
    (offer,) = (await house.secretariat.get(f"/programmes/{house.programme}/offers"))["items"]
    assert [one["code"] for one in offer["regencies"]] == ["33.19", "33.20"]

    page = f"/offers/{offer['id']}"
    chosen = await send(house.regency, page, {"starts_at": offer["slots"][0]})
    assert chosen.location.startswith("/sessions/")
    kudus = house.people["33.19"]
    unsaid = await send(kudus, f"{page}/propose", {"start": "2031-03-06T10:00", "reason": ""})
    assert unsaid.status == 422 and 'value="2031-03-06T10:00"' in unsaid.markup
    proposed = await send(kudus, f"{page}/propose", {"start": "2031-03-06T10:00", "reason": "Bupati bertugas."})
    assert proposed.location.endswith("said=time-proposed")
    assert "Usul Anda menunggu jawaban" in (await read(kudus, page)).text

    assert "Bupati bertugas." in (await read(house.secretariat, here)).text
    status = await read(house.secretariat, page)
    assert "1 dari 2 daerah memilih" in status.text and status.inline == []
    assert "Ingatkan 1 daerah" in (await read(house.secretariat, f"{page}/remind")).text
    answer = re.search(r'action="([^"]+)/accept/check"', status.markup)[1]
    declined = await send(house.secretariat, f"{answer}/decline", {"reason": "Panel penuh."})
    assert declined.location.endswith("said=proposal-declined")
    assert "Panel penuh." in (await read(kudus, page)).text

    house.clock.passes(hours=1)
    assert (await send(house.secretariat, f"{page}/end")).status == 303
    over = await read(house.secretariat, page)
    assert f"/programmes/{house.programme}/plans?regencies=33.19" in over.markup
    plans = await read(house.secretariat, f"/programmes/{house.programme}/plans?regencies=33.19")
    assert plans.field("regencies") == "33.19 Kabupaten Kudus"
    assert (await read(house.panelist, here)).status == 404


@on_one_store
async def test_an_offer_that_was_taken_back_is_open_to_nobody_and_says_so(house):
    here = f"/programmes/{house.programme}/offers"
    sent = await send(house.secretariat, here, FORM | {"province": "Jawa Tengah", "step": "send"})
    assert "ditutup" not in (await read(house.secretariat, here)).text

    await send(house.secretariat, f"{sent.location}/cancel")

    stopped, listed = await read(house.secretariat, sent.location), await read(house.secretariat, here)
    assert f'href="{here}"' in stopped.markup
    assert "Jawa Tengah · 6 waktu" in listed.text and "ditutup" in listed.text


@on_one_store
async def test_whoever_is_offered_times_comes_to_them_by_the_mails_own_link_and_back_to_change(house):
    slots = {"regencies": ["33.20"], "slots": [wire(TUESDAY_NINE)], "until": "2031-03-03T23:00:00Z"}
    offer = (await house.secretariat.post(f"/programmes/{house.programme}/offers", slots))["id"]
    (mail,) = (await house.secretariat.get(f"/programmes/{house.programme}/mails?kind=offer"))["items"]
    said = (await house.secretariat.get(f"/mails/{mail['id']}"))["text"]
    assert f"/enter/…?next=/offers/{offer}" in said and f"//offers/{offer}" not in said

    assert "Sesi berlangsung 2 jam." in (await read(house.regency, f"/offers/{offer}")).text
    chosen = await send(house.regency, f"/offers/{offer}", {"starts_at": wire(TUESDAY_NINE)})
    page = await read(house.regency, chosen.location)
    assert f'href="/offers/{offer}"' in page.markup and "Ganti waktu" in page.text


@on_one_store
async def test_a_proposed_time_is_taken_by_a_button_once_it_was_seen_who_gets_what(house):
    slots = {"regencies": ["33.20"], "slots": [wire(TUESDAY_NINE)], "until": "2031-03-03T23:00:00Z"}
    offer = await house.secretariat.post(f"/programmes/{house.programme}/offers", slots)
    page = f"/offers/{offer['id']}"
    for time in ("2031-03-08T10:00", "2031-03-05T10:00"):
        await send(house.regency, f"{page}/propose", {"start": time, "reason": "Rapat."})
        status = await read(house.secretariat, page)
        check = re.search(r'action="([^"]+/accept/check)"', status.markup)[1]
        start = {"starts_at": status.field("starts_at")}
        seen = await send(house.secretariat, check, start)
        taken = await send(house.secretariat, check.removesuffix("/check"), start) if seen.status == 409 else None
        assert taken is None or taken.status == 409
        assert seen.status == (409 if time.startswith("2031-03-08") else 200)  # a Saturday is no day of sessions

    assert "jepara@daerah.example" in seen.text and "Kabupaten Jepara" in seen.text and seen.inline == []
    assert (await house.secretariat.get(f"/programmes/{house.programme}/sessions"))["items"] == []
    told = int(re.search(r"Jadwalkan dan kirim (\d+) surel", seen.text)[1])
    booked = await send(house.secretariat, check.removesuffix("/check"), {"starts_at": seen.field("starts_at")})
    session = booked.location.removeprefix("/sessions/").partition("?")[0]
    assert len((await house.secretariat.get(f"/sessions/{session}/mails"))["items"]) == told > 1
