"""A regency's official in Chromium, on a phone with a bad line: what is written stays until the server has it."""

import re

from playwright.async_api import Locator, Page, expect
from real_browsers import PHONE, Browsers, Person
from samples.day import Day

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


async def running(day: Day) -> str:
    """A session that has just begun; its id."""
    session = (await day.rehearse(600, 1200, wait=1))["id"]
    await day.opened(session)
    return str(session)


async def ask(day: Day, session: str, *texts: str) -> list[str]:
    """Questions of Budi's; their ids."""
    await day.caller("budi").declare(session)
    asked = [
        await day.caller("budi").post(f"/sessions/{session}/questions", {"text": text, "state": "asked"})
        for text in texts
    ]
    return [str(one["id"]) for one in asked]


async def claiming(day: Day, browsers: Browsers) -> tuple[Person, str]:
    """Jepara's official at the page of a session to come that takes claims; the session's id."""
    booked = await day.book()
    await day.invited(booked)
    await day.secretariat.patch(f"/programmes/{day.programme}", {"claims": "optional"})
    jepara = await browsers.person(**PHONE)
    await jepara.come_in(day.tokens["jepara"], f"/sessions/{booked['id']}")
    return jepara, str(booked["id"])


def reply(page: Page, question: str) -> Locator:
    return page.locator(f'[data-reply="questions/{question}"]')


async def texts(day: Day, session: str, question: str) -> list[str]:
    found = (await day.caller("budi").get(f"/sessions/{session}/questions"))["items"]
    return [one["text"] for one in next(one for one in found if one["id"] == question)["replies"]]


async def test_one_answer_is_sent_and_the_others_stay_without_a_line(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    first, second, third = await ask(day, session, "Berapa anggarannya?", "Siapa yang memimpin?", "Mana perdanya?")
    jepara = await browsers.person(**PHONE)
    page = jepara.page
    await jepara.come_in(day.tokens["jepara"], f"/sessions/{session}")
    for question, text in ((first, "Rp 12 miliar."), (second, "Sekretaris daerah, sementara")):
        await reply(page, question).locator("textarea").fill(text)
    await expect(reply(page, second).locator("[data-state]")).to_have_text(re.compile("belum terkirim"))

    await reply(page, first).get_by_role("button", name="Kirim jawaban").tap()
    await expect(page.locator(f'[data-part="question-{first}"]')).to_contain_text("Rp 12 miliar.")
    await expect(page.locator(f'[data-part="question-{first}"]')).to_contain_text("dijawab")
    assert await reply(page, second).locator("textarea").input_value() == "Sekretaris daerah, sementara"

    await (
        reply(page, third)
        .locator('input[type="file"]')
        .set_input_files({"name": "foto.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"})
    )
    await expect(reply(page, third)).to_contain_text("Jenis berkas ini tidak diterima")
    await (
        reply(page, third)
        .locator('input[type="file"]')
        .set_input_files({"name": "perda.pdf", "mimeType": "application/pdf", "buffer": PDF})
    )
    await expect(reply(page, third)).not_to_contain_text("Jenis berkas ini tidak diterima.")
    await reply(page, third).get_by_role("button", name="Kirim jawaban").tap()
    await expect(page.locator(f'[data-part="question-{third}"]')).to_contain_text("perda.pdf")

    await jepara.context.set_offline(True)
    await reply(page, second).locator("textarea").fill("Sekretaris daerah.")
    await reply(page, second).get_by_role("button", name="Kirim jawaban").tap()
    await expect(reply(page, second)).to_contain_text("Tanpa sambungan")
    assert await texts(day, session, second) == []
    jepara.complaints.clear()
    await page.goto("about:blank")
    await jepara.context.set_offline(False)
    await page.goto(f"{jepara.address}/sessions/{session}")

    await expect(page.locator(f'[data-part="question-{second}"]')).to_contain_text("dijawab")
    assert await texts(day, session, second) == ["Sekretaris daerah."]
    assert await page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []
    assert jepara.complaints == []


async def test_who_signs_out_with_an_answer_unsent_is_told_first(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    [question] = await ask(day, session, "Berapa anggarannya?")
    jepara = await browsers.person(**PHONE)
    await jepara.come_in(day.tokens["jepara"], f"/sessions/{session}")
    await reply(jepara.page, question).locator("textarea").fill("Rp 12 miliar.")
    await expect(reply(jepara.page, question)).to_contain_text("belum terkirim")

    page = await jepara.go("/")
    await page.get_by_role("button", name="Keluar").tap()
    await page.locator("[data-unsent]").get_by_role("link", name="Kabupaten Jepara").tap()
    assert await reply(page, question).locator("textarea").input_value() == "Rp 12 miliar."
    other = await jepara.another_tab("/")
    await other.get_by_role("button", name="Keluar").tap()
    await other.get_by_role("button", name="Keluar dan buang yang belum terkirim").tap()
    await other.wait_for_url(re.compile("/$|sign"))
    await expect(reply(page, question)).to_contain_text("tidak terkirim dan tidak disimpan")
    assert await reply(page, question).locator("textarea").input_value() == "Rp 12 miliar."
    assert await page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


async def test_what_was_pressed_without_a_line_goes_before_one_signs_out(day: Day, browsers: Browsers) -> None:
    session = await running(day)
    [question] = await ask(day, session, "Berapa anggarannya?")
    jepara = await browsers.person(**PHONE)
    page = jepara.page
    await jepara.come_in(day.tokens["jepara"], f"/sessions/{session}")
    await jepara.context.set_offline(True)
    await reply(page, question).locator("textarea").fill("Rp 12 miliar.")
    await reply(page, question).get_by_role("button", name="Kirim jawaban").tap()
    await expect(reply(page, question)).to_contain_text("Tanpa sambungan")
    await page.goto("about:blank")
    await jepara.context.set_offline(False)

    await (await jepara.go("/")).get_by_role("button", name="Keluar").tap()
    await page.wait_for_url(re.compile("/$|sign"))
    await expect(page.locator("[data-unsent]")).to_have_count(0)
    assert await texts(day, session, question) == ["Rp 12 miliar."]


async def test_what_was_claimed_without_a_line_is_saved_when_the_page_is_opened_again(
    day: Day, browsers: Browsers
) -> None:
    jepara, session = await claiming(day, browsers)
    claim = jepara.page.locator("details:has(form[data-claim=leadership])")
    await claim.locator("> summary").tap()
    await jepara.context.set_offline(True)
    await claim.locator("textarea").fill("Ada keputusan bupati")
    await expect(claim.locator("[data-saving]")).to_contain_text("Tersimpan di perangkat ini")
    jepara.complaints.clear()
    await jepara.page.goto("about:blank")
    await jepara.context.set_offline(False)
    await jepara.page.goto(f"{jepara.address}/sessions/{session}")

    await expect(claim.locator(".saved")).to_contain_text("Tersimpan")
    await expect(claim.locator("[data-far]")).to_have_text("tanpa nilai, tanpa bukti")
    await expect(jepara.page.locator("[data-lacking]")).to_contain_text("dan 3 lagi")
    # What the page sent as it went may have come unheard: the same once more is then refused, and no clash.
    assert [one for one in jepara.complaints if "409" not in one] == []


async def test_evidence_that_is_chosen_without_a_line_goes_once_there_is_one(day: Day, browsers: Browsers) -> None:
    jepara, _ = await claiming(day, browsers)
    row = jepara.page.locator("#f-leadership")
    await row.locator("> summary").tap()
    await jepara.context.set_offline(True)
    await row.locator('input[type="file"]').set_input_files(
        {"name": "perda.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    await expect(row.locator("[data-saving]")).to_contain_text("berkas belum terkirim")
    await row.get_by_role("button", name="Simpan dan lanjut").tap()  # leaves it in sight
    await expect(row.locator('input[type="file"]')).to_be_visible()
    await jepara.context.set_offline(False)
    await expect(row.locator(".evidence")).to_contain_text("perda.pdf")
    await expect(row.locator("[data-far]")).to_have_text("baru bukti")
