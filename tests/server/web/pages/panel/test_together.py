"""A panelist's invitations are answered by one press; what has changed meanwhile is said by name, the rest is taken."""

import re
from datetime import timedelta

from houses import TUESDAY_NINE, House, on_both_stores, on_one_store
from reading_pages import read, send

from sessions.clock import wire

HERE = "/my-sessions"
STARTS = {"33.20": timedelta(), "51.71": timedelta(hours=5), "91.71": timedelta(days=1), "33.19": timedelta(days=2)}


async def booked(house: House) -> dict[str, str]:
    """Four sessions of the whole panel, by their regencies' codes."""
    return {code: await house.book(regency=code, starts_at=TUESDAY_NINE + later) for code, later in STARTS.items()}


async def ticked(who) -> list[str]:
    page = await read(who, HERE)
    assert page.status == 200 and page.inline == []
    return re.findall(r'name="one"[^>]*value="([^"]+)"[^>]*checked', page.markup)


async def press(who, answer: str, ticks: list[str], **more: str):
    form = [("answer", answer), *more.items(), *(("one", one) for one in ticks)]
    return await send(who, f"{HERE}/rsvp", form)


async def said(house: House, session: str) -> list[tuple[str, str]]:
    """What its record says that was answered, with the message."""
    found = [one for one in await house.secretariat.entries(session) if one["kind"] == "answered"]
    return [(one["data"]["answer"], one["data"].get("comment", "")) for one in found]


@on_one_store
async def test_what_runs_stands_above_what_waits(house):
    await house.open()
    for later in (timedelta(hours=5), timedelta(days=1)):
        await house.book(regency="51.71", starts_at=TUESDAY_NINE + later)

    first = (await read(house.panelist, "/")).text

    assert first.index("Buka lembar penilaian") < first.index("2 undangan menunggu")


@on_both_stores
async def test_what_waits_is_taken_at_once_and_what_changed_meanwhile_is_said_by_name(house):
    known = await booked(house)
    ticks = await ticked(house.panelist)
    assert [one.split()[0] for one in ticks] == list(known.values())
    moved = await house.secretariat.patch(
        f"/sessions/{known['91.71']}", {"starts_at": wire(TUESDAY_NINE + timedelta(days=1, hours=1))}
    )
    gone = await house.secretariat.post(f"/sessions/{known['33.19']}/cancel", {"reason": "Pindah tahun"})
    assert (moved.status, gone.status) == (200, 200)
    mails = len((await house.secretariat.get(f"/programmes/{house.programme}/mails"))["items"])

    for _ in range(2):  # pressed twice
        sent = await press(house.panelist, "accepted", ticks)
        then = await read(house.panelist, sent.location)
        assert sent.status == 303 and "Jawaban Anda tercatat untuk 2 sesi." in then.text
        assert (
            "Kota Jayapura : kini Rabu, 5 Maret 2031" in then.text and "Kabupaten Kudus : sudah dibatalkan" in then.text
        )

    assert [await said(house, one) for one in known.values()] == [[("accepted", "")], [("accepted", "")], [], []]
    assert len((await house.secretariat.get(f"/programmes/{house.programme}/mails"))["items"]) == mails
    assert await ticked(house.panelist) == [], "the one that is left is answered on its own page"


@on_one_store
async def test_one_reason_goes_with_what_is_declined_and_what_was_answered_by_itself_stands(house):
    known = await booked(house)
    come = await send(house.nobody, f"/enter/{house.panelist.token}")
    assert come.location == HERE, "where a mail leads"
    ticks = await ticked(house.panelist)

    await press(house.panelist, "declined", ticks[:1], comment="Dinas luar")
    await house.panelist.post(f"/sessions/{known['51.71']}/rsvp", {"answer": "tentative"})
    assert await ticked(house.panelist) == ticks[2:]
    sent = await press(house.panelist, "accepted", ticks, comment="Dinas luar")

    then = (await read(house.panelist, sent.location)).text
    assert "tercatat untuk 2 sesi" in then and "Jepara : sudah Anda jawab tersendiri" in then
    found = [await said(house, one) for one in known.values()]
    assert found == [[("declined", "Dinas luar")], [("tentative", "")], [("accepted", "")], [("accepted", "")]]


@on_one_store
async def test_nobody_answers_for_another_or_learns_whose_it_is(house):
    known = await booked(house)
    ticks = await ticked(house.panelist)
    assert await ticked(house.regency) == [] == await ticked(house.people["tono"])

    sent = await press(house.people["tono"], "accepted", [*ticks, f"nothing {wire(TUESDAY_NINE)}"])
    then = await read(house.people["tono"], sent.location)
    assert "Ada undangan yang bukan" in then.text and "Jepara" not in then.text and "tercatat untuk" not in then.text
    assert [await said(house, one) for one in known.values()] == [[], [], [], []]
    nothing = await press(house.panelist, "accepted", [])
    assert "Tidak ada sesi yang dicentang" in (await read(house.panelist, nothing.location)).text
    for answer, wrong in (("perhaps", ticks), ("accepted", ["x"]), ("accepted", ticks[:1] * 101)):
        assert (await press(house.panelist, answer, wrong)).status == 422
