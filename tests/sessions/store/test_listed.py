"""What lists read whole, by statements compiled once, is what is found where something is asked for."""

from datetime import timedelta

from houses import on_both_stores
from samples.booked import book
from samples.invites import BOOKED_AT, STARTS

from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import booking
from sessions.store.before import timetable
from sessions.store.mailing import mails
from sessions.store.mailing.mails import ALL, Wanted

EVERY = Wanted(state="waiting,bounced,held")


@on_both_stores
async def test_all_mails_are_those_of_every_state(store):
    programme = (await store.write(book)).programme
    written = await store.read(mails.of_programme, programme, ALL, after="", limit=None)
    await store.write(mails.bounced, written[0].message_id, reason="5.1.1 no such user")

    def seen(db):
        counts, size = mails.counts(db, programme), {"first": 0, "size": 3}
        opened, sought = (mails.stretch(db, programme, one, total=len(written), **size) for one in (ALL, EVERY))
        beyond = mails.stretch(db, programme, ALL, first=999, size=3, total=len(written))
        assert [one.id for one in beyond.items] == [one.id for one in written[: len(written) % 3 or 3][::-1]]
        every, found = (mails.standings(db, programme, one) for one in (ALL, EVERY))
        return counts, opened, sought, every, found, mails.troubled(db, programme, overdue=BOOKED_AT)

    counts, opened, sought, every, found, troubled = await store.read(seen)

    assert counts == {("bounced", "invite"): 1, ("waiting", "invite"): len(written) - 1}
    assert opened == sought and [one.id for one in opened.items] == [one.id for one in written[:-4:-1]]
    assert every == found and [one.id for one in every] == [one.id for one in written]
    assert [one.id for one in troubled] == [written[0].id]


@on_both_stores
async def test_sessions_behind_one_begin_later_or_have_a_later_id(store):
    booked = await store.write(book)
    people = tuple(booked.people[name] for name in ("ratna", "budi", "sri"))
    for days in (7, 14):
        at = STARTS + timedelta(days=days)
        wanted = booking.Request("33.20", at, people, people[0], "https://rapat.example.id/lagi", True)
        await store.write(booking.book, booked.programme, wanted, COMMAND_LINE, now=BOOKED_AT)

    def listed(db, **asked):
        return [one.id for one in timetable.of_programme(db, booked.programme, **asked)]

    first, second, third = await store.read(listed)

    assert await store.read(listed, after=first) == [second, third]
    assert await store.read(listed, after=first, until=STARTS + timedelta(days=14)) == [second]
    assert await store.read(listed, since=STARTS + timedelta(days=1)) == [second, third]
    assert await store.read(listed, after=third) == []
    assert await store.read(listed, after="no such") == [first, second, third]
