"""What stands in the way of publishing results, and what a new version changes against the last; nothing is stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sessions.lazily import lazily
from sessions.values.results.sentences import both
from sessions.values.results.values import Says
from sessions.values.schedule import UNFINISHED

if TYPE_CHECKING:
    from sessions.values.results import ranking
else:
    ranking = lazily("sessions.values.results.ranking")


@dataclass(frozen=True)
class Standing:
    """Where one session of a programme stands; rehearsals, cancelled and aborted ones are not asked about.

    `missing` counts the empty criteria of each panelist's sheet that has any, by the panelist's name; `late` is the
    number of late scores that nobody has decided about.
    """

    session: str
    regency: str
    state: str
    missing: Mapping[str, int]
    late: int = 0
    other_rules: bool = False  # it opened by another rubric, other bands or rules than most


@dataclass(frozen=True)
class Blocker:
    """One thing to settle before results are published: `no-session`, `not-closed`, `not-signed`, `missing-scores`,
    `late-undecided` or `other-rubric`; `session` is None where there is none."""

    kind: str
    regency: str
    session: str | None
    says: Says

    def as_json(self) -> dict[str, object]:
        """For programs and for people."""
        return {"kind": self.kind, "regency": self.regency, "session": self.session, "says": dict(self.says)}


def blockers(standings: Iterable[Standing], regencies: Mapping[str, str]) -> list[Blocker]:
    """Everything in the way, regency by regency in the order of `regencies` (code to name); empty when nothing is."""
    by_regency: dict[str, list[Standing]] = {code: [] for code in regencies}
    for standing in standings:
        by_regency.setdefault(standing.regency, []).append(standing)
    found: list[Blocker] = []
    for code, own in by_regency.items():
        name = regencies.get(code, code)
        if not own:
            says = both(f"{name} belum mempunyai sesi yang dihitung.", f"{name} has no session that counts.")
            found.append(Blocker("no-session", code, None, says))
        for standing in own:
            found += [Blocker(kind, code, standing.session, says) for kind, says in _of(standing, name)]
    return found


def _of(standing: Standing, name: str) -> Iterator[tuple[str, Says]]:
    if standing.state in UNFINISHED:
        yield "not-closed", both(f"Sesi {name} belum selesai.", f"The session of {name} has not closed.")
        return
    if standing.state != "signed":
        yield (
            "not-signed",
            both(
                f"Berita acara {name} belum ditandatangani semua panelis.",
                f"The minutes of {name} have not been signed by all panelists.",
            ),
        )
    for panelist, count in standing.missing.items():
        yield (
            "missing-scores",
            both(
                f"Lembar penilaian {panelist} untuk {name}: {count} kriteria kosong.",
                f"The scoresheet of {panelist} for {name}: {count} criteria empty.",
            ),
        )
    if standing.other_rules:
        yield (
            "other-rubric",
            both(
                f"Sesi {name} dinilai dengan rubrik, predikat, atau aturan lain daripada kebanyakan sesi.",
                f"The session of {name} was judged by another rubric, other bands or rules than most sessions.",
            ),
        )
    if standing.late:
        yield (
            "late-undecided",
            both(
                f"{standing.late} nilai terlambat untuk {name} belum diputuskan.",
                f"{standing.late} late scores for {name} are undecided.",
            ),
        )


@dataclass(frozen=True)
class Change:
    """A regency whose published figures differ between two versions; None where it is not in one of them."""

    code: str
    rank: tuple[int | None, int | None]
    index: tuple[float | None, float | None]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What a correction changes, given two versions as `Results.as_json` made them; in the order of the new ranking."""
    old = {regency["code"]: regency for regency in before["regencies"]}
    new = {regency["code"]: regency for regency in after["regencies"]}
    pairs = {code: (old.get(code, {}), new.get(code, {})) for code in [*new, *(c for c in old if c not in new)]}
    found = [
        Change(code, (a.get("rank"), b.get("rank")), (a.get("index"), b.get("index"))) for code, (a, b) in pairs.items()
    ]
    return [change for change in found if change.rank[0] != change.rank[1] or _differ(*change.index)]


def _differ(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return round(before, ranking.DIGITS) != round(after, ranking.DIGITS)
