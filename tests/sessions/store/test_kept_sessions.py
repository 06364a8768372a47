"""What is kept in memory of sessions is what their records say: read again where they moved on, and only there."""

from datetime import timedelta

import pytest
from houses import on_both_stores
from samples.booked import book
from samples.invites import BOOKED_AT, STARTS

from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import booking, enrolling
from sessions.actions.during import announcing
from sessions.store.before import registry, timetable
from sessions.store.during import records

LATER = BOOKED_AT + timedelta(hours=1)


@on_both_stores
async def test_a_list_reads_again_what_has_changed_and_nothing_else(store):
    booked = await store.write(book)
    (first,) = await store.read(timetable.of_programme, booked.programme)
    (again,) = await store.read(timetable.of_programme, booked.programme)
    await store.look(lambda db: booked.change(db, now=LATER, meeting_url="https://rapat.example.id/lain"))
    (unmoved,) = await store.read(timetable.of_programme, booked.programme)
    await store.write(booked.change, now=LATER, meeting_url="https://rapat.example.id/baru")
    (changed,) = await store.read(timetable.of_programme, booked.programme)

    assert again is first
    assert unmoved == first
    assert (first.meeting_url, changed.meeting_url) == (
        "https://rapat.example.id/jepara",
        "https://rapat.example.id/baru",
    )
    assert changed.starts_at == STARTS


@on_both_stores
async def test_what_a_session_is_judged_by_is_what_was_committed(store):
    booked = await store.write(book)

    def opened(db):
        return records.judging(db, announcing.catch_up(db, records.load(db, booked.session), now=STARTS))

    def changed(db):
        doc = registry.programme(db, booked.programme).rubric.as_json() | {"scale": {"min": 0, "max": 10, "step": 1}}
        enrolling.change_programme(db, booked.programme, {"rubric": doc}, COMMAND_LINE, now=LATER)

    looked_at = await store.look(opened)
    await store.write(changed)
    await store.write(opened)
    judging = await store.read(lambda db: records.judging(db, records.load(db, booked.session)))

    assert (looked_at.rubric.scale.max, judging.rubric.scale.max) == (5, 10)


@pytest.mark.parametrize("limit", [1, 3, 100])
async def test_what_happened_last_is_last_over_all_sessions(store, limit):
    booked = await store.write(book)
    people = tuple(booked.people[name] for name in ("ratna", "budi", "sri"))
    other = booking.Request(
        "33.20", STARTS + timedelta(days=7), people, people[0], "https://rapat.example.id/lagi", True
    )
    second = await store.write(booking.book, booked.programme, other, COMMAND_LINE, now=LATER)

    def told(db):
        sessions = timetable.of_programme(db, booked.programme)
        everything = [one for session in sessions for one in records.read(db, session.id)]
        everything.sort(key=lambda one: (one.at, one.number), reverse=True)
        return records.latest(db, sessions, limit=limit), everything[:limit]

    found, expected = await store.read(told)
    await store.write(booked.change, now=LATER + timedelta(hours=1), meeting_url="https://rapat.example.id/baru")
    later, then = await store.read(told)

    assert found == expected and found[0].session == second.id
    assert later == then and later[0].session == booked.session
