"""JSON as it is kept and given: compact, characters as they are."""

import json
from typing import Any

import msgspec

_QUICK = msgspec.json.Encoder()
_ANY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # for the rare types that the quick one refuses


def compact(document: Any) -> str:
    """The document as text. Raises TypeError for what no JSON is, ValueError for half a surrogate pair."""
    try:
        return _QUICK.encode(document).decode()
    except TypeError:
        return _ANY.encode(document)
