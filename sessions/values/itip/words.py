"""What a mail says in words: its plain text, or its HTML as safe text."""

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sessions.lazily import lazily
from sessions.values.itip.ical import decoded
from sessions.values.itip.parts import Part

if TYPE_CHECKING:
    import nh3
else:
    nh3 = lazily("nh3")

MAX_HTML = 256 * 1024
_BREAKS = re.compile(r"(?i)<(br|hr)\b[^>]*>|</(p|div|tr|li|h[1-6]|table|blockquote)\s*>")
_HIDDEN = {"script", "style", "head", "title", "template", "noscript"}


def said(parts: Sequence[Part]) -> str:
    """The words of these parts: the plain ones, else what their HTML says."""
    plain = "\n".join(_plain(part) for part in parts if part.kind == "text/plain" and part.is_text).strip()
    if plain:
        return plain
    return "\n".join(of_html(_plain(part)) for part in parts if part.kind == "text/html").strip()


def of_html(markup: str) -> str:
    """HTML as text: no tag, no script and no picture is left of it."""
    one_line = re.sub(r"\s+", " ", markup[:MAX_HTML])
    broken = _BREAKS.sub(lambda found: f"{found.group()}\n", one_line)
    bare = html.unescape(nh3.clean(broken, tags=set(), clean_content_tags=_HIDDEN))
    lines = [re.sub(r"[ \t\r\f\v\xa0]+", " ", line).strip() for line in bare.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(part: Part) -> str:
    return decoded(part.body[:MAX_HTML], part.charset)
