"""A panelist's week in half hours: on the clocks of their zone, week by week, with what is noted and what is booked."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from houses import TUESDAY_NINE, in_one_house
from reading_pages import read

from server.web.pages.panel import half_hours
from server.web.pages.panel.half_hours import Taken
from sessions.clock import wire
from sessions.values.registry import Span

MONDAY = date(2031, 3, 3)
WIB, WIT = "Asia/Jakarta", "Asia/Jayapura"


def at(hour, minute=0, day=4):
    """On that day of March 2031, in UTC."""
    return datetime(2031, 3, day, hour, minute, tzinfo=UTC)


def cell(rows, starts, day):
    return next(row["cells"][day] for row in rows if row["starts"] == starts)


@pytest.mark.parametrize(("zone", "starts"), [(WIB, "09:00"), (WIT, "11:00")])
def test_a_half_hour_stands_on_the_clocks_of_the_zone(zone, starts):
    rows = half_hours.week(MONDAY, zone, [Span(at(2), at(2, 30), False)], [])

    assert cell(rows, starts, 1)["is"] == "busy"
    assert cell(rows, starts, 1)["from"] == "2031-03-04T02:00:00Z"
    assert sum(one["is"] == "busy" for row in rows for one in row["cells"]) == 1


def test_a_half_hour_that_is_busy_in_part_is_busy_and_one_that_is_free_in_part_is_not_free():
    rows = half_hours.week(MONDAY, WIB, [Span(at(2, 10), at(2, 20), False), Span(at(4), at(4, 50), True)], [])

    assert [cell(rows, starts, 1)["is"] for starts in ("09:00", "11:00", "11:30")] == ["busy", "free", ""]


def test_a_session_that_takes_the_time_is_named():
    rows = half_hours.week(MONDAY, WIB, [], [Taken(at(2), at(4), "Kabupaten Jepara")])

    assert cell(rows, "10:30", 1)["session"] == "Kabupaten Jepara" and cell(rows, "11:00", 1)["session"] == ""


@pytest.mark.parametrize(
    ("spans", "first", "last"),
    [
        ([], "06:00", "19:30"),
        ([Span(at(15), at(16), False)], "06:00", "22:30"),
        ([Span(at(22, day=3), at(23, day=3), False)], "05:00", "19:30"),
        ([Span(at(0), at(0) + timedelta(days=2), False)], "06:00", "19:30"),
    ],
)
def test_the_hours_widen_for_what_is_noted_outside_them_but_not_for_whole_days(spans, first, last):
    rows = half_hours.week(MONDAY, WIB, spans, [])

    assert (rows[0]["starts"], rows[-1]["starts"]) == (first, last)


def test_the_whole_day_can_be_asked_for():
    assert len(half_hours.week(MONDAY, WIB, [], [], whole_day=True)) == 48


def states(page):
    """{from: state} of what is noted on the page."""
    found = re.findall(r'data-from="([^"]+)" data-to="[^"]+" data-is="(\w+)"', page.markup)
    return dict(found)


async def test_the_page_shows_a_week_of_the_persons_notes_and_the_next_one_on(house):
    path = f"/people/{house.panelist.id}/availability"
    note = {"from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE + timedelta(hours=1)), "free": False}
    await house.panelist.put(f"/panelists/{house.panelist.id}/availability", [note])

    this, following = await read(house.panelist, path), await read(house.panelist, f"{path}?week=2031-03-12")

    assert states(this) == {"2031-03-04T02:00:00Z": "busy", "2031-03-04T02:30:00Z": "busy"}
    assert states(following) == {} and "Pekan mulai Senin, 10 Maret 2031" in following.text
    assert "?week=2031-03-10" in this.markup and this.inline == []


@in_one_house("week", ["yesterday", "0001-01-01", "9999-12-31", "2031-02-30"])
async def test_a_week_that_there_is_not_is_the_present_one(house, week):
    page = await read(house.panelist, f"/people/{house.panelist.id}/availability?week={week}")

    assert page.status == 200 and "Pekan mulai Senin, 3 Maret 2031" in page.text


async def test_a_booked_session_is_seen_in_the_week(house):
    await house.book()

    page = await read(house.panelist, f"/people/{house.panelist.id}/availability?week=2031-03-04")

    assert "sesi Kabupaten Jepara" in page.markup


async def test_while_another_looks_the_page_speaks_of_its_person_in_the_words_of_the_other_pages(house):
    free = [{"from": "2031-03-04T02:00:00Z", "to": "2031-03-04T04:00:00Z", "free": True}]
    where = f"/people/{house.panelist.id}/availability"
    assert (await house.panelist.put(f"/panelists/{house.panelist.id}/availability", free)).status == 200

    own, looked_at = await read(house.panelist, where), await read(house.secretariat, where)

    assert "di luar itu Anda dianggap tidak dapat" in own.text
    assert "di luar itu Dr. Budi dianggap tidak dapat" in looked_at.text
    main = looked_at.text[looked_at.text.index("Tanpa catatan") :].partition("Keluar")[0]
    assert "Anda" not in main.partition("Sidang Bantuan")[0]
    assert "sibuk" not in own.text + looked_at.text and '"busy": "tidak dapat"' in own.markup.replace("\\u0022", '"')
