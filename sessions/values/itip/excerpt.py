"""What a mail says, for a human to read: its words, the mails inside it, bounded, and with our links masked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from sessions.values.itip import headers, parts
from sessions.values.itip.reading import MAX_MAIL, is_hostile
from sessions.values.itip.words import said

MAX_CHARACTERS = 20_000
_LINK = re.compile(r"/(enter|answer|stage|calendar)/[\w-]{16,}")
_REPLY_ADDRESS = re.compile(r"(\+)[a-z2-7]{26}(@)", re.IGNORECASE)


@dataclass(frozen=True)
class Enclosed:
    """A mail inside a mail."""

    sender: str
    subject: str
    text: str


def excerpt(raw: bytes) -> str:
    """The mail's words: its plain text, else its HTML as safe text; empty where there are none that can be read."""
    return "" if _is_too_much(raw) else _words(headers.parsed(raw))


def enclosed(raw: bytes) -> Sequence[Enclosed]:
    """The mails inside the mail."""
    if _is_too_much(raw):
        return ()
    found = parts.enclosed(headers.parsed(raw))
    return tuple(
        Enclosed(
            masked(headers.words(headers.text(one, "From"))),
            masked(headers.words(headers.text(one, "Subject"))),
            _words(one),
        )
        for one in found
    )


def masked(text: str) -> str:
    """The text with the tokens of our links and of reply addresses left out."""
    return _REPLY_ADDRESS.sub(r"\1…\2", _LINK.sub(r"/\1/…", text))


def _words(message: Message) -> str:
    return masked(said([part for part in parts.leaves(message) if part.is_text]))[:MAX_CHARACTERS]


def _is_too_much(raw: bytes) -> bool:
    return len(raw) > MAX_MAIL or is_hostile(raw)
