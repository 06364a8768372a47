"""One address: whose it is, what it takes, and the handler that answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from pydantic import BaseModel

from server.web.guards import Guard

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Route:
    """One address. `guard` None is for anybody, signed in or not; `takes` is the model that validates the body;
    `status` is that of success; `lists` that it also takes a list of `takes`."""

    method: str
    path: str
    handler: Handler
    guard: Guard | None
    takes: type[BaseModel] | None = None
    status: int = 200
    lists: bool = False
