"""What mails many is seen before it is sent: a plan that is accepted, a reminder of every session."""

from houses import on_one_store
from reading_pages import read, send


@on_one_store
async def test_a_plan_and_a_reminder_say_who_gets_what_before_anything_is_kept(house):
    window = {"from": "2031-03-10", "to": "2031-03-14", "slots": ["10:30"], "parallel": 2, "seconds": 0.5}
    plan = await house.secretariat.post(f"/programmes/{house.programme}/plans", window)
    await house.secretariat.get(f"/plans/{plan['id']}/events")
    here, sessions = f"/plans/{plan['id']}", f"/programmes/{house.programme}/sessions"
    assert f'action="{here}/accept/check"' in (await read(house.secretariat, here)).markup

    seen = await send(house.secretariat, f"{here}/accept/check", {"meeting_url": "https://rapat.example.id/x"})

    assert seen.status == 200 and seen.inline == []
    assert "Jadwalkan 4 sesi dan kirim undangan" in seen.text and "Undangan 23" in seen.text
    assert "1 belum mempunyai alamat" in seen.text and "Kota Denpasar" in seen.text
    assert "https://rapat.example.id/x" in seen.text and "/enter/…" in seen.text  # one as it will be read
    assert "dari kalender" not in seen.text  # no mailbox is read: it is not promised
    assert (await house.secretariat.get(sessions))["items"] == []
    unfit = await send(house.secretariat, f"{here}/accept/check", {"meeting_url": "rapat"})
    assert unfit.status == 422

    await send(house.secretariat, f"{here}/accept", {"meeting_url": seen.field("meeting_url")})
    booked = (await house.secretariat.get(sessions))["items"]
    assert {one["meeting_url"] for one in booked} == {"https://rapat.example.id/x"}

    java = next(one["id"] for one in booked if one["regency"]["code"] == "33.20")
    asked = await send(house.secretariat, f"{sessions}/remind/check", {"back": sessions})
    only = await send(house.secretariat, f"{sessions}/remind/check", {"one": java, "back": sessions})
    assert "Kirim 23 surel" in asked.text and "Kirim 6 surel" in only.text
    assert (await house.secretariat.get(f"/programmes/{house.programme}/mails?kind=nudge"))["items"] == []
    sent = await send(house.secretariat, f"{sessions}/remind", {"one": only.field("one"), "back": sessions})
    assert sent.location.endswith("said=reminded")
    again = await send(house.secretariat, f"{sessions}/remind/check", {"one": java})
    assert "sudah diingatkan dalam sehari terakhir" in again.text
