"""The icons of pages: drawings of Lucide (ISC licence), inline, in the colour of the words beside them."""

from functools import cache
from xml.etree import ElementTree

import lucide
from markupsafe import Markup

# What a picture stands for is decided here: pages name the thing, not the drawing.
DRAWINGS = {
    "overview": "house", "calendar": "calendar", "sessions": "list", "plans": "wand-sparkles", "today": "radio",
    "deliberation": "flag", "regency": "landmark", "panelists": "users", "person": "user", "mail": "mail",
    "mail-setup": "mailbox", "inbox": "inbox", "results": "chart-column", "rubric": "list-checks",
    "settings": "sliders-horizontal",
    "programme": "folder", "room": "door-open", "account": "user-cog", "history": "history", "log": "shield-check",
    "search": "search", "add": "plus", "more": "ellipsis", "menu": "menu", "close": "x", "back": "chevron-left",
    "next": "chevron-right", "down": "chevron-down", "switch": "chevrons-up-down", "edit": "pencil",
    "remove": "trash-2", "upload": "upload", "download": "download", "print": "printer", "filter": "funnel",
    "link": "link", "copy": "copy", "external": "external-link", "lock": "lock", "key": "key-round",
    "sign": "pen-line", "deck": "presentation", "file": "file-text", "question": "message-circle-question-mark",
    "clock": "clock", "play": "play", "pause": "pause", "stop": "square", "record": "mic", "video": "video",
    "stage": "monitor", "warning": "triangle-alert", "info": "info", "good": "check", "bad": "x",
    "unknown": "circle-question-mark", "incomplete": "circle-dashed", "differs": "equal-not",
    "help": "circle-question-mark", "move": "move", "grip": "grip-vertical", "undo": "undo-2", "archive": "archive",
    "claims": "clipboard-check", "offer": "calendar-check", "leave": "log-out", "language": "languages",
    "bell": "bell", "signal": "wifi-off", "server": "server", "backup": "hard-drive", "bookmark": "bookmark",
    "replace": "user-round-plus", "theme": "contrast",
}  # fmt: skip


@cache
def icon(name: str) -> Markup:
    """The drawing of one thing, for the eye alone: what it means stands in words beside it. Raises KeyError for a name
    that is not above."""
    drawn = ElementTree.fromstring(lucide._render_icon(DRAWINGS[name], None))
    parts = "".join(_part(node) for node in drawn)
    return Markup(f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{parts}</svg>')


def _part(node: ElementTree.Element) -> str:
    return ElementTree.tostring(node, encoding="unicode").strip().replace(" />", "/>")
