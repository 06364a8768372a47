"""What a mail's headers say: mailboxes, words, dates, whom it answers, and what servers found out about its sender.

Headers are read by the legacy policy on purpose: the modern one takes minutes over a hostile header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from sessions.values.addresses import is_address
from sessions.values.itip import names

MAX_HEADER = 4_096
MAX_RESULTS = 50  # headers of servers' findings that are read
_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_ANGLE = re.compile(r"<([^<>\s]+)>")
_BARE = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc", "Resent-To")


@dataclass(frozen=True)
class Sender:
    """Who a From names: one address, or none (`address` is empty) where there are none or several.

    `clear` is false where the header had to be guessed at: a comma or a `;` that stands where none may."""

    address: str = ""
    clear: bool = True


class _AsMeant(policy.Compat32):
    """The legacy policy; NUL stands in no header (RFC 5322 2.2), and Python's parser raises on one in a charset.
    Letters beyond ASCII that no encoded word holds are UTF-8 (RFC 6532), else what Windows writes."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, _as_letters(value).replace("\0", "")


def _as_letters(value: str) -> str:
    if value.isascii():
        return value
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


_POLICY = _AsMeant()


def parsed(raw: bytes) -> Message:
    """The mail, whatever bytes it is of."""
    return message_from_bytes(raw, policy=_POLICY)


def text(message: Message, name: str) -> str:
    """A header's text, as far as anybody needs it."""
    return str(message.get(name, ""))[:MAX_HEADER]


def texts(message: Message, name: str) -> list[str]:
    """Every header of that name."""
    return [str(one)[:MAX_HEADER] for one in message.get_all(name, [])][:50]


def parameter(value: object) -> str:
    """A parameter's value, RFC 2231's triples included."""
    return str(value[2] if isinstance(value, tuple) else value or "")


def words(header: str) -> str:
    """A header's words, encoded ones decoded (RFC 2047), on one line."""
    try:
        return names.line(str(make_header(decode_header(header))))[:500]
    except (ValueError, LookupError, UnicodeError, ArithmeticError):
        return names.line(header)[:500]


def date(header: str) -> datetime | None:
    """The instant that a Date tells, if it tells any."""
    try:
        found = parsedate_to_datetime(header)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def references(message: Message) -> tuple[str, ...]:
    """The Message-IDs that it answers, the nearest first."""
    earlier = re.findall(r"<[^<>\s]+>", text(message, "References"))
    nearest = re.findall(r"<[^<>\s]+>", text(message, "In-Reply-To"))
    return tuple(dict.fromkeys([*nearest, *reversed(earlier)]))


def sender(message: Message) -> Sender:
    """The one mailbox of From (RFC 5322 3.6.2)."""
    found = message.get_all("From", [])
    return mailbox(str(found[0])) if len(found) == 1 else Sender()


def mailbox(header: str) -> Sender:
    """The one mailbox that the header names, however it is written."""
    plain = re.sub(r"[\r\n]+", " ", header[:MAX_HEADER]).strip()
    outside = _COMMENT.sub(" ", _QUOTED.sub(" ", _ENCODED.sub(" ", plain)))
    angles = _ANGLE.findall(outside)
    if not angles and "@" not in outside:
        return _all_encoded(plain)
    bare = _BARE.findall(_ANGLE.sub(" ", outside))
    found = {one.casefold(): one for one in [*angles, *bare] if "@" in one or one in angles}
    if len(found) != 1:
        return Sender()
    address = next(iter(found.values()))
    if not is_address(address):
        return Sender()
    return Sender(address, clear=not _is_guessed(plain, outside))


def _is_guessed(plain: str, outside: str) -> bool:
    """Whether a comma or a `;` stands in the name without quotes: strictly, that begins another mailbox."""
    around = _BARE.sub(" ", _ANGLE.sub(" ", outside))
    in_words = (word for word in _ENCODED.findall(plain) if re.match(r"=\?[^?]+\?[qQ]\?", word))
    return bool(re.search(r"[,;:]", around)) or any(re.search(r"[,;<>]", word) for word in in_words)


def _all_encoded(header: str) -> Sender:
    """A header that was encoded with its address and all, which no RFC allows."""
    decoded = words(header)
    if decoded == header or not _ENCODED.search(header):
        return Sender()
    found = mailbox(decoded)
    return Sender(found.address, clear=False) if found.address else Sender()


def addresses(message: Message, *names_of: str) -> tuple[str, ...]:
    """Every address that the headers name."""
    found = [one for name in names_of for header in texts(message, name) for one in _BARE.findall(header)]
    return tuple(dict.fromkeys(found))[:100]


def recipients(message: Message) -> tuple[str, ...]:
    """To whom it came, as far as it tells."""
    return addresses(message, *_RECIPIENTS)


# - who sent it, as a server found out (RFC 8601) -


@dataclass(frozen=True)
class Finding:
    """What one server found out by one method: `properties` are its `ptype.property=value`, `field` which of the
    headers it stands in (0: the topmost), `hops` how many Received lines stand above it."""

    field: int
    server: str
    method: str
    result: str
    properties: Sequence[tuple[str, str]]
    hops: int = 0

    def value(self, name: str) -> str:
        """A property's value, empty where it has none."""
        return next((value for key, value in self.properties if key == name), "")


def findings(message: Message) -> tuple[Finding, ...]:
    """What every Authentication-Results says, the topmost first, whoever wrote it. Which of them is ours is for the
    caller to say: anybody may write one."""
    found: list[Finding] = []
    number = hops = 0
    for name, value in message.items():
        if name.casefold() == "received":
            hops += 1
        elif name.casefold() == "authentication-results" and number < MAX_RESULTS:
            found += _results(number, hops, str(value)[:MAX_HEADER])
            number += 1
    return tuple(found)


def _results(number: int, hops: int, header: str) -> list[Finding]:
    server, *clauses = (re.sub(r"\s*=\s*", "=", one) for one in _clauses(re.sub(r"[\r\n]+", " ", header)))
    name = server.split()[0].strip('"').casefold() if server.split() else ""
    found = []
    for clause in clauses:
        method, _, rest = clause.strip().partition("=")
        pieces = rest.split()
        if not pieces:
            continue
        pairs = [piece.partition("=") for piece in pieces[1:]]
        properties = tuple((key.strip().casefold(), value.strip().strip('"')) for key, _, value in pairs)
        plain = method.strip().partition("/")[0].strip().casefold()
        found.append(Finding(number, name, plain, pieces[0].strip('"').casefold(), properties, hops))
    return found


def _clauses(header: str) -> list[str]:
    """What stands between the semicolons, with a space for each comment, also for those that hold others; within quotes
    begins neither (RFC 5322 3.2.2). In one pass: a hostile header costs no more than its length."""
    clauses: list[list[str]] = [[]]
    depth, quoted, escaped = 0, False, False
    for letter in header:
        special, escaped = "" if escaped else letter, letter == "\\" and not escaped and (quoted or depth > 0)
        if special == '"' and not depth:
            quoted = not quoted
        if special == "(" and not quoted:
            depth += 1
        elif special == ")" and depth:
            depth -= 1
            clauses[-1].append(" ")
        elif special == ";" and not quoted and not depth:
            clauses.append([])
        elif not depth:
            clauses[-1].append(letter)
    return ["".join(one) for one in clauses]
