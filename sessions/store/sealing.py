"""Text that only this installation can read again: enciphered under a key that is derived from `secret.key`."""

import base64
import hmac
import os
from typing import TYPE_CHECKING

from sessions.lazily import lazily

if TYPE_CHECKING:
    from cryptography import exceptions
    from cryptography.hazmat.primitives.ciphers import aead
else:
    exceptions = lazily("cryptography.exceptions")
    aead = lazily("cryptography.hazmat.primitives.ciphers.aead")

NONCE = 12  # bytes before the ciphertext


def seal(secret: bytes, purpose: str, text: str, bound: str = "") -> str:
    """The text as base64url; it opens for the same purpose and with the same `bound` alone."""
    nonce = os.urandom(NONCE)
    sealed = _cipher(secret, purpose).encrypt(nonce, _bytes(text), _bytes(bound))
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(secret: bytes, purpose: str, sealed: str, bound: str = "") -> str | None:
    """The text again; None of what was not sealed here, for this, and like this."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
        return _cipher(secret, purpose).decrypt(raw[:NONCE], raw[NONCE:], _bytes(bound)).decode()
    except (ValueError, exceptions.InvalidTag):
        return None


def _cipher(secret: bytes, purpose: str) -> "aead.ChaCha20Poly1305":
    return aead.ChaCha20Poly1305(hmac.digest(secret, purpose.encode(), "sha256"))


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")  # what a header brought may hold any byte
