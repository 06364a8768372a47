"""Signing the minutes, the chair last, and excusing whoever's signature is not waited for."""

from datetime import datetime
from typing import Any

from sessions.actions import announcing, inviting
from sessions.actions.access import Asker, managed, sat_on
from sessions.errors import Invalid, WrongState
from sessions.store import records, registry
from sessions.store.engine import Db
from sessions.values.session import Session


def sign(db: Db, session_id: str, asker: Asker, *, now: datetime) -> Session:
    """A panelist signs the minutes, the chair (else the deputy) last; then the session is signed. What is undecided
    by then does not count, and the signature says so. Raises NotFound or WrongState."""
    session, seat = sat_on(db, session_id, asker)
    if seat.conflict:
        raise WrongState("withdrawn", "who declared a conflict of interest does not sign")
    if session.state(now) == "closed" and session.digest is not None:
        session = announcing.catch_up(db, session, now=now)
    state = session.state(now)
    if state != "closed" or session.digest is None:
        raise WrongState(state, "the minutes are signed once the session has closed and its record is sealed")
    if not session.is_concluded(now):
        raise WrongState(state, "the minutes are signed once the values are revealed and the deliberation is over")
    if seat.id in session.signers:
        raise WrongState(state, "it is signed already")
    last, missing = session.signs_last, [one for one in session.unsigned if one.id != seat.id]
    if last is not None and last.id == seat.id and missing:
        raise WrongState(state, "the chair signs last", missing=[one.name for one in missing])
    data: dict[str, Any] = {"panelist": seat.id, "digest": session.head}
    undecided = [late.entry for late in session.late if late.decision is None]
    if undecided:
        data["undecided"] = undecided
    session = records.append(db, session, "signed", data, at=now, actor=asker.actor(session))
    return _told(db, session, now=now)


def excuse(db: Db, session_id: str, panelist: str, reason: str, asker: Asker, *, now: datetime) -> Session:
    """An absent panelist's signature is not waited for; what they scored counts. Raises NotFound, Invalid for who is
    not on the panel, or WrongState unless it has closed and their signature is due."""
    session = managed(db, session_id, asker)
    if session.state(now) != "closed":
        raise WrongState(session.state(now))
    session = announcing.catch_up(db, session, now=now)
    seat = session.seat(panelist)
    if seat is None:
        raise Invalid.at("/panelist", "not-on-the-panel")
    if all(one.id != seat.id for one in session.unsigned):
        raise WrongState(session.state(now), f"no signature of {seat.name} is due")
    data = {"panelist": seat.id, "reason": reason}
    session = records.append(db, session, "excused", data, at=now, actor=asker.actor(session))
    return _told(db, session, now=now)


def _told(db: Db, session: Session, *, now: datetime) -> Session:
    if session.signed:
        programme = registry.programme(db, session.programme)
        inviting.tell(
            db, session, programme, session.invited(), kind="signed", cause="signed", now=now, digest=session.head
        )
    return session
