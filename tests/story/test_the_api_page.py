"""The program of docs/api.md, as it stands there, prints what the page says, against a server that has nothing yet."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from patience import SECONDS
from real_server import RealServer

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
EXAMPLE = PAGE.partition("\n## A worked example\n")[2]
CHANGES_EACH_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\b[0-9a-f]{64}\b|\b[0-9a-z]{26}\b")


def blocks(language: str) -> str:
    """The fenced blocks of the example in that language, as one text."""
    return "".join(re.findall(rf"^```{language}\n(.*?)^```$", EXAMPLE, re.DOTALL | re.MULTILINE))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RealServer]:
    """As `make run` starts it: its mails are files, and what is held waits a minute."""
    one = RealServer(tmp_path, {"SIDANG_MAIL__BATCH_DELAY": "60"})
    await one.start()
    yield one
    await one.stop()


async def test_the_worked_example_prints_what_the_page_says(server: RealServer) -> None:
    code, said = await server.command("key", "--name", "Uji")
    assert code == 0, said
    program = server.folder / "trial.py"
    program.write_text(blocks("python"), "utf-8")
    known = {"SIDANG": server.address, "SIDANG_KEY": said.split()[-1]}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(program), cwd=server.folder, env=os.environ | known,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, faults = await asyncio.wait_for(running.communicate(), SECONDS)
    assert running.returncode == 0, faults.decode()
    assert CHANGES_EACH_TIME.sub("…", printed.decode()).splitlines() == blocks("text").splitlines()
