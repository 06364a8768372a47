"""What a mail of ours says to whom it reaches, as a mail program reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from icalendar import Calendar


@dataclass(frozen=True)
class Received:
    """One mail: its headers, both texts, and the calendar part if it has one."""

    to: str
    subject: str
    message_id: str
    text: str
    html: str
    calendar: bytes | None
    method: str | None

    @property
    def event(self):
        """The one VEVENT."""
        (event,) = Calendar.from_ical(self.calendar).walk("VEVENT")
        return event

    def is_of(self, session: Mapping[str, Any]) -> bool:
        """Whether its calendar part is of that session."""
        return self.calendar is not None and self.event["UID"] == session["uid"]

    @property
    def enter(self) -> str | None:
        """The personal link's token in the text."""
        found = re.search(r"/enter/([\w-]{22,})", self.text)
        return found and found[1]

    @property
    def answers(self) -> dict[str, str]:
        """The path of each answer's link in the text."""
        return {answer: path for path, answer in re.findall(r"(/answer/[\w-]{22,}\?a=(\w+))", self.text)}


def read(raw: bytes) -> Received:
    """The mail of these bytes."""
    message = message_from_bytes(raw, policy=policy.default)
    parts = {part.get_content_type(): part for part in message.walk()}
    calendar = parts.get("text/calendar")
    return Received(
        to=message["To"].addresses[0].addr_spec,
        subject=message["Subject"],
        message_id=message["Message-ID"],
        text=parts["text/plain"].get_content(),
        html=parts["text/html"].get_content(),
        calendar=calendar.get_payload(decode=True) if calendar else None,
        method=calendar.get_param("method") if calendar else None,
    )


def addressed(raw: bytes) -> tuple[str, str]:
    """Which addresses the mail is from: its From, and its calendar part's ORGANIZER."""
    sender = message_from_bytes(raw, policy=policy.default)["From"].addresses[0].addr_spec
    return sender, str(read(raw).event["ORGANIZER"]).removeprefix("mailto:")
