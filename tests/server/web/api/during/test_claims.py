"""A regency says where it stands, with evidence, until it is due; its panels read it, each session keeps its copy."""

import csv
import io
from datetime import timedelta

import pytest
from houses import MONDAY, TUESDAY_NINE, House, in_one_house, on_both_stores, on_one_store
from openpyxl import Workbook

from server.run.daily import Chores
from sessions.actions.before import reminding
from sessions.clock import wire
from sessions.store.before import registry
from sessions.store.powers import acts as acts_store

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def jepara(house: House) -> str:
    """The id of the regency, in a programme that asks for claims until two days before the start."""
    await asks(house)
    return (await house.store.read(registry.regency_by_code, house.programme, "33.20")).id


async def asks(house: House, **fields: object) -> None:
    changed = await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "optional"} | fields)
    assert changed.status == 200, changed.body


def days(number: float) -> timedelta:
    return timedelta(days=number)


async def upload(caller, regency: str, name: str = "perda.pdf", content: bytes = PDF):
    return await caller.post(f"/regencies/{regency}/files", data={"file": _Named(name, content)})


class _Named(io.BytesIO):
    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


# - claiming -


async def test_a_claim_is_taken_and_shown_with_what_is_missing(house: House, jepara: str):
    link = {"name": "Perda 3/2029", "url": "https://jdih.example.id/3"}
    put = await house.regency.put(
        f"/regencies/{jepara}/claims/policy", {"value": 4, "text": "Ada perda.", "evidence": [link]}
    )
    assert (put.status, put["value"], put["revision"], put["evidence"]) == (200, 4, 1, [link])

    shown = await house.regency.get(f"/regencies/{jepara}/claims")
    assert shown["claims"]["policy"]["text"] == "Ada perda."
    assert (shown["state"], shown["due"], len(shown["missing"]), shown["of"]) == ("open", None, 10, 11)


async def test_one_file_shows_several_claims(house: House, jepara: str):
    file = await upload(house.regency, jepara)
    assert (file.status, file["kind"], file["version"]) == (201, "evidence", 1)

    for criterion in ("policy", "vision"):
        put = await house.regency.put(
            f"/regencies/{jepara}/claims/{criterion}", {"value": 3, "evidence": [{"file": file["id"]}]}
        )
        assert put.status == 200, put.body

    got = await house.panelist.get(f"/regencies/{jepara}/files/{file['id']}")
    assert got.status == 404  # not invited yet
    await house.book()
    assert (await house.panelist.get(f"/regencies/{jepara}/files/{file['id']}")).raw == PDF


async def test_what_is_left_out_of_a_claim_stays_and_null_takes_the_value_back(house: House, jepara: str):
    where = f"/regencies/{jepara}/claims/policy"
    await house.regency.put(where, {"value": 4, "text": "Ada."})

    assert (await house.regency.put(where, {"text": "Ada perda."}))["value"] == 4
    assert (await house.regency.put(where, {"value": None}))["text"] == "Ada perda."


async def test_all_claims_at_once_take_back_those_that_are_left_out(house: House, jepara: str):
    await house.regency.put(f"/regencies/{jepara}/claims/policy", {"value": 4})

    put = await house.regency.put(f"/regencies/{jepara}/claims", {"claims": {"vision": {"value": 2}}})

    assert put.status == 200, put.body
    assert put["claims"]["vision"]["value"] == 2
    assert put["claims"]["policy"]["value"] is None and "policy" in put["missing"]


@on_one_store
@in_one_house(
    ("body", "pointer"),
    [
        ({"value": 6}, "/value"),
        ({"value": 2.5}, "/value"),
        ({"value": "empat"}, "/value"),
        ({}, ""),
        ({"evidence": []}, ""),
        ({"text": "x" * 10_001}, "/text"),
        ({"value": 4, "evidence": [{"name": "a", "url": "http://a.example/b"}]}, "/evidence/0/url"),
        ({"value": 4, "evidence": [{"name": "a", "url": "javascript:alert(1)"}]}, "/evidence/0/url"),
        ({"value": 4, "evidence": [{"name": "a"}]}, "/evidence/0"),
        ({"value": 4, "evidence": [{"file": "01h"}]}, "/evidence/0/file"),
        ({"value": 4, "evidence": [{"url": "https://a.example"}] * 51}, "/evidence"),
        ({"value": 4, "revision": -1}, "/revision"),
        ({"value": 4, "nilai": 4}, "/nilai"),
    ],
)
async def test_a_claim_that_does_not_fit_is_refused_at_its_place(house: House, jepara: str, body, pointer):
    refused = await house.regency.put(f"/regencies/{jepara}/claims/policy", body)

    assert (refused.status, refused.problem, refused.pointers) == (422, "invalid", [pointer])
    assert (await house.regency.get(f"/regencies/{jepara}/claims"))["claims"] == {}


@on_one_store
async def test_of_an_unknown_criterion_there_is_nothing_and_a_bad_list_keeps_none(house: House, jepara: str):
    assert (await house.regency.put(f"/regencies/{jepara}/claims/moon", {"value": 4})).status == 404

    both = {"claims": {"policy": {"value": 4}, "vision": {"value": 9}, "moon": {"value": 1}}}
    refused = await house.regency.put(f"/regencies/{jepara}/claims", both)

    assert (refused.status, refused.pointers) == (422, ["/claims/vision/value", "/claims/moon"])
    assert (await house.regency.get(f"/regencies/{jepara}/claims"))["claims"] == {}


async def test_two_colleagues_on_one_claim_lose_nothing(house: House, jepara: str):
    where = f"/regencies/{jepara}/claims/policy"
    assert (await house.regency.put(where, {"value": 4, "revision": 0})).status == 200

    refused = await house.regency.put(where, {"value": 2, "text": "Lain.", "revision": 0})

    assert (refused.status, refused.problem) == (409, "stale-revision")
    assert (refused["claim"]["value"], refused["claim"]["revision"]) == (4, 1)
    assert (await house.regency.put(where, {"value": 2, "revision": 1}))["revision"] == 2


# - whose -


async def test_whose_claims_are_whose(house: House, jepara: str):
    claim, all_, files = (f"/regencies/{jepara}/{rest}" for rest in ("claims/policy", "claims", "files"))
    await house.book(panel=["ratna", "budi"])

    for stranger in (house.people["33.19"], house.people["tono"]):
        assert [(await stranger.get(one)).status for one in (all_, files)] == [404, 404]
        assert (await stranger.put(claim, {"value": 4})).status == 404
        assert (await stranger.put(claim, {"value": 99, "moon": 1})).status == 404  # never a fault's words to strangers
    assert (await house.nobody.get(all_)).status == 401
    assert [(await house.panelist.get(one)).status for one in (all_, files)] == [200, 200]
    assert (await house.panelist.put(claim, {"value": 4})).status == 404
    assert (await upload(house.panelist, jepara)).status == 404
    assert (await house.secretariat.put(claim, {"value": 4})).status == 200


@on_both_stores
async def test_who_withdrew_reads_no_claims(house: House, jepara: str):
    session = await house.book()
    assert (await house.panelist.declare(session, conflict=True)).status == 200

    assert (await house.panelist.get(f"/regencies/{jepara}/claims")).status == 404
    assert (await house.panelist.get(f"/regencies/{jepara}/files")).status == 404


# - until when -


async def test_claims_are_due_two_days_before_the_start(house: House, jepara: str):
    start = TUESDAY_NINE + days(7)
    await house.book(starts_at=start)
    where = f"/regencies/{jepara}/claims/policy"

    house.clock.now = start - days(2) - timedelta(milliseconds=1)
    assert (await house.regency.put(where, {"value": 4})).status == 200

    house.clock.now = start - days(2)
    late = await house.regency.put(where, {"value": 5})
    assert (late.status, late.problem, late["state"]) == (409, "wrong-state", "closed")
    assert (await house.regency.get(f"/regencies/{jepara}/claims"))["claims"]["policy"]["value"] == 4


async def test_booked_later_than_that_they_are_due_at_the_start(house: House, jepara: str):
    await house.book()  # on Monday for Tuesday
    where = f"/regencies/{jepara}/claims/policy"

    house.clock.now = TUESDAY_NINE - timedelta(milliseconds=1)
    assert (await house.regency.put(where, {"value": 4})).status == 200
    house.clock.now = TUESDAY_NINE
    assert (await house.regency.put(where, {"value": 5})).status == 409


async def test_moved_later_than_that_they_are_due_at_the_start(house: House, jepara: str):
    start = TUESDAY_NINE + days(7)
    session = await house.book(starts_at=start)
    house.clock.now = start - days(1)
    assert (await house.regency.put(f"/regencies/{jepara}/claims/policy", {"value": 4})).status == 409

    moved = await house.secretariat.patch(f"/sessions/{session}", {"starts_at": "2031-03-12T06:00:00Z"})
    assert moved.status == 200, moved.body

    assert (await house.regency.put(f"/regencies/{jepara}/claims/policy", {"value": 4})).status == 200


async def test_with_no_time_before_the_start_they_are_due_at_the_start(house: House, jepara: str):
    await asks(house, claims_due="PT0S")
    start = TUESDAY_NINE + days(7)
    await house.book(starts_at=start)

    house.clock.now = start - timedelta(seconds=1)
    assert (await house.regency.put(f"/regencies/{jepara}/claims/policy", {"value": 4})).status == 200


async def test_after_the_session_they_open_again_when_another_is_booked(house: House, jepara: str):
    where = f"/regencies/{jepara}/claims/policy"
    session = await house.open()
    assert (await house.secretariat.control(session, "abort", reason="listrik")).status == 200
    assert (await house.regency.put(where, {"value": 4})).status == 409

    await house.book(starts_at=TUESDAY_NINE + days(1))
    assert (await house.regency.put(where, {"value": 4})).status == 200


async def test_a_rehearsal_closes_nothing_where_a_real_session_is_booked(house: House, jepara: str):
    where = f"/regencies/{jepara}/claims/policy"
    await house.book(starts_at=TUESDAY_NINE + days(7))
    rehearsal = await house.book(rehearsal=True)
    house.clock.now = TUESDAY_NINE + timedelta(hours=1)

    assert (await house.regency.put(where, {"value": 4})).status == 200
    assert (await house.secretariat.get(f"/sessions/{rehearsal}/claims"))["claims"] == {}  # its copy is of its start


async def test_a_rehearsal_alone_governs(house: House, jepara: str):
    await house.book(rehearsal=True)
    where = f"/regencies/{jepara}/claims/policy"
    assert (await house.regency.put(where, {"value": 4})).status == 200

    house.clock.now = TUESDAY_NINE
    assert (await house.regency.put(where, {"value": 5})).status == 409


@on_one_store
async def test_a_programme_that_asks_for_none_takes_none(house: House):
    jepara = (await house.store.read(registry.regency_by_code, house.programme, "33.20")).id

    refused = await house.regency.put(f"/regencies/{jepara}/claims/policy", {"value": 4})

    assert (refused.status, refused["state"]) == (409, "off")
    session = await house.open()
    assert "claimed" not in await house.secretariat.kinds(session)


@on_one_store
@in_one_house("due", ["2 days", "P", "PT", "-P2D", "P1M", "P367D", 2])
async def test_a_due_time_that_is_no_duration_is_refused(house: House, due):
    refused = await house.secretariat.patch(f"/programmes/{house.programme}", {"claims_due": due})
    assert (refused.status, refused.pointers) == (422, ["/claims_due"])


# - reminders -


@on_one_store
async def test_who_must_claim_and_has_not_is_reminded_once_before_it_is_due(house: House, jepara: str):
    await asks(house, claims="required")
    chores = Chores(house.store, house.settings, house.clock)
    session = await house.book(starts_at=TUESDAY_NINE + days(14))

    async def reminded() -> list[str]:
        await chores.remind_of_claims()
        found = (await house.secretariat.get(f"/programmes/{house.programme}/mails"))["items"]
        return [one["to"]["email"] for one in found if one["kind"] == "claims-reminder"]

    assert await reminded() == []  # nearly two weeks are left
    house.clock.now = TUESDAY_NINE + days(14 - 2 - 3) - timedelta(minutes=1)
    assert await reminded() == []
    await asks(house, claims="optional")
    house.clock.now = TUESDAY_NINE + days(14 - 2 - 3) + timedelta(minutes=1)
    assert await reminded() == []  # nothing must be claimed
    await asks(house, claims="required")

    assert await reminded() == ["jepara@daerah.example"]
    assert await reminded() == ["jepara@daerah.example"]

    moved = await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(TUESDAY_NINE + days(21))})
    assert moved.status == 200, moved.body  # what the mail said of the due date holds no more
    house.clock.now = TUESDAY_NINE + days(21 - 2 - 1)
    assert len(await reminded()) == 2


@on_one_store
async def test_who_has_claimed_everything_is_not_reminded(house: House, jepara: str):
    await asks(house, claims="required")
    chores = Chores(house.store, house.settings, house.clock)
    session = await house.book(starts_at=TUESDAY_NINE + days(14))
    rubric = (await house.secretariat.get(f"/programmes/{house.programme}"))["rubric"]
    all_of_it = {one["key"]: {"text": "Ada."} for group in rubric["groups"] for one in group["criteria"]}
    house.clock.now = TUESDAY_NINE + days(10)

    await house.regency.put(f"/regencies/{jepara}/claims", {"claims": all_of_it})
    assert await house.store.read(reminding.to_remind_of_claims, now=house.clock.now) == []
    assert await house.store.write(reminding.remind_of_claims, session, now=house.clock.now) is False

    await house.regency.put(f"/regencies/{jepara}/claims/policy", {"text": ""})
    await chores.remind_of_claims()
    mails = (await house.secretariat.get(f"/programmes/{house.programme}/mails"))["items"]
    assert [one["kind"] for one in mails].count("claims-reminder") == 1


# - frozen -


@on_both_stores
async def test_each_session_keeps_the_claims_as_they_stood_at_its_start(house: House, jepara: str):
    file = await upload(house.regency, jepara)
    where = f"/regencies/{jepara}/claims/policy"
    await house.regency.put(where, {"value": 4, "text": "Ada.", "evidence": [{"file": file["id"]}]})
    first = await house.open()
    await house.secretariat.control(first, "abort", reason="listrik")
    second = await house.book(starts_at=TUESDAY_NINE + days(1))
    await house.regency.put(where, {"value": 2})

    house.clock.now = TUESDAY_NINE + days(1)
    await house.announce(second)

    was, is_ = [
        [entry for entry in await house.secretariat.entries(session) if entry["kind"] == "claimed"]
        for session in (first, second)
    ]
    assert [entry["data"]["claims"]["policy"]["value"] for entry in (*was, *is_)] == [4, 2]
    evidence = was[0]["data"]["claims"]["policy"]["evidence"][0]
    assert (evidence["name"], evidence["sha256"]) == ("perda.pdf", file["sha256"])
    frozen = await house.panelist.get(f"/sessions/{first}/claims")
    assert frozen["claims"]["policy"]["value"] == 4
    assert (await house.panelist.get(f"/regencies/{jepara}/claims"))["claims"]["policy"]["value"] == 2


async def test_a_start_that_nobody_saw_is_frozen_before_anything_changes(house: House, jepara: str):
    where = f"/regencies/{jepara}/claims/policy"
    await house.regency.put(where, {"value": 4})
    first = await house.book()
    await house.book(starts_at=TUESDAY_NINE + days(9))
    house.clock.now = TUESDAY_NINE + days(1)  # no alarm has rung

    assert (await house.regency.put(where, {"value": 1})).status == 200

    assert (await house.secretariat.get(f"/sessions/{first}/claims"))["claims"]["policy"]["value"] == 4


# - as a list -


def a_csv(*rows: tuple[object, ...]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def an_xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


HEADER = ("kode", "kriteria", "nilai", "uraian", "bukti")
ROWS = (
    HEADER,
    ("33.20", "policy", 4, "Ada perda.", "Perda 3 <https://jdih.example.id/3>; https://jdih.example.id/4"),
    ("33.19", "vision", 2, "", ""),
    ("33.20", "vision", 3, "", ""),
)


@pytest.mark.parametrize(("make", "kind"), [(a_csv, "text/csv"), (an_xlsx, XLSX)])
async def test_a_list_takes_the_claims_of_many_regencies(house: House, jepara: str, make, kind):
    taken = await house.secretariat.post(
        f"/programmes/{house.programme}/claims", data=make(*ROWS), headers={"Content-Type": kind}
    )

    assert (taken.status, taken.body) == (200, {"updated": 3, "regencies": 2})
    policy = (await house.regency.get(f"/regencies/{jepara}/claims"))["claims"]["policy"]
    assert (policy["value"], [one["url"] for one in policy["evidence"]]) == (
        4,
        ["https://jdih.example.id/3", "https://jdih.example.id/4"],
    )
    acts = (await house.store.read(acts_store.stretch, acts_store.Wanted(of=jepara), size=9)).items
    told = [{key: now for key, (_, now) in one.changes.items() if key.endswith("value")} for one in acts]
    assert [one for one in told if one] == [{"claims.policy.value": 4, "claims.vision.value": 3}]


async def test_a_regency_sends_its_own_list_and_no_others(house: House, jepara: str):
    own = a_csv(("criterion", "value"), ("policy", 4))
    where, kind = f"/regencies/{jepara}/claims", {"Content-Type": "text/csv"}
    assert (await house.regency.post(where, data=own, headers=kind)).status == 200

    refused = await house.regency.post(where, data=a_csv(*ROWS), headers=kind)
    assert (refused.status, refused.pointers) == (422, ["/3"])
    assert (await house.people["33.19"].post(where, data=own, headers=kind)).status == 404


@on_one_store
async def test_a_list_with_faults_names_each_and_keeps_nothing(house: House, jepara: str):
    rows = (HEADER, ("33.20", "policy", 9, "", ""), ("33.20", "moon", 1, "", ""), ("99.99", "policy", 1, "", ""))
    where, kind = f"/programmes/{house.programme}/claims", {"Content-Type": "text/csv"}

    refused = await house.secretariat.post(where, data=a_csv(*rows), headers=kind)
    assert (refused.status, refused.pointers) == (422, ["/2", "/3", "/4"])

    worse = (HEADER, ("33.20", "policy", "tinggi", "", ""), ("33.20", "vision", 1, "", "http://a.example"), ("33.20",))
    refused = await house.secretariat.post(where, data=a_csv(*worse), headers=kind)
    assert refused.pointers == ["/2/value", "/3/evidence/0/url", "/4/criterion"]
    assert (await house.secretariat.post(where, data=b"x", headers={"Content-Type": "image/png"})).status == 415
    assert (await house.regency.get(f"/regencies/{jepara}/claims"))["claims"] == {}


@on_one_store
async def test_a_file_that_is_too_large_or_no_document_is_refused_and_leaves_nothing(house: House, jepara: str):
    house.settings.server.upload_mb = 0.001

    assert (await upload(house.regency, jepara, content=PDF + bytes(2000))).status == 413
    assert (await upload(house.regency, jepara, content=b"MZ\x90" + bytes(100))).status == 415
    assert (await house.regency.get(f"/regencies/{jepara}/files"))["items"] == []
    assert house.clock.now == MONDAY
