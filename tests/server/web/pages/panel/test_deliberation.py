"""After the close in one place, as plain forms: values, own changes, the summary, the end, the signatures."""

from houses import TUESDAY_NINE
from reading_pages import Browser, read, send

from sessions.store import links


async def test_a_panel_confers_sums_up_and_signs_on_one_page(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"deliberation": {"minutes": 30}})
    session = await house.revealed()
    there = f"/sessions/{session}/deliberation"
    page = await read(house.panelist, there)
    assert page.status == 200 and "Nilai panel" in page.text
    assert f'action="/sessions/{session}/sign"' not in (await read(house.panelist, f"/sessions/{session}")).markup

    change = {"act": "moderate", "criterion": "leadership", "value": "2", "reason": "salah baca"}
    changed = await send(house.panelist, there, change)
    without_a_reason = await send(house.panelist, there, change | {"reason": ""})
    summary = {"act": "summary", "text": "Kuat.", "recommendations": "Satu\n\nDua", "revision": "0"}
    summed = await send(house.chair, there, summary)
    not_theirs = await send(house.panelist, there, summary)
    ended = await send(house.chair, there, {"act": "conclude"})
    assert f'action="/sessions/{session}/sign"' in (await read(house.panelist, f"/sessions/{session}")).markup
    signed = await send(house.panelist, there, {"act": "sign"})

    assert [one.status for one in (changed, summed, ended, signed)] == [303] * 4
    assert (without_a_reason.status, not_theirs.status) == (422, 404)
    shown = await house.chair.session(session)
    assert shown["summary"]["recommendations"] == ["Satu", "Dua"]
    assert [one["panelist"] for one in shown["signatures"]] == [house.panelist.id]
    again = await read(house.chair, there)
    assert "salah baca" in again.text and "semula" in again.text


async def test_who_is_excused_may_still_sign_and_is_told_so(house):
    session = await house.revealed()
    there = f"/sessions/{session}/deliberation"
    await house.secretariat.post(f"/sessions/{session}/excuse", {"panelist": house.panelist.id, "reason": "sakit"})
    signs = "Tanda tangani berita acara"

    before = await read(house.panelist, there)
    assert signs in before.text and "tidak ditunggu" in before.text and "sudah menandatangani" not in before.text
    assert (await send(house.panelist, there, {"act": "sign"})).status == 303

    after = await read(house.panelist, there)
    assert signs not in after.text and "Anda sudah menandatangani" in after.text


async def test_ones_first_page_says_that_the_panel_waits_the_chair_first(house):
    """A session that has closed is more than past: the chair reveals its values, then the whole panel confers."""
    await house.secretariat.patch(f"/programmes/{house.programme}", {"deliberation": {"minutes": 30}})
    session = await house.closed()
    waits = "menunggu musyawarah panel"

    async def told() -> list[bool]:
        pages = [await read(who, "/") for who in (house.chair, house.panelist, house.regency)]
        assert all(f"/sessions/{session}/deliberation" in page.markup for page in pages if waits in page.text)
        return [waits in page.text for page in pages]

    closed = await told()
    await house.secretariat.control(session, "reveal")
    revealed = await told()
    await send(house.chair, f"/sessions/{session}/deliberation", {"act": "conclude"})

    assert (closed, revealed, await told()) == ([True, False, False], [True, True, False], [False] * 3)


async def test_before_the_reveal_the_page_shows_no_value(house):
    session = await house.closed()

    page = await read(house.panelist, f"/sessions/{session}/deliberation")

    assert page.status == 200 and "Nilai belum dibuka" in page.text and "matrix" not in page.markup
    assert (await read(house.regency, f"/sessions/{session}/deliberation")).status == 404


async def test_the_page_tells_the_order_of_summary_and_signatures(house):
    session = await house.revealed()
    there = f"/sessions/{session}/deliberation"
    summary = {"act": "summary", "text": "Kuat.", "recommendations": "", "revision": "0"}
    assert "Sudah ada yang menandatangani" not in (await read(house.chair, there)).text
    await send(house.panelist, there, {"act": "sign"})
    house.clock.passes(minutes=1)

    assert "tercatat di berita acara sesudah tanda tangan mereka" in (await read(house.chair, there)).text
    await send(house.chair, there, summary)
    page = (await read(house.secretariat, there)).text
    assert "11.00.00 Dr. Budi menandatangani 11.01.00 Ringkasan ditulis oleh Dr. Ratna" in page


async def test_the_minutes_foot_offers_the_chair_no_signature_while_others_are_missing(house):
    session = await house.revealed()

    chair = await read(house.chair, f"/sessions/{session}/minutes")
    other = await read(house.panelist, f"/sessions/{session}/minutes")
    assert f'action="/sessions/{session}/sign"' not in chair.markup
    assert "Ketua menandatangani terakhir; belum: Dr. Budi" in chair.text
    assert f'action="/sessions/{session}/sign"' in other.markup


async def test_what_would_be_refused_after_the_close_is_not_offered(house):
    session = await house.open()
    await house.chair.post(f"/sessions/{session}/questions", {"text": "Anggarannya?", "state": "draft"})
    await house.panelist.post(f"/sessions/{session}/questions", {"text": "Datanya?", "state": "asked"})
    assert "Ajukan sekarang" in (await read(house.chair, f"/sessions/{session}")).text
    house.clock.passes(hours=2, seconds=5)
    await send(house.chair, f"/sessions/{session}/deliberation", {"act": "reveal"})
    await house.panelist.put_score(session, "leadership", 5)

    page = await read(house.chair, f"/sessions/{session}")
    assert "Ajukan sekarang" not in page.text and "diajukan sampai sesi ditutup" in page.text
    assert "Catat jawaban" in page.text
    late = await read(house.chair, f"/sessions/{session}/deliberation")
    assert "Terima yang ditandai" not in late.text and "Tolak yang ditandai" in late.text
    assert "datang setelah nilai dibuka, tidak dapat diterima" in late.text


async def test_what_is_framed_is_said_as_it_is(house):
    session = await house.revealed()

    page = await read(house.chair, f"/sessions/{session}/deliberation")

    assert "Berbingkai: lain dari median pada kriteria yang nilainya berjauhan" in page.text


async def test_the_secretariat_is_led_from_the_close_to_the_signature_step_by_step(house):
    """Each step leads to the page that explains it; nobody signs with one press what they have not seen."""
    await house.secretariat.patch(f"/programmes/{house.programme}", {"deliberation": {"minutes": 30}})
    session = await house.closed()
    there = f"/sessions/{session}/deliberation"

    async def offered() -> list[str]:
        page = await read(house.secretariat, f"/sessions/{session}")
        assert f'action="/sessions/{session}/sign"' not in page.markup
        steps = ("Buka nilai bagi panel…", "Musyawarah panel", "Baca dan tanda tangani…")
        return [one for one in steps if one in page.text and there in page.markup]

    closed = await offered()
    await send(house.secretariat, there, {"act": "reveal"})
    conferring = await offered()
    await send(house.chair, there, {"act": "conclude"})

    assert (closed, conferring, await offered()) == (["Buka nilai bagi panel…"], ["Musyawarah panel"], [])


async def test_an_official_on_the_panel_signs_on_the_page_with_the_declaration(house):
    """And where nobody was to confer, the history does not say that the official ended a deliberation."""
    account = {"email": "wulan@kominfo.example", "name": "Bu Wulan", "role": "secretariat"}
    me = (await house.secretariat.post("/accounts", account)).body["id"]
    await house.secretariat.post(
        f"/programmes/{house.programme}/panelists", {"email": account["email"], "name": account["name"]}
    )
    cookie, _ = await house.store.write(links.sign_in, me, "d", now=house.clock.now, via="once")
    session = await house.closed(panel=[*house.booking()["panel"], me])
    browser = Browser(house.client, cookie)
    token = await browser.with_token()
    await send(browser, f"/sessions/{session}/deliberation", {"act": "reveal"}, headers=token)

    page = await read(browser, f"/sessions/{session}")

    assert f'href="/sessions/{session}/deliberation#sign"' in page.markup
    assert f'action="/sessions/{session}/sign"' not in page.markup
    assert "Nilai dibuka oleh" in page.text and "Musyawarah diakhiri" not in page.text
    assert "Tanpa musyawarah: berita acara dapat ditandatangani" in page.text


async def test_a_deliberation_that_never_was_is_not_called_over(house):
    without = await house.revealed()
    steps = (await read(house.panelist, f"/sessions/{without}/deliberation")).text
    assert "Nilai dibuka bagi panel" in steps and "Musyawarah selesai" not in steps

    await house.secretariat.patch(f"/programmes/{house.programme}", {"deliberation": {"minutes": 30}})
    conferring = await house.revealed(regency="33.19", starts_at=TUESDAY_NINE.replace(day=5))
    assert "○ Musyawarah selesai" in (await read(house.panelist, f"/sessions/{conferring}/deliberation")).text
