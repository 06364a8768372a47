"""What `sidang demo` fills a store with: a whole round that runs, whose records stand every check, and doors to try."""

from datetime import timedelta

import pytest

from server.run import demo
from server.settings import SHIPPED, load
from sessions.actions.after import verifying
from sessions.clock import wall_clock
from sessions.store.before import registry, timetable
from sessions.store.during import records
from sessions.store.mailing import incoming, mails


@pytest.mark.parametrize("tables_url", ["sqlite"], indirect=True)  # the actions are held on both elsewhere
def test_a_round_in_full_swing_that_verifies(store):
    now = wall_clock()
    links = store.write_now(demo.full_swing, load(str(SHIPPED)), now=now)

    programme = store.read_now(registry.all_programmes)[0]
    sessions = store.read_now(timetable.of_programme, programme.id)
    states = [one.state(now) for one in sessions]

    assert len(store.read_now(registry.all_regencies, programme.id)) == 514
    assert {"signed", "closed", "booked"} <= set(states) and states.count("open") >= 2
    assert any(one.rehearsal and one.starts_at <= now + timedelta(seconds=5) for one in sessions)
    assert any(one.answers for one in sessions if one.state(now) == "booked")
    assert programme.fields_json()["day_start"] == "08:00"
    assert {"Sekretariat", "Panelis 1", "Kabupaten Jepara", "Layar"} <= {name for name, _ in links}
    assert len(store.read_now(incoming.listed, state="open", after="", limit=9)) == 3, "three that a person decides"
    assert all(one.has_deck and one.questions for one in sessions if one.state(now) == "signed" and one.guests)
    assert {one.room.name for one in sessions if one.room} == {"Ruang A", "Ruang B", "Ruang C", "Ruang D"}
    assert not store.read_now(verifying.check_store).faults


@pytest.mark.parametrize("tables_url", ["sqlite"], indirect=True)
def test_whoever_scored_was_there_and_whose_address_bounced_has_answered_nothing(store):
    now = wall_clock()
    store.write_now(demo.full_swing, load(str(SHIPPED)), now=now)
    programme = store.read_now(registry.all_programmes)[0]
    sessions = store.read_now(timetable.of_programme, programme.id)

    held = [one for one in sessions if one.opened and not one.rehearsal]
    came = {one.id: {entry.data["person"] for entry in store.read_now(records.read, one.id) if entry.kind == "joined"}
            for one in held}  # fmt: skip
    wanted = mails.Wanted(state="bounced")
    returned = store.read_now(mails.of_programme, programme.id, wanted, after="", limit=None)
    invited = {one.id: one for one in sessions}

    assert held and all({seat.id for seat in one.panel} <= came[one.id] for one in held)
    assert len(returned) == 2
    for mail in returned:
        assert mail.person not in invited[mail.session].answers and not invited[mail.session].has_deck
