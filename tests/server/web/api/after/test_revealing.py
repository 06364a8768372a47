"""Promise 6: until a session is revealed it may be reopened and nobody reads a value; afterwards neither is so."""

import pytest
from houses import TUESDAY_NINE, House, on_one_store
from reading_pages import send
from sqlalchemy import select

from sessions.clock import wire
from sessions.store.tables.core import mails

REASON = {"reason": "keliru"}


async def close_by_hand(house: House, *, deputy: str | None = None) -> str:
    more = {"deputy": house.id(deputy)} if deputy else {}
    session = await house.open(**more)
    for one in house.panel:
        assert (await one.put_score(session, "leadership", 4)).status == 200
    house.clock.passes(minutes=30)
    assert (await house.chair.control(session, "close", reason="selesai")).status == 200
    await house.announce(session)
    return session


def values(entries):
    return [entry.get("secret", {}).get("value") for entry in entries if entry["kind"] == "scored"]


# - what is revealed can never be scored again -


async def test_a_chair_reads_nobodys_values_before_reopening(house):
    session = await close_by_hand(house)
    before = values(await house.chair.entries(session))
    assert before.count(4) == 1  # the chair's own

    again = await house.chair.control(session, "reopen", minutes=5, **REASON)

    assert (again.status, again["state"]) == (200, "open")
    assert (await house.chair.put_score(session, "leadership", 5)).status == 200


async def test_once_revealed_it_is_never_reopened(house):
    session = await close_by_hand(house)
    revealed = await house.chair.control(session, "reveal")
    assert (revealed.status, revealed["state"], revealed["can_reopen"]) == (200, "closed", False)
    assert revealed["revealed"] == wire(house.clock.now)
    assert values(await house.chair.entries(session)) == [4] * 5

    for asker in (house.chair, house.secretariat):
        assert (await asker.control(session, "reopen", minutes=5, **REASON)).problem == "wrong-state"
        assert (await asker.control(session, "undo")).problem == "wrong-state"
        assert (await asker.control(session, "reveal")).problem == "wrong-state"


@pytest.mark.parametrize(("minutes", "revealed"), [(14.99, False), (15, True), (600, True)])
async def test_the_clock_reveals_fifteen_minutes_after_the_close(house, minutes, revealed):
    session = await house.closed()
    assert not (await house.chair.session(session))["revealed"]
    house.clock.passes(minutes=minutes)

    shown = await house.chair.session(session)  # nobody's alarm has rung: it is computed

    assert bool(shown["revealed"]) == revealed
    assert (await house.secretariat.control(session, "reopen", minutes=5, **REASON)).status == (
        409 if revealed else 200
    )


async def test_the_alarm_writes_the_reveal_down_at_its_time(house):
    session = await house.closed()
    closed_at = house.clock.now
    house.clock.passes(hours=3)
    await house.announce(session)
    told = (await house.secretariat.entries(session))[-2:]
    assert [entry["kind"] for entry in told] == ["revealed", "concluded"]
    assert told[0]["data"] == {"by_hand": False, "reason": "", "deliberates_until": None}
    house.clock.now = closed_at
    house.clock.passes(minutes=15)
    assert told[0]["at"] == wire(house.clock.now)


async def test_after_a_close_by_the_clock_the_secretariat_alone_reopens(house):
    session = await house.closed()
    assert (await house.secretariat.session(session))["can_reopen"] is True
    assert (await house.chair.session(session))["can_reopen"] is False
    assert (await house.chair.control(session, "reopen", minutes=5, **REASON)).problem == "wrong-state"

    house.clock.passes(minutes=3)
    again = await house.secretariat.control(session, "reopen", minutes=5, **REASON)

    assert again["state"] == "open"
    house.clock.passes(minutes=5)
    assert (await house.secretariat.session(session))["state"] == "closed"


async def test_a_late_score_after_the_reveal_is_kept_and_never_admitted(house):
    session = await house.revealed()
    late = await house.panelist.put_score(session, "vision", 5)
    assert (late.problem, bool(late["entry"]), len(late["hash"])) == ("sheet-closed", True, 64)

    for answer in (
        await house.chair.post(f"/sessions/{session}/late/{late['entry']}/admit", REASON),
        await house.secretariat.post(
            f"/sessions/{session}/late", {"entries": [late["entry"]], "admit": True, **REASON}
        ),
    ):
        assert answer.problem == "wrong-state"
    assert (await house.chair.post(f"/sessions/{session}/late/{late['entry']}/refuse", REASON)).status == 200


async def test_what_has_not_closed_or_is_not_theirs_is_not_revealed(house):
    session = await house.open()
    assert (await house.chair.control(session, "reveal")).problem == "wrong-state"
    for asker in (house.panelist, house.regency):
        assert (await asker.control(session, "reveal")).status == 404
    assert (await house.chair.control(session, "abort", reason="listrik")).status == 200
    house.clock.passes(hours=1)
    assert (await house.chair.control(session, "reveal")).problem == "wrong-state"
    assert (await house.chair.session(session))["revealed"] is None


async def test_a_rehearsal_is_no_exception(house):
    session = await house.closed(rehearsal=True)
    assert values(await house.secretariat.entries(session)).count(4) == 0
    house.clock.passes(minutes=15)
    assert values(await house.secretariat.entries(session)).count(4) == 10


async def test_minutes_and_results_hold_no_value_before(house):
    session = await house.closed(scores=11)
    results = await house.secretariat.get(f"/programmes/{house.programme}/results.json")
    assert [one["index"] for one in results["regencies"]] in ([], [None] * 4)
    assert (await house.secretariat.get(f"/sessions/{session}/record.pdf")).status == 200  # a draft
    house.clock.passes(minutes=15)
    results = await house.secretariat.get(f"/programmes/{house.programme}/results.json")
    assert 75.0 in [one["index"] for one in results["regencies"]]


# - what its author had seen -


async def test_of_two_who_press_next_phase_at_once_one_is_refused_with_what_is(house):
    session = await house.open()
    house.clock.passes(minutes=20)
    first = await house.chair.post(f"/sessions/{session}/next-phase", {"from": "presentation"})
    second = await house.secretariat.post(f"/sessions/{session}/next-phase", {"from": "presentation"})
    assert (first.status, first["phase"]) == (200, "qna")
    assert (second.status, second.problem, second["session"]["phase"]) == (409, "wrong-state", "qna")


@pytest.mark.parametrize("control", ["extend", "close"])
async def test_extend_and_close_tell_the_close_that_was_seen(house, control):
    session = await house.open()
    body = {"reason": "x", **({"minutes": 5} if control == "extend" else {})}
    seen = (await house.chair.session(session))["closes_at"]
    await house.chair.control(session, "extend", minutes=1, reason="x")

    stale = await house.chair.control(session, control, closes_at=seen, **body)
    paused = await house.chair.control(session, control, closes_at=None, **body)

    assert (stale.problem, paused.problem) == ("wrong-state", "wrong-state")
    assert stale["session"]["closes_at"] == "2031-03-04T04:01:00Z"
    assert (await house.chair.control(session, control, closes_at=stale["session"]["closes_at"], **body)).status == 200


async def test_in_a_pause_null_is_what_was_seen(house):
    session = await house.open()
    await house.chair.control(session, "pause")
    assert (await house.chair.control(session, "extend", minutes=5, reason="x", closes_at=None)).status == 200


async def test_of_two_who_extend_in_one_pause_one_is_refused(house):
    session = await house.open()
    await house.chair.control(session, "pause")
    seen = {"minutes": 5, "reason": "x", "closes_at": None, "entry": None}

    first = await house.chair.control(session, "extend", **seen)
    second = await house.secretariat.control(session, "extend", **seen)
    form = {"minutes": "5", "reason": "x", "closes_at": "", "entry": ""}
    by_form = await send(house.secretariat, f"/sessions/{session}/control/extend", form)
    again = await house.secretariat.control(session, "extend", **(seen | {"entry": first["control"]["entry"]}))

    assert (first.status, second.problem, by_form.status, again.status) == (200, "wrong-state", 409, 200)
    assert (await house.chair.control(session, "resume"))["closes_at"] == "2031-03-04T04:10:00Z"


async def test_what_a_program_leaves_out_is_not_checked(house):
    session = await house.open()
    await house.chair.control(session, "extend", minutes=1, reason="x")
    assert (await house.secretariat.control(session, "next-phase")).status == 200
    assert (await house.secretariat.control(session, "extend", minutes=1, reason="x")).status == 200


# - undo -


@pytest.mark.parametrize(
    ("control", "body"),
    [("next-phase", {}), ("next-phase", {"keep_end": False}), ("extend", {"minutes": 5, "reason": "x"})],
)
async def test_undo_makes_the_times_what_they_were(house, control, body):
    session = await house.open()
    house.clock.passes(minutes=20)
    before = await house.chair.session(session)
    await house.chair.control(session, control, **body)
    house.clock.passes(seconds=20)

    after = await house.chair.control(session, "undo")

    assert after.status == 200
    assert [after[key] for key in ("phase", "phases", "closes_at")] == [
        before[key] for key in ("phase", "phases", "closes_at")
    ]
    assert (await house.chair.control(session, "undo")).problem == "wrong-state"


async def test_an_undone_close_opens_the_sheets_and_what_came_in_between_stays_late(house):
    session = await close_by_hand(house)
    house.clock.passes(seconds=5)
    late = await house.panelist.put_score(session, "vision", 5)
    closed = next(e for e in await house.secretariat.entries(session) if e["kind"] == "closed")

    after = await house.secretariat.control(session, "undo", entry=closed["number"])

    assert (after["state"], after["closes_at"]) == ("open", "2031-03-04T04:00:00Z")
    assert [one["entry"] for one in after["late"]] == [late["entry"]]
    assert (await house.panelist.put_score(session, "vision", 3)).status == 200
    kinds = await house.secretariat.kinds(session)
    house.clock.passes(hours=1, minutes=31)
    await house.announce(session)
    assert kinds[-2:] == ["undone", "scored"]
    assert (await house.secretariat.kinds(session))[-2:] == ["closed", "sealed"]


async def test_undo_has_its_limits(house):
    session = await house.open()
    assert (await house.chair.control(session, "undo")).problem == "wrong-state"
    await house.chair.control(session, "extend", minutes=5, reason="x")
    assert (await house.chair.control(session, "undo", entry=1)).problem == "wrong-state"
    assert (await house.panelist.control(session, "undo")).status == 404
    house.clock.passes(seconds=20.001)
    assert (await house.chair.control(session, "undo")).problem == "wrong-state"


async def test_undo_never_puts_the_close_behind(house):
    session = await house.open()
    house.clock.passes(hours=1, minutes=59, seconds=50)
    await house.chair.control(session, "extend", minutes=5, reason="x")
    house.clock.passes(seconds=10)
    assert (await house.chair.control(session, "undo")).problem == "wrong-state"


# - private phases -

PHASES = [
    {"key": "presentation", "minutes": 10},
    {"key": "confer", "minutes": 20, "private": True, "name": {"id": "Musyawarah", "en": "Conferring"}},
]


@on_one_store
async def test_a_private_phase_is_none_of_the_regencys(house):
    session = await house.open(rehearsal=True, phases=PHASES)
    own, panels = await house.regency.session(session), await house.panelist.session(session)
    assert [phase["key"] for phase in own["phases"]] == ["presentation"]
    assert own["ends_at"] == own["closes_at"] == "2031-03-04T02:10:00Z"
    assert [phase.get("private", False) for phase in panels["phases"]] == [False, True]
    assert panels["phases"][1]["name"]["en"] == "Conferring"

    house.clock.passes(minutes=10)
    assert (await house.regency.session(session))["state"] == "closed"
    assert (await house.panelist.session(session))["phase"] == "confer"
    assert (await house.panelist.put_score(session, "vision", 3)).status == 200


@on_one_store
@pytest.mark.parametrize(
    "phases", [[{**PHASES[1]}, {**PHASES[0]}], [PHASES[1]], [PHASES[0], {"key": "x", "minutes": 1440}]]
)
async def test_private_phases_come_last_and_are_not_all(house, phases):
    answer = await house.try_to_book(rehearsal=True, phases=phases, starts_at=TUESDAY_NINE)
    assert (answer.status, answer.pointers) == (422, ["/phases"])


@on_one_store
async def test_the_regencys_invitation_ends_where_its_part_ends(house):
    session = await house.book(rehearsal=True, phases=PHASES)
    chosen = select(mails.c.content).where(mails.c.session_id == session)
    rows = await house.store.read(lambda db: [row.content["facts"] for row in db.execute(chosen)])
    ends = {row["person"]["role"]: row["session"]["ends_at"] for row in rows}
    assert (ends["contact"], ends["chair"]) == ("2031-03-04T02:10:00Z", "2031-03-04T02:30:00Z")
