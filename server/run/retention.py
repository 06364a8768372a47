"""What is not kept for ever: mails' words, the inbox, files, recordings and backups for as long as `[privacy]` says;
and for a day whatever file nothing names. Records are never touched: they name files by their SHA-256."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from server.media import pieces, slides
from server.run import backup
from server.settings import Settings
from sessions.store import Db, Store, retention

SAFE = timedelta(days=1)  # a file that is younger may be coming in
SHA256 = 64  # hexadecimal digits


def forget_texts(db: Db, settings: Settings, *, now: datetime) -> dict[str, int]:
    """Takes away what mails said and the inbox holds, once it is old enough; how many of each."""
    keep = settings.privacy
    return {
        "mails": retention.forget_mails(db, before=now - keep.mails) if keep.mails else 0,
        "inbox": retention.forget_inbox(db, before=now - keep.inbox) if keep.inbox else 0,
    }


def forget_files(store: Store, settings: Settings, *, now: datetime) -> dict[str, int]:
    """Removes files that nothing names or that are old enough, recordings and backups likewise; how many of each."""
    keep, data = settings.privacy, settings.server.data
    gone = {"uploads": _forget_uploads(store, settings, now), "recordings": 0, "backups": 0, "mail_files": 0}
    if keep.uploads:
        takes = store.read_now(retention.takes_before, now - keep.uploads)
        folders = [folder for take in takes if (folder := pieces.folder(data, take)).is_dir()]
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        gone["recordings"] = len(folders)
    if keep.backups:
        gone["backups"] = backup.forget(data, before=now - keep.backups)
    if keep.mails:
        gone["mail_files"] = _forget_mail_files(settings, now - keep.mails)
    return gone


def _forget_uploads(store: Store, settings: Settings, now: datetime) -> int:
    keep, safe = settings.privacy.uploads, now - SAFE
    candidates = [path for path in _files(settings.uploads) if _changed(path) < safe]
    if not candidates:
        return 0
    named = store.read_now(retention.named_files)
    count = 0
    for path in candidates:
        needed = len(path.name) == SHA256 and path.name in named and not (keep and named[path.name] < now - keep)
        if not needed and _remove(path, safe):
            shutil.rmtree(slides.folder_of(settings.server.data, path.name), ignore_errors=True)
            count += 1
    return count


def _remove(path: Path, safe: datetime) -> bool:
    """Removes the file, unless it was taken again meanwhile: then its bytes came anew."""
    aside = path.with_name(f".{os.urandom(12).hex()}.part")
    with suppress(FileNotFoundError):
        os.replace(path, aside)
        fresh = _changed(aside) >= safe
        if fresh:
            with suppress(FileExistsError):
                os.link(aside, path)
        aside.unlink()
        return not fresh
    return False


def _files(folder: Path) -> Iterator[Path]:
    """The files of uploads and what half of came in; never the folder's own marks."""
    found = folder.iterdir() if folder.is_dir() else ()
    yield from (path for path in found if path.is_file() and (len(path.name) == SHA256 or path.suffix == ".part"))


def _forget_mail_files(settings: Settings, before: datetime) -> int:
    parts = urlsplit(settings.mail_url)
    found = Path(parts.path).rglob("*.eml") if parts.scheme == "file" else ()
    old = [path for path in found if _changed(path) < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)
