"""What was found lately: so much of it, the oldest dropped for the newest, for several threads."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lately(Generic[K, V]):
    """The last `most` things by key. It is never emptied at once: whoever asks then would ask for everything anew."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """What was kept last under the key; None where it is gone or never was."""
        return self._found.get(key)

    def keep(self, key: K, value: V) -> None:
        """Keeps it as the newest."""
        with self._lock:
            self._found[key] = value
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
