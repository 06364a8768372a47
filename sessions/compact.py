"""JSON as it is kept and given: compact, characters as they are."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

# What JSON can say. Read as mappings and sequences, so that a dict[str, str] is one, too.
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

_QUICK = msgspec.json.Encoder()
_ANY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # for the rare types that the quick one refuses


def compact(document: object) -> str:
    """The document as text. Raises TypeError for what no JSON is, ValueError for half a surrogate pair."""
    try:
        return _QUICK.encode(document).decode()
    except TypeError:
        return _ANY.encode(document)
