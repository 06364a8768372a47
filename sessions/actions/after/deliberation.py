"""Revealing what was scored and conferring about it: changes of one's own, the chair's summary, the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sessions.actions.access import Asker, conducted, led, sat_on
from sessions.actions.during import announcing, scoring
from sessions.actions.showing import summary_json
from sessions.store import Db, records, scores
from sessions.values import Fault, Invalid, Score, Session, StaleRevision, WrongState


def reveal(db: Db, session_id: str, asker: Asker, *, now: datetime, reason: str = "") -> Session:
    """The values are shown to the panel: no reopening any more. Raises NotFound, WrongState unless it has closed, is
    sealed and not revealed, or Invalid where a sheet on paper is waited for and no reason is given."""
    session = _after_the_close(db, conducted(db, session_id, asker), now=now)
    if session.is_revealed(now):
        raise WrongState(session.state(now), "revealed-already")
    if session.digest is None:
        raise WrongState(session.state(now), "not-sealed-yet")
    if session.papers and not reason.strip():
        raise Invalid.at("/reason", "paper-not-waited-for")
    return announcing.reveal(db, session, at=now, actor=asker.actor(session), reason=reason)


def conclude(db: Db, session_id: str, asker: Asker, *, now: datetime, reason: str = "") -> Session:
    """The deliberation ends before its time, by the chair or the deputy. Raises NotFound or WrongState."""
    session = _after_the_close(db, led(db, session_id, asker), now=now)
    _must_deliberate(session, now)
    return announcing.conclude(db, session, at=now, actor=asker.actor(session), reason=reason)


@dataclass(frozen=True)
class Moderated:
    """A score as it was changed in the deliberation: the original, what it is now, and the entry that says so."""

    score: Score
    value: float
    reason: str
    entry: int
    hash: str

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        shown = {"moderated": self.value, "reason": self.reason, "entry": self.entry, "hash": self.hash}
        return self.score.as_json() | shown


def moderate(
    db: Db, session_id: str, criterion: str, value: float, reason: str, asker: Asker, *, now: datetime
) -> Moderated:
    """A panelist changes one of their own scores in the deliberation; the original stays beside it.

    Raises NotFound, Invalid, or WrongState outside the deliberation, for who withdrew and for what was not scored."""
    session, seat = sat_on(db, session_id, asker)
    value = scoring.rubric_of(db, session).must_allow(criterion, value) or 0
    session = _after_the_close(db, session, now=now)
    if seat.conflict:
        raise WrongState("withdrawn", "off-this-sheet")
    _must_deliberate(session, now)
    before = scores.get(db, session.id, seat.id, criterion)
    if before is None or before.value is None:
        raise WrongState(session.state(now), "moderated-unscored")
    data = {"panelist": seat.id, "criterion": criterion, "revision": before.revision}
    secret = {"value": value, "reason": reason}
    session = records.append(db, session, "moderated", data, at=now, actor=asker.actor(session), secret=secret)
    scores.moderate(db, session.id, seat.id, criterion, value)
    return Moderated(before, value, reason, session.tail, session.head)


def summarise(
    db: Db,
    session_id: str,
    text: str,
    criteria: Mapping[str, str],
    recommendations: Sequence[str],
    asker: Asker,
    *,
    now: datetime,
    revision: int | None = None,
) -> Session:
    """The chair's summary and what is recommended, after the start and until signed. Raises NotFound, Invalid,
    StaleRevision or WrongState."""
    session = led(db, session_id, asker)
    if session.state(now) not in ("open", "paused", "closed"):
        raise WrongState(session.state(now))
    session = announcing.catch_up(db, session, now=now)
    known = scoring.rubric_of(db, session).criteria
    if unknown := [key for key in criteria if key not in known]:
        raise Invalid([Fault(f"/criteria/{key}", "no-such-criterion", {"criterion": key}) for key in unknown])
    standing = session.summary.revision if session.summary else 0
    if revision is not None and revision != standing:
        raise StaleRevision(summary_json(session) or {"revision": 0}, what="summary")
    data = {
        "text": text,
        "criteria": dict(criteria),
        "recommendations": list(recommendations),
        "revision": standing + 1,
    }
    return records.append(db, session, "summarised", data, at=now, actor=asker.actor(session))


def _after_the_close(db: Db, session: Session, *, now: datetime) -> Session:
    if session.state(now) != "closed":
        raise WrongState(session.state(now))
    return announcing.catch_up(db, session, now=now)


def _must_deliberate(session: Session, now: datetime) -> None:
    if not session.deliberates(now):
        raise WrongState(session.state(now), "no-deliberation")
