"""What the server connects to on somebody's word."""

import asyncio

import aiohttp
import pytest

from server.web import outward
from sessions.values.reach import reach


async def test_a_host_that_is_an_address_itself_is_checked_too():
    came = []

    async def greet(reader, writer):
        came.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, outward.client(reach([])) as client:
        for host in ("127.0.0.1", "\u2460\u2461\u2466.0.0.1", "localhost"):
            with pytest.raises(aiohttp.ClientConnectorError):
                await client.get(f"http://{host}:{port}/")
        assert came == []
        async with outward.client(reach(["127.0.0.1/32"])) as allowed:
            with pytest.raises(aiohttp.ClientError):
                await allowed.get(f"http://127.0.0.1:{port}/")
        assert came  # aiohttp tries a broken line once more
