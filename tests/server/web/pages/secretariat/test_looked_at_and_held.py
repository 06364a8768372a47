"""A reminder of one session and somebody who is newly a regency's: who gets which mail is looked at first, then it
waits its minute, and is taken back whole."""

import pytest
from houses import TUESDAY_NINE, on_both_stores, on_one_store
from posted import all_sent
from reading_pages import read, send
from samples.booking_form import book

from sessions.clock import wire
from sessions.store import mails

JEPARA = {"code": "33.20", "name": "Kabupaten Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}


@pytest.fixture(autouse=True)
def by_mail(house):
    """As with a mail server: while mails are only written to files pages say that instead."""
    house.settings.mail.url = "smtp://mail.example"


async def kinds(house, session: str) -> list[tuple[str, str]]:
    """The kind and the state of each of the session's mails but its invitations as booked."""
    found = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    return [(one["kind"], one["state"]) for one in found[3:]]


async def jepara(house) -> dict:
    """The regency as the registry has it."""
    found = await house.secretariat.get(f"/programmes/{house.programme}/regencies")
    return next(one for one in found["items"] if one["code"] == "33.20")


@on_both_stores
async def test_a_sessions_reminder_is_looked_at_waits_and_is_taken_back(house):
    session = await house.book(panel=("ratna", "budi"))
    await house.people["ratna"].post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    here = f"/sessions/{session}/remind"

    page = await read(house.secretariat, f"/sessions/{session}")
    look = await send(house.secretariat, f"{here}/check")
    before = await kinds(house, session)
    done = await send(house.secretariat, here)
    held = await kinds(house, session)
    there = f"/batches/{done.location.rpartition('batch=')[2]}"
    batch = (await house.secretariat.get(there)).body
    waits = await read(house.secretariat, done.location)
    again = await send(house.secretariat, f"{here}/check")
    await send(house.secretariat, f"{there}/cancel")
    stopped = await kinds(house, session)
    anew = await send(house.secretariat, f"{here}/check")

    assert f'action="{here}/check"' in page.markup and f'action="{here}"' not in page.markup
    assert "Kirim 2 surel" in look.text and "Dr. Budi" in look.text and "ratna@panel.example" not in look.text
    assert before == [] and held == [("nudge", "waiting")] * 2
    assert batch["state"] == "waiting" and f'action="{there}/cancel"' in waits.markup
    assert again.location == f"/sessions/{session}?said=reminded-already"
    assert stopped == [("nudge", "dropped")] * 2 and "Kirim 2 surel" in anew.text


@on_both_stores
async def test_the_bar_says_until_when_and_who_presses_too_late_is_led_back_to_the_session(house):
    session = await house.book(panel=("ratna", "budi"))
    here = f"/sessions/{session}"
    moved = (await house.secretariat.patch(f"{here}?hold=true", {"starts_at": wire(TUESDAY_NINE.replace(hour=6))})).body
    batch = moved["batch"]

    waits = await read(house.secretariat, here)
    house.clock.passes(seconds=65)
    await all_sent(house)
    later = await read(house.secretariat, here)
    pressed = await send(house.secretariat, f"/batches/{batch['id']}/cancel")
    told = await read(house.secretariat, pressed.location)

    assert "3 surel dikirim pukul 08.01.00 WIB" in waits.text and "Kembalikan" in waits.text
    assert f'data-until="{batch["due_at"]}"' in waits.markup and "Kembalikan" not in later.text
    assert pressed.location == f"{here}?late={batch['id']}"
    assert "Sudah terkirim 08.01.05 WIB" in told.text and "ubah waktu, panel atau tautannya" in told.text
    assert f"{here}/change" in told.markup and "Ringkasan" in told.text


@on_one_store
async def test_close_to_the_start_a_reminder_goes_at_once_and_a_program_asks_for_the_minute(house):
    session = await house.book(panel=("ratna",))

    plain = await house.secretariat.post(f"/sessions/{session}/remind?check=true")
    held = await house.secretariat.post(f"/sessions/{session}/remind?hold=true")
    assert [one["kind"] for one in plain["would_send"]] == ["nudge", "nudge"]
    assert held["batch"]["state"] == "waiting" and len(held["reminded"]) == 2

    soon = await house.book(regency="33.19", panel=("tono",), chair="tono", starts_at=TUESDAY_NINE.replace(hour=6))
    house.clock.now = TUESDAY_NINE.replace(hour=5, minute=58)
    look = await send(house.secretariat, f"/sessions/{soon}/remind/check")
    done = await send(house.secretariat, f"/sessions/{soon}/remind")
    assert "dapat dikembalikan" not in look.text and done.location == f"/sessions/{soon}?said=reminded"


@on_both_stores
async def test_a_new_delegates_invitation_is_looked_at_waits_and_is_taken_back(house):
    session = await house.book(panel=("ratna", "budi"))
    regency = await jepara(house)
    here, form = f"/regencies/{regency['id']}", JEPARA | {"contact": regency["contact"], "email": regency["email"]}
    form |= {"delegates": "Siti <siti@daerah.example>", "revision": str(regency["revision"])}

    look = await send(house.secretariat, here, form)
    before = (await jepara(house))["delegates"]
    edited = await send(house.secretariat, here, form | {"step": "edit"})
    done = await send(house.secretariat, here, form | {"step": "send"})
    held = await kinds(house, session)
    guests = (await jepara(house))["delegates"]
    await send(house.secretariat, f"{done.location}/cancel")

    assert "Simpan dan kirim 1 surel" in look.text and "siti@daerah.example" in look.text and before == []
    assert look.carried(here)["delegates"] == "Siti <siti@daerah.example>"
    assert edited.status == 200 and "siti@daerah.example" in edited.field("delegates")
    assert done.location.startswith("/batches/") and held == [("invite", "waiting")]
    assert [one["email"] for one in guests] == ["siti@daerah.example"]
    assert await kinds(house, session) == [("invite", "dropped")] and (await jepara(house))["delegates"] == []
    assert await house.secretariat.kinds(session) == ["booked", "panel-changed", "undone"]


@on_one_store
async def test_what_mails_nobody_is_saved_at_once_and_who_leaves_is_told_at_once(house):
    session = await house.book(panel=("ratna", "budi"))
    regency = await jepara(house)
    here, form = f"/regencies/{regency['id']}", JEPARA | {"contact": "Bu Dewi", "email": regency["email"]}

    named = await send(house.secretariat, here, form)
    name = (await jepara(house))["contact"]
    other = form | {"contact": "Pak Eko", "email": "eko@daerah.example"}
    look = await send(house.secretariat, here, other)
    done = await send(house.secretariat, here, other | {"step": "send"})

    assert named.location == f"{here}?said=saved" and name == "Bu Dewi"
    assert "Simpan dan kirim 2 surel" in look.text and "tidak dapat ditahan" in look.text
    assert "dapat dikembalikan selama" not in look.text
    assert done.location == f"{here}?said=saved"
    assert [kind for kind, _ in await kinds(house, session)] == ["invite", "removed"]


async def test_words_of_ones_own_are_seen_in_a_mail_that_stands_open(house):
    words = {"note": "Mohon hadir lima menit lebih awal.", "step": "check"}

    plain = await book(house, step="check")
    added = await book(house, **words)

    assert '<details class="more reads" open>' not in plain.markup
    opened = added.markup.partition('<details class="more reads" open>')[2].partition("</td>")[0]
    assert words["note"] in opened


async def test_words_of_an_invitation_stay_in_the_mail_that_moves_it(house):
    words = "Mohon hadir lima menit lebih awal."
    session = (await book(house, note=words)).location.split("/")[2].split("?")[0]
    to = "2031-03-05T02:00:00Z"

    seen = await read(house.secretariat, f"/sessions/{session}/move?to={to}")
    await send(house.secretariat, f"/sessions/{session}/move", {"to": to, "revision": "1"})

    sent = await house.store.read(lambda db: mails.of_session(db, session))
    assert words in seen.text and {one.facts["added"] for one in sent} == {words} and len(sent) == 6


async def test_a_cancellation_is_looked_at_before_it_is_done(house):
    session = await house.book()

    page = await read(house.secretariat, f"/sessions/{session}")
    look = await send(house.secretariat, f"/sessions/{session}/cancel/check", {"reason": "Bencana"})

    assert f'action="/sessions/{session}/cancel"' not in page.markup
    assert f'action="/sessions/{session}/cancel"' in look.markup
