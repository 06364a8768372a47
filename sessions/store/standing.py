"""Sessions and sheets kept in the writer's memory, and the few statements that write what a set of saves comes to.

What is kept of a session counts only where its head is the row's: equal heads are equal records, whoever wrote them and
whatever was rolled back. While a set is decided, `records` and `scores` read and write the memory; everything that the
set wrote goes to the database in three statements, at the end or before anything else is asked of it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import column, select, text

from sessions.store import snapshots
from sessions.store.bulk import Put, Update
from sessions.store.db import Db
from sessions.store.during import records
from sessions.store.during import scores as sheets
from sessions.store.hot import Hot, among
from sessions.store.tables import entries, scores, sessions
from sessions.values import Entry, Rubric, Score, Session, compact

MOST = 4096  # sessions that are kept
Sheet = dict[str, Score]
Seat = tuple[str, str]  # of a session, a person's

_AMONG = among(sessions.c.id, "ids")
_LOCK = Hot(select(sessions.c.id, sessions.c.head).where(_AMONG).order_by(sessions.c.id).with_for_update())
_LOAD = Hot(select(sessions.c.id, sessions.c.snapshot, sessions.c.tail, sessions.c.head).where(_AMONG))
_SHEETS = Hot(
    select(*(scores.c[name] for name in sheets.COLUMNS)).where(
        among(scores.c.session_id, "ids"), among(scores.c.person_id, "people")
    )
)
# What others wrote since, of sessions whose entry that is known here is the record's and was followed by scores alone.
_SINCE = Hot(
    text("""
    SELECT e.session_id AS id, max(e.number) AS tail,
        array_agg(DISTINCT CAST(e.data AS json)->>'panelist') FILTER (WHERE e.number > known.tail) AS people
    FROM json_to_recordset(CAST(:known AS json)) AS known(id text, tail integer, head text)
    JOIN entries AS e ON e.session_id = known.id AND e.number >= known.tail
    GROUP BY e.session_id
    HAVING bool_or(e.number = known.tail AND e.hash = known.head)
        AND bool_and(e.number = known.tail OR e.kind = 'scored')
    """).columns(column("id"), column("tail"), column("people"))
)
_ENTRIES = Put(entries, (column.name for column in entries.columns))
_SCORES = Put(scores, sheets.COLUMNS, instead=True)
_MOVED_ON = Update(sessions, ("tail", "head"))
_FOLDED = Update(sessions, snapshots.COLUMNS)


@dataclass
class Standing:
    """A session as its record's last entry left it, with those of its sheets that were looked at."""

    session: Session
    sheets: dict[str, Sheet] = field(default_factory=dict)
    steady: tuple[datetime, datetime] | Literal["unknown"] | None = "unknown"  # see Session.steady
    rubric: tuple[str, Rubric] | None = None  # by its id; one that a session has opened with is never changed

    def is_steady(self, t: datetime) -> bool:
        """Whether it is known to be open at the instant, with nothing due."""
        if self.steady == "unknown":
            self.steady = self.session.steady()
        return self.steady is not None and self.steady[0] <= t < self.steady[1]


@dataclass
class Gathered:
    """What a set has decided and not yet written."""

    standings: dict[str, Standing]
    entries: list[Entry] = field(default_factory=list)
    scores: dict[tuple[str, str, str], Score] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)  # sessions whose tail is another
    folded: set[str] = field(default_factory=set)  # and those of them whose snapshot is, too

    def session(self, session: str) -> Session | None:
        """The session, if it is one of the set's."""
        known = self.standings.get(session)
        return None if known is None else known.session

    def holds(self, session: Session) -> bool:
        """Whether it is one of the set's, and as the set has left it. Raises RuntimeError where it is older."""
        known = self.session(session.id)
        if known is not None and known.tail != session.tail:
            raise RuntimeError(f"the record of {session.id} has moved on from entry {session.tail}")
        return known is not None

    def is_steady(self, session: Session, t: datetime) -> bool:
        """Whether the session of the set is known to be open at the instant, with nothing due."""
        standing = self.standings.get(session.id)
        return standing is not None and standing.session.tail == session.tail and standing.is_steady(t)

    def append(self, db: Db, after: Session, entry: Entry, *, folds: bool) -> None:
        """One more entry of a session of the set."""
        standing = self.standings[after.id]
        standing.session = after
        if folds:
            standing.steady = "unknown"
        self.entries.append(entry)
        (self.folded if folds else self.moved).add(after.id)
        db.changed |= {"entries", "sessions"}

    def sheet(self, session: str, person: str) -> Sheet | None:
        """The scores of a seat of the set; None of another."""
        known = self.standings.get(session)
        return None if known is None else known.sheets.get(person)

    def rubric(self, session: Session, load: Callable[[], Rubric]) -> Rubric:
        """The rubric that an opened session of the set is scored by, loaded once."""
        standing, name = self.standings[session.id], session.rubric or ""
        if standing.rubric is None or standing.rubric[0] != name:
            standing.rubric = name, load()
        return standing.rubric[1]

    def put(self, db: Db, session: str, person: str, score: Score) -> None:
        """One more score."""
        sheet = self.sheet(session, person)
        if sheet is not None:
            sheet[score.criterion] = score
        self.scores[session, person, score.criterion] = score
        db.wrote("scores")

    def write(self, db: Db) -> None:
        """Writes everything that waits."""
        if not self.entries and not self.scores:
            return
        gone, self.entries, put, self.scores = self.entries, [], self.scores, {}
        moved, self.moved, folded, self.folded = self.moved - self.folded, set(), self.folded, set()
        _ENTRIES.write(db, [records.row(one) for one in gone])
        _SCORES.write(db, [sheets.row(session, person, one) for (session, person, _), one in put.items()])
        _MOVED_ON.write(db, [{"id": one, **_tail(self.standings[one].session)} for one in sorted(moved)])
        _FOLDED.write(db, [{"id": one, **snapshots.columns(self.standings[one].session)} for one in sorted(folded)])


@contextmanager
def gathered(db: Db, seats: Iterable[Seat]) -> Iterator[Gathered]:
    """The sessions of these seats, locked until the transaction's end, while a set is decided."""
    wanted = set(seats)
    gathered = Gathered(_locked(db, sorted({session for session, _ in wanted})))
    _read_sheets(db, gathered, wanted)
    db.gathered = gathered
    try:
        yield gathered
        gathered.write(db)
    finally:
        db.gathered = None


def _locked(db: Db, ids: list[str]) -> dict[str, Standing]:
    while len(db.kept) > MOST:
        db.kept.pop(next(iter(db.kept)))  # who came first: emptied at once, every running session would be read anew
    heads = dict(_LOCK.rows(db, {"ids": ids}))
    outdated = [one for one, head in heads.items() if one not in db.kept or db.kept[one].session.head != head]
    if outdated and db.postgres:  # on SQLite nobody else saves
        outdated = _not_followed(db, heads, outdated)
    if outdated:
        for name, *stored in _LOAD.rows(db, {"ids": outdated}):
            db.kept[name] = Standing(snapshots.of(*stored))
    return {one: db.kept[one] for one in heads}


def _not_followed(db: Db, heads: dict[str, str], outdated: list[str]) -> list[str]:
    """Brings sessions to their row's head that only scores were added to, and forgets those sheets; the others."""
    known = [
        {"id": one, "tail": db.kept[one].session.tail, "head": db.kept[one].session.head}
        for one in outdated
        if one in db.kept
    ]
    if not known:
        return outdated
    followed = set()
    for name, tail, people in _SINCE.rows(db, {"known": compact(known)}):
        standing = db.kept[name]
        standing.session = standing.session.standing_at(tail, heads[name])
        for person in people:
            standing.sheets.pop(person, None)
        followed.add(name)
    return [one for one in outdated if one not in followed]


def _read_sheets(db: Db, gathered: Gathered, seats: set[Seat]) -> None:
    known = gathered.standings
    missing = {(one, person) for one, person in seats if one in known and person not in known[one].sheets}
    if not missing:
        return
    for session, person in missing:
        known[session].sheets[person] = {}
    ids, people = {one for one, _ in missing}, {person for _, person in missing}
    for session, person, *stored in _SHEETS.rows(db, {"ids": sorted(ids), "people": sorted(people)}):
        if (session, person) in missing:
            score = Score(*stored)
            known[session].sheets[person][score.criterion] = score


def _tail(session: Session) -> dict[str, object]:
    return {"tail": session.tail, "head": session.head}
