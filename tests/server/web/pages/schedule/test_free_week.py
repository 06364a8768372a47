"""The booking form shows the week by the hour: how many of the chosen are free, which rooms, and why not; no script."""

import re

from houses import in_one_house, on_one_store
from reading_pages import read, send


def cells(page) -> dict[str, str]:
    """What each start says, by its instant."""
    found = re.findall(r'name="at" value="([^" ]+)" aria-label="[^"]+">([^<]+)</button>', page.markup)
    return dict(found)


@on_one_store
async def test_what_fills_in_a_time_asks_for_none_first(house):
    """The browser holds back a form that lacks its date: not where the pressed button is what gives the date."""
    page = await read(house.secretariat, f"/programmes/{house.programme}/book?regency=33.19")

    assert 'value="Kabupaten Kudus (33.19)"' in page.markup  # by its name; the code alone says nothing to an official
    pressed = re.findall(r"<button[^>]* name=\"(?:at|step)\"[^>]*>", page.markup)
    assert {"at", "step"} == {re.search(r"name=\"(\w+)\"", one)[1] for one in pressed}
    asking = [one for one in pressed if "formnovalidate" not in one]
    assert {"check", "now"} == {re.search(r"value=\"([^\"]+)\"", one)[1] for one in asking}


@on_one_store
async def test_the_week_says_who_of_the_chosen_is_free_and_a_press_takes_the_time(house):
    where = f"/programmes/{house.programme}"
    room = {"name": "Ruang A", "meeting_url": "https://rapat.example.id/a"}
    room = await house.secretariat.post(f"{where}/rooms", room)
    await house.book(panel=("ratna", "budi"), room=room["id"], meeting_url="")  # Tuesday, nine to eleven

    first = await read(house.secretariat, f"{where}/book?regency=33.19&date=2031-03-04&time=13:00")
    everybody = len((await house.secretariat.get(f"{where}/panelists"))["items"])
    seen = cells(first)
    assert seen["2031-03-04T02:00:00Z"] == f"{everybody - 2}/{everybody}"
    assert seen["2031-03-04T04:00:00Z"] == f"{everybody}/{everybody}"
    assert "0 ruang" in first.text and "lewat" in first.text and first.inline == []

    form = {"regency": "33.19", "date": "2031-03-04", "time": "13:00", "chair": house.id("ratna")}
    form["panel"] = [house.id("ratna"), house.id("sri")]
    later = await send(house.secretariat, f"{where}/book", form | {"step": "week:2031-03-10"})
    again = await send(house.secretariat, f"{where}/book", form | {"step": "week:2031-03-03"})
    assert later.status == 200 and "Sen 10 Mar" in later.text and "2031-03-04T02:00:00Z" not in cells(later)
    assert cells(again)["2031-03-04T02:00:00Z"] == "1/2"
    hours = re.search(r"<tr><th scope=\"row\">Dr. Ratna</th>(.*?)</tr>", again.markup)[1]
    assert hours.count("terpakai") == 2  # from nine to eleven, of the chosen day
    assert len((await house.secretariat.get(f"{where}/sessions"))["items"]) == 1

    pressed = await send(house.secretariat, f"{where}/book", form | {"at": "2031-03-04T06:00:00Z"})
    assert "surel akan dikirim" in pressed.text and "Kabupaten Kudus" in pressed.text
    (session,) = (await house.secretariat.get(f"{where}/sessions"))["items"]
    changing = await read(house.secretariat, f"/sessions/{session['id']}/change")
    assert cells(changing)["2031-03-04T02:00:00Z"] == "2/2"  # its own time is free for it


@in_one_house("hours", [4 * 24 + 12, 12])  # till Friday evening, till Saturday
async def test_a_week_of_which_nothing_is_left_is_followed_by_the_coming_one(house, hours):
    house.clock.passes(hours=hours)

    page = await read(house.secretariat, f"/programmes/{house.programme}/book?regency=33.19")

    assert "Sen 10 Mar" in page.text and cells(page)
