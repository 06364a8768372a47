"""A program that hears a session's events as they come."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from houses import Caller
from patience import SECONDS


@asynccontextmanager
async def listening(listener: Caller, session: str) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    """Hears a session's events as (kind, data), as they come."""
    path = f"/api/v1/sessions/{session}/events"
    async with listener.client.request("GET", path, headers=listener.headers()) as stream:
        assert stream.content_type == "text/event-stream"
        yield events(stream.content)


async def events(lines: AsyncIterator[bytes]) -> AsyncIterator[tuple[str, Any]]:
    """The events of a stream of lines."""
    kind = ""
    async for line in lines:
        name, _, value = line.decode().rstrip().partition(": ")
        if name == "event":
            kind = value
        if name == "data":
            yield kind, json.loads(value)


async def until(
    heard: AsyncIterator[tuple[str, Any]], kind: str, fits: Callable[[dict[str, Any]], bool] = lambda _: True
) -> dict[str, Any]:
    """Waits for an event of the kind that fits; what it said."""
    async with asyncio.timeout(SECONDS):
        async for told, data in heard:
            if told == kind and fits(data):
                return dict(data)
    raise AssertionError(f"the stream ended before {kind}")
