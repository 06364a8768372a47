"""Mails that come in, as Thunderbird, Outlook, Gmail and stranger ones write them; all of our own making."""

import base64

from samples.invites import ORGANIZER, RATNA

UID = "01jepara@7f3a.sidang"


def a_calendar(**changes) -> str:
    """A REPLY's calendar; a change replaces a property's line, None leaves it out, `more` adds lines to the event."""
    lines = {
        "METHOD": "METHOD:REPLY",
        "UID": f"UID:{UID}",
        "SEQUENCE": "SEQUENCE:0",
        "DTSTAMP": "DTSTAMP:20260902T080000Z",
        "DTSTART": "DTSTART:20261201T020000Z",
        "DTEND": "DTEND:20261201T040000Z",
        "ORGANIZER": f"ORGANIZER:mailto:{ORGANIZER.address}",
        "ATTENDEE": f"ATTENDEE;PARTSTAT=ACCEPTED;CN=Ratna:mailto:{RATNA.address}",
        "more": None,
    } | changes
    method = lines.pop("METHOD")
    event = [line for line in lines.values() if line is not None]
    head = ["BEGIN:VCALENDAR", "PRODID:-//x//y//EN", "VERSION:2.0", *([method] if method else []), "BEGIN:VEVENT"]
    return "\r\n".join([*head, *event, "END:VEVENT", "END:VCALENDAR", ""])


def a_part(
    calendar: str | bytes, *, kind: str = "text/calendar; method=REPLY; charset=utf-8", encoding: str = "base64"
) -> bytes:
    """A calendar part with its headers."""
    data = calendar.encode() if isinstance(calendar, str) else calendar
    body = base64.encodebytes(data) if encoding == "base64" else data
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def a_text(text: str = "Ratna menerima undangan ini.") -> bytes:
    """A part in plain words."""
    return f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


def a_mail_of(*parts: bytes, kind: str = "multipart/alternative", **headers) -> bytes:
    """A mail of these parts from Ratna; headers may be changed, added, left out by None, or given several times."""
    fields = {
        "From": f"Ratna Dewi <{RATNA.address}>",
        "To": ORGANIZER.address,
        "Subject": "Accepted: Sidang Smart City",
        "Message-ID": "<1@kampus.ac.id>",
        "Date": "Wed, 02 Sep 2026 15:00:00 +0700",
        "MIME-Version": "1.0",
        "Content-Type": f'{kind}; boundary="b1"',
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, values in fields.items() for value in _listed(values)]
    body = b"".join(b"--b1\r\n" + part + b"\r\n" for part in parts) + b"--b1--\r\n"
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def a_reply(**changes) -> bytes:
    """A whole mail with an answer in it."""
    return a_mail_of(a_text(), a_part(a_calendar(**changes)))


def a_bounce(
    action: str = "failed", status: str = "5.1.1", message_id: str = "<01mail@7f3a.sidang>", inside: bytes = b""
) -> bytes:
    """A delivery status notification about a mail of ours, which comes back inside it."""
    report = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.kampus.ac.id\r\n\r\n"
        f"Final-Recipient: rfc822; {RATNA.address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user here\r\n"
    )
    ours = (
        f"Content-Type: message/rfc822\r\n\r\nFrom: {ORGANIZER.address}\r\nMessage-ID: {message_id}\r\n".encode()
        + inside
    )
    kind = "multipart/report; report-type=delivery-status"
    sender = "Mail Delivery System <MAILER-DAEMON@mx.kampus.ac.id>"
    return a_mail_of(
        a_text("Undelivered"), report.encode(), ours, kind=kind, From=sender, Auto_Submitted="auto-replied"
    )


def _listed(values) -> list[str]:
    return [] if values is None else values if isinstance(values, list) else [values]
