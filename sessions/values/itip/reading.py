"""Reads a mail that came in and says what it is, knowing nothing but the bytes and our own address. It never raises.

Headers are read by the legacy policy on purpose: the modern one takes minutes over a hostile header.
"""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any

from sessions.values.itip import ical, names
from sessions.values.itip.incoming import Answer, Bounce, Head, Human, Ignored, Incoming, Quarantined, Reply, Verdict

MAX_MAIL = 2 * 1024 * 1024
_MAX_HEADER = 4_096
_MAX_REASON = 300
_MAX_PARTS = 200
_MAX_LINES = 100_000
_MAX_NESTING = 30
_CALENDARS = {"text/calendar", "application/ics", "text/x-vcalendar"}
_ANSWERS: dict[str, Answer] = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
_MAILBOX = re.compile(r'(?:(?:[^"<>,;]|"(?:[^"\\]|\\.)*")*<([^<>\s]+)>|([^\s<>,;"()]+))(?:\s*\([^()]*\))?')
_CONTENT_HEADER = re.compile(rb"^content-[a-z-]+:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_FORWARDED = re.compile(r"\s*(fwd?|tr|wg|terusan|diteruskan)\s*:", re.IGNORECASE)


def read_mail(raw: bytes, *, organizer: str) -> Incoming:
    """What the mail is. `organizer` is the address that our invitations come from."""
    try:
        return _read(raw, organizer)
    except Exception:  # whatever it is, the secretariat can look at it, and the next mail is not kept waiting
        return Incoming(Head(sha256(raw).hexdigest()), Quarantined("unreadable"))


def _read(raw: bytes, organizer: str) -> Incoming:
    if len(raw) > MAX_MAIL:
        message = message_from_bytes(raw.partition(b"\r\n\r\n")[0][:65_536])
        return Incoming(_head(message, raw), Quarantined("too-large"))
    if _is_hostile(raw):
        return Incoming(Head(sha256(raw).hexdigest()), Quarantined("unreadable"))
    message = message_from_bytes(raw)
    head = _head(message, raw)
    return Incoming(head, _verdict(message, head, organizer))


def _is_hostile(raw: bytes) -> bool:
    """Whether Python's parser would take minutes over it: its work grows with the square of these."""
    if raw.count(b"\n") > _MAX_LINES or raw.lower().count(b"multipart/") > _MAX_NESTING:
        return True
    return any(len(header.group()) > 2 * _MAX_HEADER for header in _CONTENT_HEADER.finditer(raw))


# - the outside -


def _head(message: Message, raw: bytes) -> Head:
    message_id = _header(message, "Message-ID").strip()
    senders = message.get_all("From", [])
    return Head(
        fingerprint=_fingerprint(message_id, raw),
        sender=_mailbox(str(senders[0])) if len(senders) == 1 else "",
        subject=_words(_header(message, "Subject")),
        message_id=message_id,
        date=_date(_header(message, "Date")),
        references=_references(message),
    )


def _fingerprint(message_id: str, raw: bytes) -> str:
    # Two ways to us put different Received lines before the same mail.
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    return sha256(message_id.encode("utf-8", "replace") + b"\n" + body if message_id else raw).hexdigest()


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))[:_MAX_HEADER]


def _mailbox(header: str) -> str:
    """The address of the one mailbox in the header; empty where there are none or several."""
    match = _MAILBOX.fullmatch(re.sub(r"[\r\n]+", " ", header[:_MAX_HEADER]).strip())
    address = (match[1] or match[2]) if match else ""
    return address if names.is_address(address) else ""


def _words(header: str) -> str:
    try:
        return names.line(str(make_header(decode_header(header))))[:500]
    except (ValueError, LookupError, UnicodeError):
        return names.line(header)[:500]


def _date(header: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(header)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _references(message: Message) -> tuple[str, ...]:
    earlier = re.findall(r"<[^<>\s]+>", _header(message, "References"))
    return tuple(dict.fromkeys([*re.findall(r"<[^<>\s]+>", _header(message, "In-Reply-To")), *reversed(earlier)]))


# - what it is -


def _verdict(message: Message, head: Head, organizer: str) -> Verdict:
    report = _report(message, head)
    if report is not None:
        return report
    if not head.sender:
        return Quarantined("sender")
    if names.same_address(head.sender, organizer):
        return Ignored("own-mail")
    parts = list(_parts(message))
    calendars = [part for part in parts if _is_calendar(part)]
    return _invitation_mail(message, head, calendars) if calendars else _plain_mail(message, parts)


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of the mail; a mail inside it is a leaf: what it holds was not said by this sender."""
    waiting, seen = [message], 0
    while waiting and seen < _MAX_PARTS:
        part, seen = waiting.pop(0), seen + 1
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += part.get_payload()  # type: ignore[arg-type]
        else:
            yield part


def _is_calendar(part: Message) -> bool:
    if part.get_content_maintype() == "message":
        return False
    return part.get_content_type() in _CALENDARS or str(part.get_filename("")).lower().endswith(".ics")


def _plain_mail(message: Message, parts: list[Message]) -> Verdict:
    if any(part.get_content_type() == "application/ms-tnef" or _is_winmail(part) for part in parts):
        return Human("winmail")
    if any(part.get_content_type() == "message/rfc822" for part in parts):
        return Human("forwarded")
    if _is_automatic(message):
        return Ignored("automatic")
    if message.get("List-Id") or message.get("List-Unsubscribe") or _precedence(message) in ("bulk", "list", "junk"):
        return Ignored("bulk")
    return Human("written")


def _is_winmail(part: Message) -> bool:
    return str(part.get_filename("")).lower() == "winmail.dat"


def _is_automatic(message: Message) -> bool:
    """Whether a machine wrote it: RFC 3834, and what was usual before it."""
    submitted = _header(message, "Auto-Submitted").strip().lower()
    marks = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
    return (
        submitted not in ("", "no") or _precedence(message) == "auto_reply" or any(message.get(mark) for mark in marks)
    )


def _precedence(message: Message) -> str:
    return _header(message, "Precedence").strip().lower()


# - an answer -


def _invitation_mail(message: Message, head: Head, calendars: list[Message]) -> Verdict:
    try:
        texts = {ical.text_of(_body(part), part.get_content_charset()) for part in calendars}
        if len(texts) > 1:
            return Quarantined("two-calendars")
        said = ical.read(texts.pop())
    except ical.Unfit as unfit:
        return Quarantined(unfit.reason)
    outside = {str(part.get_param("method")).strip("\"' ").upper() for part in calendars if part.get_param("method")}
    return _refusal(said, outside) or _answer(message, head, said)


def _body(part: Message) -> bytes:
    """The part's bytes; base64 that is broken gives what can be read of it."""
    payload = part.get_payload()
    encoded = payload.encode("ascii", "surrogateescape") if isinstance(payload, str) else b""
    if _header(part, "Content-Transfer-Encoding").strip().lower() != "base64":
        return part.get_payload(decode=True) or b""  # type: ignore[return-value]
    if b"BEGIN:VCALENDAR" in encoded:
        return encoded
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", encoded)
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _refusal(said: ical.Message, outside: set[str]) -> Quarantined | None:
    if outside and outside != {said.method}:
        return Quarantined("methods-differ")
    if said.method not in ("REPLY", "COUNTER"):
        return Quarantined("method")
    if not said.uid:
        return Quarantined("no-uid")
    if said.recurrence:
        return Quarantined("recurrence")
    return None if said.attendees else Quarantined("no-attendee")


def _answer(message: Message, head: Head, said: ical.Message) -> Verdict:
    own = [one for one in said.attendees if names.same_address(one.address, head.sender)]
    if own:
        return _own_answer(said, own[0])
    assisted = [one for one in said.attendees if names.same_address(one.sent_by, head.sender)]
    if assisted:
        return _for_a_human("sent-by", said, assisted[0])
    if _FORWARDED.match(head.subject) or message.get("Resent-From"):
        return _for_a_human("forwarded", said, said.attendees[0])
    return Quarantined("sender-differs")


def _own_answer(said: ical.Message, attendee: ical.Answering) -> Verdict:
    if said.method == "COUNTER":
        return _for_a_human("counter", said, attendee)
    if attendee.partstat == "DELEGATED":
        return _for_a_human("delegated", said, attendee)
    if attendee.partstat == "NEEDS-ACTION":
        return Ignored("no-answer")
    answer = _ANSWERS.get(attendee.partstat)
    if answer is None:
        return Quarantined("partstat")
    comment = said.comment or attendee.comment
    return Reply(said.uid, attendee.address, answer, said.sequence, said.dtstamp, said.starts_at, comment)


def _for_a_human(kind: str, said: ical.Message, attendee: ical.Answering) -> Human:
    return Human(
        kind,
        uid=said.uid,
        attendee=attendee.address,
        answer=_ANSWERS.get(attendee.partstat),
        sequence=said.sequence,
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        delegates=attendee.delegates,
        comment=said.comment or attendee.comment,
    )


# - what became of a mail of ours -


def _report(message: Message, head: Head) -> Verdict | None:
    """A delivery report (RFC 3464) or a receipt (RFC 8098), and what mail servers wrote before these."""
    if message.get_content_type() == "multipart/report":
        parts = [part for part in message.get_payload() if isinstance(part, Message)]
        if any(part.get_content_type() == "message/disposition-notification" for part in parts):
            return Ignored("receipt")
        statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
        if statuses:
            return _delivery(statuses[0], _ours(parts, head))
    failed = _header(message, "X-Failed-Recipients").partition(",")[0].strip()
    if failed:
        return Bounce(_ours(list(_parts(message)), head), failed, "", permanent=True, reason=head.subject)
    return Human("undelivered") if head.sender.lower().startswith("mailer-daemon@") else None


def _delivery(status: Message, message_id: str) -> Verdict:
    for block in _blocks(status):
        action = _header(block, "Action").strip().lower()
        if action in ("failed", "delayed"):
            return _bounce(block, message_id, permanent=action == "failed")
        if action:
            return Ignored("delivered")
    return Human("undelivered")


def _bounce(block: Message, message_id: str, *, permanent: bool) -> Bounce:
    recipient = _header(block, "Original-Recipient") or _header(block, "Final-Recipient")
    diagnosis = names.line(_header(block, "Diagnostic-Code").partition(";")[2])
    status = names.line(_header(block, "Status"))[:20]
    address = recipient.rpartition(";")[2].strip().strip("<>")
    return Bounce(message_id, address, status, permanent, (diagnosis or status)[:_MAX_REASON])


def _blocks(status: Message) -> list[Message]:
    payload: Any = status.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Message)]
    return [HeaderParser().parsestr(block) for block in re.split(r"\r?\n\r?\n", payload or "")]


def _ours(parts: list[Message], head: Head) -> str:
    """The Message-ID of the mail that the report is about; nothing else of the enclosed mail is looked at."""
    for part in parts:
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            return _header(part.get_payload(0), "Message-ID").strip()  # type: ignore[arg-type]
        if part.get_content_type() == "text/rfc822-headers":
            return _header(HeaderParser().parsestr(str(part.get_payload())), "Message-ID").strip()
    return next(iter(head.references), "")
