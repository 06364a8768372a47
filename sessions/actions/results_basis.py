"""What of a programme counts in its results: which sessions, whose sheets, by which rubric. The figures are results'.

A session counts once it has closed, unless it is a rehearsal; cancelled ones never took place, aborted ones are named
as excluded. Within it count the sheets of those who sit on its panel at the close and have declared no conflict of
interest: what a replaced panelist scored stays in the record alone. Admitted late scores stand among the others.

The figures are by one rubric, the one that most of these sessions were scored by (the programme's present one among
equals), so that results do not change when the rubric is changed for what is still to come. Rubrics that ask the same
by the same scale and weights are one, whatever their words; sessions scored by another are named as excluded.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from sessions.store import registry, scores, timetable
from sessions.store.engine import Db
from sessions.values.canonical import canonical
from sessions.values.registry import Programme
from sessions.values.results import Excluded, Incomplete, Rated, Results, Sheet, compute
from sessions.values.results.release import UNFINISHED, Standing
from sessions.values.results.sentences import both
from sessions.values.rubric import Rubric
from sessions.values.session import Session

OTHER_RUBRIC = both(
    "Dinilai dengan rubrik lain daripada kebanyakan sesi program ini, sehingga tidak dapat dibandingkan.",
    "Scored by another rubric than most sessions of this programme, so that it can't be compared.",
)
NOBODY_SCORES = both(
    "Semua panelis menyatakan benturan kepentingan, sehingga tidak ada lembar penilaian.",
    "Every panelist declared a conflict of interest, so there is no scoresheet.",
)


@dataclass(frozen=True)
class Place:
    """A regency as lists of results name it."""

    id: str
    code: str
    name: str
    province: str


@dataclass(frozen=True)
class Basis:
    """What the results of a programme rest on, scores aside. `waiting` are the sessions that have not closed yet."""

    programme: Programme
    places: tuple[Place, ...]
    sessions: tuple[Session, ...]
    waiting: tuple[Session, ...]
    excluded: tuple[Excluded, ...]
    rubric: Rubric

    @cached_property
    def key(self) -> str:
        """Names the state: the same key has the same figures."""
        content = {
            "bands": [dict(band) for band in self.programme.bands],
            "incomplete": self.programme.incomplete,
            "rubric": self.rubric.as_json(),
            "places": [(one.code, one.name, one.province) for one in self.places],
            "sessions": [_scores_of(one) for one in self.sessions],
            "excluded": [(one.session, dict(one.because)) for one in self.excluded],
        }
        return hashlib.sha256(canonical(content)).hexdigest()

    @property
    def sheets(self) -> list[Sheet]:
        """Who should have scored whom."""
        return [Sheet(one.id, one.regency.code, seat.id) for one in self.sessions for seat in one.scorers]

    @property
    def panelists(self) -> dict[str, str]:
        """Everybody whose sheet counts, by name."""
        return {seat.id: seat.name for one in self.sessions for seat in one.scorers}

    def place(self, code: str) -> Place | None:
        """The regency of that code."""
        return next((one for one in self.places if one.code == code), None)


@dataclass(frozen=True)
class Figured:
    """The results of a programme with what they rest on: its basis and every score that was counted."""

    basis: Basis
    rated: Sequence[Rated]
    results: Results

    @cached_property
    def document(self) -> dict[str, Any]:
        """The results as JSON, each reason in Indonesian; not to be changed."""
        return self.results.as_json()


def basis(db: Db, programme_id: str, *, now: datetime) -> Basis:
    """What counts in the programme's results. Raises NotFound."""
    programme = registry.programme(db, programme_id)
    found = [(one, one.state(now)) for one in timetable.of_programme(db, programme_id) if not one.rehearsal]
    closed = [one for one, state in found if state in ("closed", "signed") and one.is_revealed(now)]
    rubric, other = _rubric(db, programme, closed)
    aside = {
        **{one.id: _aborted(one) for one, state in found if state == "aborted"},
        **{one.id: NOBODY_SCORES for one in closed if not one.scorers},
        **dict.fromkeys(other, OTHER_RUBRIC),
    }
    return Basis(
        programme=programme,
        places=tuple(Place(*row) for row in registry.places(db, programme_id)),
        sessions=tuple(one for one in closed if one.id not in aside),
        waiting=tuple(one for one, state in found if _waits(one, state, now)),
        excluded=tuple(Excluded(session, because) for session, because in aside.items()),
        rubric=rubric,
    )


def _waits(session: Session, state: str, now: datetime) -> bool:
    return state in UNFINISHED or (state == "closed" and not session.is_revealed(now))


def scored(db: Db, programme_id: str, *, now: datetime) -> tuple[Basis, list[Rated]]:
    """What counts, with every score that does, on one view of the store. Raises NotFound."""
    found = basis(db, programme_id, now=now)
    regency = {one.id: one.regency.code for one in found.sessions}
    sheets = {(sheet.session, sheet.panelist) for sheet in found.sheets}
    return found, [
        Rated(session, regency[session], panelist, criterion, value)
        for session, panelist, criterion, value in scores.values_of_programme(db, programme_id)
        if (session, panelist) in sheets
    ]


def figured(found: Basis, rated: Sequence[Rated]) -> Figured:
    """The figures; needs no store, and takes a while for hundreds of regencies."""
    results = compute(
        rated,
        found.rubric,
        incomplete=cast(Incomplete, found.programme.incomplete),
        bands=found.programme.bands,
        regencies={one.code: one.name for one in found.places},
        panelists=found.panelists,
        sheets=found.sheets,
        excluded=found.excluded,
    )
    return Figured(found, rated, results)


def standings(db: Db, found: Basis) -> list[Standing]:
    """Where each session stands on the way to publication, by regency."""
    chosen = [*found.waiting, *found.sessions]
    counts = scores.all_counts(db, [one.id for one in found.sessions])
    return [_standing(one, one in found.waiting, counts.get(one.id, {}), len(found.rubric.criteria)) for one in chosen]


def _standing(session: Session, waiting: bool, counts: Mapping[str, int], asked: int) -> Standing:
    if waiting:
        return Standing(session.id, session.regency.code, UNFINISHED[0], {})
    missing = {
        seat.name: asked - counts.get(seat.id, 0)
        for seat in session.scorers
        if counts.get(seat.id, 0) < asked and not (seat.id in session.excused and not counts.get(seat.id))
    }
    # What nobody decided until the last signature is decided by it: it does not count.
    late = 0 if session.signed else sum(one.decision is None for one in session.late)
    return Standing(session.id, session.regency.code, "signed" if session.signed else "closed", missing, late)


def _scores_of(session: Session) -> tuple[str, str, list[int], int]:
    """What tells whether a closed session's scores are still the same: the seal covers all but admitted late ones."""
    admitted = [one.entry for one in session.late if one.decision == "admitted"]
    return session.id, session.digest or session.head, admitted, session.moderations


def _aborted(session: Session) -> Mapping[str, str]:
    why = session.end_reason.rstrip(".")
    return both(f"Sesi dihentikan: {why}.", f"The session was aborted: {why}.")


def _rubric(db: Db, programme: Programme, sessions: Iterable[Session]) -> tuple[Rubric, list[str]]:
    """The rubric of the results, and the sessions that were scored by another."""
    used = {one.id: one.rubric or programme.rubric_id for one in sessions}
    known = {programme.rubric_id: programme.rubric} | {
        rubric: registry.rubric(db, rubric) for rubric in set(used.values()) - {programme.rubric_id}
    }
    asks = {rubric: _asks(one) for rubric, one in known.items()}
    often = Counter(asks[rubric] for rubric in used.values())
    # Among equals the programme's own, else the newest; ids rise with time.
    chosen = max(known, key=lambda one: (often[asks[one]], one == programme.rubric_id, one))
    return known[chosen], [session for session, rubric in used.items() if asks[rubric] != asks[chosen]]


def _asks(rubric: Rubric) -> Any:
    """What of a rubric makes its figures: the scale, the keys and the weights, but none of the words."""
    groups = (
        (group.key, group.weight, tuple((one.key, one.weight) for one in group.criteria)) for group in rubric.groups
    )
    return rubric.scale, tuple(groups)
