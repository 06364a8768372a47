"""Figures that took long, kept in the data folder by the digest of what they were computed from, over restarts.

One file a programme and kind, written under a temporary name. It serves looks alone: what is published is computed from
the records anew. A file of other records, or made by other formulas, is as good as none.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from sessions.values import results

What = TypeVar("What")


class _File(msgspec.Struct, Generic[What]):
    key: str
    by: str
    at: datetime
    what: What


@dataclass(frozen=True)
class Kept:
    """The figures in one folder, which is made with the first of them."""

    folder: Path

    def find(self, programme: str, kind: type[What], key: str) -> tuple[What, datetime] | None:
        """What was kept of these records, and since when it is known; None where nothing fits."""
        try:
            found = msgspec.json.decode(self._path(programme, kind).read_bytes(), type=_File[kind])  # type: ignore[valid-type]
        except (OSError, msgspec.DecodeError):
            return None
        return (found.what, found.at) if (found.key, found.by) == (key, formulas()) else None

    def keep(self, programme: str, key: str, what: object, at: datetime) -> None:
        """Takes the place of what was kept before. Raises OSError."""
        path = self._path(programme, type(what))
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_bytes(msgspec.json.encode(_File(key, formulas(), at, what)))
        beside.replace(path)

    def _path(self, programme: str, kind: type[object]) -> Path:
        return self.folder / f"{programme}.{kind.__name__.lower()}.json"


@cache
def formulas() -> str:
    """Names the formulas: the digest of the files that they stand in."""
    made = hashlib.sha256()
    for path in sorted(Path(results.__file__).parent.glob("*.py")):
        made.update(path.read_bytes())
    return made.hexdigest()
