"""The log's keeper in the running application, and how it reaches a time-stamping authority."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import ClientSession, ClientTimeout, web

from server.clockwork.log_keeper import MINUTE, LogKeeper
from server.documents import timestamps
from server.web.seam import CLOCK, DUTIES, JOBS, KEEPER, SETTINGS, STORE

LARGEST = 1 << 16
TIMEOUT = ClientTimeout(total=30)


def add_to(app: web.Application) -> None:
    """Has the log kept by whoever has the duties of the store."""
    app[KEEPER] = LogKeeper(app[STORE], app[CLOCK], app[SETTINGS].log, stamp)
    app[DUTIES].add(partial(_keeping, app))


async def stamp(url: str, root: str) -> bytes:
    """The authority's time-stamp of a log's root. Raises ValueError or ClientError."""
    headers = {"Content-Type": timestamps.ASKED}
    async with (
        ClientSession(timeout=TIMEOUT) as client,
        client.post(url, data=timestamps.request(root), headers=headers, allow_redirects=False) as answer,
    ):
        token = await answer.content.read(LARGEST)
        answer.raise_for_status()
    fault = timestamps.fault(token, root)
    if fault:
        raise ValueError(fault)
    return token


@asynccontextmanager
async def _keeping(app: web.Application) -> AsyncIterator[None]:
    await app[KEEPER].start()
    app[JOBS].every(MINUTE, app[KEEPER].each_minute)
    yield
    app[JOBS].no_longer(app[KEEPER].each_minute)
    await app[KEEPER].close()
