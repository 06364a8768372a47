"""Opening the store that the settings name: the data folder, the installation's key, the present revision."""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from server.settings import BadSettings, Settings
from sessions.store import Store, Unusable, bring_up, calendars, dumping, log

KEY_FILE = "secret.key"
ADDRESS_FILE = "address"
KEY_BYTES = 32


def open_store(settings: Settings) -> Store:
    """The store, brought up to date. Raises BadSettings in one plain line."""
    data = settings.server.data
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = (data / KEY_FILE).exists()
        store = Store(_url(settings), secret=installation_key(data))
    except (OSError, Unusable) as error:
        raise BadSettings(f"the store cannot be opened: {error}") from error
    try:
        bring_up(store.engine)
        if not known and not store.read_now(dumping.is_empty):
            (data / KEY_FILE).unlink()  # it was made just now, and opens none of this store's links
            raise Unusable(f"{data / KEY_FILE} is missing, and the store is not empty: put its own key back")
        store.write_now(log.adopt)
        store.write_now(calendars.adopt)
    except (Unusable, OSError) as error:
        store.close()
        raise BadSettings(f"the store cannot be opened: {error}") from error
    return store


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The store, closed afterwards."""
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def opened_as_kept(settings: Settings) -> Iterator[Store]:
    """The store of an installation that there is, closed afterwards: a backup of an empty one that was just made, in a
    folder that is not the server's, would look like a backup. Raises BadSettings where there is none."""
    if not settings.server.data.exists():
        where = settings.server.data.resolve()
        raise BadSettings(f"there is no store, {where} does not exist: run this in the server's folder")
    with opened(settings) as store:
        yield store


@contextmanager
def address_told(settings: Settings) -> Iterator[Callable[[str], None]]:
    """Tells the commands beside a running server how people reach it, for as long as it runs: it may have been started
    at another port than that of the settings."""
    told = settings.server.data / ADDRESS_FILE

    def tell(address: str) -> None:
        with contextlib.suppress(OSError):  # a full disk: the commands go by the settings
            told.write_text(address)

    try:
        yield tell
    finally:
        with contextlib.suppress(OSError):
            told.unlink()


def reached_at(settings: Settings) -> str:
    """How people reach the server: as the settings say, else as the one that runs has told."""
    told = settings.server.data / ADDRESS_FILE
    if settings.server.public_url or not told.exists():
        return settings.public_url
    return told.read_text().strip() or settings.public_url


def installation_key(data: Path) -> bytes:
    """The key from which links are derived; made at the first start, whole or not at all, readable by this user alone.

    Raises BadSettings for one that is empty, short or no key."""
    path = data / KEY_FILE
    if not path.exists():
        make_once(path, secrets.token_hex(KEY_BYTES))
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError as error:
        raise BadSettings(f"{path} is no key: it has hexadecimal digits alone ({error})") from error
    if len(key) < KEY_BYTES:
        raise BadSettings(f"{path} has {len(key)} bytes, and a key has {KEY_BYTES}: put its backup back")
    return key


def make_once(path: Path, text: str) -> None:
    """Writes the file whole or not at all, for this user alone, unless another process was quicker."""
    made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # what the quicker one wrote counts
            os.link(made, path)
    finally:
        made.unlink()


def _url(settings: Settings) -> str:
    url = settings.storage_url
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # SQLite gives its other files the mode of this one
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return url
