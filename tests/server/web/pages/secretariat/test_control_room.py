"""The control room without a script: nothing misfires, the queue of questions is led, messages reach open pages."""

import aiohttp
import pytest
from houses import House, on_one_store
from listening import listening, until
from reading_pages import read, send

from server.clockwork import events


def form(**fields: str) -> aiohttp.FormData:
    return aiohttp.FormData(fields)


async def ask(house: House, session: str, text: str) -> str:
    asked = await house.panelist.post(f"/sessions/{session}/questions", {"text": text, "state": "asked"})
    return str(asked["id"])


async def order(house: House, session: str) -> list[str]:
    return [one["text"] for one in (await house.panelist.get(f"/sessions/{session}/questions"))["items"]]


@on_one_store
async def test_a_phase_is_ended_once_however_many_pages_press_and_taken_back(house: House):
    session = await house.open()
    room = f"/sessions/{session}/control"
    pressed = {"keep_end": "1", "from": "presentation"}

    assert (await send(house.chair, f"{room}/next-phase", form(**pressed))).status == 303
    assert (await send(house.secretariat, f"{room}/next-phase", form(**pressed))).status == 409
    assert (await house.chair.session(session))["phase"] == "qna"

    entry = str((await house.chair.session(session))["control"]["entry"])
    assert (await send(house.chair, f"{room}/undo", form(entry=entry))).status == 303
    assert (await house.chair.session(session))["phase"] == "presentation"


@on_one_store
async def test_while_the_panel_confers_the_room_leads_to_its_page_and_offers_nothing_that_is_refused(house: House):
    """Only the chair ends a deliberation: the secretariat is told so instead of being refused."""
    await house.secretariat.patch(f"/programmes/{house.programme}", {"deliberation": {"minutes": 30}})
    session = await house.revealed()

    for reader in (house.secretariat, house.chair):
        room = await read(reader, f"/sessions/{session}/control")
        assert "/control/conclude" not in room.markup and f"/sessions/{session}/deliberation" in room.markup
        assert "sampai ketua mengakhirinya" in room.text
    assert "Ketua mengakhiri musyawarah" in (await read(house.secretariat, f"/sessions/{session}/deliberation")).text


@on_one_store
async def test_the_stage_says_that_the_regency_presents_and_then_that_it_answers(house: House):
    session = await house.open()
    stage = (await send(house.chair, f"/sessions/{session}/stage")).location

    presenting = await read(house.nobody, stage)
    house.clock.passes(minutes=50)
    answering = await read(house.secretariat, stage)  # the link opens it for who has a sign-in, too

    assert "Memaparkan: Kabupaten Jepara" in presenting.text
    assert "Menjawab: Kabupaten Jepara" in answering.text and "Memaparkan" not in answering.text


async def test_the_queue_is_put_in_order_and_the_stage_shows_the_question_in_turn(house: House):
    session = await house.open()
    first, _, third = [await ask(house, session, text) for text in ("Satu?", "Dua?", "Tiga?")]
    room, here = await read(house.chair, f"/sessions/{session}/control"), f"/sessions/{session}/questions"
    up = room.markup.partition(f'action="{here}/{third}"')[2].partition('name="place" value="')[2].partition('"')[0]

    assert (await send(house.chair, f"{here}/{third}", form(**{"from": "control", "place": up}))).status == 303
    assert await order(house, session) == ["Satu?", "Tiga?", "Dua?"]

    assert (await send(house.chair, f"{here}/{third}", form(**{"from": "control", "turn": "1"}))).status == 303
    assert "data-since=" in (await read(house.chair, f"/sessions/{session}/control")).markup
    stage = (await send(house.chair, f"/sessions/{session}/stage")).location
    shown = await read(house.nobody, stage)
    assert "Dr. Budi bertanya, ke-1 dari 3 Tiga? Berikutnya: Dr. Budi" in shown.text
    assert 'href="/privacy"' in shown.markup
    assert "data-now" not in shown.markup  # shell.js sets its clock by that; the stage has another
    assert 'href="/privacy"' in (await read(house.chair, f"/sessions/{session}/sheet")).markup
    assert (await send(house.panelist, f"{here}/{first}", form(turn="1"))).status == 404


@on_one_store
async def test_only_what_still_waits_changes_places_in_the_queue(house: House):
    session = await house.open()
    here = f"/sessions/{session}/questions"
    first, _second = await ask(house, session, "Pertama"), await ask(house, session, "Kedua")
    assert "Naikkan" in (await read(house.chair, f"/sessions/{session}/control")).text
    answered = form(**{"from": "control", "state": "answered", "answer": "Sudah."})
    assert (await send(house.chair, f"{here}/{first}", answered)).status == 303
    room = await read(house.chair, f"/sessions/{session}/control")
    assert "Kedua" in room.text and "Naikkan" not in room.text, "nothing waits before it"


@on_one_store
async def test_a_message_reaches_open_pages_but_none_of_who_withdrew(house: House):
    session = await house.open()
    await house.panelist.declare(session, conflict=True)
    async with listening(house.regency, session) as heard, listening(house.panelist, session) as withdrawn:
        await until(withdrawn, "state")
        await until(heard, "state")
        told = await send(house.secretariat, f"/sessions/{session}/message", form(text="Mohon tunggu."))
        assert told.status == 303
        assert (await until(heard, "message"))["text"] == "Mohon tunggu."
        await house.chair.control(session, "pause")
        kinds = []
        async for kind, _ in withdrawn:
            kinds.append(kind)
            if kind == "paused":
                break
    assert "message" not in kinds


@on_one_store
async def test_what_would_be_refused_is_not_offered(house: House):
    session = await house.revealed()
    page = await read(house.chair, f"/sessions/{session}/control")

    for control in ("reopen", "reveal"):
        before = page.markup.partition(f'action="/sessions/{session}/control/{control}"')
        assert "hidden" in before[0].rpartition("<details")[2] + before[2].partition(">")[0]


@on_one_store
async def test_who_has_not_come_is_said_and_a_page_that_is_loaded_again_is_no_news(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(events, "LEAVE_AFTER_SECONDS", 0.2)
    session = await house.open()
    sheet, room = f"/sessions/{session}/sheet", f"/sessions/{session}/control"
    assert "Daerah sedang tidak membuka" in (await read(house.panelist, sheet)).text

    for _ in range(2):
        async with listening(house.secretariat, session) as room_hears:
            async with listening(house.regency, session) as heard:
                await until(heard, "state")
                await until(room_hears, "joined")
                assert "Daerah sedang tidak membuka" not in (await read(house.panelist, sheet)).text
            await until(room_hears, "left")
    assert [one["kind"] for one in await house.secretariat.entries(session)].count("left") == 2
    log = (await read(house.chair, room)).markup.partition('data-part="happenings"')[2]
    assert (log.count("masuk"), log.count("terputus")) == (1, 0)
    place_of_later_questions = (await read(house.panelist, sheet)).markup
    assert 'data-part="beside-leadership"' in place_of_later_questions
