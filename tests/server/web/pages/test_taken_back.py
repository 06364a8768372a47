"""What is done on pages waits a minute and can be taken back; a form never undoes what its author had not seen."""

import re
from datetime import timedelta

import aiohttp
import pytest
from houses import TUESDAY_NINE
from posted import all_posted, all_sent
from reading_pages import read, send
from samples.booking_form import book, booking

from sessions.clock import wire
from sessions.store.mailing import mails


@pytest.fixture(autouse=True)
def by_mail(house):
    """As with a mail server: while mails are only written to files pages say that instead."""
    house.settings.mail.url = "smtp://mail.example"


async def test_a_booking_by_page_waits_and_is_taken_back(house):
    answer = await book(house)
    session = answer.location.split("/")[2].split("?")[0]
    page = await read(house.secretariat, f"/sessions/{session}")
    batch = (await house.secretariat.session(session))["batch"]
    assert "3 surel dikirim pukul " in page.text
    assert f"/batches/{batch['id']}/cancel" in page.markup

    back = await send(house.secretariat, f"/batches/{batch['id']}/cancel", aiohttp.FormData([("a", "b")]))

    assert back.status == 303
    assert (await house.secretariat.session(session))["state"] == "cancelled"
    assert "Pengiriman dihentikan" in (await read(house.secretariat, f"/batches/{batch['id']}")).text


async def test_nobody_is_said_to_be_invited_while_the_mails_still_wait(house):
    session = (await book(house)).location.split("/")[2].split("?")[0]
    steps = re.compile(r'<li class="done">([^<]+)</li>|<li aria-current="step">([^<]+)</li>')
    waiting = steps.findall((await read(house.secretariat, f"/sessions/{session}")).markup)

    house.clock.passes(seconds=90)
    await all_sent(house)
    gone = steps.findall((await read(house.secretariat, f"/sessions/{session}")).markup)

    assert waiting == [("", "Surel masih menunggu")]
    assert gone == [("Diundang", ""), ("", "3 belum menjawab")]


async def test_of_a_booking_that_is_cancelled_in_its_minute_nobody_hears_anything(house):
    session = (await book(house)).location.split("/")[2].split("?")[0]
    house.clock.passes(seconds=30)
    seen = await send(house.secretariat, f"/sessions/{session}/cancel/check", {"reason": "Salah daerah"})
    assert "tidak ada yang perlu diberi tahu" in seen.text and "Batalkan sesi" in seen.text
    assert (await send(house.secretariat, f"/sessions/{session}/cancel", {"reason": "Salah daerah"})).status == 303

    for _ in range(3):
        house.clock.passes(seconds=40)
        await all_sent(house)

    kept = await house.store.read(mails.of_session, session)
    assert {(one.kind, one.state) for one in kept} == {("invite", "dropped")}
    assert not any(all_posted(house, one.to_address) for one in kept)


async def test_a_cancellation_that_is_taken_back_lets_the_invitation_go(house):
    session = (await book(house)).location.split("/")[2].split("?")[0]
    await send(house.secretariat, f"/sessions/{session}/cancel", {"reason": "Salah daerah"})
    batch = (await house.secretariat.session(session))["batch"]["id"]
    house.clock.passes(seconds=30)
    back = await send(house.secretariat, f"/batches/{batch}/cancel", aiohttp.FormData([("a", "b")]))
    assert back.status == 303 and (await house.secretariat.session(session))["state"] == "booked"

    house.clock.passes(seconds=90)
    await all_sent(house)

    kept = await house.store.read(mails.of_session, session)
    assert {(one.kind, one.state) for one in kept} == {("invite", "sent")}


async def test_a_change_of_a_session_is_saved_by_no_button_that_was_not_looked_at_first(house):
    session = await house.book()
    await all_sent(house)
    form = await read(house.secretariat, f"/sessions/{session}/change")
    main = form.markup.partition("<main")[2].partition("</main>")[0]
    saving = re.findall(r"<button(?![^>]*(?:type=.button|name=))[^>]*>", main)
    changed = booking(house, revision="1", date="2031-03-11", panel=panel_of(house))
    changed.add_field("step", "check")

    seen = await send(house.secretariat, f"/sessions/{session}/change", changed)

    assert not saving, "each button of the form looks first"
    assert "Simpan dan kirim 6 surel" in seen.text and "selama satu menit" in seen.text


async def test_after_a_change_is_taken_back_the_invitation_that_holds_is_shown(house):
    """Who has the right invitation need not be telephoned, and nobody is reminded of what has not reached them."""
    session = await house.book()
    await all_sent(house)
    changed = booking(house, revision="1", date="2031-03-11", panel=panel_of(house))
    assert (await send(house.secretariat, f"/sessions/{session}/change", changed)).status == 303
    batch = (await house.secretariat.session(session))["batch"]["id"]
    waiting = await read(house.secretariat, f"/sessions/{session}")
    await send(house.secretariat, f"/batches/{batch}/cancel", aiohttp.FormData([("a", "b")]))

    page = await read(house.secretariat, f"/sessions/{session}")

    people = page.markup.partition('id="panel"')[2].partition("</table>")[0]
    assert people.count("diserahkan") == 6 and "tidak jadi" not in people
    assert "Ingatkan yang belum menjawab" not in waiting.text and "Ingatkan yang belum menjawab" in page.text


async def test_a_page_of_a_batch_hears_what_becomes_of_it_and_has_a_button_without_a_script(house):
    booked = await book(house)
    session = booked.location.split("/")[2].split("?")[0]
    batch = (await house.secretariat.session(session))["batch"]["id"]
    page = await read(house.secretariat, f"/batches/{batch}")
    assert "http-equiv" not in page.markup and "Muat ulang" in page.text and "batch.js" in page.markup

    async with house.client.get(f"/batches/{batch}/events", headers=house.secretariat.headers()) as stream:
        await house.secretariat.post(f"/batches/{batch}/cancel")
        heard = await stream.text()  # it ends by itself

    assert heard.endswith("event: state\ndata: {}\n\n")
    assert (await house.panelist.get(f"//batches/{batch}/events")).status == 404


async def test_a_form_that_somebody_was_quicker_than_shows_both_values_and_keeps_nothing(house):
    session = await house.book()
    standing = await read(house.secretariat, f"/sessions/{session}/change")
    assert standing.field("revision") == "1"
    await house.secretariat.patch(f"/sessions/{session}", {"meeting_url": "https://rapat.example.id/baru"})

    page = await send(
        house.secretariat,
        f"/sessions/{session}/change",
        booking(house, revision="1", meeting_url="https://rapat.example.id/lain", panel=panel_of(house)),
    )

    assert page.status == 409
    assert "diubah orang lain" in page.text
    assert "https://rapat.example.id/lain" in page.text and "https://rapat.example.id/baru" in page.text
    assert page.field("revision") == "2"
    assert (await house.secretariat.session(session))["meeting_url"] == "https://rapat.example.id/baru"


def panel_of(house):
    return [house.id(name) for name in ("ratna", "budi", "sri", "made", "yohanes")]


async def test_a_registry_form_of_an_older_state_shows_both_values(house):
    regencies = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    jepara = next(one for one in regencies if one["code"] == "33.20")
    page = await read(house.secretariat, f"/regencies/{jepara['id']}")
    assert page.field("revision") == str(jepara["revision"])
    await house.secretariat.patch(f"/regencies/{jepara['id']}", {"name": "Kabupaten Jepara Baru"})
    typed = {key: jepara[key] for key in ("code", "province", "timezone", "contact", "email")}
    form = typed | {"name": "Kab. Jepara", "delegates": "", "revision": str(jepara["revision"])}

    refused = await send(house.secretariat, f"/regencies/{jepara['id']}", aiohttp.FormData(list(form.items())))

    assert refused.status == 409
    assert "Kab. Jepara" in refused.text and "Kabupaten Jepara Baru" in refused.text


async def test_a_regency_chooses_its_time_on_its_page(house):
    slots = [wire(TUESDAY_NINE + timedelta(days=n)) for n in (1, 2)]
    offer = await house.secretariat.post(
        f"/programmes/{house.programme}/offers",
        {"regencies": ["33.20", "33.19"], "slots": slots, "until": wire(TUESDAY_NINE)},
    )
    page = await read(house.regency, f"/offers/{offer['id']}")
    assert page.status == 200 and "Pilih waktu sesi" in page.text

    chosen = await send(house.regency, f"/offers/{offer['id']}", aiohttp.FormData([("starts_at", slots[0])]))

    assert chosen.status == 303
    after = await read(house.regency, f"/offers/{offer['id']}")
    assert "Pilihan Kabupaten Jepara" in after.text
    assert (await read(house.secretariat, f"/offers/{offer['id']}")).status == 200


async def test_a_booking_of_which_nobody_heard_is_not_said_to_be_cancelled(house):
    answer = await book(house)
    session = answer.location.split("/")[2].split("?")[0]
    batch = (await house.secretariat.session(session))["batch"]["id"]
    await send(house.secretariat, f"/batches/{batch}/cancel", aiohttp.FormData([("a", "b")]))

    page = await read(house.secretariat, f"/sessions/{session}")
    cancelled = await read(house.secretariat, f"/programmes/{house.programme}/sessions?state=off")

    assert "tidak jadi" in page.text and "dibatalkan" not in page.text.partition("Riwayat")[0]
    assert "belum menjawab" not in page.text and "tidak diundang" in page.text
    assert "Dibatalkan 0" in cancelled.text and session not in cancelled.markup


async def test_a_reminder_leads_back_to_its_session_which_tells_of_it(house):
    session = await house.book()
    await all_sent(house)
    await house.secretariat.post(f"/sessions/{session}/rsvp", {"answer": "accepted", "for": house.panelist.id})
    asked = await read(house.secretariat, f"/sessions/{session}")
    assert "terakhir ditanya" in asked.text and "diingatkan" not in asked.text

    sent = await send(house.secretariat, f"/sessions/{session}/remind", aiohttp.FormData([("a", "b")]))
    page = await read(house.secretariat, sent.location)

    assert sent.location.startswith(f"/sessions/{session}?")
    assert "5 surel dikirim pukul " in page.text and "Kembalikan" in page.text
    assert "5 orang yang belum menjawab diingatkan" in page.text


async def test_who_never_answered_is_not_counted_among_those_who_did(house):
    session = await house.closed()

    page = await read(house.secretariat, f"/sessions/{session}")

    assert "6 tidak menjawab" in page.text and "Semua menjawab" not in page.text
