"""The inbox's page: what waits is shown in words, and its buttons do what they say."""

import io
import re
from datetime import timedelta

import pytest
from houses import TUESDAY_NINE, on_both_stores
from openpyxl import load_workbook
from reading_pages import read
from samples.replies import a_calendar, a_mail_of, a_part, a_text

from sessions.actions.inbox import receiving
from sessions.store import mails
from sessions.values.itip import read_mail

LATER = "20310305T020000Z"  # the day after


@pytest.fixture
def comes_in(house):
    """Hands a mail in as the inbox does."""

    async def come_in(raw: bytes) -> None:
        mail = read_mail(raw, organizer=house.settings.mail.organizer.address)
        await house.store.write(receiving.take, mail, raw, now=house.clock.now)

    return come_in


def proposing(uid: str, *, starts: str = LATER, text: str = "Lusa saja?") -> bytes:
    """Budi's counter-proposal."""
    attendee = "ATTENDEE;PARTSTAT=TENTATIVE:mailto:budi@panel.example"
    calendar = a_calendar(METHOD="METHOD:COUNTER", UID=f"UID:{uid}", DTSTART=f"DTSTART:{starts}", ATTENDEE=attendee)
    part = a_part(calendar, kind="text/calendar; method=COUNTER")
    return a_mail_of(a_text(text), part, From="budi@panel.example")


async def page(house, path="//inbox") -> str:
    answer = await house.secretariat.get(path)
    assert answer.status == 200
    return answer.raw.decode()


def links(shown) -> list[str]:
    """Where the queue's entries lead."""
    return [f"/inbox{href}" for href in re.findall(r'<li><a href="([^"]+)"', part(shown, "h-queue"))]


def part(shown, name) -> str:
    """The section of that id, or that it is labelled by."""
    return re.search(rf'<section[^>]*"{name}".*?</section>', shown, re.DOTALL)[0]


async def press(house, action, **fields):
    """Presses the one button that posts there."""
    (path,) = set(re.findall(rf'action="(/inbox/\w+/{action})"', await page(house)))
    return await house.secretariat.ask("POST", f"/{path}", data=fields, allow_redirects=False)


async def test_with_nothing_waiting_it_says_so(house):
    assert "Tidak ada surel yang menunggu" in await page(house)


async def test_a_proposed_time_is_shown_and_moves_the_session(house, comes_in):
    session = await house.book()
    await comes_in(proposing((await house.secretariat.session(session))["uid"]))

    shown = await page(house)
    assert "Mengusulkan waktu lain" in shown and "Lusa saja?" in shown
    assert "Rabu, 5 Maret 2031, 09.00–11.00 WIB" in shown
    seen = await press(house, "accept-time/check")
    assert seen.status == 200 and "sri@panel.example" in seen.raw.decode()
    assert (await house.secretariat.session(session))["starts_at"] == f"{TUESDAY_NINE:%Y-%m-%dT%H:%M:%SZ}"
    (path,) = re.findall(r'action="(/inbox/\w+/accept-time)"', seen.raw.decode())
    answer = await house.secretariat.ask("POST", f"/{path}", data={}, allow_redirects=False)
    assert answer.status == 303 and answer.headers["Location"].startswith("/inbox?said=accept-time&did=")
    assert await house.did("answer") == ["accept-time"]
    assert (await house.secretariat.session(session))["starts_at"] == "2031-03-05T02:00:00Z"
    assert "Tidak ada surel yang menunggu" in await page(house)


async def test_a_proposed_time_that_clashes_is_said_at_the_mail_which_goes_on_waiting(house, comes_in):
    session = await house.book()
    await comes_in(proposing((await house.secretariat.session(session))["uid"], starts="20310308T020000Z"))

    answer = await press(house, "accept-time/check")
    assert answer.status == 409 and b'role="alert"' in answer.raw
    assert (await house.secretariat.session(session))["starts_at"] == f"{TUESDAY_NINE:%Y-%m-%dT%H:%M:%SZ}"
    assert "Mengusulkan waktu lain" in await page(house)


async def test_a_mail_in_plain_words_is_recorded_as_somebodys_answer(house, comes_in):
    session = await house.book()
    ours = next(one for one in await house.store.read(mails.of_session, session) if one.person == house.id("sri"))
    await comes_in(a_mail_of(a_text("Saya berhalangan."), From="sri@panel.example", In_Reply_To=ours.message_id))
    arrived = "Surel tentang sesi ini sudah sampai"
    assert arrived in (await read(house.people["sri"], "/")).text

    answer = await press(house, "assign", whose=f"{session}:{house.id('sri')}", answer="declined")
    assert answer.status == 303
    seats = {seat["id"]: seat["rsvp"] for seat in (await house.secretariat.session(session))["panel"]}
    assert seats[house.id("sri")] == "declined"
    assert arrived not in (await read(house.people["sri"], "/")).text


async def test_links_are_masked_and_markup_is_text(house, comes_in):
    await house.book()
    token = house.panelist.token
    text = f"<script>alert(1)</script> > http://x/enter/{token}"
    await comes_in(a_mail_of(a_text(text), From="sri@panel.example", Subject="<b>hai</b>"))

    shown = await page(house)
    assert token not in shown and "<script>alert" not in shown and "<b>hai" not in shown


async def test_it_is_the_secretariats_alone(house):
    assert (await house.panelist.get("//inbox")).status == 404


async def test_the_desk_is_searched_filtered_paged_and_taken_away(house, comes_in):
    await house.book()
    for number in range(27):
        await comes_in(a_mail_of(a_text(f"Halo {number}."), From="sri@panel.example", Subject=f"Perihal {number:02}"))
    await comes_in(a_mail_of(a_text("Apa?"), From="budi@panel.example", Subject="Lain sekali"))

    first, second = await page(house), await page(house, "//inbox?state=open&limit=25")
    (next_page,) = re.findall(r'rel="next" href="([^"]+)"', second)
    rest = await page(house, f"//inbox{next_page.replace('&amp;', '&')}")
    found = await page(house, "//inbox?q=lain+sekali")
    answer = await house.secretariat.get("//inbox.xlsx?q=perihal+2&kind=written")
    rows = list(load_workbook(io.BytesIO(answer.raw)).active.values)

    assert "1–25 dari 28" in first and "26–28 dari 28" in rest and 'rel="prev"' in rest
    assert "Perihal 24" in first and "Perihal 24" not in rest and "Lain sekali" in rest
    assert "Lain sekali" in found and "Perihal 0" not in found
    assert [row[2] for row in rows[1:]] == ["Perihal 02", "Perihal 12", *(f"Perihal {n}" for n in range(20, 27))]
    assert "Tidak ada surel yang cocok." in await page(house, "//inbox?q=tidakada")
    last = links(rest)[-1]
    of_the_second_page = await page(house, f"/{last.replace('&amp;', '&')}")  # its queue is that page's
    assert links(of_the_second_page) == links(rest) and "28 dari 28" in of_the_second_page
    assert "Lain sekali" in part(of_the_second_page, "original")
    assert "Tidak ada surel yang cocok." in await page(house, "//inbox?kind=quarantine")


async def test_of_several_those_that_are_plain_are_noted_and_the_others_wait(house, comes_in):
    session = await house.book()
    uid = (await house.secretariat.session(session))["uid"]
    line = 'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:asisten@kampus.example":mailto:budi@panel.example'
    calendar = a_calendar(METHOD="METHOD:REPLY", UID=f"UID:{uid}", ATTENDEE=line)
    part = a_part(calendar, kind="text/calendar; method=REPLY")
    await comes_in(a_mail_of(a_text("Hadir."), part, From="asisten@kampus.example"))
    await comes_in(a_mail_of(a_text("Apa?"), From="sri@panel.example", Subject="Tanya"))
    ticked = dict.fromkeys(re.findall(r'name="(item-\w+)"', await page(house)), "1")
    assert len(ticked) == 2

    answer = await house.secretariat.ask("POST", "//inbox/confirm", data=ticked, allow_redirects=False)
    left = await page(house)

    assert answer.headers["Location"] == "/inbox?said=confirm"
    assert "Tanya" in left and "asisten@kampus.example" not in left
    seats = {seat["id"]: seat["rsvp"] for seat in (await house.secretariat.session(session))["panel"]}
    assert seats[house.id("budi")] == "accepted"


async def test_one_after_the_other_is_decided_without_a_script_in_the_list_as_it_was_filtered(house, comes_in):
    await house.book()
    for name in ("budi", "sri", "made"):
        words, sender = a_text("Saya akan hadir."), f"{name}@panel.example"
        await comes_in(a_mail_of(words, From=sender, Subject=f"Dari {name}", Message_ID=f"<{name}@panel.example>"))
        house.clock.now += timedelta(seconds=1)
    await comes_in(a_mail_of(b"Content-Type: application/pdf; name=tugas.pdf\r\n\r\n%PDF", From="sri@panel.example"))
    filtered = "//inbox?state=open&kind=written"

    first = await page(house, filtered)
    second = await page(house, f"/{links(first)[1].replace('&amp;', '&')}")
    form = part(second, "work")
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)) | {
        "whose": re.search(r'<option value="([^"]+)" selected', form)[1],
        "answer": re.search(r'value="(\w+)" checked', form)[1],
        "comment": re.search(r'name="comment"[^>]*value="([^"]*)"', form)[1],
    }
    (action,) = set(re.findall(r'action="(/inbox/\w+/assign)"', form))
    fields["back"] = fields["back"].replace("&amp;", "&")
    done = await house.secretariat.ask("POST", f"/{action}", data=fields, allow_redirects=False)
    third = await page(house, f"/{done.headers['Location']}")
    session = (await house.secretariat.get(f"/programmes/{house.programme}/sessions"))["items"][0]

    assert "Dari budi" in part(first, "original") and "Dari sri" in part(second, "original")
    assert "<mark>akan hadir</mark>" in second and "1 dari 4" in first and "2 dari 4" in second
    assert [seat["rsvp"] for seat in session["panel"] if seat["id"] == house.id("sri")] == ["accepted"]
    assert "Dari made" in part(third, "original") and "2 dari 3" in third and "/take-back" in third
    assert 'value="written" checked' in third
    last = await page(house, f"/{links(third)[-1].replace('&amp;', '&')}")
    assert "tidak berisi kata-kata" in last and "tugas.pdf" in last


@on_both_stores
async def test_a_mail_is_given_to_a_colleague_and_the_queue_shows_and_filters_whose_it_is(house, comes_in):
    session = await house.book()
    await comes_in(proposing((await house.secretariat.session(session))["uid"]))
    for name in ("Wulan", "Agus"):
        await house.secretariat.post("/accounts", {"email": f"{name}@k.example", "name": name, "role": "secretariat"})
    agus = next(one["id"] for one in (await house.secretariat.get("/accounts"))["items"] if one["name"] == "Agus")

    given = await press(house, "hand", to=agus)
    shown = await page(house)

    assert given.status == 303 and "said=hand" in given.headers["Location"]
    assert "ditugaskan kepada Agus" in part(shown, "h-queue") and "Ditugaskan kepada Agus." in part(shown, "work")
    assert links(await page(house, f"//inbox?keeper={agus}"))
    assert "Tidak ada surel yang cocok" in await page(house, "//inbox?keeper=nobody")
    history = (await read(house.secretariat, "/history?thing=answer")).text
    assert "Surel Dr. Budi tentang sesi Kabupaten Jepara ditugaskan" in history and "Petugas: Agus" in history

    assert (await press(house, "hand", to=house.panelist.id)).status == 422
    await house.secretariat.delete(f"/accounts/{agus}")
    assert links(await page(house, "//inbox?keeper=nobody")), "whose account ends keeps nothing"
