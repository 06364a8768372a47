"""Whoever connects and says nothing, or half of it, holds nobody up: on bare sockets, and on the server as it runs."""

import asyncio
import contextlib
import json
import resource
import time
from dataclasses import replace

import pytest
from aiohttp import web
from real_server import RealServer
from structlog.testing import capture_logs

from server.run.connections import Bounds, Connections, Doorway
from server.run.watchdog import Watchdog

HALF = b"POST /api/v1/programmes HTTP/1.1\r\nHost: x\r\nX-A: b"
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
SOON = Bounds(head=0.6, body=0.3, rate=100.0, grace=0.2, look_every=0.02, tell_every=30)


@contextlib.asynccontextmanager
async def listening(bounds=SOON, most=None):
    app = web.Application()

    async def answer(request):
        return web.Response(text=f"{len(await request.read())}")

    app.router.add_route("*", "/", answer)
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None)
    await runner.setup()
    connections = Connections(bounds, most=most)
    doorway = Doorway(runner, connections, access_log=None)
    port = await doorway.open("127.0.0.1", 0, shared=False)
    try:
        yield port, connections
    finally:
        await doorway.close()
        await runner.cleanup()


async def sent(port, raw):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    reader.keeps = writer  # which would be closed, were it dropped
    return reader, writer


async def answered(reader):
    """The status, the problem document, and whether the connection was closed."""
    async with asyncio.timeout(10):
        raw = await reader.read()
    head, _, body = raw.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.lower(), json.loads(body)


async def served(port):
    reader, writer = await sent(port, WHOLE)
    async with asyncio.timeout(10):
        line = await reader.readline()
    writer.close()
    return line.split()[1] == b"200"


async def test_four_half_heads_of_an_address_may_wait_a_while_and_whole_ones_pass_by():
    async with listening() as (port, connections):
        with capture_logs() as logs:
            half = [(await sent(port, HALF))[0] for _ in range(10)]
            assert await served(port)
            early = [await answered(one) for one in half[:6]]
            assert {status for status, _, _ in early} == {429}
            assert b"retry-after" in early[0][1] and early[0][2]["type"] == "/problems/too-many"
            assert len(connections.waiting) == 4
            assert {(await answered(one))[0] for one in half[6:]} == {408}
            assert await served(port)
    assert [one["event"] for one in logs] == ["connections-turned-away"]  # the others are told in a minute


async def test_who_connects_before_asking_is_served_however_many_of_an_address_they_are():
    async with listening() as (port, connections):
        silent = [await sent(port, b"") for _ in range(20)]
        await asyncio.sleep(2 * SOON.grace)
        for reader, writer in silent:
            writer.write(WHOLE)
            async with asyncio.timeout(5):
                assert (await reader.readline()).split()[1] == b"200"
        assert not connections.waiting


async def test_who_never_asks_is_let_go_without_a_word():
    async with listening(replace(SOON, idle=0.1)) as (port, _):
        reader, _ = await sent(port, b"")
        async with asyncio.timeout(5):
            assert await reader.read() == b""


async def test_where_there_is_no_place_left_who_has_said_nothing_gives_way():
    async with listening(most=8) as (port, _):
        silent = [(await sent(port, b""))[0] for _ in range(8)]
        assert await served(port)
        assert await silent[0].read() == b""


async def test_a_head_is_late_on_a_connection_that_had_been_answered_too():
    async with listening() as (port, _):
        reader, writer = await sent(port, WHOLE)
        async with asyncio.timeout(5):
            await reader.readuntil(b"\r\n\r\n0")
        writer.write(HALF)
        assert (await answered(reader))[0] == 408


async def test_a_body_may_take_its_time_as_long_as_it_comes():
    async with listening() as (port, _):
        head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 400\r\n\r\n"
        stuck, _ = await sent(port, head + b"x")
        reader, writer = await sent(port, head)
        for _ in range(8):  # longer than the half minute of these bounds, and above their rate
            writer.write(b"x" * 50)
            await asyncio.sleep(0.05)
        async with asyncio.timeout(5):
            assert (await reader.read()).endswith(b"400")
        assert (await answered(stuck))[0] == 408


async def test_what_is_no_http_is_a_problem_document_and_one_line():
    async with listening() as (port, _):
        with capture_logs() as logs:
            for _ in range(20):
                status, head, document = await answered((await sent(port, b"\x16\x03\x01 nothing\r\n\r\n"))[0])
                assert (status, document["status"]) == (400, 400)
                assert b"application/problem+json" in head
    assert len(logs) == 1


async def test_where_there_is_no_place_left_half_a_head_gives_way():
    async with listening(most=8) as (port, _):
        half = [(await sent(port, HALF))[0] for _ in range(8)]
        assert await served(port)
        assert (await answered(half[0]))[0] == 503


async def test_without_descriptors_the_door_rests_and_opens_again():
    async with listening() as (port, _):
        loop, before = asyncio.get_running_loop(), resource.getrlimit(resource.RLIMIT_NOFILE)
        with capture_logs() as logs:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(WHOLE)
            assert await reader.readline()
            waits = asyncio.ensure_future(served(port))
            await asyncio.sleep(0)  # its socket is made
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
            try:
                until = loop.time() + 5
                while not logs and loop.time() < until:  # noqa: ASYNC110 - the log is all that tells
                    await asyncio.sleep(0.05)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, before)
            assert await waits
    assert [one["no_descriptors_left"] for one in logs] == [1]


async def test_a_loop_that_is_held_is_told_of_with_whom_holds_it():
    def holds_it():
        time.sleep(0.3)

    with capture_logs() as logs, Watchdog(asyncio.get_running_loop(), held=0.1, beat=0.01).watching():
        await asyncio.sleep(0.05)
        holds_it()
        async with asyncio.timeout(5):
            while not logs:  # noqa: ASYNC110 - it is told by another thread
                await asyncio.sleep(0.01)
    assert logs[0]["event"] == "loop-held"
    assert logs[0]["seconds"] >= 0.1
    assert "holds_it" in logs[0]["held_by"]


@pytest.mark.timeout(120)
async def test_a_thousand_half_requests_leave_the_server_to_others(tmp_path):
    server = RealServer(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    await server.start()
    try:
        port = server.port
        lines = len((tmp_path / "server.log").read_bytes().splitlines())
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, before[1]), before[1]))
        half = [await sent(port, HALF) for _ in range(1_020)]
        anyone = server.caller(None)
        for _ in range(5):
            assert (await anyone.get("/healthz")).status == 200
        assert {(await answered(reader))[0] for reader, _ in half[:1_000]} <= {429, 408}
        assert (await anyone.get("/healthz")).status == 200
        for _, writer in half:
            writer.close()
        assert len((tmp_path / "server.log").read_bytes().splitlines()) - lines <= 5
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        await server.stop()
