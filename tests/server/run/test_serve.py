"""The server's start and end: a command beside it knows where it is reached; told to end, it ends within seconds."""

import asyncio
import time
from contextlib import suppress

from benched import prepare
from real_server import RealServer
from received_mail import read

from server.opening import open_store

PAGES = 40
WITHIN = 5.0  # seconds


async def test_it_ends_in_seconds_with_pages_open_and_a_request_half_sent(tmp_path):
    server = RealServer(tmp_path)
    settings = server.settings()
    store = open_store(settings)
    ready = store.write_now(prepare, settings, 1)
    store.close()
    (session,) = ready.sessions
    await server.start()

    pages = [await opened(server, session["id"], session["listeners"][n % 5]) for n in range(PAGES)]
    half = await asyncio.open_connection("127.0.0.1", server.port)
    half[1].write(b"PUT /api/v1/sessions/x/sheet/y HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    await half[1].drain()
    began = time.monotonic()
    await server.stop()

    assert time.monotonic() - began < WITHIN
    for reader, writer in (*pages, half):
        with suppress(ConnectionResetError):  # what lay there unread of the half request resets its connection
            await asyncio.wait_for(reader.read(), WITHIN)  # each has heard the end
        writer.close()


async def opened(server, session, token):
    """A page that listens, once it has heard the state."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(
        f"GET /api/v1/sessions/{session}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    )
    await reader.readuntil(b"event: state")
    return reader, writer


async def test_the_first_mail_leads_to_the_port_that_was_free(tmp_path):
    server = RealServer(tmp_path)
    await server.start()
    async with asyncio.timeout(WITHIN):
        while not (written := list(server.folder.rglob("*.eml"))):  # noqa: ASYNC110 - files do not tell
            await asyncio.sleep(0.02)
    await server.stop()

    assert f"{server.address}/sign-in" in read(written[0].read_bytes()).text


async def test_a_link_made_beside_the_server_leads_to_the_port_at_which_it_was_started(tmp_path):
    server = RealServer(tmp_path)
    await server.start()
    _, beside = await server.command("link", "dewi@kominfo.example")
    await server.stop()
    _, alone = await server.command("link", "dewi@kominfo.example")

    assert beside.startswith(f"{server.address}/enter/")
    assert alone.startswith("http://127.0.0.1:8080/enter/")
