"""Who is asking, and what of a session is theirs. Loading a session for somebody is the check that they may."""

from dataclasses import dataclass, replace
from datetime import datetime

from sessions.store import Db, records
from sessions.values import Actor, NotFound, Seat, Session


@dataclass(frozen=True)
class Asker:
    """Somebody who was let in: a person by link or sign-in, or a program of the secretariat by its key.

    A viewer is none of the secretariat, but for what only reads."""

    id: str
    name: str
    secretariat: bool
    via: str  # key | link | sign-in
    timezone: str = "Asia/Jakarta"
    language: str = "id"
    viewer: bool = False
    stage_of: str | None = None  # the one session whose stage link was opened; such an asker is no person

    def role(self, session: Session) -> str | None:
        """`secretariat`, `chair`, `panelist`, `observer`, `regency`, `stage` or `withdrawn` (for a conflict of
        interest, also as a member of the secretariat); None for whom the session is not."""
        if self.stage_of is not None:
            return "stage" if self.stage_of == session.id else None
        seat = session.seat(self.id)
        if self.has_withdrawn(session) and (seat is not None or self.secretariat):
            return "withdrawn"
        if seat is not None:
            return "chair" if seat.role == "chair" else "panelist"
        if self.secretariat:
            return "secretariat"
        if session.guest(self.id):
            return "regency"
        return "observer" if any(one.id == self.id for one in session.observers) else None

    def reading(self) -> "Asker":
        """The same for a request that changes nothing: a viewer reads all that the secretariat reads."""
        return replace(self, secretariat=True) if self.viewer else self

    def has_withdrawn(self, session: Session) -> bool:
        """Whether they declared a conflict of interest: then only time and what is their own is theirs (promise 9)."""
        return session.has_withdrawn(self.id)

    def manages(self, session: Session) -> bool:
        """Whether they act for the secretariat in this session."""
        return self.secretariat and not self.has_withdrawn(session)

    def leads(self, session: Session) -> bool:
        """Whether they lead it as its chair or deputy."""
        return any(seat.id == self.id for seat in session.leaders)

    def may_reopen(self, session: Session, now: datetime) -> bool:
        """Whether they may undo the close now: until the reveal, the chair's own way only where it was by hand."""
        if session.state(now) != "closed" or session.is_revealed(now):
            return False
        return self.manages(session) or (self.leads(session) and session.schedule.closed_at is not None)

    def is_inside(self, session: Session) -> bool:
        """Whether they are of its panel or manage it, and hear all that happens."""
        return self.manages(session) or (session.seat(self.id) is not None and not self.has_withdrawn(session))

    def actor(self, session: Session) -> Actor:
        """How the record names them."""
        asked = (self.id, self.name, self.via, self.secretariat, self.stage_of)
        known = session.actors.get(asked)
        if known is None:
            known = session.actors[asked] = Actor(self.id, self.name, self.role(session) or "secretariat", self.via)
        return known


def on_stage(session: str) -> Asker:
    """Whoever opened the stage link of that session: sees what the regency sees, and whose question it is."""
    return Asker(f"stage:{session}", "stage", False, "link", stage_of=session)


def must_be_secretariat(asker: Asker) -> None:
    """Raises NotFound for anybody else: what is not theirs is not there."""
    if not asker.secretariat:
        raise NotFound


def seen(db: Db, session: str, asker: Asker) -> Session:
    """The session, for its people and the secretariat. Raises NotFound."""
    found = records.load(db, session)
    if not asker.secretariat and (asker.role(found) is None or found.undone):
        raise NotFound
    return found


def managed(db: Db, session: str, asker: Asker) -> Session:
    """The session, for the secretariat alone. Raises NotFound."""
    must_be_secretariat(asker)
    found = records.load(db, session)
    if asker.has_withdrawn(found):
        raise NotFound
    return found


def conducted(db: Db, session: str, asker: Asker) -> Session:
    """The session, for the secretariat, its chair and its deputy. Raises NotFound."""
    found = seen(db, session, asker)
    if not conducts(found, asker):
        raise NotFound
    return found


def led(db: Db, session: str, asker: Asker) -> Session:
    """The session, for its chair and its deputy alone. Raises NotFound."""
    found = seen(db, session, asker)
    if not asker.leads(found):
        raise NotFound
    return found


def shared(db: Db, session: str, asker: Asker) -> Session:
    """The session, for its people but who withdrew for a conflict of interest. Raises NotFound."""
    found = seen(db, session, asker)
    if asker.has_withdrawn(found):
        raise NotFound
    return found


def conducts(session: Session, asker: Asker) -> bool:
    """Whether the asker conducts the session."""
    return asker.manages(session) or asker.leads(session)


def sat_on(db: Db, session: str, asker: Asker) -> tuple[Session, Seat]:
    """The session and the asker's own seat on its panel. Raises NotFound."""
    found = records.load(db, session)
    seat = found.seat(asker.id)
    if seat is None:
        raise NotFound
    return found, seat


def read_by(db: Db, session: str, asker: Asker) -> Session:
    """The session, for its panel, its observers and the secretariat. Raises NotFound."""
    found = seen(db, session, asker)
    if not asker.is_inside(found) and asker.role(found) != "observer":
        raise NotFound
    return found


def heard(db: Db, session: str, asker: Asker) -> Session:
    """The session, for its panel and the secretariat. Raises NotFound."""
    found = seen(db, session, asker)
    if not asker.is_inside(found):
        raise NotFound
    return found


COMMAND_LINE = Asker("command-line", "sidang", True, "command-line")
