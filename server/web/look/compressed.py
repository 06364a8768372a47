"""What browsers take compressed, and what may be told from how long a page has become by it.

Where a secret that stays the same stands in a page beside words that somebody else can put there, the length tells
which of those words are the secret's: what repeats is shortened (BREACH). So a secret is compressed by itself: nothing
in front of it or behind it can be shortened by it.
"""

import re
import zlib
from collections.abc import Collection

import brotli

IDENTITY = "identity"
SMALL = 512  # bytes, below which compressing gains nothing
QUALITY = 5  # of brotli's 11: the time that gzip takes, for a fifth less
GZIP = 16 + zlib.MAX_WBITS


def coding(accepted: str, size: int) -> str:
    """The content coding for so many bytes, of those in the request's Accept-Encoding: `br`, `gzip` or `identity`."""
    if size < SMALL:
        return IDENTITY
    known = {part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.replace("q=0.", "")}
    return next((one for one in ("br", "gzip") if one in known), IDENTITY)


def page(text: str, accepted: str, secrets: Collection[str] = ()) -> tuple[bytes, str]:
    """A page as it is sent, and in which coding; with `secrets` in gzip, which can begin anew within."""
    raw = text.encode()
    chosen = coding(accepted.replace("br", "") if secrets else accepted, len(raw))
    if chosen == "br":
        return brotli.compress(raw, mode=brotli.MODE_TEXT, quality=QUALITY), chosen
    return (gzipped(text, secrets), chosen) if chosen == "gzip" else (raw, chosen)


def gzipped(text: str, secrets: Collection[str] = ()) -> bytes:
    """The text as gzip; wherever one of `secrets` stands in it, it stands alone."""
    squeeze = zlib.compressobj(wbits=GZIP)
    parts = re.split("(" + "|".join(map(re.escape, secrets)) + ")", text) if secrets else [text]
    pieces = [squeeze.compress(part.encode()) + squeeze.flush(zlib.Z_FULL_FLUSH) for part in parts if part]
    return b"".join(pieces) + squeeze.flush()
