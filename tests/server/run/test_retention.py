"""What need not be kept any more goes, as the settings say and the page tells; the records stay whole."""

import os
from datetime import UTC, datetime, timedelta

import aiohttp
from houses import on_one_store
from posted import all_sent, posted

from server.media import pieces
from server.run import backup, retention
from server.web.keys import KEEPER
from sessions.actions.after import verifying
from sessions.store.mailing import incoming

PDF = b"%PDF-1.7 a deck"


def aged(path, at: datetime) -> None:
    """The file was written then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(b"something")
    os.utime(path, (at.timestamp(), at.timestamp()))


async def attach(house, session: str, content: bytes) -> dict:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", content, filename="paparan.pdf")
    made = await house.regency.post(f"/sessions/{session}/files", data=form)
    assert made.status == 201, made.body
    return made.body


async def forgotten(house) -> dict[str, int]:
    """What a day's work takes away."""
    texts = await house.store.write(retention.forget_texts, house.settings, now=house.clock.now)
    return texts | retention.forget_files(house.store, house.settings, now=house.clock.now)


async def test_mails_and_what_came_in_lose_their_words_and_records_stay_whole(house):
    session = await house.revealed()
    await posted(house, "budi@panel.example", subject="Undangan")
    for one in reversed(house.panel):  # the chair last
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    await house.announce(session)
    await all_sent(house)  # what is on its way is not forgotten
    for state in ("done", "open"):
        fields = {
            "kind": "quarantine",
            "sender": f"{state}@luar.example",
            "subject": "Halo",
            "raw": b"x",
            "state": state,
        }
        await house.store.write(incoming.add, state, now=house.clock.now, **fields)
    coming = await house.book(starts_at=house.clock.now + timedelta(days=9), regency="33.19")
    house.clock.passes(days=8)

    assert not any((await forgotten(house)).values()), "nothing goes unless the settings say so"
    house.settings.privacy.mails = house.settings.privacy.inbox = timedelta(days=7)
    gone = await forgotten(house)

    assert gone["mails"] > 10 and gone["inbox"] == 1
    over = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    (came,) = (await house.secretariat.get("/inbox?state=open"))["items"]
    assert came["sender"] == "open@luar.example"
    assert {(one["to"]["email"], one["subject"]) for one in over if one["state"] == "sent"} == {("", None)}
    read = await house.secretariat.get(f"/mails/{over[0]['id']}")
    assert (read.status, read["text"]) == (200, "")
    again = await house.secretariat.post(f"/mails/{over[0]['id']}/resend")
    assert (again.status, again.problem) == (409, "wrong-state")
    still = (await house.secretariat.get(f"/sessions/{coming}/mails"))["items"]
    assert all(one["to"]["email"] for one in still), "what is to come is still told of"
    await house.client.app[KEEPER].number()
    assert (await house.store.read(verifying.check_store)).faults == []


@on_one_store
async def test_files_go_with_their_session_and_what_nothing_names_after_a_day(house):
    session = await house.book()
    made = await attach(house, session, PDF)
    now, uploads, data = house.clock.now, house.settings.uploads, house.settings.server.data
    kept = uploads / made["sha256"]
    orphan, half, young = uploads / ("0" * 64), uploads / ".half.part", uploads / ("1" * 64)
    for path, age in ((kept, 400), (orphan, 2), (half, 2), (young, 0)):
        aged(path, now - timedelta(days=age))

    assert (await forgotten(house))["uploads"] == 2
    assert sorted(path.name for path in uploads.iterdir() if path.name != ".place") == sorted((kept.name, young.name))

    house.settings.privacy.uploads = timedelta(days=30)
    aged(pieces.folder(data, "nobodys") / "piece", now)
    house.clock.now = datetime(2031, 5, 1, tzinfo=UTC)
    assert (await forgotten(house))["uploads"] == 1 and kept.exists(), "of a session that nobody has settled it stays"
    await house.announce(session)
    assert (await forgotten(house))["uploads"] == 1 and not kept.exists()
    assert (await house.regency.get(f"/sessions/{session}/files/{made['id']}")).status == 404
    listed = (await house.regency.get(f"/sessions/{session}/files"))["items"]
    assert [one["sha256"] for one in listed] == [made["sha256"]], "the record keeps what it was"
    assert (pieces.folder(data, "nobodys") / "piece").exists()
    assert (await attach(house, await house.book(starts_at=house.clock.now + timedelta(days=1), rehearsal=True), PDF))[
        "sha256"
    ]
    assert not (await forgotten(house))["uploads"] and kept.exists(), "sent again, it is there again"


@on_one_store
async def test_backups_go_by_their_age_but_for_the_newest(house):
    folder = house.settings.server.data / "backups"
    for day in (1, 2, 20):
        aged(folder / f"sidang-203103{day:02}-020000.zip", house.clock.now)
    house.settings.privacy.backups, house.clock.now = timedelta(days=10), datetime(2031, 3, 25, tzinfo=UTC)
    assert (await forgotten(house))["backups"] == 2
    house.clock.now = datetime(2032, 3, 25, tzinfo=UTC)
    assert (await forgotten(house))["backups"] == 0
    assert backup.newest_at(house.settings.server.data) == datetime(2031, 3, 20, 2, tzinfo=UTC)


@on_one_store
async def test_the_page_says_what_the_settings_say_to_anybody(house):
    async def page(language: str) -> str:
        async with house.client.get(f"/privacy?lang={language}", headers={"Accept": "text/html"}) as answer:
            assert answer.status == 200
            return await answer.text()

    unlimited = await page("id")
    assert "tanpa batas waktu" in unlimited and "Cadangan" not in unlimited and "surel yang masuk" not in unlimited
    privacy = house.settings.privacy
    privacy.keep, privacy.mails, privacy.uploads = timedelta(days=1825), timedelta(days=90), timedelta(days=365)
    privacy.backups, house.settings.storage.backup_at = timedelta(days=10), "02:30"
    said, in_english = await page("id"), await page("en")
    for text in ("5 tahun setelah sidang terakhir", "90 hari setelah ditulis", "1 tahun setelah sidang", "10 hari"):
        assert text in said
    assert "5 years after your last session" in in_english
    await house.book()
    (mail,) = await posted(house, "budi@panel.example", subject="Undangan")
    assert f"{house.settings.public_url}/privacy?lang=id" in mail.text
