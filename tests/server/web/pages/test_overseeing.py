"""Several sessions of a day overseen on one page: who is here, what is saved, waits or is wrong, as it happens."""

from houses import House, on_one_store
from listening import events, listening, until
from reading_pages import read


@on_one_store
async def test_the_day_shows_what_needs_a_look_and_hears_of_it(house: House):
    session = await house.open()
    day = f"/programmes/{house.programme}/day"
    assert (await read(house.panelist, day)).status == (await read(house.panelist, f"{day}/events")).status == 404

    alone = (await read(house.secretariat, day)).text
    assert "1 sesi berlangsung" in alone and "5 panelis belum hadir" in alone and "Belum ada orang daerah" in alone
    path, headers = f"{day}/events", house.secretariat.headers()
    async with house.secretariat.client.request("GET", path, headers=headers) as stream:
        heard = events(stream.content)
        assert await until(heard, "changed") == {"sessions": []}
        async with listening(house.panelist, session) as own:
            await until(own, "joined")
            assert (await until(heard, "changed"))["sessions"] == [session]
            await house.panelist.put_score(session, "vision", 4)
            await house.panelist.post(f"/sessions/{session}/questions", {"text": "Berapa?", "state": "asked"})
            await until(heard, "changed")
            shown = (await read(house.secretariat, day)).text
    assert "4 panelis belum hadir" in shown
    assert "1/11" in shown and "1 dari 55 nilai" in shown and "terakhir 09.00.00" in shown
    assert "1 pertanyaan menunggu" in shown

    await house.chair.post(f"/sessions/{session}/pause", {})
    paused = await read(house.secretariat, day)
    assert "Dijeda sejak 09.00 WIB" in paused.text and "away-mark" in paused.markup

    await house.chair.post(f"/sessions/{session}/abort", {"reason": "Gangguan"})
    over = await read(house.secretariat, day)
    assert "Dr. Budi" in over.text and "away-mark" not in over.markup  # nobody is absent from what is over


@on_one_store
async def test_a_rehearsal_that_runs_is_told_beside_the_sessions(house: House):
    await house.open(rehearsal=True)
    day = await read(house.secretariat, f"/programmes/{house.programme}/day")
    first = await read(house.secretariat, f"/programmes/{house.programme}/overview")

    assert "1 gladi berlangsung" in day.text and "sesi berlangsung" not in day.text
    assert "1 gladi" in first.text
