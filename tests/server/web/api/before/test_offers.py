"""Offers: regencies choose from what is free at that moment, until a date; of two who want one the first has it."""

import asyncio
import threading
from datetime import timedelta

from houses import TUESDAY_NINE, on_both_stores, on_one_store

from server.run.app import CHOOSERS
from server.run.daily import Chores
from sessions.clock import wire
from sessions.store import Db

SLOTS = [TUESDAY_NINE + timedelta(days=1), TUESDAY_NINE + timedelta(days=1, hours=3), TUESDAY_NINE + timedelta(days=2)]
STARTS = [wire(one) for one in SLOTS]
UNTIL = wire(TUESDAY_NINE)


async def offered(house, *codes, **changes):
    body = {"regencies": list(codes or ("33.20", "33.19")), "slots": STARTS, "until": UNTIL}
    return await house.secretariat.post(f"/programmes/{house.programme}/offers", body | changes)


async def choose(one, offer, start, **more):
    return await one.post(f"/offers/{offer['id']}/choose", {"starts_at": start, **more})


@on_both_stores
async def test_a_regency_chooses_and_is_booked_with_a_panel(house):
    offer = (await offered(house)).body
    seen = await house.regency.get(f"/offers/{offer['id']}")
    assert (seen["slots"], [one["code"] for one in seen["regencies"]]) == (STARTS, ["33.20"])

    chosen = await choose(house.regency, offer, STARTS[0])

    assert (chosen.status, chosen["state"], chosen["starts_at"]) == (200, "booked", STARTS[0])
    shown = await house.secretariat.session(chosen["id"])
    assert len(shown["panel"]) == 5
    assert (await house.secretariat.entries(chosen["id"]))[0]["actor"]["role"] == "regency"
    parts = (await house.secretariat.get(f"/offers/{offer['id']}"))["regencies"]
    assert {one["code"]: one["state"] for one in parts} == {"33.19": "open", "33.20": "chosen"}


@on_both_stores
async def test_choosing_again_moves_the_session_until_the_offer_ends(house):
    offer = (await offered(house)).body
    first = await choose(house.regency, offer, STARTS[0])
    again = await choose(house.regency, offer, STARTS[2])
    assert (again["id"], again["starts_at"]) == (first["id"], STARTS[2])
    assert again["sequence"] > first["sequence"]

    house.clock.now = TUESDAY_NINE
    late = await choose(house.regency, offer, STARTS[1])

    assert (late.status, late.problem) == (409, "wrong-state")


@on_both_stores
async def test_what_is_taken_is_refused_with_what_is_still_free(house):
    offer = (await offered(house)).body
    answers = await asyncio.gather(
        choose(house.regency, offer, STARTS[0]), choose(house.people["33.19"], offer, STARTS[0])
    )

    lost = next(one for one in answers if one.status == 409)
    assert sorted(one.status for one in answers) == [200, 409]
    assert (lost.problem, lost["free"]) == ("booking-conflict", STARTS[1:])
    booked = (await house.secretariat.get(f"/programmes/{house.programme}/sessions"))["items"]
    assert len(booked) == 1


@on_both_stores
async def test_a_room_is_needed_only_where_there_are_any(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"panel_size": 2})
    room = await house.secretariat.post(
        f"/programmes/{house.programme}/rooms", {"name": "Ruang A", "meeting_url": "https://rapat.example.id/a"}
    )
    offer = (await offered(house)).body
    first = await choose(house.regency, offer, STARTS[0])
    assert first["room"]["id"] == room["id"]

    other = await house.people["33.19"].get(f"/offers/{offer['id']}")

    assert other["free"] == STARTS[1:]


@on_both_stores
async def test_who_is_booked_otherwise_has_its_offer_closed(house):
    offer = (await offered(house)).body
    await house.book(starts_at=SLOTS[0] + timedelta(hours=6))

    refused = await choose(house.regency, offer, STARTS[1])

    assert (refused.status, refused.problem) == (409, "wrong-state")
    parts = (await house.secretariat.get(f"/offers/{offer['id']}"))["regencies"]
    assert {one["code"]: one["state"] for one in parts}["33.20"] == "closed"


@on_both_stores
async def test_the_secretariat_chooses_for_a_regency(house):
    offer = (await offered(house)).body
    unsaid = await choose(house.secretariat, offer, STARTS[0])
    chosen = await choose(house.secretariat, offer, STARTS[0], **{"for": "3319"})
    assert unsaid.pointers == ["/for"]
    assert chosen["regency"]["code"] == "33.19"


@on_both_stores
async def test_the_offers_mail_goes_to_the_regencys_people(house):
    await offered(house)
    async with asyncio.timeout(30):
        while not (letters := offers_written(house)):  # noqa: ASYNC110 - the outbox tells nobody
            await asyncio.sleep(0.05)
    assert b"/enter/" in letters[0]


@on_both_stores
async def test_who_has_not_chosen_is_reminded_once_and_only_while_there_is_something_to_choose(house):
    offer = (await offered(house, slots=STARTS[:1], until=wire(house.clock.now + timedelta(hours=4)))).body
    chores = Chores(house.store, house.settings, house.clock)

    async def reminded() -> list[str]:
        await chores.remind_of_offers()
        return [one["to"]["email"] for one in await mailed(house) if one["kind"] == "offer-reminder"]

    assert await reminded() == []
    blocker = await house.book(regency="91.71", starts_at=SLOTS[0])  # with all who may sit but one
    house.clock.passes(hours=3)
    assert await reminded() == []  # nothing is free for them

    await house.secretariat.control(blocker, "cancel", reason="banjir")
    assert sorted(await reminded()) == ["jepara@daerah.example", "kudus@daerah.example"]
    assert len(await reminded()) == 2
    assert offer["state"] == "open"


async def mailed(house) -> list[dict]:
    return (await house.secretariat.get(f"/programmes/{house.programme}/mails"))["items"]


def offers_written(house):
    found = [one.read_bytes() for one in house.settings.server.data.rglob("*.eml")]
    return [one for one in found if b"/offers/" in one]


@on_one_store
async def test_an_offer_is_refused_by_name(house):
    past = wire(house.clock.now - timedelta(hours=1))
    nobody = await offered(house, "99.99", "51.71", until=past, slots=[past])
    booked = await house.book()
    taken = await offered(house, "33.20")
    other = (await offered(house, "33.19")).body

    assert nobody.pointers == ["/until", "/slots/0", "/regencies/0", "/regencies/1"]
    assert taken.pointers == ["/regencies/0"], booked
    assert (await choose(house.people["33.19"], other, wire(TUESDAY_NINE))).pointers == ["/starts_at"]
    assert (await house.regency.get(f"/offers/{other['id']}")).status == 404
    assert (await house.panelist.get(f"/offers/{other['id']}")).status == 404
    assert (await choose(house.regency, other, STARTS[0])).status == 404


@on_one_store
async def test_who_may_still_choose_is_not_planned(house):
    await offered(house)
    window = {"from": "2031-03-10", "to": "2031-03-14", "slots": ["10:30"], "parallel": 1, "seconds": 0.5}
    plan = await house.secretariat.post(f"/programmes/{house.programme}/plans", window)
    await house.secretariat.get(f"/plans/{plan['id']}/events")
    sessions = (await house.secretariat.get(f"/plans/{plan['id']}"))["sessions"]
    assert {one["regency"] for one in sessions} == {"91.71", "51.71"}


async def test_another_time_is_proposed_and_taken_or_declined_with_words(house):
    offer = (await offered(house)).body
    where, other = f"/offers/{offer['id']}", wire(SLOTS[2] + timedelta(hours=3))
    asked = {"starts": [other], "reason": "Bupati menghadiri paripurna."}
    made = await house.regency.post(f"{where}/propose", asked)
    known = await house.regency.post(f"{where}/propose", asked | {"starts": STARTS[:1]})
    sunday = await house.people["33.19"].post(f"{where}/propose", asked | {"starts": ["2031-03-09T02:00:00Z"]})
    assert (made.status, made["answer"], known.pointers) == (201, "waiting", ["/starts/0"])
    assert (await house.people["91.71"].post(f"{where}/propose", asked)).status == 404
    waiting = (await house.secretariat.get(f"/programmes/{house.programme}/overview"))["counts"]["proposed_times"]
    assert waiting == 2

    closed = await house.secretariat.post(
        f"{where}/proposals/{sunday['id']}/accept", {"starts_at": "2031-03-09T02:00:00Z"}
    )
    assert (closed.status, closed["conflicts"][0]["why"], closed["free"]) == (409, "holiday", STARTS)
    said = {"reason": "Minggu bukan hari sidang."}
    declined = await house.secretariat.post(f"{where}/proposals/{sunday['id']}/decline", said)
    taken = await house.secretariat.post(f"{where}/proposals/{made['id']}/accept", {"starts_at": other})
    again = await house.secretariat.post(f"{where}/proposals/{made['id']}/accept", {"starts_at": other})

    assert (declined["answer"], taken["state"], taken["starts_at"]) == ("declined", "booked", other)
    assert (again.status, again.problem) == (409, "wrong-state")
    mine = await house.regency.get(where)
    assert (mine["regencies"][0]["state"], mine["proposals"][0]["answer"]) == ("chosen", "taken")
    written = [one["to"]["email"] for one in await mailed(house) if one["kind"] == "offer-declined"]
    assert written == ["kudus@daerah.example"]


async def test_a_time_that_becomes_free_again_is_told_to_who_had_none_left(house):
    offer = (await offered(house, slots=STARTS[:1])).body
    chores = Chores(house.store, house.settings, house.clock)

    async def told() -> list[str]:
        await chores.give_on_offers()
        return [one["to"]["email"] for one in await mailed(house) if one["kind"] == "offer-freed"]

    first = await choose(house.regency, offer, STARTS[0])
    await house.secretariat.control(first["id"], "cancel", reason="banjir")
    assert await told() == []  # it may still be taken back

    house.clock.passes(minutes=2)

    assert await told() == ["kudus@daerah.example"]
    assert await told() == ["kudus@daerah.example"]  # once


async def test_an_offer_is_reminded_of_and_ended_and_who_has_not_chosen_is_planned(house):
    offer = (await offered(house, "33.20", "33.19")).body
    await choose(house.regency, offer, STARTS[0])
    where = f"/offers/{offer['id']}"
    first = await house.secretariat.post(f"{where}/remind")
    assert (first["reminded"], (await house.secretariat.post(f"{where}/remind"))["reminded"]) == (["33.19"], [])

    house.clock.passes(hours=1)
    ended = await house.secretariat.post(f"{where}/end")

    assert ended["state"] == "closed"
    assert (await house.secretariat.post(f"{where}/end")).problem == "wrong-state"
    assert (await choose(house.people["33.19"], offer, STARTS[1])).problem == "wrong-state"
    window = {"from": "2031-03-10", "to": "2031-03-14", "slots": ["10:30"], "parallel": 1, "seconds": 0.5}
    plan = await house.secretariat.post(f"/programmes/{house.programme}/plans", window | {"regencies": ["33.19"]})
    await house.secretariat.get(f"/plans/{plan['id']}/events")
    sessions = (await house.secretariat.get(f"/plans/{plan['id']}"))["sessions"]
    assert [one["regency"] for one in sessions] == ["33.19"]


@on_both_stores
async def test_many_choose_at_once_none_twice_and_what_others_write_comes_in_between(house):
    where, many = f"/programmes/{house.programme}", 24
    await house.secretariat.patch(where, {"panel_size": 2})
    codes = [f"71.{n:02}" for n in range(many)]
    new = [
        {
            "code": code,
            "name": f"Kota {code}",
            "province": "X",
            "timezone": "Asia/Jakarta",
            "email": f"{code}@x.example",
        }
        for code in codes
    ]
    await house.secretariat.post(f"{where}/regencies", new)
    offer = (await offered(house, *codes)).body  # three times, three panels of two at each
    entered, leave = threading.Event(), threading.Event()

    def holds_up(_: Db) -> None:
        entered.set()
        leave.wait(20)

    async def chooses(code: str):
        return await choose(house.secretariat, offer, STARTS[int(code[3:]) % 3], **{"for": code})

    async def stand_in_line(number: int) -> None:
        while house.store.writer.waiting < number:  # noqa: ASYNC110 - the writer's line rings no bell
            await asyncio.sleep(0)

    holding = asyncio.ensure_future(house.store.write(holds_up))
    await asyncio.to_thread(entered.wait, 20)
    choosing = asyncio.gather(*map(chooses, codes))
    await stand_in_line(CHOOSERS)
    writing = asyncio.ensure_future(house.secretariat.patch(where, {"name": "Putaran"}))
    await stand_in_line(CHOOSERS + 1)
    for _ in codes:  # all have come in by then
        await house.secretariat.get(f"/offers/{offer['id']}")
    in_line = house.store.writer.waiting
    leave.set()
    await holding

    assert CHOOSERS < in_line < many, "half of those who choose wait before the line, another's change stands in it"
    assert (await writing).status == 200
    answers = await choosing
    chosen = [one for one in answers if one.status == 200]
    assert {one.status for one in answers} == {200, 409} and len(chosen) >= 3
    sessions = (await house.secretariat.get(f"{where}/sessions"))["items"]
    assert len(sessions) == len(chosen)
    taken = [(one["starts_at"], seat["id"]) for one in sessions for seat in one["panel"]]
    assert len(taken) == len(set(taken))


async def test_who_has_withdrawn_proposes_nothing(house):
    offer = (await offered(house)).body
    listed = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    kudus = next(one["id"] for one in listed if one["code"] == "33.19")
    await house.secretariat.patch(f"/regencies/{kudus}", {"withdrawn": True, "reason": "Mundur."})

    asked = {"starts": [wire(SLOTS[2] + timedelta(hours=3))], "reason": "Rapat."}
    made = await house.people["33.19"].post(f"/offers/{offer['id']}/propose", asked)

    assert (made.status, [one["code"] for one in made["faults"]]) == (422, ["regency-withdrawn"])


@on_both_stores
async def test_what_a_booking_closed_is_open_again_once_it_is_taken_back(house):
    first, second = (await offered(house)).body, (await offered(house, "33.20")).body
    other = wire(SLOTS[2] + timedelta(hours=3))
    await house.regency.post(f"/offers/{second['id']}/propose", {"starts": [other], "reason": "Rapat."})
    kudus = await house.secretariat.post(
        f"/offers/{first['id']}/choose?hold=true", {"starts_at": STARTS[0], "for": "3319"}
    )
    ways = f"/programmes/{house.programme}/sessions?hold=true"
    held = await house.secretariat.post(ways, house.booking(starts_at=SLOTS[2]))
    assert (await choose(house.regency, second, STARTS[1])).problem == "wrong-state"

    await house.secretariat.post(f"/batches/{held['batch']['id']}/cancel")

    seen = [await house.secretariat.get(f"/offers/{one['id']}") for one in (first, second)]
    states = [{part["code"]: part["state"] for part in one["regencies"]} for one in seen]
    assert states == [{"33.19": "chosen", "33.20": "open"}, {"33.20": "open"}]
    assert [one["answer"] for one in seen[1]["proposals"]] == ["waiting"]
    chosen = await choose(house.regency, first, STARTS[1])
    assert (chosen.status, kudus.status) == (200, 200)
    assert (await choose(house.regency, second, STARTS[2])).problem == "wrong-state"


async def test_a_proposal_whose_booking_was_moved_and_is_taken_back_waits_again(house):
    offer = (await offered(house)).body
    where, other = f"/offers/{offer['id']}", wire(SLOTS[2] + timedelta(hours=3))
    made = await house.regency.post(f"{where}/propose", {"starts": [other], "reason": "Rapat."})
    held = await house.secretariat.post(f"{where}/proposals/{made['id']}/accept?hold=true", {"starts_at": other})
    house.clock.passes(seconds=1)
    moved = await house.secretariat.patch(f"/sessions/{held['id']}?hold=true", {"starts_at": STARTS[1]})

    async def answer():
        return (await house.secretariat.get(where))["proposals"][0]["answer"]

    assert (moved.status, await answer()) == (200, "taken")
    await house.secretariat.post(f"/batches/{held['batch']['id']}/cancel")

    assert await answer() == "waiting"


async def test_a_proposal_whose_booking_is_taken_back_waits_again(house):
    offer = (await offered(house)).body
    where, other = f"/offers/{offer['id']}", wire(SLOTS[2] + timedelta(hours=3))
    made = await house.regency.post(f"{where}/propose", {"starts": [other], "reason": "Rapat."})
    accept = f"{where}/proposals/{made['id']}/accept"

    held = await house.secretariat.post(f"{accept}?hold=true", {"starts_at": other})
    unheard = await house.regency.get(where)
    await house.secretariat.post(f"/batches/{held['batch']['id']}/cancel")

    assert (unheard["regencies"][0]["state"], unheard["proposals"][0]["answer"]) == ("open", "waiting")
    assert [one["answer"] for one in (await house.secretariat.get(where))["proposals"]] == ["waiting"]
    again = await house.secretariat.post(accept, {"starts_at": other})
    assert (again.status, again["starts_at"]) == (200, other)
