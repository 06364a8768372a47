"""A relay on loopback in front of a server: it forwards, holds its tongue, or is gone."""

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal


@dataclass
class Relay:
    """`mode` counts for what is open, too: `through` forwards, `silent` keeps what comes to itself, `gone` hangs up."""

    port: int
    target: int | str = 0  # a port, or a socket's path
    mode: Literal["through", "silent", "gone"] = "gone"
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _flows: asyncio.Event = field(default_factory=asyncio.Event)

    def turn(self, mode: Literal["through", "silent", "gone"], target: int | str = 0) -> None:
        """From now on."""
        self.mode, self.target = mode, target or self.target
        (self._flows.set if mode == "through" else self._flows.clear)()
        if mode == "gone":
            for writer in self._open:
                writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self._open.add(writer)
        ways = [writer]
        with suppress(OSError):
            if self.mode != "gone":
                await self._flows.wait()
                theirs, ours = await self._connected()
                ways.append(ours)
                self._open.add(ours)
                await asyncio.gather(self._pass(reader, ours), self._pass(theirs, writer))
        for one in ways:
            self._open.discard(one)
            one.transport.abort()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.target, str):
            return await asyncio.open_unix_connection(self.target)
        return await asyncio.open_connection("127.0.0.1", self.target)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            await self._flows.wait()
            writer.write(data)
        writer.close()


@asynccontextmanager
async def relay():
    """Runs one; gone at first."""
    made = Relay(0)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        made.turn("gone")
        tasks = [task for task in asyncio.all_tasks() if task.get_coro().__qualname__ == "Relay.serve"]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
