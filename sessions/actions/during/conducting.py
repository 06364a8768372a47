"""Conducting a running session, by the secretariat or the chair: phases, pauses, extensions, the close."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from sessions.actions import showing
from sessions.actions.access import Asker, conducted
from sessions.actions.during import announcing
from sessions.store import Db, occupancy, records
from sessions.values import RUNNING, Json, KindName, Session, WrongState, of_minutes, whole


@dataclass(frozen=True)
class Seen:
    """What the author of a control saw, as far as it is named in `said`: the close, None in a pause, and the entry of
    the last control, None where there was none."""

    said: Set[str]
    closes_at: datetime | None = None
    entry: int | None = None

    def fits(self, session: Session) -> bool:
        """Whether the session is still as it was seen."""
        closes = "closes_at" not in self.said or self.closes_at == session.schedule.closes_at
        last = session.control and session.control.entry
        return closes and ("entry" not in self.said or self.entry == last)


def next_phase(
    db: Db,
    session_id: str,
    asker: Asker,
    *,
    now: datetime,
    keep_end: bool = True,
    reason: str = "",
    from_: str | None = None,
) -> Session:
    """The next phase begins, from the phase that its author saw. Raises NotFound or WrongState."""
    session = _caught_up(db, session_id, asker, now=now)
    if from_ is not None and session.schedule.phase(now) != from_:
        raise _moved_on(db, session, asker, now=now)
    after = session.schedule.advanced(now, keep_end=keep_end)
    number = after.phase_number(now)
    phase = after.phases[number if number is not None else -1].key
    data: dict[str, Json] = {"phase": phase, "by_hand": True, "keep_end": keep_end, "reason": reason}
    if any(one.key == phase and one.private for one in after.phases):
        data["private"] = True
    return _done(db, session, "phase", data, asker, now=now)


def pause(db: Db, session_id: str, asker: Asker, *, now: datetime, reason: str = "") -> Session:
    """The session stands still. Raises NotFound or WrongState."""
    session = _caught_up(db, session_id, asker, now=now)
    session.schedule.paused(now)
    return _done(db, session, "paused", {"reason": reason}, asker, now=now)


def resume(db: Db, session_id: str, asker: Asker, *, now: datetime, reason: str = "") -> Session:
    """The session goes on. Raises NotFound or WrongState."""
    session = _caught_up(db, session_id, asker, now=now)
    session.schedule.resumed(now)
    return _done(db, session, "resumed", {"reason": reason}, asker, now=now)


def extend(
    db: Db,
    session_id: str,
    by_minutes: float,
    reason: str,
    asker: Asker,
    *,
    now: datetime,
    seen: Seen | None = None,
) -> Session:
    """The phase that runs gets more time, and the close moves. Raises NotFound, Invalid or WrongState."""
    session = _caught_up(db, session_id, asker, now=now)
    _must_be_as_seen(db, session, seen, asker, now=now)
    session.schedule.extended(now, of_minutes(by_minutes))
    data = {"minutes": whole(by_minutes), "reason": reason}
    return _done(db, session, "extended", data, asker, now=now)


def close(db: Db, session_id: str, reason: str, asker: Asker, *, now: datetime, seen: Seen | None = None) -> Session:
    """The session is closed before its time. Raises NotFound or WrongState."""
    session = _caught_up(db, session_id, asker, now=now)
    _must_be_as_seen(db, session, seen, asker, now=now)
    session.schedule.closed(now)
    return _done(db, session, "closed", {"by_hand": True, "reason": reason}, asker, now=now)


def abort(db: Db, session_id: str, reason: str, asker: Asker, *, now: datetime) -> Session:
    """An outage or a no-show ends it: nothing counts. Raises NotFound or WrongState unless open or paused."""
    session = _caught_up(db, session_id, asker, now=now)
    if session.state(now) not in RUNNING:
        raise WrongState(session.state(now))
    return _done(db, session, "aborted", {"reason": reason}, asker, now=now)


def reopen(db: Db, session_id: str, by_minutes: float, reason: str, asker: Asker, *, now: datetime) -> Session:
    """A close is undone for so many minutes, until it is revealed: by the secretariat, and one by hand by the chair.
    Raises NotFound, Invalid or WrongState."""
    session = _caught_up(db, session_id, asker, now=now)
    if not asker.may_reopen(session, now):
        raise WrongState(
            session.state(now), "reopened-after-reveal" if session.is_revealed(now) else "reopened-by-secretariat"
        )
    session.schedule.reopened(now, of_minutes(by_minutes))
    data = {"minutes": whole(by_minutes), "reason": reason}
    return _done(db, session, "reopened", data, asker, now=now)


def undo(db: Db, session_id: str, asker: Asker, *, now: datetime, entry: int | None = None) -> Session:
    """The last next-phase, extension or close by hand is taken back within 20 seconds: the times are what they were.
    Raises NotFound, or WrongState where there is none, it is another, or the close would lie behind."""
    session = _caught_up(db, session_id, asker, now=now)
    control = session.control
    if control is None or (entry is not None and control.entry != entry) or not session.can_undo(now):
        raise WrongState(session.state(now), "nothing-to-take-back")
    return _done(db, session, "undone", {"entry": control.entry}, asker, now=now)


def _caught_up(db: Db, session_id: str, asker: Asker, *, now: datetime) -> Session:
    session = conducted(db, session_id, asker)
    if session.state(now) in ("booked", "cancelled", "aborted", "signed"):
        raise WrongState(session.state(now))
    return announcing.catch_up(db, session, now=now)


def _must_be_as_seen(db: Db, session: Session, seen: Seen | None, asker: Asker, *, now: datetime) -> None:
    if seen is not None and not seen.fits(session):
        raise _moved_on(db, session, asker, now=now)


def _moved_on(db: Db, session: Session, asker: Asker, *, now: datetime) -> WrongState:
    """The refusal of what was decided on by times that are no more."""
    shown = showing.session_json(db, session, asker, now=now)
    return WrongState(session.state(now), "session-moved-on", session=shown)


def _done(
    db: Db, session: Session, kind: KindName, data: Mapping[str, object], asker: Asker, *, now: datetime
) -> Session:
    session = records.append(db, session, kind, data, at=now, actor=asker.actor(session))
    until = session.schedule.closes_at
    if until is not None:
        occupancy.hold(db, session)
        _tell_overlaps(db, session, until)
    return session


def _tell_overlaps(db: Db, session: Session, until: datetime) -> None:
    # The others' pages show the overlap too: their state is sent again.
    for taken in occupancy.taken(db, occupancy.holders(session), session.starts_at, until, but=session.id):
        db.signal(f"state:{taken.session}")
