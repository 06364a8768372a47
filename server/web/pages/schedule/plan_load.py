"""How a plan falls on its panelists: a chart, and in words from how few to how many, and what bounds the few."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from server.text import charts, numbered, translator
from sessions.store import Db, StoredPlan, registry
from sessions.values import Programme, Span, Workdays, is_available
from sessions.values.planning import Planned

NAMED = 4  # people at either end of the chart who are named
ONE_DAY = timedelta(days=1)


def loads_of(sessions: Sequence[Planned], names: Mapping[str, str]) -> dict[str, int]:
    """How many of the plan's sessions each panelist (id) has."""
    seats = Counter(person for one in sessions for person in one["panel"])
    return {person: seats[person] for person in names}


def chart(
    loads: Mapping[str, int], sessions: Sequence[Planned], names: Mapping[str, str], language: str
) -> Markup | None:
    """A bar for every panelist; None where there is nothing to show."""
    _, led = translator(language), Counter(one["chair"] for one in sessions)
    rows = [charts.Bar(name, loads[person], led[person]) for person, name in sorted(names.items(), key=lambda n: n[1])]
    if not rows or not sessions:
        return None
    title = _("Beban panelis")
    said = _("Jumlah sesi tiap panelis, dan berapa di antaranya sebagai ketua.")
    caption = charts.Caption("load", title, said, language)
    return charts.bars(caption, rows, width=640, names=(_("sebagai ketua"), _("semua sesi")))


def told(
    db: Db, stored: StoredPlan, loads: Mapping[str, int], programme: Programme, names: Mapping[str, str], spoken: str
) -> list[str]:
    """The chart in sentences: who has the fewest and who the most, and whose own time leaves them few days."""
    if not any(loads.values()):
        return []
    _, few, many = translator(spoken), min(loads.values()), max(loads.values())
    if few == many:
        return [numbered(spoken, "Beban merata: %d sesi tiap panelis.", "Beban merata: %d sesi tiap panelis.", few)]
    ends = _("Beban panelis: dari {few} sesi ({fewest}) sampai {many} sesi ({most}).").format(
        few=few, fewest=_who(loads, few, names, spoken), many=many, most=_who(loads, many, names, spoken)
    )
    below = [person for person, load in loads.items() if load < many - 1]
    return [ends, *_bounds(db, stored, programme, below, names, spoken)]


def _who(loads: Mapping[str, int], load: int, names: Mapping[str, str], spoken: str) -> str:
    those = sorted(names[person] for person, own in loads.items() if own == load)
    if len(those) <= NAMED:
        return ", ".join(those)
    return numbered(spoken, "%d panelis", "%d panelis", len(those))


def _bounds(
    db: Db, stored: StoredPlan, programme: Programme, people: Sequence[str], names: Mapping[str, str], spoken: str
) -> Iterator[str]:
    """Of whom the own time leaves less than the window's days, on how many they are free."""
    _, spans, starts = translator(spoken), registry.spans(db, people), list(_starts(stored, programme))
    days = {start.date() for start in starts}
    for person in sorted(people, key=lambda one: names[one]):
        free = _free_days(spans.get(person, ()), starts, programme.length)
        if len(free) < len(days):
            yield _("{name} hanya luang pada {free} dari {days} hari rencana ini.").format(
                name=names[person], free=len(free), days=len(days)
            )


def _free_days(spans: Sequence[Span], starts: Sequence[datetime], length: timedelta) -> set[date]:
    return {start.date() for start in starts if is_available(spans, start, start + length)}


def _starts(stored: StoredPlan, programme: Programme) -> Iterator[datetime]:
    """The window's starts on days with sessions, in the programme's zone."""
    zone, rules = ZoneInfo(programme.timezone), Workdays.of(programme.fields_json())
    day, last = (date.fromisoformat(str(stored.request[end])) for end in ("from", "to"))
    while day <= last:
        for slot in stored.request["slots"]:
            start = datetime.fromisoformat(f"{day}T{slot}").replace(tzinfo=zone)
            if not list(rules.obstacles(start, start + programme.length, programme.timezone)):
                yield start
        day += ONE_DAY
