"""Identifiers: opaque, unguessable enough, sortable by creation (the ULID layout: 48 bits of time, 80 of chance)."""

import secrets
import threading
from datetime import datetime

from sessions.clock import to_ms

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_lock = threading.Lock()
_last = 0


def new_id(now: datetime) -> str:
    """A new id of 26 characters; ids made by one process rise even within a millisecond."""
    global _last
    with _lock:
        again = _last >> 80 == to_ms(now)
        _last = _last + 1 + secrets.randbits(32) if again else to_ms(now) << 80 | secrets.randbits(80)
        return _text(_last)


def _text(number: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
