"""Our VTIMEZONE says what zoneinfo says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from sessions.values.itip.zones import vtimezone

ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "America/New_York", "Europe/Dublin", "Africa/Casablanca",
         "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2018, 2026, 2039])
def test_every_day_of_the_year_has_zoneinfos_offset(zone, year):
    opening = datetime(year, 1, 1, tzinfo=UTC)
    observances = Timezone.from_ical(vtimezone(zone, opening, opening)).subcomponents
    onsets = sorted((onset(each), each["TZOFFSETTO"].td, each["TZNAME"]) for each in observances)

    for hours in range(0, 366 * 24, 7):
        instant = opening + timedelta(hours=hours)
        _, offset, name = max(each for each in onsets if each[0] <= instant)
        local = instant.astimezone(ZoneInfo(zone))
        assert (local.utcoffset(), local.tzname()) == (offset, name), instant


def onset(observance) -> datetime:
    return (observance["DTSTART"].dt - observance["TZOFFSETFROM"].td).replace(tzinfo=UTC)


def test_a_definition_is_made_once():
    now = datetime(2026, 5, 1, tzinfo=UTC)

    assert vtimezone("Asia/Jakarta", now, now) is vtimezone("Asia/Jakarta", now + timedelta(days=9), now)


def test_a_definition_has_no_comment():
    now = datetime(2026, 5, 1, tzinfo=UTC)

    assert b"COMMENT" not in vtimezone("America/New_York", now, now)
