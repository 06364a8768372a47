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
    final, part = where / digest, where / f".{os.urandom(8).hex()}.part"
    try:
        where.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, final)
        _sync(where)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return digest


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
