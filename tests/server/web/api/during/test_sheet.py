"""The sheet by the API: when it is open, in which order it refuses, what it keeps, and what comes late."""

import asyncio
from datetime import timedelta

import pytest
from houses import CRITERIA, TUESDAY_NINE, in_one_house, on_both_stores, on_one_store

from server.web.keys import ARRIVALS
from sessions.clock import from_wire

SECOND = timedelta(seconds=1)


@on_both_stores
async def test_a_sheet_before_the_start_waits(house):
    session = await house.book()
    sheet = await house.panelist.sheet(session)
    assert sheet["state"] == "waiting"
    assert (sheet["declared"], sheet["submitted"], sheet["scores"]) == (False, False, {})
    assert sheet["missing"] == list(CRITERIA)
    assert sheet["closes_at"] == "2031-03-04T04:00:00Z"
    assert sheet["server_time"] == "2031-03-03T01:00:00Z"


@on_both_stores
async def test_a_score_is_stored_and_shown(house):
    session = await house.open()
    stored = await house.panelist.put_score(session, "leadership", 4, note="kuat", unsure=True)
    assert stored.status == 200
    expected = {"value": 4, "note": "kuat", "unsure": True, "revision": 1, "at": "2031-03-04T02:00:00Z"}
    assert {key: stored[key] for key in expected} == expected
    sheet = await house.panelist.sheet(session)
    assert {key: sheet["scores"]["leadership"][key] for key in expected} == expected
    assert list(sheet["scores"]) == ["leadership"]
    assert sheet["missing"] == list(CRITERIA[1:])


@on_both_stores
async def test_a_score_taken_back_is_missing_again(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    taken = await house.panelist.put_score(session, "leadership", None)
    assert (taken.status, taken["value"], taken["revision"]) == (200, None, 2)
    sheet = await house.panelist.sheet(session)
    assert "leadership" in sheet["missing"]
    shown = await house.secretariat.session(session)
    assert shown["panel"][1]["scored"] == 0


@on_both_stores
async def test_what_is_not_said_of_a_score_stays(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4, note="kuat", unsure=True)
    again = await house.panelist.put_score(session, "leadership", 5)
    assert (again["note"], again["unsure"], again["revision"]) == ("kuat", True, 2)


@on_both_stores
async def test_how_many_are_scored_is_shown_and_never_what(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    shown = await house.secretariat.session(session)
    assert (shown["panel"][1]["scored"], shown["panel"][1]["of"]) == (1, 11)


# - when -


@on_both_stores
@pytest.mark.parametrize(
    ("offset", "status", "problem"),
    [(-1, 409, "sheet-waiting"), (-0.001, 409, "sheet-waiting"), (0, 200, ""), (1, 200, "")],
)
async def test_it_opens_at_the_very_second(house, offset, status, problem):
    session = await house.book()
    await house.panelist.declare(session)
    house.clock.now = TUESDAY_NINE + timedelta(seconds=offset)
    answer = await house.panelist.put_score(session, "leadership", 4)
    assert (answer.status, answer.problem) == (status, problem)
    if problem:
        assert answer["opens_at"] == "2031-03-04T02:00:00Z"


@on_both_stores
@pytest.mark.parametrize("late", [timedelta(0), SECOND, timedelta(hours=2), timedelta(milliseconds=1)])
async def test_a_closed_sheet_takes_no_score_but_keeps_it_as_late(house, late):
    session = await house.open()
    house.clock.now = from_wire((await house.panelist.sheet(session))["closes_at"]) + late

    refusal = await house.panelist.put_score(session, "leadership", 4)

    assert (refusal.status, refusal.problem) == (409, "sheet-closed")
    assert refusal["late_by_seconds"] == late.total_seconds()
    entry = (await house.secretariat.entries(session))[refusal["entry"] - 1]
    assert (entry["kind"], entry["number"]) == ("late", refusal["entry"])
    assert (await house.panelist.sheet(session))["scores"] == {}


@on_both_stores
async def test_just_before_the_close_a_score_still_counts(house):
    session = await house.open()
    house.clock.now = TUESDAY_NINE + timedelta(hours=2) - timedelta(milliseconds=1)
    assert (await house.panelist.put_score(session, "leadership", 4)).status == 200


@on_both_stores
async def test_nothing_has_to_run_for_a_sheet_to_close(house):
    session = await house.open()
    house.clock.passes(hours=2)
    assert (await house.panelist.sheet(session))["state"] == "closed"
    assert (await house.secretariat.session(session))["state"] == "closed"


@on_both_stores
async def test_during_a_pause_a_score_is_refused_and_afterwards_taken(house):
    session = await house.open()
    house.clock.passes(minutes=10)
    await house.chair.control(session, "pause", reason="listrik padam")
    assert (await house.panelist.put_score(session, "leadership", 4)).problem == "sheet-paused"
    sheet = await house.panelist.sheet(session)
    assert (sheet["state"], sheet["closes_at"]) == ("paused", None)
    house.clock.passes(minutes=5)
    await house.chair.control(session, "resume")
    assert (await house.panelist.put_score(session, "leadership", 4)).status == 200
    assert (await house.panelist.sheet(session))["closes_at"] == "2031-03-04T04:05:00Z"


@on_both_stores
@pytest.mark.parametrize(("offset", "status"), [(-1, 200), (0, 409), (1, 409)])
async def test_after_a_pause_the_close_comes_so_much_later(house, offset, status):
    session = await house.open()
    house.clock.passes(minutes=10)
    await house.chair.control(session, "pause")
    house.clock.passes(minutes=5)
    await house.chair.control(session, "resume")
    house.clock.now = TUESDAY_NINE + timedelta(minutes=125, seconds=offset)
    assert (await house.panelist.put_score(session, "leadership", 4)).status == status


# - the order of refusals -


@on_both_stores
async def test_another_sessions_panelist_finds_nothing_whatever_is_sent(house):
    session = await house.book()
    for value in (4, 99, "x"):
        answer = await house.people["tono"].put(f"/sessions/{session}/sheet/leadership", {"value": value})
        assert (answer.status, answer.problem) == (404, "not-found")


@on_both_stores
async def test_an_unknown_criterion_is_not_there(house):
    session = await house.open()
    for value in (4, "four", None, []):
        assert (await house.panelist.put_score(session, "nonsense", value)).status == 404, value
    body = {"reason": "x"}
    assert (await house.panelist.put(f"/sessions/{session}/sheet/nonsense/moderated", body)).status == 404


@on_one_store
@in_one_house("value", [0, 6, 3.5, -1, 1e9, "4", True, [4], {}])
@in_one_house("moment", ["before", "open"])
async def test_a_value_off_the_scale_is_invalid_before_anything_else(house, value, moment):
    session = await house.book()
    house.clock.now = TUESDAY_NINE + (SECOND if moment == "open" else -SECOND)
    answer = await house.panelist.put(f"/sessions/{session}/sheet/leadership", {"value": value})
    assert (answer.status, answer.problem) == (422, "invalid")
    assert answer.pointers == ["/value"]


@on_both_stores
@pytest.mark.parametrize("value", [2.9999999999999996, 3.0000000001, 3.0])
async def test_a_value_a_hair_beside_a_step_is_that_step(house, value):
    session = await house.open()

    answer = await house.panelist.put_score(session, "leadership", value)

    assert (answer.status, answer["value"], type(answer["value"])) == (200, 3, int)


@on_both_stores
async def test_a_value_is_needed(house):
    session = await house.open()
    answer = await house.panelist.put(f"/sessions/{session}/sheet/leadership", {})
    assert (answer.status, answer.pointers) == (422, ["/value"])


@on_both_stores
async def test_waiting_comes_before_not_declared(house):
    session = await house.book()
    assert (await house.panelist.put_score(session, "leadership", 4)).problem == "sheet-waiting"


@on_both_stores
async def test_paused_comes_before_not_declared(house):
    session = await house.book()
    house.clock.now = TUESDAY_NINE
    await house.secretariat.control(session, "pause")
    assert (await house.panelist.put_score(session, "leadership", 4)).problem == "sheet-paused"


@on_both_stores
async def test_closed_comes_before_not_declared_and_stale(house):
    session = await house.book()
    house.clock.now = TUESDAY_NINE + timedelta(hours=3)
    answer = await house.panelist.put_score(session, "leadership", 4, revision=7)
    assert (answer.problem, answer["late_by_seconds"]) == ("sheet-closed", 3600)


@on_both_stores
async def test_not_declared_comes_before_stale(house):
    session = await house.book()
    house.clock.now = TUESDAY_NINE
    assert (await house.panelist.put_score(session, "leadership", 4, revision=7)).problem == "not-declared"


# - revisions -


@on_both_stores
async def test_a_stale_revision_is_shown_what_stands(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4, revision=0)
    clash = await house.panelist.put_score(session, "leadership", 2, revision=0)
    assert (clash.status, clash.problem) == (409, "stale-revision")
    assert (clash["score"]["value"], clash["score"]["revision"]) == (4, 1)
    assert (await house.panelist.put_score(session, "leadership", 2, revision=1)).status == 200


@on_both_stores
async def test_a_revision_of_what_was_never_scored_is_stale(house):
    session = await house.open()
    clash = await house.panelist.put_score(session, "leadership", 2, revision=3)
    assert (clash.problem, clash["score"]["value"], clash["score"]["revision"]) == ("stale-revision", None, 0)


@on_one_store
@in_one_house("revision", [-1, 1.5, "1", True])
async def test_a_revision_is_a_whole_number(house, revision):
    session = await house.open()
    answer = await house.panelist.put_score(session, "leadership", 2, revision=revision)
    assert (answer.status, answer.pointers) == (422, ["/revision"])


@on_both_stores
async def test_of_two_devices_with_the_same_revision_one_wins(house):
    session = await house.open()
    answers = await asyncio.gather(
        *(house.panelist.put_score(session, "leadership", value, revision=0) for value in (1, 2, 3, 4, 5))
    )
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409]


@on_both_stores
async def test_without_a_revision_the_last_write_wins(house):
    session = await house.open()
    answers = await asyncio.gather(*(house.panelist.put_score(session, "leadership", 4) for _ in range(10)))
    assert sorted(answer["revision"] for answer in answers) == list(range(1, 11))


@on_both_stores
async def test_concurrent_saves_of_whole_sheets_lose_nothing(house):
    session = await house.open()
    saves = [one.put_score(session, criterion, 3) for one in house.panel for criterion in CRITERIA]
    answers = await asyncio.gather(*saves)
    assert {answer.status for answer in answers} == {200}
    shown = await house.secretariat.session(session)
    assert [seat["scored"] for seat in shown["panel"]] == [11] * 5


# - declaring and being done -


@on_both_stores
async def test_a_declaration_may_be_made_before_the_start(house):
    session = await house.book()
    sheet = await house.panelist.declare(session)
    assert (sheet.status, sheet["declared"]) == (200, True)
    assert (await house.secretariat.session(session))["panel"][1]["declared"] is True


@on_both_stores
async def test_a_conflict_takes_the_panelist_off_the_sheet_and_tells_the_secretariat(house):
    session = await house.open()
    sheet = await house.panelist.declare(session, conflict=True)
    assert (sheet.status, sheet["state"]) == (200, "withdrawn")
    refused = await house.panelist.put_score(session, "leadership", 4)
    assert refused.status == 409
    assert "declared" in await house.secretariat.kinds(session)
    assert (await house.panelist.declare(session)).status == 409


@on_both_stores
async def test_declaring_the_same_again_changes_nothing(house):
    session = await house.open()
    before = await house.secretariat.kinds(session)
    assert (await house.panelist.declare(session)).status == 200
    assert await house.secretariat.kinds(session) == before


@on_one_store
@in_one_house("body", [{}, {"conflict": "no"}, {"conflict": None}, {"conflict": 0}])
async def test_a_declaration_says_yes_or_no(house, body):
    session = await house.book()
    answer = await house.panelist.post(f"/sessions/{session}/sheet/declare", body)
    assert (answer.status, answer.pointers) == (422, ["/conflict"])


@on_both_stores
async def test_a_sheet_that_is_done_may_still_change(house):
    session = await house.open()
    done = await house.panelist.post(f"/sessions/{session}/sheet/submit")
    assert (done.status, done["submitted"]) == (200, True)
    assert (await house.panelist.put_score(session, "leadership", 4)).status == 200
    assert (await house.secretariat.session(session))["panel"][1]["submitted"] is True
    assert (await house.panelist.post(f"/sessions/{session}/sheet/submit", {})).status == 200

    not_yet = await house.panelist.post(f"/sessions/{session}/sheet/submit", {"submitted": False})
    assert (not_yet.status, not_yet["submitted"]) == (200, False)
    assert (await house.secretariat.session(session))["panel"][1]["submitted"] is False
    entries = [one["data"] for one in await house.secretariat.entries(session) if one["kind"] == "submitted"]
    assert [one.get("taken_back", False) for one in entries] == [False, True]
    assert (await house.panelist.post(f"/sessions/{session}/sheet/submit", {"submitted": "?"})).status == 422
    house.clock.passes(hours=2)
    assert (await house.panelist.post(f"/sessions/{session}/sheet/submit", {"submitted": False})).status == 409


@on_both_stores
async def test_being_done_waits_for_the_start_the_declaration_and_not_beyond_the_close(house):
    session = await house.book()
    where = f"/sessions/{session}/sheet/submit"
    assert (await house.panelist.post(where)).problem == "sheet-waiting"
    house.clock.now = TUESDAY_NINE
    assert (await house.panelist.post(where)).problem == "not-declared"
    house.clock.passes(hours=2)
    assert (await house.panelist.post(where)).problem == "wrong-state"


# - late -


@pytest.fixture
async def late(house):
    """A session closed ten minutes ago, and Budi's score that came late: (session, entry)."""
    session = await house.closed()
    house.clock.passes(minutes=10)
    typed = "2031-03-04T03:59:58Z"
    refusal = await house.panelist.put_score(session, "vision", 5, note="catatan", typed_at=typed)
    assert refusal.problem == "sheet-closed"
    return session, refusal["entry"]


@on_both_stores
async def test_a_late_value_is_hidden_until_it_is_decided(house, late):
    session, entry = late
    for asker in (house.secretariat, house.chair):
        told = (await asker.entries(session))[entry - 1]
        assert "secret" not in told and "salt" not in told
        assert told["data"]["typed_at"] == "2031-03-04T03:59:58Z"
        shown = (await asker.session(session))["late"]
        assert "catatan" not in str(shown)
        assert [(one["entry"], one["late_by_seconds"]) for one in shown] == [(entry, 600)]


@on_both_stores
async def test_an_admitted_score_counts(house, late):
    session, entry = late
    answer = await house.chair.post(f"/sessions/{session}/late/{entry}/admit", {"reason": "jaringan"})
    assert answer.status == 200
    score = (await house.panelist.sheet(session))["scores"]["vision"]
    assert (score["value"], score["note"]) == (5, "catatan")
    assert (await house.secretariat.kinds(session))[-1] == "admitted"
    assert "secret" not in (await house.secretariat.entries(session))[entry - 1]
    await house.chair.control(session, "reveal")
    assert (await house.secretariat.entries(session))[entry - 1]["secret"]["value"] == 5


@on_both_stores
async def test_a_refused_score_does_not_count(house, late):
    session, entry = late
    assert (await house.secretariat.post(f"/sessions/{session}/late/{entry}/refuse", {"reason": "x"})).status == 200
    assert "vision" not in (await house.panelist.sheet(session))["scores"]
    assert (await house.secretariat.kinds(session))[-1] == "refused"


@on_both_stores
async def test_it_is_decided_once_for_a_reason_by_those_who_may(house, late):
    session, entry = late
    where = f"/sessions/{session}/late/{entry}"
    assert (await house.chair.post(f"{where}/admit", {})).status == 422
    assert (await house.panelist.post(f"{where}/admit", {"reason": "x"})).status == 404
    assert (await house.people["sri"].post(f"{where}/admit", {"reason": "x"})).status == 404
    assert (await house.chair.post(f"{where}/admit", {"reason": "x"})).status == 200
    assert (await house.secretariat.post(f"{where}/refuse", {"reason": "x"})).problem == "wrong-state"
    assert (await house.chair.post(f"/sessions/{session}/late/99999/admit", {"reason": "x"})).status == 404
    assert (await house.chair.post(f"/sessions/{session}/late/1/admit", {"reason": "x"})).status == 404


@on_both_stores
async def test_nobody_admits_their_own(house):
    session = await house.closed()
    house.clock.passes(seconds=1)
    own = await house.chair.put_score(session, "vision", 5)
    where = f"/sessions/{session}/late/{own['entry']}/admit"
    assert (await house.chair.post(where, {"reason": "x"})).status == 404
    assert (await house.secretariat.post(where, {"reason": "x"})).status == 200


@on_both_stores
async def test_without_the_rule_one_admits_ones_own(house):
    house.settings.rules.second_person = False
    session = await house.closed()
    own = await house.chair.put_score(session, "vision", 5)
    assert (await house.chair.post(f"/sessions/{session}/late/{own['entry']}/admit", {"reason": "x"})).status == 200


@on_both_stores
async def test_who_comes_late_is_not_lost_when_the_close_was_by_hand(house):
    session = await house.open()
    house.clock.passes(minutes=30)
    closed = await house.chair.control(session, "close", reason="selesai")
    assert closed["closes_at"] == "2031-03-04T02:30:00Z"
    house.clock.passes(seconds=1.5)
    refusal = await house.panelist.put_score(session, "vision", 3)
    assert refusal["late_by_seconds"] == 1.5


# - signing -


@on_both_stores
async def test_the_minutes_are_signed_by_all_the_chair_last(house):
    session = await house.revealed()
    first = await house.panelist.post(f"/sessions/{session}/sign")
    assert (first.status, first["state"]) == (200, "closed")
    assert (await house.panelist.post(f"/sessions/{session}/sign")).problem == "wrong-state"
    assert (await house.chair.post(f"/sessions/{session}/sign")).problem == "wrong-state"
    for one in house.panel[2:]:
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    last = await house.chair.post(f"/sessions/{session}/sign")
    assert (last.status, last["state"]) == (200, "signed")
    assert (await house.secretariat.kinds(session))[-5:] == ["signed"] * 5
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert [mail["kind"] for mail in mails[-6:]] == ["signed"] * 6


@on_both_stores
async def test_signing_right_after_a_close_by_hand_waits_for_the_seal(house):
    session = await house.open()
    house.clock.passes(minutes=30)
    await house.chair.control(session, "close", reason="selesai")
    assert (await house.chair.control(session, "reveal")).status == 200
    assert (await house.panelist.post(f"/sessions/{session}/sign")).status == 200
    kinds = await house.secretariat.kinds(session)
    assert kinds[-5:] == ["closed", "sealed", "revealed", "concluded", "signed"]


@on_both_stores
async def test_nobody_signs_what_has_not_closed(house):
    session = await house.open()
    answer = await house.panelist.post(f"/sessions/{session}/sign")
    assert (answer.problem, answer["state"]) == ("wrong-state", "open")


@on_both_stores
async def test_late_ones_end_at_the_signature(house, late):
    session, entry = late
    await house.chair.control(session, "reveal")
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    refused = await house.chair.post(f"/sessions/{session}/late/{entry}/admit", {"reason": "x"})
    assert (refused.problem, refused["state"]) == ("wrong-state", "signed")
    before = await house.secretariat.kinds(session)
    assert (await house.panelist.put_score(session, "budget", 4)).problem == "sheet-closed"
    assert await house.secretariat.kinds(session) == before


# - the moment that counts -


async def put_slowly(house, session: str, between) -> int:
    """Sends a score's last byte only after `between` has been called; the status that comes back."""
    server = house.client.server
    reader, writer = await asyncio.open_connection(server.host, server.port)
    body = b'{"value": 4}'
    head = (
        f"PUT /api/v1/sessions/{session}/sheet/vision HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: Bearer {house.panelist.token}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body[:-1])
    await writer.drain()
    between()
    writer.write(body[-1:])
    status = int((await reader.readline()).split()[1])
    writer.close()
    return status


@on_both_stores
async def test_what_counts_is_when_the_last_byte_was_read(house):
    session = await house.open()
    house.clock.now = TUESDAY_NINE + timedelta(hours=2) - SECOND
    assert await put_slowly(house, session, lambda: None) == 200
    assert await put_slowly(house, session, lambda: house.clock.passes(seconds=1)) == 409


@on_both_stores
async def test_the_seal_waits_for_whatever_arrived_before_the_close(house):
    session = await house.open()
    house.clock.passes(hours=1)
    with house.client.app[ARRIVALS].one(house.clock):
        house.clock.passes(hours=1)
        await house.announce(session)
        assert (await house.secretariat.kinds(session))[-1] == "closed"
    await house.announce(session)
    assert (await house.secretariat.kinds(session))[-1] == "sealed"


@on_both_stores
async def test_a_private_note_is_its_authors_alone_and_in_no_record(house):
    session = await house.open()
    stored = await house.panelist.put_score(session, "leadership", 4, note="untuk semua", private="HANYA SAYA")
    assert (stored.status, stored["private"]) == (200, "HANYA SAYA")
    again = await house.panelist.put_score(session, "leadership", 5)  # what is not said of it stays
    assert again.status == 200
    assert (await house.panelist.sheet(session))["scores"]["leadership"]["private"] == "HANYA SAYA"

    house.clock.passes(hours=3)
    late = await house.panelist.put_score(session, "policy", 3, private="HANYA SAYA JUGA")
    assert late.problem == "sheet-closed"
    await house.announce(session)
    house.clock.passes(hours=1)
    await house.announce(session)
    own = await house.panelist.get(f"/people/{house.panelist.id}/data")
    assert own["sessions"][0]["private_notes"] == {"leadership": "HANYA SAYA", "policy": "HANYA SAYA JUGA"}
    others = [
        await asker.get(address)
        for asker in (house.secretariat, house.chair, house.panelist)
        for address in (f"/sessions/{session}/record.json", f"/sessions/{session}/record.csv", f"/sessions/{session}")
    ] + [await house.secretariat.get(f"/people/{house.panelist.id}/data")]
    assert all("HANYA SAYA" not in answer.raw.decode() for answer in others)


@on_both_stores
async def test_an_empty_private_note_removes_it(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4, private="HANYA SAYA")
    await house.panelist.put_score(session, "leadership", 4, private="")
    assert (await house.panelist.sheet(session))["scores"]["leadership"]["private"] == ""
