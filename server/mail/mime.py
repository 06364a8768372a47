"""A letter as the bytes that travel: MIME, always the same for the same mail. What it says is composed elsewhere.

The parts are put together by hand: email.message takes five times as long over them as the server over the mail, and
its folding takes long names apart into several addresses.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256

from server.documents.official_letter import Enclosure
from sessions.values import Letter, Mail, is_address
from sessions.values.itip import names

CRLF = b"\r\n"
LONGEST_LINE = 76
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # what a name may have without quotes (RFC 5322 3.2.3)
LONGEST_NAME = 60  # of a name in quotes, which stays on one line


def render(mail: Mail, letter: Letter, *, ics_attachment: bool = False, enclosed: Enclosure | None = None) -> bytes:
    """The whole message with CRLF line ends, to one address; the calendar part last, where clients look for it.

    `ics_attachment` adds the calendar once more as a file, for clients that overlook the part; `enclosed` is a PDF.
    Raises ValueError for an address that is none.
    """
    parts = [_text(letter.text, "plain"), _text(letter.html, "html")]
    if letter.calendar is not None:
        parts.append(_calendar(letter.calendar, letter.method or "PUBLISH"))
    body = _multipart(mail, "alternative", parts)
    files = [_attachment(letter.calendar)] if ics_attachment and letter.calendar is not None else []
    if enclosed is not None:
        files.append(_pdf(enclosed))
    if files:
        body = _multipart(mail, "mixed", [body, *files])
    return _headers(mail, letter) + body


def _headers(mail: Mail, letter: Letter) -> bytes:
    plain = (
        f"Date: {format_datetime(mail.written_at)}",
        f"Message-ID: {mail.message_id}",
        "Auto-Submitted: auto-generated",  # RFC 3834: answer this with no holiday notice
        "X-Auto-Response-Suppress: OOF, AutoReply",  # the same for Exchange
        "MIME-Version: 1.0",
        "",
    )
    sender = _mailbox("From", letter.organizer_name, letter.organizer_address)
    recipient = _mailbox("To", mail.to_name, mail.to_address)
    subject = _header("Subject", names.line(letter.subject)) + CRLF
    return sender + recipient + subject + _thread(letter) + "\r\n".join(plain).encode("ascii")


def _thread(letter: Letter) -> bytes:
    """Where the mail belongs: behind the last of its thread (RFC 5322 3.6.4)."""
    if not letter.references:
        return b""
    folded = "\r\n ".join(letter.references)
    return f"In-Reply-To: {letter.references[-1]}\r\nReferences: {folded}\r\n".encode("ascii")


@lru_cache(maxsize=256)
def _mailbox(header: str, name: str, address: str) -> bytes:
    if not is_address(address):
        raise ValueError(f"not a mail address: {address!r}")
    shown = names.name(name)
    return (_header(header, shown, phrase=True) + b" " if shown else header.encode() + b": ") + _angled(
        header, shown, address
    )


def _angled(header: str, shown: str, address: str) -> bytes:
    """The address behind the name, on a line of its own where both are too long for one."""
    long = len(header) + len(shown) + len(address) + 8 > LONGEST_LINE
    return (b"\r\n " if shown and long else b"") + f"<{address}>\r\n".encode("ascii")


def _header(header: str, value: str, *, phrase: bool = False) -> bytes:
    """The header's name and words, folded so that no line is empty. A name is one quoted string or encoded words: what
    stands in it can never be read as another address (RFC 5322 3.2.5, RFC 2047 5)."""
    if phrase and _ATOMS.fullmatch(value) and len(value) < LONGEST_NAME and "=?" not in value:
        return f"{header}: {value}".encode("ascii")
    if phrase and value.isascii() and len(value) < LONGEST_NAME and "=?" not in value:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{header}: "{escaped}"'.encode("ascii")
    longest = max(map(len, value.split()), default=0)
    plain = value.isascii() and "=?" not in value and longest < LONGEST_NAME and not phrase
    charset = "us-ascii" if plain else "utf-8"
    folded = Header(value, charset, maxlinelen=LONGEST_LINE, header_name=header).encode(linesep="\r\n")
    return f"{header}: {folded}".encode("ascii")


def _text(text: str, subtype: str) -> bytes:
    sound = "\r\n".join(text.encode("utf-8", "replace").decode().splitlines()) + "\r\n"
    return _part(f"text/{subtype}; charset=utf-8", "quoted-printable", b2a_qp(sound.encode(), istext=True))


def _calendar(calendar: str, method: str) -> bytes:
    # Without a Content-Disposition: with one, Outlook and Gmail show a file instead of an invitation.
    return _part(f"text/calendar; charset=utf-8; method={method}; component=VEVENT", "base64", _base64(calendar))


def _attachment(calendar: str) -> bytes:
    disposition = b'Content-Disposition: attachment; filename="invite.ics"\r\n'
    return disposition + _part('application/ics; name="invite.ics"', "base64", _base64(calendar))


def _pdf(file: Enclosure) -> bytes:
    disposition = f'Content-Disposition: attachment; filename="{file.name}"\r\n'.encode("ascii")
    body = encodebytes(file.content).replace(b"\n", CRLF)
    return disposition + _part(f'application/pdf; name="{file.name}"', "base64", body)


def _base64(text: str) -> bytes:
    return encodebytes(text.encode()).replace(b"\n", CRLF)


def _part(content_type: str, encoding: str, body: bytes) -> bytes:
    return f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def _multipart(mail: Mail, subtype: str, parts: list[bytes]) -> bytes:
    """The parts between boundaries that no repeat changes and that no quoted-printable or base64 text can hold."""
    boundary = f"=_{subtype}_{sha256(mail.message_id.encode()).hexdigest()[:32]}"
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    fence = f"--{boundary}".encode()
    return head + b"".join(fence + CRLF + part + CRLF for part in parts) + fence + b"--" + CRLF
