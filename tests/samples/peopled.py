"""What a story needs: the server as a process, a mail server that takes its mail, people with browsers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from mail_servers import Mailbox, smtp_server
from real_browsers import Browsers, real_browsers
from real_server import RealServer
from samples.day import Day


@pytest.fixture
async def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def sidang(tmp_path: Path, mailbox: Mailbox) -> AsyncIterator[RealServer]:
    """The server, not started yet, whose mail goes to the mailbox."""
    async with smtp_server(mailbox) as port:
        server = RealServer(tmp_path, {"SIDANG_MAIL__URL": f"smtp://127.0.0.1:{port}"})
        yield server
        await server.stop()


@pytest.fixture
async def browsers(sidang: RealServer) -> AsyncIterator[Browsers]:
    """Chromium, for whoever comes."""
    async with real_browsers(lambda: sidang.address) as one:
        yield one


@pytest.fixture
async def day(sidang: RealServer, mailbox: Mailbox) -> Day:
    """A running server with a programme, its panelists and Jepara."""
    return await Day.prepared(sidang, mailbox)
