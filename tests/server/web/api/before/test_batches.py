"""What waits to be told: until it is sent, its people know what was before; stopped, it never was."""

import asyncio
from datetime import timedelta

from houses import MONDAY, TUESDAY_NINE, on_both_stores, on_one_store

from server.web.keys import STORE
from sessions.clock import wire
from sessions.store.mailing import mails

LATER = {"starts_at": wire(TUESDAY_NINE + timedelta(hours=3))}


async def written(house, session):
    return (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]


async def due(house):
    """What an outbox would take now."""
    return await house.client.app[STORE].write(mails.claim, limit=100, now=house.clock.now)


async def held_booking(house, **changes):
    document = house.booking(**changes)
    return await house.secretariat.post(f"/programmes/{house.programme}/sessions?hold=true", document)


@on_both_stores
async def test_a_held_booking_waits_a_minute_and_is_then_sent(house):
    booked = await held_booking(house)
    assert (booked["batch"]["state"], booked["batch"]["of"], booked["batch"]["sent"]) == ("waiting", 6, 0)
    assert await due(house) == []
    assert (await house.panelist.session(booked["id"])).status == 404

    house.clock.passes(seconds=60)

    assert (await house.panelist.session(booked["id"])).status == 200
    await house.client.app[STORE].write(lambda db: db.signal(mails.SIGNAL))  # the clock was moved under the outbox
    await until(lambda: all_sent(house, booked["id"]))
    assert (await house.secretariat.get(f"/batches/{booked['batch']['id']}"))["state"] == "sent"


@on_both_stores
async def test_a_held_booking_that_is_stopped_never_was(house):
    booked = await held_booking(house)

    stopped = await house.secretariat.post(f"/batches/{booked['batch']['id']}/cancel")

    assert (stopped.status, stopped["state"], stopped["sent"], stopped["went"]) == (200, "cancelled", 0, [])
    assert stopped["undone"] == [booked["id"]]
    assert (await house.secretariat.kinds(booked["id"]))[-1] == "undone"
    assert (await house.secretariat.session(booked["id"]))["state"] == "cancelled"
    assert (await house.panelist.session(booked["id"])).status == 404
    house.clock.passes(minutes=5)
    assert await due(house) == []
    again = await house.try_to_book()
    assert again.status == 201 and again["uid"] != booked["uid"]
    assert (await house.secretariat.post(f"/batches/{booked['batch']['id']}/cancel")).problem == "wrong-state"


@on_both_stores
async def test_a_held_move_is_not_known_until_it_is_sent(house):
    session = await house.book()
    await due(house)
    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})

    moved = await house.secretariat.patch(f"/sessions/{session}?hold=true", LATER)

    assert moved["starts_at"] == LATER["starts_at"]
    assert (moved["batch"]["state"], moved["revision"]) == ("waiting", 2)
    assert (await house.panelist.session(session))["starts_at"] == wire(TUESDAY_NINE)
    house.clock.passes(seconds=61)
    assert (await house.panelist.session(session))["starts_at"] == LATER["starts_at"]


@on_both_stores
async def test_a_stopped_move_leaves_time_answers_and_version_as_they_were(house):
    session = await house.book()
    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    before = (await house.secretariat.session(session)).body
    moved = await house.secretariat.patch(f"/sessions/{session}?hold=true", LATER)
    await house.chair.post(f"/sessions/{session}/rsvp", {"answer": "declined"})  # to the time that she knows

    await house.secretariat.post(f"/batches/{moved['batch']['id']}/cancel")

    after = (await house.secretariat.session(session)).body
    assert [after[key] for key in ("starts_at", "sequence", "uid")] == [
        before[key] for key in ("starts_at", "sequence", "uid")
    ]
    assert {one["name"]: one["rsvp"] for one in after["panel"]}["Dr. Budi"] == "accepted"
    assert {one["name"]: one["rsvp"] for one in after["panel"]}["Dr. Ratna"] == "declined"
    assert {mail["state"] for mail in await written(house, session) if mail["kind"] == "update"} == {"dropped"}
    # The old time is taken again, the new one is free.
    assert (await house.try_to_book(regency="33.19")).problem == "booking-conflict"
    other = await house.try_to_book(regency="33.19", starts_at=TUESDAY_NINE + timedelta(hours=3))
    assert other.status == 201


@on_both_stores
async def test_a_held_cancellation_that_is_stopped_leaves_the_session_booked(house):
    session = await house.book()
    cancelled = await house.secretariat.post(f"/sessions/{session}/cancel?hold=true", {"reason": "banjir"})
    assert (await house.panelist.session(session))["state"] == "booked"

    await house.secretariat.post(f"/batches/{cancelled['batch']['id']}/cancel")

    assert (await house.secretariat.session(session))["state"] == "booked"


@on_both_stores
async def test_a_held_cancellation_outdates_what_still_waits_of_its_session(house):
    session = await house.book()
    await until(lambda: all_sent(house, session))
    await house.secretariat.patch(f"/sessions/{session}?hold=true", LATER)
    await house.secretariat.post(f"/sessions/{session}/remind?hold=true")
    house.clock.passes(seconds=30)
    await house.secretariat.post(f"/sessions/{session}/cancel?hold=true", {"reason": "banjir"})

    house.clock.passes(seconds=31)  # the move's minute and the reminder's are over, the cancellation's is not
    assert await due(house) == []
    house.clock.passes(seconds=30)
    await house.client.app[STORE].write(lambda db: db.signal(mails.SIGNAL))
    await until(lambda: none_waits(house, session))

    told = {(one["kind"], one["state"], one["reason"]) for one in (await written(house, session))}
    assert told == {
        ("invite", "sent", ""),
        ("update", "dropped", "cancelled"),
        ("nudge", "dropped", "cancelled"),
        ("cancel", "sent", ""),
    }


@on_both_stores
async def test_a_reminder_put_off_by_a_cancellation_that_is_stopped_still_goes(house):
    session = await house.book()
    await until(lambda: all_sent(house, session))
    await house.secretariat.post(f"/sessions/{session}/remind?hold=true")
    house.clock.passes(seconds=30)
    off = await house.secretariat.post(f"/sessions/{session}/cancel?hold=true", {"reason": "banjir"})
    await house.secretariat.post(f"/batches/{off['batch']['id']}/cancel")

    house.clock.passes(seconds=61)
    await house.client.app[STORE].write(lambda db: db.signal(mails.SIGNAL))
    await until(lambda: none_waits(house, session))

    told = {(one["kind"], one["state"]) for one in (await written(house, session))}
    assert told == {("invite", "sent"), ("nudge", "sent"), ("cancel", "dropped")}


@on_both_stores
async def test_what_takes_the_old_time_meanwhile_keeps_the_move_from_being_stopped(house):
    session = await house.book()
    moved = await house.secretariat.patch(f"/sessions/{session}?hold=true", LATER)
    assert (await house.try_to_book(regency="33.19")).status == 201

    refused = await house.secretariat.post(f"/batches/{moved['batch']['id']}/cancel")

    assert (refused.status, refused.problem) == (409, "booking-conflict")
    assert (await house.secretariat.session(session))["starts_at"] == LATER["starts_at"]


@on_both_stores
async def test_once_it_is_being_sent_the_rest_stops_and_it_says_what_went(house):
    booked = await held_booking(house)
    release = house.clock.now + timedelta(seconds=60)
    for mail in await house.client.app[STORE].write(mails.claim, limit=2, now=release):
        await house.client.app[STORE].write(mails.sent, mail.id, now=release)

    stopped = await house.secretariat.post(f"/batches/{booked['batch']['id']}/cancel")

    assert (stopped["state"], stopped["sent"], len(stopped["went"]), stopped["undone"]) == ("cancelled", 2, 2, [])
    assert (await house.secretariat.session(booked["id"]))["state"] == "booked"
    assert await due(house) == []


@on_both_stores
async def test_a_session_that_starts_within_fifteen_minutes_is_never_held(house):
    booked = await held_booking(house, starts_at=MONDAY + timedelta(minutes=14), rehearsal=True)

    assert booked["batch"] is None
    await until(lambda: all_sent(house, booked["id"]))


@on_both_stores
async def test_what_is_told_at_once_takes_along_what_waited(house):
    booked = await held_booking(house)

    await house.secretariat.patch(f"/sessions/{booked['id']}", LATER)

    assert (await house.panelist.session(booked["id"]))["starts_at"] == LATER["starts_at"]
    await until(lambda: all_sent(house, booked["id"]))
    assert [mail["kind"] for mail in await written(house, booked["id"])] == ["invite"] * 6 + ["update"] * 6


async def until(fits):
    async with asyncio.timeout(30):
        while not await fits():  # noqa: ASYNC110 - the outbox tells nobody but the store
            await asyncio.sleep(0.02)


async def all_sent(house, session):
    return {mail["state"] for mail in await written(house, session)} == {"sent"}


async def none_waits(house, session):
    return {mail["state"] for mail in await written(house, session)} <= {"sent", "dropped"}


@on_both_stores
async def test_batches_are_listed_and_are_the_secretariats_alone(house):
    booked = await held_booking(house)
    listed = await house.secretariat.get(f"/programmes/{house.programme}/batches")
    assert [one["id"] for one in listed["items"]] == [booked["batch"]["id"]]
    for one in (house.panelist, house.regency):
        assert (await one.get(f"/batches/{booked['batch']['id']}")).status == 404
        assert (await one.post(f"/batches/{booked['batch']['id']}/cancel")).status == 404


# - seen before it is done -


@on_both_stores
async def test_a_look_at_a_booking_answers_as_if_done_and_keeps_nothing(house):
    where = f"/programmes/{house.programme}/sessions?check=true"
    key = {"Idempotency-Key": "one"}

    seen = await house.secretariat.post(where, house.booking(), headers=key)

    assert seen.status == 200
    assert seen["state"] == "booked"
    assert {(row["kind"], row["count"]) for row in seen["would_send"]} == {("invite", 1)}
    assert len(seen["would_send"]) == 6
    assert "jepara@daerah.example" in {row["email"] for row in seen["would_send"]}
    assert (await house.secretariat.get(f"/programmes/{house.programme}/sessions"))["items"] == []
    assert await due(house) == []
    done = await house.secretariat.post(f"/programmes/{house.programme}/sessions", house.booking(), headers=key)
    assert done.status == 201


@on_both_stores
async def test_a_look_is_refused_as_the_real_thing_would_be(house):
    session = await house.book()
    seen = await house.secretariat.patch(f"/sessions/{session}?check=true", {"chair": house.id("budi")})
    refused = await house.secretariat.patch(f"/sessions/{session}?check=true", {"chair": house.id("sri")})
    clash = await house.secretariat.post(
        f"/programmes/{house.programme}/sessions?check=true", house.booking(regency="33.19")
    )

    assert [row["kind"] for row in seen["would_send"]] == ["minor"] * 6  # all hear who leads now
    assert (refused.status, refused.pointers) == (422, ["/chair"])
    assert (clash.status, clash.problem) == (409, "booking-conflict")
    assert (await house.secretariat.session(session))["revision"] == 1


@on_one_store
async def test_a_removal_is_looked_at_first_and_says_who_would_be_told(house):
    official = {"email": "tono@pusat.example", "name": "Tono", "role": "viewer"}
    account = f"/accounts/{(await house.secretariat.post('/accounts', official))['id']}"
    place = {"name": "R", "meeting_url": "https://r.example/a"}
    room = f"/rooms/{(await house.secretariat.post(f'/programmes/{house.programme}/rooms', place))['id']}"
    seen = [await house.secretariat.delete(f"{one}?check=true") for one in (account, room)]
    assert [one.status for one in seen] == [200, 200]
    assert "tono@pusat.example" in [row["email"] for row in seen[0]["would_send"]]
    assert seen[1].body == {"would_send": []}
    assert (await house.secretariat.delete(account)).status == 204, "it was only looked at"


@on_one_store
async def test_a_flag_is_true_or_false(house):
    refused = await house.secretariat.post(f"/programmes/{house.programme}/sessions?check=maybe", house.booking())
    assert (refused.status, refused.pointers) == (422, ["/check"])
