"""Modules that are loaded when they are first used: the heavy ones that not everybody who starts the program waits for.

if TYPE_CHECKING:
    import typst
else:
    typst = lazily("typst")
"""

from importlib import import_module
from typing import Any


class _Lazy:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


def lazily(name: str) -> Any:
    """Stands for that module; any thread may be the first to use it."""
    return _Lazy(name)
