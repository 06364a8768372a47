"""Mail that tests itself: two mails to our own address, plain and with a plus, that answer as a calendar would.

Each is handed over at once, past the outbox; when the inbox reads one back, it notes what came of it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from server.mail.mime import render
from server.mail.smtp import DeliveryError, Envelope, transport_for
from server.settings import Settings
from sessions.values import Letter, Mail
from sessions.values.itip import SELF_TEST

WAYS = ("plain", "plus")
_ANSWER = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Sidang//Sidang//ID\r
METHOD:REPLY\r
BEGIN:VEVENT\r
UID:self-test\r
DTSTAMP:20260101T000000Z\r
ORGANIZER:mailto:{address}\r
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{address}\r
COMMENT:Uji: é ñ –\r
END:VEVENT\r
END:VCALENDAR\r
"""


@dataclass(frozen=True)
class SelfTest:
    """One test: the Message-IDs of its mails by way, when they were handed over, and why they could not be."""

    at: datetime
    message_ids: dict[str, str]
    refused: str = ""


async def begin(settings: Settings, *, now: datetime) -> SelfTest:
    """Hands the test's mails over, and tells how that went."""
    organizer, token = settings.mail.organizer, secrets.token_hex(8)
    local, _, host = organizer.address.partition("@")
    ids = {way: f"<{SELF_TEST}{token}-{way}@{host}>" for way in WAYS}
    transport = transport_for(settings.mail_url)
    try:
        for way, address in (("plain", organizer.address), ("plus", f"{local}+{SELF_TEST}{token}@{host}")):
            mail, letter = _mail(ids[way], address, organizer.name, now=now), _letter(organizer.name, organizer.address)
            name = f"{SELF_TEST}{token}-{way}"
            await transport.send(Envelope(name, organizer.address, address), render(mail, letter))
    except DeliveryError as error:
        return SelfTest(now, ids, str(error))
    finally:
        await transport.close()
    return SelfTest(now, ids)


def shown(url: str) -> str:
    """An address of the settings without its password."""
    parts = urlsplit(url)
    if parts.scheme == "file" or not parts.hostname:
        return url
    user = f"{parts.username}:…@" if parts.username else ""
    return f"{parts.scheme}://{user}{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _letter(name: str, address: str) -> Letter:
    text = "Ini surel uji dari Sidang untuk dirinya sendiri."
    return Letter("Uji surel Sidang", text, f"<p>{text}</p>", name, address, _ANSWER.format(address=address), "REPLY")


def _mail(message_id: str, address: str, name: str, *, now: datetime) -> Mail:
    return Mail(
        id=SELF_TEST,
        session=None,
        person=None,
        kind="self-test",
        cause="self-test",
        to_name=name,
        to_address=address,
        message_id=message_id,
        facts={},
        letter=None,
        sequence=None,
        dtstamp=None,
        written_at=now,
        state="sending",
        reason="",
        attempts=0,
        due_at=now,
        sent_at=None,
    )
