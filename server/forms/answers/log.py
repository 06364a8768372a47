"""What the log's addresses answer."""

from pydantic import Field

from server.forms.answers.shared import Answer, Digest, Instant


class LogHead(Answer):
    """How many leaves the log has, the root over them (RFC 9162), and when the last was numbered."""

    size: int
    root: Digest
    at: Instant | None


class LogProof(Answer):
    """That a digest is in the log (index, size, path), or that it only grew (first, second, path)."""

    index: int | None = None
    size: int | None = None
    first: int | None = None
    second: int | None = None
    path: list[Digest]
    leaf: str | None = Field(default=None, description="SHA-256 over a zero byte and the digest")
    root: str | None = None
