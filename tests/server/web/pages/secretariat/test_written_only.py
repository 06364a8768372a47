"""While mails are only written to files no page says that somebody was written to."""

import re

import pytest
from houses import on_one_store
from posted import all_sent
from reading_pages import read, send
from samples.booking_form import booking

pytestmark = on_one_store
NOBODY = "tidak seorang pun menerimanya"


@pytest.fixture
def by_file(house):
    """The house as a new installation stands: no mail server."""
    house.settings.mail.url = ""


async def test_every_page_on_the_way_of_an_invitation_says_that_nobody_gets_it(house, by_file):
    here = f"/programmes/{house.programme}"
    looked = booking(house)
    looked.add_field("step", "check")
    seen = await send(house.secretariat, f"{here}/book", looked)
    booked = await send(house.secretariat, f"{here}/book", booking(house))
    waiting = await read(house.secretariat, booked.location)
    batch = (await house.secretariat.session(booked.location.split("/")[2].split("?")[0]))["batch"]["id"]
    house.clock.passes(minutes=2)
    await all_sent(house)
    session = await read(house.secretariat, booked.location.partition("?")[0])
    went = [
        await read(house.secretariat, path) for path in (f"/batches/{batch}", f"{here}/mails", f"{here}/mails/people")
    ]

    assert all(NOBODY in page.text for page in (seen, waiting, *went))
    for page in (waiting, session, *went):
        main = re.sub(r"<[^>]+>", " ", page.markup.partition("<main")[2].partition("</main>")[0])
        assert not re.search(r"[Dd]iserahkan|terkirim|sudah dikirim|surel dikirim", main), page.text
    assert "ditulis ke berkas" in session.text


async def test_an_account_that_nobody_is_told_of_is_no_invitation(house, by_file):
    added = await send(house.secretariat, "/accounts", {"name": "Rina", "email": "rina@a.example", "role": "viewer"})

    assert NOBODY in (await read(house.secretariat, added.location)).text


async def test_with_a_mail_server_pages_say_what_became_of_a_mail(house):
    house.settings.mail.url = "smtp://mail.example"
    page = await read(house.secretariat, f"/programmes/{house.programme}/mails")

    assert NOBODY not in page.text and "Diserahkan berarti diterima server tujuan" in page.text
