"""Canonical JSON (RFC 8785): the one byte form of a document that is hashed. Records of format 1 have another."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

PLAINLY = (1e-4, 1e16)  # between these Python writes a fraction as ECMAScript does
EXACT = 2**53
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_QUICK = msgspec.json.Encoder(order="sorted")


def canonical(document: object) -> bytes:
    """The document by RFC 8785: keys in the order of their UTF-16 units, numbers as ECMAScript writes them, UTF-8.

    Raises ValueError for what no JSON number is (NaN, infinity) and for a half surrogate, TypeError for no JSON."""
    if _is_plain(document):
        return _QUICK.encode(document)
    return _text(document).encode()


def canonical_1(document: object) -> bytes:
    """The form of records of format 1: keys by code point, numbers as Python writes them (1.0 stays 1.0)."""
    return _ENCODER.encode(document).encode()


def _is_plain(document: Any) -> bool:
    """Whether both forms are the same, as they are for nearly all that is hashed."""
    kind = type(document)
    if kind is str or document is None or kind is bool:
        return True
    if kind is int:
        return bool(-EXACT <= document <= EXACT)
    if kind is dict:
        for key, value in document.items():  # a loop, not a generator: it runs for every entry that is hashed
            if type(key) is not str or not key.isascii():
                return False
            kind = type(value)
            if kind is not str and not (kind is int and -EXACT <= value <= EXACT) and not _is_plain(value):
                return False
        return True
    if isinstance(document, float):
        return PLAINLY[0] <= abs(document) < PLAINLY[1] and not document.is_integer()
    return all(_is_plain(one) for one in document) if isinstance(document, list | tuple) else False


def _text(document: object) -> str:
    if isinstance(document, bool) or document is None or isinstance(document, str):
        return json.dumps(document, ensure_ascii=False)
    if isinstance(document, int | float):
        return number(document)
    if isinstance(document, Mapping):
        keys = sorted(document, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_text(key)}:{_text(document[key])}" for key in keys) + "}"
    if isinstance(document, Sequence):
        return "[" + ",".join(_text(one) for one in document) + "]"
    raise TypeError(f"{type(document).__name__} is no JSON")


def number(value: float) -> str:
    """A number as ECMAScript writes it (ECMA-262, Number::toString; RFC 8785, section 3.2.2.3)."""
    value = float(value)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{value} is no JSON number")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Shortest digits with the decimal point behind so many of them."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "") + power
