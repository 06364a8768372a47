"""What waits for a person is said on a programme's first page, and counted beside the navigation of every other."""

import re

from houses import TUESDAY_NINE, on_one_store
from reading_pages import read
from samples.replies import a_mail_of, a_text

from sessions.actions.inbox import receiving
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
    await house.book()
    house.clock.now = TUESDAY_NINE

    page = await read(house.secretariat, f"/programmes/{house.programme}/regencies")
    counts = (await house.secretariat.get(f"/programmes/{house.programme}/overview"))["counts"]

    assert counted(page, "berlangsung") == 1
    assert counted(page, "perlu diperhatikan") == counts["mail_failed"] + counts["mail_stuck"] > 0


async def test_in_an_archived_round_nothing_waits(house):
    await _a_mail_comes(house)
    assert (await house.secretariat.post(f"/programmes/{house.programme}/archive")).status == 200

    page = await read(house.secretariat, f"/programmes/{house.programme}/overview")

    assert counted(page, "menunggu keputusan") == 0 and "menunggu keputusan" not in page.text


async def _a_mail_comes(house):
    raw = a_mail_of(a_text("Kami usahakan hadir."), From="jepara@daerah.example")
    mail = read_mail(raw, organizer=house.settings.mail.organizer.address)
    await house.store.write(receiving.take, mail, raw, now=house.clock.now)
