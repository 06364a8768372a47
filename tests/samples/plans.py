"""Planning problems made up from a seed: the real regencies, panelists with diaries, institutions and conflicts."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sessions.values.booking.workdays import Workdays
from sessions.values.planning.problem import Panelist, Problem, Regency, Rules, Wishes
from sessions.values.registry import Span

REGENCIES = Path(__file__).parents[2] / "server" / "data" / "regencies.csv"
MONDAY = date(2026, 9, 7)
HALF_DAYS = ((0, 12), (12, 24))


def real_regencies(count: int, rng: random.Random) -> list[Regency]:
    with REGENCIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = rows if count >= len(rows) else rng.sample(rows, count)
    return [Regency(row["code"], row["name"], row["province"], row["timezone"]) for row in chosen]


def half_days(rng: random.Random, first: date, days: int, share: float, zone: str) -> tuple[Span, ...]:
    """A diary in which so many of all half days are free."""
    here = ZoneInfo(zone)
    spans = []
    for number in range(days):
        midnight = datetime.combine(first + timedelta(days=number), datetime.min.time(), tzinfo=here)
        for begin, end in HALF_DAYS:
            if rng.random() < share:
                since, until = midnight + timedelta(hours=begin), midnight + timedelta(hours=end)
                spans.append(Span(since.astimezone(UTC), until.astimezone(UTC), True))
    return tuple(spans)


def panelists(
    rng: random.Random,
    regencies: list[Regency],
    *,
    first: date,
    days: int,
    count: int = 60,
    chairs: int = 20,
    institutions: int = 10,
    conflicts: int = 5,
    share: float = 0.6,
) -> list[Panelist]:
    provinces = sorted({one.province for one in regencies})
    return [
        Panelist(
            id=f"p{number:03}",
            name=f"Panelis {number:03}",
            institution=f"Lembaga {number % institutions}",
            timezone="Asia/Jakarta",
            may_chair=number < chairs,
            conflicts=frozenset(one.code for one in rng.sample(regencies, min(conflicts, len(regencies) // 4))),
            province=rng.choice(provinces),
            availability=half_days(rng, first, days, share, "Asia/Jakarta"),
        )
        for number in range(count)
    ]


def round_of(
    size: int,
    *,
    seed: int = 1,
    weeks: int = 8,
    slots: tuple[str, ...] = ("08:00", "10:30", "13:00"),
    parallel: int = 6,
    panel_size: int = 4,
    wishes: Wishes | None = None,
    **people: float,
) -> Problem:
    """A whole round: so many real regencies in so many weeks, 60 panelists of whom 20 may chair."""
    rng = random.Random(seed)
    regencies = real_regencies(size, rng)
    rules = Rules(
        timezone="Asia/Jakarta",
        length=timedelta(hours=2),
        workdays=Workdays(),
        panel_size=panel_size,
        daily_limit=2,
        own_province=True,
    )
    return Problem(
        rules=rules,
        first=MONDAY,
        last=MONDAY + timedelta(days=7 * weeks - 3),
        slots=slots,
        parallel=parallel,
        regencies=tuple(regencies),
        panelists=tuple(panelists(rng, regencies, first=MONDAY, days=7 * weeks, **people)),
        wishes=wishes or Wishes(),
    )
