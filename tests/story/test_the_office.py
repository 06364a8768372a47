"""The office at its pages, each flow at a desk and on a phone: a new round, lists, the rubric, people, mails, the other
language; and the timetable, where what would come of a move is said first, by mouse, by keys, by a finger."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import Page, expect
from real_browsers import DESK, PHONE, Browsers, Person
from samples.day import Day, a_tuesday

from sessions.clock import wire

Flow = Callable[[Page, Day, str], Awaitable[None]]


async def test_a_session_is_dragged_or_carried_by_keys_or_moved_by_a_finger_once_it_is_seen_what_that_means(
    day: Day, browsers: Browsers
) -> None:
    booked, tuesday = await day.book(), a_tuesday(day.now)
    person = await browsers.person()
    await person.come_in(day.tokens["secretariat"])
    page = await person.go(f"/programmes/{day.programme}/calendar?date={tuesday.date()}")
    chip = page.locator(f'.ev[data-key="{booked["id"]}"]')
    wednesday = page.locator(f'td[data-at="{wire(tuesday + timedelta(days=1))}"]')

    await chip.drag_to(page.get_by_role("heading", level=1))  # outside of every slot: nothing comes of it
    await expect(page).to_have_url(re.compile("/calendar"))
    await chip.drag_to(wednesday)
    await page.wait_for_url(re.compile("/move"))
    await expect(page.get_by_role("button", name=re.compile("Pindahkan dan kirim"))).to_be_visible()
    assert (await day.secretariat.get(f"/sessions/{booked['id']}"))["starts_at"] == wire(tuesday), "nothing is done yet"

    await page.go_back()
    await chip.focus()
    await page.keyboard.press("p")
    await expect(page.locator("p.toast")).to_contain_text("diangkat")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("p.toast")).to_contain_text("surel akan dikirim")
    await expect(wednesday).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(chip).to_be_focused()
    await page.keyboard.press("p")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/move"))
    await page.get_by_role("button", name=re.compile("Pindahkan dan kirim")).click()
    await page.wait_for_url(re.compile(f"/sessions/{booked['id']}"))
    moved = await day.secretariat.get(f"/sessions/{booked['id']}")
    assert moved["starts_at"] == wire(tuesday + timedelta(days=1))

    phone = await the_same(person, browsers)
    await by_a_finger(phone, f"/programmes/{day.programme}/calendar?date={(tuesday + timedelta(days=1)).date()}")
    moved = await day.secretariat.get(f"/sessions/{booked['id']}")
    assert moved["starts_at"] == wire(tuesday + timedelta(days=1, hours=1))
    assert person.complaints == phone.complaints == []


async def the_same(person: Person, browsers: Browsers) -> Person:
    """The same person on a phone."""
    phone = await browsers.person(**PHONE)
    await phone.context.add_cookies(await person.context.cookies())  # type: ignore[arg-type]
    return phone


async def by_a_finger(phone: Person, calendar: str) -> None:
    """From the day's list to the session, another time, who gets what, done."""
    page = await phone.go(calendar)
    await page.locator(".ev:visible").tap()
    await page.get_by_role("link", name="Ubah waktu, panel atau tautan").tap()
    await page.get_by_label("Jam mulai").fill("10:00")
    await page.get_by_role("button", name="Periksa siapa menerima apa").tap()
    await page.get_by_role("button", name=re.compile("Simpan dan kirim")).tap()
    await page.wait_for_url(re.compile(r"/sessions/\w{26}(\?|$)"))


async def test_each_flow_of_the_office_goes_at_a_desk_and_on_a_phone(day: Day, browsers: Browsers) -> None:
    await day.book()
    desk = await browsers.person(**DESK)
    await desk.come_in(day.tokens["secretariat"])
    for person in (desk, await the_same(desk, browsers)):
        here = f"/programmes/{day.programme}"
        for flow in FLOWS:
            await flow(await person.go(here), day, str(person.page.viewport_size["width"]))  # type: ignore[index]
        assert person.complaints == []


async def sets_up(page: Page, day: Day, width: str) -> None:
    """A new round opens on what is still to do; its first step leads on."""
    await page.goto(f"{day.sidang.address}/")
    await page.get_by_text("Program baru", exact=True).click()
    await page.get_by_label("Nama program baru").fill(f"Putaran {width}")
    await page.get_by_role("button", name="Buat program").click()
    await expect(page.locator(".check li").first).to_be_visible()
    await page.locator(".check a:visible").first.click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page).not_to_have_url(re.compile("/overview"))


async def searches_a_list(page: Page, day: Day, width: str) -> None:
    """Found while one types, narrowed by a chip, kept under a name; who is chosen is seen before being reminded."""
    await page.goto(f"{day.sidang.address}/programmes/{day.programme}/sessions")
    search = page.get_by_label("Nama daerah, kode, atau orang")
    await search.fill("zzz")
    await expect(page.locator("[data-found]")).to_contain_text("Tidak ada")
    await search.fill("jep")
    await page.wait_for_url(re.compile("q=jep"))
    await page.locator("form[data-narrows] summary", has_text="Jawaban").click()
    await page.locator("form[data-narrows]").get_by_text("belum menjawab").click()
    await page.wait_for_url(re.compile("answer="))
    await page.get_by_text("Simpan tampilan ini").click()
    await page.get_by_label("Nama tampilan").fill(f"Jepara {width}")
    await page.get_by_role("button", name="Simpan tampilan").click()
    await expect(page.get_by_role("link", name=f"Jepara {width}")).to_be_visible()
    await page.locator("tbody input[name=one]").check()
    await page.get_by_role("button", name=re.compile("Ingatkan yang belum menjawab")).click()
    await page.wait_for_url(re.compile("/remind/check"))
    await expect(page.get_by_role("button", name="Kirim 6 surel")).to_be_visible()


async def edits_the_rubric(page: Page, day: Day, width: str) -> None:
    """The order by keys, a weight that the bar follows, dropped outside, saved."""
    await page.goto(f"{day.sidang.address}/programmes/{day.programme}/rubric")
    rows = page.locator("li[data-row]")
    first, second = [await rows.nth(n).locator("b").first.inner_text() for n in (0, 1)]
    if width == "1280":
        await rows.nth(0).locator(".grip").drag_to(page.get_by_role("heading", level=1))
        await expect(rows.nth(0).locator("b").first).to_have_text(first)
    await rows.nth(0).locator("summary").focus()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(rows.nth(0).locator("b").first).to_have_text(second)
    await rows.nth(1).locator("summary").click()
    await rows.nth(1).get_by_label("Bobot").fill(width[:2])
    await expect(rows.nth(1).locator("summary")).to_contain_text(f"bobot {width[:2]}")
    await page.locator("button.main", has_text="Simpan rubrik").click()
    await page.wait_for_url(re.compile("said=saved"))
    await expect(rows.nth(1).locator("b").first).to_have_text(first)


async def invites_somebody(page: Page, day: Day, width: str) -> None:
    """An observer is invited, made a member, and gone again."""
    await page.goto(f"{day.sidang.address}/accounts")
    await page.get_by_label("Nama", exact=True).fill(f"Joko {width}")
    await page.get_by_label("Alamat surel").fill(f"joko{width}@kominfo.example")
    await page.get_by_label("pengamat").check()
    await page.get_by_role("button", name="Undang lewat surel").click()
    row = page.locator("tr", has_text=f"joko{width}@")
    await row.get_by_role("button", name="Jadikan sekretariat").click()
    await expect(row.get_by_role("button", name="Jadikan pengamat")).to_be_visible()
    await row.get_by_text("Cabut akun…").click()
    await row.get_by_role("button", name=f"Cabut akun Joko {width}").click()
    await expect(row).to_have_count(0)


async def reads_a_mail(page: Page, day: Day, width: str) -> None:
    """Found while one types, and read as it went."""
    await page.goto(f"{day.sidang.address}/programmes/{day.programme}/mails")
    await page.locator("#f-list-q").fill("ratna@")
    await page.wait_for_url(re.compile("q=ratna"))
    await page.locator('tbody a[href^="/mails/"]:visible').first.click()
    await page.wait_for_url(re.compile("/mails/"))
    await expect(page.get_by_role("main")).to_contain_text("ratna@panel.example")


async def speaks_english(page: Page, day: Day, width: str) -> None:
    """The other language, and back; on a phone it is folded away."""
    for language, said in (("English", "en"), ("Bahasa Indonesia", "id")):
        if width == "390":
            await page.locator(".dock > details > summary").click()
        await page.locator("button:visible", has_text=language).first.click()
        await expect(page.locator("html")).to_have_attribute("lang", said)


FLOWS: tuple[Flow, ...] = (
    sets_up, searches_a_list, edits_the_rubric, invites_somebody, reads_a_mail, speaks_english,
)  # fmt: skip
