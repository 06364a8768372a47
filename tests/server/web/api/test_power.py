"""Acts of power leave a trace that their victim sees, and hand nobody somebody else's way in."""

from datetime import timedelta

import pytest
from posted import all_posted, posted

from sessions.store.powers import links

BUDI, SOMEBODY = "budi@panel.example", "orang@lain.example"


async def readdress(house, email):
    answer = await house.secretariat.patch(f"/panelists/{house.panelist.id}", {"email": email})
    assert answer.status == 200, answer.body


async def test_another_address_ends_what_the_old_one_could_open(house):
    session = await house.book()
    (invitation,) = await posted(house, BUDI, subject="Undangan")

    await readdress(house, SOMEBODY)

    assert (await house.panelist.get(f"/sessions/{session}")).status == 401
    assert invitation.enter == house.panelist.token
    (old,) = await posted(house, BUDI, subject="diganti")
    (new,) = await posted(house, SOMEBODY, subject="Alamat surel")
    assert "o…@lain.example" in old.text and "tests" in old.text and old.enter is None
    assert "b…@panel.example" in new.text and new.enter not in (None, house.panelist.token)
    assert (await house.client.get(f"/enter/{new.enter}")).status == 200
    assert await house.secretariat.kinds(session) == ["booked", "address-changed"]


async def test_an_address_that_was_borrowed_leaves_its_borrower_nothing(house):
    session = await house.book()
    await posted(house, BUDI, subject="Undangan")
    await readdress(house, SOMEBODY)
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    for mail in mails:
        await house.secretariat.post(f"/mails/{mail['id']}/resend")
    (new,) = await posted(house, SOMEBODY, subject="Alamat surel")

    await readdress(house, BUDI)

    assert (await house.client.get(f"/enter/{new.enter}")).status == 404
    assert len(await posted(house, BUDI, subject="Alamat surel", count=2)) == 2, "told of the change and of the return"
    for mail in all_posted(house, SOMEBODY):
        assert mail.enter is None or (await house.client.get(f"/enter/{mail.enter}")).status == 404


async def test_a_mail_that_went_to_the_old_address_gives_it_no_new_link(house):
    session = await house.book()
    await posted(house, BUDI, subject="Undangan")
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    await readdress(house, SOMEBODY)
    (new,) = await posted(house, SOMEBODY, subject="Alamat surel")

    for mail in mails:
        await house.secretariat.post(f"/mails/{mail['id']}/resend")
    await readdress(house, "lagi@lain.example")  # whatever was written before this has been handed over or withdrawn
    await posted(house, "lagi@lain.example", subject="Alamat surel")

    assert new.enter not in {mail.enter for mail in all_posted(house, BUDI)}


async def test_a_change_of_letter_case_is_no_other_address(house):
    session = await house.book()

    await readdress(house, "Budi@Panel.example")

    assert (await house.panelist.get(f"/sessions/{session}")).status == 200
    assert await house.secretariat.kinds(session) == ["booked"]


@pytest.mark.parametrize(("hours", "flagged"), [(23, True), (25, False)])
async def test_a_score_within_a_day_of_a_new_address_says_so(house, hours, flagged):
    session = await house.book()
    start = house.clock.now.replace(day=4, hour=2)
    house.clock.now = start - timedelta(hours=hours)
    await readdress(house, SOMEBODY)
    token = await house.store.write(
        links.token, "enter", house.panelist.id, person=house.panelist.id, now=house.clock.now
    )
    house.panelist.token = token
    house.clock.now = start
    await house.panelist.declare(session)
    await house.panelist.put_score(session, "leadership", 4)

    (scored,) = [one for one in await house.secretariat.entries(session) if one["kind"] == "scored"]
    assert ("address_changed_at" in scored["data"]) == flagged


async def test_a_link_renewed_or_revoked_is_told_and_names_who_did_it(house):
    await house.secretariat.post(f"/people/{house.panelist.id}/link", {})
    (renewed,) = await posted(house, BUDI, subject="Tautan pribadi")
    await house.secretariat.post(f"/people/{house.panelist.id}/link", {"revoke": True})
    (revoked,) = await posted(house, BUDI, subject="dicabut")

    assert renewed.enter not in (None, house.panelist.token)
    assert revoked.enter is None and "tests" in revoked.text
    assert (await house.client.get(f"/enter/{renewed.enter}")).status == 404


async def test_whoever_a_regency_no_longer_names_is_out_at_once(house):
    async def enters(person):
        cookie, _ = await house.store.write(links.sign_in, person, "d", now=house.clock.now)
        return {"Cookie": f"sidang={cookie}"}

    async def seen(those):
        return [(await house.client.get("/my-sessions", headers=one)).status for one in those]

    async def opens(mail):
        return (await house.client.get(f"/enter/{mail.enter}")).status

    await house.book()
    listed = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    where = {one["code"]: f"/regencies/{one['id']}" for one in listed}
    named = {"delegates": [{"name": "D", "email": SOMEBODY}]}
    delegate = (await house.secretariat.patch(where["33.20"], named))["delegates"][0]["id"]
    (invitation,) = await posted(house, SOMEBODY, subject="Undangan")
    those = [await enters(one) for one in (house.regency.id, house.id("33.19"), delegate)]
    assert (await seen(those), await opens(invitation)) == ([200, 200, 200], 200)

    await house.secretariat.patch(where["33.20"], {"delegates": []})
    await house.secretariat.delete(where["33.19"])

    assert (await seen(those), await opens(invitation)) == ([200, 401, 401], 404)
    await posted(house, SOMEBODY, count=2)  # the calling off goes out all the same
    await house.secretariat.patch(where["33.20"], named)
    assert [await opens(one) for one in await posted(house, SOMEBODY, subject="Undangan sesi", count=2)] == [404, 200]


async def test_a_removed_panelists_browser_is_out_at_once(house):
    tono = house.people["tono"]
    cookie, _ = await house.store.write(links.sign_in, tono.id, "d", now=house.clock.now)
    headers = {"Cookie": f"sidang={cookie}"}
    assert (await house.client.get("/my-sessions", headers=headers)).status == 200

    await house.secretariat.delete(f"/panelists/{tono.id}")

    assert (await house.client.get("/my-sessions", headers=headers)).status == 401
    assert (await tono.get("/time")).status == 200
    assert (await tono.get(f"/people/{tono.id}/feed")).status == 401
