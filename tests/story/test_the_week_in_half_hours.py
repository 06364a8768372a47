"""A panelist paints the week in a real browser: by mouse, by touch, by keys; saved at once, and booking respects it."""

from datetime import datetime, timedelta

import pytest
from playwright.async_api import Locator, Page, expect
from real_browsers import DESK, PHONE, Browsers, Person
from samples.day import Day, a_tuesday

from sessions.clock import from_wire, wire

SAVED = "Tersimpan"


@pytest.fixture
async def tuesday(day: Day) -> datetime:
    """The Tuesday at 09.00 WIB on which Jepara is to present."""
    return a_tuesday(day.now)


async def arrive(day: Day, browsers: Browsers, tuesday: datetime, **device: object) -> Person:
    """Budi at his page, on that week; a rehearsal's mail has brought him his link."""
    await day.rehearse(60, wait=3600, panel=[day.ids["budi"]], chair=day.ids["budi"])
    person = await browsers.person(**device)
    await person.come_in(day.tokens["budi"])
    await person.go(f"/people/{day.ids['budi']}/availability?week={tuesday.date()}")
    return person


def cell(page: Page, instant: datetime) -> Locator:
    """The half hour that begins then."""
    return page.locator(f'[data-from="{wire(instant)}"]')


async def middle(page: Page, instant: datetime) -> tuple[float, float]:
    """Where to put the finger for it."""
    box = await cell(page, instant).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def is_saved(page: Page) -> None:
    await expect(page.locator("[data-saving]")).to_contain_text(SAVED)


async def spans(day: Day) -> list[tuple[datetime, datetime, bool]]:
    """What the server knows of Budi's time."""
    known = await day.secretariat.get(f"/panelists/{day.ids['budi']}/availability")
    return [(from_wire(one["from"]), from_wire(one["to"]), one["free"]) for one in known["items"]]


async def test_a_drag_by_mouse_marks_the_hours_of_several_days_and_they_are_not_booked(
    day: Day, browsers: Browsers, tuesday: datetime
) -> None:
    person = await arrive(day, browsers, tuesday, **DESK)
    page, until = person.page, tuesday + timedelta(days=1, minutes=90)

    await cell(page, tuesday).scroll_into_view_if_needed()
    await page.mouse.move(*await middle(page, tuesday))
    await page.mouse.down()
    await page.mouse.move(*await middle(page, until), steps=6)
    await page.mouse.up()
    await is_saved(page)

    hours = timedelta(hours=2)
    expected = [(tuesday + n * timedelta(days=1), tuesday + n * timedelta(days=1) + hours, False) for n in range(2)]
    assert await spans(day) == expected
    fields = {"regency": "33.20", "starts_at": wire(tuesday), "panel": [day.ids["budi"]], "chair": day.ids["budi"]}
    refused = await day.secretariat.post(f"/programmes/{day.programme}/sessions", fields)
    assert [one["why"] for one in refused["conflicts"]] == ["unavailable"]
    assert person.complaints == []


async def test_keys_move_mark_and_clear(day: Day, browsers: Browsers, tuesday: datetime) -> None:
    person = await arrive(day, browsers, tuesday, **DESK)
    page = person.page

    await page.get_by_role("radio", name="luang").check()
    await cell(page, tuesday).focus()
    await page.keyboard.press("Space")
    await is_saved(page)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.down("Shift")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.up("Shift")
    await expect(cell(page, tuesday + timedelta(minutes=90))).to_have_attribute("data-is", "free")
    await expect(cell(page, tuesday + timedelta(minutes=90))).to_be_focused()
    async with page.expect_response(lambda answer: answer.request.method == "PUT"):
        await page.keyboard.press("Space")
    await is_saved(page)
    await page.reload()

    await expect(page.locator('[data-is="free"]')).to_have_count(3)
    assert await spans(day) == [(tuesday, tuesday + timedelta(minutes=90), True)]
    assert person.complaints == []


async def test_a_finger_held_paints_and_a_touch_clears(day: Day, browsers: Browsers, tuesday: datetime) -> None:
    person = await arrive(day, browsers, tuesday, **PHONE)
    page, until = person.page, tuesday + timedelta(minutes=60)
    await cell(page, tuesday).scroll_into_view_if_needed()
    finger = await person.context.new_cdp_session(page)

    async def touch(kind: str, at: tuple[float, float] | None = None) -> None:
        points = [] if at is None else [{"x": at[0], "y": at[1]}]
        await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    await touch("touchStart", await middle(page, tuesday))
    await expect(cell(page, tuesday)).to_have_attribute("data-is", "busy")  # held for a moment: now it paints
    await touch("touchMove", await middle(page, tuesday + timedelta(minutes=30)))
    await touch("touchMove", await middle(page, until))
    await touch("touchEnd")
    await is_saved(page)
    assert await spans(day) == [(tuesday, until + timedelta(minutes=30), False)]

    async with page.expect_response(lambda answer: answer.request.method == "PUT"):
        await cell(page, tuesday + timedelta(minutes=30)).tap()
    await expect(cell(page, tuesday + timedelta(minutes=30))).to_have_attribute("data-is", "")
    await expect(page.locator('[data-is="busy"]')).to_have_count(2)
    await is_saved(page)
    assert person.complaints == []


async def test_a_thumbs_swipe_scrolls_and_what_a_touch_changed_is_taken_back(
    day: Day, browsers: Browsers, tuesday: datetime
) -> None:
    person = await arrive(day, browsers, tuesday, **PHONE)
    page = person.page
    await cell(page, tuesday).evaluate("one => one.scrollIntoView({ block: 'center' })")
    before, (x, y) = await page.evaluate("scrollY"), await middle(page, tuesday)
    finger = await person.context.new_cdp_session(page)
    await finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for up in range(20, 220, 20):
        await finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - up}]})
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await page.wait_for_function("before => scrollY > before", arg=before)
    await expect(page.locator('[data-is="busy"]')).to_have_count(0)

    await page.get_by_text("luang", exact=True).first.click()
    await cell(page, tuesday).scroll_into_view_if_needed()
    await expect(page.locator("[data-only-free]")).to_be_hidden()
    await cell(page, tuesday).tap()
    await expect(page.locator("[data-only-free]")).to_be_visible()
    await expect(page.locator(".toast")).to_contain_text("hanya waktu luang yang dipakai")
    await is_saved(page)
    async with page.expect_response(lambda answer: answer.request.method == "PUT"):
        await page.get_by_role("button", name="Kembalikan").click()
    await expect(page.locator("[data-only-free]")).to_be_hidden()
    await expect(page.locator(".toast")).to_be_hidden()
    await is_saved(page)
    assert await spans(day) == []
    assert person.complaints == []
