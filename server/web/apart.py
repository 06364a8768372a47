"""How a handler has something parsed that its asker sent: in a process of its own, never in the loop (promise 7)."""

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from server.web import access
from server.web.keys import ASKER, PARSERS

T = TypeVar("T")
SMALL = 64 * 1024  # bytes of JSON, our own format, that are read at once
JSON = ("application/json", "text/json", "application/octet-stream")


async def body(request: web.Request, function: Callable[..., T], *args: object) -> T:
    """What the function gives of the request's body and its media type; see `parse`."""
    raw, kind = await request.read(), request.content_type
    if kind in JSON and len(raw) <= SMALL:
        return function(raw, kind, *args)
    return await parse(request, function, raw, kind, *args)


async def parse(request: web.Request, function: Callable[..., T], *args: object) -> T:
    """What the function (of a module, with arguments that can be pickled) gives. Raises its Refusals, Limit and
    TooMany; see `server.clockwork.parsing`."""
    asker = request[ASKER]
    if asker is None:
        return await request.app[PARSERS].run(access.client(request), function, *args, known=False)
    return await request.app[PARSERS].run(asker.id, function, *args)
