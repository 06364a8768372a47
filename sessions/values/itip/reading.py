"""Reads a mail that came in and says what it is, knowing nothing but the bytes and our own address."""

import re
from collections.abc import Sequence
from email.message import Message
from hashlib import sha256

from sessions.values.itip import headers, ical, names, parts, reports
from sessions.values.itip.incoming import (
    Answer,
    Head,
    Human,
    Ignored,
    Incoming,
    Quarantined,
    Refresh,
    Reply,
    Verdict,
)
from sessions.values.itip.parts import Part

MAX_MAIL = 2 * 1024 * 1024
SELF_TEST = "self-test-"  # how the Message-ID of a mail begins with which mail tests itself
_MAX_LINES = 100_000
_MAX_NESTING = 30
_ANSWERS: dict[str, Answer] = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
_CONTENT_HEADER = re.compile(rb"^content-[a-z-]+:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_FORWARDED = re.compile(r"\s*(fwd?|tr|wg|terusan|diteruskan)\s*:", re.IGNORECASE)


def read_mail(raw: bytes, *, organizer: str) -> Incoming:
    """What the mail is. `organizer` is the address that our invitations come from."""
    if len(raw) > MAX_MAIL:
        message = headers.parsed(re.split(rb"\r?\n\r?\n", raw[:65_536], maxsplit=1)[0])
        return Incoming(_head(message, raw), Quarantined("too-large"))
    if is_hostile(raw):
        return Incoming(Head(fingerprint(raw)), Quarantined("unreadable"))
    message = headers.parsed(raw)
    head = _head(message, raw)
    return Incoming(head, _verdict(message, head, organizer))


def carries_answer(raw: bytes) -> bool:
    """Whether a calendar's answer in it came through whole."""
    calendars = [part for part in parts.leaves(headers.parsed(raw)) if part.is_calendar]
    found, _ = _read(calendars)
    return any(one.method == "REPLY" and one.comment == "Uji: é ñ –" for one in found)


def fingerprint(raw: bytes, message_id: str = "") -> str:
    """What tells the same mail come twice. Two ways to us put different Received lines before it."""
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    return sha256(message_id.encode("utf-8", "replace") + b"\n" + body if message_id else raw).hexdigest()


def is_hostile(raw: bytes) -> bool:
    """Whether Python's parser would take minutes over it: its work grows with the square of these."""
    if raw.count(b"\n") > _MAX_LINES or raw.lower().count(b"multipart/") > _MAX_NESTING:
        return True
    return any(len(header.group()) > 2 * headers.MAX_HEADER for header in _CONTENT_HEADER.finditer(raw))


def _head(message: Message, raw: bytes) -> Head:
    message_id = headers.text(message, "Message-ID").strip()
    sender = headers.sender(message)
    return Head(
        fingerprint=fingerprint(raw, message_id),
        sender=sender.address,
        subject=headers.words(headers.text(message, "Subject")),
        message_id=message_id,
        date=headers.date(headers.text(message, "Date")),
        references=headers.references(message),
        clear=sender.clear,
        reply_to=headers.mailbox(headers.text(message, "Reply-To")).address,
        recipients=headers.recipients(message),
        findings=headers.findings(message),
    )


# - what it is -


def _verdict(message: Message, head: Head, organizer: str) -> Verdict:
    leaves = list(parts.leaves(message))
    report = reports.report(message, head, leaves)
    if report is not None:
        return report
    if not head.sender:
        return Quarantined("sender")
    if is_ours(head.sender, organizer):
        return Ignored("own-mail")
    calendars = [part for part in leaves if part.is_calendar]
    return _invitation_mail(message, head, calendars) if calendars else _plain_mail(message, head, leaves, organizer)


def is_ours(address: str, organizer: str) -> bool:
    """Whether it is our own address, or a plus address of it."""
    local, _, host = address.rpartition("@")
    return names.same_address(f"{local.partition('+')[0]}@{host}", organizer) or names.same_address(address, organizer)


def _plain_mail(message: Message, head: Head, leaves: Sequence[Part], organizer: str) -> Verdict:
    if any(part.kind == "application/ms-tnef" or part.name.lower() == "winmail.dat" for part in leaves):
        return Human("winmail")
    inside = list(parts.enclosed(message))
    if inside:
        return _forwarded(inside, organizer)
    if reports.is_automatic(message, head):
        return reports.challenge(head, leaves) or Ignored("automatic")
    if message.get("List-Id") or message.get("List-Unsubscribe"):
        return Ignored("bulk")
    return Ignored("bulk") if reports.precedence(message) in ("bulk", "list", "junk") else Human("written")


def _forwarded(inside: Sequence[Message], organizer: str) -> Human:
    """What the enclosed mails say, if one of them is an answer: a human says whether it counts."""
    references: list[str] = []
    for one in inside:
        head = _head(one, b"")
        references += head.references
        calendars = [part for part in parts.leaves(one) if part.is_calendar]
        said = _invitation_mail(one, head, calendars) if calendars and not is_ours(head.sender, organizer) else None
        if isinstance(said, Reply):
            return Human("forwarded", said.uid, said.attendee, said.answer, said.sequence, comment=said.comment)
        if isinstance(said, Human):
            return Human("forwarded", said.uid, said.attendee, said.answer, said.sequence, comment=said.comment)
    return Human("forwarded", references=tuple(dict.fromkeys(references)))


# - an answer -


def _invitation_mail(message: Message, head: Head, calendars: Sequence[Part]) -> Verdict:
    found, unfit = _read(calendars)
    if not found:
        assert unfit is not None
        if unfit.reason == "calendar-too-large":
            return Quarantined(unfit.reason)
        return _unsure(unfit.reason, unfit.partly or ical.Message(), head)
    said = ical.fuller(found)
    if not all(ical.same(said, one) for one in found):
        return _unsure("two-calendars", said, head)
    outside = {part.method for part in calendars if part.method}
    inside = {one.method for one in found if one.method}
    if len(outside | inside) > 1:
        return _unsure("methods-differ", said, head)
    said.method = next(iter(outside | inside), "")
    if said.method == "REFRESH" and said.uid:
        return Refresh(said.uid, _own(said, head).address if said.attendees else head.sender)
    doubt = "attached" if all(part.is_guessed for part in calendars) else ""
    return _refusal(said, head) or _answer(message, head, said, doubt)


def _read(calendars: Sequence[Part]) -> tuple[list[ical.Message], ical.Unfit | None]:
    """What the calendar parts say; one that cannot be read matters only where no other can."""
    found: list[ical.Message] = []
    first: ical.Unfit | None = None
    for part in calendars:
        try:
            found.append(ical.read(ical.text_of(part.body, part.charset)))
        except ical.Unfit as unfit:
            first = first or unfit
    return found, first


def _refusal(said: ical.Message, head: Head) -> Human | None:
    if said.method not in ("REPLY", "COUNTER"):
        return _unsure("method", said, head)
    if not said.uid:
        return _unsure("no-uid", said, head)
    if said.recurrence:
        return _unsure("recurrence", said, head)
    return None if said.attendees else _unsure("no-attendee", said, head)


def _unsure(reason: str, said: ical.Message, head: Head) -> Human:
    """An answer that a human makes of what was understood. What an organizer says is nobody's answer."""
    own = _own(said, head)
    answer = _ANSWERS.get(own.partstat) if said.method not in ("REQUEST", "CANCEL", "PUBLISH", "ADD") else None
    return Human(
        "unsure", said.uid, own.address or head.sender, answer, said.sequence, comment=said.comment, reason=reason
    )


def _own(said: ical.Message, head: Head) -> ical.Answering:
    """The sender's own line, else the only one, else nobody's."""
    own = next((one for one in said.attendees if names.same_address(one.address, head.sender)), None)
    return own or (said.attendees[0] if len(said.attendees) == 1 else ical.Answering("", "", "", (), ""))


def _answer(message: Message, head: Head, said: ical.Message, doubt: str) -> Verdict:
    own = next((one for one in said.attendees if names.same_address(one.address, head.sender)), None)
    if own is not None:
        return _own_answer(said, own, "sender-unclear" if not head.clear else doubt)
    assisted = next((one for one in said.attendees if names.same_address(one.sent_by, head.sender)), None)
    if assisted is not None:
        return _for_a_human("sent-by", said, assisted)
    if _FORWARDED.match(head.subject) or message.get("Resent-From"):
        return _for_a_human("forwarded", said, said.attendees[0])
    replied = next((one for one in said.attendees if names.same_address(one.address, head.reply_to)), None)
    if replied is not None:
        return _own_answer(said, replied, "reply-to")
    spoken = [one for one in said.attendees if one.partstat != "NEEDS-ACTION"]
    if len(spoken) == 1:
        return _own_answer(said, spoken[0], "sender-differs")
    return _unsure("sender-differs", said, head)


def _own_answer(said: ical.Message, attendee: ical.Answering, doubt: str) -> Verdict:
    if said.method == "COUNTER":
        return _for_a_human("counter", said, attendee, doubt)
    if attendee.partstat == "DELEGATED":
        return _for_a_human("delegated", said, attendee, doubt)
    if attendee.partstat == "NEEDS-ACTION":
        return Ignored("no-answer")
    answer = _ANSWERS.get(attendee.partstat)
    if answer is None:
        return Human("unsure", said.uid, attendee.address, reason="partstat", comment=said.comment or attendee.comment)
    return Reply(
        said.uid,
        attendee.address,
        answer,
        said.sequence,
        said.dtstamp,
        said.starts_at,
        said.comment or attendee.comment,
        doubt,
        said.product,
        said.organizer,
    )


def _for_a_human(kind: str, said: ical.Message, attendee: ical.Answering, reason: str = "") -> Human:
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
        reason=reason,
    )
