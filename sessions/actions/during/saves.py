"""Saves of scores as sets: what waits is decided in the order of its arrival and written together.

Each save is decided by `scoring.put_score` as if it came alone; a refusal of one changes nothing for the others. One
that bears a key is answered once: its repeats, in the same set or a later one, get the first answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sessions.actions.access import Asker
from sessions.actions.during import scoring
from sessions.actions.during.scoring import Given
from sessions.store import Answer, Answers, Db, standing
from sessions.values import Invalid, Refusal, Score


@dataclass(frozen=True)
class Key:
    """What tells a request's repeat: its `Idempotency-Key` and its fingerprint; and the answer of a refusal that keeps
    something, which is kept like any other."""

    text: str
    fingerprint: str
    refused: Callable[[Refusal], Answer]


class PutScore(NamedTuple):
    """One score to be saved: whose, of which session, and when its request's last byte had been read."""

    session: str
    asker: Asker
    given: Given
    arrived: datetime
    key: Key | None = None


class Saved(NamedTuple):
    """A score as it was stored, and the entry that says so: the panelist's receipt."""

    score: Score
    entry: int
    hash: str
    private: str | None = None  # as it was given now

    def as_json(self) -> dict[str, object]:
        """As the contract shows it."""
        private = {} if self.private is None else {"private": self.private}
        return self.score.as_json() | private | {"entry": self.entry, "hash": self.hash}


@dataclass(frozen=True)
class Again:
    """A repeat: what the request was answered the first time."""

    status: int
    document: object


class _Halfway(Exception):
    """A save was refused with something written: those of the set are to be decided one by one."""


def put_scores(db: Db, puts: Sequence[PutScore]) -> list[Saved | Again | Refusal]:
    """What each save comes to. Raises only what no save can help."""
    with standing.gathered(db, ((put.session, put.asker.id) for put in puts)) as gathered:
        # Looked up once the sessions are locked: what another process answered meanwhile is seen.
        answers = Answers.of(db, [(put.asker.id, put.key.text) for put in puts if put.key])
        outcomes = [_answered(db, gathered, answers, put, alone=len(puts) == 1) for put in puts]
        answers.write()
        return outcomes


def put_score(db: Db, put: PutScore) -> Saved:
    """One save by itself. Raises what `scoring.put_score` raises."""
    kept: Refusal | None = None
    with standing.gathered(db, [(put.session, put.asker.id)]) as gathered:
        try:
            return _saved(db, gathered, put)
        except Refusal as refusal:
            if not refusal.keeps:
                raise
            kept = refusal  # what came late is written before it is refused (promise 2)
    raise kept


def _answered(
    db: Db, gathered: standing.Gathered, answers: Answers, put: PutScore, *, alone: bool
) -> Saved | Again | Refusal:
    key = put.key
    if key is None:
        return _decided(db, gathered, put, alone=alone)
    try:
        known = answers.find(put.asker.id, key.text, key.fingerprint)
    except Invalid as another:
        return another
    if known is not None:
        return Again(*known)
    outcome = _decided(db, gathered, put, alone=alone)
    if isinstance(outcome, Saved):
        answers.remember(put.asker.id, key.text, key.fingerprint, (200, outcome.as_json()), now=put.arrived)
    elif outcome.keeps:
        answers.remember(put.asker.id, key.text, key.fingerprint, key.refused(outcome), now=put.arrived)
    return outcome


def _decided(db: Db, gathered: standing.Gathered, put: PutScore, *, alone: bool) -> Saved | Refusal:
    before = len(db.appended)
    try:
        return _saved(db, gathered, put)
    except Refusal as refusal:
        if refusal.keeps or len(db.appended) == before:
            return refusal
        if alone:
            raise
        raise _Halfway from refusal


def _saved(db: Db, gathered: standing.Gathered, put: PutScore) -> Saved:
    score = scoring.put_score(db, put.session, put.given, put.asker, now=put.arrived)
    session = gathered.standings[put.session].session
    return Saved(score, session.tail, session.head, put.given.private)
