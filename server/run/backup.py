"""A backup: one file with every table, the uploads and the installation's key, consistent while the server runs.

It is a ZIP file: `manifest.json`, `tables/NAME.jsonl` (the columns, then a row a line), `uploads/HASH`,
`recordings/TAKE/HASH`, `secret.key`. One form for SQLite and PostgreSQL: it is the way from one to the other, too.
"""

import errno
import hashlib
import json
import lzma
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TypedDict

from server.opening import KEY_FILE
from server.run import age
from sessions.actions import verifying
from sessions.store import Db, Dumped, NotEmpty, Store, UnknownRevision, bring_up, dumping, present
from sessions.values import wire

FORMAT = 1
PIECE = 1024 * 1024
# What the standard library raises on the way through a damaged ZIP file; a disk's own error is another matter.
_DAMAGE = (
    zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, EOFError, ValueError, LookupError,
    MemoryError,
)  # fmt: skip
NAME = "sidang-%Y%m%d-%H%M%S.zip"
PATTERN = "sidang-????????-??????.zip*"  # .zip.age where it is encrypted


class BadBackup(Exception):
    """The file is no whole backup, or does not fit here; the text is one plain line, whatever names the file bears."""

    def __init__(self, said: str) -> None:
        super().__init__("".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in said))


class Part(TypedDict):
    """A part of a backup, as its manifest states it."""

    sha256: str
    size: int  # bytes


class Manifest(TypedDict):
    """What a backup says of itself; `tables` are the rows of each by its name."""

    format: int
    made_at: str
    revision: str
    tables: dict[str, int]
    parts: dict[str, Part]


@dataclass
class _Archive:
    """A backup in the making: each part is hashed as it is written."""

    zip: zipfile.ZipFile
    parts: dict[str, Part]

    def add(self, name: str, pieces: Iterator[bytes], *, compressed: bool) -> None:
        how = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        part = zipfile.ZipInfo(name)  # dated 1980: the same content is the same part
        part.compress_type = how
        digest, size = hashlib.sha256(), 0
        with self.zip.open(part, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        self.parts[name] = {"size": size, "sha256": digest.hexdigest()}

    def add_file(self, name: str, path: Path) -> None:
        """A file as it lies there; none where it is gone."""
        with suppress(FileNotFoundError), path.open("rb") as file:
            self.add(name, iter(lambda: file.read(PIECE), b""), compressed=False)


# - making one -


def make(store: Store, data: Path, target: Path, *, now: datetime, recipients: Sequence[str] = ()) -> None:
    """Writes a backup. It appears under its name only when it is whole; what had that name is then replaced.

    With recipients it is encrypted to their age keys, and nothing plain is left."""
    if not recipients:
        _make(store, data, target, now=now)
        return
    plain = target.with_name(f".{target.name}.plain")
    try:
        _make(store, data, plain, now=now)
        check(plain)  # from now on nobody here can look into it
        with plain.open("rb") as file, _appearing(target) as encrypted:
            age.encrypt(file, encrypted, recipients)
    finally:
        plain.unlink(missing_ok=True)


def _make(store: Store, data: Path, target: Path, *, now: datetime) -> None:
    with _appearing(target) as file, zipfile.ZipFile(file, "w", compresslevel=3) as archive:
        made = _Archive(archive, {})
        tables = store.read_now(_tables, made)
        # After the tables: an upload is on disk before an entry names it. What need not be kept may go meanwhile.
        for path in sorted(_uploads(data)):
            made.add_file(f"uploads/{path.name}", path)
        for path in sorted(_recorded(data)):
            made.add_file(f"recordings/{path.parent.name}/{path.name}", path)
        made.add(KEY_FILE, iter([store.secret.hex().encode()]), compressed=False)
        manifest = {"format": FORMAT, "made_at": wire(now), "revision": present(), "tables": tables}
        archive.writestr("manifest.json", json.dumps(manifest | {"parts": made.parts}, indent=1))


def make_daily(store: Store, data: Path, *, keep: int, now: datetime, recipients: Sequence[str] = ()) -> Path:
    """Writes one below `data/backups`, named by the instant (UTC), and removes the oldest beyond `keep`."""
    folder = data / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{now.strftime(NAME)}{'.age' if recipients else ''}"
    make(store, data, made, now=now, recipients=recipients)
    for old in sorted(folder.glob(PATTERN))[:-keep]:
        old.unlink()
    return made


def forget(data: Path, *, before: datetime) -> int:
    """Removes the daily ones that were made before then, all but the newest; how many."""
    old = [path for path in _daily(data)[:-1] if _made_at(path) < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _daily(data: Path) -> list[Path]:
    return sorted((data / "backups").glob(PATTERN))


def _made_at(path: Path) -> datetime:
    try:
        return datetime.strptime(path.name.removesuffix(".age"), NAME).replace(tzinfo=UTC)
    except ValueError:  # somebody's own, which only looks like one
        return datetime.max.replace(tzinfo=UTC)


def newest_at(data: Path) -> datetime | None:
    """When the newest of the daily ones was made; None where there is none."""
    names = sorted(path.name for path in (data / "backups").glob(PATTERN))
    return datetime.strptime(names[-1].removesuffix(".age"), NAME).replace(tzinfo=UTC) if names else None


def _tables(db: Db, archive: _Archive) -> list[str]:
    names = []
    for table in dumping.dump(db):
        archive.add(f"tables/{table.name}.jsonl", _lines(table), compressed=True)
        names.append(table.name)
    return names


def _lines(table: Dumped) -> Iterator[bytes]:
    yield json.dumps(table.columns).encode() + b"\n"
    for row in table.rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _recorded(data: Path) -> Iterator[Path]:
    """The pieces of recordings, each in the folder of its take."""
    found = (data / "recordings").glob("*/*")
    yield from (path for path in found if path.is_file() and not path.name.startswith("."))


def _uploads(data: Path) -> Iterator[Path]:
    folder = data / "uploads"
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


@contextmanager
def _appearing(target: Path) -> Iterator[IO[bytes]]:
    """A file, for this user alone, that gets its name when everything is in it and on the disk."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# - putting one back -


def restore(store: Store, data: Path, source: Path, identity: Path | None = None) -> int:
    """Fills an empty store, the uploads and the key, and gives the number of rows.

    The whole file is checked first; a store that is not empty stays as it is. `identity` is the file with the age key
    of an encrypted one. Raises BadBackup."""
    with _opened(source, identity) as (archive, manifest):
        return _restore(store, data, archive, manifest)


def check(source: Path) -> None:
    """Reads every byte of a backup. Raises BadBackup for one that is not whole."""
    with _opened(source):
        pass


def prove(source: Path, identity: Path | None = None) -> verifying.Report:
    """Puts the backup into a store of its own, which is then thrown away, and verifies that. Raises BadBackup."""
    with tempfile.TemporaryDirectory(prefix="sidang-prove-") as folder:
        data = Path(folder)
        store = Store(f"sqlite:///{data / 'sidang.db'}", secret=b"")
        try:
            bring_up(store.engine)
            restore(store, data, source, identity)
            return store.read_now(verifying.check_store, None)
        finally:
            store.close()


def newest(data: Path) -> Path:
    """The newest of the daily backups. Raises BadBackup where there is none."""
    found = sorted((data / "backups").glob(PATTERN))
    if not found:
        raise BadBackup("there is no backup yet")
    return found[-1]


@contextmanager
def _opened(source: Path, identity: Path | None = None) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    with ExitStack() as closing:
        try:
            closed = age.is_encrypted(source)
            content = closing.enter_context(age.decrypted(source, identity)) if closed else source
            archive = closing.enter_context(zipfile.ZipFile(content))
            manifest = _checked(archive)
        except age.NotOpened as error:
            raise BadBackup(f"{source}: {error}") from error
        except zipfile.BadZipFile as error:
            raise BadBackup(f"{source} is no backup, or is cut off") from error
        except _DAMAGE as error:
            raise BadBackup(f"{source} is damaged ({type(error).__name__})") from error
        except OSError as error:
            if error.errno not in (None, errno.EINVAL):
                raise  # the disk's, not the file's: bz2 has no error of its own, and a wrong offset is EINVAL
            raise BadBackup(f"{source} is damaged ({error})") from error
        yield archive, manifest


def _restore(store: Store, data: Path, archive: zipfile.ZipFile, manifest: Manifest) -> int:
    if not store.read_now(dumping.is_empty):
        raise BadBackup("the store is not empty: a backup goes into an empty one")
    # Before the tables: a key or uploads without them harm nothing, the tables without them would.
    for name in manifest["parts"]:
        if name.startswith("uploads/"):
            _put(archive, name, data / "uploads" / Path(name).name)
        if name.startswith("recordings/"):
            _put(archive, name, data / "recordings" / Path(name).parent.name / Path(name).name)
    _put(archive, KEY_FILE, data / KEY_FILE)
    rows = _Counted()
    tables = [_dumped(archive, name, rows) for name in manifest["tables"]]
    try:
        store.write_now(dumping.fill, manifest["revision"], tables)
    except NotEmpty as error:
        raise BadBackup("the store is not empty: a backup goes into an empty one") from error
    except UnknownRevision as error:
        raise BadBackup(f"it is of revision {error}, which this program does not know: it is newer") from error
    return rows.number


@dataclass
class _Counted:
    number: int = 0


def _checked(archive: zipfile.ZipFile) -> Manifest:
    try:
        manifest: Manifest = json.loads(archive.read("manifest.json"))
        if manifest["format"] != FORMAT:
            raise BadBackup(f"it is of format {manifest['format']}, this program reads {FORMAT}")
        for name, stated in manifest["parts"].items():
            if _sha256(archive, name) != stated["sha256"]:
                raise BadBackup(f"{name} is not what the manifest says")
        missing = {KEY_FILE, *(f"tables/{name}.jsonl" for name in manifest["tables"])} - manifest["parts"].keys()
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadBackup(f"it is no whole backup: {error}") from error
    if missing:
        raise BadBackup(f"it is no whole backup: {', '.join(sorted(missing))} is missing")
    return manifest


def _sha256(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as part:
        for piece in iter(lambda: part.read(PIECE), b""):
            digest.update(piece)
    return digest.hexdigest()


def _put(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with _appearing(target) as file, archive.open(name) as part:
        for piece in iter(lambda: part.read(PIECE), b""):
            file.write(piece)


def _dumped(archive: zipfile.ZipFile, name: str, counted: _Counted) -> Dumped:
    path = f"tables/{name}.jsonl"
    with archive.open(path) as file:
        columns = json.loads(file.readline())
    return Dumped(name, columns, _rows(archive, path, counted))


def _rows(archive: zipfile.ZipFile, path: str, counted: _Counted) -> Iterator[dumping.Row]:
    with archive.open(path) as file:
        file.readline()
        for line in file:
            counted.number += 1
            yield json.loads(line)
