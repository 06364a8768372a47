"""What the recorder answers: takes with their pieces and files, marks."""

from typing import Literal

from pydantic import Field

from server.forms.answers.booking import File
from server.forms.answers.shared import Answer, Digest, Instant, Who


class Take(Answer):
    """One stretch of recording; `missing` are the numbers of pieces that did not come, `file` what was made of it."""

    take: str
    kind: Literal["audio", "video"]
    type: str
    state: Literal["recording", "stopped", "interrupted", "ready"]
    began_at: Instant
    stopped_at: Instant | None
    by: Who
    pieces: int
    missing: list[int]
    size: int
    seconds: float | None
    file: str | None
    sha256: Digest | None
    fault: str | None
    server_time: Instant


class Piece(Answer):
    """A piece that lies on the disk; `state` is that of its take."""

    take: str
    n: int
    size: int
    sha256: Digest
    state: Literal["recording", "stopped", "interrupted"]


class Bookmark(Answer):
    """A moment that somebody marked for themselves."""

    id: str
    at: Instant
    text: str
    by: Who


class Said(Answer):
    """A line of the transcript: seconds of the recording, and the time of day."""

    from_: float = Field(alias="from")
    to: float
    at: Instant
    voice: str
    text: str


class Recording(Answer):
    """All that was recorded of a session, and one's own marks."""

    session: str
    state: Literal["none", "recording", "stopped", "interrupted"]
    seconds: float
    server_time: Instant
    takes: list[Take]
    files: list[File]
    bookmarks: list[Bookmark]
