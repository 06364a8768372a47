"""Lists as files (CSV, XLSX, ODS) -> their sheets' lines, read in a process of its own, within bounds."""

import asyncio
import json
import sys
from typing import Any

from server.forms import sheet_process
from server.forms.sheet_process import Lines, Over, Unreadable
from sessions.errors import Fault, Invalid, Limited

SECONDS = 60.0  # of waiting, on a machine that has other things to do: the process has less of its own
Sheets = list[tuple[str, Lines]]


async def read(raw: bytes) -> Sheets:
    """The sheets with their lines. Raises Invalid, or Limited with which bound it is over."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.forms.sheet_process", stdin=-1, stdout=-1, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(raw), SECONDS)
    except TimeoutError:
        raise Limited("time", sheet_process.CPU_SECONDS) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == 0:
        return await asyncio.to_thread(_sheets, said)
    # Killed by the bound of its time (SIGXCPU, or SIGKILL soon after), or ended where no memory was left.
    if process.returncode in (-24, -9):
        raise Limited("time", sheet_process.CPU_SECONDS)
    raise Limited("memory", sheet_process.MEMORY)


def read_now(raw: bytes) -> Sheets:
    """The same for the command line and for files of our own: read in this process. Raises Invalid or Limited."""
    try:
        return sheet_process.sheets(raw)
    except Over as over:
        raise Limited(over.limit, over.most) from over
    except Unreadable as unreadable:
        raise Invalid([unreadable.fault]) from unreadable


def _sheets(said: bytes) -> Sheets:
    told: dict[str, Any] = json.loads(said)
    if "limit" in told:
        raise Limited(told["limit"], told["most"])
    if "fault" in told:
        raise Invalid([Fault(**told["fault"])])
    return [(name, [(number, cells) for number, cells in lines]) for name, lines in told["sheets"]]
