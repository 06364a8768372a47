"""What people and programs sent -> values, or Invalid with every fault and its JSON pointer."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from babel.dates import get_month_names
from pydantic import BaseModel, ValidationError

from sessions.values import FIRST_YEAR, LAST_YEAR, Fault, Invalid, Limited, Wrong, from_wire

M = TypeVar("M", bound=BaseModel)
BEGINNING, END = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)


class Sent(Protocol):
    """A request's body, from whatever door it came in by."""

    @property
    def content_type(self) -> str:
        """Its media type, without parameters."""

    async def read(self) -> bytes:
        """All of it."""


async def body(request: Sent, model: type[M]) -> M:
    """The request's JSON as the model; an empty body is an empty object. Raises Invalid."""
    return fit(await document(request), model)


async def document(request: Sent) -> Any:
    """The request's JSON. Raises Invalid when it is not JSON in UTF-8."""
    return decoded(await request.read())


def decoded(raw: bytes) -> object:
    """The JSON of these bytes; of none an empty object. Raises Invalid or Limited."""
    if not raw.strip():
        return {}
    try:
        document = _DECODER.decode(raw.decode("utf-8"))
        return _whole(document) if b"\\u" in raw else document  # only an escape can name half a pair
    except UnicodeDecodeError as error:
        raise Invalid.at("", "not-utf-8", byte=error.start) from error
    except RecursionError:
        raise Limited("depth") from None
    except json.JSONDecodeError as error:
        raise Invalid.at("", "not-json", line=error.lineno, column=error.colno) from error
    except Wrong as error:
        raise Invalid.at("", error.code, **error.params) from error
    except ValueError:  # digits without end, which Python refuses to read
        raise Invalid.at("", "number-too-long") from None


def fit(document: object, model: type[M], at: str = "") -> M:
    """The document as the model. Raises Invalid with pointers below `at`."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise Invalid(faults(error, at)) from error


def fit_all(documents: list[object], model: type[M]) -> list[M]:
    """Every document of a list as the model. Raises Invalid with all the faults of all."""
    found: list[Fault] = []
    fitting: list[M] = []
    for number, one in enumerate(documents):
        try:
            fitting.append(model.model_validate(one))
        except ValidationError as error:
            found += faults(error, f"/{number}")
    if found:
        raise Invalid(found)
    return fitting


def faults(error: ValidationError, at: str) -> list[Fault]:
    """Pydantic's errors as faults with JSON pointers."""
    return [_fault(at, one) for one in error.errors()]


def number(text: str) -> float | str:
    """The number that somebody typed, with a decimal comma or point; else the text, which a model then refuses."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return text


def natural(text: str) -> int | None:
    """The whole number that the text is, from 0 to nine digits; else None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def day(text: str) -> date | None:
    """The day that the text is (ISO 8601), of the years that anything can lie in; else None."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def written_day(text: str) -> date | None:
    """The day as offices write it, too: 24/12/2026, 24-12-2026, 24.12.2026, or 24 Desember 2026; else None."""
    written = _WRITTEN_DAY.fullmatch(text.strip())
    if written is None:
        return day(text.strip())
    of_month, month, year = written.groups()
    number = int(month) if month.isdecimal() else _MONTHS.get(month.casefold(), 0)
    return day(f"{year}-{number:02d}-{int(of_month):02d}")


_WRITTEN_DAY = re.compile(r"([0-9]{1,2})[ ./-]+([^\W_]+)[ ./-]+([0-9]{4})")
_MONTHS = {
    name.casefold().rstrip("."): number
    for language in ("id", "en")
    for width in ("wide", "abbreviated")
    for number, name in get_month_names(width, locale=language).items()
}


def instant(text: str, at: str) -> datetime:
    """The instant that the text is (RFC 3339, a plus sign also as an address's space). Raises Invalid at that
    pointer."""
    try:
        found = from_wire(text.replace(" ", "+"))
    except ValueError:
        raise Invalid.at(at, "no-instant") from None
    return _in_time(found, at)


def bound(text: str, at: str) -> datetime:
    """The instant that a stretch is to begin or end at, or the nearest that anything can lie at: `9999-12-31T…` is for
    ever. Raises Invalid at that pointer."""
    try:
        found = from_wire(text.replace(" ", "+"))
    except ValueError:
        raise Invalid.at(at, "no-instant") from None
    return min(max(found, BEGINNING), END)


def local(text: str, zone: str, at: str) -> datetime:
    """The instant of a day and a time of day on the clocks of the zone (`2026-12-01T09:00`). Raises Invalid at that
    pointer."""
    try:
        found = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise Invalid.at(at, "no-instant") from None
    return _in_time(found, at)


def _in_time(found: datetime, at: str) -> datetime:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Invalid.at(at, "out-of-time", first=FIRST_YEAR, last=LAST_YEAR)
    return found


def _pointer(location: tuple[object, ...]) -> str:
    parts = [str(part).removesuffix("_") for part in location if not _is_branch(part)]
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts)


def _is_branch(part: object) -> bool:
    # Pydantic names the branch of a union or a validator in the location; the sender knows nothing of it.
    return isinstance(part, str) and (any(c in part for c in "[(") or part in ("str", "dict", "[key]"))


# Pydantic's own errors by the fault that they are, and the name of the bound in their context.
_CODES: dict[str, tuple[str, str]] = {
    "missing": ("required", ""),
    "string_too_short": ("required", ""),
    "too_short": ("required", ""),
    "string_too_long": ("too-long", "max_length"),
    "too_long": ("too-many", "max_length"),
    "extra_forbidden": ("unknown-field", ""),
    "greater_than": ("too-small", "gt"),
    "greater_than_equal": ("too-small", "ge"),
    "less_than": ("too-large", "lt"),
    "less_than_equal": ("too-large", "le"),
    "literal_error": ("not-one-of", "expected"),
    "bool_type": ("true-or-false", ""),
    "bool_parsing": ("true-or-false", ""),
    "string_type": ("no-text", ""),
    "list_type": ("no-list", ""),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), ("no-object", "")),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float", "float_type", "float_parsing", "finite_number"), ("no-number", "")
    ),
}
_BOUNDS = {"too-small": "least", "too-large": "most", "too-long": "most", "too-many": "most"}


def _fault(at: str, one: Any) -> Fault:
    pointer, context = at + _pointer(one["loc"]), one.get("ctx", {})
    wrong = context.get("error")
    if isinstance(wrong, Wrong):
        return Fault(pointer, wrong.code, wrong.params)
    code, bound = _CODES.get(one["type"], ("does-not-fit", ""))
    if code == "not-one-of":  # as Pydantic tells it, in English: 'a', 'b' or 'c'
        return Fault(pointer, code, {"allowed": context[bound].replace(" or ", ", ").replace("'", "")})
    return Fault(pointer, code, {_BOUNDS[code]: context[bound]} if bound else {})


def _whole(document: object) -> object:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Wrong("half-a-character") from None
    return document


def _no_constant(name: str) -> object:
    raise Wrong("no-json-number", name=name)


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
