"""Whoever holds the database changes it behind the program's back: `verify` names each change."""

from dataclasses import replace

import pytest
from houses import on_both_stores
from sqlalchemy import delete, insert, select, text, update

from server.web.keys import KEEPER
from sessions.actions.after import log_check, verifying
from sessions.store.after import releases
from sessions.store.after.releases import Release
from sessions.store.before import registry
from sessions.store.during import records
from sessions.store.powers import links, log, witness
from sessions.store.tables.accounts import passkeys
from sessions.store.tables.core import (
    entries,
    keys,
    memberships,
    objections,
    occupancy,
    people,
    programmes,
    rubrics,
    sessions,
    sign_ins,
)
from sessions.store.tables.core import links as link_table
from sessions.store.tables.core import mails as mail_table
from sessions.store.tables.core import releases as release_table
from sessions.store.tables.core import scores as score_table
from sessions.store.tables.log import leaves, log_heads, log_nodes
from sessions.values.record import next_entry


@pytest.fixture
async def installation(house):
    """A closed session, an open one, a booked one, and everything numbered; nothing is wrong yet."""
    house.closed_one = await house.closed()
    house.open_one = await house.open(regency="33.19", starts_at=house.clock.now.replace(hour=5, minute=0))
    await house.panelist.put_score(house.open_one, "leadership", 4)
    house.booked_one = await house.book(regency="91.71", starts_at=house.clock.now.replace(day=6, hour=2, minute=0))
    await house.store.write(_published, house)
    await house.secretariat.post(f"/people/{house.id('tono')}/link", {"revoke": True})
    await house.client.app[KEEPER].each_minute()
    await house.client.app[KEEPER].each_day()
    head = (await house.nobody.get("/log")).body
    house.witness = (head["size"], head["root"])
    assert await checked(house) == []
    return house


def _published(db, house):
    """A version of the results, and what Jepara says to it."""
    known = Release("r1", house.programme, 1, "", house.clock.now, {"digest": "12" * 32})
    releases.add(db, known, {"figures": 1})
    jepara = registry.regency_by_code(db, house.programme, "33.20")
    releases.object_to(db, "r1", jepara.id, house.regency.id, "Kami keberatan.", objection="o1", now=house.clock.now)


async def checked(house, *, head=True):
    """What `sidang verify` says, line by line."""
    report = await house.store.read(verifying.check_store, None, house.witness if head else None)
    return [f"{fault.session}: {fault.what}" for fault in report.faults]


class Undone(Exception):
    """What `verify` said of a store that is as it was again."""


async def said_of(house, *statements):
    """What `verify` says after the forger's hand: straight into the tables, past everything that watches. All of it is
    taken back."""

    def act(db):
        for one in statements:
            db.connection.execute(one)
        raise Undone([fault.what for fault in verifying.check_store(db, None, house.witness).faults])

    with pytest.raises(Undone) as undone:
        await house.store.write(act)
    return undone.value.args[0]


def rewritten(db, session, number, change, *, mails=False):
    """The record from that entry on made anew with another content, its chain and the session's row made to fit."""
    before = records.read(db, session)
    db.connection.execute(delete(entries).where(entries.c.session_id == session, entries.c.number >= number))
    last = before[number - 2] if number > 1 else None
    chain = (last.number, last.hash) if last else (0, "0" * 64)
    hashes = {}
    for one in before[number - 1 :]:
        changed = change(one) if one.number == number else one
        data = dict(changed.data)
        if one.kind == "sealed":
            data["digest"] = chain[1]
        made = next_entry(
            chain, session=session, at=changed.at, kind=one.kind, actor=one.actor, data=data, secret=changed.secret,
            form=2,
        )  # fmt: skip
        hashes[one.hash], chain = made.hash, (made.number, made.hash)
        db.connection.execute(insert(entries).values(records.row(made)))
    folded = records.read(db, session)
    values = {"head": folded[-1].hash, "tail": folded[-1].number}
    db.connection.execute(update(sessions).where(sessions.c.id == session).values(values))
    if mails:
        for row in db.connection.execute(select(mail_table).where(mail_table.c.session_id == session)).all():
            content = str(row.content)
            if any(old in content for old in hashes):
                facts = dict(row.content["facts"])
                facts["digest"] = hashes.get(facts.get("digest"), facts.get("digest"))
                db.connection.execute(
                    update(mail_table).where(mail_table.c.id == row.id).values(content=row.content | {"facts": facts})
                )


ONE_ROW = {
    "a rubric's weight": (lambda h: update(rubrics).values(doc={"forged": True}), "rubric was changed"),
    "a programme's bands": (lambda h: update(programmes).values(doc={"bands": []}), "programme was changed"),
    "a person's name": (
        lambda h: update(people).where(people.c.id == h.panelist.id).values(name="Orang Lain"),
        "person was changed",
    ),
    "a person's address": (
        lambda h: update(people).where(people.c.id == h.panelist.id).values(email="x@y.id", email_key="x@y.id"),
        "person was changed",
    ),
    "a membership": (lambda h: update(memberships).values(may_chair=True), "membership was changed"),
    "a membership taken away": (
        lambda h: delete(memberships).where(memberships.c.person_id == h.id("tono")),
        "membership was removed",
    ),
    "a key": (
        lambda h: insert(keys).values(hash=links.hashed("k"), name="pintu belakang", created_at=h.clock.now),
        "key was inserted",
    ),
    "a revoked key that holds again": (lambda h: update(keys).values(expires_at=h.clock.now), "key was changed"),
    "a sign-in": (
        lambda h: insert(sign_ins).values(
            hash=links.hashed("s"), person_id=h.panelist.id, device="d", created_at=h.clock.now, expires_at=h.clock.now,
            via="once", agent="",
        ),
        "sign-in was inserted",
    ),
    "a link": (
        lambda h: insert(link_table).values(
            hash=links.hashed("l"), kind="enter", subject="x", person_id=h.panelist.id, generation=9,
            created_at=h.clock.now,
        ),
        "link was inserted",
    ),
    "an account": (
        lambda h: text(
            f"INSERT INTO accounts (person_id, role, revision, created_at) VALUES ('{h.panelist.id}','secretariat',1,1)"
        ),
        "account was inserted",
    ),
    "a score's value": (lambda h: update(score_table).values(value=1), "stored score of"),
    "a score's time": (lambda h: update(score_table).values(at=h.clock.now), "stored score of"),
    "a session's time": (
        lambda h: update(sessions).where(sessions.c.id == h.booked_one).values(starts_at=h.clock.now),
        "times or the place",
    ),
    "somebody's time": (
        lambda h: delete(occupancy).where(occupancy.c.session_id == h.booked_one),
        "time that the session takes",
    ),
    "another's time": (
        lambda h: insert(occupancy).values(
            session_id=h.booked_one, holder=f"person:{h.id('tono')}", from_at=h.clock.now, to_at=h.clock.now
        ),
        "time that the session takes",
    ),
    "an act of power": (
        lambda h: update(leaves).where(leaves.c.kind == "link-revoked").values(content={"by": "nobody"}),
        "act of power was changed",
    ),
    "a leaf": (lambda h: delete(leaves).where(leaves.c.number == 3), "leaf 3 of the log is missing"),
    "the log's last leaves": (
        lambda h: delete(leaves).where(leaves.c.number > 5),
        "the log ends before the head",
    ),
    "a leaf's digest": (
        lambda h: update(leaves).where(leaves.c.number == 2).values(digest="ab" * 32),
        "not that of its leaves",
    ),
    "the log's tree": (lambda h: update(log_nodes).where(log_nodes.c.level == 1).values(hash="cd" * 32), "tree"),
    "a head that was made known": (lambda h: update(log_heads).values(root="ef" * 32), "head of"),
    "a release's figures": (lambda h: update(release_table).values(doc={"figures": 2}), "release was changed"),
    "an objection's text": (lambda h: update(objections).values(text="Kami setuju."), "objection was changed"),
    "an objection taken away": (lambda h: delete(objections), "objection was removed"),
    "a passkey": (
        lambda h: insert(passkeys).values(
            id="p", person_id=h.panelist.id, credential="c", public_key="k", name="pintu", created_at=h.clock.now
        ),
        "passkey was inserted",
    ),
    "a score that nobody gave": (
        lambda h: insert(score_table).values(
            session_id=h.open_one, person_id=h.panelist.id, criterion="vision", value=5, note="", unsure=False,
            revision=1, at=h.clock.now,
        ),
        "stored score of vision",
    ),
    "a score taken away": (
        lambda h: delete(score_table).where(score_table.c.session_id == h.open_one), "stored score of leadership",
    ),
    "who sits on a panel": (
        lambda h: text("UPDATE sessions SET snapshot = replace(snapshot, 'Dr. Budi', 'Dr. Lain')"),
        "not what its record folds to",
    ),
    "a value in the record": (
        lambda h: update(entries).where(entries.c.kind == "scored").values(secret={"value": 1}),
        "secret",
    ),
    "a record's last entry": (
        lambda h: text("DELETE FROM entries WHERE EXISTS (SELECT 1 FROM sessions s WHERE s.id = entries.session_id "
                       "AND s.tail = entries.number)"),
        "the tail is cut off",
    ),
}  # fmt: skip


@on_both_stores
async def test_thirty_changes_of_rows_behind_the_programs_back_are_each_named(installation):
    assert len(ONE_ROW) >= 30
    for what, (make, said) in ONE_ROW.items():
        found = await said_of(installation, make(installation))
        assert any(said in line for line in found), (what, found)
    assert await checked(installation) == [], "and nothing of it is left"


def earlier(entry):
    """The same entry with other content."""
    return replace(entry, data=dict(entry.data) | {"forged": True})


@on_both_stores
@pytest.mark.parametrize("mails", [False, True])
async def test_a_closed_sessions_chain_rewritten_with_its_mails_is_named(installation, mails):
    def act(db):
        rewritten(db, installation.closed_one, 3, earlier, mails=mails)

    await installation.store.write(act)

    found = await checked(installation)
    assert any(f"the record of session {installation.closed_one} was rewritten" in line for line in found), found


@on_both_stores
async def test_an_open_sessions_chain_rewritten_is_named(installation):
    kinds = [one.kind for one in await installation.store.read(records.read, installation.open_one)]

    def act(db):
        rewritten(db, installation.open_one, kinds.index("scored") + 1, lambda one: replace(one, secret={"value": 1}))

    await installation.store.write(act)

    found = await checked(installation)
    assert any(f"the record of session {installation.open_one} was rewritten" in line for line in found), found


@on_both_stores
@pytest.mark.parametrize("which", ["closed_one", "open_one", "booked_one"])
async def test_a_session_deleted_without_a_trace_is_named(installation, which):
    session = getattr(installation, which)

    def act(db):
        for table in (score_table, occupancy, entries, mail_table, link_table):
            db.connection.execute(delete(table).where(table.c.session_id == session))
        db.connection.execute(text(f"DELETE FROM announced WHERE session_id = '{session}'"))
        db.connection.execute(delete(sessions).where(sessions.c.id == session))

    await installation.store.write(act)

    found = await checked(installation)
    assert any(f"session {session} was deleted" in line for line in found), found


@on_both_stores
async def test_a_log_made_anew_over_a_forged_store_does_not_fit_the_witnesss_head(installation):
    """The forger knows the program: row, leaves, tree and kept heads are all made to fit; the witness's mail is not."""

    def act(db):
        db.connection.execute(update(people).where(people.c.id == installation.panelist.id).values(name="Lain"))
        for table in (leaves, log_nodes, log_heads):
            db.connection.execute(delete(table))
        log.adopt(db)
        while log.number(db, now=installation.clock.now):
            pass

    await installation.store.write(act)

    assert await checked(installation, head=False) == [], "without a witness it fits: that is why there are witnesses"
    (found,) = [line for line in await checked(installation) if "a witness holds" in line]
    assert "head of" in found


def test_every_kind_of_row_that_is_watched_is_named_in_words():
    assert set(log_check.WORDS) == {kind for kind, _ in witness.ROWS.values()}


async def test_a_store_without_a_log_gets_one_when_it_is_opened(installation):
    def act(db):
        for table in (leaves, log_nodes, log_heads):
            db.connection.execute(delete(table))
        return log.adopt(db), log.adopt(db)

    adopted, again = await installation.store.write(act)

    assert adopted > 0 and again == 0
    report = await installation.store.read(verifying.check_store)
    assert report.faults == []
