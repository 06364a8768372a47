"""How times, lengths and numbers are written for people. Knows no request and no page; words are languages.py's.

An instant is an aware datetime or its RFC 3339 text; a zone is an IANA name. Times are `09.42 WIB` in Indonesian and
`09:42 WIB` in English.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, get_day_names
from babel.numbers import format_decimal
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from server.text import script_words as words
from server.text.folding import Spoken
from server.text.languages import PLACES, SOURCE, UNBROKEN, known, named, plural, translator
from sessions.values import Scale, from_wire
from sessions.values.results import sentences

Instant = datetime | str
THOUSAND = 1000  # what is smaller is written with its digits alone in every language

# - times -


def to_zone(instant: Instant, zone: str) -> datetime:
    """The instant on the clocks of the zone."""
    return _read_in(instant, zone) if isinstance(instant, str) else instant.astimezone(ZoneInfo(zone))


@lru_cache(8192)  # a page writes the same instant several times, and lists the same ones again and again
def _read_in(text: str, zone: str) -> datetime:
    return from_wire(text).astimezone(ZoneInfo(zone))


def midnight(day: date, zone: str) -> datetime:
    """When the day begins on the clocks of the zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def zone_name(instant: Instant, zone: str) -> str:
    """What people call the zone: WIB, WITA, WIT, CEST; `UTC-03` where it has no name."""
    name = to_zone(instant, zone).tzname() or zone
    return f"UTC{name}" if name[0] in "+-" else name


def clock_in(instant: Instant, zone: str, language: str = SOURCE, *, seconds: bool = False) -> str:
    """The time of day alone, `09.42` or `09.42.36`."""
    dot = "." if known(language) == "id" else ":"
    return to_zone(instant, zone).strftime(dot.join(["%H", "%M", "%S"][: 3 if seconds else 2]))


USUAL_STARTS = "08:00, 10:30, 13:00"  # of sessions in a form that asks for times


def hours(kept: str, language: str = SOURCE) -> str:
    """Hours of the day as they are kept, `08:00`, as the language writes them, `08.00`."""
    return kept.replace(":", ".") if known(language) == "id" else kept


def typed_hours(text: str) -> list[str]:
    """Hours of the day as somebody wrote them, commas between, as they are kept: `08.00, 10.30`."""
    return [one.strip().replace(".", ":") for one in text.split(",") if one.strip()]


def time_in(instant: Instant, zone: str, language: str = SOURCE) -> str:
    """The time of day with its zone, `09.42 WIB`."""
    return f"{clock_in(instant, zone, language)} {zone_name(instant, zone)}"


def date_in(instant: Instant | date, zone: str, language: str = SOURCE) -> str:
    """The whole date, `Selasa, 29 September 2026`. A date without a time is taken as it is."""
    return _written(_day(instant, zone), "EEEE, d MMMM y", PLACES[known(language)])


def day_in(instant: Instant | date, zone: str, language: str = SOURCE) -> str:
    """The date where there is little room, `Sel 29 Sep`."""
    return _written(_day(instant, zone), "EEE d MMM", PLACES[known(language)]).replace("Sept", "Sep")


def days_in(first: date | str, last: date | str, language: str = SOURCE) -> str:
    """From which day to which, `7–11 Des 2026`."""
    return str(format_interval(_day(first, "UTC"), _day(last, "UTC"), "yMMMMd", locale=PLACES[known(language)]))


def month_in(day: date | str, language: str = SOURCE) -> str:
    """A day's month, `September 2026`."""
    return _written(_day(day, "UTC"), "LLLL y", PLACES[known(language)])


def weekday_in(day: date | str, language: str = SOURCE) -> str:
    """A day's name where there is little room, `Sel`."""
    return _written(_day(day, "UTC"), "EEE", PLACES[known(language)])


@lru_cache(4096)  # lists name the same few days again and again
def _written(day: date, pattern: str, place: str) -> str:
    return str(format_date(day, pattern, locale=place))


def weekdays(language: str = SOURCE) -> list[tuple[int, str]]:
    """The weekdays by their ISO numbers."""
    names = get_day_names("wide", locale=PLACES[language])
    return [(number, names[number - 1]) for number in range(1, 8)]


@lru_cache(8192)
def when(instant: Instant, zone: str, programme_zone: str = "", language: str = SOURCE) -> str:
    """Date and time in the reader's zone, and in the programme's where its clocks differ:
    `Selasa, 29 September 2026, 11.00 WIT (09.00 WIB)`."""
    own = f"{date_in(instant, zone, language)}, {time_in(instant, zone, language)}"
    return f"{own}{_elsewhere(instant, None, zone, programme_zone, language)}"


def between(start: Instant, end: Instant, zone: str, programme_zone: str = "", language: str = SOURCE) -> str:
    """From when to when on one day, `11.00–13.00 WIT (09.00–11.00 WIB)`."""
    return f"{_span(start, end, zone, language)}{_elsewhere(start, end, zone, programme_zone, language)}"


def same_clocks(instant: Instant, zone: str, other: str) -> bool:
    """Whether the clocks of both zones show the same at the instant, under the same name."""
    own, there = to_zone(instant, zone), to_zone(instant, other)
    return own.utcoffset() == there.utcoffset() and own.tzname() == there.tzname()


def _span(start: Instant, end: Instant | None, zone: str, language: str) -> str:
    until = f"–{clock_in(end, zone, language)}" if end is not None else ""
    return f"{clock_in(start, zone, language)}{until} {zone_name(start, zone)}"


def _elsewhere(start: Instant, end: Instant | None, zone: str, other: str, language: str) -> str:
    if not other or same_clocks(start, zone, other):
        return ""
    same_day = to_zone(start, zone).date() == to_zone(start, other).date()
    day = "" if same_day else f"{day_in(start, other, language)}, "
    return f" ({day}{_span(start, end, other, language)})"


def _day(instant: Instant | date, zone: str) -> date:
    if isinstance(instant, str) and len(instant) == len("2026-09-29"):
        return date.fromisoformat(instant)
    return to_zone(instant, zone).date() if isinstance(instant, datetime | str) else instant


# - places -


def country(code: str, language: str = SOURCE) -> str:
    """A country of an ISO 3166 code by its name, the code itself where it is none's."""
    return str(Locale.parse(PLACES[known(language)]).territories.get(code, code))


# - lengths and numbers -


def duration(minutes: float, language: str = SOURCE) -> str:
    """So many minutes in words: `2 jam`, `1 jam 15 menit`, `45 menit`, `10 detik`."""
    seconds = round(minutes * 60)
    hours, rest = divmod(seconds, 3600)
    units = (
        (hours, plural(language, "%d jam", "%d jam", hours)),
        (rest // 60, plural(language, "%d menit", "%d menit", rest // 60)),
        (rest % 60, plural(language, "%d detik", "%d detik", rest % 60)),
    )
    return " ".join(text % count for count, text in units if count) or units[-1][1] % 0


def lateness(seconds: float, language: str = SOURCE) -> str:
    """How late something came: `2 menit 5 detik`, below ten seconds with a tenth: `0,4 detik`."""
    if seconds >= 10:
        return duration(round(seconds) / 60, language)
    _ = translator(language)
    return _("%s detik") % number(seconds, 1, language)


def number(value: float | None, places: int = 0, language: str = SOURCE) -> str:
    """The number with at most so many decimals in the language's own way, `78,4`; a dash where there is none."""
    return "–" if value is None else _decimal(value, places, PLACES[known(language)])


def count(value: object, language: str = SOURCE) -> object:
    """What stands in a sentence: of a whole number its dots or commas, `2.939`; anything else as it is."""
    return number(value, 0, language) if type(value) is int and value >= THOUSAND else value


def numbered(language: str, one: str, many: str, value: int) -> str:
    """`plural` of a text with `%d`, the number in the language's own way: `2.939 surel`."""
    return plural(language, one, many, value).replace("%d", number(value, 0, language))


def some(names: Sequence[str], language: str = SOURCE, shown: int = 5) -> str:
    """The first of the names, and how many more there are."""
    more = len(names) - shown
    rest = [numbered(language, "dan %d lagi", "dan %d lagi", more)] if more > 0 else []
    return ", ".join([*names[:shown], *rest])


@lru_cache(4096)  # a sheet writes the same few dozens of values more than a hundred times
def _decimal(value: float, places: int, place: str) -> str:
    pattern = "#,##0" + ("." + "#" * places if places else "")
    shown = str(format_decimal(value, pattern, locale=place))
    return "0" if shown == "-0" else shown  # what is rounded to nothing has no sign


def percent(value: float, places: int = 0, language: str = SOURCE) -> str:
    """A share in percent with at most so many decimals, never parted from its sign: `82 %`."""
    return f"{number(value, places, language)}{UNBROKEN}%"


def file_size(size: int, language: str = SOURCE) -> str:
    """A file's size in bytes as people read it: `412 kB`, `1,2 MB`; never nothing where there is something."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)), 0, language)}{UNBROKEN}kB"
    return f"{number(size / 1_000_000, 1, language)}{UNBROKEN}MB"


def figure(value: float | None, places: int = 1, language: str = SOURCE) -> str:
    """A figure among its like, always with so many decimals, `66,0`, and a true minus; a dash where there is none."""
    return "–" if value is None else sentences.number(value, places, known(language))


def initials(name: str) -> str:
    """The first letters of a name's first and last word, academic titles left out: `Dr. Ani Budi, M.T.` is AB."""
    words = [word for word in name.split(",")[0].split() if word[0].isalnum() and not word.endswith(".")]
    chosen = [words[0], words[-1]] if len(words) > 1 else words or [name]
    return "".join(word[:1] for word in chosen).upper()


BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Macintosh": "macOS",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


def browser_named(agent: str) -> str:
    """The browser and the system that a `User-Agent` tells of, the most telling sign first (Edge calls itself Chrome,
    and Chrome Safari): `Chrome · Windows`. One that tells of neither is given as it is."""
    found = [next((name for sign, name in signs.items() if sign in agent), "") for signs in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or agent


def scale_values(scale: Mapping[str, float]) -> list[float]:
    """Every value of a rubric's scale, lowest first."""
    return Scale(scale["min"], scale["max"], scale["step"]).values()


# - templates -


def install(environment: Environment) -> None:
    """Gives the templates `_`, `ngettext`, the filters above and `sheet_words()` and its like for their scripts,
    all in the environment's own language, else in the one that each page's `lang` names."""
    environment.add_extension("jinja2.ext.i18n")
    language = environment.language if isinstance(environment, Spoken) else None
    environment.install_gettext_callables(_page_gettext, _page_ngettext, newstyle=True)  # type: ignore[attr-defined]
    days = (clock_in, time_in, date_in, day_in, days_in, month_in, weekday_in, when, between)
    for function in (*days, duration, lateness, number, percent, count, file_size, figure, named, words.phase_name):
        environment.filters[function.__name__] = _in_a_language(function, language)
    environment.filters |= {"zone_name": zone_name, "initials": initials, "browser_named": browser_named}
    environment.globals["scale_values"] = scale_values
    for script in (
        words.sheet,
        words.stage,
        words.control,
        words.claims,
        words.regency,
        words.replies,
        words.player,
        words.schedule,
    ):
        environment.globals[f"{script.__name__}_words"] = _in_a_language(script, language)


@pass_context
def _page_gettext(context: Context, text: str) -> str:
    return translator(context.get("lang", SOURCE))(text)


@pass_context
def _page_ngettext(context: Context, one: str, many: str, count: float) -> str:
    return plural(context.get("lang", SOURCE), one, many, count)


def _in_a_language(function: Callable[..., Any], language: str | None) -> Callable[..., Any]:
    if language is not None:
        return partial(function, language=language)

    @pass_context
    def filtered(context: Context, *values: object, **options: object) -> object:
        return function(*values, **{"language": context.get("lang", SOURCE)} | options)

    return filtered
