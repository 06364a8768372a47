"""Booking, moving, changing and cancelling by the API; every clash, and races for the same time."""

import asyncio
from datetime import timedelta

import pytest
from houses import MONDAY, ROOM, TUESDAY_NINE, in_one_house, on_both_stores, on_one_store

from sessions.clock import wire

HOUR = timedelta(hours=1)


def whys(answer) -> set[str]:
    """Why a booking was refused."""
    assert answer.status == 409
    assert answer.problem == "booking-conflict"
    return {conflict["why"] for conflict in answer["conflicts"]}


# - what is booked -


async def test_a_booked_session_is_shown_whole(house):
    answer = await house.try_to_book()

    assert answer.status == 201
    assert answer["programme"] == house.programme
    assert answer["regency"]["code"] == "33.20"
    assert answer["regency"]["rsvp"] == "needs-action"
    assert (answer["state"], answer["phase"], answer["rehearsal"]) == ("booked", None, False)
    assert (answer["starts_at"], answer["ends_at"]) == ("2031-03-04T02:00:00Z", "2031-03-04T04:00:00Z")
    assert answer["closes_at"] == "2031-03-04T04:00:00Z"
    assert answer["server_time"] == wire(MONDAY)
    assert answer["phases"] == [
        {"key": "presentation", "minutes": 45, "starts_at": "2031-03-04T02:00:00Z", "ends_at": "2031-03-04T02:45:00Z"},
        {"key": "qna", "minutes": 75, "starts_at": "2031-03-04T02:45:00Z", "ends_at": "2031-03-04T04:00:00Z"},
    ]
    chair, member, *_ = answer["panel"]
    assert chair["id"] == house.chair.id
    assert (chair["role"], member["role"]) == ("chair", "member")
    sheet = {key: chair[key] for key in ("rsvp", "declared", "scored", "of", "submitted")}
    assert sheet == {"rsvp": "needs-action", "declared": False, "scored": 0, "of": 11, "submitted": False}
    assert answer["meeting_url"] == ROOM
    assert (answer["sequence"], answer["overlaps"], answer["warnings"]) == (0, [], [])
    assert answer["uid"]


async def test_what_was_booked_is_got_again(house):
    session = await house.book()
    assert (await house.secretariat.session(session))["id"] == session
    listed = await house.secretariat.get(f"/programmes/{house.programme}/sessions")
    assert [one["id"] for one in listed["items"]] == [session]
    assert listed["next"] is None


async def test_a_session_three_seconds_from_now_may_be_booked_for_a_rehearsal(house):
    answer = await house.try_to_book(starts_at=house.clock.now + timedelta(seconds=3), rehearsal=True)
    assert answer.status == 201


async def test_a_start_keeps_its_milliseconds_and_its_offset_is_heard(house):
    answer = await house.try_to_book(starts_at=TUESDAY_NINE, **{})
    assert answer.status == 201
    moved = await house.secretariat.patch(
        f"/sessions/{answer['id']}", {"starts_at": "2031-03-04T10:00:00.123456+07:00"}
    )
    assert moved["starts_at"] == "2031-03-04T03:00:00.123Z"
    moved = await house.secretariat.patch(f"/sessions/{answer['id']}", {"starts_at": "2031-03-04t04:00:00z"})
    assert moved["starts_at"] == "2031-03-04T04:00:00Z", "RFC 3339 takes both letters small"


async def test_panel_size_and_daily_load_only_warn(house):
    answer = await house.try_to_book(panel=("ratna", "budi"))
    assert answer.status == 201
    assert [warning["kind"] for warning in answer["warnings"]] == ["panel-size"]

    await house.book(panel=("ratna", "budi"), regency="33.19", starts_at=TUESDAY_NINE + 2 * HOUR)
    third = await house.try_to_book(panel=("ratna", "budi"), starts_at=TUESDAY_NINE + 4 * HOUR)
    assert third.status == 201
    assert "daily-limit" in {warning["kind"] for warning in third["warnings"]}


async def test_a_regency_without_an_address_is_booked_and_says_so(house):
    answer = await house.try_to_book(regency="51.71")
    assert answer.status == 201
    assert "no-address" in {warning["kind"] for warning in answer["warnings"]}
    mails = await house.secretariat.get(f"/sessions/{answer['id']}/mails")
    held = [mail for mail in mails["items"] if mail["state"] == "held"]
    assert [mail["reason"] for mail in held] == ["no-address"]


# - what clashes -


@on_one_store
@in_one_house(
    ("start", "why"),
    [
        (MONDAY - timedelta(days=3), "in-past"),
        (MONDAY, "in-past"),
        (TUESDAY_NINE + timedelta(days=4), "holiday"),  # Saturday
        (TUESDAY_NINE - 2 * HOUR, "outside-hours"),
        (TUESDAY_NINE + 7 * HOUR, "outside-hours"),
    ],
)
async def test_a_bad_time_is_refused(house, start, why):
    assert why in whys(await house.try_to_book(starts_at=start))


@on_one_store
@pytest.mark.parametrize(("offset", "status"), [(-1, 409), (0, 201), (1, 201)])
async def test_the_day_opens_at_its_very_second(house, offset, status):
    eight = TUESDAY_NINE - HOUR
    assert (await house.try_to_book(starts_at=eight + timedelta(seconds=offset))).status == status


@on_one_store
@pytest.mark.parametrize(("offset", "status"), [(-1, 201), (0, 201), (1, 409)])
async def test_the_day_closes_at_its_very_second(house, offset, status):
    fifteen = TUESDAY_NINE + 6 * HOUR
    assert (await house.try_to_book(starts_at=fifteen + timedelta(seconds=offset))).status == status


async def test_hours_are_the_regencys_own(house):
    # 07.00 WIB is 09.00 in Jayapura; 15.00 WIB is 17.00 there.
    assert (await house.try_to_book(regency="91.71", starts_at=TUESDAY_NINE - 2 * HOUR)).status == 201
    late = await house.try_to_book(regency="91.71", starts_at=TUESDAY_NINE + 6 * HOUR)
    assert whys(late) == {"outside-hours"}


async def test_indonesias_holidays_and_joint_leave_are_free_and_so_are_blocked_days(house):
    independence = TUESDAY_NINE.replace(year=2032, month=8, day=17)  # a Tuesday
    assert "holiday" in whys(await house.try_to_book(starts_at=independence))
    await house.secretariat.patch(f"/programmes/{house.programme}", {"blocked": ["2031-03-04"]})
    assert "holiday" in whys(await house.try_to_book())


async def test_a_free_calendar_takes_any_hour_across_midnight(house):
    free = {"workdays": [1, 2, 3, 4, 5, 6, 7], "holidays": "", "day_start": "00:00", "day_end": "24:00"}
    assert (await house.secretariat.patch(f"/programmes/{house.programme}", free)).status == 200
    sunday_night = TUESDAY_NINE + timedelta(days=5, hours=14)
    assert (await house.try_to_book(starts_at=sunday_night)).status == 201


async def test_a_rehearsal_is_bound_by_no_working_hours(house):
    saturday_night = TUESDAY_NINE + timedelta(days=4, hours=12)
    phases = [{"key": "presentation", "minutes": 0.05}, {"key": "qna", "minutes": 0.5}]
    answer = await house.try_to_book(starts_at=saturday_night, rehearsal=True, phases=phases)
    assert answer.status == 201
    assert answer["rehearsal"] is True
    assert [phase["minutes"] for phase in answer["phases"]] == [0.05, 0.5]


async def test_a_rehearsal_is_bound_by_peoples_time(house):
    await house.book()
    again = await house.try_to_book(regency="33.19", rehearsal=True)
    assert "panelist-busy" in whys(again)


async def test_only_a_rehearsal_names_its_phases(house):
    answer = await house.try_to_book(phases=[{"key": "p", "minutes": 10}])
    assert (answer.status, answer.pointers) == (422, ["/phases"])


async def test_a_panelist_is_in_one_session_at_a_time(house):
    first = await house.book()
    answer = await house.try_to_book(regency="33.19", starts_at=TUESDAY_NINE + HOUR)
    assert whys(answer) == {"panelist-busy"}
    clash = answer["conflicts"][0]
    assert (clash["session"], clash["who"]["id"]) == (first, house.chair.id)
    assert len(answer["conflicts"]) == 5


async def test_sessions_that_only_touch_do_not_clash(house):
    await house.book()
    assert (await house.try_to_book(starts_at=TUESDAY_NINE + 2 * HOUR)).status == 201


async def test_a_regency_is_in_one_session_at_a_time(house):
    await house.book()
    answer = await house.try_to_book(panel=("tono",), starts_at=TUESDAY_NINE + HOUR)
    assert "regency-busy" in whys(answer)


async def test_people_are_the_same_in_every_programme(house):
    await house.book()
    other = await house.secretariat.post("/programmes", {"name": "Lain"})
    place = {"code": "33.20", "name": "Kabupaten Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    await house.secretariat.post(f"/programmes/{other['id']}/regencies", place)
    ratna = {"name": "Dr. Ratna", "email": "RATNA@panel.example", "may_chair": True}
    made = await house.secretariat.post(f"/programmes/{other['id']}/panelists", ratna)
    assert made["id"] == house.chair.id

    body = house.booking(panel=("ratna",), starts_at=TUESDAY_NINE + HOUR)
    answer = await house.secretariat.post(f"/programmes/{other['id']}/sessions", body)

    assert whys(answer) == {"panelist-busy", "regency-busy"}


async def test_a_declared_conflict_of_interest_is_refused(house):
    await house.secretariat.patch(f"/panelists/{house.panelist.id}", {"conflicts": ["33.20"]})
    answer = await house.try_to_book()
    assert whys(answer) == {"conflict-of-interest"}
    assert answer["conflicts"][0]["who"]["id"] == house.panelist.id


async def test_every_clash_is_listed_at_once(house):
    await house.book()
    await house.secretariat.patch(f"/panelists/{house.panelist.id}", {"conflicts": ["33.20"]})
    busy = [{"from": "2031-03-04T00:00:00Z", "to": "2031-03-05T00:00:00Z", "free": False}]
    await house.secretariat.put(f"/panelists/{house.id('tono')}/availability", busy)
    answer = await house.try_to_book(panel=("ratna", "budi", "tono"), starts_at=TUESDAY_NINE + timedelta(minutes=90))
    assert whys(answer) >= {"panelist-busy", "regency-busy", "conflict-of-interest", "unavailable"}


# - what does not fit -


@on_one_store
@in_one_house(
    ("changes", "pointer"),
    [
        ({"regency": "99.99"}, "/regency"),
        ({"panel": ("nobody-known",), "chair": "nobody-known"}, "/panel/0"),
        ({"panel": ("ratna", "ratna"), "chair": "ratna"}, "/panel/1"),
        ({"chair": "tono"}, "/chair"),
        ({"chair": "sri"}, "/chair"),
        ({"meeting_url": "javascript:alert(1)"}, "/meeting_url"),
        ({"rehearsal": "yes"}, "/rehearsal"),
        ({"surprise": 1}, "/surprise"),
    ],
)
async def test_what_does_not_fit_is_named_by_its_pointer(house, changes, pointer):
    answer = await house.try_to_book(**changes)
    assert (answer.status, answer.problem) == (422, "invalid")
    assert pointer in answer.pointers


@on_one_store
@in_one_house(
    "start",
    [
        "2031-03-04T09:00:00",
        "2031-03-04",
        "tomorrow",
        1_900_000_000,
        None,
        "9999-12-31T23:59:59Z",
        "2031-02-30T09:00:00Z",
    ],
)
async def test_a_start_without_a_zone_or_sense_is_refused(house, start):
    body = house.booking() | {"starts_at": start}
    answer = await house.secretariat.post(f"/programmes/{house.programme}/sessions", body)
    assert (answer.status, answer.pointers) == (422, ["/starts_at"])


async def test_every_fault_is_named_at_once(house):
    answer = await house.secretariat.post(f"/programmes/{house.programme}/sessions", {"starts_at": "x", "panel": []})
    assert set(answer.pointers) == {"/regency", "/starts_at", "/panel", "/chair"}


async def test_an_empty_panel_is_refused(house):
    answer = await house.try_to_book(panel=(), chair="ratna")
    assert answer.status == 422


# - races -


@on_both_stores
async def test_of_many_bookings_for_the_same_people_exactly_one_wins(house):
    answers = await asyncio.gather(*(house.try_to_book() for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 19


@on_both_stores
async def test_of_many_bookings_that_share_one_panelist_exactly_one_wins(house):
    bookings = [
        house.try_to_book(regency=code, panel=(name, "budi") if name != "budi" else ("ratna", "budi"))
        for code, name in [("33.20", "ratna"), ("33.19", "tono"), ("91.71", "tono"), ("51.71", "ratna")]
    ]
    answers = await asyncio.gather(*bookings)
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]


@on_both_stores
async def test_moves_into_the_same_time_cannot_both_succeed(house):
    one = await house.book()
    two = await house.book(regency="33.19", starts_at=TUESDAY_NINE + 2 * HOUR)
    target = {"starts_at": wire(TUESDAY_NINE + 5 * HOUR)}
    answers = await asyncio.gather(*(house.secretariat.patch(f"/sessions/{s}", target) for s in (one, two)))
    assert sorted(answer.status for answer in answers) == [200, 409]


# - moved, changed, cancelled -


async def test_a_moved_session_raises_its_sequence_and_forgets_answers(house):
    session = await house.book()
    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    moved = await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(TUESDAY_NINE + HOUR)})
    assert (moved.status, moved["sequence"]) == (200, 1)
    assert {seat["rsvp"] for seat in moved["panel"]} == {"needs-action"}
    assert moved["ends_at"] == wire(TUESDAY_NINE + 3 * HOUR)
    assert (await house.secretariat.kinds(session))[-1] == "moved"


async def test_moving_by_an_hour_does_not_clash_with_itself(house):
    session = await house.book()
    moved = await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(TUESDAY_NINE + HOUR)})
    assert moved.status == 200


async def test_a_move_into_the_past_or_a_holiday_is_refused_and_changes_nothing(house):
    session = await house.book()
    for start in (wire(MONDAY - HOUR), "2031-03-08T02:00:00Z"):
        assert (await house.secretariat.patch(f"/sessions/{session}", {"starts_at": start})).status == 409
    assert (await house.secretariat.kinds(session)) == ["booked"]


async def test_a_panel_is_changed_and_each_is_told_what_it_is_to_them(house):
    session = await house.book()
    panel = [house.id(name) for name in ("ratna", "tono", "sri", "made", "yohanes")]
    changed = await house.secretariat.patch(f"/sessions/{session}", {"panel": panel})
    assert [seat["id"] for seat in changed["panel"]] == panel
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    later = [(mail["kind"], mail["to"]["name"]) for mail in mails[6:]]
    stay = [*(f"Dr. {name.title()}" for name in ("made", "ratna", "sri", "yohanes")), "Kontak Kabupaten Jepara"]
    assert sorted(later) == [("invite", "Dr. Tono"), *(("minor", name) for name in stay), ("removed", "Dr. Budi")]


async def test_another_link_reaches_everybody_and_keeps_answers(house):
    session = await house.book()
    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    changed = await house.secretariat.patch(f"/sessions/{session}", {"meeting_url": "https://rapat.example.id/lain"})
    assert (changed["meeting_url"], changed["sequence"]) == ("https://rapat.example.id/lain", 0)
    assert changed["panel"][1]["rsvp"] == "accepted"
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert [mail["kind"] for mail in mails[6:]] == ["minor"] * 6


async def test_the_chair_leaving_without_another_is_refused(house):
    session = await house.book()
    answer = await house.secretariat.patch(f"/sessions/{session}", {"panel": [house.id("budi"), house.id("tono")]})
    assert (answer.status, answer.pointers) == (422, ["/chair"])


async def test_an_empty_change_changes_nothing(house):
    session = await house.book()
    assert (await house.secretariat.patch(f"/sessions/{session}", {})).status == 200
    assert (await house.secretariat.kinds(session)) == ["booked"]


async def test_a_cancelled_session_frees_its_people(house):
    session = await house.book()
    cancelled = await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "banjir"})
    assert (cancelled.status, cancelled["state"], cancelled["sequence"]) == (200, "cancelled", 1)
    assert (await house.try_to_book()).status == 201
    again = await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "lagi"})
    assert (again.status, again.problem, again["state"]) == (409, "wrong-state", "cancelled")
    assert (await house.secretariat.patch(f"/sessions/{session}", {"meeting_url": ROOM})).problem == "wrong-state"


async def test_cancelling_needs_a_reason(house):
    session = await house.book()
    answer = await house.secretariat.post(f"/sessions/{session}/cancel", {})
    assert (answer.status, answer.pointers) == (422, ["/reason"])


async def test_a_running_session_is_neither_moved_nor_cancelled(house):
    session = await house.open()
    moved = await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(TUESDAY_NINE + HOUR)})
    assert (moved.status, moved.problem, moved["state"]) == (409, "wrong-state", "open")
    assert (await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "x"})).problem == "wrong-state"


# - a panel that changes while the session runs -


async def test_a_panelist_who_falls_ill_is_replaced_and_what_was_scored_stays_in_the_record(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    panel = [house.id(name) for name in ("ratna", "tono", "sri", "made", "yohanes")]
    house.clock.passes(minutes=10)

    changed = await house.secretariat.patch(f"/sessions/{session}", {"panel": panel})

    assert (changed.status, changed["state"], changed["sequence"]) == (200, "open", changed["sequence"])
    assert (await house.panelist.put_score(session, "policy", 4)).status == 404
    tono = house.people["tono"]
    assert (await tono.put_score(session, "policy", 4)).problem == "not-declared"
    await tono.declare(session)
    assert (await tono.put_score(session, "policy", 4)).status == 200
    kinds = await house.secretariat.kinds(session)
    assert "panel-changed" in kinds and "scored" in kinds


async def test_the_chair_may_be_replaced_while_it_runs(house):
    session = await house.open()
    panel = [house.id(name) for name in ("tono", "budi", "sri", "made", "yohanes")]
    changed = await house.secretariat.patch(f"/sessions/{session}", {"panel": panel, "chair": house.id("tono")})
    assert changed["panel"][0]["role"] == "chair"
    assert (await house.chair.control(session, "pause")).status == 404
    assert (await house.people["tono"].control(session, "pause")).status == 200


async def test_a_change_while_it_runs_sends_no_calendar_mail(house):
    session = await house.open()
    panel = [house.id(name) for name in ("ratna", "tono", "sri", "made", "yohanes")]
    await house.secretariat.patch(f"/sessions/{session}", {"panel": panel, "meeting_url": "https://rapat.example.id/2"})
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert all(mail["sequence"] is None for mail in mails[6:])


async def test_who_was_busy_only_before_may_be_called_in(house):
    earlier = await house.book(regency="33.19", panel=("tono",), starts_at=TUESDAY_NINE - HOUR)
    session = await house.open()
    house.clock.passes(minutes=61)
    assert (await house.secretariat.session(earlier))["state"] == "closed"
    panel = [house.id(name) for name in ("ratna", "tono", "sri", "made", "yohanes")]
    assert (await house.secretariat.patch(f"/sessions/{session}", {"panel": panel})).status == 200


# - lists -


@on_both_stores
async def test_sessions_are_listed_by_start_and_chosen_by_time_and_state(house):
    late = await house.book(starts_at=TUESDAY_NINE + 3 * HOUR)
    early = await house.book(regency="33.19")
    await house.secretariat.post(f"/sessions/{late}/cancel", {"reason": "x"})
    where = f"/programmes/{house.programme}/sessions"

    async def listed(query: str) -> list[str]:
        return [one["id"] for one in (await house.secretariat.get(f"{where}?{query}"))["items"]]

    assert await listed("") == [early, late]
    assert await listed("state=booked") == [early]
    assert await listed("state=cancelled") == [late]
    assert await listed("from=2031-03-04T02:00:01Z") == [late]
    assert await listed("to=2031-03-04T05:00:00Z") == [early]
    assert await listed("from=2031-03-04T09:00:00%2B07:00&to=2031-03-04T09:00:01%2B07:00") == [early]
    assert (await house.secretariat.get(f"{where}?state=nonsense")).status == 422
    assert (await house.secretariat.get(f"{where}?from=yesterday")).status == 422


async def test_several_states_may_be_asked_for(house):
    booked = await house.book()
    gone = await house.book(regency="33.19", starts_at=TUESDAY_NINE + 3 * HOUR)
    await house.secretariat.control(gone, "cancel", reason="x")
    for query in ("state=booked,cancelled", "state=booked&state=cancelled"):
        listed = await house.secretariat.get(f"/programmes/{house.programme}/sessions?{query}")
        assert [one["id"] for one in listed["items"]] == [booked, gone]


async def test_one_contact_of_two_regencies_is_in_one_session_at_a_time(house):
    await house.book(panel=("ratna",))
    places = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    kudus = next(place for place in places if place["code"] == "33.19")
    await house.secretariat.patch(f"/regencies/{kudus['id']}", {"email": "jepara@daerah.example"})
    answer = await house.try_to_book(regency="33.19", panel=("tono",))
    assert whys(answer) == {"person-busy"}
    assert answer["conflicts"][0]["who"]["id"] == house.regency.id


async def test_a_panelist_who_is_the_regencys_contact_has_a_conflict_of_interest(house):
    places = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    kudus = next(place for place in places if place["code"] == "33.19")
    await house.secretariat.patch(f"/regencies/{kudus['id']}", {"email": "budi@panel.example"})
    assert "conflict-of-interest" in whys(await house.try_to_book(regency="33.19"))


@on_both_stores
async def test_own_province_is_a_conflict_only_if_the_programme_says_so(house):
    await house.secretariat.patch(f"/panelists/{house.panelist.id}", {"province": "Jawa Tengah"})
    session = await house.book()
    await house.secretariat.control(session, "cancel", reason="x")
    await house.secretariat.patch(f"/programmes/{house.programme}", {"own_province": True})
    assert whys(await house.try_to_book()) == {"conflict-of-interest"}
