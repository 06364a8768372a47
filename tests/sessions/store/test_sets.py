"""Saves are sets: decided together in the order of their arrival over what is kept in memory, as if each came alone."""

import asyncio

import pytest
from houses import on_both_stores

from sessions.actions.access import Asker
from sessions.actions.after import verifying
from sessions.actions.during import saves, scoring
from sessions.actions.during.saves import PutScore
from sessions.actions.during.scoring import Given
from sessions.errors import Invalid, NotFound, StaleRevision
from sessions.store.during import records, scores
from sessions.store.engine import Store

SECRET = bytes(range(32))


@pytest.fixture
async def session(house):
    """A session that runs, everybody's declaration given."""
    return await house.open()


@pytest.fixture
async def elsewhere(house, tables_url):
    """Another process over the same store."""
    store = Store(tables_url, secret=SECRET)
    yield store
    store.close()


def put(house, session, name, criterion="leadership", value=4, **more):
    asker = Asker(house.id(name), name, False, "link")
    return PutScore(session, asker, Given(criterion, value, **more), house.clock.now)


async def saved(store, *puts):
    """What each comes to, all of them handed over before the writer gets round to the second."""
    return await asyncio.gather(*(store.write_one(saves.put_scores, one) for one in puts), return_exceptions=True)


async def fits(house, session):
    """The record's chain fits, and replaying it gives the tables again."""
    report = await house.store.read(verifying.check_store, session)
    return not report.faults


@on_both_stores
async def test_many_saves_of_one_sheet_each_get_their_own_revision_in_the_order_of_arrival(house, session):
    answers = await saved(house.store, *(put(house, session, "budi", value=1 + n % 5) for n in range(60)))

    assert [one.score.revision for one in answers] == list(range(1, 61))
    assert [one.entry for one in answers] == list(range(answers[0].entry, answers[0].entry + 60))
    assert answers[-1].hash == (await house.store.read(records.load, session)).head
    assert (await house.store.read(scores.get, session, house.id("budi"), "leadership")).value == 1 + 59 % 5
    assert await fits(house, session)


@on_both_stores
async def test_a_refusal_takes_nothing_of_the_others_saves_with_it(house, session):
    stranger = put(house, session, "33.19")
    first, gone, foreign, off, stale, last = await saved(
        house.store,
        put(house, session, "budi"),
        put(house, "00000000000000000000000000", "budi"),
        stranger,
        put(house, session, "sri", value=9),
        put(house, session, "budi", revision=0),
        put(house, session, "made", "policy", 2),
    )

    assert (first.score.revision, last.score.value) == (1, 2)
    assert isinstance(gone, NotFound) and isinstance(foreign, NotFound)
    assert isinstance(off, Invalid) and isinstance(stale, StaleRevision)
    assert await fits(house, session)


@on_both_stores
async def test_late_saves_of_one_set_are_each_kept_as_late(house, session):
    house.clock.passes(hours=3)

    answers = await saved(house.store, *(put(house, session, name) for name in ("ratna", "budi", "sri")))

    entries = [one.entry for one in answers]
    assert entries == sorted(set(entries))
    assert [late.panelist for late in (await house.store.read(records.load, session)).late] == [
        house.id(name) for name in ("ratna", "budi", "sri")
    ]
    assert await fits(house, session)


@on_both_stores
async def test_what_another_process_wrote_meanwhile_is_seen_by_the_next_set(house, session, elsewhere):
    there_as = put(house, session, "budi").asker
    for turn in range(3):
        (here,) = await saved(house.store, put(house, session, "budi", value=1 + turn, note=f"{turn}"))
        (there,) = await saved(elsewhere, put(house, session, "budi", value=4))

        assert (here.score.revision, there.score.revision) == (2 * turn + 1, 2 * turn + 2)
        assert there.score.note == f"{turn}"
        await elsewhere.write(scoring.submit, session, there_as, done=turn != 1, now=house.clock.now)
    assert await fits(house, session)


@pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)
async def test_only_the_sheets_that_another_process_wrote_to_are_read_again(house, session, elsewhere):
    await saved(house.store, put(house, session, "budi"), put(house, session, "sri"))
    (there,) = await saved(elsewhere, put(house, session, "budi", value=5))
    before = house.store.writer.kept[session]
    kept = before.sheets[house.id("sri")]

    (here,) = await saved(house.store, put(house, session, "made"))

    after = house.store.writer.kept[session]
    assert here.entry == there.entry + 1
    assert after is before and after.sheets[house.id("sri")] is kept
    assert house.id("budi") not in after.sheets
    (again,) = await saved(house.store, put(house, session, "budi", revision=2))
    assert again.score.revision == 3
    assert await fits(house, session)


@on_both_stores
async def test_two_processes_save_side_by_side_and_lose_nothing(house, session, elsewhere):
    names = ("ratna", "budi", "sri", "made", "yohanes")
    both = await asyncio.gather(
        *(saved(store, *(put(house, session, name) for name in names * 8)) for store in (house.store, elsewhere))
    )

    revisions = sorted(one.score.revision for answers in both for one in answers)
    assert revisions == sorted(list(range(1, 17)) * len(names))
    assert await fits(house, session)


@on_both_stores
async def test_what_was_rolled_back_is_forgotten_by_the_memory_too(house, session):
    asker = put(house, session, "budi").asker

    def save_and_fail(db):
        saves.put_scores(db, [put(house, session, "budi", value=5)])
        raise RuntimeError("the disk is on fire")

    with pytest.raises(RuntimeError):
        await house.store.write(save_and_fail)
    (after,) = await saved(house.store, put(house, session, "budi", value=3))

    assert after.score.revision == 1
    shown = await house.store.read(scoring.sheet_json, session, asker, now=house.clock.now)
    assert shown["scores"]["leadership"]["value"] == 3
    assert await fits(house, session)


@on_both_stores
async def test_a_receipt_names_the_entry_and_its_hash(house, session):
    answer = await house.panelist.put_score(session, "leadership", 4)

    (entry,) = [one for one in await house.secretariat.entries(session) if one["kind"] == "scored"]
    assert (answer["entry"], answer["hash"]) == (entry["number"], entry["hash"])


@on_both_stores
async def test_a_repeat_by_its_key_gets_the_first_receipt_also_out_of_the_same_set(house, session):
    where, key = f"/sessions/{session}/sheet/leadership", {"Idempotency-Key": "k1"}
    first = await asyncio.gather(*(house.panelist.put(where, {"value": 4}, headers=key) for _ in range(5)))
    await house.panelist.put(where, {"value": 2})
    again = await house.panelist.put(where, {"value": 4}, headers=key)

    assert [one.body for one in (*first, again)] == [first[0].body] * 6
    assert (again.status, again["revision"], again["value"]) == (200, 1, 4)

    others = [
        await house.panelist.put(where, {"value": 3}, headers=key),
        await house.panelist.put(f"/sessions/{session}/sheet/policy", {"value": 4}, headers=key),
    ]
    assert [(one.status, one["faults"][0]["code"]) for one in others] == [(422, "key-of-another-request")] * 2

    looked = await house.panelist.put(f"{where}?check=true", {"value": 5}, headers={"Idempotency-Key": "k2"})
    meant = await house.panelist.put(where, {"value": 5}, headers={"Idempotency-Key": "k2"})
    assert (looked["revision"], meant["revision"]) == (3, 3)
    assert await fits(house, session)


@on_both_stores
async def test_what_came_late_with_a_key_is_kept_once_and_refused_in_the_same_words_again(house, session):
    house.clock.passes(hours=3)
    where, key = f"/sessions/{session}/sheet/leadership", {"Idempotency-Key": "k1"}
    told = await asyncio.gather(*(house.panelist.put(where, {"value": 4}, headers=key) for _ in range(3)))

    assert [one.status for one in told] == [409] * 3
    assert [one.body for one in told] == [told[0].body] * 3
    assert len((await house.store.read(records.load, session)).late) == 1


@on_both_stores
async def test_two_processes_that_are_given_one_key_answer_it_once(house, session, elsewhere):
    def keyed(name, fingerprint):
        key = saves.Key("k", fingerprint, lambda _: (409, {}))
        return put(house, session, name)._replace(key=key)

    both = await asyncio.gather(*(saved(store, keyed("budi", "f")) for store in (house.store, elsewhere)))
    (other,) = await saved(elsewhere, keyed("budi", "g"))

    assert sorted(type(one).__name__ for (one,) in both) == ["Again", "Saved"]
    assert isinstance(other, Invalid)
    assert await fits(house, session)
