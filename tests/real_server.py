"""The server as people run it: a process of its own, with its own folder, killed and started again at will."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientSession
from houses import Caller
from patience import SECONDS as PATIENCE

from server.settings import SHIPPED, Settings, load

PROGRAM = (sys.executable, "-m", "server")


@dataclass
class RealServer:
    """`sidang serve` in a folder. It is started again on the same port, as a service manager would."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    address: str = ""
    sign_in: str = ""
    _process: asyncio.subprocess.Process | None = None
    _open: list[ClientSession] = field(default_factory=list)

    async def start(self) -> None:
        """Starts it and waits for the line that names its address."""
        self._process = await asyncio.create_subprocess_exec(
            *PROGRAM, "serve", "--port", str(self.port), env=self._environment(), cwd=self.folder,
            stdout=asyncio.subprocess.PIPE, stderr=(self.folder / "server.log").open("ab"),
        )  # fmt: skip
        self.address = await self._line("Sidang: ")
        self.port = int(self.address.rpartition(":")[2])

    def settings(self) -> Settings:
        """What it will read at its start, for whoever prepares its store."""
        settings = load(str(SHIPPED))
        settings.server.data = self.folder / "data"
        settings.storage.url = self.environment.get("SIDANG_STORAGE__URL", settings.storage.url)
        return settings

    async def first_sign_in(self) -> str:
        """The one-time link that an empty store prints."""
        return await self._line("Sign in once: ")

    async def kill(self) -> None:
        """`kill -9`: nothing is tidied up."""
        await self._end(signal.SIGKILL)

    def send(self, what: signal.Signals) -> None:
        """As `kill` on a command line."""
        assert self._process is not None
        self._process.send_signal(what)

    async def stop(self) -> None:
        """As a service manager stops it."""
        for session in self._open:
            await session.close()
        if self._process is not None and self._process.returncode is None:
            await self._end(signal.SIGTERM)

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Another `sidang` command beside it: its exit code and what it printed."""
        process = await asyncio.create_subprocess_exec(
            *PROGRAM, *arguments, env=self._environment(), cwd=self.folder,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        return process.returncode or 0, said.decode()

    async def secretariat(self) -> Caller:
        """The secretariat's program, with a key of the command line."""
        code, said = await self.command("key", "--name", "story")
        assert code == 0, said
        return self.caller(said.split()[-1])

    def caller(self, token: str | None, person: str = "") -> Caller:
        """Somebody who asks by HTTP with that token."""
        session = ClientSession(self.address)
        self._open.append(session)
        return Caller(session, token, person)  # type: ignore[arg-type]

    def _environment(self) -> dict[str, str]:
        # What is done on pages waits a minute before it is told; a story does not.
        own = {"PYTHONPATH": str(Path(__file__).parent.parent), "SIDANG_MAIL__BATCH_DELAY": "0"}
        return os.environ | own | self.environment

    async def _line(self, begins: str) -> str:
        assert self._process is not None and self._process.stdout is not None
        line = (await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)).decode()
        assert line.startswith(begins), line + (self.folder / "server.log").read_text()
        return line.removeprefix(begins).strip()

    async def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        await asyncio.wait_for(self._process.wait(), PATIENCE)
