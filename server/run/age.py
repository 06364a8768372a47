"""Files encrypted to somebody's age key (age-encryption.org/v1), whose private half need not be here."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sessions.lazily import lazily

if TYPE_CHECKING:
    import pyrage
    from pyrage import x25519
else:
    pyrage = lazily("pyrage")
    x25519 = lazily("pyrage.x25519")

BEGINS = b"age-encryption.org/v1\n"
IDENTITY = "AGE-SECRET-KEY-1"


class NotOpened(Exception):
    """The file is not opened by this key; the text is one plain line."""


def encrypt(plain: IO[bytes], into: IO[bytes], recipients: Sequence[str]) -> None:
    """Writes the file encrypted to all of them (`age1…`). Raises OSError."""
    pyrage.encrypt_io(plain, into, [x25519.Recipient.from_str(one) for one in recipients])


def is_encrypted(source: Path) -> bool:
    """Whether the file is one of age's. Raises OSError."""
    with source.open("rb") as file:
        return file.read(len(BEGINS)) == BEGINS


@contextmanager
def decrypted(source: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """The file's content, for as long as the context lasts; `identity` is a file as age-keygen writes it.

    Raises NotOpened, OSError."""
    if identity is None:
        raise NotOpened("it is encrypted: --identity names the file with the key that opens it")
    with tempfile.TemporaryFile(prefix="sidang-") as plain:
        try:
            with source.open("rb") as file:
                pyrage.decrypt_io(file, plain, [_identity(identity)])
        except pyrage.DecryptError as error:
            raise NotOpened(f"it is damaged, or not encrypted to the key of {identity.name}") from error
        plain.seek(0)
        yield plain


def _identity(path: Path) -> "x25519.Identity":
    lines = path.read_text("utf-8", "replace").splitlines()
    keys = [line.strip() for line in lines if line.strip().startswith(IDENTITY)]
    try:
        return x25519.Identity.from_str(keys[0])
    except (IndexError, pyrage.IdentityError) as error:
        raise NotOpened(f"{path} has no key as age-keygen writes it") from error
