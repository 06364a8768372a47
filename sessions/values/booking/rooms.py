"""Rooms: where sessions meet, when two addresses are one room, and links that are made for one session alone."""

import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Room:
    """A room of a programme; `meeting_url` may be empty where each session's link is made by the template."""

    id: str
    programme: str
    name: str
    meeting_url: str
    revision: int = 1

    @property
    def place(self) -> str:
        """What tells it from other rooms: its address where it has one, else itself."""
        return place(self.meeting_url) if self.meeting_url else self.id

    def as_json(self) -> dict[str, object]:
        """As the contract shows it."""
        return {
            "id": self.id,
            "programme": self.programme,
            "name": self.name,
            "meeting_url": self.meeting_url,
            "revision": self.revision,
        }


@dataclass(frozen=True)
class Meeting:
    """How links are made: `[meeting] template`, "" where they are given by hand."""

    template: str = ""

    def link(self) -> str:
        """A link that nobody can guess: 128 bits in the template's `{secret}`; "" without a template."""
        return self.template.replace("{secret}", secrets.token_urlsafe(16)) if self.template else ""


BY_HAND = Meeting()


def place(address: str) -> str:
    """What two addresses of one place have in common: letter case of the host, the scheme, the standard port, a last
    slash and a fragment make no other room (RFC 3986, section 6.2)."""
    parts = urlsplit(address.strip())
    try:
        port = "" if parts.port in (None, PORTS.get(parts.scheme)) else f":{parts.port}"
    except ValueError:
        port = ""
    query = f"?{parts.query}" if parts.query else ""
    whole = f"{(parts.hostname or '').lower()}{port}{parts.path.rstrip('/')}{query}"
    return hashlib.sha256(whole.encode()).hexdigest()[:40]
