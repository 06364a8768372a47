"""Signing the minutes, the chair last, and excusing whoever's signature is not waited for."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sessions.actions import acts
from sessions.actions.access import Asker, managed, sat_on
from sessions.actions.during import announcing
from sessions.actions.during.scoring import judged_by
from sessions.actions.invitations import inviting
from sessions.store import Db, numbers, records, registry
from sessions.values import (
    WORDING,
    Invalid,
    Member,
    Sealed,
    SealedHead,
    Session,
    Thing,
    WrongState,
    minutes_of,
    paper_number,
)


@dataclass(frozen=True)
class Brought:
    """Minutes in a language that were signed elsewhere: the record's digest, the PDF that was handed out, and what was
    brought back with its SHA-256."""

    language: str
    digest: str
    original: bytes
    pdf: bytes
    sha256: str


def bring(db: Db, session_id: str, brought: Brought, asker: Asker, *, now: datetime) -> None:
    """What was signed elsewhere is handed out from now on. Raises NotFound, or WrongState where another has taken its
    place meanwhile."""
    session, one = managed(db, session_id, asker), brought
    numbers.replace_pdf(db, session_id, one.language, one.digest, one.original, one.pdf, now=now)
    thing = Thing("session", session_id, session.regency.name, session.programme)
    acts.did_all(db, "signed-brought", [(thing, {"file": (None, f"SHA-256 {one.sha256}")})], asker, now=now)


def sign(db: Db, session_id: str, asker: Asker, *, now: datetime, public_url: str = "") -> Session:
    """A panelist signs the minutes, the chair (else the deputy) last; then the session is signed. What is undecided
    by then does not count, and the signature says so. Raises NotFound or WrongState."""
    session, seat = sat_on(db, session_id, asker)
    if seat.conflict:
        raise WrongState("withdrawn", "conflict-signs-not")
    if session.state(now) == "closed" and session.digest is not None:
        session = announcing.catch_up(db, session, now=now)
    state = session.state(now)
    if state != "closed" or session.digest is None:
        raise WrongState(state, "signed-after-seal")
    if not session.is_concluded(now):
        raise WrongState(state, "signed-after-deliberation")
    if seat.id in session.signers:
        raise WrongState(state, "signed-already")
    last, missing = session.signs_last, [one for one in session.unsigned if one.id != seat.id]
    if last is not None and last.id == seat.id and missing:
        raise WrongState(
            state,
            "chair-signs-last",
            {"names": ", ".join(one.name for one in missing)},
            missing=[one.name for one in missing],
        )
    data: dict[str, object] = {"panelist": seat.id, "digest": session.head}
    undecided = [late.entry for late in session.late if late.decision is None]
    if undecided:
        data["undecided"] = undecided
    if not session.signatures and session.format > 1:
        data["minutes"] = _closing(db, session, public_url, now=now)
    session = records.append(db, session, "signed", data, at=now, actor=asker.actor(session))
    return _told(db, session, now=now)


def _closing(db: Db, session: Session, public_url: str, *, now: datetime) -> Sealed:
    """What the first signature seals: all that minutes and letters need beside the record, as it stands, the session's
    own figures, and the digest of what the minutes say."""
    programme = registry.programme(db, session.programme)
    head = programme.letterhead
    found = minutes_of(session, records.read(db, session.id), judged_by(db, session), now=now)
    members = registry.members(db, programme.id, [seat.id for seat in session.panel])
    own = [one for seat in session.panel if (one := members.get(seat.id))]
    people: list[Member] = [
        {
            "id": one.id,
            "name": one.name,
            "institution": one.person.institution,
            "title": one.person.title,
            "nip": one.person.nip,
        }
        for one in own
    ]
    sealed: SealedHead = {
        "name": head.get("name", ""),
        "address": head.get("address", ""),
        "logo": head.get("logo", ""),
    }
    if head.get("basis"):
        sealed["basis"] = head["basis"]
    if head.get("copies"):
        sealed["copies"] = head["copies"]
    return {
        "letterhead": sealed,
        "number": _number(db, session, head.get("number_pattern", "")),
        "place": head.get("place", ""),
        "signatory": dict(head.get("signatory") or {}),
        "people": people,
        "public_url": public_url,
        "figures": found.figures(),
        "content": found.content(),
        "wording": WORDING,
    }


def _number(db: Db, session: Session, pattern: str) -> str | None:
    """The number of the minutes by the programme's pattern; a rehearsal uses none up."""
    if session.rehearsal or not pattern:
        return None
    number = numbers.next_of(db, session.programme, session.id)
    day = session.starts_at.astimezone(ZoneInfo(session.regency.timezone)).date()
    return paper_number(pattern, number, session.regency.code, day)


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
        raise WrongState(session.state(now), "no-signature-due", {"name": seat.name})
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
