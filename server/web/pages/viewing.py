"""What a viewer of the secretariat's is shown: its pages without whatever changes something for others."""

import re

# The forms that change something for others than oneself: a viewer's pages are without them, whatever wrote them.
CHANGING = re.compile(
    r'<details class="ask-once"(?:(?!</details>).)*</details>'
    r'|<form\b(?=[^>]*method="post")(?![^>]*action="/(?:language|theme|sign-out|account)\b)[^>]*>.*?</form>',
    re.DOTALL,
)
# What a form leaves behind: something to unfold with nothing in it, a heading over nothing.
_TITLE = r"<(summary|h2)\b[^>]*>(?:(?!</?(?:summary|h2|section|details)\b).)*</\2>"
EMPTIED = re.compile(rf"<(details|section)\b[^>]*>\s*(?:<header>\s*)?{_TITLE}\s*(?:</header>\s*)?</\1>", re.DOTALL)


def without_forms(html: str) -> str:
    """The page as it is read, and no more."""
    return EMPTIED.sub("", CHANGING.sub("", html))
