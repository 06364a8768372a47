"""What of a programme counts in its results: which sessions, whose sheets, by which rubric. The figures are results'.

A session counts once it has closed, unless it is a rehearsal; cancelled ones never took place, aborted ones are named
as excluded. Within it count the sheets of those who sit on its panel at the close and have declared no conflict of
interest: what a replaced panelist scored stays in the record alone. Admitted late scores stand among the others.

Each session counts by what it was judged by when it opened (rubric, bands, `incomplete`, what counts), whatever the
programme says now. The rules of most sessions (the programme's present ones among equals) are the results'; those that
opened by others are figured by their own and named, so that their publication is decided. Rubrics that ask the same by
the same scale and weights are one, whatever their words.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import cast

from sessions.actions.during.scoring import judged_by
from sessions.store import Db, registry, scores, timetable
from sessions.values import UNFINISHED, Judging, Programme, Rubric, Session, canonical
from sessions.values.results import (
    Excluded,
    Incomplete,
    Rated,
    Results,
    Sheet,
    Standing,
    both,
    by_moderated,
    compute,
    merged,
)

DAY = 86_400.0
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
    judged: Judging
    others: Mapping[str, Judging]  # of sessions that were judged by other rules than most
    moderated: Mapping[tuple[str, str, str], float]  # by session, panelist and criterion

    @property
    def rubric(self) -> Rubric:
        """The rubric of most sessions."""
        return self.judged.rubric

    @cached_property
    def key(self) -> str:
        """Names the state: the same key has the same figures."""
        content = {
            "bands": [dict(band) for band in self.judged.bands],
            "incomplete": self.judged.incomplete,
            "counts": self.judged.counts,
            "others": {session: _said(one) for session, one in self.others.items()},
            "rubric": self.rubric.as_json(),
            "places": [(one.code, one.name, one.province) for one in self.places],
            "sessions": [_scores_of(one) for one in self.sessions],
            "excluded": [(one.session, dict(one.because)) for one in self.excluded],
        }
        return hashlib.sha256(canonical(content)).hexdigest()

    @property
    def sheets(self) -> list[Sheet]:
        """Who should have scored whom."""
        return [
            Sheet(one.id, one.regency.code, seat.id, one.starts_at.timestamp() / DAY)
            for one in self.sessions
            for seat in one.scorers
        ]

    @property
    def panelists(self) -> dict[str, str]:
        """Everybody whose sheet counts, by name."""
        return {seat.id: seat.name for one in self.sessions for seat in one.scorers}

    def place(self, code: str) -> Place | None:
        """The regency of that code."""
        return next((one for one in self.places if one.code == code), None)


@dataclass(frozen=True)
class Figured:
    """The results of a programme with what they rest on: its basis and every score that was counted; and since when
    they are known."""

    basis: Basis
    rated: Sequence[Rated]
    results: Results
    since: datetime

    @cached_property
    def document(self) -> dict[str, object]:
        """The results as JSON, each reason in Indonesian; not to be changed."""
        return self.results.as_json()

    @property
    def modelled(self) -> list[tuple[str, str, str, str, float]]:
        """The scores that the mixed model is of: regency, session, panelist, criterion and value of all sessions that
        were judged by what the results are."""
        asked = self.basis.rubric.criteria
        return [
            (one.regency, one.session, one.panelist, one.criterion, one.value)
            for one in self.rated
            if one.session not in self.basis.others and one.criterion in asked
        ]

    @property
    def panel_size(self) -> float:
        """How many panelists scored a session, in the mean."""
        sheets = {(one.session, one.panelist) for one in self.rated}
        return len(sheets) / max(len({session for session, _ in sheets}), 1)


def basis(db: Db, programme_id: str, *, now: datetime) -> Basis:
    """What counts in the programme's results. Raises NotFound."""
    programme = registry.programme(db, programme_id)
    found = [(one, one.state(now)) for one in timetable.of_programme(db, programme_id) if not one.rehearsal]
    closed = [one for one, state in found if state in ("closed", "signed") and one.is_revealed(now)]
    judged, others = _judged(db, programme, closed)
    aside = {
        **{one.id: _aborted(one) for one, state in found if state == "aborted"},
        **{one.id: NOBODY_SCORES for one in closed if not one.scorers},
    }
    return Basis(
        programme=programme,
        places=_places(db, programme_id, {one.regency.id for one, _ in found}),
        sessions=tuple(one for one in closed if one.id not in aside),
        waiting=tuple(one for one, state in found if _waits(one, state, now)),
        excluded=tuple(Excluded(session, because) for session, because in aside.items()),
        judged=judged,
        others={session: one for session, one in others.items() if session not in aside},
        moderated={
            (one.id, person, criterion): value
            for one in closed
            if one.moderations
            for person, changed in scores.moderated(db, one.id).items()
            for criterion, value in changed.items()
        },
    )


def _places(db: Db, programme: str, seen: Collection[str]) -> tuple[Place, ...]:
    """The regencies that take part, and of those that withdrew the ones with a session (`seen`)."""
    named = {one.id for one in registry.participants(db, programme)}.union(seen)
    return tuple(Place(*row) for row in registry.places(db, programme) if row[0] in named)


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


@dataclass(frozen=True)
class Task:
    """All that a programme's figures are computed from, and no store: what another process can be handed. `sheets` are
    of the sessions that count, `others` by what those sessions were judged by that most were not."""

    rated: Sequence[Rated]
    sheets: Sequence[Sheet]
    judged: Judging
    others: Mapping[str, Judging]
    regencies: Mapping[str, str]
    panelists: Mapping[str, str]
    excluded: Sequence[Excluded]
    moderated: Sequence[Rated]

    @classmethod
    def of(cls, found: Basis, rated: Sequence[Rated]) -> "Task":
        """Of these scores."""
        changed = [replace(one, value=value) for one in rated if (value := _moderated(found, one)) is not None]
        names = {one.code: one.name for one in found.places}
        return cls(
            rated, found.sheets, found.judged, found.others, names, found.panelists, found.excluded, moderated=changed
        )

    def results(self) -> Results:
        """The figures; they take a while for hundreds of regencies."""
        rules: dict[str, tuple[Judging, set[str]]] = {}
        for session, judged in self.others.items():
            rules.setdefault(_said(judged), (judged, set()))[1].add(session)
        main = {one.session for one in self.sheets} - self.others.keys()
        results = self._by(self.judged, main, self.excluded)
        return merged(results, [self._by(judged, sessions) for judged, sessions in rules.values()])

    def _by(self, judged: Judging, sessions: Container[str], excluded: Sequence[Excluded] = ()) -> Results:
        """The figures of some sessions by what they were judged by."""
        own = [one for one in self.rated if one.session in sessions]
        changed = {_place(one): one for one in self.moderated if one.session in sessions}

        def figures(scored: Sequence[Rated]) -> Results:
            return compute(
                scored,
                judged.rubric,
                incomplete=cast(Incomplete, judged.incomplete),
                bands=judged.bands,
                regencies=self.regencies,
                panelists=self.panelists,
                sheets=[one for one in self.sheets if one.session in sessions],
                excluded=excluded,
            )

        results = figures(own)
        if not changed:
            return results
        moderated = figures([changed.get(_place(one), one) for one in own])
        codes = frozenset(one.regency for one in changed.values())
        return by_moderated(results, moderated, codes, counts=judged.counts == "moderated")


def _moderated(found: Basis, one: Rated) -> float | None:
    """The score's value after deliberation, where that is another."""
    value = found.moderated.get(_place(one))
    return None if value == one.value else value


def _place(one: Rated) -> tuple[str, str, str]:
    return one.session, one.panelist, one.criterion


def standings(db: Db, found: Basis) -> list[Standing]:
    """Where each session stands on the way to publication, by regency."""
    chosen = [*found.waiting, *found.sessions]
    counts = scores.all_counts(db, [one.id for one in found.sessions])
    return [_standing(one, one in found.waiting, counts.get(one.id, {}), found) for one in chosen]


def _standing(session: Session, waiting: bool, counts: Mapping[str, int], found: Basis) -> Standing:
    if waiting:
        return Standing(session.id, session.regency.code, UNFINISHED[0], {})
    other = found.others.get(session.id)
    asked = len((other or found.judged).rubric.criteria)
    missing = {
        seat.name: asked - counts.get(seat.id, 0)
        for seat in session.scorers
        if counts.get(seat.id, 0) < asked and not (seat.id in session.excused and not counts.get(seat.id))
    }
    # What nobody decided until the last signature is decided by it: it does not count.
    late = 0 if session.signed else sum(one.decision is None for one in session.late)
    state = "signed" if session.signed else "closed"
    return Standing(session.id, session.regency.code, state, missing, late, other is not None)


def _scores_of(session: Session) -> tuple[str, str, list[int], int]:
    """What tells whether a closed session's scores are still the same: the seal covers all but admitted late ones."""
    admitted = [one.entry for one in session.late if one.decision == "admitted"]
    return session.id, session.digest or session.head, admitted, session.moderations


def _aborted(session: Session) -> Mapping[str, str]:
    why = session.end_reason.rstrip(".")
    return both(f"Sesi dihentikan: {why}.", f"The session was aborted: {why}.")


def _judged(db: Db, programme: Programme, sessions: Iterable[Session]) -> tuple[Judging, dict[str, Judging]]:
    """What the results are judged by, and the sessions that were judged by something else."""
    used = {one.id: judged_by(db, one) for one in sessions}
    present = Judging.of_programme(programme)
    said = {session: _said(one) for session, one in used.items()}
    often = Counter(said.values())
    known = {_said(one): one for one in used.values()} | {_said(present): present}
    # Among equals the programme's own, else the one whose rubric is newest; ids rise with time.
    chosen = max(known, key=lambda one: (often[one], one == _said(present), known[one].rubric_id))
    return known[chosen], {session: one for session, one in used.items() if said[session] != chosen}


def _said(judged: Judging) -> str:
    """What of it makes its figures: scale, keys, weights, bands and rules, but none of the rubric's words."""
    groups = [
        [group.key, group.weight, [[one.key, one.weight] for one in group.criteria]] for group in judged.rubric.groups
    ]
    scale, bands = vars(judged.rubric.scale), [dict(band) for band in judged.bands]
    return canonical([scale, groups, bands, judged.incomplete, judged.counts]).decode()
