"""A mail's parts with their bytes, whatever their headers say of how these travel: declared, undeclared or lying.

Which bytes a part has is decided by what they turn out to be. Nothing here knows calendars beyond how one begins.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from functools import cached_property

from sessions.values.itip import headers

MAX_PARTS = 200
MAX_ENCLOSED = 3  # mails within mails that are looked into
_CALENDARS = {"text/calendar", "application/ics", "text/x-vcalendar"}
_CALENDAR_NAME = re.compile(r"\.(ics|ical|ifb|vcs)\s*$", re.IGNORECASE)
_BEGINS = re.compile(rb"(?i)\s*BEGIN:VCALENDAR\s")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"B\0E\0", b"\0B\0E", b"B\0\0\0")
_QUOTED = re.compile(rb"[;:\n][A-Za-z-]{2,40}=3[Dd]")  # a parameter whose `=` is still encoded
_BARE = re.compile(rb"[;\n][A-Za-z-]{2,40}=[A-Za-z\"]")  # a parameter as it is


@dataclass(frozen=True)
class Part:
    """One leaf of a mail."""

    message: Message

    @cached_property
    def kind(self) -> str:
        """Its media type, in small letters."""
        return self.message.get_content_type()

    @cached_property
    def name(self) -> str:
        """Its file's name: as RFC 2231 has it, as a plain parameter, or as an encoded word (which no RFC allows)."""
        return headers.words(str(self.message.get_filename("") or self.message.get_param("name") or ""))

    @cached_property
    def charset(self) -> str | None:
        """The charset that it claims."""
        charset = self.message.get_param("charset")
        return headers.parameter(charset) or None

    @cached_property
    def method(self) -> str:
        """The iTIP method that its header names, in capitals; empty where it names none."""
        return headers.parameter(self.message.get_param("method")).strip("\"' ").upper()

    @cached_property
    def body(self) -> bytes:
        """Its bytes."""
        return _decoded(travelled(self.message), str(self.message.get("Content-Transfer-Encoding", "")))

    @property
    def is_text(self) -> bool:
        """Whether it is words to read."""
        return self.kind in ("text/plain", "text/html") and not self.is_calendar

    @cached_property
    def is_calendar(self) -> bool:
        """Whether it is a calendar file, by its type, its name or how it begins."""
        if self.message.get_content_maintype() == "message":
            return False
        return self.kind in _CALENDARS or bool(_CALENDAR_NAME.search(self.name)) or self._begins_like_one

    @cached_property
    def is_guessed(self) -> bool:
        """Whether that it is a calendar file had to be guessed from what no standard says."""
        plain = str(self.message.get_filename("") or "")
        return self.kind not in _CALENDARS and not _CALENDAR_NAME.search(plain)

    @cached_property
    def _begins_like_one(self) -> bool:
        if self.kind not in ("text/plain", "application/octet-stream"):
            return False
        return bool(_BEGINS.match(self.body[:64].lstrip(b"\xef\xbb\xbf")))

    @cached_property
    def enclosed(self) -> Message | None:
        """The mail that it is, if it is one, even where it travelled as base64, which RFC 2046 5.2.1 forbids."""
        if self.kind != "message/rfc822":
            return None
        inner = next(iter(held(self.message)), None)
        if inner is None:
            return None
        coded = str(self.message.get("Content-Transfer-Encoding", "")).strip().lower()
        return headers.parsed(_base64(travelled(inner))) if coded == "base64" and not inner.keys() else inner


def held(message: Message) -> list[Message]:
    """The parts that it is made of; none for a leaf, whose text Python would decode by a charset that may be none."""
    inner = message.get_payload() if message.is_multipart() else []
    return [part for part in inner if isinstance(part, Message)] if isinstance(inner, list) else []


def leaves(message: Message) -> Iterator[Part]:
    """The leaves of the mail; a mail inside it is a leaf: what it holds was not said by this sender."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part, seen = waiting.pop(0), seen + 1
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += held(part)
        else:
            yield Part(part)


def enclosed(message: Message, depth: int = MAX_ENCLOSED) -> Iterator[Message]:
    """The mails inside the mail, and those inside them."""
    for part in leaves(message):
        inner = part.enclosed
        if inner is not None and depth:
            yield inner
            yield from enclosed(inner, depth - 1)


def travelled(message: Message) -> bytes:
    """The part's bytes as they came, in whatever encoding."""
    if message.is_multipart():
        return b""
    # Without the header Python hands out what came; with it, it decodes by a header that may lie.
    kept = message.get_all("Content-Transfer-Encoding")
    if kept:
        del message["Content-Transfer-Encoding"]
    raw = message.get_payload(decode=True)
    for value in kept or ():
        message["Content-Transfer-Encoding"] = value
    return raw if isinstance(raw, bytes) else b""


def _decoded(raw: bytes, declared: str) -> bytes:
    encoding = re.sub(r"\(.*?\)", "", declared).strip("\"' ;").lower()
    start = raw[3:] if raw.startswith(b"\xef\xbb\xbf") else re.sub(rb"^\s*=EF=BB=BF", b"", raw)
    is_plain = bool(_BEGINS.match(start)) or raw.startswith(_UTF16)
    if is_plain:
        return quopri.decodestring(raw) if _is_quoted(raw, encoding) else raw
    if encoding == "base64" or _is_base64(raw):
        return _base64(raw)
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue") or raw.lstrip().startswith(b"begin 6"):
        return _uu(raw)
    return raw


def _is_quoted(raw: bytes, encoding: str) -> bool:
    """Whether a calendar that can be read as it is still is quoted-printable."""
    if _QUOTED.search(raw):
        return True
    return encoding == "quoted-printable" and not _BARE.search(raw)


def _is_base64(raw: bytes) -> bool:
    """Whether it is a calendar in base64, whatever it claims to be."""
    return bool(re.match(rb"\s*(QkVHSU46|77u/QkVH|QgBFAEcA|AEIARQBH|/v8AQgBF|//5CAEUA)", raw))


def _base64(raw: bytes) -> bytes:
    """Base64 that is broken gives what can be read of it."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _uu(raw: bytes) -> bytes:
    """Uuencoding that is broken gives the lines of it that can be read."""
    lines = [line for line in raw.splitlines() if line.strip() and not line.startswith((b"begin ", b"end"))]
    return b"".join(_uu_line(line) for line in lines)


def _uu_line(line: bytes) -> bytes:
    size = (((line[0] - 32) & 63) * 4 + 5) // 3  # what stands behind it was written by old encoders
    for candidate in (line, line[:size]):
        try:
            return binascii.a2b_uu(candidate)
        except binascii.Error:
            continue
    return b""
