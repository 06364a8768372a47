"""Calendars to subscribe to: whose they are, what they show, and that the same is the same bytes."""

import asyncio
from datetime import timedelta

import pytest
from houses import TUESDAY_NINE, on_both_stores
from icalendar import Calendar
from judges import libical
from patience import SECONDS

from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import booking
from sessions.clock import wire
from sessions.store.engine import Store
from sessions.store.mailing import mails


async def feed_of(house, key, *, by=None) -> str:
    """The path of somebody's feed."""
    answer = await (by or house.secretariat).get(f"/people/{key}/feed")
    assert answer.status == 200, answer.body
    return "//" + answer["url"].split("/", 3)[3]


async def events_of(house, path):
    """The feed's events by UID."""
    answer = await house.nobody.get(path, headers={"Accept-Encoding": "identity"})
    assert answer.status == 200
    calendar = Calendar.from_ical(answer.raw)
    assert "METHOD" not in calendar
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize("whose", ["secretariat", "ratna", "33.20"])
async def test_a_subscriber_gets_a_new_booking_without_doing_anything(house, whose):
    path = await feed_of(house, house.id(whose))
    assert await events_of(house, path) == {}

    session = await house.secretariat.session(await house.book())
    event = (await events_of(house, path))[session["uid"]]
    assert (event["DTSTART"].dt, str(event["STATUS"])) == (TUESDAY_NINE, "CONFIRMED")


async def test_each_person_sees_their_own_sessions_alone(house):
    await house.book(panel=("ratna", "budi"))
    path = await feed_of(house, house.id("sri"))

    assert await events_of(house, path) == {}


async def test_a_cancelled_session_stays_as_cancelled(house):
    path = await feed_of(house, house.id("budi"))
    session = await house.book()
    await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "Banjir"})

    (event,) = (await events_of(house, path)).values()
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)


async def test_who_was_taken_off_has_it_no_more(house):
    path = await feed_of(house, house.id("budi"))
    session = await house.book()
    await house.secretariat.patch(f"/sessions/{session}", {"panel": [house.id("ratna"), house.id("sri")]})

    assert await events_of(house, path) == {}


@on_both_stores
async def test_the_same_feed_is_the_same_bytes_and_is_not_sent_twice(house):
    await house.book()
    path = await feed_of(house, "secretariat")
    first = await house.nobody.get(path)
    second = await house.nobody.get(path)
    again = await house.nobody.get(path, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})

    assert first.raw == second.raw and first.headers["ETag"] == second.headers["ETag"]
    assert (again.status, again.raw, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


async def _asks_the_store(house, path, tag, asked):
    asked.clear()
    assert (await asked_again(house, path, tag)).status == 304
    return bool(asked)


@on_both_stores
async def test_who_has_it_already_is_told_so_without_the_store(house, monkeypatch):
    session = await house.book()
    path = await feed_of(house, house.id("budi"), by=house.panelist)
    tag = (await house.nobody.get(path)).headers["ETag"]
    read, asked = house.store.read, []
    with monkeypatch.context() as patch:
        patch.setattr(house.store, "read", lambda *what, **how: asked.append(what) or read(*what, **how))
        async with asyncio.timeout(SECONDS):
            while await _asks_the_store(house, path, tag, asked):
                pass  # PostgreSQL's notice of what was committed before comes when it comes

    moved = {"starts_at": wire(TUESDAY_NINE + timedelta(hours=1))}
    assert (await house.secretariat.patch(f"/sessions/{session}?hold=true", moved)).status == 200
    assert (await asked_again(house, path, tag)).status == 304  # they have not been told of it yet
    house.clock.passes(seconds=61)
    told = await asked_again(house, path, tag)
    assert told.status == 200
    assert (await house.secretariat.patch(f"/programmes/{house.programme}", {"name": "Lain"})).status == 200
    assert (await asked_again(house, path, told.headers["ETag"])).status == 200
    await house.panelist.post(f"/people/{house.id('budi')}/feed/renew")
    assert (await asked_again(house, path, told.headers["ETag"])).status == 404


@on_both_stores
async def test_what_another_process_changes_is_heard_of_all_the_same(house):
    session = await house.book()
    path = await feed_of(house, house.id("budi"), by=house.panelist)
    tag = (await house.nobody.get(path)).headers["ETag"]
    assert (await asked_again(house, path, tag)).status == 304
    other = Store(house.store.url.render_as_string(hide_password=False), secret=house.store.secret)
    try:
        other.write_now(booking.cancel, session, "Banjir", COMMAND_LINE, now=house.clock.now)
    finally:
        other.close()
    async with asyncio.timeout(5):
        while (await asked_again(house, path, tag)).status == 304:  # noqa: ASYNC110 - as a calendar does
            await asyncio.sleep(0.01)


async def asked_again(house, path, tag):
    """As whoever has what bears that tag."""
    return await house.nobody.get(path, headers={"If-None-Match": tag})


async def test_after_a_change_the_tag_is_another(house):
    session = await house.book()
    path = await feed_of(house, house.id("ratna"))
    before = await house.nobody.get(path)
    await house.secretariat.patch(f"/sessions/{session}", {"meeting_url": "https://rapat.example.id/lain"})

    after = await house.nobody.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status == 200 and b"/lain" in after.raw


async def test_it_is_packed_for_who_takes_it_packed(house):
    await house.book()
    path = await feed_of(house, "secretariat")
    plain = await house.nobody.get(path, headers={"Accept-Encoding": "identity"})
    async with house.client.session.get(
        house.client.make_url(path.removeprefix("/")), headers={"Accept-Encoding": "gzip"}
    ) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert await response.read() == plain.raw
        assert response.headers["ETag"] != plain.headers["ETag"]


async def test_libical_takes_a_feed_full_and_empty(house):
    path = await feed_of(house, "secretariat")
    empty = await house.nobody.get(path)
    session = await house.book()
    await house.book(regency="33.19", panel=("tono",), rehearsal=True)
    await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "Banjir"})
    full = await house.nobody.get(path)

    assert all(not verdict["errors"] for verdict in libical(empty.raw, full.raw))


async def test_a_renewed_address_opens_and_the_old_one_does_not(house):
    old = await feed_of(house, house.id("budi"), by=house.panelist)
    answer = await house.panelist.post(f"/people/{house.id('budi')}/feed/renew")
    new = "//" + answer["url"].split("/", 3)[3]

    assert new != old
    assert (await house.nobody.get(old)).status == 404
    assert (await house.nobody.get(new)).status == 200


async def test_an_address_is_shown_in_full_when_it_is_made_and_masked_after_that(house):
    where = f"/people/{house.panelist.id}/feed"
    made = await house.panelist.get(where)
    assert made["masked"] is False and made["webcal"] == "webcal" + made["url"][made["url"].index("://") :]
    for reader in (house.panelist, house.secretariat):
        later = await reader.get(where)
        assert later["masked"] is True and later["url"].endswith("/calendar/….ics")
    assert (await house.nobody.get("//" + made["url"].split("/", 3)[3])).status == 200
    assert (await house.panelist.post(f"{where}/renew"))["masked"] is False


async def test_a_feed_is_the_persons_and_the_secretariats_to_give(house):
    assert (await house.panelist.get(f"/people/{house.id('ratna')}/feed")).status == 404
    assert (await house.panelist.get("/people/secretariat/feed")).status == 404
    assert (await house.nobody.get(f"/people/{house.id('ratna')}/feed")).status == 401
    assert (await house.secretariat.get("/people/nobody/feed")).status == 404


async def test_a_feeds_token_opens_nothing_else(house):
    token = (await feed_of(house, house.id("budi"))).split("/")[-1].removesuffix(".ics")

    answer = await house.nobody.get("/programmes", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 401
    assert (await house.nobody.get(f"//calendar/{house.panelist.token}.ics")).status == 404


async def test_ones_own_feed_shows_ones_own_answer_and_nobody_elses(house):
    session = await house.book()
    budi, sri = [await feed_of(house, house.id(name)) for name in ("budi", "sri")]
    house.clock.passes(minutes=5)
    before = (await events_of(house, budi)).popitem()[1]
    await house.panel[1].post(f"/sessions/{session}/rsvp", {"answer": "declined"})

    own, other = (await events_of(house, budi)).popitem()[1], (await events_of(house, sri)).popitem()[1]
    assert (str(own["TRANSP"]), str(other["TRANSP"])) == ("TRANSPARENT", "OPAQUE")
    assert "Jawaban Anda: tidak hadir" in own["DESCRIPTION"] and "Jawaban" not in other["DESCRIPTION"]
    assert own["DTSTAMP"].dt > before["DTSTAMP"].dt
    await house.panel[1].post(f"/sessions/{session}/rsvp", {"answer": "tentative"})
    assert str((await events_of(house, budi)).popitem()[1]["STATUS"]) == "TENTATIVE"


async def test_a_session_extended_or_closed_early_is_as_it_was(house):
    path = await feed_of(house, house.id("budi"))
    session = await house.open()
    await house.secretariat.control(session, "extend", minutes=15, reason="Listrik padam")
    extended = (await events_of(house, path)).popitem()[1]
    house.clock.passes(minutes=10)
    await house.secretariat.control(session, "close", reason="Selesai")
    closed = (await events_of(house, path)).popitem()[1]

    assert (extended["DTEND"].dt - extended["DTSTART"].dt).total_seconds() == 135 * 60
    assert closed["DTEND"].dt == house.clock.now.replace(microsecond=0) and str(closed["STATUS"]) == "CONFIRMED"
    assert closed["DTSTAMP"].dt > extended["DTSTAMP"].dt


async def test_an_aborted_session_is_cancelled(house):
    path = await feed_of(house, house.id("budi"))
    session = await house.open()
    await house.secretariat.control(session, "abort", reason="Daerah tidak hadir")

    (event,) = (await events_of(house, path)).values()
    assert (str(event["STATUS"]), str(event["TRANSP"])) == ("CANCELLED", "TRANSPARENT")


async def test_what_an_event_is_called_never_changes_without_a_newer_stamp(house):
    await house.book()
    path = await feed_of(house, house.id("budi"))
    before = (await events_of(house, path)).popitem()[1]
    await house.secretariat.patch(f"/programmes/{house.programme}", {"name": "Nama Baru"})

    after = (await events_of(house, path)).popitem()[1]
    assert str(after["SUMMARY"]).startswith("Nama Baru") and after["DTSTAMP"].dt > before["DTSTAMP"].dt


@on_both_stores
async def test_what_one_was_invited_to_can_be_left_out(house):
    """An invitation that was handed over stands in one's own calendar; one that came back does not."""
    path = f"{await feed_of(house, house.id('budi'))}?without=invited"
    session = await house.secretariat.session(await house.book())
    assert set(await events_of(house, path)) == {session["uid"]}

    (mail,) = [one for one in await house.store.read(mails.of_session, session["id"]) if one.person == house.id("budi")]
    await house.store.write(mails.sent, mail.id, now=house.clock())
    assert await events_of(house, path) == {}
    assert set(await events_of(house, path.partition("?")[0])) == {session["uid"]}

    await house.store.write(mails.bounced, mail.message_id, reason="5.1.1")
    assert set(await events_of(house, path)) == {session["uid"]}
    assert (await house.nobody.get(path.replace("invited", "all"))).pointers == ["/without"]
