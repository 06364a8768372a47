"""What templates and catalogues are compiled to: kept as Python keeps its modules, so that no start does it again."""

import contextlib
import os
import pickle
import secrets
import sys
from collections.abc import Callable
from hashlib import sha1
from importlib.util import cache_from_source
from pathlib import Path
from types import ModuleType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(cache_from_source(__file__)).parent / "compiled"  # of this Python's cache, wherever that lies


def kept(name: str, source: bytes, make: Callable[[], bytes], folder: Path = FOLDER) -> bytes:
    """What `make` compiles from that source: as it is kept under the name, or made now."""
    mark, path = sha1(source, usedforsecurity=False).digest(), folder / name
    with contextlib.suppress(OSError):
        found = path.read_bytes()
        if found.startswith(mark):
            return found[len(mark) :]
    made = make()
    _keep(path, mark + made)
    return made


def _keep(path: Path, content: bytes) -> bool:
    """Whether it could be kept: not in a folder that only the one who installs may write, nor where Python may not."""
    if sys.dont_write_bytecode:
        return False
    written = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written.write_bytes(content)
        os.replace(written, path)  # whoever reads finds all of it
    except OSError:
        return False
    return True


class Compiled(BytecodeCache):
    """Keeps what templates are compiled to, by name and source: in the folder, else in this process's memory, so that
    its engines compile once.

    `made_by` are the modules that give the engine its settings and filters, by which it is compiled as well; `says` is
    what else it is compiled by: a catalogue."""

    def __init__(self, *made_by: ModuleType, says: str = "", folder: Path = FOLDER) -> None:
        self._folder = folder
        self._here: dict[tuple[str, str], bytes] = {}
        code = says + "".join(Path(module.__file__ or "").read_text("utf-8") for module in made_by)
        self._made_by = sha1(code.encode(), usedforsecurity=False)

    def get_source_checksum(self, source: str) -> str:
        """Changes with the template's source, with the modules that make its engine and with what it says."""
        found = self._made_by.copy()  # a catalogue is long: it is read once for all templates
        found.update(source.encode())
        return found.hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills in what is kept of the template, if anything is and it is whole."""
        with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError):
            here = self._here.get((bucket.key, bucket.checksum))
            bucket.bytecode_from_string(here or (self._folder / bucket.key).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled."""
        content = bucket.bytecode_to_string()
        if not _keep(self._folder / bucket.key, content):
            self._here[bucket.key, bucket.checksum] = content
