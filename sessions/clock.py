"""The only reader of the wall clock; everything else is handed `now`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

Clock = Callable[[], datetime]
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1970, 2200  # nothing is booked, asked for or shown outside


class SteadyClock:
    """The wall clock as long as it goes on evenly. What leaps by more than LEAP against the time since the machine
    started (CLOCK_BOOTTIME, which nobody sets and which counts sleep) is not followed until it is accepted."""

    LEAP = timedelta(seconds=5)
    LEAP_SECONDS = LEAP.total_seconds()

    def __init__(self, wall: Clock | None = None, since_boot: Callable[[], float] | None = None) -> None:
        self._wall = wall or wall_clock
        self._since_boot = since_boot or _since_boot
        self._base, self._at = self._wall(), self._since_boot()

    def __call__(self) -> datetime:
        """The present instant in UTC, to the millisecond."""
        wall = self._wall()
        if wall is self._base:
            return wall  # it was followed in this very millisecond
        since_boot = self._since_boot()
        ahead = (wall - self._base).total_seconds() - (since_boot - self._at)
        if abs(ahead) > self.LEAP_SECONDS:
            return to_millisecond(self._steady())
        self._base, self._at = wall, since_boot  # what is slewed little by little is followed
        return wall

    @property
    def wall(self) -> datetime:
        """What the wall clock shows."""
        return self._wall()

    def leap(self) -> timedelta:
        """By how much the wall clock differs from what is followed; zero while it is followed."""
        ahead = self._wall() - self._steady()
        return ahead if abs(ahead) > self.LEAP else timedelta(0)

    def accept(self) -> None:
        """The wall clock is right: it is followed from now on."""
        self._base, self._at = self._wall(), self._since_boot()

    def _steady(self) -> datetime:
        return self._base + timedelta(seconds=self._since_boot() - self._at)


_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _since_boot() -> float:
    return time.clock_gettime(_BOOT)


_shown = (0, EPOCH)  # what the wall clock showed last: under load it is asked many times in a millisecond


def wall_clock() -> datetime:
    """The present instant in UTC, to the millisecond (the resolution of everything stored)."""
    global _shown
    milliseconds = time.time_ns() // 1_000_000
    known, instant = _shown
    if known != milliseconds:
        instant = datetime.fromtimestamp(milliseconds / 1000, UTC)
        _shown = milliseconds, instant
    return instant


def to_millisecond(instant: datetime) -> datetime:
    """The instant in UTC with anything finer than a millisecond cut off."""
    return _in_utc(instant).replace(microsecond=instant.microsecond // 1000 * 1000)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC, exact."""
    return (instant - EPOCH) // MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The UTC instant of so many milliseconds since 1970-01-01."""
    return EPOCH + timedelta(milliseconds=milliseconds)


@lru_cache(maxsize=1024)  # what is saved at an instant says it in its entry, its score and its answer
def wire(instant: datetime) -> str:
    """RFC 3339 in UTC, with three decimals only where there is a fraction: `2026-12-01T02:00:00Z`."""
    precision = "milliseconds" if instant.microsecond else "seconds"
    return _in_utc(instant).isoformat(timespec=precision)[: -len("+00:00")] + "Z"


def _in_utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


def from_wire(text: str) -> datetime:
    """The instant of an RFC 3339 text, in UTC, to the millisecond. Raises ValueError without a zone, and for what is
    no year in UTC."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("a time needs its offset, like 2026-12-01T02:00:00Z")
    try:
        return to_millisecond(instant)
    except OverflowError as error:
        raise ValueError("a time of the years 1 to 9999") from error
