"""WebM as browsers' recorders send it in pieces: told by its elements, never decoded here.

Elements after RFC 8794 (EBML) and RFC 9559 (Matroska): an id, a size, then that many bytes. A recorder writes one
header with the tracks, then clusters of blocks; a piece is cut from that stream where the recorder pleases.
"""

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from sessions.errors import UnsupportedFile

EBML, DOC_TYPE = 0x1A45DFA3, 0x4282
SEGMENT, TRACKS, TRACK_ENTRY, TRACK_TYPE, CODEC_ID = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x86
CLUSTER, SIMPLE_BLOCK = 0x1F43B675, 0xA3
NEAR = 4096  # bytes: no block of sound is longer
LONGEST = 16 * 1024 * 1024  # bytes: no picture of a recording, nor its index, is longer
MOST_ELEMENTS = 20_000  # of a piece: a few seconds have hundreds
MOST_TRIES = 64  # bytes that may be a block's first, looked at where a piece begins within an element
CLUSTER_BYTES = CLUSTER.to_bytes(4)
KINDS = {1: "video", 2: "audio"}
CODECS = {"A_OPUS": "opus", "V_VP8": "vp8", "V_VP9": "vp9"}
# Below a segment and below a cluster: what a piece may begin with and be made of.
KNOWN = frozenset(
    {
        0x114D9B74, 0x1549A966, TRACKS, CLUSTER, 0x1C53BB6B, 0x1254C367, 0x1941A469, 0x1043A770, 0xEC, 0xBF,
        0xE7, 0xA7, 0xAB, 0xA3, 0xA0,
    }
)  # fmt: skip
KNOWN_BYTES = [one.to_bytes((one.bit_length() + 7) // 8) for one in sorted(KNOWN)]
OPEN = frozenset({SEGMENT, CLUSTER})  # may be of unknown size: their children follow one by one
UNKNOWN = -1  # a size that the recorder did not know; of what a piece lacks: less, by the bytes of a head cut off


@dataclass(frozen=True)
class Element:
    """An element's id, where its content begins, and its size; UNKNOWN where the recorder did not know."""

    id: int
    begin: int
    size: int

    @property
    def end(self) -> int:
        """Where it ends; its own begin for one of unknown size."""
        return self.begin + max(self.size, 0)


def begun(left: int) -> int:
    """How many bytes of an element's head a piece ends with that lacks so much; browsers cut between id and size."""
    return max(UNKNOWN - left, 0)


def check(raw: bytes, number: int, kind: str, left: int = 0, head: bytes = b"") -> int:
    """How many bytes the piece's last element still lacks; where its very head is cut off, UNKNOWN less the bytes that
    are there.

    `number` counts from 1, `kind` is the take's (audio | video), `left` is what the piece before it lacked, `head` the
    last `begun(left)` bytes of that piece. Raises UnsupportedFile."""
    if number == 1:
        return _walk(raw, _header(raw, kind))
    if raw.startswith(EBML.to_bytes(4)):
        raise UnsupportedFile("piece-of-another-take")
    if raw.startswith(CLUSTER_BYTES):  # whatever a piece before it, which need be none of this recording, seems to lack
        with contextlib.suppress(UnsupportedFile):
            return _walk(raw, 0)
    try:
        return _gone_on(raw, left, head)
    except UnsupportedFile:
        if left != UNKNOWN:
            raise
        return _walk(raw, _found_again(raw))


def _gone_on(raw: bytes, left: int, head: bytes) -> int:
    if left > 0:
        return left - len(raw) if left >= len(raw) else _walk(raw, left)
    found = _walk(head + raw, 0)
    return found if begun(found) <= len(raw) else UNKNOWN  # a head over three pieces: too odd to be followed


def _found_again(raw: bytes) -> int:
    """Where an element begins in a piece behind one that never came: the next block of sound behind which another
    element stands (what a block holds may look like one that ends elsewhere), else the next cluster. Raises
    UnsupportedFile."""
    blocks = (at for at in range(1, min(len(raw), NEAR)) if raw[at] == SIMPLE_BLOCK)
    for at in itertools.islice(blocks, MOST_TRIES):
        with contextlib.suppress(UnsupportedFile):
            _walk(raw, at)
            block = _element(raw, at)
            if block is not None and block.end < len(raw):
                return at
    cluster = raw.find(CLUSTER_BYTES)
    if cluster < 0:
        raise UnsupportedFile("no-webm")
    return cluster


def whole(raw: bytes, at: int) -> tuple[int, bool]:
    """Where the last element ends that is all there, from the one that begins at that byte; and whether what stands
    behind it is none of a recording."""
    while True:
        try:
            element = _element(raw, at)
        except UnsupportedFile:
            return at, True
        if element is None:
            return at, False
        if not _is_recorded(element):
            return at, True
        end = element.begin if element.id == CLUSTER else element.end
        if end > len(raw):
            return at, False
        at = end


def first_of(raw: bytes) -> int:
    """Where the elements begin behind the first piece's header. Raises UnsupportedFile."""
    return _segment(raw).begin


def codecs(raw: bytes) -> dict[str, str]:
    """The codec of each kind of track (audio, video) that the first piece names. Raises UnsupportedFile."""
    header = _element(raw, 0)
    if header is None or header.id != EBML:
        raise UnsupportedFile("no-webm")
    names = [raw[one.begin : one.end] for one in _children(raw, header) if one.id == DOC_TYPE]
    if names != [b"webm"]:
        raise UnsupportedFile("no-webm")
    segment = _segment(raw)
    tracks = next((one for one in _children(raw, segment) if one.id == TRACKS), None)
    if tracks is None or tracks.end > len(raw):
        raise UnsupportedFile("webm-cut-off")
    return dict(_track(raw, one) for one in _children(raw, tracks) if one.id == TRACK_ENTRY)


def _header(raw: bytes, kind: str) -> int:
    found = codecs(raw)
    unknown = [codec for codec in found.values() if codec not in CODECS.values()]
    if unknown:
        raise UnsupportedFile("codec-not-taken", {"codec": unknown[0]})
    if kind not in found or (kind == "audio" and "video" in found):
        raise UnsupportedFile("tracks-of-another-kind", {"kind": kind, "found": ", ".join(sorted(found)) or "-"})
    return _segment(raw).begin


def _segment(raw: bytes) -> Element:
    header = _element(raw, 0)
    if header is None or header.id != EBML:
        raise UnsupportedFile("no-webm")
    segment = _element(raw, header.end)
    if segment is None or segment.id != SEGMENT:
        raise UnsupportedFile("webm-cut-off")
    return segment


def _track(raw: bytes, entry: Element) -> tuple[str, str]:
    fields = {one.id: raw[one.begin : one.end] for one in _children(raw, entry)}
    codec = fields.get(CODEC_ID, b"").decode("ascii", "replace")
    return KINDS.get(int.from_bytes(fields.get(TRACK_TYPE, b"")), "other"), CODECS.get(codec, codec)


def _walk(raw: bytes, at: int) -> int:
    """Goes from element to element to the piece's end. Raises UnsupportedFile at one that stands in no recording."""
    for _ in range(MOST_ELEMENTS):
        if at >= len(raw):
            return at - len(raw)
        element = _element(raw, at)
        if element is None:
            _must_begin_something(raw[at : at + 4], at)
            return UNKNOWN - (len(raw) - at)
        if not _is_recorded(element):
            raise UnsupportedFile("broken-webm", {"byte": at})
        at = element.begin if element.id == CLUSTER else element.end
    raise UnsupportedFile("webm-of-too-many", {"most": MOST_ELEMENTS})


def _is_recorded(element: Element) -> bool:
    return element.id in KNOWN and (element.id in OPEN or UNKNOWN < element.size <= LONGEST)


def _must_begin_something(head: bytes, at: int) -> None:
    if not any(id_.startswith(head) or head.startswith(id_) for id_ in KNOWN_BYTES):
        raise UnsupportedFile("broken-webm", {"byte": at})


def _children(raw: bytes, parent: Element) -> Iterator[Element]:
    at, end = parent.begin, len(raw) if parent.size == UNKNOWN else min(parent.end, len(raw))
    while at < end and (child := _element(raw, at)) is not None:
        yield child
        if child.size == UNKNOWN:
            return
        at = child.end


def _element(raw: bytes, at: int) -> Element | None:
    """The element that begins there; None where its head is cut off. Raises UnsupportedFile where there is no head."""
    length = _length(raw, at, most=4)
    if length is None or at + length >= len(raw):
        return None
    width = _length(raw, at + length, most=8)
    begin = at + length + (width or 0)
    if width is None or begin > len(raw):
        return None
    size = int.from_bytes(raw[at + length : begin]) & ((1 << 7 * width) - 1)
    known = size != (1 << 7 * width) - 1
    return Element(int.from_bytes(raw[at : at + length]), begin, size if known else UNKNOWN)


def _length(raw: bytes, at: int, *, most: int) -> int | None:
    """How many bytes the number takes that begins there (RFC 8794, section 4)."""
    if at >= len(raw):
        return None
    length = 9 - raw[at].bit_length()
    if length > most:
        raise UnsupportedFile("broken-webm", {"byte": at})
    return length
