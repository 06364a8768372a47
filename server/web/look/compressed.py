"""Pages compressed, and what may be told from how long they have become.

Where a secret that stays the same stands in a page beside words that somebody else can put there, the length tells
which of those words are the secret's: what repeats is shortened (BREACH). So a secret is compressed by itself: nothing
in front of it or behind it can be shortened by it.
"""

import re
import zlib
from collections.abc import Collection

GZIP = 16 + zlib.MAX_WBITS


def gzipped(page: str, secrets: Collection[str] = ()) -> bytes:
    """The page as gzip; wherever one of `secrets` stands in it, it stands alone."""
    squeeze = zlib.compressobj(wbits=GZIP)
    parts = re.split("(" + "|".join(map(re.escape, secrets)) + ")", page) if secrets else [page]
    pieces = [squeeze.compress(part.encode()) + squeeze.flush(zlib.Z_FULL_FLUSH) for part in parts if part]
    return b"".join(pieces) + squeeze.flush()
