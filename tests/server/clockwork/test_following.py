"""A long list of contacts: decided at once, followed a few sessions at a time, gone on with after a crash."""

from collections import Counter
from datetime import timedelta

import pytest
from houses import MONDAY, TUESDAY_NINE, on_both_stores

from server.clockwork.follower import Follower
from server.web.keys import FOLLOWER
from sessions.actions.after import verifying
from sessions.actions.before import following
from sessions.store.before import followings, timetable

LIST = [{"code": code, "email": f"baru-{code}@x.example"} for code in ("33.20", "33.19", "91.71")]


@pytest.fixture
def cut_off(monkeypatch):
    """One session at a time, and a server that dies once a list is kept: gives what it then does again."""
    settled = Follower.settled

    async def dead(*_, **__):
        """Nothing goes on."""

    monkeypatch.setattr(following, "AT_ONCE", 1)
    monkeypatch.setattr(Follower, "settled", dead)
    return settled


async def three_booked(house) -> list[str]:
    days = [TUESDAY_NINE + timedelta(days=n) for n in range(3)]
    return [await house.book(regency=one["code"], starts_at=at) for one, at in zip(LIST, days, strict=True)]


async def send(house, rows=LIST):
    return await house.secretariat.post(f"/programmes/{house.programme}/regencies", rows)


async def told(house, sessions) -> Counter:
    """How often each address was written to of these sessions, by kind."""
    found = [one for each in sessions for one in (await house.secretariat.get(f"/sessions/{each}/mails"))["items"]]
    return Counter((one["to"]["email"], one["kind"]) for one in found if "@x." in str(one["to"]["email"]))


@on_both_stores
async def test_what_was_cut_off_goes_on_tells_each_once_and_lets_saves_in_between(house, cut_off):
    sessions = await three_booked(house)
    live = await house.book(regency="51.71", starts_at=MONDAY + timedelta(hours=2), panel=("ratna",))

    assert (await send(house)).body == {"created": 0, "updated": 3}
    assert await told(house, sessions) == {}
    await house.store.write(following.go_on, now=house.clock.now)
    house.clock.now = MONDAY + timedelta(hours=2)
    await house.people["ratna"].declare(live)
    assert (await house.people["ratna"].put_score(live, "leadership", 3)).status == 200  # in the meantime
    assert (len(await house.store.read(followings.first, 9)), len(await told(house, sessions))) == (2, 1)
    assert (await house.store.read(verifying.check_store)).faults == []

    await cut_off(house.client.app[FOLLOWER], seconds=30)  # the next server

    assert await told(house, sessions) == {(one["email"], "invite"): 1 for one in LIST}
    assert await house.store.read(followings.first, 9) == []
    assert (await house.store.read(verifying.check_store)).faults == []


@on_both_stores
async def test_who_is_to_be_invited_is_nobody_elses_before_the_session_follows(house, cut_off):
    sessions = await three_booked(house)
    await send(house)
    other = {"code": "51.71", "email": LIST[0]["email"]}
    await send(house, [other])

    refused = await house.try_to_book(regency="51.71", panel=("ratna",), meeting_url="https://rapat.example.id/bali")

    assert {one["why"] for one in refused["conflicts"]} >= {"person-busy"}
    first = (await house.store.read(followings.first, 9))[0]
    assert first.session in sessions
    assert await house.store.read(timetable.of_person, first.coming[0]) == []


async def test_the_last_of_two_lists_is_followed_and_a_cancelled_session_takes_nobodys_time(house, cut_off):
    sessions = await three_booked(house)
    await send(house)
    later = [one | {"email": f"lagi-{one['code']}@x.example"} for one in LIST]
    await send(house, later)
    await house.secretariat.post(f"/sessions/{sessions[2]}/cancel", {"reason": "ditunda"})

    await cut_off(house.client.app[FOLLOWER], seconds=30)

    assert await told(house, sessions) == {(one["email"], "invite"): 1 for one in later[:2]}
    assert (await house.store.read(verifying.check_store)).faults == []


async def test_a_session_that_moves_follows_first(house, cut_off):
    sessions = await three_booked(house)
    await send(house)

    moved = await house.secretariat.patch(f"/sessions/{sessions[0]}", {"starts_at": "2031-03-12T02:00:00Z"})

    assert moved.status == 200, moved.body
    assert (await told(house, sessions))[LIST[0]["email"], "invite"] == 1
    assert {one.session for one in await house.store.read(followings.first, 9)} == set(sessions[1:])
    assert (await house.store.read(verifying.check_store)).faults == []


async def test_a_clash_anywhere_in_a_long_list_keeps_none_of_it(house, cut_off):
    sessions = await three_booked(house)
    twice = await house.book(
        regency="51.71", panel=("tono",), chair="tono", meeting_url="https://rapat.example.id/bali"
    )
    rows = [*LIST, {"code": "51.71", "email": LIST[0]["email"]}]

    refused = await send(house, rows)

    assert (refused.status, refused.problem) == (409, "booking-conflict")
    assert await told(house, [*sessions, twice]) == {}
    assert await house.store.read(followings.first, 9) == []


async def test_who_cannot_come_when_a_move_is_taken_back_is_said_where_it_is_taken_back(house, cut_off):
    sessions = await three_booked(house)
    moved = await house.secretariat.patch(f"/sessions/{sessions[0]}?hold=true", {"starts_at": "2031-03-12T02:00:00Z"})
    await send(house)  # the new contact can come on the 12th
    elsewhere = {"code": "51.71", "email": LIST[0]["email"]}
    await send(house, [elsewhere])
    rival = {"panel": ("tono",), "chair": "tono", "meeting_url": "https://rapat.example.id/bali"}
    await house.book(regency="51.71", **rival)  # and is at another session on the 4th

    stopped = await house.secretariat.post(f"/batches/{moved['batch']['id']}/cancel")

    assert (stopped.status, stopped["undone"]) == (200, [sessions[0]])
    [left_out] = stopped["left_out"]
    assert (left_out["session"], left_out["regency"]) == (sessions[0], "Kabupaten Jepara")
    [conflict] = left_out["conflicts"]
    assert (conflict["why"], conflict["regency"]) == ("person-busy", "Kota Denpasar")
    assert "Kota Denpasar" in conflict["detail"]
    page = (await house.secretariat.get(f"//batches/{stopped['id']}")).raw.decode()
    assert f'href="/sessions/{sessions[0]}"' in page
    assert "sudah di sesi Kota Denpasar pada" in page
    await cut_off(house.client.app[FOLLOWER], seconds=30)
    assert (LIST[0]["email"], "invite") not in await told(house, sessions[:1])
    assert (await house.store.read(verifying.check_store)).faults == []
