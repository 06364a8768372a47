"""One rule of what counts, and every page's number of the same thing: a rehearsal, the regency to rehearse with and
what was cancelled never count in the round; lists show them, marked, and a filter leaves them out."""

import io
import re
from datetime import timedelta

import pytest
from houses import TUESDAY_NINE, on_both_stores
from openpyxl import load_workbook
from reading_pages import read
from samples.booking_form import book

from sessions.clock import wire

TRIAL = {
    "code": "99.99",
    "name": "Daerah Uji",
    "province": "Gladi",
    "timezone": "Asia/Jakarta",
    "email": "uji@x.example",
}
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def mixed(house):
    """Of four regencies Jepara is booked and Jayapura's invitation still waits; Kudus rehearses, Denpasar's session was
    cancelled, and one was booked with the regency that is there to rehearse with."""
    added = await house.secretariat.post(f"/programmes/{house.programme}/regencies", TRIAL)
    assert added.status == 201
    await house.book(panel=["ratna", "budi"])
    await house.book(regency="33.19", starts_at=TUESDAY_NINE + 7 * HOUR, panel=["ratna", "budi"], rehearsal=True)
    await house.book(regency="99.99", starts_at=TUESDAY_NINE + 2 * DAY, panel=["ratna", "budi"])
    off = await house.book(regency="51.71", starts_at=TUESDAY_NINE + DAY, panel=["ratna", "budi"])
    assert (await house.secretariat.post(f"/sessions/{off}/cancel", {"reason": "batal"})).status == 200
    held = await book(house, regency="91.71 Kota Jayapura", time="13:00", step="send")
    assert held.status == 303
    return f"/programmes/{house.programme}"


def tiles(page):
    """The tiles of an overview: what each counts, of how many, and where it leads."""
    found = re.findall(r'<a href="([^"]+)"><small>([^<]+)</small><b>(\d+)(?: <small>/ (\d+))?', page.markup)
    return {label: (int(number), int(of or 0), address.replace("&amp;", "&")) for address, label, number, of in found}


def rows(page):
    """How many rows a list has."""
    assert page.status == 200
    found = re.search(r"<span>(?:[\d.]+–)?[\d.]+ dari ([\d.]+)</span>", page.markup)
    return int(found[1].replace(".", "")) if found else 0


@on_both_stores
async def test_each_number_of_the_overview_opens_a_list_of_just_as_many_rows(house, mixed):
    page = await read(house.secretariat, f"{mixed}/overview")
    found = tiles(page)

    assert found["Kabupaten/kota"][0] == 4 and found["Dijadwalkan"][:2] == (2, 4)
    for label, (number, _, address) in found.items():
        assert rows(await read(house.secretariat, address)) == number, (label, address)
    for number, address in re.findall(r'<li[^>]*>.*?<b>(\d+) [^<]*</b>.*?href="([^"]+)"', page.markup, re.DOTALL):
        if "?" in address:
            opened = await read(house.secretariat, address.replace("&amp;", "&"))
            assert rows(opened) == int(number), address


async def test_every_page_counts_the_same_sessions(house, mixed):
    calendar = {}
    for view in ("week", "month", "day"):
        calendar[view] = await read(house.secretariat, f"{mixed}/calendar?view={view}&date=2031-03-04")
    listed = await read(house.secretariat, f"{mixed}/sessions")
    plans = await read(house.secretariat, f"{mixed}/plans")
    offers = await read(house.secretariat, f"{mixed}/offers")

    assert "2 sesi, 2 gladi" in calendar["week"].text and "2 sesi, 2 gladi" in calendar["month"].text
    assert "2 sesi, 1 gladi" in calendar["day"].text
    assert re.search(r"<b>5</b>(?!<svg)", calendar["month"].markup), "a day of cancelled ones alone is empty"
    assert "Akan datang 2 + 2 gladi" in listed.text and "2 sesi, 1 gladi" in listed.text
    assert "4 kabupaten/kota, 2 belum dijadwalkan" in plans.text
    assert "Daerah Uji" not in (await read(house.secretariat, f"{mixed}/results")).text
    assert "Uji" not in re.findall(r'<select[^>]*name="province".*?</select>', offers.markup, re.DOTALL)[0]


async def test_lists_show_a_rehearsal_with_its_sign_and_a_filter_leaves_it_out(house, mixed):
    everyone = await read(house.secretariat, f"{mixed}/regencies")
    round_ = await read(house.secretariat, f"{mixed}/regencies?part=round")
    without = await read(house.secretariat, f"{mixed}/sessions?rehearsal=no")
    alone = await read(house.secretariat, f"{mixed}/sessions?rehearsal=yes")
    book = await house.secretariat.get(f"//programmes/{house.programme}/sessions.xlsx?rehearsal=no")

    assert "Daerah Uji gladi" in everyone.text and rows(everyone) == 5
    assert "Daerah Uji" not in round_.text and rows(round_) == 4
    assert rows(without) == 2 and "Akan datang 2 Berlangsung" in without.text
    assert rows(alone) == 2 and "Daerah Uji" in alone.text
    assert sum(1 for row in load_workbook(io.BytesIO(book.raw)).active.iter_rows() if row[0].value) == 3


async def test_a_session_with_the_regency_to_rehearse_with_is_a_rehearsal_and_none_of_a_plan(house, mixed):
    sessions = (await house.secretariat.get(f"{mixed}/sessions"))["items"]
    assert [one["rehearsal"] for one in sessions if one["regency"]["code"] == "99.99"] == [True]

    wanted = {"from": "2031-03-10", "to": "2031-03-14", "slots": ["09:00"], "parallel": 1, "seconds": 1}
    plan = await house.secretariat.post(f"{mixed}/plans", wanted)
    assert plan.status in (201, 202), plan.body
    assert (await house.secretariat.get(f"/plans/{plan['id']}"))["progress"]["of"] in (0, 2)
    later = wire(TUESDAY_NINE + 9 * DAY)
    again = await house.try_to_book(regency="99.99", starts_at=TUESDAY_NINE + 9 * DAY, rehearsal=False)
    assert again["rehearsal"] is True and again["starts_at"] == later


async def test_what_is_looked_at_before_it_goes_and_what_then_waits_are_as_many_mails(house):
    """One regency has no address: its letter waits for one, and is counted apart on both pages."""
    at = {"regency": "51.71 Kota Denpasar"}
    seen = await book(house, **at, step="check")
    booked = await book(house, **at, step="send")
    batch = (await house.secretariat.session(booked.location.split("/")[2].split("?")[0]))["batch"]

    page = await read(house.secretariat, f"/batches/{batch['id']}")

    kinds = re.findall(r'<td class="state n">(\d+)</td>', page.markup)
    assert batch["of"] == sum(map(int, kinds)) == 2 and "kirim 2 surel" in seen.text
    assert "1 belum mempunyai alamat" in page.text


async def test_a_regency_with_a_made_up_code_is_like_any_other(house):
    made_up = TRIAL | {"code": "99.01", "province": "Uji"}
    assert (await house.secretariat.post(f"/programmes/{house.programme}/regencies", made_up)).status == 201
    everyone = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]

    session = await house.book(regency="99.01", starts_at=TUESDAY_NINE + 2 * DAY)

    assert (await house.secretariat.session(session))["rehearsal"] is False
    after = await read(house.secretariat, f"/programmes/{house.programme}/overview")
    assert tiles(after)["Dijadwalkan"][:2] == (1, len(everyone))
