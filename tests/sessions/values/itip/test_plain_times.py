"""Which times the words of a mail propose: days and hours as offices write them; a guess that a person looks at."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.values.itip.plain_times import MOST, proposed

NOW = datetime(2031, 3, 3, 1, 0, tzinfo=UTC)


def told(text, zone="Asia/Jakarta", now=NOW):
    return [f"{one.astimezone(ZoneInfo(zone)):%d.%m.%Y %H.%M}" for one in proposed(text, zone, after=now)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Kami usul Rabu, 5 Maret 2031 pukul 10.00 WIB.", ["05.03.2031 10.00"]),
        ("Bisa 5 Maret pukul 9 atau 6 Maret jam 13.30", ["05.03.2031 09.00", "06.03.2031 13.30"]),
        ("Kamis 06/03/2031, pk. 08.00 s.d. 10.00", ["06.03.2031 08.00"]),
        ("Senin 10 Maret 2031: 10.00-12.00 atau 13:30–15:30", ["10.03.2031 10.00", "10.03.2031 13.30"]),
        ("March 7, 2031 at 10:30 or 8 March 2031 at 09:00", ["07.03.2031 10.30", "08.03.2031 09.00"]),
        ("2031-03-11 14:00", ["11.03.2031 14.00"]),
        ("pukul 10.00 WITA pada 5 Maret", []),  # of which day it is, comes too late to be sure
        ("5 Maret 2031 pukul 10.00 WITA", ["05.03.2031 09.00"]),
        ("5 Februari pukul 10.00", ["05.02.2032 10.00"]),  # the next there is
        ("1 Maret 2031 pukul 10.00 sudah lewat", []),
        ("31 Februari 2031 pukul 10.00 dan 5 Maret 2031 pukul 25.00", []),
        ("Sesi tanggal 5 Maret 2031 kami tidak dapat hadir.", []),
        ("Saya berhalangan; nilai 10.30 dan 3.5 persen", []),
    ],
)
def test_days_with_their_hours_are_read(text, times):
    assert told(text) == times


def test_hours_without_a_zone_are_those_of_whoever_writes():
    assert proposed("5 Maret 2031 pukul 10.00", "Asia/Jayapura", after=NOW) == [NOW + timedelta(days=2)]


@given(st.text(alphabet="0123456789.:-/ maretMpukul\n", max_size=300))
def test_whatever_is_written_gives_times_ahead_and_no_more_than_a_few(text):
    found = proposed(text, "Asia/Jakarta", after=NOW)
    assert len(found) <= MOST and all(one > NOW for one in found) and found == sorted(set(found))
