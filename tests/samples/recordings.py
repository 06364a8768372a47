"""Recordings for tests: a tone as a browser would send it, cut into pieces; what can be heard of it again."""

import functools
import io
import itertools
from pathlib import Path

import av
import numpy as np

RATE = 48_000
FRAME = 960  # 20 ms


@functools.cache
def spoken(seconds: float, *, codec: str = "libopus", container: str = "webm", noisy: bool = False) -> bytes:
    """So many seconds of a tone (or of noise: blocks of any bytes), written as a stream: clusters of a second, no
    index."""
    made = io.BytesIO()
    options = {"live": "1", "cluster_time_limit": "1000"} if container == "webm" else {}
    with av.open(made, "w", format=container, options=options) as file:
        stream = file.add_stream(codec, rate=RATE)
        stream.layout = "mono"
        tone = (np.sin(2 * np.pi * 440 * np.arange(FRAME) / RATE) * 8000).astype(np.int16).reshape(1, -1)
        noise = np.random.default_rng(1)
        for number in range(int(seconds * RATE / FRAME)):
            if noisy:
                tone = noise.integers(-8000, 8000, (1, FRAME), dtype=np.int16)
            frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, number * FRAME
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return made.getvalue()


@functools.cache
def filmed(seconds: float) -> bytes:
    """So many seconds of a grey picture, as WebM with VP8."""
    made = io.BytesIO()
    with av.open(made, "w", format="webm", options={"live": "1"}) as file:
        stream = file.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(int(seconds * 10)):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((48, 64, 3), 128, np.uint8), format="rgb24")))
        file.mux(stream.encode())
    return made.getvalue()


def cut(raw: bytes, pieces: int) -> list[bytes]:
    """The stream in so many pieces, cut where it comes, never within the header."""
    begin = raw.index(b"\x1f\x43\xb6\x75") + 12
    step = (len(raw) - begin) // pieces + 1
    edges = [0, *(begin + step * number for number in range(1, pieces)), len(raw)]
    return [raw[a:b] for a, b in itertools.pairwise(edges)]


def heard(path: Path) -> float:
    """How many seconds of sound can be decoded of a file."""
    with av.open(str(path)) as file:
        return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))


def seeks(path: Path, to: float) -> float:
    """Where playing goes on (seconds) after a jump to that second."""
    with av.open(str(path)) as file:
        file.seek(int(to * 1_000_000))
        frame = next(file.decode(audio=0))
        return float(frame.pts * frame.time_base)
