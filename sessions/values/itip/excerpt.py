"""What a mail says, for a human to read: its words, the mails inside it, bounded, and with our links masked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from itertools import islice

from sessions.values.itip import headers, parts
from sessions.values.itip.plain_words import own_words
from sessions.values.itip.reading import MAX_MAIL, is_hostile
from sessions.values.itip.words import said

MAX_CHARACTERS = 20_000
MAX_FILES = 20  # that are named
_LINK = re.compile(r"/(enter|answer|stage|calendar)/[\w-]{16,}")
_REPLY_ADDRESS = re.compile(r"(\+)[a-z2-7]{26}(@)", re.IGNORECASE)


@dataclass(frozen=True)
class Enclosed:
    """A mail inside a mail."""

    sender: str
    subject: str
    text: str


@dataclass(frozen=True)
class Letter:
    """A mail as it is read at a desk: to whom it is, its writer's own words and what it quotes beneath, its files by
    name and bytes, the mails inside it, and the Message-IDs of the mails that it answers."""

    to: str = ""
    own: str = ""
    quoted: str = ""
    files: Sequence[tuple[str, int]] = ()
    enclosed: Sequence[Enclosed] = ()
    answers: Sequence[str] = ()


def letter(raw: bytes) -> Letter:
    """The mail to be read; one without anything where it is too much to be parsed."""
    if _is_too_much(raw):
        return Letter()
    message = headers.parsed(raw)
    own, quoted = own_words(_words(message))
    to = masked(headers.words(headers.text(message, "To")))
    return Letter(to, own, quoted, _files(message), _enclosed(message), headers.references(message))


def excerpt(raw: bytes) -> str:
    """The mail's words: its plain text, else its HTML as safe text; empty where there are none that can be read."""
    return "" if _is_too_much(raw) else _words(headers.parsed(raw))


def enclosed(raw: bytes) -> Sequence[Enclosed]:
    """The mails inside the mail."""
    return () if _is_too_much(raw) else _enclosed(headers.parsed(raw))


def masked(text: str) -> str:
    """The text with the tokens of our links and of reply addresses left out."""
    return _REPLY_ADDRESS.sub(r"\1…\2", _LINK.sub(r"/\1/…", text))


def _enclosed(message: Message) -> tuple[Enclosed, ...]:
    return tuple(
        Enclosed(
            masked(headers.words(headers.text(one, "From"))),
            masked(headers.words(headers.text(one, "Subject"))),
            _words(one),
        )
        for one in parts.enclosed(message)
    )


def _files(message: Message) -> tuple[tuple[str, int], ...]:
    found = (one for one in parts.leaves(message) if not one.is_text and not one.is_calendar and one.enclosed is None)
    return tuple((masked(one.name) or one.kind, len(one.body)) for one in islice(found, MAX_FILES))


def _words(message: Message) -> str:
    return masked(said([part for part in parts.leaves(message) if part.is_text]))[:MAX_CHARACTERS]


def _is_too_much(raw: bytes) -> bool:
    return len(raw) > MAX_MAIL or is_hostile(raw)
