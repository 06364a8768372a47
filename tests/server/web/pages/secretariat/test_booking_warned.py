"""Booking at once: what will be warned of is looked at before; a room stands in the form where there are rooms."""

from houses import on_one_store
from reading_pages import read, send

pytestmark = on_one_store
WHERE = {"regency": "33.20", "date": "2031-03-04", "time": "09:00"}


async def test_a_small_panel_and_a_session_without_a_place_are_looked_at_first(house):
    here = f"/programmes/{house.programme}"
    await house.secretariat.patch(here, {"panel_size": 2})
    alone = WHERE | {
        "panel": house.id("ratna"),
        "chair": house.id("ratna"),
        "meeting_url": "https://rapat.example.id/a",
    }
    two = [*(alone | {"meeting_url": ""}).items(), ("panel", house.id("budi"))]

    page = await read(house.secretariat, f"{here}/book")
    small = await send(house.secretariat, f"{here}/book", alone | {"step": "now"})
    homeless = await send(house.secretariat, f"{here}/book", [*two, ("step", "now")])

    assert 'name="step" value="now"' in page.markup
    assert small.status == homeless.status == 200
    assert "Panel berisi 1 orang; biasanya 2." in small.text and "Belum ada ruang atau tautan rapat." in homeless.text
    assert (await house.secretariat.get(f"{here}/sessions"))["items"] == []
    meets = [one for one in two if one[0] != "meeting_url"] + [("meeting_url", "https://rapat.example.id/a")]
    booked = await send(house.secretariat, f"{here}/book", [*meets, ("step", "now")])
    assert booked.status == 303


async def test_a_room_stands_in_the_form_where_there_are_rooms(house):
    here = f"/programmes/{house.programme}"
    room = {"name": "Ruang Melati", "meeting_url": "https://rapat.example.id/melati"}
    melati = (await house.secretariat.post(f"{here}/rooms", room))["id"]

    assert (await read(house.secretariat, f"{here}/book")).field("room") == melati
