"""What was decided at the desk can be taken back: what it tells waits a minute, and the mail is undecided again."""

from datetime import timedelta

import pytest
from houses import TUESDAY_NINE, on_both_stores
from posted import all_posted, all_sent
from reading_pages import read, send
from samples.desk_mails import BUDI, JEPARA, STRANGER, by_assistant, comes_in, delegated, proposal, unknown
from samples.replies import a_mail_of, a_text

from sessions.clock import wire
from sessions.store.before import batches, registry
from sessions.store.during import records
from sessions.store.mailing import aliases, incoming, mails

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def booked(house):
    """Jepara's session and its UID, of which everybody has been told."""
    session = await house.book()
    await all_sent(house)
    return session, (await house.secretariat.session(session))["uid"]


async def press(house, item, action, **form):
    """Presses that button of the mail."""
    return await send(house.secretariat, f"/inbox/{item}/{action}", form)


async def decided(house, item, action, **form):
    """Decides, and opens the page that this leads to."""
    done = await press(house, item, action, **form)
    assert done.status == 303
    return await read(house.secretariat, done.location)


async def waits(house):
    """The mails that wait at the desk."""
    return [one.id for one in await house.store.read(incoming.listed, state="open", after="", limit=99)]


async def due(house):
    """Which addresses are mailed once the minute is over."""
    house.clock.now += MINUTE
    return {mail.to_address for mail in await house.store.write(mails.claim, limit=100, now=house.clock.now)}


async def answers(house, session):
    """Everybody's answer, by name."""
    shown = await house.secretariat.session(session)
    return {one["id"]: one["rsvp"] for one in (*shown["panel"], *shown["regency"]["people"])}


@on_both_stores
async def test_a_move_that_is_taken_back_brings_the_proposal_back_and_nobody_heard_of_it(house, booked):
    session, uid = booked
    before = await answers(house, session)
    item = await comes_in(house, proposal(uid))

    page = await decided(house, item, "accept-time")
    moved, known = await house.secretariat.session(session), await house.panelist.session(session)

    assert "surel dikirim sebentar lagi." in page.text and f"/inbox/{item}/take-back" in page.markup
    assert (moved["starts_at"], known["starts_at"]) == ("2031-03-05T03:00:00Z", wire(TUESDAY_NINE))
    assert (await answers(house, session))[house.id("budi")] == "accepted" and await waits(house) == []

    back = await press(house, item, "take-back")

    assert back.location == f"/inbox?said=answer-back&item={item}"
    assert (await house.secretariat.session(session))["starts_at"] == wire(TUESDAY_NINE)
    assert await answers(house, session) == before and await waits(house) == [item]
    assert await due(house) == set()
    assert await house.did("answer") == ["accept-time", "taken-back"]


@on_both_stores
async def test_a_move_that_is_not_taken_back_is_told_after_the_minute_with_the_proposers_answer(house, booked):
    session, uid = booked
    item = await comes_in(house, proposal(uid))

    await press(house, item, "accept-time")
    told = await due(house)

    assert len(told) == 6 and {BUDI, JEPARA} < told
    assert (await house.panelist.session(session))["starts_at"] == "2031-03-05T03:00:00Z"
    assert {who for who, said in (await answers(house, session)).items() if said == "accepted"} == {house.id("budi")}
    late = await press(house, item, "take-back")
    assert late.status == 409 and "tidak dapat dikembalikan lagi" in late.text
    assert (
        f"/inbox/{item}/take-back" not in (await read(house.secretariat, f"/inbox?said=accept-time&did={item}")).markup
    )


async def test_the_session_itself_takes_the_move_back_too_and_leads_to_the_answer(house, booked):
    session, uid = booked
    item = await comes_in(house, proposal(uid))
    await press(house, item, "accept-time")
    batch = (await house.secretariat.session(session))["batch"]["id"]

    back = await send(house.secretariat, f"/batches/{batch}/cancel")

    assert back.location == f"/inbox?said=answer-back&item={item}" and await waits(house) == [item]


@on_both_stores
async def test_who_was_invited_instead_is_no_delegate_after_it_is_taken_back(house, booked):
    session, uid = booked
    before = await answers(house, session)
    item = await comes_in(house, delegated(uid, JEPARA))

    await press(house, item, "invite")
    assert list((await answers(house, session)).values()).count("declined") == 1
    await press(house, item, "take-back")

    assert await answers(house, session) == before and await waits(house) == [item]
    jepara = await house.store.read(registry.regency_by_code, house.programme, "33.20")
    assert [one.role for one in jepara.people] == ["contact"]
    await press(house, item, "invite")  # and once more, to stay
    assert await due(house) == {"wakil@jepara.example"}


@on_both_stores
async def test_a_noted_answer_is_as_it_was_and_its_address_is_forgotten(house, booked):
    session, uid = booked
    item = await comes_in(house, unknown(uid))
    whose = {"whose": f"{session}:{house.id('budi')}", "answer": "declined", "remember": "1"}

    page = await decided(house, item, "assign", **whose)
    assert f"/inbox/{item}/take-back" in page.markup
    assert (await house.store.read(aliases.person_at, STRANGER)).id == house.id("budi")
    await press(house, item, "take-back")

    assert (await answers(house, session))[house.id("budi")] == "needs-action"
    assert await house.store.read(aliases.person_at, STRANGER) is None and await waits(house) == [item]
    assert house.id("budi") in {one.id for one in (await house.store.read(records.load, session)).silent}


async def test_of_two_answers_the_first_stands_again_until_somebody_has_answered_since(house, booked):
    session, uid = booked
    item = await comes_in(house, by_assistant(uid))
    await house.secretariat.post(f"/sessions/{session}/rsvp", {"answer": "tentative", "for": house.id("budi")})

    await press(house, item, "assign", whose=f"{session}:{house.id('budi')}", answer="accepted")
    await press(house, item, "take-back")
    again = (await answers(house, session))[house.id("budi")]
    await press(house, item, "assign", whose=f"{session}:{house.id('budi')}", answer="accepted")
    await house.secretariat.post(f"/sessions/{session}/rsvp", {"answer": "declined", "for": house.id("budi")})
    late = await press(house, item, "take-back")

    assert again == "tentative"
    assert late.status == 409 and (await answers(house, session))[house.id("budi")] == "declined"


@pytest.mark.parametrize("action", ["reply", "resend", "dismiss"])
async def test_what_is_written_back_and_what_needs_nothing_is_taken_back(house, booked, action):
    item = await comes_in(house, a_mail_of(a_text("Apa?"), From=BUDI, In_Reply_To=await _invitation(house)))

    page = await decided(house, item, action, **({"text": "Kami jawab besok."} if action == "reply" else {}))
    await press(house, item, "take-back")

    assert f"/inbox/{item}/take-back" in page.markup
    assert await waits(house) == [item] and await due(house) == set()


async def test_a_session_about_to_start_is_told_of_at_once(house, booked):
    item = await comes_in(house, a_mail_of(a_text("Apa?"), From=BUDI, In_Reply_To=await _invitation(house)))
    house.clock.now = TUESDAY_NINE - timedelta(minutes=10)

    await press(house, item, "reply", text="Sebentar lagi mulai.")
    await all_sent(house)

    assert any("Sebentar lagi mulai." in mail.text for mail in all_posted(house, BUDI))
    assert (await house.store.read(batches.of_programme, house.programme)) == []


async def _invitation(house) -> str:
    """The Message-ID of Budi's invitation."""
    await all_sent(house)
    return all_posted(house, BUDI)[0].message_id
