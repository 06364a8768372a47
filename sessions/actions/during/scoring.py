"""The sheet's life: declare, put a score, submit; keep what comes late, and decide it. The heart of promise 1 and 2."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sessions.actions.access import Asker, sat_on
from sessions.actions.during import announcing
from sessions.actions.invitations import inviting
from sessions.store import Db, private_notes, records, registry, scores
from sessions.values import (
    RUNNING,
    UNFINISHED,
    Json,
    Judging,
    Late,
    NotDeclared,
    Rubric,
    Score,
    Scoresheet,
    Seat,
    Session,
    SheetClosed,
    SheetWaiting,
    StaleRevision,
    WrongState,
    over,
    whole,
    wire,
)

NEW_ADDRESS = timedelta(days=1)


class Given(NamedTuple):  # a frozen class of so many fields takes three times as long to make, for every save
    """A score as it came in. `revision` is the one last seen, None for whoever does not care."""

    criterion: str
    value: float | None
    note: str | None = None
    unsure: bool | None = None
    revision: int | None = None
    typed_at: datetime | None = None
    private: str | None = None  # for the panelist alone, never in the record
    offline_since: datetime | None = None  # since when the page had no line as this was typed


def put_score(db: Db, session_id: str, given: Given, asker: Asker, *, now: datetime) -> Score:
    """Stores one score; `now` is when the request's last byte had been read.

    Raises, in this order: NotFound, Invalid, SheetWaiting, SheetPaused or SheetClosed (kept as late), NotDeclared,
    StaleRevision."""
    session, seat = sat_on(db, session_id, asker)
    rubric = rubric_of(db, session)
    value = rubric.must_allow(given.criterion, given.value)
    if value is not given.value:
        given = given._replace(value=value)
    if not (db.gathered and db.gathered.is_steady(session, now)):
        _must_be_open(db, session, seat, given, asker, now=now)
    if seat.conflict is None:
        raise NotDeclared
    if seat.conflict:
        raise WrongState("withdrawn", "off-this-sheet")
    return _put(db, session, seat, rubric, given, asker, now=now)


def declare(
    db: Db, session_id: str, conflict: bool, asker: Asker, *, now: datetime, reason: str | None = None
) -> Session:
    """Declares whether there is a conflict of interest; one takes the panelist off the sheet and tells the secretariat.

    Raises NotFound, SheetClosed (nothing is kept) or WrongState once a conflict was declared."""
    session, seat = sat_on(db, session_id, asker)
    if seat.conflict == conflict:
        return session
    if session.state(now) not in UNFINISHED:
        raise WrongState(session.state(now))
    if seat.conflict:
        raise WrongState("withdrawn", "conflict-declared")
    session = announcing.catch_up(db, session, now=now)
    data = {"panelist": seat.id, "conflict": conflict}
    secret = {"reason": reason} if conflict and reason else None
    session = records.append(db, session, "declared", data, at=now, actor=asker.actor(session), secret=secret)
    if conflict:
        _tell_of_conflict(db, session, seat, now=now)
    return session


def _tell_of_conflict(db: Db, session: Session, seat: Seat, *, now: datetime) -> None:
    """Tells the secretariat, which is asked for a chair where nobody is left who leads."""
    programme = registry.programme(db, session.programme)
    facts = {"panelist": {"id": seat.id, "name": seat.name}, "leaderless": not session.leaders}
    cause = f"declared by {seat.name}"
    inviting.tell_secretariat(db, session, programme, kind="conflict", cause=cause, now=now, **facts)


def submit(db: Db, session_id: str, asker: Asker, *, done: bool = True, now: datetime) -> Session:
    """The panelist says "done", or takes that back; scores may change until the close all the same. Raises NotFound,
    SheetWaiting, WrongState after the close, or NotDeclared."""
    session, seat = sat_on(db, session_id, asker)
    if session.state(now) == "booked":
        raise SheetWaiting(session.starts_at)
    if session.state(now) not in RUNNING:
        raise WrongState(session.state(now))
    if seat.conflict is None:
        raise NotDeclared
    if seat.conflict:
        raise WrongState("withdrawn", "off-this-sheet")
    if (seat.submitted_at is not None) == done:
        return session
    session = announcing.catch_up(db, session, now=now)
    data = {"panelist": seat.id} if done else {"panelist": seat.id, "taken_back": True}
    return records.append(db, session, "submitted", data, at=now, actor=asker.actor(session))


def must_be_criterion(db: Db, session_id: str, criterion: str) -> None:
    """Raises NotFound for a criterion that is not in what the session is scored by."""
    rubric_of(db, records.load(db, session_id)).must_allow(criterion, None)


def rubric_of(db: Db, session: Session) -> Rubric:
    """The rubric that the session is scored by: fixed once it has opened, its programme's until then."""
    if session.judged is None and session.rubric is not None:
        load = partial(registry.rubric, db, session.rubric)
        of_a_set = db.gathered is not None and db.gathered.holds(session)
        return db.gathered.rubric(session, load) if db.gathered and of_a_set else load()
    return judged_by(db, session).rubric


def judged_by(db: Db, session: Session) -> Judging:
    """What the session is judged by: as its record holds it once it has opened, its programme's until then."""
    held = records.judging(db, session)
    if held is not None:
        return held
    present = Judging.of_programme(registry.programme(db, session.programme))
    if session.rubric is None:
        return present
    return replace(present, rubric=registry.rubric(db, session.rubric), rubric_id=session.rubric)


def sheet_json(db: Db, session_id: str, asker: Asker, *, now: datetime) -> dict[str, object]:
    """The asker's own sheet, as the contract shows it. Raises NotFound."""
    session, seat = sat_on(db, session_id, asker)
    sheet = Scoresheet(rubric_of(db, session), scores.sheet(db, session_id, asker.id))
    closes_at = session.schedule.closes_at
    own = private_notes.of_sheet(db, session_id, asker.id)
    shown = {key: score.as_json() | {"private": own.get(key, "")} for key, score in sheet.scores.items()}
    return {
        "state": sheet_state(session, seat, now),
        "closes_at": closes_at and wire(closes_at),
        "server_time": wire(now),
        "declared": seat.declared,
        "submitted": seat.submitted_at is not None,
        "scores": {key: score for key, score in shown.items() if score["value"] is not None},
        "unscored": {key: score for key, score in shown.items() if score["value"] is None},
        "missing": sheet.missing,
        "late": [_late_json(db, session, late) for late in session.late if late.panelist == asker.id],
        "moderated": _moderated(db, session, asker),
    }


def _moderated(db: Db, session: Session, asker: Asker) -> dict[str, Any]:
    """The asker's own scores as they changed them in the deliberation, by criterion."""
    return {} if not session.moderations else scores.moderated(db, session.id).get(asker.id, {})


def sheet_state(session: Session, seat: Seat, now: datetime) -> str:
    """`waiting`, `open`, `paused`, `closed` or `withdrawn`."""
    if seat.conflict:
        return "withdrawn"
    state = session.state(now)
    return {"booked": "waiting", "open": "open", "paused": "paused"}.get(state, "closed")


def _must_be_open(db: Db, session: Session, seat: Seat, given: Given, asker: Asker, *, now: datetime) -> None:
    if session.state(now) == "cancelled":
        raise WrongState("cancelled")
    session.schedule.must_take_scores(now)
    if not session.schedule.is_open(now) or session.digest is not None or not session.live:
        _keep_late(db, session, seat, given, asker, now=now)


def _put(db: Db, session: Session, seat: Seat, rubric: Rubric, given: Given, asker: Asker, *, now: datetime) -> Score:
    sheet = scores.sheet(db, session.id, seat.id)
    before = sheet.get(given.criterion)
    standing = before.revision if before else 0
    if given.revision is not None and given.revision != standing:
        raise StaleRevision(before.as_json() if before else _nothing(given.criterion))
    value = None if given.value is None else whole(given.value)
    said = {"value": value, "note": given.note, "unsure": given.unsure}
    score = over(before, given.criterion, said, at=now, typed_at=given.typed_at)
    session = announcing.catch_up(db, session, now=now)
    scores.put(db, session.id, seat.id, score)
    others = [one for key, one in sheet.items() if one.value is not None and key != score.criterion]
    data = {
        "panelist": seat.id,
        "criterion": score.criterion,
        "revision": score.revision,
        "scored": len(others) + (score.value is not None),
        "of": len(rubric.criteria),
    }
    data |= _newly_addressed(seat, asker, now)
    records.append(db, session, "scored", data, at=now, actor=asker.actor(session), secret=_secret(score))
    _keep_private(db, session, seat, given, now=now)
    return score


def _keep_private(db: Db, session: Session, seat: Seat, given: Given, *, now: datetime) -> None:
    if given.private is not None:
        private_notes.put(db, session.id, seat.id, given.criterion, given.private, now=now)


def _newly_addressed(seat: Seat, asker: Asker, now: datetime) -> dict[str, str]:
    """What a score says of itself that came through a link which was mailed to a new address within a day before."""
    at = seat.readdressed_at
    by_link = asker.via in ("link", "sign-in")
    return {"address_changed_at": wire(at)} if by_link and at is not None and now - at < NEW_ADDRESS else {}


def _keep_late(db: Db, session: Session, seat: Seat, given: Given, asker: Asker, *, now: datetime) -> None:
    closed = session.schedule.closes_at
    late_by = max(0.0, (now - closed).total_seconds()) if closed else 0.0
    if session.state(now) == "signed":
        raise SheetClosed(entry=None, late_by_seconds=whole(late_by))
    _keep_private(db, session, seat, given, now=now)
    session = announcing.catch_up(db, session, now=now)
    data: dict[str, Json] = {"panelist": seat.id, "criterion": given.criterion, "late_by_seconds": whole(late_by)}
    if given.typed_at is not None:
        data["typed_at"] = wire(given.typed_at)
    if given.offline_since is not None:
        data["offline_since"] = wire(given.offline_since)
    data |= _newly_addressed(seat, asker, now)
    secret = {
        "value": None if given.value is None else whole(given.value),
        "note": given.note,
        "unsure": given.unsure,
    }
    session = records.append(db, session, "late", data, at=now, actor=asker.actor(session), secret=secret)
    raise SheetClosed(entry=session.tail, late_by_seconds=whole(late_by), hash=session.head)


def _secret(score: Score) -> dict[str, Json]:
    typed = {"typed_at": wire(score.typed_at)} if score.typed_at else {}
    return {"value": score.value, "note": score.note, "unsure": score.unsure, **typed}


def _nothing(criterion: str) -> dict[str, Json]:
    return {"criterion": criterion, "value": None, "note": "", "unsure": False, "revision": 0, "at": None}


def _late_json(db: Db, session: Session, late: Late) -> Mapping[str, Json]:
    secret = records.entry(db, session.id, late.entry).secret or {}
    return {
        "entry": late.entry,
        "criterion": late.criterion,
        "at": wire(late.at),
        "late_by_seconds": late.late_by_seconds,
        "decision": late.decision,
        "value": secret.get("value"),
        "note": secret.get("note"),
    }
