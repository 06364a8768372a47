"""Mails over HTTP: a programme's with filters, one as it reads, and the desk of those that came in."""

from datetime import timedelta

import pytest
from houses import TUESDAY_NINE, in_one_house, on_both_stores
from posted import all_sent
from reading_pages import read
from samples.replies import a_calendar, a_mail_of, a_part, a_text
from sqlalchemy import update

from sessions.actions.inbox import receiving
from sessions.clock import wire
from sessions.store.mailing import incoming
from sessions.store.mailing import mails as outgoing
from sessions.store.tables.core import mails, people
from sessions.values.itip import read_mail

STRANGER = "sri@alias.example.net"


@pytest.fixture
async def session(house):
    return await house.book()


@on_both_stores
async def test_a_programmes_mails_are_listed_found_and_counted(house, session):
    everything = await house.secretariat.get(f"/programmes/{house.programme}/mails")
    panelist = everything["items"][0]["to"]

    async def found(**query):
        answer = await house.secretariat.get(f"/programmes/{house.programme}/mails", params=query)
        return [mail["to"]["email"] for mail in answer["items"]]

    assert len(await found(kind="invite,update")) == len(everything["items"])
    assert await found(kind="cancel") == []
    assert await found(person=panelist["id"]) == [panelist["email"]] == await found(q=panelist["email"].upper())
    assert len(await found(delivery="written,handed-over")) == len(everything["items"])
    assert await found(state="bounced") == await found(delivery="bounced") == []
    counts = (await house.secretariat.get(f"/programmes/{house.programme}/mails/delivery"))["counts"]
    assert sum(counts.values()) == len(everything["items"])


@on_both_stores
async def test_an_address_that_is_none_is_its_persons_problem_and_keeps_no_mail_of_others(house):
    """As an older release kept it, with an invisible letter; a mail that waited for it ends, too."""
    session = await house.book(panel=("ratna", "budi"))
    await all_sent(house)
    for name in ("33.20", "budi"):
        await house.store.write(_spoiled, house.id(name))
    await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(TUESDAY_NINE + timedelta(hours=1))})
    await house.store.write(_waiting_again, house.panelist.id)
    await all_sent(house)

    sent = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    state = {(one["to"]["id"], one["state"], one["reason"]) for one in sent if one["kind"] == "update"}
    bad = {(house.id(name), "failed", "unwritable") for name in ("33.20", "budi")}
    assert state == bad | {(house.id("ratna"), "sent", "")}
    overview = await house.secretariat.get(f"/programmes/{house.programme}/overview")
    assert "33.20" in [row["regency"]["code"] for row in overview["no_address"]]
    for kind, found in (("regencies", {"33.20", "51.71"}), ("panelists", {house.panelist.id})):
        lacking = await house.secretariat.get(f"/programmes/{house.programme}/{kind}?without=address")
        assert {one.get("code") or one["id"] for one in lacking["items"]} == found
    shown = await read(house.secretariat, f"/programmes/{house.programme}/mails/people")
    assert "alamatnya bukan alamat surel; perbaiki dahulu" in shown.text

    await house.secretariat.patch(f"/panelists/{house.panelist.id}", {"email": "budi@panel.example"})
    await all_sent(house)

    sent = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert ("invite", "sent") in {(one["kind"], one["state"]) for one in sent if one["to"]["id"] == house.panelist.id}


def _spoiled(db, person):
    spoiled = {"email": people.c.email + "\u200b", "email_key": people.c.email_key + "\u200b"}
    db.execute(update(people).where(people.c.id == person).values(spoiled))


def _waiting_again(db, person):
    """The person's mail as a release wrote it that did not look at addresses."""
    theirs = (mails.c.person_id == person, mails.c.reason == "unwritable")
    db.execute(update(mails).where(*theirs).values(state="waiting", reason=""))
    db.signal(outgoing.SIGNAL)


async def test_a_mail_is_read_as_it_goes_with_every_link_masked(house, session):
    mail = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"][0]

    read = await house.secretariat.get(f"/mails/{mail['id']}")
    assert "/enter/…" in read["text"] and "/answer/…" in read["html"] and "\ue000" not in read["text"] + read["html"]
    assert "METHOD:REQUEST" in read["calendar"]
    assert house.panelist.token not in str(read.body)


@in_one_house("path", ["/mails/{mail}", "/programmes/{programme}/mails", "/inbox/{item}/raw", "/inbox/{item}"])
async def test_nobody_else_reads_them(house, session, comes_in, path):
    mail = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"][0]["id"]
    where = path.format(mail=mail, programme=house.programme, item=await comes_in(STRANGER))

    assert (await house.secretariat.get(where)).status == 200
    for caller in (house.panelist, house.regency):
        assert (await caller.get(where)).status == 404
    assert (await house.nobody.get(where)).status == 401


@pytest.fixture
def comes_in(house, session):
    """Budi's answer from that address, as the inbox takes it; its id on the desk."""

    async def come_in(sender: str, number: int = 1) -> str:
        uid = (await house.secretariat.session(session))["uid"]
        attendee = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:budi@panel.example"
        calendar = a_calendar(UID=f"UID:{uid}", ATTENDEE=attendee, DTSTART=None)
        raw = a_mail_of(a_text(), a_part(calendar), From=sender, Message_ID=f"<{number}@x>")
        mail = read_mail(raw, organizer=house.settings.mail.organizer.address)
        await house.store.write(receiving.take, mail, raw, now=house.clock.now)
        return (await house.store.read(incoming.listed, state=None, after="", limit=99))[-1].id

    return come_in


@on_both_stores
async def test_an_answer_from_an_alias_is_confirmed_and_the_next_one_counts_by_itself(house, session, comes_in):
    item = await comes_in(STRANGER)
    shown = await house.secretariat.get(f"/inbox/{item}")
    assert (shown["kind"], shown["reason"], shown["answer"]) == ("unsure", "sender-differs", "accepted")
    assert shown["person"]["id"] == house.id("budi") and shown["session"]["id"] == session
    assert shown["actions"][0] == "confirm" and shown["may_remember"]

    done = await house.secretariat.post(f"/inbox/{item}/confirm", {"remember": True})
    assert (done.status, done["state"], done["decision"]) == (200, "done", "confirm")
    again = await comes_in(STRANGER, 2)
    assert (await house.secretariat.get(f"/inbox/{again}"))["kind"] == "ignored"  # it repeats what stands


async def test_the_mail_as_it_came_is_downloaded_and_never_shown(house, comes_in):
    item = await comes_in(STRANGER)

    raw = await house.secretariat.ask("GET", f"/inbox/{item}/raw")
    assert raw.headers["Content-Disposition"] == f'attachment; filename="{item}.eml"'
    assert raw.headers["Content-Type"] == "application/octet-stream"


async def test_someone_is_written_back_to(house, session, comes_in):
    item = await comes_in(STRANGER)

    empty = await house.secretariat.post(f"/inbox/{item}/reply", {"text": " "})
    done = await house.secretariat.post(f"/inbox/{item}/reply", {"text": "Terima kasih."})
    assert (empty.status, empty.pointers, done["decision"]) == (422, ["/text"], "reply")
    written = await house.secretariat.get(f"/sessions/{session}/mails")
    assert [mail["kind"] for mail in written["items"]][-1] == "reply"


async def test_several_are_put_aside_at_once(house, comes_in):
    items = [await comes_in(STRANGER, n) for n in range(3)]

    done = await house.secretariat.post("/inbox/dismiss", {"items": items})
    assert (done["done"], done["left"]) == (items, [])
    assert (await house.secretariat.get("/inbox"))["items"] == []
    assert (await house.secretariat.post("/inbox/dismiss", {"items": ["x"]})).status == 404
