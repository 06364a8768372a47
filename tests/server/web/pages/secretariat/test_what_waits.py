"""What waits for a person is said on a programme's first page, and counted beside the navigation of every other."""

import re
from datetime import timedelta

from houses import TUESDAY_NINE, on_one_store
from posted import all_sent
from reading_pages import read, send
from samples.replies import a_mail_of, a_text

from sessions.actions.inbox import receiving
from sessions.store.mailing import mails
from sessions.values.itip import read_mail

pytestmark = on_one_store


def counted(page, word):
    """What the navigation counts with that word; 0 where it counts nothing."""
    found = re.search(rf'class="count[^>]*>(\d+)<span class="unseen"> {word}', page.markup)
    return int(found[1]) if found else 0


async def test_an_answer_that_came_in_and_needs_a_person(house):
    await house.book()
    before = await read(house.secretariat, f"/programmes/{house.programme}/sessions")
    await _a_mail_comes(house)

    first = await read(house.secretariat, f"/programmes/{house.programme}/overview")
    other = await read(house.secretariat, f"/programmes/{house.programme}/sessions")

    assert "1 jawaban masuk menunggu keputusan" in first.text
    assert f'href="/inbox?programme={house.programme}"' in first.markup.partition("<main")[2]
    assert [counted(page, "menunggu keputusan") for page in (before, first, other)] == [0, 1, 1]


async def test_sessions_that_run_and_mails_that_did_not_go_out(house):
    session = await house.book()
    house.clock.now = TUESDAY_NINE
    await all_sent(house)
    first, *_ = await house.store.read(mails.of_session, session)
    await house.store.write(mails.bounced, first.message_id, reason="550")

    page = await read(house.secretariat, f"/programmes/{house.programme}/regencies")

    assert (counted(page, "berlangsung"), counted(page, "perlu diperhatikan")) == (1, 1)


async def test_the_results_the_settings_and_what_is_looked_at_before_it_is_mailed_count_as_every_page(house):
    await house.book()
    house.clock.now = TUESDAY_NINE
    here = f"/programmes/{house.programme}"
    later = await house.book(regency="33.19", starts_at=TUESDAY_NINE + timedelta(days=7))

    shown = [await read(house.secretariat, f"{here}/results{page}") for page in ("", "/provinces", "/panel", "/recap")]
    shown += [await read(house.secretariat, f"{here}/offers"), await read(house.secretariat, here)]
    shown.append(await send(house.secretariat, f"/sessions/{later}/cancel/check", {"reason": "Banjir"}))

    assert [counted(page, "berlangsung") for page in shown] == [1] * len(shown)


async def test_in_an_archived_round_nothing_waits(house):
    await _a_mail_comes(house)
    assert (await house.secretariat.post(f"/programmes/{house.programme}/archive")).status == 200

    page = await read(house.secretariat, f"/programmes/{house.programme}/overview")

    assert counted(page, "menunggu keputusan") == 0 and "menunggu keputusan" not in page.text


async def _a_mail_comes(house):
    raw = a_mail_of(a_text("Kami usahakan hadir."), From="jepara@daerah.example")
    mail = read_mail(raw, organizer=house.settings.mail.organizer.address)
    await house.store.write(receiving.take, mail, raw, now=house.clock.now)


async def test_that_mails_reach_nobody_is_said_once_somebody_is_invited(house):
    house.settings.mail.url = ""
    before = await read(house.secretariat, f"/programmes/{house.programme}/overview")
    await house.book()
    silent = await read(house.secretariat, f"/programmes/{house.programme}/overview")
    house.settings.mail.url = "smtp://surel.example:25"
    going = await read(house.secretariat, f"/programmes/{house.programme}/overview")

    words = "undangan tidak sampai kepada siapa pun"
    assert [words in page.text for page in (before, silent, going)] == [False, True, False]


async def test_a_mail_that_came_back_leads_to_the_field_of_its_address_and_many_to_just_these(house):
    there = f"/programmes/{house.programme}"
    session = await house.book()
    await all_sent(house)
    sent = await house.store.read(mails.of_session, session)
    ours = (await house.secretariat.get(f"{there}/regencies?q=33.20"))["items"][0]
    regency, contact = ours["id"], ours["people"][0]["id"]
    await house.store.write(mails.bounced, next(one for one in sent if one.person == contact).message_id, reason="550")
    await house.store.write(
        mails.bounced, next(one for one in sent if one.person == house.id("ratna")).message_id, reason="550"
    )

    few = await read(house.secretariat, f"{there}/overview")
    for one in [one for one in sent if one.person not in (contact, house.id("ratna"))][:2]:
        await house.store.write(mails.bounced, one.message_id, reason="550")
    many = await read(house.secretariat, f"{there}/overview")
    listed = await read(house.secretariat, f"{there}/mails?state=bounced,failed&last=yes")

    assert (
        f'href="/regencies/{regency}#f-email"' in few.markup
        and 'id="f-email"' in (await read(house.secretariat, f"/regencies/{regency}")).markup
    )
    assert f'href="{there}/panelists/{house.id("ratna")}#f-email"' in few.markup
    assert "jepara@daerah.example" in few.text and "surel tidak sampai" not in few.text
    assert "4 surel tidak sampai" in many.text and "4 dari 4" in listed.text


async def test_what_needs_a_person_begins_with_the_nearest_session(house):
    there = f"/programmes/{house.programme}"
    far = await house.book(regency="33.19", starts_at=TUESDAY_NINE + timedelta(days=1), panel=["ratna", "budi"])
    near = await house.book(panel=["sri", "budi"], chair="budi")
    await all_sent(house)
    declined = await house.people["ratna"].post(f"/sessions/{far}/rsvp", {"answer": "declined"})
    assert declined.status == 200, declined.body
    sent = await house.store.read(mails.of_session, near)
    returned = next(one.message_id for one in sent if one.person == house.id("sri"))
    await house.store.write(mails.bounced, returned, reason="550")

    page = (await read(house.secretariat, f"{there}/overview")).markup

    assert page.index(f"panelists/{house.id('sri')}#f-email") < page.index(f"/sessions/{far}?replace")


async def test_a_session_that_runs_past_midnight_is_still_todays(house):
    await house.book(starts_at=TUESDAY_NINE + timedelta(hours=14, minutes=30), rehearsal=True)
    house.clock.now = TUESDAY_NINE + timedelta(hours=15, minutes=15)
    running = await read(house.secretariat, f"/programmes/{house.programme}/overview")
    house.clock.now = TUESDAY_NINE + timedelta(hours=20)
    over = await read(house.secretariat, f"/programmes/{house.programme}/overview")

    today = [page.text.partition("Hari ini")[2].partition("Pekan ini")[0] for page in (running, over)]
    assert ["23.30 Kabupaten Jepara" in one for one in today] == [True, False]
