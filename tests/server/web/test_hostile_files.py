"""Small inputs that cost much: each is refused with the limit that it goes beyond, and parsed where nobody waits."""

import asyncio
import io
import json
import time
import zipfile

import aiohttp
from houses import in_one_house, on_one_store
from samples.workbooks import SHEET, workbook

from server.web.keys import PARSERS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = on_one_store


def calendar(*lines: str) -> bytes:
    event = ["BEGIN:VEVENT", "UID:a@b", "DTSTAMP:20310301T000000Z", "DTSTART:20310304T020000Z", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *event, "END:VCALENDAR", ""]).encode()


def many_names(count: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(count):
            archive.writestr(f"ppt/{number}", "")
    return file.getvalue()


async def sent_time(house, raw: bytes):
    headers = {"Content-Type": "text/calendar"}
    return await house.panelist.put(f"/panelists/{house.panelist.id}/availability", data=raw, headers=headers)


async def sent_list(house, raw: bytes, caller=None):
    caller = caller or house.secretariat
    return await caller.post(f"/programmes/{house.programme}/regencies", data=raw, headers={"Content-Type": XLSX})


@in_one_house(
    ("raw", "limit"),
    [
        (calendar("RRULE:FREQ=SECONDLY"), "instances"),
        (calendar("RRULE:FREQ=MINUTELY", "DURATION:PT1S"), "instances"),
        (calendar("RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13", "DURATION:PT1S"), "instances"),
        (calendar(*["X-A:b"] * 5_001), "lines"),
        (calendar("SUMMARY:" + "x" * 300_000), "bytes"),
    ],
    ids=["secondly", "minutely", "fourteen a day", "lines", "size"],
)
async def test_a_calendar_file_of_too_much(house, raw, limit):
    answer = await sent_time(house, raw)
    assert (answer.status, answer.problem, answer["limit"]) == (422, "limit", limit)
    assert answer["faults"][0]["message"]


async def test_rules_that_never_come_true_are_stopped(house):
    never = calendar("RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", "DURATION:PT1S")
    assert refusal_and_limit(await sent_time(house, never)) == (422, "time")
    # Nobody's appointments come by the second or the minute: such a rule is not even walked.
    often = calendar("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31;COUNT=1", "DURATION:PT1S")
    assert refusal_and_limit(await sent_time(house, often)) == (422, "instances")


def refusal_and_limit(answer) -> tuple[int, str]:
    return answer.status, answer["limit"]


async def test_a_repeated_event_keeps_its_exceptions_its_moved_days_and_its_own_zone(house):
    """Every Monday at 22:00 UTC is Tuesday 05:00 in Jakarta; UNTIL names the last one by its own instant; one is
    excepted, one is moved, one is added, and one of the moved is cancelled."""
    lines = [
        "DTEND:20310303T230000Z", "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20310407T220000Z", "EXDATE:20310310T220000Z",
        "RDATE:20310312T220000Z", "END:VEVENT",
        "BEGIN:VEVENT", "UID:a@b", "DTSTAMP:20310301T000000Z", "RECURRENCE-ID:20310317T220000Z",
        "DTSTART:20310318T010000Z", "DTEND:20310318T020000Z", "END:VEVENT",
        "BEGIN:VEVENT", "UID:a@b", "DTSTAMP:20310301T000000Z", "RECURRENCE-ID:20310324T220000Z", "STATUS:CANCELLED",
        "DTSTART:20310324T220000Z", "DTEND:20310324T230000Z",
    ]  # fmt: skip
    answer = await sent_time(house, calendar(*lines).replace(b"DTSTART:20310304T020000Z", b"DTSTART:20310303T220000Z"))
    assert answer.status == 200, answer.body
    begin = [span["from"] for span in answer["items"]]
    assert begin == [
        "2031-03-03T22:00:00Z", "2031-03-12T22:00:00Z", "2031-03-18T01:00:00Z",
        "2031-03-31T22:00:00Z", "2031-04-07T22:00:00Z",
    ]  # fmt: skip


async def test_a_daily_event_of_long_ago_is_known_for_the_year_ahead(house):
    raw = calendar("RRULE:FREQ=DAILY", "DURATION:PT1H").replace(b"20310304T02", b"20200304T02")
    answer = await sent_time(house, raw)
    assert answer.status == 200, answer.body
    assert answer["items"][-1]["from"].startswith("2032-")


@in_one_house(
    ("raw", "limit"),
    [
        (
            workbook(SHEET % "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 2_000))),
            "columns",
        ),
        (
            workbook(SHEET % f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * (70 << 20)}</t></is></c></row>'),
            "letters",
        ),
        (workbook(SHEET % '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "rows"),
        (many_names(6_000), "members"),
    ],
    ids=["XFD", "one string", "the last row", "members"],
)
async def test_a_workbook_of_too_much(house, raw, limit):
    answer = await sent_list(house, raw)
    assert (answer.status, answer.problem, answer["limit"]) == (422, "limit", limit)
    assert (await sent_list(house, raw, house.panelist)).status == 404


async def test_a_workbook_with_a_dtd_is_refused_and_its_entities_are_nobody_s(house):
    dtd = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    answer = await sent_list(house, workbook(dtd + SHEET % cell))
    assert answer.status == 422
    assert b"root:" not in answer.raw


async def test_an_office_file_of_countless_names(house):
    session = await house.book()
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", many_names(6_000), filename="paparan.pptx")
    answer = await house.regency.post(f"/sessions/{session}/files", data=form)
    assert (answer.status, answer["limit"]) == (422, "members")
    assert {path.name for path in house.settings.uploads.iterdir()} <= {".place"}


@in_one_house("path", ["/programmes/{}/regencies", "/programmes/{}/sessions", "/programmes"])
async def test_json_that_is_nested_without_end(house, path):
    raw = b"[" * 100_000
    headers = {"Content-Type": "application/json"}
    answer = await house.secretariat.post(path.format(house.programme), data=raw, headers=headers)
    assert (answer.status, answer.problem, answer["limit"]) == (422, "limit", "depth")


async def test_a_large_list_of_json_is_taken(house):
    rows = [{"code": f"{n // 99 + 10}.{n % 99 + 1:02}", "name": f"Kota {n}", "province": "Papua" * 10,
             "timezone": "Asia/Jayapura"} for n in range(600)]  # fmt: skip
    answer = await house.secretariat.post(f"/programmes/{house.programme}/regencies", rows)
    assert (answer.status, answer["created"] + answer["updated"]) == (200, 600)
    assert len(json.dumps(rows)) > 64 * 1024


async def test_while_files_wait_to_be_parsed_everything_else_goes_on(house):
    session = await house.open()
    parsers = house.client.app[PARSERS]
    busy = [asyncio.ensure_future(parsers.run(f"somebody {n}", time.sleep, 600)) for n in range(2)]
    waiting = asyncio.ensure_future(sent_time(house, calendar("DURATION:PT1H")))
    try:
        assert (await house.panelist.put_score(session, "leadership", 4)).status == 200
        assert not waiting.done()
    finally:
        for one in busy:
            one.cancel()
    assert (await asyncio.wait_for(waiting, 60)).status == 200
