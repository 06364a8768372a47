"""Whether a PDF is one that was handed out: which digests it leads to, and how its bytes lie to those that are kept.

No PDF is parsed for it. What was handed out is known by its bytes; of another one only the addresses that it leads to
are looked for, as they stand in it or in what it compressed, so that there is no structure for a hostile file to abuse.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Literal

PDF = b"%PDF-"
LEADS = re.compile(rb"/verify\?digest=([0-9a-f]{64})(?![0-9a-f])")
MOST = 64  # digests: the record's own, and those of a panel's signatures
STREAMS, INFLATED, AT_ONCE = 4_000, 64 << 20, 4 << 20  # how many, and how many bytes of all and of one
BEGINS, ENDS = re.compile(rb"(?<!end)stream\r?\n"), b"endstream"
Lies = Literal["same", "earlier", "cut", "longer", "other"]


def is_pdf(raw: bytes) -> bool:
    """Whether it would be taken for a PDF: readers look for its head among the first 1024 bytes (ISO 32000-1, H.3)."""
    return PDF in raw[:1024] and not raw.lstrip().startswith(b"{")


def named(raw: bytes) -> list[str]:
    """The digests whose check the PDF leads to, in their order, as many as minutes have. For a process of its own."""
    found: dict[str, None] = {}
    for piece in (raw, *_streams(raw)) if LEADS.search(raw) is None else (raw,):
        for one in LEADS.finditer(piece):
            found[one[1].decode()] = None
            if len(found) == MOST:
                return list(found)
    return list(found)


def _streams(raw: bytes) -> Iterator[bytes]:
    """What the PDF compressed, so far as it is as long as a document's and begins and ends as it should."""
    at, left = 0, INFLATED
    for _ in range(STREAMS):
        begins = BEGINS.search(raw, at)
        ends = raw.find(ENDS, begins.end()) if begins else -1
        if begins is None or ends < 0 or left <= 0:
            return
        piece = _inflated(raw[begins.end() : ends], min(left, AT_ONCE))
        left, at = left - len(piece), ends + len(ENDS)
        yield piece


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:  # a picture, or no stream at all
        return b""


def lies(raw: bytes, kept: bytes) -> Lies:
    """How the PDF lies to one that is kept: the `same`; an `earlier` state of it, before signatures were added behind;
    `cut` off; `longer`, with something behind it; or an `other` one."""
    if raw == kept:
        return "same"
    if raw.startswith(kept):
        return "longer"
    if kept.startswith(raw):
        return "earlier" if raw.rstrip().endswith(b"%%EOF") else "cut"
    return "other"
