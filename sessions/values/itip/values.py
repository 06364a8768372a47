"""What an invitation says, as frozen values: who invites whom to what, in which version. No rendering here."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

Role = Literal["CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT"]
Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]

SECOND = timedelta(seconds=1)


def whole_second(instant: datetime) -> datetime:
    """The instant in UTC with its fraction cut off: iCalendar knows no fractions (RFC 5545 3.3.5)."""
    return instant.astimezone(UTC).replace(microsecond=0)


def uid(session: str, installation: str) -> str:
    """The UID of a session's invitations: the same for its whole life, and never another's (RFC 7986 5.3)."""
    return f"{session}@{installation}"


@dataclass(frozen=True)
class Version:
    """Which version of an invitation: SEQUENCE and DTSTAMP. Here is the only place that raises either."""

    sequence: int
    dtstamp: datetime

    @classmethod
    def first(cls, now: datetime) -> "Version":
        """The version of a booking that was just made."""
        return cls(0, whole_second(now))

    def raised(self, now: datetime) -> "Version":
        """After a change that asks everybody anew: another time, another length, the end of it (RFC 5546 2.1.4)."""
        return Version(self.sequence + 1, self._newer(now))

    def touched(self, now: datetime) -> "Version":
        """After a minor change, to which given answers still hold."""
        return replace(self, dtstamp=self._newer(now))

    def _newer(self, now: datetime) -> datetime:
        # Calendars throw away what has the SEQUENCE and DTSTAMP that they have already.
        return max(whole_second(now), self.dtstamp + SECOND)


@dataclass(frozen=True)
class Party:
    """Who invites: a name and the mailbox that is From, ORGANIZER and read for replies."""

    name: str
    address: str


@dataclass(frozen=True)
class Attendee:
    """One invited person; `partstat` is the answer that stands."""

    name: str
    address: str
    role: Role = "REQ-PARTICIPANT"
    partstat: Partstat = "NEEDS-ACTION"


@dataclass(frozen=True)
class Invite:
    """A session as its invitations tell it. `zone` is the programme's IANA zone; instants are aware.

    `description` is a list of lines, `alarm` how long before the start a calendar should ring (None: it should not).
    """

    uid: str
    version: Version
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: tuple[str, ...]
    meeting_url: str
    organizer: Party
    created: datetime
    rehearsal: bool = False
    cancelled: bool = False
    alarm: timedelta | None = timedelta(minutes=15)
    answer: Partstat = "NEEDS-ACTION"  # the reader's own, as their feed shows it

    @property
    def title(self) -> str:
        """The summary, with a rehearsal marked as one."""
        return f"[Gladi] {self.summary}" if self.rehearsal else self.summary
