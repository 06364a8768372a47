"""Announcing once what the clock has brought: entries for the opening, the phases and the close, reminders, the seal.

Nothing here opens or closes anything: that is computed. A moment is written down when somebody looks, be it the alarm
or the first who writes after it, and it bears the time at which it was due.
"""

from datetime import datetime, timedelta
from typing import cast

from sessions.actions.invitations import inviting
from sessions.store import Db, announced, claims, records, registry
from sessions.values import CLOCK_ACTOR, Actor, Judging, KindName, Session, frozen, of_minutes, wire

PAUSE_ALERT = "pause-alert"
REMINDER_MATTERS = timedelta(minutes=2)  # a late reminder is not worth a mail any more when the start is nearer


def catch_up(db: Db, session: Session, *, now: datetime) -> Session:
    """Appends the entries for every moment that is due: opened, phase, closed. Never seals."""
    if db.gathered and db.gathered.is_steady(session, now):
        return session
    for moment in session.due(now):
        kind = cast(KindName, moment.kind)  # what is due is never "five-minutes", which no record says
        session = records.append(db, session, kind, _data(db, session, kind, moment.detail), at=moment.at)
        if moment.kind == "opened":
            session = _freeze_claims(db, session, at=moment.at)
    return _after_the_close(db, session, now=now)


def _after_the_close(db: Db, session: Session, *, now: datetime) -> Session:
    """The reveal and the end of the deliberation, where the clock has brought them."""
    reveals_at = session.reveals_at
    if session.revealed_at is None and session.close_announced and reveals_at is not None and reveals_at <= now:
        if session.digest is None:  # nobody looked for a quarter of an hour: what had arrived in time is long in
            session = put_seal(db, session, now=reveals_at)
        session = reveal(db, session, at=reveals_at)
    ends = session.deliberates_until
    if session.revealed_at is not None and session.concluded_at is None and ends is not None and ends <= now:
        session = conclude(db, session, at=ends)
    return session


def reveal(db: Db, session: Session, *, at: datetime, actor: Actor = CLOCK_ACTOR, reason: str = "") -> Session:
    """The values are shown to the panel; the deliberation begins, or is over at once where there is none."""
    by_hand = actor is not CLOCK_ACTOR
    until = at + of_minutes(session.deliberation) if session.deliberation and session.scorers else None
    data = {"by_hand": by_hand, "reason": reason, "deliberates_until": until and wire(until)}
    session = records.append(db, session, "revealed", data, at=at, actor=actor)
    if until is not None:
        return session
    ended = {"by_hand": False, "reason": "", "without": True}  # nobody ended what never began
    return records.append(db, session, "concluded", ended, at=at, actor=CLOCK_ACTOR)


def conclude(db: Db, session: Session, *, at: datetime, actor: Actor = CLOCK_ACTOR, reason: str = "") -> Session:
    """The deliberation is over: the minutes may be signed."""
    data = {"by_hand": actor is not CLOCK_ACTOR, "reason": reason}
    return records.append(db, session, "concluded", data, at=at, actor=actor)


def announce_due(
    db: Db, session_id: str, *, reminders: tuple[timedelta, ...], pause_alert: timedelta, seal: bool, now: datetime
) -> Session:
    """Everything that the clock has brought to one session: entries, reminders, the alarm of a forgotten pause, and,
    if everything that had arrived before the close is in (`seal`), the seal."""
    session = catch_up(db, records.load(db, session_id), now=now)
    known = session.told(now)  # what waits to be told is not what they are reminded of
    if known is not None:
        _remind(db, known, reminders, now=now)
    _alert(db, session, pause_alert, now=now)
    _tell_five_minutes(db, session, now=now)
    if seal and session.close_announced and session.digest is None and session.live:
        session = put_seal(db, session, now=now)
    return session


def next_alarm(
    session: Session, *, reminders: tuple[timedelta, ...], pause_alert: timedelta, now: datetime
) -> datetime | None:
    """When to look at the session next; None when the clock can bring it nothing more."""
    if session.settled:
        return None
    times = [moment.at for moment in session.schedule.moments()]
    known = session.told(now) or session
    times += [start - before for start in (session.starts_at, known.starts_at) for before in reminders]
    if session.pause_since is not None:
        times.append(session.pause_since + pause_alert)
    times += [at for at in (session.reveals_at, session.deliberates_until) if at is not None]
    return min((at for at in times if at > now), default=now if session.close_announced else None)


def _freeze_claims(db: Db, session: Session, *, at: datetime) -> Session:
    programme = registry.programme(db, session.programme)
    if programme.claims == "off":
        return session
    kept = ("name", "size", "sha256", "url")
    files = {one.id: {key: getattr(one, key) for key in kept} for one in claims.files(db, session.regency.id)}
    known = {file: {key: value for key, value in one.items() if value is not None} for file, one in files.items()}
    data = frozen(programme.rubric, claims.of_regency(db, session.regency.id), known)
    return records.append(db, session, "claimed", data, at=at)


def _data(db: Db, session: Session, kind: str, detail: str) -> dict[str, object]:
    if kind == "opened":
        return {"phase": session.schedule.phases[0].key} | _judged_by(db, session)
    if kind == "phase":
        private = any(phase.key == detail and phase.private for phase in session.schedule.phases)
        return {"phase": detail, "by_hand": False} | ({"private": True} if private else {})
    return {"by_hand": False, "reason": ""}


def _judged_by(db: Db, session: Session) -> dict[str, object]:
    programme = registry.programme(db, session.programme)
    if session.format == 1:
        return {"rubric": programme.rubric_id}
    members = registry.members(db, programme.id, [seat.id for seat in session.panel])
    known = [members[seat.id] for seat in session.panel if seat.id in members]
    return Judging.of_programme(programme, known).as_json()


def _remind(db: Db, session: Session, reminders: tuple[timedelta, ...], *, now: datetime) -> None:
    # The state is read again here, at the sending: what was moved has other moments, what was cancelled has none.
    if session.state(now) != "booked":
        return
    left = session.starts_at - now
    due = [before for before in reminders if min(REMINDER_MATTERS, before / 2) <= left <= before]
    fresh = [before for before in due if _reminds(session, before) and _first(db, session, before, now=now)]
    if fresh:
        seconds = (session.starts_at - now).total_seconds()
        programme = registry.programme(db, session.programme)
        inviting.tell(
            db, session, programme, session.invited(), kind="reminder", cause="reminder", now=now, seconds_left=seconds
        )


def _reminds(session: Session, before: timedelta) -> bool:
    # Booked or moved later than the reminder was due: the invitation itself has just said it.
    return session.starts_at - before >= session.version.dtstamp


def _first(db: Db, session: Session, before: timedelta, *, now: datetime) -> bool:
    return announced.once(
        db, session.id, f"reminder:{before.total_seconds():.0f}:{session.starts_at.timestamp():.3f}", now=now
    )


def _alert(db: Db, session: Session, after: timedelta, *, now: datetime) -> None:
    since = session.pause_since
    if session.state(now) != "paused" or since is None or now - since < after:
        return
    if announced.once(db, session.id, f"{PAUSE_ALERT}:{since.timestamp():.3f}", now=now):
        programme = registry.programme(db, session.programme)
        passed = (now - since).total_seconds() / 60
        inviting.tell_secretariat(db, session, programme, kind=PAUSE_ALERT, cause=PAUSE_ALERT, now=now, minutes=passed)
        db.signal(f"{PAUSE_ALERT}:{session.id}")


def _tell_five_minutes(db: Db, session: Session, *, now: datetime) -> None:
    if session.state(now) != "open":
        return
    for moment in session.schedule.moments():
        due = moment.kind == "five-minutes" and moment.at <= now
        if due and announced.once(db, session.id, f"five-minutes:{moment.at.timestamp():.3f}", now=now):
            db.signal(f"five-minutes:{session.id}")


def put_seal(db: Db, session: Session, *, now: datetime) -> Session:
    """The digest of all that arrived before the close, mailed to every participant."""
    data = {"digest": session.head, "entries": session.tail}
    sealed = records.append(db, session, "sealed", data, at=now)
    programme = registry.programme(db, sealed.programme)
    inviting.tell(
        db, sealed, programme, sealed.invited(), kind="sealed", cause="closed", now=now, digest=data["digest"]
    )
    return sealed
