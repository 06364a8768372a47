"""Where the mails are, by person: the worst first, with what to do beside it."""

import re
from datetime import timedelta

from houses import TUESDAY_NINE, on_one_store
from reading_pages import read

from sessions.store.mailing import mails

pytestmark = on_one_store


async def picture(house, query: str = "") -> list[str]:
    """The rows of the page, as they read."""
    page = await read(house.secretariat, f"/programmes/{house.programme}/mails/people{query}")
    rows = re.findall(r"<tr>(.*?)</tr>", page.markup.partition("<tbody>")[2], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]


async def test_each_person_stands_once_the_worst_first_with_what_to_do(house):
    """A later reminder that comes back says more than an invitation that arrived; an answer ends the asking."""
    session = await house.book(panel=("ratna", "budi", "sri"))
    other = await house.book(panel=("ratna", "tono"), regency="51.71", starts_at=TUESDAY_NINE.replace(hour=6))
    for mail in await house.store.read(mails.of_sessions, [session, other]):
        if mail.to_address:
            await house.store.write(mails.sent, mail.id, now=house.clock())
    await house.people["budi"].post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    await house.secretariat.post(f"/sessions/{session}/remind")
    (nudge,) = [one for one in await house.store.read(mails.of_session, session)
                if one.kind == "nudge" and one.person == house.id("ratna")]  # fmt: skip
    await house.store.write(mails.sent, nudge.id, now=house.clock())
    await house.store.write(mails.bounced, nudge.message_id, reason="5.1.1 no such user")

    rows = await picture(house)

    assert rows[0].startswith("Dr. Ratna") and "ditolak penerima" in rows[0] and "5.1.1 no such user" in rows[0]
    assert "0 dari 2 sesi" in rows[0] and "Perbaiki alamat" in rows[0]
    assert "alamat belum ada" in rows[1] and "Isi alamat" in rows[1]
    assert [row for row in rows if row.startswith("Dr. Budi")] == [rows[-1]]
    assert "dijawab" in rows[-1] and "1 dari 1 sesi" in rows[-1]
    assert len([row for row in rows if row.startswith("Dr. Ratna")]) == 1
    assert [row.split(" ditolak")[0] for row in await picture(house, "?delivery=bounced")] == [
        rows[0].split(" ditolak")[0]
    ]
    assert await picture(house, "?q=tono") == [row for row in rows if row.startswith("Dr. Tono")]


async def test_whoever_has_answered_is_not_asked_again_because_a_later_mail_arrived(house):
    session = await house.book()
    await house.people["ratna"].post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    house.clock.now = TUESDAY_NINE + timedelta(hours=2)
    await house.announce(session)  # it has closed: its record's digest is mailed
    for mail in await house.store.read(mails.of_session, session):
        await house.store.write(mails.sent, mail.id, now=house.clock())

    (ratna,) = await picture(house, "?q=ratna")

    assert "dijawab" in ratna and "1 dari 1 sesi" in ratna and "Belum menjawab" not in ratna, ratna


async def test_a_full_mailbox_is_not_called_a_wrong_address(house):
    """RFC 3463, 5.2.2: the address is right, so nobody is sent to correct it."""
    session = await house.book(panel=("ratna",))
    (ratna,) = [one for one in await house.store.read(mails.of_session, session) if one.person == house.id("ratna")]
    await house.store.write(mails.sent, ratna.id, now=house.clock())
    await house.store.write(mails.bounced, ratna.message_id, reason="552 5.2.2 mailbox full")

    (row,) = await picture(house, "?q=ratna")

    assert "Kotak suratnya penuh" in row and "Kirim lagi" in row and "Perbaiki alamat" not in row, row


async def test_it_is_the_secretariats_alone(house):
    for who in (house.panelist, house.regency):
        assert (await read(who, f"/programmes/{house.programme}/mails/people")).status == 404
