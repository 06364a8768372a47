"""What of a programme waits for a person: counts and lists, each row with what decides."""

import re
from datetime import timedelta

import pytest
from houses import TUESDAY_NINE, on_both_stores
from reading_pages import read

from sessions.clock import wire
from sessions.store.mailing import mails


async def overview(house):
    answer = await house.secretariat.get(f"/programmes/{house.programme}/overview")
    assert answer.status == 200, answer.body
    assert answer["counts"] == {kind: len(answer[kind]) for kind in answer["counts"]}
    return answer


async def test_a_regency_without_an_address_waits_before_and_after_it_is_booked(house):
    before = await overview(house)
    session = await house.book(regency="51.71")
    after = await overview(house)

    assert [row["regency"]["code"] for row in before["no_address"]] == ["51.71"]
    assert (before["no_address"][0]["session"], after["no_address"][0]["session"]) == (None, session)


async def test_who_declined_and_who_is_silent_stand_apart(house):
    session = await house.book()
    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "declined", "comment": "dinas luar"})
    await house.chair.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})

    found = await overview(house)

    (declined,) = found["declined"]
    assert (declined["session"], declined["person"]["id"], declined["comment"]) == (
        session,
        house.panelist.id,
        "dinas luar",
    )
    (silent,) = found["unanswered"]
    assert {house.panelist.id, house.chair.id}.isdisjoint(one["id"] for one in silent["people"])
    assert len(silent["people"]) == 4  # three of the panel and the regency's contact


async def test_a_mail_that_is_due_and_does_not_go_out_is_stuck(house):
    session = await house.book()
    assert (await overview(house))["counts"]["mail_stuck"] == 0

    house.clock.passes(minutes=11)

    stuck = (await overview(house))["mail_stuck"]
    assert {row["session"] for row in stuck} == {session} and {row["state"] for row in stuck} <= {"waiting", "sending"}


async def test_of_a_persons_mails_about_a_session_the_last_tells(house):
    session = await house.book()
    first, *_ = [one.id for one in await house.store.read(mails.of_session, session)]
    await house.store.write(lambda db: mails.failed(db, first, reason="5.1.1"))
    failed = (await overview(house))["mail_failed"]

    again = await house.store.write(lambda db: mails.resend(db, first, now=house.clock.now))
    await house.store.write(lambda db: mails.sent(db, again, now=house.clock.now))

    assert [row["mail"] for row in failed] == [first]
    assert (await overview(house))["mail_failed"] == []


async def test_a_session_lacks_its_deck_and_its_link_until_it_has_them(house):
    session = await house.book(meeting_url="")
    bare = await overview(house)
    link = {"kind": "deck", "name": "Paparan", "url": "https://berkas.example.id/paparan"}
    await house.regency.post(f"/sessions/{session}/files", link)
    await house.secretariat.patch(f"/sessions/{session}", {"meeting_url": "https://rapat.example.id/x"})
    whole = await overview(house)

    assert (bare["counts"]["no_deck"], bare["counts"]["no_link"]) == (1, 1)
    assert (whole["counts"]["no_deck"], whole["counts"]["no_link"]) == (0, 0)


async def test_minutes_wait_for_those_who_have_not_signed(house):
    session = await house.closed()
    found = await overview(house)

    (row,) = found["unsigned"]
    assert row["session"] == session and len(row["people"]) == 5
    assert found["round"] == {"regencies": 4, "booked": 1, "accepted": 0, "running": 0, "over": 1, "signed": 0}


@on_both_stores
async def test_required_claims_are_missed_and_optional_ones_are_not(house):
    await house.book()
    counts = {}
    for claims in ("optional", "required"):
        await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": claims})
        counts[claims] = (await overview(house))["counts"]["claims_missing"]

    assert counts == {"optional": 0, "required": 1}


async def test_what_has_come_to_clash_since_it_was_booked_is_named(house):
    session = await house.book()
    assert (await overview(house))["clashes"] == []

    busy = [{"from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE + timedelta(hours=1)), "free": False}]
    await house.panelist.put(f"/panelists/{house.panelist.id}/availability", busy)
    await house.secretariat.patch(f"/programmes/{house.programme}", {"blocked": ["2031-03-04"]})

    (row,) = (await overview(house))["clashes"]
    assert row["session"] == session
    assert {clash["why"] for clash in row["clashes"]} == {"holiday", "unavailable"}


async def test_a_day_that_is_closed_leads_from_the_overview_to_the_change_of_all_its_sessions(house):
    session = await house.book()
    await house.book(regency="33.19", starts_at=TUESDAY_NINE + timedelta(hours=3))
    await house.secretariat.patch(f"/programmes/{house.programme}", {"blocked": ["2031-03-04"]})

    page = await read(house.secretariat, f"/programmes/{house.programme}/overview")
    mending = f"/programmes/{house.programme}/plans?day=2031-03-04"
    form = await read(house.secretariat, mending)

    assert "2 sesi bentrok" in page.text and f'href="{mending}#repair"' in page.markup
    assert form.field("day") == "2031-03-04"
    assert (
        "4 Maret 2031 ditutup dalam pengaturan program." in (await read(house.secretariat, f"/sessions/{session}")).text
    )


async def test_the_page_names_the_phase_that_runs_and_says_how_far_the_week_is(house):
    await house.open()
    await house.book(regency="33.19", starts_at=TUESDAY_NINE + timedelta(days=1))

    page = await read(house.secretariat, f"/programmes/{house.programme}/overview")

    assert re.search(r'<span class="tag now live">Paparan</span>', page.markup)
    assert "0 selesai, 1 berlangsung, 1 menunggu." in page.text
    assert "Sesi terakhir yang dijadwalkan: Rabu, 5 Maret 2031." in page.text


async def test_what_puts_no_session_at_risk_is_not_urgent(house):
    await house.closed()
    await house.book(regency="51.71", starts_at=house.clock.now + timedelta(days=1))

    page = await read(house.secretariat, f"/programmes/{house.programme}/overview")

    urgent = {text: kind for kind, text in re.findall(r"<li( class=\"bad\")?>.*?<b>([^<]+)</b>", page.markup)}
    assert urgent["1 daerah belum mempunyai alamat surel"] and not urgent["1 daerah belum mengunggah paparan"]
    assert not urgent["1 berita acara belum lengkap tanda tangannya"] and "Terlama: Selasa, 4 Maret 2031" in page.text


async def test_it_is_the_secretariats_alone(house):
    for who in (house.chair, house.regency):
        assert (await who.get(f"/programmes/{house.programme}/overview")).status == 404
    assert (await house.secretariat.get("/programmes/nothing/overview")).status == 404


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_page_leads_through_set_up_while_nothing_is_booked_and_then_to_what_waits(house, language):
    address, headers = f"/programmes/{house.programme}/overview", {"Cookie": f"sidang_language={language}"}
    empty = await read(house.secretariat, address, headers=headers)
    session = await house.book()
    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "declined"})
    booked = await read(house.secretariat, address, headers=headers)

    assert ("Menyiapkan program" if language == "id" else "Setting up the programme") in empty.text
    to_files = "Surel masih ditulis ke berkas" if language == "id" else "Email is still written to files"
    assert house.settings.mail.url == "" and to_files in empty.text  # files are what no setting means
    assert ("tidak dapat hadir di sesi Kabupaten Jepara" if language == "id" else "cannot attend") in booked.text
    assert f"/sessions/{session}?replace={house.panelist.id}#r-{house.panelist.id}" in booked.markup
    first = "Surel belum dikirim keluar" if language == "id" else "No email goes out yet"
    assert booked.markup.split('<ul class="attention"')[1].split("<b>")[1].startswith(first)
    assert (empty.inline, booked.inline) == ([], [])
