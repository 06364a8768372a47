"""Deciding about late scores, one or several together, all or none, without anybody having seen a value."""

from collections.abc import Sequence
from datetime import datetime

from sessions.actions.access import Asker, conducted
from sessions.actions.during import announcing
from sessions.store import Db, records, scores
from sessions.values import Json, KindName, Late, NotFound, Session, WrongState, over


def decide(
    db: Db,
    session_id: str,
    entries: Sequence[int],
    admit: bool,
    reason: str,
    asker: Asker,
    *,
    second_person: bool,
    now: datetime,
) -> Session:
    """Admits or refuses late scores, all or none. Raises NotFound (also for one's own, and for whom it is not), or
    WrongState where one is decided, the session signed, or one to be admitted came after the reveal, is on paper that
    nobody confirmed, or is of who is off the panel."""
    session = conducted(db, session_id, asker)
    chosen = [_mine_to_decide(session, entry, asker, second_person) for entry in dict.fromkeys(entries)]
    session = announcing.catch_up(db, session, now=now)
    for late in chosen:
        _must_be_decidable(session, late, admit, now)
    for late in chosen:
        session = _decide(db, session, late, admit, reason, asker, now=now)
    return session


def _mine_to_decide(session: Session, entry: int, asker: Asker, second_person: bool) -> Late:
    late = next((one for one in session.late if one.entry == entry), None)
    if late is None or (second_person and late.panelist == asker.id):
        raise NotFound
    return late


def _must_be_decidable(session: Session, late: Late, admit: bool, now: datetime) -> None:
    if late.decision is not None:
        raise WrongState(late.decision, "decided-already", entry=late.entry)
    if session.state(now) == "signed":
        raise WrongState("signed", "late-after-signed", entry=late.entry)
    if not admit:
        return
    seat = session.seat(late.panelist)
    if seat is None or seat.conflict is True:
        raise WrongState("withdrawn", "panelist-off-sheet", entry=late.entry)
    if late.after_reveal:
        raise WrongState("revealed", "late-after-reveal", entry=late.entry)
    if not late.confirmed:
        raise WrongState("unconfirmed", "paper-unconfirmed", entry=late.entry)


def _decide(db: Db, session: Session, late: Late, admit: bool, reason: str, asker: Asker, *, now: datetime) -> Session:
    data: dict[str, Json] = {"entry": late.entry, "panelist": late.panelist, "criterion": late.criterion}
    kind: KindName = "admitted" if admit else "refused"
    session = records.append(db, session, kind, data | {"reason": reason}, at=now, actor=asker.actor(session))
    if admit:
        _admit(db, session, late)
    return session


def _admit(db: Db, session: Session, late: Late) -> None:
    secret = records.entry(db, session.id, late.entry).secret or {}
    before = scores.get(db, session.id, late.panelist, late.criterion)
    score = over(before, late.criterion, secret, at=late.at, typed_at=late.typed_at)
    scores.put(db, session.id, late.panelist, score)
