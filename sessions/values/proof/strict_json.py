"""JSON as a record's export writes it, and nothing else: no key twice, no number but in the one form that is hashed."""

import json
from typing import Any

from sessions.values.proof.canonical import EXACT, number


def loads(text: str) -> Any:
    """The document. Raises json.JSONDecodeError for what is no JSON, and ValueError for what has a second meaning."""
    return json.loads(text, object_pairs_hook=_distinct, parse_float=_written, parse_int=_whole, parse_constant=_none)


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise ValueError(f"the key {twice!r} stands twice")
    return found


def _written(text: str) -> float:
    value = float(text)
    if text not in (number(value), repr(value)) or (value.is_integer() and abs(value) < EXACT):
        raise ValueError(f"the number {text} is not written as it was hashed")
    return value


def _whole(text: str) -> int:
    if text == "-0" or len(text) > len(str(EXACT)) + 1:
        raise ValueError(f"the number {text[:40]} is not written as it was hashed")
    return int(text)


def _none(text: str) -> object:
    raise ValueError(f"{text} is no JSON number")
