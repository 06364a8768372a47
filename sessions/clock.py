"""The only reader of the wall clock; everything else is handed `now`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wall_clock() -> datetime:
    """The present instant in UTC, to the millisecond (the resolution of everything stored)."""
    return to_millisecond(datetime.now(UTC))


def to_millisecond(instant: datetime) -> datetime:
    """The instant in UTC with anything finer than a millisecond cut off."""
    return instant.astimezone(UTC).replace(microsecond=instant.microsecond // 1000 * 1000)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC, exact."""
    return (instant - EPOCH) // MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The UTC instant of so many milliseconds since 1970-01-01."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def wire(instant: datetime) -> str:
    """RFC 3339 in UTC, with three decimals only where there is a fraction: `2026-12-01T02:00:00Z`."""
    precision = "milliseconds" if instant.microsecond else "seconds"
    return instant.astimezone(UTC).isoformat(timespec=precision).removesuffix("+00:00") + "Z"


def from_wire(text: str) -> datetime:
    """The instant of an RFC 3339 text, in UTC, to the millisecond. Raises ValueError without a zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("a time needs its offset, like 2026-12-01T02:00:00Z")
    return to_millisecond(instant)
