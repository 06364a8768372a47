"""The inbox's page case by case: the obvious action first, clashes and quarantine in words, nothing of a link shown."""

import re
from functools import partial

import pytest
from houses import TUESDAY_NINE, in_one_house, on_both_stores
from reading_pages import read, send
from samples import desk_mails
from samples.desk_mails import BUDI, JEPARA, STRANGER, answer, by_assistant, delegated, proposal, unknown
from samples.replies import a_mail_of, a_text

from sessions.actions.inbox import receiving
from sessions.clock import wire
from sessions.values.itip import read_mail


@pytest.fixture
async def booked(house):
    """Jepara's session and its UID."""
    session = await house.book()
    return session, (await house.secretariat.session(session))["uid"]


@pytest.fixture
def comes_in(house):
    """Hands a mail in as the inbox does, and gives the item's id."""
    return partial(desk_mails.comes_in, house)


def main_button(page):
    """The words of each main button in the list."""
    listed = page.markup.partition("data-found")[2]
    return [piece.split(">")[1].split("<")[0] for piece in listed.split('class="main"')[1:]]


async def inbox(house, query=""):
    return await read(house.secretariat, f"/inbox{query}")


async def press(house, item, action, **form):
    return await send(house.secretariat, f"/inbox/{item}/{action}", form)


async def rsvp(house, session, name):
    shown = await house.secretariat.session(session)
    return next(one["rsvp"] for one in (*shown["panel"], *shown["regency"]["people"]) if one["id"] == house.id(name))


@pytest.mark.parametrize(
    ("make", "says", "button"),
    [
        (
            proposal,
            "Dr. Budi mengusulkan waktu lain: Rabu, 5 Maret 2031, 10.00–12.00 WIB.",
            "Pindahkan sesi ke waktu ini",
        ),
        (
            lambda uid: delegated(uid, JEPARA),
            "menunjuk wakil@jepara.example untuk hadir sebagai gantinya.",
            "Undang sebagai gantinya",
        ),
        (by_assistant, f"{STRANGER} menjawab atas nama Dr. Budi: hadir.", "Catat jawaban"),
        (
            unknown,
            f"{STRANGER} tidak diundang ke sesi ini, tetapi menjawab: hadir.",
            "Undang sebagai wakil daerah",
        ),
    ],
)
async def test_each_case_says_what_it_is_and_has_one_obvious_action(house, booked, comes_in, make, says, button):
    await comes_in(make(booked[1]))

    page = await inbox(house)

    assert says in page.text
    assert main_button(page) == [button]


async def test_an_accepted_proposal_moves_the_session(house, booked, comes_in):
    session, uid = booked
    item = await comes_in(proposal(uid))

    whose = f"{session}:{house.id('budi')}"  # which stands in the same form
    done = await press(house, item, "accept-time", whose=whose)

    assert (done.status, done.location) == (303, f"/inbox?said=accept-time&did={item}")
    assert (await house.secretariat.session(session))["starts_at"] == "2031-03-05T03:00:00Z"


async def test_what_clashes_with_a_proposal_is_said_in_words_and_it_goes_on_waiting(house, booked, comes_in):
    session, uid = booked
    away = [{"from": "2031-03-05T03:00:00Z", "to": "2031-03-05T04:00:00Z", "free": False}]
    await house.secretariat.put(f"/panelists/{house.id('sri')}/availability", away)
    item = await comes_in(proposal(uid))

    page = await press(house, item, "accept-time")

    assert page.status == 409
    assert "Dr. Sri tidak tersedia pada waktu itu." in page.text and f"/sessions/{session}/change" in page.markup
    assert (await house.secretariat.session(session))["starts_at"] == wire(TUESDAY_NINE)


@on_both_stores
async def test_a_delegate_of_the_regency_is_invited_and_the_other_declines(house, booked, comes_in):
    session, uid = booked
    item = await comes_in(delegated(uid, JEPARA))

    await press(house, item, "invite")

    people = (await house.secretariat.session(session))["regency"]["people"]
    assert [one["rsvp"] for one in people] == ["declined", "needs-action"]


async def test_a_panelist_who_delegates_is_replaced_instead(house, booked, comes_in):
    session, uid = booked
    await comes_in(delegated(uid, BUDI))

    page = await inbox(house)

    assert "Cari pengganti Dr. Budi" in page.text and "Undang" not in page.text
    assert f"/sessions/{session}?replace={house.id('budi')}#r-" in page.markup


async def test_an_assistants_answer_counts_once_confirmed_and_only_once(house, booked, comes_in):
    session, uid = booked
    item = await comes_in(by_assistant(uid))

    shown = await inbox(house)
    (answer,) = re.findall(r'value="(\w+)" checked', shown.markup)
    filled_in = shown.carried(f"/inbox/{item}/assign") | {"whose": shown.field("whose"), "answer": answer}
    await press(house, item, "assign", **filled_in)
    again = await press(house, item, "assign", **filled_in)

    assert await rsvp(house, session, "budi") == "accepted"
    assert again.status == 409 and "sudah ditangani" in again.text


async def test_the_answer_of_a_stranger_is_given_to_whom_it_belongs(house, booked, comes_in):
    session, uid = booked
    item = await comes_in(unknown(uid))

    await press(house, item, "assign", whose=f"{session}:{house.id('33.20')}", answer="accepted")

    assert await rsvp(house, session, "33.20") == "accepted"


async def test_a_plain_mail_of_one_of_the_people_offers_their_coming_sessions(house, booked, comes_in):
    session, _ = booked
    item = await comes_in(a_mail_of(a_text("Saya berhalangan."), From=BUDI, Subject="Maaf"))

    page = await inbox(house)
    nothing = await press(house, item, "assign", whose=f"{session}:{house.id('budi')}")
    await press(house, item, "assign", whose=f"{session}:{house.id('budi')}", answer="declined")

    assert f'value="{session}:{house.id("budi")}"' in page.markup and "Kabupaten Jepara, Selasa, 4 Maret" in page.text
    assert nothing.status == 422 and "Pilih jawabannya." in nothing.text
    assert await rsvp(house, session, "budi") == "declined"


QUARANTINED = {
    "tidak dikenal di sini": lambda uid: answer(
        "somebody@elsewhere", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{BUDI}", BUDI
    ),
    "bukan jawaban": lambda uid: answer(uid, f"ATTENDEE:mailto:{BUDI}", STRANGER, "CANCEL"),
}


@pytest.mark.parametrize("says", QUARANTINED)
async def test_quarantine_says_why_and_can_only_be_put_aside(house, booked, comes_in, says):
    item = await comes_in(QUARANTINED[says](booked[1]))

    page = await inbox(house)
    done = await press(house, item, "dismiss")
    over = await inbox(house, "?state=done")

    assert "Dikarantina" in page.text and says in page.text and main_button(page) == ["Singkirkan"]
    assert done.status == 303 and "Selesai tanpa tindakan." in over.text


async def test_a_link_that_comes_back_in_a_mail_is_never_shown(house, booked, comes_in):
    token = house.panelist.token
    text = f"http://x/enter/{token}"
    await comes_in(a_mail_of(a_text(text), From=BUDI, Subject=f"Re: http://x/enter/{token}"))

    page = await inbox(house)

    assert "/enter/…" in page.text and token not in page.markup


@on_both_stores
async def test_what_did_its_work_alone_is_told_too(house, booked, comes_in):
    _, uid = booked
    raw = answer(uid, f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{BUDI}", BUDI, DTSTART=None, DTEND=None)
    mail = read_mail(raw, organizer=house.settings.mail.organizer.address)
    await house.store.write(receiving.take, mail, raw, now=house.clock.now)

    assert "Tidak ada surel yang menunggu." in (await inbox(house)).text
    over = await inbox(house, "?state=done")
    assert "Jawaban" in over.text and uid not in over.text


@in_one_house("who", ["panelist", "chair", "regency"])
async def test_only_the_secretariat_has_an_inbox(house, booked, comes_in, who):
    item = await comes_in(proposal(booked[1]))

    assert (await read(getattr(house, who), "/inbox")).status == 404
    assert (await send(getattr(house, who), f"/inbox/{item}/accept-time")).status == 404


WORDS = "Kami berhalangan pada jadwal itu. Kami usul Rabu, 5 Maret 2031 pukul 10.00 atau Kamis 6 Maret pukul 13.00 WIB."


async def test_times_that_a_regency_writes_are_choices_and_one_is_booked_by_a_press_after_a_look(
    house, booked, comes_in
):
    session, _ = booked
    item = await comes_in(a_mail_of(a_text(WORDS), From=JEPARA, Subject="Usul waktu"))

    page = await inbox(house, f"?item={item}")
    assert "Rabu, 5 Maret 2031, 10.00–12.00 WIB" in page.text and "Kamis, 6 Maret 2031, 13.00–15.00 WIB" in page.text
    assert 'name="starts_at" value="2031-03-06T06:00:00Z"' in page.markup
    whose = f"{session}:{house.id('33.20')}"
    chosen = {"written": "1", "starts_at": "2031-03-06T06:00:00Z", "whose": whose}

    look = await press(house, item, "accept-time/check", **chosen)
    assert look.status == 200 and "Pindahkan dan kirim 6 surel" in look.text
    assert (await house.secretariat.session(session))["starts_at"] == wire(TUESDAY_NINE), "it was only looked at"
    carried = look.carried(f"/inbox/{item}/accept-time")
    done = await press(house, item, "accept-time", **carried)

    assert (done.status, done.location) == (303, f"/inbox?said=accept-time&did={item}")
    assert (await house.secretariat.session(session))["starts_at"] == "2031-03-06T06:00:00Z"
    assert await rsvp(house, session, "33.20") == "accepted", "who proposes a time has accepted it"

    await send(house.secretariat, f"/inbox/{item}/take-back")
    assert (await house.secretariat.session(session))["starts_at"] == wire(TUESDAY_NINE)
    assert 'name="starts_at"' in (await inbox(house, f"?item={item}")).markup


async def test_a_time_that_nobody_wrote_is_not_taken_and_what_clashes_is_said(house, booked, comes_in):
    session, _ = booked
    whose = f"{session}:{house.id('33.20')}"
    item = await comes_in(a_mail_of(a_text(WORDS), From=JEPARA, Subject="Usul waktu"))
    away = [{"from": "2031-03-05T03:00:00Z", "to": "2031-03-05T04:00:00Z", "free": False}]
    await house.secretariat.put(f"/panelists/{house.id('sri')}/availability", away)

    other = await press(house, item, "accept-time/check", starts_at="2031-03-07T02:00:00Z", whose=whose, written="1")
    clash = await press(house, item, "accept-time/check", starts_at="2031-03-05T03:00:00Z", whose=whose, written="1")
    nothing = await press(house, item, "accept-time/check", whose=whose, written="1")

    assert other.status == nothing.status == 422 and "Pilih salah satu waktu yang diusulkan." in other.text
    assert clash.status == 409 and "Dr. Sri tidak tersedia pada waktu itu." in clash.text
    assert (await house.secretariat.session(session))["starts_at"] == wire(TUESDAY_NINE)
