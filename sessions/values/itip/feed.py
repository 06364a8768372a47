"""A calendar to subscribe to, joined out of VEVENTs that are bytes already (RFC 5545 without a METHOD)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from sessions.lazily import lazily
from sessions.values.itip import names
from sessions.values.itip.build import calendar
from sessions.values.itip.zones import vtimezone

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = lazily("icalendar")

_REFRESH = "PT15M"
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def feed(vevents: Sequence[bytes], name: str) -> bytes:
    """The calendar `name` of these events, in their order; cancelled ones stay in it as cancelled.

    An empty one holds a zone alone: RFC 5545 3.6 wants at least one component.
    """
    title = icalendar.vText(names.line(name) or "Sidang").to_ical().decode()  # an empty value is an error to libical
    components = list(vevents) or [vtimezone("Asia/Jakarta", _ANY_DAY, _ANY_DAY)]
    return calendar(
        components,
        f"NAME:{title}",
        f"X-WR-CALNAME:{title}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}",
        f"X-PUBLISHED-TTL:{_REFRESH}",
    )


def etag(body: bytes) -> str:
    """A strong entity tag of a feed's bytes (RFC 9110 8.8.3)."""
    return f'"{sha256(body).hexdigest()[:32]}"'
