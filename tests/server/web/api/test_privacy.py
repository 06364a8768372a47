"""One person's data: given to them whole, erased once it need not be kept, with the records' chains whole."""

from datetime import timedelta

from houses import on_both_stores
from posted import all_sent, posted
from sqlalchemy import select, update

from server.web.keys import KEEPER
from sessions.actions.after import verifying
from sessions.actions.invitations.inviting import person_facts
from sessions.store.before import registry
from sessions.store.mailing import mails
from sessions.store.tables.core import mails as rows_of_mails

CRITERION = "leadership"


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


def _taken_to_be_sent(db, person_id, *, now):
    """A mail to the person that the outbox has taken, and is about to hand over."""
    person = registry.person(db, person_id)
    facts = {"kind": "key-made", "person": person_facts(person, ""), "at": now.isoformat(), "by": "Wulan", "key": "x"}
    made = mails.write(db, person, facts, kind="key-made", cause="x", session=None, now=now)
    db.execute(update(rows_of_mails).where(rows_of_mails.c.id == made).values(state="sending", claimed_at=now))
    return made
