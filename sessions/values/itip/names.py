"""Cleans what people typed before it stands in a calendar file: names, lines, addresses, links."""

import re
import unicodedata
from urllib.parse import quote

from sessions.values.addresses import is_address

_DROPPED = {"Cc", "Cs", "Zl", "Zp"}
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_IN_NAMES = str.maketrans({'"': "'", ";": ",", "^": None})


def line(text: str) -> str:
    """The text on one line: breaks and tabs become spaces, other controls and direction overrides go."""
    spaced = re.sub(r"[\r\n\t\v\f\x85\u2028\u2029]+", " ", text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _DROPPED and c not in _BIDI)
    return kept.strip()


def name(text: str) -> str:
    """A name fit for CN, which cannot hold a double quote and in which several calendars trip over `;` and `^`."""
    return line(text.translate(_IN_NAMES))


def mailto(address: str) -> str:
    """A CAL-ADDRESS. Raises ValueError for what is no address: a line break here would be a forged property."""
    if not is_address(address):
        raise ValueError(f"not a mail address: {address!r}")
    return f"mailto:{address}"


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are one mailbox, letters' case aside (no mailbox met in practice minds it)."""
    return one.strip().casefold() == other.strip().casefold()


def link(url: str) -> str:
    """The link as a URI without spaces, controls and characters outside ASCII (RFC 3986)."""
    return quote(line(url), safe="%:/?#[]@!$&'()*+,;=~-._")
