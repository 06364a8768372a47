"""Other times that regencies propose in answer to an offer, and what the secretariat answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Row, Select, bindparam, insert, select, update

from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.tables import offer_proposals as table
from sessions.store.tables import offers, regencies
from sessions.values import NotFound, from_wire, new_id, wire

Answer = Literal["", "taken", "declined", "lapsed"]  # "" waits; lapsed: proposed anew, or booked otherwise


@dataclass(frozen=True)
class Proposal:
    """Starts that a regency asks for in the place of those it was offered, and why; `words` go with a refusal."""

    id: str
    offer: str
    regency: str
    code: str
    name: str
    by_id: str
    by_name: str
    starts: tuple[datetime, ...]
    reason: str
    made_at: datetime
    answer: Answer
    words: str

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "by": self.by_name,
            "starts": [wire(one) for one in self.starts],
            "reason": self.reason,
            "at": wire(self.made_at),
            "answer": self.answer or "waiting",
            "words": self.words,
        }


def add(
    db: Db, offer: str, regency: str, by: tuple[str, str], starts: Sequence[datetime], reason: str, *, now: datetime
) -> Proposal:
    """Keeps a proposal in the place of the regency's unanswered one."""
    settle(db, regency, "lapsed", now=now)
    made = new_id(now)
    row = {"id": made, "offer_id": offer, "regency_id": regency, "by_id": by[0], "by_name": by[1], "reason": reason}
    told = {"starts": [wire(one) for one in starts], "made_at": now, "answer": "", "words": ""}
    db.execute(insert(table).values(**row, **told))
    return get(db, made)


def settle(db: Db, regency: str, answer: Answer, *, words: str = "", now: datetime) -> None:
    """The regency's unanswered proposals are answered so."""
    if read_waiting(db, [regency]):
        _SETTLE.write(db, {"regency": regency, "said": answer, "why": words, "now": now})


def read_waiting(db: Db, some: Collection[str]) -> Collection[str]:
    """Which of the regencies have unanswered proposals, read once a transaction."""

    def read(unknown: Sequence[str]) -> dict[str, bool]:
        return {regency: True for (regency,) in _WAITING.rows(db, {"regencies": unknown})}

    return db.memo.each("proposes", some, (table.name,), read)


_WAITING = Hot(select(table.c.regency_id).where(among(table.c.regency_id, "regencies"), table.c.answer == ""))


_SETTLE = Hot(
    update(table)
    .where(table.c.regency_id == bindparam("regency"), table.c.answer == "")
    .values(answer=bindparam("said"), words=bindparam("why"), answered_at=bindparam("now"))
)


def wait_again(db: Db, regency: str, undone: Collection[datetime]) -> None:
    """What was answered by what was booked at these instants, which is undone, has no answer again, unless the regency
    has proposed anew."""
    last = next(reversed(_found(db, table.c.regency_id == regency)), None)
    if last is not None and last.answer in ("taken", "lapsed"):
        own = (table.c.id == last.id, table.c.answered_at.in_(undone))
        db.execute(update(table).where(*own).values(answer="", answered_at=None))


def get(db: Db, proposal: str) -> Proposal:
    """A proposal. Raises NotFound."""
    found = _found(db, table.c.id == proposal)
    if not found:
        raise NotFound("no-such-offer")
    return found[0]


def of_offer(db: Db, offer: str) -> list[Proposal]:
    """The offer's proposals, oldest first."""
    return _found(db, table.c.offer_id == offer)


def waiting(db: Db, programme: str) -> list[Proposal]:
    """The programme's proposals that nobody has answered, oldest first."""
    return [_proposal(row) for row in _UNANSWERED.named(db, {"programme": programme})]


def _found(db: Db, *where: ColumnElement[bool]) -> list[Proposal]:
    return [_proposal(row) for row in db.execute(_proposals(*where))]


def _proposals(*where: ColumnElement[bool]) -> Select[object]:
    joined = table.join(regencies, table.c.regency_id == regencies.c.id).join(offers, table.c.offer_id == offers.c.id)
    return select(table, regencies.c.code, regencies.c.name).select_from(joined).where(*where).order_by(table.c.id)


_UNANSWERED = Hot(_proposals(offers.c.programme_id == bindparam("programme"), table.c.answer == ""))


def _proposal(row: Row[object]) -> Proposal:
    return Proposal(
        row.id, row.offer_id, row.regency_id, row.code, row.name, row.by_id, row.by_name,
        tuple(from_wire(one) for one in row.starts), row.reason, row.made_at, row.answer, row.words,
    )  # fmt: skip
