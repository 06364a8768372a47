"""Which times a mail proposes in its writer's own words: `Rabu, 5 Maret pukul 10.00 atau 13.30 WIB`.

A guess, for a person to choose from: nothing is ever booked by it alone. An hour counts with the last day before it;
where a span is written, its beginning."""

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sessions.values.itip.plain_words import READ

MOST = 6
ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
MONTHS = (
    "januari january jan", "februari february feb", "maret march mar", "april apr", "mei may", "juni june jun",
    "juli july jul", "agustus august agu aug", "september sep", "oktober october okt oct", "november nov",
    "desember december des dec",
)  # fmt: skip
MONTH = {name: number for number, names in enumerate(MONTHS, start=1) for name in names.split()}
_NAMES = "|".join(sorted(MONTH, key=len, reverse=True))
_DAY = (
    rf"(?P<d1>\d{{1,2}})\s+(?P<m1>{_NAMES})\b\.?(?:,?\s+(?P<y1>20\d\d)\b)?"
    rf"|\b(?P<m2>{_NAMES})\s+(?P<d2>\d{{1,2}})\b(?![.:]\d)(?:,?\s+(?P<y2>20\d\d)\b)?"
    r"|(?P<d3>\d{1,2})[/-](?P<m3>\d{1,2})[/-](?P<y3>20\d\d)\b"
    r"|(?P<y4>20\d\d)-(?P<m4>\d{2})-(?P<d4>\d{2})\b"
)
_TO = r"\s*(?:-|–|—|s\.?\s?d\.?|sampai(?: dengan)?|hingga|to|until)\s*(?:pukul\s*)?"
_HOUR = r"(?:(?:pukul|jam|pk\.?|at)\s*(?P<h1>\d{1,2})(?:[.:](?P<n1>\d{2}))?|(?P<h2>\d{1,2})[.:](?P<n2>\d{2}))(?![\d])"
_SAID = re.compile(
    rf"(?<!\d)(?:{_DAY})|(?<![\d.,])(?P<hour>{_HOUR})(?:{_TO}\d{{1,2}}(?:[.:]\d{{2}})?(?!\d))?(?:\s*(?P<zone>wib|wita|wit)\b)?",
    re.IGNORECASE,
)


def proposed(text: str, zone: str, *, after: datetime) -> list[datetime]:
    """The instants after that one which the words name, a few at most, in their order in time. An hour without a zone
    of its own is of `zone`; a day without a year is the next one of that name."""
    day: date | None = None
    found: set[datetime] = set()
    for said in _SAID.finditer(text[:READ]):
        if not said["hour"]:
            day = _day(said, after.astimezone(ZoneInfo(zone)).date())
            continue
        at = _hour(said)
        if day is None or at is None:
            continue
        instant = datetime.combine(day, at, ZoneInfo(ZONES.get((said["zone"] or "").lower(), zone)))
        if instant > after:
            found.add(instant.astimezone(after.tzinfo))
    return sorted(found)[:MOST]


def _day(said: re.Match[str], today: date) -> date | None:
    """The day that is named; None where there is none such."""
    number, month, year = next(
        (said[f"d{n}"], said[f"m{n}"], said[f"y{n}"]) for n in range(1, 5) if said[f"d{n}"] is not None
    )
    which = MONTH.get(month.lower()) or int(month)
    years = [int(year)] if year else [today.year, today.year + 1]
    days = [one for each in years if (one := _dated(each, which, int(number))) is not None]
    return next((one for one in days if year or one >= today), None)


def _dated(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _hour(said: re.Match[str]) -> time | None:
    parts: Any = (said["h1"], said["n1"] or "0") if said["h1"] else (said["h2"], said["n2"])
    hour, minute = map(int, parts)
    return time(hour, minute) if hour < 24 and minute < 60 else None
