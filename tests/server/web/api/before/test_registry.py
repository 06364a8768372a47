"""Programmes, regencies, panelists, their time and their links by the API; lists good and bad."""

import asyncio
import io
from datetime import timedelta
from pathlib import Path

import pytest
from houses import TUESDAY_NINE, in_one_house, on_both_stores, on_one_store
from openpyxl import Workbook

from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import lists

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLACE = {"code": "35.15", "name": "Kabupaten Sidoarjo", "province": "Jawa Timur", "timezone": "Asia/Jakarta"}
SHIPPED = Path(__file__).parents[5] / "server" / "data" / "regencies.csv"


# - programmes -


async def test_a_programme_left_empty_is_the_settings(house):
    made = await house.secretariat.post("/programmes", {})
    assert made.status == 201
    expected = {
        "name": "Gerakan Menuju Smart City",
        "timezone": "Asia/Jakarta",
        "phases": [{"key": "presentation", "minutes": 45}, {"key": "qna", "minutes": 75}],
        "panel_size": 5,
        "workdays": [1, 2, 3, 4, 5],
        "day_start": "08:00",
        "day_end": "17:00",
        "holidays": "ID",
        "blocked": [],
        "daily_limit": 2,
        "own_province": False,
        "show_questions": True,
    }
    assert {key: made[key] for key in expected} == expected
    assert made["rubric"]["scale"] == {"min": 1, "max": 5, "step": 1}
    assert [(group["key"], group["weight"]) for group in made["rubric"]["groups"]] == [
        ("readiness", 60),
        ("smart_city", 40),
    ]
    assert made["incomplete"] in ("count", "exclude")
    assert (await house.secretariat.get(f"/programmes/{made['id']}")).body == made.body


async def test_a_programme_is_changed_field_by_field(house):
    where = f"/programmes/{house.programme}"
    before = (await house.secretariat.get(where)).body
    bands = [{"from": 80, "name": {"id": "Siap", "en": "Ready"}}]
    changes = {"blocked": ["2031-12-24"], "bands": bands, "day_end": "24:00", "workdays": [7, 1, 1], "panel_size": 3}
    after = await house.secretariat.patch(where, changes)
    assert after.status == 200
    assert after.body == before | changes | {"workdays": [1, 7], "revision": 2}


@on_one_store
@in_one_house(
    ("body", "pointer"),
    [
        ({"timezone": "Mars/Olympus"}, "/timezone"),
        ({"phases": []}, "/phases"),
        ({"phases": [{"key": "a", "minutes": 0}]}, "/phases/0/minutes"),
        ({"phases": [{"key": "a", "minutes": 5}, {"key": "a", "minutes": 5}]}, "/phases"),
        ({"workdays": [0]}, "/workdays/0"),
        ({"workdays": []}, "/workdays"),
        ({"day_start": "25:00"}, "/day_start"),
        ({"day_start": "8"}, "/day_start"),
        ({"holidays": "XX"}, "/holidays"),
        ({"blocked": ["24-12-2031"]}, "/blocked/0"),
        ({"incomplete": "maybe"}, "/incomplete"),
        ({"panel_size": 0}, "/panel_size"),
        ({"surprise": True}, "/surprise"),
        ({"name": "  "}, "/name"),
    ],
)
@in_one_house("method", ["post", "patch"])
async def test_a_programme_that_makes_no_sense_is_refused(house, method, body, pointer):
    where = "/programmes" if method == "post" else f"/programmes/{house.programme}"
    answer = await getattr(house.secretariat, method)(where, body)
    assert (answer.status, answer.problem, answer.pointers) == (422, "invalid", [pointer])


@pytest.mark.parametrize("body", [{"day_start": "18:00"}, {"day_end": "07:00"}, {"day_end": "08:00"}])
async def test_a_days_hours_go_forward_also_with_what_stands(house, body):
    assert (await house.secretariat.patch(f"/programmes/{house.programme}", body)).status == 422


def group(**changes):
    return {
        "key": "g",
        "name": "G",
        "weight": 1,
        "criteria": [{"key": "a", "name": {"id": "A"}, "weight": 1}],
    } | changes


def described(*levels):
    named = {level: {"id": "Ada."} for level in levels}
    return group(criteria=[{"key": "a", "name": {"id": "A"}, "weight": 1, "levels": named}])


def rubric(**changes):
    return {"scale": {"min": 0, "max": 10, "step": 0.5}, "groups": [group()]} | changes


@on_one_store
@in_one_house(
    ("changes", "pointer"),
    [
        ({"scale": {"min": 5, "max": 1, "step": 1}}, "/rubric/scale"),
        ({"scale": {"min": 1, "max": 5, "step": 0}}, "/rubric/scale"),
        ({"scale": {"min": 1, "max": 5, "step": 3}}, "/rubric/scale/step"),
        ({"scale": {"min": 0, "max": 1e308, "step": 1e-308}}, "/rubric/scale"),
        ({"scale": {"min": 0, "max": 5, "step": 1e-308}}, "/rubric/scale"),
        ({"scale": {"min": 0, "max": 1001, "step": 1}}, "/rubric/scale/step"),
        ({"scale": {"min": 0, "max": 1, "step": 0.3}}, "/rubric/scale/step"),
        ({"groups": [group(weight=1e300)]}, "/rubric/groups/0/weight"),
        ({"groups": [group(weight=5e-324)]}, "/rubric/groups/0/weight"),
        ({"groups": []}, "/rubric/groups"),
        ({"groups": [group(criteria=[])]}, "/rubric/groups/0/criteria"),
        ({"groups": [group(weight=0)]}, "/rubric/groups/0/weight"),
        ({"groups": [group(criteria=[{"key": "a b", "name": "A"}])]}, "/rubric/groups/0/criteria/0/key"),
        ({"groups": [group(), group(key="h")]}, "/rubric/groups/1/criteria/0/key"),
        ({"groups": [described("0", "7.5", "10", "11")]}, "/rubric/groups/0/criteria/0/levels/11"),
        ({"groups": [described("baik")]}, "/rubric/groups/0/criteria/0/levels/baik"),
        ({"groups": [described("nan")]}, "/rubric/groups/0/criteria/0/levels/nan"),
    ],
)
async def test_a_rubric_that_makes_no_sense_is_refused(house, changes, pointer):
    answer = await house.secretariat.post("/programmes", {"rubric": rubric(**changes)})
    assert (answer.status, answer.pointers) == (422, [pointer])


async def test_a_scale_of_halves_takes_halves(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": rubric()})
    session = await house.open()
    assert (await house.panelist.put_score(session, "a", 7.5))["value"] == 7.5
    assert (await house.panelist.put_score(session, "a", 7.25)).status == 422


async def test_a_rubric_that_an_opened_session_used_stays_as_it_was(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    changed = await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": rubric()})
    assert changed["rubric"]["scale"]["max"] == 10
    assert (await house.panelist.put_score(session, "policy", 4)).status == 200
    assert len((await house.panelist.sheet(session))["missing"]) == 9


@on_both_stores
async def test_another_round_has_its_rubric_rules_panelists_and_rooms_and_nobody_to_assess(house):
    where = f"/programmes/{house.programme}"
    await house.secretariat.patch(where, {"blocked": ["2031-12-24"], "daily_limit": 3})
    await house.secretariat.post(f"{where}/rooms", {"name": "Ruang A", "meeting_url": "https://rapat.example/a"})
    before = (await house.secretariat.get(where)).body

    made = await house.secretariat.post(f"{where}/duplicate", {"name": "Putaran 2"})

    assert made.status == 201 and made["id"] != house.programme
    assert made.body == before | {"id": made["id"], "name": "Putaran 2", "revision": 1}
    again = f"/programmes/{made['id']}"
    assert (await house.secretariat.get(f"{again}/panelists")).body == (
        await house.secretariat.get(f"{where}/panelists")
    ).body
    assert [room["name"] for room in (await house.secretariat.get(f"{again}/rooms"))["items"]] == ["Ruang A"]
    assert (await house.secretariat.get(f"{again}/regencies"))["items"] == []
    assert (await house.panelist.post(f"{where}/duplicate", {})).status == 404


# - regencies -


def regencies(house) -> str:
    return f"/programmes/{house.programme}/regencies"


async def test_a_regency_is_made_and_a_known_code_updated(house):
    made = await house.secretariat.post(
        regencies(house), PLACE | {"contact": "Ibu Dewi", "email": "dewi@daerah.example"}
    )
    assert made.status == 201
    assert {key: made[key] for key in PLACE} == PLACE
    assert (made["contact"], made["email"]) == ("Ibu Dewi", "dewi@daerah.example")
    again = await house.secretariat.post(regencies(house), PLACE | {"name": "Sidoarjo"})
    assert again.status in (200, 201)
    assert (again["id"], again["name"], again["email"]) == (made["id"], "Sidoarjo", "dewi@daerah.example")


@on_both_stores
async def test_delegates_are_invited_too(house):
    delegates = [{"name": "Pak Joko", "email": "joko@daerah.example"}, {"email": "sekda@daerah.example"}]
    await house.secretariat.post(regencies(house), PLACE | {"email": "dewi@daerah.example", "delegates": delegates})
    session = await house.book(regency="35.15")
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert len(mails) == 8
    assert {"dewi@daerah.example", "joko@daerah.example", "sekda@daerah.example"} <= {m["to"]["email"] for m in mails}


@on_both_stores
async def test_who_is_not_named_in_a_change_of_the_delegates_stays(house):
    contact = {"contact": "Ibu Dewi", "email": "dewi@daerah.example"}
    made = await house.secretariat.post(regencies(house), PLACE | contact)
    path = f"/regencies/{made['id']}"
    named = await house.secretariat.patch(path, {"delegates": [{"email": "sekda@daerah.example"}]})
    assert (named.status, named["email"], named["contact"]) == (200, "dewi@daerah.example", "Ibu Dewi")
    renamed = await house.secretariat.patch(path, {"contact": "Ibu Dewi Lestari"})
    assert (renamed.status, renamed["email"], renamed["contact"]) == (200, "dewi@daerah.example", "Ibu Dewi Lestari")
    assert [one["email"] for one in renamed["delegates"]] == ["sekda@daerah.example"]


async def test_a_list_is_taken_whole(house):
    answer = await house.secretariat.post(regencies(house), [PLACE, PLACE | {"code": "33.20", "name": "Jepara"}])
    assert (answer.status, answer.body) == (200, {"created": 1, "updated": 1})


async def test_one_bad_row_keeps_none(house):
    rows = [PLACE, PLACE | {"code": "35.16", "timezone": "Asia/Sidoarjo"}, {"code": "35.17"}]
    answer = await house.secretariat.post(regencies(house), rows)
    assert (answer.status, answer.problem) == (422, "invalid")
    assert set(answer.pointers) == {"/1/timezone", "/2/name", "/2/province", "/2/timezone"}
    assert len((await house.secretariat.get(regencies(house)))["items"]) == 4


async def test_a_code_that_stands_twice_is_refused(house):
    answer = await house.secretariat.post(regencies(house), [PLACE, PLACE])
    assert (answer.status, answer.pointers) == (422, ["/1/code"])


async def csv(house, raw: bytes | str, kind: str = "text/csv"):
    data = raw.encode() if isinstance(raw, str) else raw
    return await house.secretariat.post(regencies(house), data=data, headers={"Content-Type": kind})


@on_both_stores
async def test_all_514_regencies_are_imported(house):
    answer = await csv(house, SHIPPED.read_bytes())
    assert answer.status == 200
    assert answer["created"] + answer["updated"] == 514
    again = await csv(house, SHIPPED.read_bytes())
    assert again.body == {"created": 0, "updated": 514}


@on_one_store
@pytest.mark.parametrize(
    "raw",
    [
        "code,name,province,timezone\n35.15,Sidoarjo,Jawa Timur,Asia/Jakarta\n",
        "\ufeffcode;name;province;timezone\r\n35.15;Sidoarjo;Jawa Timur;Asia/Jakarta\r\n",
        'timezone,code,province,name\nAsia/Jakarta,35.15,Jawa Timur,"Sidoarjo, Kab."\n\n',
        "code,name,province,timezone,contact,email\n35.15,Sidoarjo,Jawa Timur,Asia/Jakarta,,\n",
    ],
)
async def test_csv_as_programs_write_it_is_read(house, raw):
    answer = await csv(house, raw)
    assert (answer.status, answer.body) == (200, {"created": 1, "updated": 0})


@on_one_store
@in_one_house(
    ("raw", "says"),
    [
        (b"kodde,name,province,timezone\n35.15,S,J,Asia/Jakarta\n", "Code"),
        (b"code,name,province,timezone\n,S,J,Asia/Jakarta\n", "line 2"),
        (b"code,name,province,timezone\n35.15,S,J,Asia/Jakarta\n35.15,T,J,Asia/Jakarta\n", "line 3"),
        (b"code,name,province,timezone\n35.15,S\x81,J,Asia/Jakarta\n", "line 2"),
        (b'code,name,province,timezone\n35.15,"=HYPERLINK(""http://x"")",J,Asia/Jakarta\n', "line 2"),
        (b"code,name,province,timezone\n35.15,S,J,Asia/Nowhere\n", "line 2, column timezone"),
        (b"code,name,province,timezone\n35.15,S,J\n", "line 2"),
        (b"code,name,province,timezone\n35.15,S,J,Asia/Jakarta,surprise\n", "line 2"),
        (b'code,name,province,timezone\n35.15,"S,J,Asia/Jakarta\n', "line"),
        (b"code,name,province,timezone,email\n35.15,S,J,Asia/Jakarta,nobody\n", "line 2, column email"),
        (b"", "Code"),
        (b"\x00\x01\x02", "column"),
    ],
)
async def test_bad_csv_is_named_by_line_and_column_and_nothing_is_kept(house, raw, says):
    answer = await csv(house, raw)
    assert (answer.status, answer.problem) == (422, "invalid")
    assert any(says in fault["message"] for fault in answer["faults"]), answer["faults"]
    assert len((await house.secretariat.get(regencies(house)))["items"]) == 4


async def test_a_bad_row_among_good_ones_keeps_none_of_them(house):
    rows = "".join(f"40.{n:02},Kabupaten {n},Jawa Barat,Asia/Jakarta\n" for n in range(50))
    answer = await csv(house, f"code,name,province,timezone\n{rows}41.00,,Jawa Barat,Asia/Jakarta\n")
    assert answer.status == 422
    assert "line 52" in answer["faults"][0]["message"]
    assert len((await house.secretariat.get(regencies(house)))["items"]) == 4


async def test_xlsx_is_read_and_what_is_none_refused(house):
    book = Workbook()
    book.active.append(["code", "name", "province", "timezone"])
    book.active.append(["35.15", "Sidoarjo", "Jawa Timur", "Asia/Jakarta"])
    file = io.BytesIO()
    book.save(file)
    assert (await csv(house, file.getvalue(), XLSX)).body == {"created": 1, "updated": 0}
    assert (await csv(house, b"PK\x03\x04nonsense", XLSX)).status == 422


async def test_another_kind_of_list_is_not_taken(house):
    answer = await csv(house, "x", "application/pdf")
    assert (answer.status, answer.problem) == (415, "unsupported-file")


@on_both_stores
async def test_a_regency_is_changed_and_removed(house):
    made = await house.secretariat.post(regencies(house), PLACE)
    where = f"/regencies/{made['id']}"
    changed = await house.secretariat.patch(where, {"name": "Sidoarjo", "email": "dewi@daerah.example"})
    assert (changed.status, changed["name"], changed["email"]) == (200, "Sidoarjo", "dewi@daerah.example")
    assert (await house.secretariat.patch(where, {"email": None}))["email"] is None
    assert (await house.secretariat.patch(where, {"name": None}))["name"] == "Sidoarjo"
    assert (await house.secretariat.delete(where)).status in (200, 204)
    assert (await house.secretariat.delete(where)).status == 404
    assert (await house.secretariat.patch(where, {"name": "x"})).status == 404


async def test_a_regency_that_a_session_names_stays(house):
    await house.book()
    jepara = next(r for r in (await house.secretariat.get(regencies(house)))["items"] if r["code"] == "33.20")
    assert (await house.secretariat.delete(f"/regencies/{jepara['id']}")).problem == "wrong-state"


async def test_an_address_that_becomes_known_sends_the_invitation(house):
    session = await house.book(regency="51.71")
    items = (await house.secretariat.get(regencies(house)))["items"]
    denpasar = next(regency for regency in items if regency["code"] == "51.71")
    await house.secretariat.patch(f"/regencies/{denpasar['id']}", {"email": "denpasar@daerah.example"})
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert [mail["kind"] for mail in mails if mail["to"]["email"] == "denpasar@daerah.example"] == ["invite"]
    assert not [mail for mail in mails if mail["state"] == "held"]


NAMES = ['Dr. "Rat"; M.T.', "baris\r\nbaru", "Ratna 😀", "R" * 300, "<script>alert(1)</script>", "O'Brien, M.Sc."]


@pytest.mark.parametrize("name", NAMES)
async def test_names_of_any_kind_go_through_every_door(house, name):
    one_line = " ".join(name.split()) if "\n" in name else name
    made = await house.secretariat.post(regencies(house), PLACE | {"name": name, "email": "dewi@daerah.example"})
    assert (made.status, made["name"]) == (201, one_line)
    panel = f"/programmes/{house.programme}/panelists"
    one = await house.secretariat.post(panel, {"name": name, "email": "aneh@panel.example", "may_chair": True})
    assert (one.status, one["name"]) == (201, one_line)
    session = await house.book(regency="35.15", panel=(one["id"],), chair=one["id"])
    assert one_line in str((await house.secretariat.session(session)).body)
    page = await house.secretariat.get(f"//sessions/{session}", headers={"Accept": "text/html"})
    assert page.status < 500
    assert b"<script>alert" not in page.raw


# - panelists and their time -


def panelists(house) -> str:
    return f"/programmes/{house.programme}/panelists"


@on_both_stores
async def test_a_panelist_is_made_changed_and_removed(house):
    body = {
        "name": "Dr. Wayan",
        "email": "wayan@panel.example",
        "institution": "Universitas Udayana",
        "timezone": "Asia/Makassar",
        "may_chair": True,
        "conflicts": ["51.71"],
    }
    made = await house.secretariat.post(panelists(house), body)
    assert made.status == 201
    assert {key: made[key] for key in body} == body
    where = f"/panelists/{made['id']}"
    changed = await house.secretariat.patch(where, {"may_chair": False, "name": "Wayan"})
    assert (changed.status, changed["may_chair"], changed["name"], changed["conflicts"]) == (
        200,
        False,
        "Wayan",
        ["51.71"],
    )
    assert (await house.secretariat.patch(where, {"email": "budi@panel.example"})).pointers == ["/email"]
    assert (await house.secretariat.patch(where, {"name": None, "timezone": None})).status == 200
    assert (await house.secretariat.delete(where)).status in (200, 204)
    assert (await house.secretariat.patch(where, {"name": "x"})).status == 404


async def test_a_panelist_whom_a_session_needs_stays(house):
    await house.book()
    answer = await house.secretariat.delete(f"/panelists/{house.panelist.id}")
    assert (answer.status, answer.problem) == (409, "wrong-state")


@on_one_store
@in_one_house(
    "email",
    [
        "nobody", "a@b", "a b@c.id", "a@b..id", "a.@b.id", "", "x\r\nBcc: y@z.id", "@c.id", None, 5,
        "a@b.id\u200b", "a\u00e9@b.id", "a@b\u00fc.id", "a@-b.id",
    ],
)  # fmt: skip
async def test_an_address_that_is_none_is_refused(house, email):
    answer = await house.secretariat.post(panelists(house), {"name": "X", "email": email})
    assert (answer.status, answer.pointers) == (422, ["/email"])


async def test_one_person_has_one_address(house):
    again = await house.secretariat.post(panelists(house), {"name": "Dr. Budi", "email": "BUDI@panel.example"})
    assert again["id"] == house.panelist.id


async def test_panelists_come_as_csv_too(house):
    raw = "name,email,institution,timezone,may_chair,conflicts\nDr. A,a@p.example,ITS,Asia/Jakarta,yes,33.20;33.19\n"
    answer = await house.secretariat.post(panelists(house), data=raw.encode(), headers={"Content-Type": "text/csv"})
    assert answer.body == {"created": 1, "updated": 0}
    one = next(p for p in (await house.secretariat.get(panelists(house)))["items"] if p["email"] == "a@p.example")
    assert (one["may_chair"], one["conflicts"]) == (True, ["33.20", "33.19"])


def time_of(caller) -> str:
    return f"/panelists/{caller.id}/availability"


async def test_a_panelists_time_is_kept_and_read_again(house):
    spans = [{"from": "2031-03-04T02:00:00Z", "to": "2031-03-04T03:00:00Z", "free": False}]
    kept = await house.panelist.put(time_of(house.panelist), spans)
    assert kept.status == 200
    assert (await house.secretariat.get(time_of(house.panelist)))["items"] == spans
    assert (await house.people["sri"].get(time_of(house.panelist))).status == 404
    assert (await house.people["sri"].put(time_of(house.panelist), [])).status == 404


@pytest.mark.parametrize(
    ("spans", "status"),
    [
        ([], 201),
        ([("02:30", "03:00", False)], 409),
        ([("00:00", "02:00", False), ("04:00", "05:00", False)], 201),
        ([("01:00", "05:00", True)], 201),
        ([("02:00", "04:00", True)], 201),
        ([("02:00", "03:00", True), ("03:00", "04:00", True)], 201),
        ([("02:00", "03:00", True), ("03:01", "05:00", True)], 409),
        ([("05:00", "06:00", True)], 409),
        ([("01:00", "05:00", True), ("03:00", "03:10", False)], 409),
    ],
)
async def test_booking_heeds_free_and_busy_times(house, spans, status):
    body = [{"from": f"2031-03-04T{a}:00Z", "to": f"2031-03-04T{b}:00Z", "free": free} for a, b, free in spans]
    await house.secretariat.put(time_of(house.panelist), body)
    assert (await house.try_to_book()).status == status


@on_one_store
@in_one_house(
    ("span", "pointer"),
    [
        ({"from": "2031-03-04T02:00:00", "to": "2031-03-04T03:00:00Z", "free": True}, "/0/from"),
        ({"from": "2031-03-04T03:00:00Z", "to": "2031-03-04T02:00:00Z", "free": True}, "/0"),
        ({"from": "2031-03-04T03:00:00Z", "free": True}, "/0/to"),
        ({"from": "2031-03-04T03:00:00Z", "to": "2031-03-04T04:00:00Z", "free": "yes"}, "/0/free"),
        ("x", "/0"),
    ],
)
async def test_a_span_that_makes_no_sense_is_refused(house, span, pointer):
    answer = await house.panelist.put(time_of(house.panelist), [span])
    assert (answer.status, answer.pointers) == (422, [pointer])


CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//y//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTAMP:20310101T000000Z\r
DTSTART:20310304T030000Z\r
DTEND:20310304T033000Z\r
SUMMARY:Rapat rahasia\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTAMP:20310101T000000Z\r
DTSTART:20310305T030000Z\r
DTEND:20310305T033000Z\r
TRANSP:TRANSPARENT\r
END:VEVENT\r
END:VCALENDAR\r
"""


async def test_a_calendar_file_tells_busy_times(house):
    headers = {"Content-Type": "text/calendar"}
    kept = await house.panelist.put(time_of(house.panelist), data=CALENDAR.encode(), headers=headers)
    busy = [{"from": "2031-03-04T03:00:00Z", "to": "2031-03-04T03:30:00Z", "free": False}]
    assert (kept.status, kept["items"]) == (200, busy)
    assert "rahasia" not in str((await house.secretariat.get(time_of(house.panelist))).body)
    assert (await house.try_to_book()).status == 409


@on_one_store
@in_one_house("raw", [b"", b"nonsense", CALENDAR.encode()[:120], b"\xff\xfe\x00", b"X" * 300_000])
async def test_a_calendar_file_that_is_none_is_refused_or_empty(house, raw):
    answer = await house.panelist.put(time_of(house.panelist), data=raw, headers={"Content-Type": "text/calendar"})
    assert answer.status in (200, 422)
    assert answer.status == 422 or answer["items"] == []


# - links -


async def test_a_revoked_link_opens_nothing(house):
    session = await house.book()
    await house.revoke("budi")
    assert (await house.panelist.session(session)).status == 401


async def test_a_renewed_link_is_mailed(house):
    answer = await house.secretariat.post(f"/people/{house.panelist.id}/link")
    assert answer.status == 200
    assert house.panelist.token not in str(answer.body)
    assert (await house.panelist.get(time_of(house.panelist))).status == 401
    assert (await house.secretariat.post("/people/nobody/link")).status == 404


async def test_a_tokens_strange_bytes_are_nobodys(house):
    for token in ("x", "\u00ff", "a" * 5000, "sidang_x"):
        house.people["odd"] = type(house.panelist)(house.client, token)
        assert (await house.people["odd"].get("/programmes")).status == 401


# - answers -


async def test_everybody_answers_for_themselves(house):
    session = await house.book()
    where = f"/sessions/{session}/rsvp"
    answered = await house.panelist.post(where, {"answer": "accepted", "comment": "siap"})
    assert (answered.status, answered["panel"][1]["rsvp"]) == (200, "accepted")
    answered = await house.regency.post(where, {"answer": "tentative"})
    assert answered["regency"]["rsvp"] == "tentative"
    answered = await house.secretariat.post(where, {"answer": "declined", "for": house.id("sri")})
    assert answered["panel"][2]["rsvp"] == "declined"
    assert (await house.people["tono"].post(where, {"answer": "accepted"})).status == 404
    assert (await house.secretariat.post(where, {"answer": "accepted"})).pointers == ["/for"]
    assert (await house.panelist.post(where, {"answer": "accepted", "for": house.id("sri")})).status == 404
    assert (await house.panelist.post(where, {"answer": "maybe"})).pointers == ["/answer"]
    assert (await house.secretariat.kinds(session))[1:] == ["answered"] * 3


@on_both_stores
async def test_reminding_asks_those_who_have_not_answered_once_a_day(house):
    session = await house.book()
    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    asked = await house.secretariat.post(f"/sessions/{session}/remind")
    assert (asked.status, asked["id"], len(asked["reminded"])) == (200, session, 5)
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert sum(mail["kind"] == "nudge" for mail in mails) == 5
    again = await house.secretariat.post(f"/sessions/{session}/remind")
    assert (again.status, again.problem) == (429, "too-many")
    house.clock.passes(hours=24, seconds=1)
    assert (await house.secretariat.post(f"/sessions/{session}/remind")).status == 200


@on_both_stores
async def test_a_mail_is_sent_again_under_a_message_id_of_its_own(house):
    session = await house.book()
    first = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"][0]
    again = await house.secretariat.post(f"/mails/{first['id']}/resend")
    assert again.status in (200, 201)
    assert again["message_id"] != first["message_id"]
    assert (await house.secretariat.post("/mails/nothing/resend")).status == 404


# - pages of lists -


@on_both_stores
@pytest.mark.parametrize("what", ["regencies", "panelists", "sessions"])
async def test_lists_are_paged_in_a_stable_order(house, what):
    if what == "sessions":
        for hour in (0, 2, 4):
            await house.book(panel=("ratna",), starts_at=TUESDAY_NINE + timedelta(hours=hour))
    where = f"/programmes/{house.programme}/{what}"
    whole = [one["id"] for one in (await house.secretariat.get(where))["items"]]
    seen, after = [], ""
    while after is not None:
        page = await house.secretariat.get(f"{where}?limit=1&after={after}")
        assert len(page["items"]) == 1
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert seen == whole and len(whole) >= 3


async def test_every_other_list_is_paged_too(house):
    session = await house.book()
    where = f"/sessions/{session}/mails"
    first = await house.secretariat.get(f"{where}?limit=4")
    rest = await house.secretariat.get(f"{where}?limit=4&after={first['next']}")
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (4, 2, None)


@on_one_store
@in_one_house("limit", ["0", "1001", "-1", "x", "1.5", "", "9" * 5000, "%00"])
async def test_a_limit_is_from_1_to_1000(house, limit):
    answer = await house.secretariat.get(f"/programmes?limit={limit}")
    assert answer.status in (404, 422)


async def test_a_limit_of_1000_is_taken(house):
    assert (await house.secretariat.get("/programmes?limit=1000")).status == 200


# - the same request again -


async def test_the_same_key_and_body_again_gives_the_first_answer(house):
    headers = {"Idempotency-Key": "k1"}
    where, body = f"/programmes/{house.programme}/sessions", house.booking()
    first = await house.secretariat.post(where, body, headers=headers)
    again = await house.secretariat.post(where, body, headers=headers)
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert len((await house.secretariat.get(where))["items"]) == 1


@on_both_stores
async def test_the_same_key_at_the_same_time_books_once(house):
    headers = {"Idempotency-Key": "k1"}
    where, body = f"/programmes/{house.programme}/sessions", house.booking()
    answers = await asyncio.gather(*(house.secretariat.post(where, body, headers=headers) for _ in range(8)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer["id"] for answer in answers}) == 1


async def test_a_key_with_another_body_is_refused(house):
    headers = {"Idempotency-Key": "k1"}
    await house.secretariat.post("/programmes", {"name": "A"}, headers=headers)
    other = await house.secretariat.post("/programmes", {"name": "B"}, headers=headers)
    assert other.status in (409, 422)


async def test_keys_of_two_people_have_nothing_to_do_with_each_other(house):
    session = await house.open()
    headers = {"Idempotency-Key": "k1"}
    for one in house.panel:
        answer = await one.put(f"/sessions/{session}/sheet/vision", {"value": 3}, headers=headers)
        assert (answer.status, answer["revision"]) == (200, 1)
        again = await one.put(f"/sessions/{session}/sheet/vision", {"value": 3}, headers=headers)
        assert (again.status, again["revision"]) == (200, 1)


async def test_a_late_score_sent_again_under_its_key_is_kept_once(house):
    session = await house.closed()
    headers = {"Idempotency-Key": "k1"}
    where = f"/sessions/{session}/sheet/vision"
    first = await house.panelist.put(where, {"value": 3}, headers=headers)
    again = await house.panelist.put(where, {"value": 3}, headers=headers)
    assert (first.problem, first.body) == ("sheet-closed", again.body)
    assert (await house.secretariat.kinds(session)).count("late") == 1


@pytest.mark.parametrize("key", ["k" * 5000, "kunci spasi", "\u00e9"])
async def test_a_key_may_be_anything(house, key):
    answer = await house.secretariat.post("/programmes", {}, headers={"Idempotency-Key": key})
    assert answer.status == 201


@on_both_stores
async def test_a_list_that_was_decided_before_its_turn_is_decided_anew_where_somebody_was_quicker(house):
    where, how = f"/programmes/{house.programme}/regencies", {"now": house.clock.now}
    rows = [lists.Row("/0", None, {"code": "33.20", "contact": "Sri Lestari"}, "33.20")]
    decision = await house.store.read(lists.decide, house.programme, "regencies", rows, COMMAND_LINE, **how)
    [jepara] = (await house.secretariat.get(f"{where}?q=33.20"))["items"]
    await house.secretariat.patch(f"/regencies/{jepara['id']}", {"contact": "Wati", "email": "wati@jepara.example"})

    put = await house.store.write(lists.put, house.programme, "regencies", rows, COMMAND_LINE, decision=decision, **how)

    [after] = (await house.secretariat.get(f"{where}?q=33.20"))["items"]
    assert put == lists.Counted(0, 1, 1)
    assert (after["contact"], after["email"]) == ("Sri Lestari", "wati@jepara.example")
