"""Transcripts: WebVTT (W3C, sections 4 and 6) and SRT read into lines with their times; what is neither is refused."""

import re
from dataclasses import dataclass
from pathlib import Path

from sessions.errors import UnsupportedFile

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 50_000
VTT, SRT = "text/vtt", "application/x-subrip"
_STAMP = r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
_TIMES = re.compile(rf"\s*{_STAMP}\s+-->\s+{_STAMP}(?:\s.*)?")
_MARKUP = re.compile(r"</?[A-Za-z0-9][^<>]{0,200}>|<\d[\d:.]{0,20}>")
_VOICE = re.compile(r"<v(?:\.[^ <>]{0,100})?\s+([^<>]{1,200})>")


class NotATranscript(UnsupportedFile):
    """These bytes are neither WebVTT nor SRT; says why."""


@dataclass(frozen=True)
class Line:
    """What was said from one second of the recording to another, and by whom where the transcript names them."""

    since: float
    until: float
    text: str
    voice: str = ""


def kind_of(head: bytes) -> str | None:
    """The media type by the first bytes; None of what is no transcript."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith(b"WEBVTT"):
        return VTT
    return SRT if re.match(rb"\s*\d{1,6}\s*\r?\n\d{1,4}:\d\d:\d\d,\d{3} -->", text) else None


def read_file(path: str) -> list[Line]:
    """The lines of the transcript that lies there. Raises NotATranscript."""
    file = Path(path)
    if file.stat().st_size > MOST_BYTES:
        raise NotATranscript("a transcript has at most 5 MB")
    return read(file.read_bytes())


def read(raw: bytes) -> list[Line]:
    """The lines of a transcript in their order. Raises NotATranscript."""
    if len(raw) > MOST_BYTES:
        raise NotATranscript("a transcript has at most 5 MB")
    kind = kind_of(raw[:64])
    if kind is None or (kind == VTT and not re.match(rb"WEBVTT(?:[ \t\r\n]|$)", raw.removeprefix(b"\xef\xbb\xbf"))):
        raise NotATranscript("it begins neither as WebVTT nor as SRT does")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise NotATranscript(f"it is not UTF-8 (byte {error.start})") from error
    lines = [line for block in re.split(r"\n{2,}", text) if (line := _line(block)) is not None]
    if not lines:
        raise NotATranscript("nothing is said in it")
    if len(lines) > MOST_LINES:
        raise NotATranscript(f"a transcript has at most {MOST_LINES} lines")
    return sorted(lines, key=lambda line: (line.since, line.until))


def _line(block: str) -> Line | None:
    """A block with a time; None of a header, a note or a style."""
    rows = block.strip("\n").split("\n")
    at = next((number for number, row in enumerate(rows[:2]) if "-->" in row), None)
    if at is None:
        if "-->" in block and not block.startswith(("NOTE", "STYLE", "REGION")):
            raise NotATranscript(f"a time that is none: {block[:60]!r}")
        return None
    found = _TIMES.fullmatch(rows[at])
    if found is None:
        raise NotATranscript(f"a time that is none: {rows[at][:60]!r}")
    since, until = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    if until < since:
        raise NotATranscript(f"it ends before it begins: {rows[at][:60]!r}")
    said = "\n".join(rows[at + 1 :])
    voice = _VOICE.search(said)
    return Line(since, until, " ".join(_MARKUP.sub("", said).split()), voice[1].strip() if voice else "")


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
