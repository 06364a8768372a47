"""Pieces of recordings on the disk: each named by its hash, in a folder of its take, synced before it is told of."""

import contextlib
import hashlib
import os
from pathlib import Path


def folder(data: Path, take: str) -> Path:
    """Where a take's pieces lie."""
    return data / "recordings" / take


def keep(data: Path, take: str, raw: bytes) -> str:
    """Writes a piece, to the disk itself, and gives its SHA-256. Raises OSError."""
    where = folder(data, take)
    digest = hashlib.sha256(raw).hexdigest()
    part = where / f".{os.urandom(8).hex()}.part"
    try:
        where.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(raw)
            file.flush()
            _name(file.fileno(), part, where / digest)
        _sync(where)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return digest


def _name(descriptor: int, part: Path, final: Path) -> None:
    """Has the file synced and bear its name, which is first given where nobody has it: the file system then writes both
    in one turn, and of two turns a piece the saves beside it wait for both. What bears the name already may be told of,
    so it is only replaced by what is on the disk."""
    try:
        os.link(part, final)
    except OSError:  # it is there, or the file system knows no second names
        os.fsync(descriptor)
        os.replace(part, final)
    else:
        part.unlink()
        os.fsync(descriptor)


def end_of(piece: Path, size: int) -> bytes:
    """The last bytes of a piece, no more than it has. Raises OSError."""
    with piece.open("rb") as file:
        file.seek(max(file.seek(0, os.SEEK_END) - size, 0))
        return file.read()


def _sync(where: Path) -> None:
    descriptor = os.open(where, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
