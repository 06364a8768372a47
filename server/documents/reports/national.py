"""A round on one page, for an official or a journalist: provinces on a map, bands, what moved since the last round, and
how far the panel can be relied on, in words. Nothing is computed anew, and nothing of single panelists is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from statistics import mean, median
from typing import Any

from markupsafe import Markup

from server.documents.result_views import Document, Row
from server.text import Caption, Tile, charts, formats, named, translator
from sessions.actions import result_story

SHADES = 5
NAMED = 5
"""So many regencies are named as risen and as fallen."""
SURE = 0.95
WIDE, NARROW = 960.0, 324.0
COLUMNS, NARROW_COLUMNS = 15, 8

# Our own layout, from what lies west, east, north and south of what: the name in the ministry's list, the code's first
# two digits there, the name on a tile (and a shorter one for phones), column and row.
_LAYOUT = """
Aceh|11|Aceh||0 0
Sumatera Utara|12|Sumut||1 1
Riau|14|Riau||2 1
Kepulauan Riau|21|Kepri||3 1
Sumatera Barat|13|Sumbar||1 2
Jambi|15|Jambi||2 2
Kepulauan Bangka Belitung|19|Babel||4 2
Bengkulu|17|Bengkulu|Bengk.|2 3
Sumatera Selatan|16|Sumsel||3 3
Lampung|18|Lampung|Lamp.|3 4
Banten|36|Banten||4 5
Daerah Khusus Ibukota Jakarta|31|Jakarta||5 5
Jawa Barat|32|Jabar||5 6
Jawa Tengah|33|Jateng||6 5
Daerah Istimewa Yogyakarta|34|DIY||6 6
Jawa Timur|35|Jatim||7 5
Bali|51|Bali||8 6
Nusa Tenggara Barat|52|NTB||9 6
Nusa Tenggara Timur|53|NTT||10 6
Kalimantan Barat|61|Kalbar||5 2
Kalimantan Tengah|62|Kalteng||6 2
Kalimantan Selatan|63|Kalsel||6 3
Kalimantan Timur|64|Kaltim||7 2
Kalimantan Utara|65|Kaltara||7 1
Sulawesi Utara|71|Sulut||11 1
Gorontalo|75|Gorontalo|Gtlo.|10 1
Sulawesi Tengah|72|Sulteng||9 2
Sulawesi Barat|76|Sulbar||8 3
Sulawesi Selatan|73|Sulsel||9 3
Sulawesi Tenggara|74|Sultra||10 3
Maluku Utara|82|Malut||12 2
Maluku|81|Maluku||12 3
Papua Barat Daya|96|PBD||13 2
Papua Barat|92|Pabar||13 3
Papua|91|Papua||14 2
Papua Tengah|94|Papteng|Papteng|14 3
Papua Pegunungan|95|Papeg||14 4
Papua Selatan|93|Pasel||14 5
"""
_ALSO = {
    "dki jakarta": "31",
    "daerah khusus jakarta": "31",
    "jakarta": "31",
    "di yogyakarta": "34",
    "d.i. yogyakarta": "34",
    "yogyakarta": "34",
    "bangka belitung": "19",
}


@dataclass(frozen=True)
class Place:
    """Where a province stands on the map."""

    name: str
    code: str
    label: str
    short: str
    column: int
    row: int


def _places() -> dict[str, Place]:
    found = {}
    for line in _LAYOUT.split("\n"):
        if line:
            name, code, label, short, spot = line.split("|")
            column, row = spot.split()
            found[code] = Place(name, code, label, short or label, int(column), int(row))
    return found


PLACES = _places()
_BY_NAME = {one.name.casefold(): one.code for one in PLACES.values()} | _ALSO


@dataclass(frozen=True)
class Round:
    """What the page is made of: rows as `result_views.rows` gives them, results, rubric and bands as JSON, the mixed
    model where it is known, and all that the newest release of the round before says."""

    rows: Sequence[Row]
    results: Document
    rubric: Document
    bands: Sequence[Document]
    model: Document | None = None
    last: Document | None = None


def page(found: Round, language: str) -> Row:
    """Everything that the page shows."""
    places = provinces(found.rows, language)
    lows = shades(places)
    return {
        "provinces": places,
        "map": _map(places, lows, language),
        "narrow_map": _map(places, lows, language, narrow=True),
        "off_map": [one["name"] for one in places if one["code"] is None],
        "totals": _totals(found.rows, places),
        "band_names": [named(one["name"], language) for one in _from_the_top(found.bands)],
        "bands": bands(found.rows, found.bands, language),
        "band_words": band_words(found.rows, language),
        "moves": moves(found, language),
        "panel": panel(found, language),
    }


def _totals(rows: Iterable[Row], places: Sequence[Row]) -> Row:
    indices = [row["index"] for row in rows if row["index"] is not None]
    return {
        "regencies": sum(one["regencies"] for one in places),
        "scored": len(indices),
        "provinces": sum(one["scored"] > 0 for one in places),
        "median": median(indices) if indices else None,
        "low": min(indices, default=None),
        "high": max(indices, default=None),
    }


# - provinces -


def provinces(every: Iterable[Row], language: str) -> list[Row]:
    """One row a province, in the order of the regencies' codes; `shade` by the classes of `shades`, `code` None where
    the map does not know the province."""
    groups: dict[str, list[Row]] = {}
    for row in sorted(every, key=lambda row: row["code"]):
        groups.setdefault(row["province"], []).append(row)
    found = [_province(name, own, language) for name, own in groups.items()]
    lows = shades(found)
    return [one | {"shade": _shade(one["mean"], lows)} for one in found]


def shades(found: Iterable[Row]) -> list[float]:
    """Where each of five equal classes of the provinces' means begins, lowest first; none without a mean."""
    means = [one["mean"] for one in found if one["mean"] is not None]
    if not means:
        return []
    low, high = floor(min(means)), max(ceil(max(means)), floor(min(means)) + 1)
    return [low + (high - low) * shade / SHADES for shade in range(SHADES)]


def _shade(value: float | None, lows: Sequence[float]) -> int | None:
    return None if value is None else max(sum(value >= low for low in lows) - 1, 0)


def _province(name: str, own: Sequence[Row], language: str) -> Row:
    _ = translator(language)
    indices = [row["index"] for row in own if row["index"] is not None]
    best = min((row for row in own if row["rank"] is not None), key=lambda row: row["rank"], default=None)
    counted: dict[str, int] = {}
    for row in own:
        if row["band"] and row["index"] is not None:
            counted[row["band"]] = counted.get(row["band"], 0) + 1
    return {
        "name": name or _("tanpa provinsi"),
        "code": _BY_NAME.get(name.casefold().removeprefix("provinsi ").strip()),
        "regencies": len(own),
        "scored": len(indices),
        "mean": mean(indices) if indices else None,
        "low": min(indices, default=None),
        "high": max(indices, default=None),
        "bands": counted,
        "best": best,
    }


def _map(found: Iterable[Row], lows: Sequence[float], language: str, *, narrow: bool = False) -> Markup:
    _ = translator(language)
    known = {one["code"]: one for one in found if one["code"] is not None}
    tiles = [_tile(place, known.get(code), narrow=narrow) for code, place in PLACES.items()]
    caption = Caption(
        "map-narrow" if narrow else "map",
        _("Rata-rata indeks menurut provinsi"),
        _("Setiap provinsi satu petak; makin gelap makin tinggi. Angkanya ada di tabel."),
        language,
    )
    width, columns = (NARROW, NARROW_COLUMNS) if narrow else (WIDE, COLUMNS)
    return charts.tile_map(caption, tiles, lows, _("tidak dinilai"), width=width, columns=columns)


def _tile(place: Place, one: Row | None, *, narrow: bool) -> Tile:
    label = place.short if narrow else place.label
    shade, value = (one["shade"], one["mean"]) if one else (None, None)
    return Tile(label, place.column, place.row, shade, value, place.name)


# - bands -


def _from_the_top(found: Iterable[Document]) -> list[Document]:
    return sorted(found, key=lambda band: -band["from"])


def bands(rows: Sequence[Row], known: Iterable[Document], language: str) -> list[Row]:
    """Each band from the highest, with how many regencies are in it and which share of those with an index."""
    scored = [row for row in rows if row["index"] is not None]
    names = [named(band["name"], language) for band in _from_the_top(known)]
    below = [""] if any(not row["band"] for row in scored) else []
    counts = {name: sum((row["band"] or "") == name for row in scored) for name in [*names, *below]}
    return [{"name": name, "n": n, "share": n / len(scored) if scored else 0.0} for name, n in counts.items()]


def band_words(rows: Iterable[Row], language: str) -> str:
    """How many regencies are in their band nearly for sure, and how many may as well be in the next; "" where that is
    not known of any."""
    _ = translator(language)
    chances = [_own_chance(row, language) for row in rows if row["index"] is not None and row["band"]]
    known = [chance for chance in chances if chance is not None]
    if not known:
        return ""
    sure = sum(chance >= SURE for chance in known)
    facts = {"sure": sure, "open": len(known) - sure}
    return (
        _("%(sure)s daerah hampir pasti berada pada predikatnya (95 %% atau lebih); %(open)s dapat pula di sebelahnya.")
        % facts
    )


def _own_chance(row: Row, language: str) -> float | None:
    own = (one["probability"] for one in row.get("bands") or () if named(one["name"], language) == row["band"])
    return next(own, None)


# - what moved -


def moves(found: Round, language: str) -> Row | None:
    """What became of the regencies that were in the round before, too; None without one. A move counts as one only
    where the two intervals do not meet: anything less, another panel might have brought about."""
    if found.last is None:
        return None
    before = result_story.ranked(found.last)
    pairs = [(row, before[row["code"]]) for row in found.rows if row["index"] is not None and row["code"] in before]
    if not pairs:
        return None
    moved = [
        {"row": row, "last": last, "by": row["index"] - last["index"], "sure": _apart(row, last)} for row, last in pairs
    ]
    up = sorted((one for one in moved if one["sure"] and one["by"] > 0), key=lambda one: -one["by"])
    down = sorted((one for one in moved if one["sure"] and one["by"] < 0), key=lambda one: one["by"])
    return {
        "last_name": found.last["programme"]["name"],
        "same_rubric": _asks(found.last["rubric"]) == _asks(found.rubric),
        "says": _moved_words(moved, len(up), len(down), language),
        "up": up[:NAMED],
        "down": down[:NAMED],
    }


def _asks(rubric: Document) -> list[Any]:
    """What makes indices comparable: scale, criteria and weights, whatever they are called."""
    criteria = [(group["weight"], one["key"], one["weight"]) for group in rubric["groups"] for one in group["criteria"]]
    return [dict(rubric["scale"]), criteria]


def _apart(row: Row, last: Document) -> bool:
    ends = (row["low"], row["high"], last["low"], last["high"])
    return None not in ends and (row["low"] > last["high"] or row["high"] < last["low"])


def _moved_words(moved: Sequence[Row], up: int, down: int, language: str) -> str:
    _ = translator(language)
    now, then = median(one["row"]["index"] for one in moved), median(one["last"]["index"] for one in moved)
    return _(
        "%(n)s daerah dinilai dalam kedua putaran; median indeksnya %(then)s, kini %(now)s. Naik melampaui selangnya: "
        "%(up)s. Turun melampaui selangnya: %(down)s. Selebihnya tidak dapat dibedakan dari kebetulan susunan panel."
    ) % {
        "n": len(moved),
        "then": formats.figure(then, 1, language),
        "now": formats.figure(now, 1, language),
        "up": up,
        "down": down,
    }


# - the panel -


def panel(found: Round, language: str) -> list[str]:
    """How far the panel can be relied on, in sentences."""
    _ = translator(language)
    results = found.results
    seats = sum(row["sheets"] for row in found.rows)
    missing = sum(len(keys) for row in found.rows for keys in (row.get("incomplete") or {}).values())
    said = [
        _("%(people)s panelis mengisi %(sheets)s lembar penilaian.") % {"people": _scoring(results), "sheets": seats}
    ]
    said.append(
        _("%(n)s nilai tidak diisi; yang tidak diisi tidak dihitung sebagai nol.") % {"n": missing}
        if missing
        else _("Tidak ada nilai yang kosong.")
    )
    said.append(named(results["agreement"]["sentences"]["whole"]["alpha_interval"], language))
    if found.model:
        said.append(named(found.model["says"], language))
    return [*said, named(results["connection"]["says"], language)]


def _scoring(results: Document) -> int:
    return sum(one["sessions"] > 0 for one in results["panelists"])
