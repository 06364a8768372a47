"""Opening the store that the settings name: the data folder, the installation's key, the present revision."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.settings import BadSettings, Settings
from sessions.store import log
from sessions.store.engine import Store, Unusable
from sessions.store.migrating import bring_up

KEY_FILE = "secret.key"


def open_store(settings: Settings) -> Store:
    """The store, brought up to date. Raises BadSettings in one plain line."""
    data = settings.server.data
    try:
        data.mkdir(parents=True, exist_ok=True)
        secret = installation_key(data)
        store = Store(_url(settings), secret=secret)
    except (OSError, Unusable) as error:
        raise BadSettings(f"the store cannot be opened: {error}") from error
    try:
        bring_up(store.engine)
        store.write_now(log.adopt)
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


def installation_key(data: Path) -> bytes:
    """The key from which links are derived; made at the first start, readable by this user alone."""
    path = data / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return bytes.fromhex(path.read_text().strip())


def _url(settings: Settings) -> str:
    url = settings.storage_url
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return url
