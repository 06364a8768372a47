"""Working time: what the calendar, the hours and the regency's own zone forbid."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sessions.errors import Wrong
from sessions.values.booking.workdays import Obstacle, Workdays, has_calendar, holiday_names, hours

TWO_HOURS = timedelta(hours=2)
JAKARTA, MAKASSAR, JAYAPURA = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
FREE = {"workdays": range(1, 8), "day_start": "00:00", "day_end": "24:00", "holidays": "", "blocked": ()}
OFFICE = {
    "workdays": [1, 2, 3, 4, 5],
    "day_start": "08:00",
    "day_end": "17:00",
    "holidays": "ID",
    "blocked": [date(2026, 12, 23)],
}


def problems_with(starts_at, ends_at, *, zone, **rules):
    """The reasons against a span, each once."""
    day_start, day_end = hours(rules["day_start"]), hours(rules["day_end"])
    workdays, blocked = frozenset(rules["workdays"]), frozenset(rules["blocked"])
    found = Workdays(workdays, day_start, day_end, rules["holidays"], blocked).obstacles(starts_at, ends_at, zone)
    return list(dict.fromkeys(one.reason for one in found))


def reasons(local: str, zone: str = JAKARTA, lasting: timedelta = TWO_HOURS, **rules):
    starts_at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return problems_with(starts_at, starts_at + lasting, zone=zone, **{**OFFICE, **rules})


@pytest.mark.parametrize(
    ("local", "found"),
    [
        ("2026-12-01T08:00", []),
        ("2026-12-01T15:00", []),
        ("2026-12-01T07:59:59.999", ["outside-hours"]),
        ("2026-12-01T15:00:00.001", ["outside-hours"]),
        ("2026-12-05T09:00", ["workday"]),
        ("2026-12-23T09:00", ["blocked"]),
        ("2026-12-24T09:00", ["holiday"]),  # joint leave
        ("2026-12-25T16:00", ["holiday", "outside-hours"]),
    ],
)
def test_an_office_week_in_one_zone(local, found):
    assert reasons(local) == found


def test_what_stands_in_the_way_says_on_which_day_and_what_the_holiday_is_called():
    rules = Workdays.of({**OFFICE, "blocked": ["2026-12-23"]})
    assert rules == Workdays(blocked=frozenset(OFFICE["blocked"]))

    def in_the_way(day: int, hour: int) -> list[Obstacle]:
        starts_at = datetime(2026, 12, day, hour, tzinfo=ZoneInfo(JAKARTA))
        return rules.obstacles(starts_at, starts_at + TWO_HOURS, JAKARTA)

    (christmas, late) = in_the_way(25, 16)
    assert (christmas.reason, christmas.day, christmas.conflict) == ("holiday", date(2026, 12, 25), "holiday")
    assert christmas.name and "Natal" in christmas.name["id"]
    assert (late, late.conflict) == (Obstacle("outside-hours", date(2026, 12, 25)), "outside-hours")
    assert in_the_way(23, 9) == [Obstacle("blocked", date(2026, 12, 23))]
    assert in_the_way(5, 9) == [Obstacle("workday", date(2026, 12, 5))]


@pytest.mark.parametrize(("zone", "found"), [(JAKARTA, []), (MAKASSAR, []), (JAYAPURA, ["outside-hours"])])
def test_half_past_one_in_jakarta_is_too_late_for_jayapura(zone, found):
    starts_at = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)

    assert problems_with(starts_at, starts_at + TWO_HOURS, zone=zone, **OFFICE) == found


def test_the_date_is_the_regencys_own():
    sunday_night = datetime(2026, 11, 29, 16, tzinfo=UTC)  # Monday 01:00 in Jayapura, Sunday 23:00 in Jakarta

    def at(zone):
        return problems_with(sunday_night, sunday_night + TWO_HOURS / 4, zone=zone, **{**OFFICE, **always})

    always = {"day_start": "00:00", "day_end": "24:00"}
    assert at(JAYAPURA) == []
    assert at(JAKARTA) == ["workday"]


def test_until_midnight_is_within_a_day_that_ends_at_24():
    assert reasons("2026-12-01T22:00", day_end="24:00") == []


def test_a_whole_day_has_no_edge_at_midnight():
    assert reasons("2026-12-01T23:00", **FREE) == []


def test_any_other_day_has():
    assert reasons("2026-12-01T23:00", day_end="24:00") == ["outside-hours"]


def test_the_day_after_midnight_must_be_open_too():
    assert reasons("2026-12-04T23:00", day_start="00:00", day_end="24:00") == ["workday"]


def test_a_holiday_has_its_name_in_both_languages():
    assert holiday_names("ID", date(2026, 12, 24)) == {
        "id": "Cuti Bersama Hari Raya Natal",
        "en": "Christmas Joint Holiday",
    }
    assert holiday_names("ID", date(2026, 12, 1)) is None


def test_a_holiday_that_is_only_estimated_says_so():
    estimated = [names["en"] for day in range(1, 32) if (names := holiday_names("ID", date(2027, 3, day)))]

    assert any("(estimated)" in name for name in estimated)


def test_a_country_without_joint_leave_has_its_public_holidays():
    assert holiday_names("SG", date(2026, 12, 25))
    assert has_calendar("SG") and has_calendar("") and not has_calendar("XX")


def test_a_programmes_fields_make_its_calendar():
    rules = Workdays.of({**OFFICE, "blocked": ["2026-12-23"]})

    assert rules.closed_on(date(2026, 12, 23)) == Obstacle("blocked", date(2026, 12, 23))
    assert rules.closed_on(date(2026, 12, 22)) is None
    assert rules.closed_on(date(2026, 12, 23)).conflict == "holiday"


@pytest.mark.parametrize("text", ["8:00", "24:01", "12:60", "", "ab:cd", "+1:00", "1:2:3", "٠٨:٠٠"])
def test_a_time_of_day_that_is_none_is_refused_as_it_was_typed(text):
    with pytest.raises(Wrong) as refused:
        hours(text)
    assert (refused.value.code, refused.value.params) == ("no-time-of-day", {"text": text})
