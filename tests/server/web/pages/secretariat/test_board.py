"""The board of all coming sessions: who comes, who does not, who is silent or out of reach; one click asks again."""

import re

from houses import TUESDAY_NINE, on_both_stores
from reading_pages import read, send
from samples.booking_form import book

from sessions.store.mailing import mails

THREE = ("ratna", "budi", "sri")


async def board(house):
    return await read(house.secretariat, f"/programmes/{house.programme}/sessions")


async def remind(house, who=None):
    return await send(who or house.secretariat, f"/programmes/{house.programme}/sessions/remind")


async def answer(house, session, name, given):
    await house.people[name].post(f"/sessions/{session}/rsvp", {"answer": given})


async def nudged(house, session):
    """Who was asked again, by first name."""
    found = await house.store.read(mails.of_session, session)
    return sorted(mail.to_name for mail in found if mail.kind == "nudge")


@on_both_stores
async def test_the_board_names_who_comes_who_does_not_who_is_silent_and_who_is_out_of_reach(house):
    session = await house.book(panel=(*THREE, "made"))
    await answer(house, session, "ratna", "accepted")
    await answer(house, session, "budi", "declined")
    (mail,) = [one for one in await house.store.read(mails.of_session, session) if one.person == house.id("sri")]
    await house.store.write(mails.bounced, mail.message_id, reason="5.1.1")

    text = (await board(house)).text

    assert "Dr. Ratna, ketua, hadir" in text and "Tidak hadir: Dr. Budi" in text
    assert "Tidak terjangkau: Dr. Sri" in text and "Dr. Made, belum menjawab" in text and "3 belum menjawab" in text


async def test_a_regency_without_an_address_is_out_of_reach(house):
    await house.book(regency="51.71", panel=("ratna",))

    assert "Tidak terjangkau: alamat daerah belum diketahui" in (await board(house)).text


async def test_a_session_whose_regency_has_no_address_leads_to_where_it_is_filled_in(house):
    looked_at = await book(house, regency="51.71", step="check")
    session = await house.book(regency="51.71", panel=("ratna",))
    page = await read(house.secretariat, f"/sessions/{session}")

    assert "Alamatnya dapat diisi dari halaman sesi" in looked_at.text
    (address,) = re.findall(r'href="(/regencies/[^"#]+)#f-email">Isi alamat<', page.markup)

    assert "undangannya ditahan. Isi alamat" in page.text
    assert (await read(house.secretariat, address)).field("name") == "Kota Denpasar"
    assert "Isi alamat" not in (await read(house.panelist, f"/sessions/{session}")).text


async def test_a_moved_session_is_unanswered_again(house):
    session = await house.book(panel=("ratna",))
    await answer(house, session, "ratna", "accepted")
    await house.secretariat.patch(f"/sessions/{session}", {"starts_at": "2031-03-05T02:00:00Z"})

    assert "Dr. Ratna, ketua, belum menjawab" in (await board(house)).text


async def test_one_click_asks_everybody_who_is_silent_and_nobody_twice_a_day(house):
    first = await house.book(panel=THREE)
    second = await house.book(panel=("tono",), regency="33.19", starts_at=TUESDAY_NINE.replace(hour=5))
    await answer(house, first, "budi", "accepted")

    once = await remind(house)
    again = await remind(house)

    assert re.search(r"said=reminded$", once.location) and again.location.endswith("said=reminded-already")
    assert await nudged(house, first) == ["Dr. Ratna", "Dr. Sri", "Kontak Kabupaten Jepara"]
    assert await nudged(house, second) == ["Dr. Tono", "Kontak Kabupaten Kudus"]


async def test_only_the_secretariat_reminds(house):
    assert (await remind(house, house.panelist)).status == 404
