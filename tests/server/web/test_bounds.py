"""What one person, or whom nobody knows, may take of the server at once."""

import asyncio
import contextlib

import aiohttp
from houses import API, on_one_store

from server.clockwork import events
from server.clockwork.events import MOST_STREAMS
from server.web.uploads import COMING, MOST_AT_ONCE
from sessions.actions.during import recording

pytestmark = on_one_store


async def test_one_person_has_so_many_event_streams_and_others_have_theirs(house):
    session = await house.book()
    where = f"{API}/sessions/{session}/events"
    async with contextlib.AsyncExitStack() as streams:
        for _ in range(MOST_STREAMS):
            one = await streams.enter_async_context(house.client.get(where, headers=house.panelist.headers()))
            assert one.status == 200
        refused = await house.panelist.get(f"/sessions/{session}/events")
        assert (refused.status, refused.problem) == (429, "too-many")
        assert int(refused.headers["Retry-After"]) > 0
        other = await streams.enter_async_context(house.client.get(where, headers=house.chair.headers()))
        assert other.status == 200


async def test_a_stream_that_broke_before_it_began_is_not_counted(house, monkeypatch):
    async def broken(_):
        raise ConnectionResetError

    async def ask():
        async with house.client.get(day, headers=house.secretariat.headers()) as answer:
            return answer.status

    day = f"/programmes/{house.programme}/day/events"
    with monkeypatch.context() as patched, contextlib.suppress(aiohttp.ClientError):
        patched.setattr(events, "_stream", broken)
        for _ in range(MOST_STREAMS):
            assert await ask() >= 400
    assert await ask() == 200


async def test_whom_nobody_knows_sends_little(house):
    large = {"data": b"email=" + b"x" * 70_000, "headers": {"Content-Type": "application/x-www-form-urlencoded"}}
    for path in ("/sign-in", "/no-such-page"):
        async with house.client.post(path, **large) as answer:
            assert answer.status in (404, 413), path
    async with house.client.post("/sign-in", **large) as answer:
        assert answer.status == 413
    async with house.client.post("/sign-in", data={"email": "a@b.example"}, allow_redirects=False) as answer:
        assert answer.status < 400


async def test_so_many_files_of_one_person_come_in_at_once(house):
    session, go_on = await house.book(), asyncio.Event()
    where = f"/sessions/{session}/files"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}

    async def body():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
        await go_on.wait()
        yield b"x\r\n--b--\r\n"

    sent = [asyncio.ensure_future(house.regency.post(where, data=body(), headers=headers)) for _ in range(MOST_AT_ONCE)]
    while house.client.app[COMING][house.regency.id] < MOST_AT_ONCE:  # noqa: ASYNC110 - the server says it nowhere
        await asyncio.sleep(0)
    refused = await house.regency.post(where, data=b"--b--", headers=headers)
    assert (refused.status, refused.problem) == (429, "too-many")
    go_on.set()
    assert {one.status for one in await asyncio.gather(*sent)} == {201}
    assert not house.client.app[COMING]


async def test_sessions_regencies_and_examples_hold_so_many_bytes_of_files(house, monkeypatch):
    monkeypatch.setattr(recording, "MOST_BYTES", 5_000)
    session = await house.book()
    listed = await house.secretariat.get(f"/programmes/{house.programme}/regencies")
    regency = next(one["id"] for one in listed["items"] if one["code"] == "33.20")
    for where in (f"/sessions/{session}/files", f"/regencies/{regency}/files"):
        sent = [await house.regency.post(where, data=_form(b"%PDF-1.7\n" + b"x" * size)) for size in (3_000, 4_000)]
        assert [(one.status, one.problem) for one in sent] == [(201, ""), (429, "too-many")], sent
    examples = [
        (await house.secretariat.post(f"/programmes/{house.programme}/calibrations", {"title": title}))["id"]
        for title in ("Contoh A", "Contoh B")
    ]
    sent = [
        await house.secretariat.post(f"/calibrations/{one}/files", data=_form(b"%PDF-1.7\n" + b"x" * 3_000))
        for one in (examples[0], *examples)
    ]
    assert [one.status for one in sent] == [201, 201, 429], sent  # another file of the same takes its place
    link = {"name": "Paparan", "kind": "deck", "url": "https://berkas.example/a"}
    assert (await house.regency.post(f"/sessions/{session}/files", link)).status == 201


def _form(content):
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", content, filename="a.pdf", content_type="application/octet-stream")
    return form
