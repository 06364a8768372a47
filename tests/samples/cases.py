"""Mails of real clients, servers and users that once failed, each made one about a session of the test's own."""

import base64
import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "cases" / "mail"
_ENCODED = re.compile(rb"@@BASE64:\r\n(.*?)@@END\r\n", re.DOTALL)


def the_case(name: str, **ours: str) -> bytes:
    """The mail of that file; `ours` are what it says of the session: uid, organizer, start, stamp, message_id."""
    raw = (FOLDER / f"{name}.eml").read_bytes()
    for key, value in ours.items():
        raw = raw.replace(f"@@{key.upper().replace('_', '-')}@@".encode(), value.encode())
    return _ENCODED.sub(lambda part: base64.encodebytes(part[1]).replace(b"\n", b"\r\n"), raw)


def names() -> list[str]:
    """Every case."""
    return sorted(file.stem for file in FOLDER.glob("*.eml"))
