"""Results as pages show them: rows chosen and sorted, agreement, and the charts. Nothing is computed anew.

Everything here takes results as JSON (`Results.as_json`), so that standing figures and published ones look the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from multidict import MultiMapping

from server.text import (
    SIZES,
    Axis,
    Caption,
    Column,
    Dot,
    Spoke,
    Strip,
    Where,
    charts,
    formats,
    leading,
    named,
    page_asked,
    translator,
    where,
)
from sessions.values.results import Rated

Document = Mapping[str, Any]
Row = dict[str, Any]
PAGE = 50
WIDE, NARROW = 1160.0, 324.0
HUNDRED = Axis(0, 100, 20)


# - the ranking -


@dataclass(frozen=True)
class Asked:
    """What of the ranking is to be shown: every part from the address, so that it works without a script."""

    q: str = ""
    provinces: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    sort: str = "rank"
    page: int = 1
    size: int = PAGE

    @classmethod
    def of(cls, query: MultiMapping[str]) -> "Asked":
        """From the address; what makes no sense is as if it were not there."""
        sort = query.get("sort", "rank")
        return cls(
            q=query.get("q", "").strip()[:100],
            provinces=tuple(filter(None, query.getall("province", []))),
            bands=tuple(filter(None, query.getall("band", []))),
            sort=sort if sort.removeprefix("-") in SORTS or sort.removeprefix("-").startswith("group.") else "rank",
            page=page_asked(query.get("page", "")),
            size=next((one for one in SIZES if query.get("limit") == str(one)), PAGE),
        )

    def href(self, **changes: Any) -> str:
        """The address with changes; another order or filter begins at the first page."""
        changed = replace(self, **({"page": 1} | changes))
        parts = [("q", changed.q), *(("province", one) for one in changed.provinces)]
        parts += [*(("band", one) for one in changed.bands), ("sort", "" if changed.sort == "rank" else changed.sort)]
        parts.append(("limit", "" if changed.size == PAGE else str(changed.size)))
        parts.append(("page", "" if changed.page == 1 else str(changed.page)))
        return "?" + urlencode([(key, value) for key, value in parts if value])

    def at_most(self, size: int) -> "Asked":
        """The same with no more rows on a page."""
        return replace(self, size=min(self.size, size))

    def paging(self, stands: Where, most: int = SIZES[-1]) -> Row:
        """What `ui.pages` shows of where the page stands; pages of `most` rows are offered."""

        def at(page: int, size: int | None = None) -> str:
            return self.href(page=page, **({"size": size} if size else {}))

        shown = leading(stands, at)
        return shown | {"sizes": [one for one in shown["sizes"] if one[0] <= most]}

    def sorted_by(self, key: str) -> str:
        """The address that sorts by the key, or the other way round where it already does."""
        return self.href(sort=f"-{key}" if self.sort == key else key)

    def direction(self, key: str) -> str:
        """For `aria-sort`."""
        return {key: "ascending", f"-{key}": "descending"}.get(self.sort, "none")


SORTS: Mapping[str, Callable[[Row], object]] = {
    "rank": lambda row: row["rank"],
    "name": lambda row: row["name"].casefold(),
    "province": lambda row: (row["province"].casefold(), row["rank"] or 10**6),
    "index": lambda row: row["index"],
    "adjusted": lambda row: row["adjusted"]["rank"],
}


@dataclass(frozen=True)
class Chosen:
    """The rows of one page, and where it stands among all of them."""

    rows: Sequence[Row]
    stands: Where


def rows(results: Document, provinces: Mapping[str, str], language: str) -> list[Row]:
    """Every regency as a row."""
    return [
        {
            **one,
            "province": provinces.get(one["code"], ""),
            "band": named(one["band"], language),
            "difference": (one.get("difference") or {}).get(language, ""),
        }
        for one in results["regencies"]
    ]


def chosen(every: Iterable[Row], asked: Asked) -> Chosen:
    """The rows that were asked for."""
    found = _ordered([row for row in every if _fits(row, asked)], asked.sort)
    stands = where(asked.page, asked.size, len(found))
    return Chosen(found[stands.before : stands.last], stands)


def lacking(every: Iterable[Row], asked: Asked) -> dict[str, list[Row]]:
    """The regencies without a result that were asked for, by province in the order of their codes."""
    found: dict[str, list[Row]] = {}
    for row in every:
        if row["index"] is None and _fits(row, asked):
            found.setdefault(row["province"], []).append(row)
    return found


def _fits(row: Row, asked: Asked) -> bool:
    words = asked.q.casefold()
    return (
        (not words or words in row["name"].casefold() or row["code"].startswith(words))
        and (not asked.provinces or row["province"] in asked.provinces)
        and (not asked.bands or row["band"] in asked.bands)
    )


def _ordered(found: list[Row], sort: str) -> list[Row]:
    """Sorted, those without a figure last, whichever way."""
    key = _key(sort.removeprefix("-"))
    known = sorted((row for row in found if key(row) is not None), key=key, reverse=sort.startswith("-"))
    return known + [row for row in found if key(row) is None]


def _key(sort: str) -> Callable[[Row], Any]:
    if sort.startswith("group."):
        group = sort.removeprefix("group.")
        return lambda row: None if row["groups"].get(group) is None else -row["groups"][group]
    return SORTS[sort]


def span(drawn: Iterable[Row]) -> Axis:
    """Tens around indices and their intervals, within 0 to 100."""
    ends = [value for row in drawn for value in (row["low"], row["high"], row["index"]) if value is not None]
    low = max(min(floor(min(ends, default=0) / 10) * 10, 90), 0)
    high = min(max(ceil(max(ends, default=100) / 10) * 10, low + 10), 100)
    return Axis(low, high, 10 if high - low <= 60 else 20)


# - one regency -


def criteria(rubric: Document, language: str) -> list[Row]:
    """The rubric's groups with their criteria, named in the language."""
    return [
        {
            "key": group["key"],
            "name": named(group["name"], language),
            "weight": group["weight"],
            "criteria": [
                {"key": one["key"], "name": named(one["name"], language), "weight": one["weight"]}
                for one in group["criteria"]
            ],
        }
        for group in rubric["groups"]
    ]


def radar(
    one: Document, medians: Document, rubric: Document, language: str, *, width: float = 520, key: str = "radar"
) -> Markup:
    """A regency's criteria against the median of all; alone where there is none."""
    _ = translator(language)
    scale = rubric["scale"]
    spokes = [
        Spoke(each["name"], one["criteria"].get(each["key"]), medians.get(each["key"]))
        for group in criteria(rubric, language)
        for each in group["criteria"]
    ]
    caption = Caption(
        key,
        _("Kriteria dibandingkan dengan median") if medians else _("Nilai per kriteria"),
        _("Rata-rata nilai setiap kriteria, dan median semua daerah. Angkanya ada di tabel.")
        if medians
        else _("Rata-rata nilai setiap kriteria. Angkanya ada di tabel."),
        language,
        places=2,
    )
    axis = Axis(scale["min"], scale["max"], _step(scale))
    return charts.radar(caption, spokes, axis, (one["name"], _("median") if medians else ""), width=width)


def strip(code: str, rated: Iterable[Rated], rubric: Document, language: str, *, width: float, key: str) -> Markup:
    """Every single score of a regency, criterion by criterion."""
    _ = translator(language)
    scale = rubric["scale"]
    values: dict[str, list[float]] = {}
    for one in rated:
        if one.regency == code:
            values.setdefault(one.criterion, []).append(one.value)
    drawn = [
        Strip(each["name"], values.get(each["key"], []))
        for group in criteria(rubric, language)
        for each in group["criteria"]
    ]
    caption = Caption(key, _("Nilai satu per satu"), _("Setiap titik nilai seorang panelis."), language, places=2)
    axis = Axis(scale["min"], scale["max"], _step(scale))
    return charts.strip(caption, drawn, axis, (_("nilai seorang panelis"), _("rata-rata")), width=width)


def _step(scale: Document) -> float:
    """At most ten lines along the scale."""
    steps = round((scale["max"] - scale["min"]) / scale["step"])
    return float(scale["step"] * max(ceil(steps / 10), 1))


# - criteria by regencies -


def heat_map(shown: Sequence[Row], rubric: Document, language: str, *, narrow: bool = False) -> Markup:
    """The rows by criteria, in five shades."""
    _ = translator(language)
    groups = criteria(rubric, language)
    columns = [Column(each["name"], group["name"]) for group in groups for each in group["criteria"]]
    keys = [each["key"] for group in groups for each in group["criteria"]]
    lines = [(_short(row["name"], narrow), [row["criteria_index"].get(key) for key in keys]) for row in shown]
    caption = Caption(
        "heat-narrow" if narrow else "heat",
        _("Kriteria menurut daerah, 0 sampai 100"),
        _("Makin gelap makin tinggi. Angkanya ada di tabel."),
        language,
    )
    return charts.heat_map(caption, lines, columns, HUNDRED, _("tidak dinilai"), width=NARROW if narrow else WIDE)


def _short(name: str, narrow: bool) -> str:
    """A regency's name as a narrow chart has room for it."""
    return name.replace("Kabupaten ", "Kab. ") if narrow else name


# - the panel -


def coefficients(language: str) -> dict[str, str]:
    """What the coefficients of agreement are called."""
    _ = translator(language)
    return {
        "alpha_interval": _("Alpha Krippendorff, interval"),
        "alpha_ordinal": _("Alpha Krippendorff, ordinal"),
        "icc_1_1": "ICC(1,1)",
        "icc_2_1": "ICC(2,1)",
        "icc_3_1": "ICC(3,1)",
        "icc_1_k": "ICC(1,k)",
        "icc_2_k": "ICC(2,k)",
        "icc_3_k": "ICC(3,k)",
        "kendall_w": _("W Kendall"),
    }


def agreement(results: Document, language: str) -> list[Row]:
    """The coefficients of the whole with intervals and sentences."""
    found = results["agreement"]
    return [
        {
            "name": name,
            "value": found["whole"][key],
            "interval": found["intervals"]["whole"][key],
            "says": found["sentences"]["whole"][key][language],
        }
        for key, name in coefficients(language).items()
    ]


def agreement_by_criterion(results: Document, rubric: Document, language: str) -> list[Row]:
    """Each criterion's coefficients, and what the first of them means."""
    found = results["agreement"]
    return [
        {
            "name": each["name"],
            "figures": [found["criteria"][each["key"]][key] for key in coefficients(language)],
            "says": found["sentences"]["criteria"][each["key"]]["alpha_interval"][language],
        }
        for group in criteria(rubric, language)
        for each in group["criteria"]
        if each["key"] in found["criteria"]
    ]


def variance_parts(model: Document | None, language: str) -> list[Row]:
    """The mixed model's parts by name, each with its share of the whole in per cent."""
    _ = translator(language)
    names = {
        "regency": _("Daerah: yang hendak diketahui"),
        "regency_criterion": _("Daerah kuat di satu kriteria, lemah di lainnya"),
        "panelist": _("Panelis: ketat atau longgar"),
        "panelist_criterion": _("Panelis: ketat di satu kriteria, longgar di lainnya"),
        "sheet": _("Kesan umum seorang panelis atas satu daerah"),
        "session": _("Sesi"),
        "criterion": _("Kriteria: sulit atau mudah"),
        "residual": _("Selebihnya, kebetulan"),
    }
    variance = model["variance"] if model else {}
    whole = sum(value for value in variance.values() if value)
    return [
        {"name": name, "value": variance.get(key), "share": _share(variance.get(key), whole)}
        for key, name in names.items()
    ]


def _share(value: float | None, whole: float) -> float | None:
    return None if value is None or whole <= 0 else 100 * value / whole


def severity_chart(panelists: Sequence[Document], language: str, *, narrow: bool = False) -> Markup | None:
    """How strict each panelist is, with intervals; None where nobody can be compared."""
    _ = translator(language)
    known = sorted((one for one in panelists if one["severity"] is not None), key=lambda one: -one["severity"])
    if not known:
        return None
    reach = max(max(abs(one[end] or 0) for end in ("low", "high", "severity")) for one in known)
    edge = max(ceil(reach * 2) / 2, 0.5)
    caption = Caption(
        "severity-narrow" if narrow else "severity",
        _("Keketatan panelis dalam poin skala"),
        _("Di kanan nol lebih ketat daripada rata-rata, di kiri lebih longgar. Garis adalah selang 95 %."),
        language,
    )
    dots = [Dot(one["name"], one["severity"], one["low"], one["high"]) for one in known]
    axis = Axis(-edge, edge, 0.5 if edge <= 2 else 1, 1)
    names = {"dot": _("keketatan"), "interval": _("selang 95 %")}
    return charts.dots(caption, dots, axis, names, width=NARROW if narrow else WIDE, reference=0)


def interval(low: float | None, high: float | None, places: int, language: str) -> str:
    """From low to high for reading; a dash where there is none."""
    if low is None or high is None:
        return "–"
    return f"{formats.figure(low, places, language)} – {formats.figure(high, places, language)}"
