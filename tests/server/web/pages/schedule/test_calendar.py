"""The timetable: day, week and month of what is booked, where an empty slot leads, and a session moved by a page."""

import html
import json
import re
from datetime import timedelta

from houses import TUESDAY_NINE, on_one_store
from reading_pages import read, send

from sessions.clock import wire

pytestmark = on_one_store
MELATI = "https://rapat.example.id/melati"
KUDUS = "https://rapat.example.id/kudus"
NEXT_DAY = wire(TUESDAY_NINE.replace(day=5))


def slot(page, at):
    """The markup of one cell of the grid."""
    return re.search(rf'<td [^>]*data-at="{re.escape(wire(at))}".*?</td>', page.markup, re.DOTALL).group()


async def calendar(house, query):
    return await read(house.secretariat, f"/programmes/{house.programme}/calendar?{query}")


async def test_the_week_has_a_row_for_each_start_and_a_line_for_each_session(house):
    first = await house.book(panel=("ratna", "budi"))
    await house.book(panel=("tono",), regency="33.19", meeting_url=KUDUS)
    await house.people["ratna"].post(f"/sessions/{first}/rsvp", {"answer": "declined"})

    page = await calendar(house, "week=2031-03-06")
    cell, empty = slot(page, TUESDAY_NINE), slot(page, TUESDAY_NINE.replace(hour=6))

    assert "3–7 Mar 2031" in page.text and "2 sesi" in page.text
    assert cell.count("<li>") == 2 and "Jepara" in cell and "Kudus" in cell
    assert "✕ 1" in cell and "1 tidak hadir" in cell and "0/2" in cell
    assert f"/programmes/{house.programme}/book?date=2031-03-04&amp;time=13:00" in empty
    assert "6 panelis luang" in empty and "3 panelis luang" in cell, "three of six are taken at nine"
    assert page.markup.count("<tr>") == 3, "the head, 09.00, and the usual start that is a session's length away"
    assert "Sab" not in page.text and not page.inline
    words = re.search(r"data-words='([^']*)'", page.markup)
    assert words and "lifted" in json.loads(html.unescape(words[1])), "what schedule.js says"


async def test_what_starts_together_stands_in_the_order_of_its_rooms(house):
    ids = []
    for name in ("Ruang A", "Ruang B"):
        room = {"name": name, "meeting_url": f"https://rapat.example.id/{name[-1]}"}
        ids.append((await house.secretariat.post(f"/programmes/{house.programme}/rooms", room))["id"])
    await house.book(panel=("ratna",), room=ids[1], meeting_url="")
    await house.book(panel=("tono",), regency="33.19", room=ids[0], meeting_url="")

    cell = slot(await calendar(house, "week=2031-03-06"), TUESDAY_NINE)

    assert re.findall(r'class="rm">(\w)</span><span class="nm">(\w+)', cell) == [("A", "Kudus"), ("B", "Jepara")]


async def test_what_is_cancelled_does_not_count_and_a_rehearsal_ends_when_it_does(house):
    room = {"name": "Ruang Melati", "meeting_url": MELATI}
    await house.secretariat.post(f"/programmes/{house.programme}/rooms", room)
    off = await house.book(panel=("ratna", "budi"))
    short = [{"key": "presentation", "minutes": 1}, {"key": "qna", "minutes": 1}]
    late = TUESDAY_NINE.replace(hour=12, minute=20)
    await house.book(panel=("tono",), regency="33.19", starts_at=late, rehearsal=True, phases=short, meeting_url=KUDUS)
    await house.secretariat.post(f"/sessions/{off}/cancel", {"reason": "Banjir"})

    page = await calendar(house, "week=2031-03-06")

    assert "1 gladi, 1 ruang" in page.text and re.search(r"Sel,? 4 Mar 1 gladi", page.text)
    assert "19.20 19.22" in page.text and "21.20" not in page.text
    assert "A Ruang Melati" in page.text, "what the letters stand for"


async def test_on_a_weekend_the_coming_week_is_opened(house):
    house.clock.now = TUESDAY_NINE.replace(day=8)  # a Saturday

    assert "10–14 Mar 2031" in (await calendar(house, "")).text
    own = await read(house.panelist, f"/people/{house.panelist.id}/availability")
    assert "Pekan mulai Senin, 10 Maret 2031" in own.text

    await house.secretariat.patch(f"/programmes/{house.programme}", {"workdays": [1, 2, 3, 4, 5, 6]})
    assert "3–8 Mar 2031" in (await calendar(house, "")).text
    own = await read(house.panelist, f"/people/{house.panelist.id}/availability")
    assert "Pekan mulai Senin, 3 Maret 2031" in own.text, "the same rule: on this Saturday there may be sessions"
    await house.secretariat.patch(f"/programmes/{house.programme}", {"workdays": [1, 2, 3, 4, 5]})

    await house.book(starts_at=TUESDAY_NINE.replace(day=9), rehearsal=True)
    assert "3–9 Mar 2031" in (await calendar(house, "")).text, "something of this week is left"


async def test_what_narrows_the_week_stands_in_its_address(house):
    await house.book(panel=("ratna", "budi"))
    await house.book(panel=("tono",), regency="33.19", meeting_url=KUDUS)

    ratnas = await calendar(house, f"week=2031-03-06&panelist={house.id('ratna')}")
    kudus = await calendar(house, "week=2031-03-06&q=kudus")
    odd = await calendar(house, "week=2031-03-06&view=year")

    assert "Jepara" in slot(ratnas, TUESDAY_NINE) and "Kudus" not in ratnas.text
    assert "0 panelis luang" in slot(ratnas, TUESDAY_NINE) and "Dr. Ratna" in ratnas.text
    assert "1 panelis luang" in slot(ratnas, TUESDAY_NINE.replace(hour=6, day=5))
    assert "Kudus" in kudus.text and "1 sesi" in kudus.text
    assert odd.status == 404
    assert (await read(house.panelist, f"/programmes/{house.programme}/calendar")).status == 404


async def test_a_day_has_a_lane_for_each_room_and_a_month_says_how_full_it_is(house):
    room = (
        await house.secretariat.post(
            f"/programmes/{house.programme}/rooms", {"name": "Ruang Melati", "meeting_url": MELATI}
        )
    ).body
    await house.book(panel=("ratna",), room=room["id"], meeting_url="")
    await house.book(panel=("tono",), regency="33.19", meeting_url=KUDUS)

    day, month = await calendar(house, "view=day&date=2031-03-04"), await calendar(house, "view=month&date=2031-03-04")

    lanes = dict(re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', day.markup, re.DOTALL))
    assert "Jepara" in lanes["Ruang Melati"] and "Kudus" in lanes["Tautan sendiri 1"]
    assert f"room={room['id']}" in lanes["Ruang Melati"], "an empty slot of a room books that room"
    assert "Maret 2031" in month.text and "2 sesi" in month.text and month.markup.count("<tr>") in (6, 7)
    assert not day.inline and not month.inline


async def test_a_day_says_what_is_in_trouble_and_where_it_stands_now(house):
    await house.book(panel=("ratna", "budi"))
    later = await house.book(panel=("ratna",), regency="51.71", meeting_url="", starts_at=TUESDAY_NINE.replace(hour=6))
    await house.people["ratna"].post(f"/sessions/{later}/rsvp", {"answer": "declined"})
    await house.secretariat.patch(f"/programmes/{house.programme}", {"daily_limit": 1})

    before = await calendar(house, "view=day&date=2031-03-04")
    house.clock.now = TUESDAY_NINE + timedelta(minutes=30)
    running = await calendar(house, "view=day&date=2031-03-04")

    facts = "Dr. Ratna tidak hadir; alamat surel daerah belum diketahui; belum ada tautan rapat"
    assert f", 13.00</a>: {facts}</li>" in before.markup and facts in running.text
    assert "2 panelis, paling banyak 2 sesi seorang" in before.text and "Melewati batas: Dr. Ratna." in before.text
    assert "now-line" not in before.markup and 'class="now-line" aria-hidden="true"><rect x="25.0%"' in running.markup
    assert 'class="banner' not in before.markup, "they are the day's troubles, not the whole system's"
    assert "sekarang 09.30 WIB" in running.text and "sekarang 0" not in before.text


async def test_the_week_of_all_panelists_tells_sessions_own_time_and_what_nobody_said(house):
    await house.book(panel=("ratna",))
    busy = [{"from": wire(TUESDAY_NINE.replace(hour=1)), "to": wire(TUESDAY_NINE.replace(hour=10)), "free": False}]
    await house.people["budi"].put(f"/panelists/{house.id('budi')}/availability", busy)

    page = await read(house.secretariat, f"/programmes/{house.programme}/panelists/free?week=2031-03-05")

    rows = dict(re.findall(r'<tr><th scope="row"><a [^>]*>([^<]+)</a>.*?</th>(.*?)</tr>', page.markup, re.DOTALL))
    tuesday = {name: re.findall(r'role="img" aria-label="([^"]+)"', row)[1].split(", ") for name, row in rows.items()}
    assert "bersidang" in tuesday["Dr. Ratna"] and set(tuesday["Dr. Ratna"]) == {"bersidang", "belum mengisi"}
    assert set(tuesday["Dr. Budi"]) == {"tidak dapat"} and set(tuesday["Dr. Sri"]) == {"belum mengisi"}
    counted = dict(
        re.findall(r'<tr><th scope="row">(Panelis luang|Belum mengisi)</th>(.*?)</tr>', page.markup, re.DOTALL)
    )
    free, unsaid = (re.findall(r">([\d ·]+)</td>", counted[row]) for row in ("Panelis luang", "Belum mengisi"))
    assert (free[0], unsaid[0]) == ("1 · 1 · 1", "5 · 5 · 5") and unsaid[1] == "4 · 4 · 5"
    assert "luang" in re.findall(r'role="img" aria-label="([^"]+)"', rows["Dr. Budi"])[0]

    house.clock.now = TUESDAY_NINE.replace(day=8)  # on a Saturday nothing of the week can be booked any more
    coming = await read(house.secretariat, f"/programmes/{house.programme}/panelists/free")
    present = await read(house.secretariat, re.search(r'href="([^"]+)">Pekan ini', coming.markup)[1])
    assert "10–14 Mar 2031" in coming.text and "3–7 Mar 2031" in present.text


async def test_moving_shows_who_is_mailed_and_what_clashes_before_anything_is_done(house):
    session = await house.book(panel=("ratna", "budi"))
    await house.book(panel=("ratna",), regency="33.19", starts_at=TUESDAY_NINE.replace(hour=5))

    page, later = f"/sessions/{session}/move", wire(TUESDAY_NINE.replace(hour=6))
    fits = await read(house.secretariat, f"{page}?to={NEXT_DAY}")
    clash = await read(house.secretariat, f"{page}?to={later}")
    before = (await house.secretariat.get(f"/sessions/{session}")).body
    refused = await send(house.secretariat, f"/sessions/{session}/move", {"to": wire(TUESDAY_NINE.replace(hour=6))})
    stale = await send(house.secretariat, f"/sessions/{session}/move", {"to": NEXT_DAY, "revision": "999"})
    moved = await send(
        house.secretariat, f"/sessions/{session}/move", {"to": NEXT_DAY, "revision": fits.field("revision")}
    )

    assert 'data-verdict="yes"' in fits.markup and "Pindahkan dan kirim 3 surel" in fits.text
    assert 'data-verdict="no"' in clash.markup and "Dr. Ratna sudah di sesi Kabupaten Kudus" in clash.text
    assert before["starts_at"] == wire(TUESDAY_NINE) and refused.status == 409 and stale.status == 409
    assert moved.location == f"/sessions/{session}?said=changed"
    assert (await house.secretariat.get(f"/sessions/{session}")).body["starts_at"] == NEXT_DAY
    assert (await read(house.panelist, f"/sessions/{session}/move?to={NEXT_DAY}")).status == 404
    assert (await read(house.secretariat, f"/sessions/{session}/move?to=besok")).status == 422


async def test_who_moves_a_session_without_saying_when_chooses_the_time(house):
    session = await house.book(panel=("ratna", "budi"))

    page = await read(house.secretariat, f"/sessions/{session}/move")

    assert page.status == 200 and page.field("date") == "2031-03-04", "the page that changes it, with its present time"
