"""What pages are made from is kept in memory for as long as it is what the store holds: a change is seen at once,
whoever made it, and what was rolled back never."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from houses import on_both_stores
from samples.booked import book
from samples.invites import BOOKED_AT, STARTS

from sessions.actions import waiting
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import enrolling, openings
from sessions.store.before import registry, rooms, timetable
from sessions.store.during import records
from sessions.store.engine import Store
from sessions.store.mailing import mails
from sessions.store.powers import people
from sessions.values.registry import Span

LATER = BOOKED_AT + timedelta(hours=1)
WEEK = STARTS - timedelta(days=1), STARTS + timedelta(days=6)


@pytest.fixture
def elsewhere(store):
    """Another process's store over the same database."""
    with closing(Store(store.engine.url.render_as_string(hide_password=False), secret=store.secret)) as other:
        yield other


def _round(db, booked):
    found = waiting.read(db, booked.programme, COMMAND_LINE, now=LATER)
    lists = waiting.lists(db, found)
    places = [one.name for one in registry.participants(db, booked.programme)]
    told = {kind: [row.as_json() for row in rows] for kind, rows in lists.items() if rows}
    return told, waiting.figures(found), places, records.latest(db, found.sessions, limit=3)


def _seen(db, booked):
    board = openings.board_of(db, registry.programme(db, booked.programme), [], *WEEK)
    found = board.seen(None, STARTS, now=LATER)
    return len(found.free), found.rooms, board.free((), STARTS, STARTS + timedelta(hours=1))


def _linkless(booked):
    return lambda db: booked.change(db, now=LATER, meeting_url="")


def _conflicted(booked):
    conflict = {"conflicts": ["33.20"]}
    return lambda db: enrolling.change_panelist(db, booked.people["sri"], conflict, COMMAND_LINE, now=LATER)


def _busy(booked):
    mine = [Span(STARTS, STARTS + timedelta(hours=2), free=False)]
    return lambda db: registry.set_spans(db, booked.people["tono"], mine, now=LATER)


def _a_regency(booked):
    place = {"code": "33.11", "name": "Kabupaten Sukoharjo", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    return lambda db: enrolling.put_regency(db, booked.programme, place, COMMAND_LINE, now=LATER)


def _a_room(booked):
    return lambda db: rooms.add(db, booked.programme, "Ruang 1", "https://rapat.example.id/1", now=LATER)


def _cancelled(booked):
    return lambda db: booked.cancel(db, now=LATER)


def _later_hours(booked):
    day = {"day_start": "13:00"}
    return lambda db: enrolling.change_programme(db, booked.programme, day, COMMAND_LINE, now=LATER)


@on_both_stores
@pytest.mark.parametrize(
    ("query", "changes"),
    [
        (_round, (_linkless, _conflicted, _a_regency, _later_hours, _cancelled)),
        (_seen, (_busy, _a_room, _cancelled)),
    ],
)
async def test_a_change_is_seen_at_once_and_one_that_was_rolled_back_never(store, elsewhere, query, changes):
    booked = await store.write(book)
    known = await store.read(query, booked)
    for change in changes:
        await store.look(lambda db, change=change: (change(booked)(db), query(db, booked)))
        assert await store.read(query, booked) == known

        await elsewhere.write(change(booked))
        found, theirs = await store.read(query, booked), await elsewhere.read(query, booked)
        assert found != known and found == theirs, change
        known = found


@on_both_stores
async def test_what_has_not_changed_is_not_made_again(store):
    booked = await store.write(book)

    def seen(db, now):
        return timetable.course(db, booked.programme, now=now), registry.panelists(db, booked.programme)

    first, again, begun = [await store.read(seen, now) for now in (LATER, LATER, STARTS)]

    assert first[0] is again[0] and list(map(id, first[1])) == list(map(id, again[1]))
    assert (first[0].states, begun[0].states) == (("booked",), ("open",))


def _mail_changes(booked):
    """What may happen to the mails of a booked session, each as an action."""

    def of(name):
        return lambda db: next(one for one in booked.mails(db, "invite") if one.person == booked.people[name])

    ratna, budi, siti = of("ratna"), of("budi"), of("siti")
    return [
        lambda db: mails.claim(db, limit=1, now=LATER),
        lambda db: mails.sent(db, ratna(db).id, now=LATER),
        lambda db: mails.delayed(db, ratna(db).message_id, reason="4.2.2 full"),
        lambda db: mails.bounced(db, ratna(db).message_id, reason="5.1.1 no such user"),
        lambda db: mails.try_later(db, budi(db).id, reason="4.7.1 later", due_at=LATER),
        lambda db: mails.try_later(db, budi(db).id, reason="4.7.1 later", due_at=LATER),
        lambda db: mails.readdress(db, replace(registry.person(db, booked.people["siti"]), email="s@x.id"), now=LATER),
        lambda db: mails.stop(db, [siti(db).id]),
        lambda db: mails.resend(db, ratna(db).id, now=LATER),
        lambda db: people.erase(db, booked.people["budi"]),
    ]


@on_both_stores
async def test_no_mail_changes_without_another_version_of_them_all(store, elsewhere):
    booked = await store.write(book)

    def seen(db):
        return mails.version(db, booked.programme), mails.standings(db, booked.programme, mails.ALL)

    known, versions = await store.read(seen), set()
    for n, change in enumerate(_mail_changes(booked)):
        await store.look(change)
        assert await store.read(seen) == known
        await elsewhere.write(change)
        found = await store.read(seen)
        assert found[1] != known[1], n
        versions.add(found[0])
        known = found
    assert len(versions) == len(_mail_changes(booked))
