"""Conducting by the API: what each control does, who may, and what makes no sense when."""

from datetime import timedelta

import pytest
from houses import MONDAY, TUESDAY_NINE, in_one_house, on_both_stores, on_one_store, open_house

from sessions.clock import wire

CONTROLS = {
    "next-phase": {},
    "pause": {},
    "resume": {},
    "extend": {"minutes": 5, "reason": "x"},
    "close": {"reason": "x"},
    "abort": {"reason": "x"},
    "reopen": {"minutes": 5, "reason": "x"},
}


def after(**time) -> str:
    return wire(TUESDAY_NINE + timedelta(**time))


@pytest.mark.parametrize("by", ["secretariat", "chair"])
async def test_the_secretariat_and_the_chair_conduct(house, by):
    session = await house.open()
    who = getattr(house, by)
    house.clock.passes(minutes=10)
    paused = await who.control(session, "pause", reason="listrik")
    assert (paused.status, paused["state"], paused["closes_at"], paused["phase"]) == (
        200,
        "paused",
        None,
        "presentation",
    )
    house.clock.passes(minutes=5)
    resumed = await who.control(session, "resume")
    assert (resumed["state"], resumed["closes_at"]) == ("open", after(minutes=125))
    longer = await who.control(session, "extend", minutes=7.5, reason="menteri")
    assert (longer["closes_at"], longer["phase"]) == (after(minutes=132.5), "presentation")
    assert longer["ends_at"] == after(hours=2)
    further = await who.control(session, "next-phase")
    assert (further["phase"], further["closes_at"]) == ("qna", after(minutes=132.5))
    closed = await who.control(session, "close", reason="selesai")
    assert (closed["state"], closed["phase"], closed["closes_at"]) == ("closed", None, after(minutes=15))
    again = await who.control(session, "reopen", minutes=10, reason="keliru")
    assert (again["state"], again["closes_at"], again["phase"]) == ("open", after(minutes=25), "qna")
    aborted = await who.control(session, "abort", reason="padam")
    assert aborted["state"] == "aborted"
    kinds = await house.secretariat.kinds(session)
    wanted = ["paused", "resumed", "extended", "phase", "closed", "reopened", "aborted"]
    assert [kind for kind in kinds if kind in wanted] == wanted


@on_one_store
@in_one_house("by", ["panelist", "regency"])
@in_one_house("control", CONTROLS)
async def test_nobody_else_does(house, by, control):
    session = await house.open()
    assert (await getattr(house, by).control(session, control, **CONTROLS[control])).status == 404


@on_both_stores
@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("booked", CONTROLS),
        ("open", ["resume", "reopen"]),
        ("paused", ["pause", "reopen"]),
        ("closed", CONTROLS),
        ("aborted", CONTROLS),
        ("cancelled", CONTROLS),
    ],
)
async def test_what_makes_no_sense_is_refused_and_leaves_no_trace(house, state, refused):
    session = await house.book()
    if state == "cancelled":
        await house.secretariat.control(session, "cancel", reason="x")
    elif state != "booked":
        house.clock.now = TUESDAY_NINE + (timedelta(hours=2) if state == "closed" else timedelta(minutes=5))
        if state == "paused":
            await house.chair.control(session, "pause")
        if state == "aborted":
            await house.chair.control(session, "abort", reason="x")
    for control in refused:
        answer = await house.chair.control(session, control, **CONTROLS[control])
        assert (answer.status, answer.problem, answer["state"]) == (409, "wrong-state", state), control
    assert (await house.secretariat.session(session))["state"] == state


async def test_the_last_phase_has_no_next(house):
    session = await house.open()
    house.clock.passes(minutes=45)
    assert (await house.chair.control(session, "next-phase")).problem == "wrong-state"


async def test_a_phase_left_early_may_bring_the_close_nearer(house):
    session = await house.open()
    house.clock.passes(minutes=30)
    shorter = await house.chair.control(session, "next-phase", keep_end=False)
    assert shorter["closes_at"] == after(minutes=105)
    assert shorter["phases"][0]["ends_at"] == after(minutes=30)


@on_one_store
@in_one_house(
    ("control", "body", "pointer"),
    [
        ("extend", {"minutes": 5}, "/reason"),
        ("extend", {"reason": "x"}, "/minutes"),
        ("extend", {"minutes": 0, "reason": "x"}, "/minutes"),
        ("extend", {"minutes": -5, "reason": "x"}, "/minutes"),
        ("extend", {"minutes": "5", "reason": "x"}, "/minutes"),
        ("extend", {"minutes": 0.01, "reason": "x"}, "/minutes"),
        ("close", {}, "/reason"),
        ("close", {"reason": "   "}, "/reason"),
        ("abort", {}, "/reason"),
        ("reopen", {"minutes": 5}, "/reason"),
        ("next-phase", {"keep_end": "no"}, "/keep_end"),
        ("pause", {"reason": 5}, "/reason"),
    ],
)
async def test_a_control_that_does_not_fit_is_refused(house, control, body, pointer):
    session = await house.open()
    answer = await house.chair.control(session, control, **body)
    assert (answer.status, answer.pointers) == (422, [pointer])


async def test_an_extension_of_a_second_is_enough(house):
    session = await house.open()
    longer = await house.chair.control(session, "extend", minutes=1 / 60, reason="x")
    assert longer["closes_at"] == after(hours=2, seconds=1)


@pytest.mark.parametrize(("minutes", "status"), [(14.9, 200), (15.1, 409)])
async def test_a_close_by_hand_is_undone_within_fifteen_minutes(house, minutes, status):
    session = await house.open()
    house.clock.passes(minutes=30)
    await house.chair.control(session, "close", reason="x")
    house.clock.passes(minutes=minutes)
    again = await house.chair.control(session, "reopen", minutes=10, reason="keliru")
    assert again.status == status
    if status == 200:
        assert again["closes_at"] == after(minutes=30 + minutes + 10)
        assert (await house.panelist.put_score(session, "vision", 4)).status == 200


async def test_a_reopened_session_is_sealed_anew(house):
    session = await house.open()
    house.clock.passes(minutes=30)
    await house.chair.control(session, "close", reason="x")
    await house.announce(session)
    await house.chair.control(session, "reopen", minutes=10, reason="keliru")
    await house.panelist.put_score(session, "vision", 4)
    house.clock.passes(minutes=10)
    await house.announce(session)
    entries = await house.secretariat.entries(session)
    sealed = [entry for entry in entries if entry["kind"] == "sealed"]
    assert len(sealed) == 2
    assert sealed[1]["data"]["digest"] == entries[sealed[1]["number"] - 2]["hash"]


async def test_after_an_abort_the_regency_is_booked_again_at_once(house):
    session = await house.open()
    house.clock.passes(minutes=5)
    await house.chair.control(session, "abort", reason="tidak hadir")
    again = await house.try_to_book(starts_at=house.clock.now + timedelta(minutes=1))
    assert again.status == 201, again.body


async def test_nothing_counts_after_an_abort(house):
    session = await house.open()
    await house.panelist.put_score(session, "vision", 4)
    await house.chair.control(session, "abort", reason="padam")
    assert (await house.panelist.put_score(session, "vision", 4)).status == 409
    assert (await house.panelist.sheet(session))["state"] == "closed"


async def test_an_overrun_into_the_next_session_is_told_to_both(house):
    session = await house.open()
    following = await house.book(regency="33.19", panel=("ratna",), starts_at=TUESDAY_NINE + timedelta(hours=2))
    longer = await house.secretariat.control(session, "extend", minutes=15, reason="menteri")
    assert longer.status == 200
    assert [one["session"] for one in longer["overlaps"]] == [following]
    assert house.chair.id in str(longer["overlaps"])
    assert [one["session"] for one in (await house.secretariat.session(following))["overlaps"]] == [session]


async def test_live_controls_send_no_calendar_mail(house):
    session = await house.open()
    before = await mails_of(house, session)
    await house.chair.control(session, "pause")
    house.clock.passes(minutes=1)
    await house.chair.control(session, "resume")
    await house.chair.control(session, "extend", minutes=5, reason="x")
    shown = await house.chair.control(session, "next-phase")
    assert shown["sequence"] == 0
    assert await mails_of(house, session) == before


async def mails_of(house, session) -> list[tuple[str, str]]:
    found = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    return [(mail["id"], mail["kind"]) for mail in found]


async def test_what_the_clock_brought_is_announced_once_however_late(house):
    session = await house.book()
    house.clock.now = TUESDAY_NINE + timedelta(hours=5)
    for _ in range(3):
        await house.announce(session)
    entries = await house.secretariat.entries(session)
    brought = [(entry["kind"], entry["at"]) for entry in entries if entry["actor"]["id"] == "clock"][:3]
    assert brought == [("opened", after()), ("phase", after(minutes=45)), ("closed", after(hours=2))]
    assert [entry["kind"] for entry in entries] == [
        "booked", "opened", "phase", "closed", "sealed", "revealed", "concluded",
    ]  # fmt: skip
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert sorted(mail["kind"] for mail in mails) == ["invite"] * 6 + ["sealed"] * 6


async def test_a_reminder_comes_once_and_not_for_what_was_cancelled(house):
    kept = await house.book(starts_at=TUESDAY_NINE + timedelta(days=1))
    gone = await house.book(regency="33.19", panel=("tono",), starts_at=TUESDAY_NINE + timedelta(days=1))
    await house.secretariat.control(gone, "cancel", reason="x")
    house.clock.now = MONDAY + timedelta(days=1, hours=2)
    for session in (kept, gone, kept):
        await house.announce(session)

    async def reminders(session: str) -> int:
        mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
        return sum(mail["kind"] == "reminder" for mail in mails)

    assert (await reminders(kept), await reminders(gone)) == (6, 0)


@pytest.mark.parametrize(("left", "mails"), [(3.001, 0), (3, 6), (2, 6), (1.4, 0), (0, 0)])
async def test_a_reminder_may_be_of_seconds_and_is_not_sent_much_too_late(store, clock, tmp_path, left, mails):
    def seconds_before(settings):
        settings.reminders.before = [timedelta(seconds=3)]

    async with open_house(store, clock, tmp_path / "data", change=seconds_before) as house:
        session = await house.book()
        clock.now = TUESDAY_NINE - timedelta(seconds=left)
        await house.announce(session)
        written = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
        assert sum(mail["kind"] == "reminder" for mail in written) == mails


async def test_the_seal_covers_all_that_came_before_the_close(house):
    session = await house.closed()
    entries = await house.secretariat.entries(session)
    sealed = entries[-1]
    assert sealed["kind"] == "sealed"
    assert sealed["data"]["digest"] == sealed["previous"] == entries[-2]["hash"]
    assert (await house.secretariat.session(session))["digest"] == sealed["data"]["digest"]
