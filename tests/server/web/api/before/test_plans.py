"""Plans by the API: begun, watched to their end, changed by hand, accepted once or not at all."""

import asyncio
import re
from collections import Counter
from datetime import timedelta

from houses import MONDAY, PANEL, TUESDAY_NINE, in_one_house, on_both_stores, on_one_store
from reading_pages import read, send

from server.web import planning
from server.web.keys import ACCEPTOR, PLANNER
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before.batches import Bulk
from sessions.actions.before.booking import PLAINLY
from sessions.actions.before.plans import accepting
from sessions.actions.before.plans.accepting import Piece
from sessions.clock import from_wire
from sessions.store.before import batches, plans

WINDOW = {"from": "2031-03-10", "to": "2031-03-14", "slots": ["08:00", "10:30", "13:00"], "parallel": 1, "seconds": 0.5}


async def begun(house, **changes) -> str:
    """A plan under way."""
    answer = await house.secretariat.post(f"/programmes/{house.programme}/plans", {**WINDOW, **changes})
    assert answer.status == 202, answer.body
    assert answer["state"] == "running"
    return str(answer["id"])


async def planned(house, **changes) -> dict:
    """A plan that has ended, as its stream of events told it: the stream ends with the plan."""
    plan = await begun(house, **changes)
    stream = await house.secretariat.get(f"/plans/{plan}/events")
    assert stream.raw.decode().rstrip().split("\n\n")[-1].startswith("event: state\n")
    return (await house.secretariat.get(f"/plans/{plan}")).body


async def accept(house, plan, query=""):
    """Accepts a plan, and waits until that has ended."""
    answer = await house.secretariat.post(f"/plans/{plan['id']}/accept{query}", {})
    if answer.status == 200:
        await house.client.app[ACCEPTOR].settled(plan["id"], seconds=60)
        answer.body = (await house.secretariat.get(f"/plans/{plan['id']}")).body
    return answer


async def sessions(house) -> list[dict]:
    """What is booked."""
    return (await house.secretariat.get(f"/programmes/{house.programme}/sessions"))["items"]


async def test_a_plan_places_every_unbooked_regency_in_its_own_working_hours(house):
    await house.book()

    plan = await planned(house)

    assert (plan["state"], plan["progress"]["planned"], plan["progress"]["of"]) == ("ready", 3, 3)
    assert plan["progress"]["bound"] <= plan["progress"]["objective"]
    assert {one["regency"] for one in plan["sessions"]} == {"33.19", "91.71", "51.71"}
    assert plan["unplanned"] == []
    for one in plan["sessions"]:
        assert len(one["panel"]) == 5
        assert one["chair"] in one["panel"]
        assert from_wire(one["starts_at"]) > MONDAY


async def test_accepting_books_and_invites_once(house):
    plan = await planned(house)

    accepted = await accept(house, plan)
    again = await accept(house, plan)

    assert (accepted.status, accepted["state"]) == (200, "accepted")
    assert (again.status, again.problem, again["state"]) == (409, "wrong-state", "accepted")
    rest = await accept(house, await planned(house))
    assert (rest.status, rest["state"], rest["code"]) == (409, "ready", "plan-without-session")
    booked = await sessions(house)
    assert {(one["regency"]["code"], one["starts_at"]) for one in booked} == {
        (one["regency"], one["starts_at"]) for one in plan["sessions"]
    }
    for one in booked:
        mails = (await house.secretariat.get(f"/sessions/{one['id']}/mails"))["items"]
        assert [mail["kind"] for mail in mails] == ["invite"] * 6


@on_both_stores
async def test_two_officials_accept_one_plan_at_once_and_one_of_them_does(house):
    plan = await planned(house)
    answers = await asyncio.gather(*(house.secretariat.post(f"/plans/{plan['id']}/accept", {}) for _ in range(4)))
    await house.client.app[ACCEPTOR].settled(plan["id"], seconds=60)

    assert sorted(one.status for one in answers) == [200, 409, 409, 409]
    codes = [one["regency"]["code"] for one in await sessions(house)]
    assert sorted(codes) == sorted(one["regency"] for one in plan["sessions"])


@on_both_stores
async def test_what_was_booked_in_between_is_named_and_undoes_nothing(house):
    plan = await planned(house)
    taken = plan["sessions"][0]
    in_between = await house.try_to_book(regency=taken["regency"], starts_at=from_wire(taken["starts_at"]))
    assert in_between.status == 201
    seen = await house.secretariat.post(f"/plans/{plan['id']}/accept?check=true", {})

    accepted = await accept(house, plan, "?hold=true")

    for told in (seen, accepted):
        assert told.status == 200
        assert {clash["planned"] for clash in told["conflicts"]} == {taken["regency"]}
    assert (seen["state"], seen["would_book"]) == ("ready", 3)
    assert (accepted["state"], accepted["accepting"]["done"]) == ("accepted", 4)
    assert {one["regency"]["code"] for one in await sessions(house)} == {one["regency"] for one in plan["sessions"]}
    assert (await sessions(house))[0]["id"] == in_between["id"] or len(await sessions(house)) == 4
    left_out = await read(house.secretariat, f"/batches/{accepted['accepting']['batch']}")
    assert "1 sesi dilewati" in left_out.text and in_between["regency"]["name"] in left_out.text


async def test_a_look_at_a_plan_says_who_gets_what(house):
    plan = await planned(house)

    seen = await house.secretariat.post(f"/plans/{plan['id']}/accept?check=true", {})

    rows = {(row["name"], row["kind"]): row["count"] for row in seen["would_send"]}
    assert rows["Kontak Kabupaten Jepara", "invite"] == 1
    assert sum(count for (_, kind), count in rows.items() if kind == "invite") == 4 * 6
    assert seen["without_address"] == ["51.71"]
    assert await sessions(house) == []


@on_both_stores
async def test_an_acceptance_that_waits_is_taken_back_whole(house):
    plan = await planned(house)
    accepted = await accept(house, plan, "?hold=true")
    batch = await house.secretariat.get(f"/batches/{accepted['accepting']['batch']}")
    assert (batch["state"], batch["cause"]) == ("waiting", "plan-accepted")
    assert (await house.panelist.session((await sessions(house))[0]["id"])).status == 404

    stopped = await house.secretariat.post(f"/batches/{batch['id']}/cancel")

    assert (len(stopped["undone"]), stopped["of"]) == (4, batch["of"])  # who has no address is never among them
    assert {one["state"] for one in await sessions(house)} == {"cancelled"}
    assert (await house.secretariat.get(f"/plans/{plan['id']}"))["state"] == "ready"
    again = await accept(house, plan)
    assert again["state"] == "accepted"
    assert len([one for one in await sessions(house) if one["state"] == "booked"]) == 4


async def test_who_has_several_sessions_gets_one_overview(house):
    plan = await planned(house)
    accepted = await accept(house, plan, "?hold=true")
    batch = accepted["accepting"]["batch"]
    mails = await house.store.read(batches.mails_of, batch)
    invited = Counter(mail.person_id for mail in mails if mail.kind == "invite" and mail.person_id)
    told = Counter(mail.person_id for mail in mails if mail.kind == "overview")
    assert told == {person: 1 for person, number in invited.items() if number > 1}
    assert len(told) >= 5


@on_both_stores
async def test_an_acceptance_that_was_cut_off_goes_on_and_books_each_once(house):
    plan = await planned(house)
    bulk = Bulk(timedelta(seconds=60))
    await house.store.write(accepting.begin, plan["id"], COMMAND_LINE, bulk=bulk, now=house.clock.now)
    stored = await house.store.read(plans.get, plan["id"])
    first = Piece(stored, stored.doc["sessions"][0], PLAINLY)
    for _ in range(2):  # handed over twice, as after a crash
        assert not await house.store.write(accepting.book_one, first, now=house.clock.now)
    assert len(await sessions(house)) == 1
    assert (await house.secretariat.get(f"/plans/{plan['id']}"))["accepting"]["done"] == 1
    under_way = (await read(house.secretariat, f"/plans/{plan['id']}")).text
    assert "Sedang dijadwalkan" in under_way and "1 dari 4 sesi dijadwalkan." in under_way
    assert (await accept(house, plan)).problem == "wrong-state"

    await house.client.app[ACCEPTOR].resume()
    await house.client.app[ACCEPTOR].settled(plan["id"], seconds=30)

    assert len(await sessions(house)) == 4
    assert (await house.secretariat.get(f"/plans/{plan['id']}"))["state"] == "accepted"


async def test_only_what_is_asked_for_is_planned_and_who_withdrew_is_left_out(house):
    regencies = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    kudus = next(one["id"] for one in regencies if one["code"] == "33.19")
    some = await planned(house, regencies=["3320", "51.71"])
    assert {one["regency"] for one in some["sessions"]} == {"33.20", "51.71"}
    for found, by in (({"33.20"}, {"q": "jepara"}), ({"51.71"}, {"without": "address"})):  # the list's own filters
        assert {one["regency"] for one in (await planned(house, **by))["sessions"]} == found

    await house.secretariat.patch(f"/regencies/{kudus}", {"withdrawn": True, "reason": "Pilkada"})
    province = await planned(house, province="Jawa Tengah")

    assert {one["regency"] for one in province["sessions"]} == {"33.20"}
    refused = await house.secretariat.post(f"/programmes/{house.programme}/plans", {**WINDOW, "regencies": ["99.99"]})
    assert refused.pointers == ["/regencies/0"]
    refused = await house.secretariat.post(f"/programmes/{house.programme}/plans", {**WINDOW, "without": ["shoes"]})
    assert refused.pointers == ["/without"]


async def test_each_planned_session_has_a_room_and_others_programmes_count_only_there(house):
    room = await house.secretariat.post(
        f"/programmes/{house.programme}/rooms", {"name": "Ruang A", "meeting_url": "https://rapat.example.id/a"}
    )
    plan = await planned(house, parallel=6)

    assert {one["room"] for one in plan["sessions"]} == {room["id"]}
    starts = [one["starts_at"] for one in plan["sessions"]]
    assert len(set(starts)) == len(starts)  # one room, so one at a time
    accepted = await accept(house, plan)
    assert accepted["conflicts"] == []
    assert {one["room"]["id"] for one in await sessions(house)} == {room["id"]}


@on_both_stores
async def test_planning_anew_moves_what_is_booked(house):
    session = await house.book(starts_at=TUESDAY_NINE + timedelta(days=28))

    plan = await planned(house, keep=False)
    accepted = await accept(house, plan)

    assert accepted.status == 200
    [jepara] = [one for one in await sessions(house) if one["regency"]["code"] == "33.20"]
    [wanted] = [one for one in plan["sessions"] if one["regency"] == "33.20"]
    assert (jepara["id"], jepara["starts_at"]) == (session, wanted["starts_at"])


@on_one_store
async def test_a_stopped_plan_has_the_best_so_far(house):
    plan = await begun(house, seconds=600)

    stopped = await house.secretariat.post(f"/plans/{plan}/stop")
    again = await house.secretariat.post(f"/plans/{plan}/stop")

    assert stopped.status == 200
    assert stopped["state"] in ("stopped", "ready")
    assert (again.status, again.problem) == (409, "wrong-state")


@on_one_store
async def test_a_planner_that_is_killed_leaves_a_plan_that_says_so(house):
    plan = await begun(house, seconds=600)
    planner = house.client.app[PLANNER]
    run = planner._runs[plan]
    async with asyncio.timeout(20):
        async with planner._changed[plan]:
            await planner._changed[plan].wait_for(lambda: plan in planner._latest)

    run.kill()
    await house.secretariat.get(f"/plans/{plan}/events")

    ended = (await house.secretariat.get(f"/plans/{plan}")).body
    assert (ended["state"], ended["failed"]) in [("stopped", True), ("ready", False)]


@on_one_store
async def test_a_planned_session_moves_only_where_every_rule_allows_it(house):
    plan = await planned(house)
    one = next(one for one in plan["sessions"] if one["regency"] == "33.20")
    address = f"/plans/{plan['id']}/sessions/33.20"

    sunday = await house.secretariat.patch(address, {"starts_at": "2031-03-16T02:00:00Z"})
    free = await house.secretariat.patch(address, {"starts_at": "2031-03-17T02:00:00Z", "locked": True})

    assert (sunday.status, sunday.problem) == (409, "booking-conflict")
    assert {clash["why"] for clash in sunday["conflicts"]} == {"holiday"}
    assert free.status == 200
    assert free["locked"] == ["33.20"]
    moved = next(one for one in free["sessions"] if one["regency"] == "33.20")
    assert moved == {**one, "starts_at": "2031-03-17T02:00:00Z"}
    assert await house.did("plan") == ["made", "changed"]


@on_one_store
async def test_what_is_dragged_says_in_which_room_it_would_meet(house):
    last = ""
    for name in ("Ruang A", "Ruang B"):
        room = {"name": name, "meeting_url": f"https://rapat.example.id/{name[-1]}"}
        last = (await house.secretariat.post(f"/programmes/{house.programme}/rooms", room))["id"]
    plan = await planned(house)
    first, *_, later = sorted(plan["sessions"], key=lambda one: one["regency"])
    check = f"/plans/{plan['id']}/sessions/{later['regency']}/check"

    alone = await house.secretariat.post(check, {"starts_at": later["starts_at"]})
    beside = await house.secretariat.post(check, {"starts_at": first["starts_at"]})
    await house.secretariat.delete(f"/rooms/{last}")
    full = await house.secretariat.post(check, {"starts_at": first["starts_at"]})

    assert (alone["room"]["name"], alone["lacks_room"]) == ("Ruang A", False)
    assert (beside["room"]["name"], beside["lacks_room"]) == ("Ruang B", False)
    assert (full["room"], full["lacks_room"]) == (None, True)


@on_one_store
async def test_two_planned_sessions_share_nobody_however_they_are_dragged(house):
    plan = await planned(house)
    first, second = plan["sessions"][:2]

    checked = await house.secretariat.post(
        f"/plans/{plan['id']}/sessions/{first['regency']}/check", {"starts_at": second["starts_at"]}
    )

    assert checked.status == 200
    assert "panelist-busy" in {clash["why"] for clash in checked["items"]}
    assert (await house.secretariat.get(f"/plans/{plan['id']}"))["sessions"] == plan["sessions"]


async def test_what_is_locked_stays_when_the_rest_is_planned_again(house):
    plan = await planned(house)
    address = f"/plans/{plan['id']}/sessions/33.20"
    await house.secretariat.patch(address, {"starts_at": "2031-03-14T06:00:00Z", "locked": True})

    answer = await house.secretariat.post(f"/plans/{plan['id']}/again")
    await house.secretariat.get(f"/plans/{answer['id']}/events")

    assert answer.status == 202
    after = (await house.secretariat.get(f"/plans/{answer['id']}")).body
    [jepara] = [one for one in after["sessions"] if one["regency"] == "33.20"]
    assert jepara["starts_at"] == "2031-03-14T06:00:00Z"
    assert after["progress"]["planned"] == 4


@on_one_store
@in_one_house(
    ("change", "pointer"),
    [
        ({"to": "2031-03-09"}, "/to"),
        ({"from": "2031-02-24", "to": "2031-02-28"}, "/to"),
        ({"from": "soon"}, "/from"),
        ({"slots": []}, "/slots"),
        ({"slots": ["25:00"]}, "/slots/0"),
        ({"parallel": 0}, "/parallel"),
        ({"seconds": 0}, "/seconds"),
        ({"keep": "yes"}, "/keep"),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused_at_its_place(house, change, pointer):
    answer = await house.secretariat.post(f"/programmes/{house.programme}/plans", {**WINDOW, **change})

    assert (answer.status, answer.problem) == (422, "invalid")
    assert pointer in answer.pointers


@on_one_store
async def test_without_a_chair_no_plan_begins(house):
    for panelist in (await house.secretariat.get(f"/programmes/{house.programme}/panelists"))["items"]:
        await house.secretariat.patch(f"/panelists/{panelist['id']}", {"may_chair": False})

    answer = await house.secretariat.post(f"/programmes/{house.programme}/plans", WINDOW)

    assert (answer.status, answer.problem) == (422, "invalid")
    assert answer.pointers == ["/panelists"]
    assert (await house.secretariat.get(f"/programmes/{house.programme}/plans"))["items"] == []


@on_one_store
async def test_regencies_that_nobody_may_score_are_left_over_and_the_reason_is_said_once(house):
    for panelist in (await house.secretariat.get(f"/programmes/{house.programme}/panelists"))["items"]:
        await house.secretariat.patch(f"/panelists/{panelist['id']}", {"conflicts": ["33.20", "33.19"]})

    plan = await planned(house)

    assert plan["state"] == "ready"
    assert plan["progress"]["planned"] == 2
    assert {one["regency"] for one in plan["unplanned"]} == {"33.20", "33.19"}
    [reason] = plan["reasons"]
    assert sorted(reason["regencies"]) == ["33.19", "33.20"]
    assert reason["because"] == plan["unplanned"][0]["because"] and "konflik kepentingan" in reason["because"]
    page = await read(house.secretariat, f"/plans/{plan['id']}")
    assert page.text.count(reason["because"]) == 1 and "2 daerah" in page.text


@on_one_store
async def test_the_page_says_the_load_that_its_chart_shows_and_whose_own_time_bounds_it(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"panel_size": 4})
    one_day = [{"from": "2031-03-10T00:00:00Z", "to": "2031-03-10T12:00:00Z", "free": True}]
    await house.secretariat.put(f"/panelists/{house.id('budi')}/availability", one_day)

    plan = await planned(house, slots=["09:00"])
    loads = Counter(dict.fromkeys((house.id(name) for name in (*PANEL, "tono")), 0))
    loads.update(person for one in plan["sessions"] for person in one["panel"])
    few, many = min(loads.values()), max(loads.values())

    page = await read(house.secretariat, f"/plans/{plan['id']}")
    assert f"Beban panelis: dari {few} sesi (" in page.text and f"sampai {many} sesi (" in page.text
    assert re.search(r"Dr\. Budi hanya luang pada 1 dari 5 hari rencana ini\.", page.text)
    assert "terpaut" not in page.text


# - mending what is booked -


async def repaired(house, **change):
    """What a repair answers."""
    return await house.secretariat.post(f"/programmes/{house.programme}/repairs", change)


@on_both_stores
async def test_a_panelist_falls_ill_and_only_their_seats_change(house):
    plan = await planned(house)
    await accept(house, plan)
    before = {one["regency"]["code"]: one for one in await sessions(house)}
    ill = house.panelist.id
    hit = {code for code, one in before.items() if ill in [seat["id"] for seat in one["panel"]]}

    mended = await repaired(house, panelist=ill)
    told = await _would_tell(house, mended.body)
    accepted = await accept(house, mended.body)
    assert told == await _was_told(house)

    assert (mended.status, mended["state"]) == (201, "ready")
    assert {one["regency"] for one in mended["sessions"]} == hit
    assert (mended["repair"]["seats"], mended["repair"]["hit"]) == (len(hit), len(hit))
    assert accepted["state"] == "accepted"
    assert await house.did("plan") == ["made", "accepted"] * 2
    after = {one["regency"]["code"]: one for one in await sessions(house)}
    for code, one in after.items():
        assert one["starts_at"] == before[code]["starts_at"]
        assert ill not in [seat["id"] for seat in one["panel"]]
        mails = (await house.secretariat.get(f"/sessions/{one['id']}/mails"))["items"]
        told = [mail["kind"] for mail in mails if mail["cause"] != "booked"]
        told = [kind for kind in told if kind != "minor"]  # whose role has changed
        assert sorted(told) == (["invite", "removed"] if code in hit else [])


@on_one_store
async def test_a_regency_that_cannot_on_its_day_gets_another(house):
    plan = await planned(house)
    await accept(house, plan)
    [jepara] = [one for one in await sessions(house) if one["regency"]["code"] == "33.20"]
    day = jepara["starts_at"][:10]

    mended = await repaired(house, regency="33.20", day=day)

    assert mended.status == 201
    [moved] = mended["sessions"]
    assert moved["regency"] == "33.20"
    assert moved["starts_at"][:10] != day
    listed = (await read(house.secretariat, f"/programmes/{house.programme}/plans")).text
    assert "Perbaikan Kabupaten Jepara, " in listed and "10–14 Mar 2031" in listed


async def test_a_repair_of_nothing_is_refused(house):
    nothing_booked = await repaired(house, panelist=house.panelist.id)
    await house.book()
    of_whom = await repaired(house)
    of_a_stranger = await repaired(house, panelist="nobody")

    assert (nothing_booked.status, nothing_booked.problem) == (409, "wrong-state")
    assert (of_whom.status, of_whom.pointers) == (422, [""])
    assert (of_a_stranger.status, of_a_stranger.pointers) == (422, ["/panelist"])


@on_both_stores
async def test_what_moves_from_a_lost_day_meets_in_a_room_that_is_free_then(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"panel_size": 2})
    room, other = [await _room(house, letter) for letter in "AB"]
    ours, theirs = {"panel": ["ratna", "sri"]}, {"panel": ["budi", "made"]}
    jepara = await house.book(room=room, meeting_url="", **ours)
    for week, code in enumerate(("33.19", "51.71", "91.71")):
        wednesday = TUESDAY_NINE + timedelta(days=1, weeks=week)
        await house.book(regency=code, starts_at=wednesday, room=room, meeting_url="", **theirs)
    later = [f"{TUESDAY_NINE + timedelta(days=1, weeks=week):%Y-%m-%d}" for week in range(3, 8)]
    await house.secretariat.patch(f"/programmes/{house.programme}", {"workdays": [3], "blocked": later})

    mended = await repaired(house, day=f"{TUESDAY_NINE:%Y-%m-%d}")
    look = await house.secretariat.post(f"/plans/{mended['id']}/accept?check=true", {})
    told = await _would_tell(house, mended.body)
    accepted = await accept(house, mended.body)
    assert told == await _was_told(house)

    assert [(one["regency"], one["room"]) for one in mended["sessions"]] == [("33.20", other)]
    assert (look["without_room"], look["conflicts"], accepted["conflicts"]) == ([], [], [])
    moved = await house.secretariat.session(jepara)
    assert moved["starts_at"] == mended["sessions"][0]["starts_at"] and moved["room"]["id"] == other


@on_one_store
async def test_a_day_that_is_lost_for_everybody_becomes_one_without_sessions(house, monkeypatch):
    async def nothing_moves(*_):  # a search takes seconds, and is not what is asked about
        return {"differences": [], "lost": [], "hit": 0, "seats": 0, "spread_after": 0}

    monkeypatch.setattr(planning, "mend", nothing_moves)
    where, lost = f"/programmes/{house.programme}", f"{TUESDAY_NINE:%Y-%m-%d}"
    await house.book()
    assert 'name="block" value="yes" checked' in (await read(house.secretariat, f"{where}/plans")).markup

    for said in ({"regency": "33.20", "day": lost, "block": "yes"}, {"day": lost}):
        assert (await send(house.secretariat, f"{where}/repairs", said)).status == 303
    assert (await house.secretariat.get(where))["blocked"] == []
    assert (await send(house.secretariat, f"{where}/repairs", {"day": lost, "block": "yes"})).status == 303
    assert (await house.secretariat.get(where))["blocked"] == [lost]


async def _would_tell(house, plan) -> Counter[tuple[str, str]]:
    look = await house.secretariat.post(f"/plans/{plan['id']}/accept?check=true", {})
    return Counter({(one["person"], one["kind"]): one["count"] for one in look["would_send"]})


async def _was_told(house) -> Counter[tuple[str, str]]:
    """What was mailed of changes, and to whom they brought an invitation."""
    mails = (await house.secretariat.get(f"/programmes/{house.programme}/mails?limit=1000"))["items"]
    return Counter((one["to"]["id"], one["kind"]) for one in mails if one["session"] and one["cause"] != "booked")


async def _room(house, letter: str) -> str:
    link = f"https://rapat.example.id/{letter}"
    made = await house.secretariat.post(
        f"/programmes/{house.programme}/rooms", {"name": f"Ruang {letter}", "meeting_url": link}
    )
    return str(made["id"])


@on_one_store
async def test_who_has_several_changed_sessions_reads_that_the_others_stay(house):
    await accept(house, await planned(house))
    mended = await repaired(house, panelist=house.panelist.id)
    await accept(house, mended.body, "?hold=true")

    mails = (await house.secretariat.get(f"/programmes/{house.programme}/mails?kind=overview"))["items"]
    texts = [await house.secretariat.get(f"/mails/{one['id']}") for one in mails]
    assert texts and all("yang lain tetap" in one["text"] and "jawab sekaligus" in one["text"] for one in texts)
    assert all(re.fullmatch("Perubahan pada [0-9] sesi Anda", one["subject"]) for one in texts)
