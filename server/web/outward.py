"""Connections that the server makes on somebody's word: to the very address that was checked, and to nowhere else."""

import asyncio
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import AddrInfoType, ClientSession, ClientTimeout, TCPConnector, web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from server.web.keys import SETTINGS
from sessions.values import Invalid, Reach, reach

SECONDS = 10.0
LOOK_UP_SECONDS = 3.0  # for the name of an address that is only noted now
USER_AGENT = "Sidang"


class NotAllowed(OSError):
    """Every address of the name is a private one that is not allowed."""


class Checked(AbstractResolver):
    """Looks names up and gives only addresses that may be connected to; what it gives is what is connected to."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of the name. Raises NotAllowed."""
        found = await self._inner.resolve(host, port, family)
        allowed = [one for one in found if self._reach.may(one["host"])]
        if not allowed:
            raise NotAllowed("private-address")
        return allowed

    async def close(self) -> None:
        """Nothing is kept."""


def client(reach: Reach) -> ClientSession:
    """A client that reaches public and allowed addresses only, keeps no cookies and takes no proxy of the host's."""
    connector = TCPConnector(
        resolver=Checked(reach), socket_factory=_sockets(reach), use_dns_cache=False, limit_per_host=2
    )
    headers = {"User-Agent": USER_AGENT}
    return ClientSession(
        connector=connector, timeout=ClientTimeout(total=SECONDS), headers=headers, auto_decompress=False
    )


def _sockets(reach: Reach) -> Callable[[AddrInfoType], socket.socket]:
    """Sockets for addresses that may be connected to: a host that is an address itself is resolved by nobody."""

    def made(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not reach.may(str(address[0])):
            raise NotAllowed("private-address")
        return socket.socket(family, kind, protocol)

    return made


def reach_of(request: web.Request) -> Reach:
    """What the settings allow."""
    return reach(request.app[SETTINGS].fetch.allow)


async def must_be_reachable(reach: Reach, pointer: str, url: str) -> None:
    """Refuses what could never be connected to. A name that nobody knows now may be known later. Raises Invalid."""
    fault = reach.fault(url)
    if fault:
        raise Invalid.at(pointer, fault)
    host = urlsplit(url).hostname or ""
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            await Checked(reach).resolve(host, 443, socket.AF_UNSPEC)
    except NotAllowed:
        raise Invalid.at(pointer, "private-address") from None
    except (OSError, TimeoutError, UnicodeError):
        return
