"""One person's data: given to them whole, erased once it need not be kept, with the records' chains whole."""

from datetime import timedelta

from houses import MONDAY, on_both_stores
from posted import all_sent, posted
from sqlalchemy import Table, select, update

from server.web.keys import KEEPER
from sessions.actions.after import verifying
from sessions.actions.invitations.inviting import person_facts
from sessions.clock import wire
from sessions.store.before import acceptances, batches, calendars, plans, registry
from sessions.store.mailing import mails
from sessions.store.powers import people
from sessions.store.tables import metadata
from sessions.store.tables.core import mails as rows_of_mails
from sessions.store.tables.core import people as rows_of_people

CRITERION = "leadership"
# What has no row of one person's, or none that they would be told or that is ever erased, and why.
OF_THE_RECORD = {
    "entries": "the record: what somebody did in it is named by session and entry",
    "sessions": "the record's fold",
    "scores": "told with their session, the author's alone until they are revealed",
    "releases": "published results",
    "handed_out": "minutes as they were handed out",
    "leaves": "the log: acts of power by name, never an address; nothing is ever taken from it",
    "objections": "their text is in the log; who answered stands there by name",
}
NOBODYS = {
    "occupancy": "whose time a booked session takes: told as sessions, gone when they are over",
    "attending": "who has a page open: gone when it is closed",
    "followings": "who sent a list, until its sessions have followed: minutes",
    "sign_in_asks": "addresses as hashes, forgotten after an hour",
    "publication_proposals": "told and unnamed; the table keeps one for a programme",
    "plans": "panels by id, told as sessions once they are booked",
    "deliveries": "entries on their way to a webhook",
    "keys": "a program's",
    "installation": "",
    "rubrics": "",
    "programmes": "",
    "regencies": "a contact without an address is nobody's yet; the name and the number are erased with whose they are",
    "announced": "",
    "rooms": "",
    "mail_templates": "",
    "regency_availability": "a regency's time",
    "offers": "",
    "offered": "",
    "offers_freed": "",
    "pieces": "",
    "mail_faults": "",
    "alerts": "",
    "webhooks": "",
    "minute_numbers": "",
    "letter_numbers": "",
    "leases": "",
    "log_nodes": "",
    "log_heads": "",
}


async def test_a_person_gets_all_that_is_kept_of_them_and_nobody_else_their_unrevealed_scores(house):
    session = await house.open()
    await house.panelist.put_score(session, CRITERION, 4, note="rahasia")

    own = await house.panelist.get(f"/people/{house.panelist.id}/data")
    seen = await house.secretariat.get(f"/people/{house.panelist.id}/data")

    (mine,) = own["sessions"]
    assert own["person"]["email"] == "budi@panel.example"
    assert [(one["criterion"], one["value"], one["note"]) for one in mine["scores"]] == [(CRITERION, 4, "rahasia")]
    assert own["mails"] and own["memberships"] and mine["entries"]
    assert seen["sessions"][0]["scores"] == [] and "rahasia" not in seen.raw.decode()
    assert (await house.chair.get(f"/people/{house.panelist.id}/data")).status == 404
    assert house.panelist.token not in own.raw.decode()


async def test_what_is_to_be_kept_is_not_erased(house):
    session = await house.closed()
    house.clock.passes(hours=1)
    await house.announce(session)  # revealed by the clock: nothing more is to come
    where = f"/people/{house.panelist.id}/erase"

    for_ever = await house.secretariat.post(where)
    house.settings.privacy.keep = timedelta(days=365)
    too_early = await house.secretariat.post(where)
    booked = await house.book(starts_at=house.clock.now + timedelta(days=1))
    needed = await house.secretariat.post(where)

    for refused in (for_ever, too_early, needed):
        assert (refused.status, refused.problem) == (409, "wrong-state")
        assert "Names stay in the records" in refused["detail"]
    assert too_early["until"] and booked


@on_both_stores
async def test_erasure_takes_addresses_and_leaves_the_records_chains_whole(house):
    house.settings.privacy.keep = timedelta(days=365)
    session = await house.closed()
    await posted(house, "budi@panel.example", subject="Undangan")
    house.clock.passes(days=400)
    await house.announce(session)

    erased = await house.panelist.post(f"/people/{house.panelist.id}/erase")

    assert (erased.status, erased["erased"]) == (200, True)
    assert (await house.panelist.session(session)).status == 401
    left = await house.secretariat.get(f"/people/{house.panelist.id}/data")
    assert "budi@panel.example" not in left.raw.decode()
    names = {seat["name"] for seat in (await house.secretariat.session(session))["panel"]}
    assert "Dr. Budi" in names, "the record names whom it named"
    await house.client.app[KEEPER].number()
    assert (await house.store.read(verifying.check_store)).faults == []
    tables = ("people", "mails", "leaves", "incoming")
    for table in tables:
        rows = await house.store.read(lambda db, t=table: db.connection.exec_driver_sql(f"SELECT * FROM {t}").all())
        assert "budi@panel.example" not in str(rows), table


async def test_who_has_an_account_is_not_erased(house):
    house.settings.privacy.keep = timedelta(days=1)
    made = await house.secretariat.post(
        "/accounts", {"email": "wulan@kominfo.example", "name": "Wulan", "role": "secretariat"}
    )

    assert (await house.secretariat.post(f"/people/{made['id']}/erase")).status == 409


@on_both_stores
async def test_no_mail_goes_to_who_was_erased_neither_one_written_later_nor_one_on_its_way(house):
    house.settings.privacy.keep = timedelta(days=365)
    session = await house.closed()
    house.clock.passes(days=400)
    await house.announce(session)
    await all_sent(house)
    taken = await house.store.write(_taken_to_be_sent, house.panelist.id, now=house.clock.now)
    assert (await house.panelist.post(f"/people/{house.panelist.id}/erase")).status == 200

    await house.store.write(mails.try_later, taken, reason="451 later", due_at=house.clock.now)
    for body in ({}, {"revoke": True}):
        assert (await house.secretariat.post(f"/people/{house.panelist.id}/link", body)).status == 200
    await all_sent(house)

    later = select(rows_of_mails.c.kind, rows_of_mails.c.state).where(
        rows_of_mails.c.person_id == house.panelist.id, rows_of_mails.c.id >= taken
    )
    told = await house.store.read(lambda db: db.execute(later.order_by(rows_of_mails.c.id)).all())
    assert set(told) == {("key-made", "dropped"), ("link", "dropped"), ("link-revoked", "dropped")}


@on_both_stores
async def test_erasure_reaches_a_contact_who_is_known_elsewhere_by_name_or_number_alone(house):
    ask, regencies = house.secretariat, f"/programmes/{house.programme}/regencies"
    number, place = "+628123456789", {"province": "X", "timezone": "Asia/Jakarta"}
    named = {"contact": "Sri Lestari", "email": "sri@batang.example", "phone": number}
    others = {"11.01": {"contact": "Sri Lestari"}, "11.02": {"contact": "Bu Lestari", "phone": number}}
    others |= {"11.03": {"contact": "Wati", "phone": "+628120000001"}}
    for code, contact in {"11.00": named, **others}.items():
        assert (await ask.post(regencies, {"code": code, "name": f"Kab {code}", **place, **contact})).status == 201
    sri = (await ask.get(f"{regencies}?q=11.00"))["items"][0]["people"][0]["id"]

    assert (await ask.post(f"/people/{sri}/erase")).status == 200

    left = {one["code"]: (one["contact"], one["phone"]) for one in (await ask.get(regencies))["items"]}
    assert {code: left[code] for code in others} == {
        "11.01": (None, None),
        "11.02": (None, None),
        "11.03": ("Wati", "+628120000001"),
    }
    acts = await house.store.read(lambda db: db.connection.exec_driver_sql("SELECT changes FROM acts").all())
    assert "Lestari" not in str(acts)


def _taken_to_be_sent(db, person_id, *, now):
    """A mail to the person that the outbox has taken, and is about to hand over."""
    person = registry.person(db, person_id)
    facts = {"kind": "key-made", "person": person_facts(person, ""), "at": now.isoformat(), "by": "Wulan", "key": "x"}
    made = mails.write(db, person, facts, kind="key-made", cause="x", session=None, now=now)
    db.execute(update(rows_of_mails).where(rows_of_mails.c.id == made).values(state="sending", claimed_at=now))
    return made


def test_every_table_is_told_and_erased_or_said_why_not():
    """A new table joins `people.KEPT`, or says here why nothing in it is one person's."""
    told = {one.table.name for one in people.KEPT.values()} | {table.name for table in people.OTHERWISE}
    told |= {table.name for table, *_ in people.NAMED_WITHIN}

    assert set(metadata.tables) == told | set(OF_THE_RECORD) | set(NOBODYS)
    for name in NOBODYS.keys() - told:
        assert _points_to_people(metadata.tables[name]) == [], name


def _points_to_people(table: Table) -> list[str]:
    """The columns that say whose a row is."""
    names = {"person", "person_id", "by", "by_id", "author", "owner", "email", "phone"}
    followed = {"followings", "attending"}  # until a list has followed, or a page is closed
    return [
        column.name
        for column in table.columns
        if table.name not in followed
        and (column.name in names or any(key.column.table is rows_of_people for key in column.foreign_keys))
    ]


@on_both_stores
async def test_what_one_keeps_and_has_done_beside_records_is_told_and_erased_with_the_names(house):
    await _busy_lives(house)
    contact, budi = house.regency.id, house.panelist.id

    theirs = (await house.regency.get(f"/people/{contact}/data")).body
    own, seen = [(await who.get(f"/people/{budi}/data")).body for who in (house.panelist, house.secretariat)]

    for name in ("claims", "files", "helpers", "proposals"):
        assert len(theirs[name]) == 1, name
    assert [one["host"] for one in own["calendars"]] == ["127.0.0.1"]
    assert "rahasia" not in str(own["calendars"]) and "rahasia" not in str(own["busy"])
    assert [one["text"] for one in own["drafts"]] == ["Anggarannya?"]
    assert [one["text"] for one in own["bookmarks"]] == ["dengar lagi"]
    assert "drafts" not in seen and "bookmarks" not in seen and len(seen["calendars"]) == 1

    house.settings.privacy.keep = timedelta(days=1)
    house.clock.passes(days=4)
    jepara = (await house.secretariat.get(f"/programmes/{house.programme}/regencies?q=Jepara"))["items"][0]["id"]
    await house.secretariat.patch(f"/regencies/{jepara}", {"contact": None, "email": None})
    for person in (contact, budi):
        assert (await house.secretariat.post(f"/people/{person}/erase")).status == 200

    for table in sorted(metadata.tables.keys() - OF_THE_RECORD.keys()):
        rows = await house.store.read(lambda db, t=table: db.connection.exec_driver_sql(f"SELECT * FROM {t}").all())
        for gone in ("Budi", "budi@", "Kontak Kabupaten Jepara", "jepara@", "Anggarannya?", "dengar lagi", "rahasia"):
            assert gone not in str(rows), (table, gone)


async def _busy_lives(house):
    """Jepara's contact claims, adds a file, asks a colleague, proposes a time; Budi drafts, marks, has a calendar."""
    await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "optional", "claims_due": "PT0S"})
    slots, late = [wire(MONDAY + timedelta(days=2))], wire(MONDAY + timedelta(days=3))
    offer = {"regencies": ["33.20"], "slots": slots, "until": wire(MONDAY + timedelta(days=1))}
    made = await house.secretariat.post(f"/programmes/{house.programme}/offers", offer)
    asked = {"starts": [late], "reason": "Bupati dinas"}
    assert (await house.regency.post(f"/offers/{made['id']}/propose", asked)).status == 201
    session = await house.book(panel=("ratna", "budi"))
    jepara = (await house.secretariat.get(f"/programmes/{house.programme}/regencies?q=Jepara"))["items"][0]["id"]
    claim, link = {"value": 3, "text": "SK"}, {"name": "RPJMD", "url": "https://x.example/r", "kind": "document"}
    assert (await house.regency.put(f"/regencies/{jepara}/claims/{CRITERION}", claim)).status == 200
    assert (await house.regency.post(f"/regencies/{jepara}/files", link)).status == 201
    helper = {"name": "Rekan", "criteria": [CRITERION]}
    assert (await house.regency.post(f"/regencies/{jepara}/claims/helpers", helper)).status == 201
    draft = {"text": "Anggarannya?", "state": "draft"}
    assert (await house.panelist.post(f"/sessions/{session}/questions", draft)).status == 201
    await house.store.write(calendars.replace, house.panelist.id, ["https://127.0.0.1:9/rahasia"], now=MONDAY)
    await house.store.write(_clashed, house, {"id": house.panelist.id, "name": "Dr. Budi"}, session)
    house.clock.now = MONDAY + timedelta(days=1, hours=1)
    await house.announce(session)
    assert (await house.panelist.post(f"/sessions/{session}/bookmarks", {"text": "dengar lagi"})).status == 201
    for who in (house.chair, house.panelist):
        await who.declare(session)
    house.clock.passes(hours=2)
    await house.announce(session)
    house.clock.passes(hours=1)
    await house.announce(session)
    await all_sent(house)


def _clashed(db, house, who, session):
    """A plan and a batch that was stopped keep why somebody could not come."""
    clash = {"why": "person-busy", "who": who, "session": session}
    plan = plans.add(db, house.programme, {}, {"sessions": []}, now=MONDAY)
    by = {"id": "key:x", "name": "x", "via": "key"}
    acceptances.begin(db, plan, by, "", None, ["33.20"], now=MONDAY)
    acceptances.went_on(db, acceptances.find(db, plan), [], [clash])
    batch = batches.begin(db, house.programme, "booked", ("key:x", "x"), undo={}, due_at=MONDAY, now=MONDAY)
    left_out = [{"session": session, "regency": "Kabupaten Jepara", "conflicts": [clash]}]
    batches.cancelled(db, batches.get(db, batch.id), left_out, now=MONDAY)
