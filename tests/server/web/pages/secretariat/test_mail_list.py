"""The programme's mails as a list, one of them as it reads, and several sent once more."""

import io
import re
from datetime import timedelta

from houses import on_one_store
from openpyxl import load_workbook
from posted import all_sent
from reading_pages import read, send
from sqlalchemy import select

from sessions.store.mailing import mails
from sessions.store.powers import retention
from sessions.store.tables.core import mails as table

pytestmark = on_one_store


def rows(page):
    """The lines of the list, as they read."""
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split())
            for row in re.findall(r"<tr>(.*?)</tr>", page.markup.partition("<tbody>")[2], re.DOTALL)]  # fmt: skip


async def handed_over(house, session):
    """Every mail about the session that has an address was handed over; their ids."""
    sent = [one for one in await house.store.read(mails.of_session, session) if one.to_address]
    for one in sent:
        await house.store.write(mails.sent, one.id, now=house.clock())
    return sent


async def test_it_is_searched_filtered_paged_and_taken_away_as_shown(house):
    here = f"/programmes/{house.programme}/mails"
    first = await house.book(panel=("ratna", "budi"))
    sent = await handed_over(house, first)
    await house.store.write(mails.bounced, sent[0].message_id, reason="5.1.1 no such user")

    everything, bounced = await read(house.secretariat, here), await read(house.secretariat, f"{here}?state=bounced")
    by_regency = await read(house.secretariat, f"{here}?q=jEPARa&kind=invite")
    odd = await read(house.secretariat, f"{here}?q=%25%22%27&limit=7&after=zzz&kind=none&state=none")

    assert "ditulis ke berkas" in rows(everything)[0] and "terkirim" not in " ".join(rows(everything)), (
        "written, not read"
    )
    assert "hanya ditulis sebagai berkas" in everything.text and "mesin ini sendiri" in everything.text
    assert len(rows(bounced)) == 1 and "5.1.1 no such user" in rows(bounced)[0]
    assert len(rows(by_regency)) == len(sent) and "Jenis: Undangan" in by_regency.text
    assert odd.status == 200 and "Tidak ada surel yang cocok." in odd.text
    async with house.client.get(f"{here}.xlsx?state=bounced", headers=house.secretariat.headers()) as answer:
        book = load_workbook(io.BytesIO(await answer.read()))
    assert [row[2] for row in book.active.iter_rows(min_row=2, values_only=True)] == [sent[0].to_address]


async def test_its_pages_lead_through_all_of_them_once(house):
    session = await house.book(panel=("ratna", "budi"))
    for one in await handed_over(house, session):
        for _ in range(12):
            await house.store.write(mails.resend, one.id, now=house.clock())
    seen, where = [], "?"
    while where:
        page = await read(house.secretariat, f"/programmes/{house.programme}/mails{where}")
        seen += re.findall(r'href="/mails/(\w{26})"', page.markup)
        following = re.search(r'rel="next" href="([^"]*)"', page.markup)
        where = following and following[1]
    back = re.search(r'rel="prev" href="([^"]*)"', page.markup)[1]
    before = re.findall(
        r'href="/mails/(\w{26})"', (await read(house.secretariat, f"/programmes/{house.programme}/mails{back}")).markup
    )

    assert len(seen) > 25 and len(seen) == len(set(seen)) and seen == sorted(seen, reverse=True)
    assert before == seen[(len(seen) - 1) // 25 * 25 - 25 :][:25], "the page before the last"
    pages = -(-len(seen) // 25)
    last = await read(house.secretariat, f"/programmes/{house.programme}/mails?page=99999")
    assert f'aria-current="page" aria-label="Halaman {pages}"' in last.markup
    assert re.findall(r'href="/mails/(\w{26})"', last.markup) == seen[pages * 25 - 25 :]
    assert f"{pages * 25 - 24}–{len(seen)} dari {len(seen)}" in last.text
    bigger = re.search(r'href="([^"]*)">50</a>', last.markup)[1].replace(
        "&amp;", "&"
    )  # with the rows that are in sight
    kept = await read(house.secretariat, f"/programmes/{house.programme}/mails{bigger}")
    assert seen[pages * 25 - 25] in re.findall(r'href="/mails/(\w{26})"', kept.markup)


async def test_several_are_sent_once_more_and_what_has_no_address_stays(house):
    here = f"/programmes/{house.programme}/mails"
    session = await house.book(panel=("ratna", "budi"))
    sent = await handed_over(house, session)
    held = [one.id for one in await house.store.read(mails.of_session, session) if not one.to_address]
    form = [("one", one) for one in [sent[0].id, sent[1].id, *held]]

    led = await send(house.secretariat, f"{here}/resend", form)
    refused = await send(house.panelist, f"{here}/resend", form)
    nothing = await send(house.secretariat, f"{here}/resend", [("one", one) for one in held])

    known = {one.id for one in sent} | set(held)
    again = [one.to_address for one in await house.store.read(mails.of_session, session) if one.id not in known]
    assert led.status == 303 and "said=resent" in led.location and "said=none-chosen" in nothing.location
    assert sorted(again) == sorted(one.to_address for one in sent[:2]) and refused.status == 404


async def test_a_mail_is_read_as_it_goes_without_anybodys_link(house):
    session = await house.book(panel=("ratna", "budi"))
    mail = next(one for one in await house.store.read(mails.of_session, session) if one.to_address)

    page = await read(house.secretariat, f"/mails/{mail.id}")

    assert (
        page.status == 200 and mail.to_address in page.text and "Jepara" in page.text and "BEGIN:VCALENDAR" in page.text
    )
    assert "/…" in page.text and not re.search(r"/(enter|answer)/[\w-]{20,}", page.markup)
    assert (await read(house.panelist, f"/mails/{mail.id}")).status == 404


async def test_a_mail_about_no_session_is_read_with_the_programmes_places_beside_it(house):
    await house.secretariat.post(f"/people/{house.id('ratna')}/link", {})
    about_none = select(table.c.id).where(table.c.session_id.is_(None))
    (mail,) = await house.store.read(lambda db: db.execute(about_none).scalars().all())

    page = await read(house.secretariat, f"/mails/{mail}")

    assert f'href="/programmes/{house.programme}/mails"' in page.markup


async def test_a_mail_whose_words_are_not_kept_any_more_says_so(house):
    await house.secretariat.post(f"/people/{house.id('ratna')}/link", {})
    await all_sent(house)
    query = select(table.c.id).where(table.c.kind == "link")
    (link,) = await house.store.read(lambda db: db.execute(query).scalars().all())
    assert await house.store.write(retention.forget_mails, before=house.clock() + timedelta(days=1)) == 1

    page = await read(house.secretariat, f"/mails/{link}")

    assert page.status == 200 and "tidak disimpan lagi" in page.text
