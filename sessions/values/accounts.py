"""Accounts: who of the people may act for the secretariat, or read what it reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sessions.clock import wire
from sessions.values.registry import Person

Role = Literal["secretariat", "viewer"]


@dataclass(frozen=True)
class Account:
    """The powers of one person; the account's id is the person's. `revision` counts its changes."""

    person: Person
    role: Role
    revision: int
    created_at: datetime

    @property
    def id(self) -> str:
        """The person's id."""
        return self.person.id

    def as_json(self) -> dict[str, object]:
        """As the contract shows it."""
        return {
            "id": self.id,
            "email": self.person.email,
            "name": self.person.name,
            "role": self.role,
            "revision": self.revision,
            "created_at": wire(self.created_at),
        }


@dataclass(frozen=True)
class SignIn:
    """A browser that is signed in: by which door it came, on what it says it is, and until when."""

    id: str
    via: str  # link | once | passkey | oidc
    agent: str
    created_at: datetime
    expires_at: datetime

    def as_json(self) -> dict[str, object]:
        """As it is listed to its person."""
        return {
            "id": self.id,
            "via": self.via,
            "agent": self.agent,
            "created_at": wire(self.created_at),
            "expires_at": wire(self.expires_at),
        }


@dataclass(frozen=True)
class Passkey:
    """An authenticator that signs its person in; `uses` is its own count, 0 where it keeps none."""

    id: str
    person: str
    name: str
    credential: bytes
    public_key: bytes
    uses: int
    created_at: datetime
    used_at: datetime | None
