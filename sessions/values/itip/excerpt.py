"""What a mail says in plain words, for a human to read: bounded, and with our links masked. It never raises."""

import re
from email import message_from_bytes
from email.message import Message

MAX_BYTES = 512 * 1024
MAX_CHARACTERS = 20_000
_LINK = re.compile(r"/(enter|answer|stage|calendar)/[\w-]{16,}")


def excerpt(raw: bytes) -> str:
    """The mail's text parts one after the other; empty where there are none that can be read."""
    try:
        message = message_from_bytes(raw[:MAX_BYTES])
        texts = [_text(part) for part in _leaves(message) if part.get_content_type() == "text/plain"]
    except Exception:  # whatever it is, the list of mails must be shown
        return ""
    return masked("\n".join(texts))[:MAX_CHARACTERS]


def masked(text: str) -> str:
    """The text with the tokens of our links left out."""
    return _LINK.sub(r"/\1/…", text)


def _leaves(message: Message) -> list[Message]:
    if message.get_content_maintype() == "message":
        return []
    parts = message.get_payload()
    if not isinstance(parts, list):
        return [message]
    return [leaf for part in parts if isinstance(part, Message) for leaf in _leaves(part)]


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
