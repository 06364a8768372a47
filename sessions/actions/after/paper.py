"""Sheets on paper after an outage: announced, entered from a scan as late scores, confirmed by a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sessions.actions.access import Asker, managed, seen
from sessions.actions.during import announcing, scoring
from sessions.store import Db, records
from sessions.values import PAPER_WITHIN, Fault, Invalid, Json, NotFound, Session, WrongState, whole, wire


@dataclass(frozen=True)
class OnPaper:
    """One value of a signed sheet."""

    value: float | None
    note: str | None = None


def announce(db: Db, session_id: str, panelist: str, reason: str, asker: Asker, *, now: datetime) -> Session:
    """A panelist's sheet on paper will follow, also while the session still runs: the clock does not reveal it for up
    to seven days. Raises NotFound, Invalid or WrongState before the start and once it is revealed."""
    session = _waiting(db, session_id, panelist, asker, ("open", "paused", "closed"), now=now)
    data = {"panelist": panelist, "reason": reason, "until": wire(now + PAPER_WITHIN)}
    return records.append(db, session, "announced", data, at=now, actor=asker.actor(session))


def enter(
    db: Db, session_id: str, panelist: str, values: Mapping[str, OnPaper], file: str, asker: Asker, *, now: datetime
) -> Session:
    """Enters what stands on a signed sheet, with its scan, as late scores. Raises NotFound, Invalid or WrongState."""
    session = _waiting(db, session_id, panelist, asker, ("closed",), now=now)
    if all(one.id != file for one in session.files):
        raise Invalid.at("/file", "scan-of-the-session")
    allowed = _allowed(db, session, values)
    closes_at = session.schedule.closes_at
    late_by = max(0.0, (now - closes_at).total_seconds()) if closes_at else 0.0
    for criterion, given in values.items():
        data = {"panelist": panelist, "criterion": criterion, "late_by_seconds": whole(late_by)}
        secret = {"value": allowed[criterion], "note": given.note, "unsure": None}
        more = {"via": "paper", "file": file}
        session = records.append(db, session, "late", data | more, at=now, actor=asker.actor(session), secret=secret)
    return session


def confirm(db: Db, session_id: str, entries: Sequence[int], asker: Asker, *, now: datetime) -> Session:
    """A second official, or the panelist, confirms what was entered from paper. Raises NotFound (also for who entered
    it) or WrongState once it is confirmed or decided."""
    session = seen(db, session_id, asker)
    chosen = [one for one in session.late if one.entry in set(entries) and one.via == "paper"]
    if not entries or len(chosen) < len(set(entries)):
        raise NotFound
    for late in chosen:
        by = records.entry(db, session.id, late.entry).actor.id
        if by == asker.id or not (asker.manages(session) or asker.id == late.panelist) or asker.has_withdrawn(session):
            raise NotFound
        if late.confirmed or late.decision is not None:
            raise WrongState(late.decision or "confirmed", "confirmed-already", entry=late.entry)
    by_panelist: dict[str, list[int]] = {}
    for late in chosen:
        by_panelist.setdefault(late.panelist, []).append(late.entry)
    for panelist, numbers in by_panelist.items():
        data: dict[str, Json] = {"panelist": panelist, "entries": sorted(numbers)}
        session = records.append(db, session, "confirmed", data, at=now, actor=asker.actor(session))
    return session


def _waiting(db: Db, session_id: str, panelist: str, asker: Asker, states: Sequence[str], *, now: datetime) -> Session:
    session = managed(db, session_id, asker)
    if session.state(now) not in states:
        raise WrongState(session.state(now), "paper-after-close")
    session = announcing.catch_up(db, session, now=now)
    if session.is_revealed(now):
        raise WrongState("revealed", "scored-after-reveal")
    seat = session.seat(panelist)
    if seat is None:
        raise Invalid.at("/panelist", "not-on-the-panel")
    if seat.conflict:
        raise WrongState("withdrawn", "panelist-off-sheet")
    return session


def _allowed(db: Db, session: Session, values: Mapping[str, OnPaper]) -> dict[str, float | None]:
    rubric = scoring.rubric_of(db, session)
    faults: list[Fault] = []
    allowed: dict[str, float | None] = {}
    for criterion, given in values.items():
        try:
            allowed[criterion] = rubric.must_allow(criterion, given.value)
        except NotFound:
            faults.append(Fault(f"/scores/{criterion}", "no-such-criterion", {"criterion": criterion}))
        except Invalid as invalid:
            faults += [fault.below(f"/scores/{criterion}") for fault in invalid.faults]
    if faults:
        raise Invalid(faults)
    return allowed
