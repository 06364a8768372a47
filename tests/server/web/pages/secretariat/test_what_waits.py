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
