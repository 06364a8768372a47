"""Where uploads and recordings lie: below the data folder, which all hosts of one store share."""

import secrets
from pathlib import Path

from server.opening import make_once

MARK = ".place"


def mark(uploads: Path) -> str:
    """What the folder is known by among hosts, made where it has none yet: two that give the same see the same files.

    Raises OSError."""
    path = uploads / MARK
    if not path.exists():
        uploads.mkdir(parents=True, exist_ok=True)
        make_once(path, secrets.token_hex(16))
    return path.read_text().strip()[:64]
