"""What goes into the results and what comes out of them: frozen values and their JSON; nothing here computes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sessions.compact import Json

Says = Mapping[str, str]
"""One sentence in every language: `{"id": …, "en": …}`."""

Incomplete = Literal["count", "exclude"]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rated:
    """One counted score: who gave which regency what, in points of the scale."""

    session: str
    regency: str
    panelist: str
    criterion: str
    value: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One panelist's sheet of a counted session; known without its scores, so that an empty one is seen as missing."""

    session: str
    regency: str
    panelist: str
    day: float | None = field(default=None, compare=False)  # of the session, counted from any one day


@dataclass(frozen=True)
class Excluded:
    """What was left out and why: a session, or one panelist's sheet in it."""

    session: str
    because: Says
    panelist: str | None = None
    missing: tuple[str, ...] = ()

    def as_json(self, language: str = "id") -> dict[str, object]:
        """As the contract shows it; `panelist` and `missing` only where one sheet is meant."""
        sheet = {"panelist": self.panelist, "missing": list(self.missing)} if self.panelist else {}
        return {"session": self.session, "because": self.because[language], **sheet}


@dataclass(frozen=True)
class Adjusted:
    """An index as the average panelist would have given it, 0 to 100, with its 95 % interval.

    A linear estimate, neither shrunk nor clipped: near the ends of the scale it may lie a little outside of 0 to 100.
    """

    index: float | None = None
    low: float | None = None
    high: float | None = None
    rank: int | None = None

    def as_json(self) -> dict[str, float | int | None]:
        """As the contract shows it."""
        return {"index": self.index, "low": self.low, "high": self.high, "rank": self.rank}


@dataclass(frozen=True)
class Band:
    """One of the programme's bands, and how probable it is that a regency's index lies in it; None: not known."""

    begins: float
    name: Says | str
    probability: float | None

    def as_json(self) -> dict[str, object]:
        """As the contract shows it."""
        name = self.name if isinstance(self.name, str) else dict(self.name)
        return {"from": self.begins, "name": name, "probability": self.probability}


@dataclass(frozen=True)
class RegencyResult:
    """One regency's figures. `criteria` are means on the scale; `index`, `groups` and `criteria_index` are 0 to 100.

    `low` and `high` are the 95 % interval of the raw index within the scale: how far another panel drawn from the same
    panelists would move it; `half` is half of it before it is cut off at the scale's ends. `rank_low` to `rank_high`
    are the ranks that it may as well have. `shift` is how much stricter than the average the panel was, in points of
    the scale (negative: more lenient). `adjusted_within` counts within `group` alone, where the panels are not all
    connected.
    """

    code: str
    name: str
    rank: int | None
    index: float | None
    groups: Mapping[str, float | None]
    criteria: Mapping[str, float | None]
    criteria_index: Mapping[str, float | None]
    low: float | None
    high: float | None
    band: Says | None
    adjusted: Adjusted
    shift: float | None
    difference: Says | None
    group: int | None
    adjusted_within: Adjusted | None
    sheets: int
    missing: tuple[str, ...]
    incomplete: Mapping[str, tuple[str, ...]]
    moderated: float | None = None  # the index by moderated scores, where there are any
    half: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    bands: tuple[Band, ...] = ()
    other_rules: bool = False  # it was judged by another rubric, other bands or rules than most

    def as_json(self) -> dict[str, object]:
        """As the contract shows it, and the extra keys after that."""
        within: dict[str, object] = {"other_rules": True} if self.other_rules else {}
        if self.adjusted_within:
            within["adjusted_within_group"] = self.adjusted_within.as_json()
        return {
            "code": self.code,
            "name": self.name,
            "rank": self.rank,
            "index": self.index,
            "groups": dict(self.groups),
            "criteria": dict(self.criteria),
            "adjusted": self.adjusted.as_json(),
            "moderated": self.moderated,
            "interval": {"low": self.low, "high": self.high},
            "rank_low": self.rank_low,
            "rank_high": self.rank_high,
            "bands": [band.as_json() for band in self.bands],
            "criteria_index": dict(self.criteria_index),
            "low": self.low,
            "high": self.high,
            "band": dict(self.band) if self.band else None,
            "panel_severity": self.shift,
            "difference": dict(self.difference) if self.difference else None,
            "group": self.group,
            "sheets": self.sheets,
            "missing": list(self.missing),
            "incomplete": {panelist: list(keys) for panelist, keys in self.incomplete.items()},
            **within,
        }


@dataclass(frozen=True)
class Figure:
    """One coefficient of agreement: its value, its 95 % bootstrap interval over regencies, and what it means."""

    value: float | None
    interval: Interval | None
    says: Says


@dataclass(frozen=True)
class Agreement:
    """Every coefficient of the whole and of each criterion, under the contract's keys."""

    whole: Mapping[str, Figure]
    criteria: Mapping[str, Mapping[str, Figure]]

    def as_json(self) -> dict[str, object]:
        """The contract's `whole` and `criteria` hold the bare figures; intervals and sentences stand beside them."""
        return {
            **self._each(lambda figure: figure.value),
            "intervals": self._each(lambda figure: list(figure.interval) if figure.interval else None),
            "sentences": self._each(lambda figure: dict(figure.says)),
        }

    def _each(self, part: Any) -> dict[str, Json]:
        def over(figures: Mapping[str, Figure]) -> Mapping[str, Json]:
            return {key: part(figure) for key, figure in figures.items()}

        return {"whole": over(self.whole), "criteria": {key: over(of) for key, of in self.criteria.items()}}


@dataclass(frozen=True)
class Flag:
    """Why the secretariat, and nobody else, should look at a panelist: `strict`, `lenient`, `same`, `erratic`, `halo`,
    `central`, `restricted` or `drift`."""

    kind: str
    says: Says

    def as_json(self) -> dict[str, object]:
        """The kind for programs, the sentence for people."""
        return {"kind": self.kind, "says": dict(self.says)}


@dataclass(frozen=True)
class PanelistResult:
    """One panelist: `severity` in points of the scale, positive for stricter than the average, with its 95 % interval.

    `within` is the severity against the average of its own connected group, given where there is more than one.
    """

    id: str
    name: str
    sessions: int
    severity: float | None
    low: float | None
    high: float | None
    mean: float | None
    group: int | None
    within: tuple[float | None, float | None, float | None] | None
    flags: tuple[Flag, ...]

    def as_json(self) -> dict[str, object]:
        """As the contract shows it, and the extra keys after that."""
        names = ("severity", "low", "high")
        within = {"within_group": dict(zip(names, self.within, strict=True))} if self.within else {}
        return {
            "id": self.id,
            "name": self.name,
            "sessions": self.sessions,
            "severity": self.severity,
            "low": self.low,
            "high": self.high,
            "mean": self.mean,
            "group": self.group,
            "flags": [flag.as_json() for flag in self.flags],
            **within,
        }


@dataclass(frozen=True)
class Connection:
    """Whether the panels can be compared: the groups of panelists and regencies joined by shared sessions."""

    connected: bool
    groups: tuple["ConnectedGroup", ...]
    says: Says

    def as_json(self) -> dict[str, object]:
        """For programs and for people."""
        groups = [{"panelists": list(g.panelists), "regencies": list(g.regencies)} for g in self.groups]
        return {"connected": self.connected, "groups": groups, "says": dict(self.says)}


@dataclass(frozen=True)
class ConnectedGroup:
    """Panelists and regencies that are joined to each other, directly or through others."""

    panelists: tuple[str, ...]
    regencies: tuple[str, ...]


Ranks = Mapping[str, int | None]


@dataclass(frozen=True)
class Sensitivity:
    """Ranks by regency in other cases: `criteria` by criterion with its weight `halved` and `doubled`, `panelists` by
    who is left out."""

    criteria: Mapping[str, Mapping[str, Ranks]]
    panelists: Mapping[str, Ranks]

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "criteria": {key: {name: dict(found) for name, found in of.items()} for key, of in self.criteria.items()},
            "panelists": {panelist: dict(found) for panelist, found in self.panelists.items()},
        }


@dataclass(frozen=True)
class Results:
    """All figures of a programme, regencies by rank; not rounded, None for what can't be computed."""

    regencies: Sequence[RegencyResult]
    agreement: Agreement
    panelists: Sequence[PanelistResult]
    excluded: Sequence[Excluded]
    connection: Connection
    medians: Mapping[str, float | None] = field(default_factory=dict)
    sensitivity: Sensitivity = field(default_factory=lambda: Sensitivity({}, {}))

    def as_json(self, language: str = "id") -> dict[str, object]:
        """The contract's JSON with extra keys; `language` is that of the reasons in `excluded`."""
        regencies = [regency.as_json() for regency in self.regencies]
        return {
            "regencies": regencies,
            "agreement": self.agreement.as_json(),
            "panelists": [panelist.as_json() for panelist in self.panelists],
            "excluded": [excluded.as_json(language) for excluded in self.excluded],
            "connection": self.connection.as_json(),
            "medians": told_medians({"regencies": regencies, "medians": self.medians}),
            "sensitivity": self.sensitivity.as_json(),
        }


FEWEST_COMPARED = 5
"""Of fewer regencies there is no median: it says little, and who knows the others could tell one's values."""


def compared(results: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The regencies of results as JSON that medians are of: those with a rank that were judged by the rules of most."""
    return [one for one in results["regencies"] if one["rank"] is not None and not one.get("other_rules")]


def by_other_rules(results: Mapping[str, Any]) -> int:
    """How many regencies of results as JSON were judged by other rules than most, and so are in no median."""
    return sum(one.get("other_rules", False) for one in results["regencies"])


def told_medians(results: Mapping[str, Any]) -> dict[str, float | None]:
    """The medians of the criteria that anybody is told of results as JSON; none of fewer than a handful."""
    return dict(results["medians"]) if len(compared(results)) >= FEWEST_COMPARED else {}
