"""What machines write back: delivery reports (RFC 3464) and receipts (RFC 8098), bounces and challenges in plain words,
holiday notices. What a report encloses is never looked into beyond its Message-ID."""

import re
from collections.abc import Sequence
from email.message import Message

from sessions.values.itip import headers, names
from sessions.values.itip.incoming import Bounce, Challenge, Head, Human, Ignored, Verdict
from sessions.values.itip.parts import Part, held, travelled
from sessions.values.itip.words import said

MAX_REASON = 300
MAX_CHALLENGE = 1_000
_POSTMASTERS = re.compile(
    r"(mailer-daemon|postmaster|mail-daemon|maildaemon|mailerdaemon)([+.-][^@]*)?@", re.IGNORECASE
)
_UNDELIVERED = re.compile(
    r"undeliver|not (be )?(been )?deliver|could ?n.t be deliver|delivery (status|has failed|failure|failed|incomplete)"
    r"|failed to deliver|returned mail|returned to sender|mail delivery|delivery notification"
    r"|mailbox (is )?(unavailable|full)"
    r"|user unknown|no such user|unable to deliver|gagal (ter)?kirim"
    r"|tidak (dapat|bisa) (di)?(ter)?(kirim|sampai)|tidak terkirim"
    r"|unzustellbar|non remis|no se pudo entregar",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b([45])(?:\d\d[ -]|\.\d{1,3}\.\d{1,3}\b)")
_NOT_YET = re.compile(
    r"delayed|will (be )?retr|still (being )?tr|not yet|warning only|tertunda|akan dicoba", re.IGNORECASE
)
_CHALLENGE = re.compile(
    r"(is|was|has been|been) held|on hold|confirm (that|your|here|you)|please confirm|verify (that|your|you)|challenge"
    r"|release (it|your|this)|not (a )?spam|whitelist|allow.?list|approve (your|the) (message|sender)|captcha"
    r"|ditahan|mohon konfirmasi|konfirmasi(kan)? (surel|pesan|pengiriman|bahwa)",
    re.IGNORECASE,
)
_ADDRESS_OF_A_PAGE = re.compile(r"https?://\S+")
_GIVEN_UP = re.compile(
    r"returned (mail|to sender)|giv(en|ing) up|permanent|expired|could not be delivered|dikembalikan", re.IGNORECASE
)
_AWAY = re.compile(
    r"\s*\[?(re\s*:\s*)?(auto(mati(c|sche|sch|sk))?[ -]?(reply|response|respond\w*|antwort|antwoord|svar)"
    r"|out of (the )?office|ooo\b|away from|vacation|(balasan|jawaban|respon) otomatis|otomatis\s*:|balas automatik"
    r"|(sedang )?(cuti|di luar kantor)|tidak di kantor|abwesen|réponse automatique|respuesta autom"
    r"|risposta automatica|resposta automática|自动回复|自動回覆|自動返信|不在通知)",
    re.IGNORECASE,
)
_OF_MAILS = re.compile(r"^\W*(message-id|in-reply-to|references)\s*:.*$", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(r"<[^<>\s@]{4,120}@[^<>\s@]{1,120}>")


def report(message: Message, head: Head, parts: Sequence[Part]) -> Verdict | None:
    """What it says of a mail of ours; None for a mail that is no report."""
    if message.get_content_type() == "multipart/report":
        found = _standard(message, head)
        if found is not None:
            return found
    failed = headers.text(message, "X-Failed-Recipients").partition(",")[0].strip()
    if failed:
        return Bounce(_enclosed_id(message) or _first(head), failed, "", permanent=True, reason=head.subject)
    return _in_words(message, head, parts)


def is_automatic(message: Message, head: Head) -> bool:
    """Whether a machine wrote it: RFC 3834, what was usual before it, and what those write that mark nothing."""
    submitted = headers.text(message, "Auto-Submitted").strip().lower()
    marks = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response", "X-AutoReply-From")
    if submitted not in ("", "no") or precedence(message) == "auto_reply" or any(message.get(mark) for mark in marks):
        return True
    return is_from_nobody(message) or bool(_AWAY.match(head.subject))


def is_from_nobody(message: Message) -> bool:
    """Whether it came with the null return path: so come machines' mails, which nobody may answer (RFC 5321 4.5.5)."""
    return headers.text(message, "Return-Path").strip() == "<>"


def precedence(message: Message) -> str:
    """What the sender's program thinks of its weight."""
    return headers.text(message, "Precedence").strip().lower()


def challenge(head: Head, parts: Sequence[Part]) -> Challenge | None:
    """What a machine asks for before it lets a mail of ours through; None for a notice that asks for nothing."""
    text = said(parts)
    asks = _CHALLENGE.search(f"{head.subject}\n{text}") and _ADDRESS_OF_A_PAGE.search(text)
    if not asks:
        return None
    return Challenge(tuple(dict.fromkeys([*head.references, *_MESSAGE_ID.findall(text)])), text[:MAX_CHALLENGE])


# - the standard's -


def _standard(message: Message, head: Head) -> Verdict | None:
    parts = held(message)
    if any(part.get_content_type() == "message/disposition-notification" for part in parts):
        return Ignored("receipt")
    statuses = [
        part
        for part in parts
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")
    ]
    return _delivery(statuses[0], _enclosed_id(message) or _first(head)) if statuses else None


def _delivery(status: Message, message_id: str) -> Verdict:
    delivered = False
    for block in _blocks(status):
        action = headers.text(block, "Action").strip().lower()
        if action in ("failed", "delayed"):
            return _bounce(block, message_id, permanent=action == "failed")
        delivered = delivered or bool(action)
    return Ignored("delivered") if delivered else Human("undelivered")


def _bounce(block: Message, message_id: str, *, permanent: bool) -> Bounce:
    recipient = headers.text(block, "Original-Recipient") or headers.text(block, "Final-Recipient")
    diagnosis = names.line(headers.text(block, "Diagnostic-Code").partition(";")[2])
    status = names.line(headers.text(block, "Status"))[:20]
    address = recipient.rpartition(";")[2].strip().strip("<>")
    return Bounce(message_id, address, status, permanent, (diagnosis or status)[:MAX_REASON])


def _blocks(status: Message) -> list[Message]:
    if status.is_multipart():
        return held(status)
    return [headers.parsed(block) for block in re.split(rb"\r?\n\r?\n", travelled(status))]


def _enclosed_id(message: Message) -> str:
    """The Message-ID of the mail that the report is about; nothing else of the enclosed mail is looked at."""
    for part in held(message):
        if part.get_content_type() == "message/rfc822" and held(part):
            return headers.text(held(part)[0], "Message-ID").strip()
        if part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
            return headers.text(headers.parsed(travelled(part)), "Message-ID").strip()
    return ""


def _first(head: Head) -> str:
    return next(iter(head.references), "")


# - in plain words -


def _in_words(message: Message, head: Head, parts: Sequence[Part]) -> Verdict | None:
    """A bounce that some server wrote as a letter. Who is no postmaster must also write like one."""
    if any(part.is_calendar for part in parts):
        return None
    is_postmaster = bool(_POSTMASTERS.match(head.sender))
    if not is_postmaster and not (is_from_nobody(message) and _UNDELIVERED.search(head.subject)):
        return None
    text = said(parts)
    whole = f"{head.subject}\n{text}"
    if not (_UNDELIVERED.search(whole) or _NOT_YET.search(whole) or _CODE.search(text)):
        return Human("undelivered", comment=text[:MAX_REASON]) if is_postmaster else None
    found = tuple(dict.fromkeys([*_of_enclosed(message), *head.references, *_MESSAGE_ID.findall(text)]))
    code = _CODE.search(text)
    lasting = not _NOT_YET.search(whole) and bool(not (code and code[1] == "4") or _GIVEN_UP.search(whole))
    return Bounce(
        next(iter(found), ""), _recipient(text, head), "", lasting, _telling_line(text, head.subject), also=found[1:]
    )


def _of_enclosed(message: Message) -> list[str]:
    found = _enclosed_id(message)
    return [found] if found else []


def _recipient(text: str, head: Head) -> str:
    """The first address that it speaks of: neither the machine's own nor that of whom it tells, and no Message-ID."""
    others = {one.casefold() for one in (head.sender, *head.recipients)}
    found = re.findall(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", _OF_MAILS.sub(" ", text))
    return next((one for one in found if one.casefold() not in others), "")


def _telling_line(text: str, subject: str) -> str:
    """The line with the server's code, else the first that speaks of it, else the subject."""
    lines = [names.line(line) for line in text.splitlines() if line.strip()]
    best = next((line for line in lines if _CODE.search(line)), "") or next(
        (line for line in lines if _UNDELIVERED.search(line)), subject
    )
    return best[:MAX_REASON]
