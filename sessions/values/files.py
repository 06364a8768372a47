"""A file or a link that somebody has given: to a session, or, as a regency's evidence, to every session of it."""

from dataclasses import dataclass
from datetime import datetime

from sessions.clock import wire
from sessions.compact import Json


@dataclass(frozen=True)
class NewFile:
    """A file that lies in the uploads, or a link, before it is added."""

    id: str
    kind: str
    name: str
    size: int | None = None  # bytes
    sha256: str | None = None
    media_type: str | None = None
    url: str | None = None
    question: str | None = None  # which question of the session it answers
    starts_at: datetime | None = None  # when what it recorded began


@dataclass(frozen=True)
class File:
    """A file or a link that was added; the same kind and name again is its next version."""

    id: str
    kind: str  # a session's: deck | document | recording | transcript; a regency's: evidence | deck | document
    name: str
    at: datetime
    by: str
    by_name: str
    version: int = 1
    size: int | None = None  # bytes
    sha256: str | None = None
    media_type: str | None = None
    url: str | None = None
    question: str | None = None  # which question of the session it answers
    take: str | None = None  # which take it was made of
    starts_at: datetime | None = None  # when what it recorded began

    def as_json(self) -> dict[str, Json]:
        """As the contract shows it, whosesoever it is."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "version": self.version,
            "size": self.size,
            "sha256": self.sha256,
            "media_type": self.media_type,
            "url": self.url,
            "at": wire(self.at),
            "by": {"id": self.by, "name": self.by_name},
        }
