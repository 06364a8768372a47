"""What mails many is seen before it is sent: a plan that is accepted, a reminder of every session."""

import html
import re

from houses import on_one_store
from reading_pages import read, send

from server.web.pages.reaching import reminders
from sessions.actions import plan_look
from sessions.actions.before import batches


@on_one_store
async def test_a_plan_and_a_reminder_say_who_gets_what_before_anything_is_kept(house, monkeypatch):
    monkeypatch.setattr(plan_look, "ALWAYS_HELD", 5)  # of more people than that each with several sessions gets a list
    window = {"from": "2031-03-10", "to": "2031-03-14", "slots": ["10:30"], "parallel": 2, "seconds": 0.5}
    plan = await house.secretariat.post(f"/programmes/{house.programme}/plans", window)
    await house.secretariat.get(f"/plans/{plan['id']}/events")
    here, sessions = f"/plans/{plan['id']}", f"/programmes/{house.programme}/sessions"
    assert f'action="{here}/accept/check"' in (await read(house.secretariat, here)).markup

    link = "https://rapat.example.id/x"
    seen = await send(house.secretariat, f"{here}/accept/check", {"meeting_url": link})

    assert seen.status == 200 and seen.inline == []
    assert "Jadwalkan 4 sesi dan kirim undangan" in seen.text and "Undangan 23" in seen.text
    assert "1 belum mempunyai alamat" in seen.text and "Kota Denpasar" in seen.text
    assert link in seen.text and "/enter/…" in seen.text  # one as it will be read
    assert "dari kalender Anda" not in seen.text  # no mailbox is read: it is not promised
    assert (
        "Undangan · ketua panel" in seen.text and "Undangan · daerah" in seen.text and 'id="letter"' not in seen.markup
    )
    buttons = re.findall(r'name="read" value="([^"]*)">[^<]*<span class="unseen"> untuk ([^<]*)<', seen.markup)
    assert {key.partition(":")[2] for key, _ in buttons} == {"invite", "overview"}
    for key, name in buttons:  # whoever is pressed is read, and the page is as it was beside it
        one = await send(house.secretariat, f"{here}/accept/check", {"meeting_url": link, "read": key})
        (first,) = re.findall(r'id="letter".*?<b lang="id">([^<]*)</b>', one.markup, re.S)
        assert f"Surel untuk {html.unescape(name)}" in one.text and "Jadwalkan 4 sesi dan kirim undangan" in one.text
        assert ("sesi Anda" if key.endswith(":overview") else "Undangan sesi penilaian") in first
    assert (await house.secretariat.get(sessions))["items"] == []
    unfit = await send(house.secretariat, f"{here}/accept/check", {"meeting_url": "rapat"})
    assert unfit.status == 422

    await send(house.secretariat, f"{here}/accept", {"meeting_url": seen.field("meeting_url")})
    booked = (await house.secretariat.get(sessions))["items"]
    assert {one["meeting_url"] for one in booked} == {link}

    java = next(one["id"] for one in booked if one["regency"]["code"] == "33.20")
    asked = await send(house.secretariat, f"{sessions}/remind/check", {"back": sessions})
    only = await send(house.secretariat, f"{sessions}/remind/check", {"one": java, "back": sessions})
    assert "Kirim 23 surel" in asked.text and "Kirim 6 surel" in only.text
    assert (await house.secretariat.get(f"/programmes/{house.programme}/mails?kind=nudge"))["items"] == []
    sent = await send(house.secretariat, f"{sessions}/remind", {"one": only.field("one"), "back": sessions})
    assert sent.location.endswith("said=reminded")
    again = await send(house.secretariat, f"{sessions}/remind/check", {"one": java})
    assert "sudah diingatkan dalam sehari terakhir" in again.text


async def test_a_reminder_of_many_leads_to_where_it_is_taken_back(house, monkeypatch):
    monkeypatch.setattr(batches, "ALWAYS_HELD", 2)  # of more people than that a reminder waits its minute
    monkeypatch.setattr(reminders, "ALWAYS_HELD", 2)
    sessions = f"/programmes/{house.programme}/sessions"
    await house.book(panel=("ratna", "budi", "sri"))

    seen = await send(house.secretariat, f"{sessions}/remind/check", {"back": sessions})
    sent = await send(house.secretariat, f"{sessions}/remind", {"back": sessions})
    waits = await read(house.secretariat, sent.location)
    taken = await send(house.secretariat, f"{sent.location}/cancel")

    assert "selama satu menit" in seen.text and sent.location.startswith("/batches/")
    assert "Hentikan dan kembalikan" in waits.text and sessions in waits.markup
    mails = (await house.secretariat.get(f"/programmes/{house.programme}/mails?kind=nudge"))["items"]
    assert taken.status == 303 and {one["state"] for one in mails} == {"dropped"}


async def test_whom_an_invitation_has_only_just_reached_is_named_and_nobody_left_is_nothing_to_send(house):
    sessions = f"/programmes/{house.programme}/sessions"
    session = await house.book(panel=("ratna", "budi"))

    fresh = await send(house.secretariat, f"{sessions}/remind/check", {"back": sessions})
    house.clock.passes(days=2)
    later = await send(house.secretariat, f"{sessions}/remind/check", {"back": sessions})
    await send(house.secretariat, f"{sessions}/remind", {"one": session, "back": sessions})
    again = await send(house.secretariat, f"{sessions}/remind/check", {"back": sessions})

    assert "3 di antaranya diundang kurang dari sehari yang lalu" in fresh.text and "diundang kurang" not in later.text
    assert "sudah diingatkan dalam sehari terakhir" in again.text and "Kirim 0 surel" not in again.text
