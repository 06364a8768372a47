"""The process that makes one file of a take's pieces: what was recorded, copied into a file that seeks.

Standard input brings one JSON document, `{pieces: [{number, path}], target, until}`; standard output gets
`{seconds, sha256, size}`, or `{fault}` where the pieces can't be read. Nothing is decoded; what lies behind `until`
(seconds from the beginning: the close, a private phase) is left out.
"""

import hashlib
import io
import json
import os
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from server.media import webm
from sessions.compact import Json

NICE = 10  # a live session on the same machine goes first
CPU_SECONDS = 600
MEMORY = 2 * 1024**3
BLOCK = 1024 * 1024
SEEKABLE = {"cues_to_front": "1", "cluster_time_limit": "2000"}  # a jump lands within two seconds


@dataclass(frozen=True)
class Given:
    """One piece: its number, and where it lies."""

    number: int
    path: str


class Pieces(io.RawIOBase):
    """The pieces read as one stream of whole elements. Behind a gap, and behind what is none of the recording, it goes
    on with the next cluster: times before that are unknown."""

    def __init__(self, pieces: Sequence[Given]) -> None:
        self._pieces = pieces
        self._at = 0
        self._rest = b""  # to be read
        self._held = b""  # of an element whose end is still to come
        self._lost = False

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, of one piece at a time."""
        while not self._rest:
            if self._at == len(self._pieces):
                return b""
            self._rest = self._next()
            self._at += 1
        size = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _next(self) -> bytes:
        piece = self._pieces[self._at]
        raw = Path(piece.path).read_bytes()
        if piece.number == 1:
            return self._clean(raw, webm.first_of(raw))
        if self._at == 0 or self._pieces[self._at - 1].number != piece.number - 1:
            self._held, self._lost = b"", True
        if raw.startswith(webm.CLUSTER_BYTES):
            self._held = b""  # what it lacks never comes
        return self._clean(self._held + raw, 0)

    def _clean(self, raw: bytes, at: int) -> bytes:
        kept: list[bytes] = []
        begin = 0
        while True:
            if self._lost:
                begin = at = raw.find(webm.CLUSTER_BYTES, begin)
            if begin < 0:
                self._held = raw[1 - len(webm.CLUSTER_BYTES) :]  # a cluster's head may be cut, too
                return b"".join(kept)
            end, self._lost = webm.whole(raw, at)
            kept.append(raw[begin:end])
            self._held = raw[end:]
            if not self._lost:
                return b"".join(kept)
            begin = end + 1


def main() -> None:
    """Makes the file that standard input asks for."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked = json.load(sys.stdin)
    try:
        told = remux([Given(**one) for one in asked["pieces"]], Path(asked["target"]), asked["until"])
    except Exception as error:  # whatever a decoder says of bytes that are none of ours
        Path(asked["target"]).unlink(missing_ok=True)
        told = {"fault": f"{type(error).__name__}: {error}"[:500]}
    json.dump(told, sys.stdout)


def remux(pieces: Sequence[Given], target: Path, until: float | None) -> dict[str, Json]:
    """Copies every packet before `until` (seconds since the take began) into a file with an index in front."""
    import av  # noqa: PLC0415 - FFmpeg's libraries, in this process alone

    end = 0.0
    with (
        av.open(Pieces(pieces), "r", format="matroska") as source,
        av.open(str(target), "w", format="webm", options=SEEKABLE) as made,
    ):
        streams = {one.index: made.add_stream_from_template(one) for one in source.streams}
        latest: dict[int, int] = {}
        for packet in source.demux():
            index, base = packet.stream.index, packet.time_base
            if packet.dts is None or packet.pts is None or base is None:
                continue
            begins = float(packet.pts * base)
            if (until is not None and begins >= until) or packet.dts < latest.get(index, packet.dts):
                continue
            latest[index] = packet.dts
            end = max(end, begins + float((packet.duration or 0) * base))
            packet.stream = streams[index]
            made.mux(packet)
    if not latest:
        raise ValueError("nothing was recorded")
    return {"seconds": round(end, 3), "size": target.stat().st_size, "sha256": _sha256(target)}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
        os.fsync(file.fileno())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
