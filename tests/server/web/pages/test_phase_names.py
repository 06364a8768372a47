"""A phase that has a name of its own is called by it, in the reader's language, wherever phases are named."""

from houses import House, on_one_store
from reading_pages import read, send

from server.web.readers import LANGUAGE_COOKIE

OPENING = {"key": "opening", "minutes": 10, "name": {"id": "Sambutan bupati", "en": "The regent's welcome"}}
PHASES = [OPENING, {"key": "qna", "minutes": 20}, {"key": "visit", "minutes": 5}]
ENGLISH = {"Cookie": f"{LANGUAGE_COOKIE}=en"}


@on_one_store
async def test_a_phase_is_called_by_its_own_name_in_the_readers_language(house: House):
    session = await house.open(rehearsal=True, phases=PHASES)
    here = f"/sessions/{session}"
    for who, page in (
        (house.secretariat, here),
        (house.chair, f"{here}/control"),
        (house.chair, f"{here}/replay"),
        (house.chair, f"{here}/minutes"),
    ):
        shown = await read(who, page)
        assert shown.status == 200 and "Sambutan bupati" in shown.text, page

    stage = (await send(house.chair, f"{here}/stage")).location
    english = await read(house.nobody, stage, headers=ENGLISH)
    assert "The regent's welcome" in english.text and "Sambutan bupati" not in english.text

    house.clock.passes(minutes=10)
    await house.announce(session)
    assert "Tanya jawab dimulai" in (await read(house.secretariat, here)).text
