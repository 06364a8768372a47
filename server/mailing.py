"""A letter as the bytes that travel: MIME, always the same for the same mail. What it says is composed elsewhere."""

from email.headerregistry import Address
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from sessions.invite import names
from sessions.mail import Letter, Mail


def render(mail: Mail, letter: Letter, *, ics_attachment: bool = False) -> bytes:
    """The whole message with CRLF line ends, to one address; the calendar part last, where clients look for it.

    `ics_attachment` adds the calendar once more as a file, for clients that overlook the part. Raises ValueError for
    an address that is none.
    """
    message = _headers(mail, letter)
    body = _alternatives(mail, letter, root=message if not ics_attachment else MIMEPart(policy=SMTP))
    if body is not message:
        message.make_mixed(_boundary(mail, "mixed"))
        message.attach(body)
        if letter.calendar is not None:
            message.attach(_attachment(letter))
    return message.as_bytes()


def _headers(mail: Mail, letter: Letter) -> MIMEPart:
    message = MIMEPart(policy=SMTP)
    message["From"] = _mailbox(letter.organizer_name, letter.organizer_address)
    message["To"] = _mailbox(mail.to_name, mail.to_address)
    message["Subject"] = names.line(letter.subject)
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: answer this with no holiday notice
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # the same for Exchange
    message["MIME-Version"] = "1.0"
    return message


def _mailbox(name: str, address: str) -> Address:
    if not names.is_address(address):
        raise ValueError(f"not a mail address: {address!r}")
    return Address(display_name=names.name(name), addr_spec=address)


def _alternatives(mail: Mail, letter: Letter, *, root: MIMEPart) -> MIMEPart:
    root.make_alternative(_boundary(mail, "alternative"))
    root.attach(_text(letter.text, "plain"))
    root.attach(_text(letter.html, "html"))
    if letter.calendar is not None:
        root.attach(_calendar(letter))
    return root


def _text(text: str, subtype: str) -> MIMEPart:
    part = MIMEPart(policy=SMTP)
    sound = text.encode("utf-8", "replace").decode()
    part.set_content(sound, subtype=subtype, charset="utf-8", cte="quoted-printable")
    return part


def _calendar(letter: Letter) -> MIMEPart:
    part = MIMEPart(policy=SMTP)
    parameters = {"charset": "utf-8", "method": letter.method or "PUBLISH", "component": "VEVENT"}
    part.set_content(_calendar_bytes(letter), maintype="text", subtype="calendar", cte="base64", params=parameters)
    del part["Content-Disposition"]  # with one, Outlook and Gmail show a file instead of an invitation
    return part


def _attachment(letter: Letter) -> MIMEPart:
    part = MIMEPart(policy=SMTP)
    part.set_content(
        _calendar_bytes(letter), maintype="application", subtype="ics", cte="base64", filename="invite.ics"
    )
    return part


def _calendar_bytes(letter: Letter) -> bytes:
    return (letter.calendar or "").encode()


def _boundary(mail: Mail, part: str) -> str:
    return f"=_{part}_{sha256(mail.message_id.encode()).hexdigest()[:32]}"
