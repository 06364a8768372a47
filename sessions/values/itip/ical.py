"""Reads one iTIP message out of a calendar part, whoever wrote it: lenient in its letters, strict in its shape.

Lines are taken apart by icalendar; its components are not used, since they keep the zones of strangers in a cache.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from sessions.lazily import lazily
from sessions.values.itip import names

if TYPE_CHECKING:
    from icalendar import parser
    from icalendar.timezone import windows_to_olson
else:
    parser, windows_to_olson = lazily("icalendar.parser"), lazily("icalendar.timezone.windows_to_olson")

MAX_BYTES = 256 * 1024
MAX_LINES = 5_000
MAX_COMMENT = 2_000
_EVENT = ("VCALENDAR", "VEVENT")
_DATETIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_CHARSETS = re.compile(
    r"(us-?ascii|utf|iso-?8859|iso-?2022|latin|cp\d|ibm|gb|hz|big5|euc|shift|sjis|koi8|windows|mac|tis|ks_c|johab)",
    re.IGNORECASE,
)
_STATEFUL = re.compile(r"(iso-?2022|hz|utf-?7)", re.IGNORECASE)  # ASCII bytes that mean other letters
_WANTED = {
    ("VCALENDAR",): {"METHOD", "PRODID"},
    _EVENT: {"ORGANIZER", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "RECURRENCE-ID", "COMMENT", "ATTENDEE"},
}


class Unfit(Exception):
    """The part cannot be taken; `reason` is one of Quarantined's, `partly` what was read of it until then."""

    def __init__(self, reason: str, partly: "Message | None" = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.partly = partly


@dataclass(frozen=True)
class Answering:
    """One ATTENDEE of the message: an address and what is said about it."""

    address: str
    partstat: str
    sent_by: str
    delegates: tuple[str, ...]
    comment: str


@dataclass
class Message:
    """One VEVENT with its METHOD. Instants are aware, or None where they are absent or their zone is not known."""

    method: str = ""
    product: str = ""
    organizer: str = ""
    uid: str = ""
    sequence: int | None = None
    dtstamp: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    recurrence: bool = False
    comment: str = ""
    attendees: list[Answering] = field(default_factory=list)


def text_of(data: bytes, charset: str | None) -> str:
    """The part's characters, by its byte order mark, as UTF-8, as declared, or as what Windows writes. Raises Unfit."""
    if len(data) > MAX_BYTES:
        raise Unfit("calendar-too-large")
    text = decoded(data, charset).replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\0 \n\t")
    if text.count("\n") >= MAX_LINES:
        raise Unfit("calendar-too-large")
    return text


def read(text: str) -> Message:
    """The message in the text. Raises Unfit for what is cut off, has two calendars or events, or is no calendar."""
    message = Message()
    events = 0
    try:
        for path, line in _lines(text):
            events += path == _EVENT and line is None
            if line is not None:
                _take(message, path, line)
    except Unfit as unfit:
        raise Unfit(unfit.reason, message) from unfit
    if events != 1:
        raise Unfit("two-calendars" if events else "no-event", message)
    return message


def same(one: Message, other: Message) -> bool:
    """Whether two messages mean the same: what only one of them tells is no difference."""
    told: list[tuple[object, object]] = [
        (one.method, other.method),
        (one.uid, other.uid),
        (one.sequence, other.sequence),
    ]
    told += [(one.dtstamp, other.dtstamp), (one.starts_at, other.starts_at)]
    if any(mine != theirs for mine, theirs in told if mine not in ("", None) and theirs not in ("", None)):
        return False
    mine, theirs = ({who.address.casefold(): who.partstat for who in each.attendees} for each in (one, other))
    return mine == theirs or not mine or not theirs


def fuller(messages: Sequence[Message]) -> Message:
    """Of messages that mean the same, the one that tells the most."""
    return max(messages, key=lambda one: (bool(one.attendees), bool(one.uid), bool(one.method), len(one.comment)))


def decoded(data: bytes, charset: str | None) -> str:
    """Bytes as characters: by a byte order mark, as UTF-8, as declared, or as what Windows writes."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return data.decode("utf-32", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4]:
        return data.decode(_wide(data[:4]), "replace")
    declared = charset if charset and _CHARSETS.match(charset) else "cp1252"
    order = (declared, "utf-8", "cp1252") if _STATEFUL.match(declared) else ("utf-8", declared, "cp1252")
    for encoding in order:
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return data.decode("latin-1")


def _wide(start: bytes) -> str:
    """Which of the encodings with more than one byte a letter begins so, without a byte order mark."""
    width = "32" if start.count(0) == 3 else "16"
    return f"utf-{width}-le" if start[0] else f"utf-{width}-be"


def _lines(text: str) -> "Iterator[tuple[tuple[str, ...], parser.Contentline | None]]":
    """Each property's line with the path of components that it stands in; None as line where a component begins."""
    path: tuple[str, ...] = ()
    calendars = 0
    for line in parser.Contentlines.from_ical(text):  # type: ignore[no-untyped-call]
        word, _, name = line.strip().upper().partition(":")
        if word == "BEGIN":
            path += (name.strip(),)
            calendars += path == ("VCALENDAR",)
            yield path, None
        elif word == "END":
            if path[-1:] != (name.strip(),):
                raise Unfit("calendar-unreadable")
            path = path[:-1]
        elif line.strip():
            yield path, line
    _must_be_one_whole(calendars, path)


def _must_be_one_whole(calendars: int, path: tuple[str, ...]) -> None:
    if calendars > 1:
        raise Unfit("two-calendars")
    if not calendars:
        raise Unfit("calendar-unreadable")
    if path:
        raise Unfit("cut-off")


def _take(message: Message, path: tuple[str, ...], line: "parser.Contentline") -> None:
    name = re.split("[;:]", line, maxsplit=1)[0].strip().upper()
    if name not in _WANTED.get(path, ()):
        return
    try:
        _, parameters, value = line.parts()
    except ValueError:
        return  # one broken line is not the whole message; what must be there is asked for later
    _put(message, name, {key.upper(): item for key, item in parameters.items()}, value.strip())


def _put(message: Message, name: str, parameters: Mapping[str, object], value: str) -> None:
    match name:
        case "METHOD":
            message.method = value.upper()
        case "PRODID":
            message.product = names.line(value)[:100]
        case "ORGANIZER":
            message.organizer = _address(value)
        case "UID":
            message.uid = value.lower()  # ours have small letters alone, and some clients write capitals
        case "SEQUENCE":
            message.sequence = int(value) if re.fullmatch(r"\d{1,9}", value) else None
        case "DTSTAMP":
            message.dtstamp = instant(value, parameters.get("TZID"), floating=UTC)
        case "DTSTART":
            message.starts_at = instant(value, parameters.get("TZID"))
        case "DTEND":
            message.ends_at = instant(value, parameters.get("TZID"))
        case "RECURRENCE-ID":
            message.recurrence = True
        case "COMMENT":
            message.comment = f"{message.comment}\n{value}".strip()[:MAX_COMMENT]
        case "ATTENDEE":
            message.attendees.append(_answering(parameters, value))


def _answering(parameters: Mapping[str, object], value: str) -> Answering:
    address = (
        value if "@" in value else _one(parameters.get("EMAIL"))
    )  # Apple may name a urn:uuid and the EMAIL beside it
    return Answering(
        address=_address(address),
        partstat=_one(parameters.get("PARTSTAT")).strip(" \"'").upper() or "NEEDS-ACTION",
        sent_by=_address(_one(parameters.get("SENT-BY"))),
        delegates=tuple(map(_address, _all(parameters.get("DELEGATED-TO")))),
        comment=_one(parameters.get("X-RESPONSE-COMMENT"))[:MAX_COMMENT],
    )


def _address(value: str) -> str:
    """The address of a CAL-ADDRESS, which is a mailto: URI (RFC 6068) or ought to be one."""
    bare = re.sub(r"(?i)^\s*mailto:", "", value.strip().strip("\"'<>")).strip()
    return unquote(bare.partition("?")[0]).strip(" <>") if "%40" in bare or "?" in bare else bare


def _all(parameter: object) -> list[str]:
    return [str(item) for item in parameter] if isinstance(parameter, list) else [str(parameter)] if parameter else []


def _one(parameter: object) -> str:
    return next(iter(_all(parameter)), "")


def instant(value: str, tzid: object = None, *, floating: Any = None) -> datetime | None:
    """The instant of a DATE-TIME, in UTC; None for a date alone, for nonsense and for a zone that nobody knows."""
    match = _DATETIME.fullmatch(value)
    zone = UTC if match and match[7] else zone_called(_one(tzid)) if tzid else floating
    if match is None or zone is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def zone_called(name: str) -> ZoneInfo | None:
    """The zone of a TZID: an IANA name, with or without a maker's prefix before it, or one of Windows'."""
    plain = names.line(name).strip("\"' ")
    pieces = plain.split("/")
    candidates = [plain, windows_to_olson.WINDOWS_TO_OLSON.get(plain, ""), "/".join(pieces[-2:]), "/".join(pieces[-3:])]
    for candidate in filter(None, candidates):
        try:
            return ZoneInfo(candidate)
        except (ValueError, KeyError, OSError):  # what is no name, what is not there, what is a folder
            continue
    return None
