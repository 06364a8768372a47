"""Scores as they stand: one row for each panelist and criterion of a session."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, Row, bindparam, func, insert, select, update

from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.tables import scores
from sessions.store.tables import sessions as session_table
from sessions.values import Score

FIELDS = ("criterion", "value", "note", "unsure", "revision", "at", "typed_at")  # of a Score, in its order
COLUMNS = ("session_id", "person_id", *FIELDS)
_SHEET = Hot(
    select(*(scores.c[name] for name in FIELDS)).where(
        scores.c.session_id == bindparam("s"), scores.c.person_id == bindparam("p")
    )
)
_COUNT = (
    select(scores.c.session_id, scores.c.person_id, func.count().label("scored"))
    .where(scores.c.value.is_not(None))
    .group_by(scores.c.session_id, scores.c.person_id)
)
_COUNT_ONE = Hot(_COUNT.where(scores.c.session_id == bindparam("session")))
_FIELDS: dict[str, BindParameter[object]] = {name: bindparam(name) for name in FIELDS if name != "criterion"}
_KEY: dict[str, BindParameter[object]] = {
    "session_id": bindparam("s"),
    "person_id": bindparam("p"),
    "criterion": bindparam("c"),
}
_FIRST = Hot(insert(scores).values(_KEY | _FIELDS))
_AGAIN = Hot(
    update(scores)
    .where(scores.c.session_id == bindparam("s"), scores.c.person_id == bindparam("p"))
    .where(scores.c.criterion == bindparam("c"))
    .values(_FIELDS)
)


def get(db: Db, session: str, person: str, criterion: str) -> Score | None:
    """The score as it stands."""
    return sheet(db, session, person).get(criterion)


def put(db: Db, session: str, person: str, score: Score) -> None:
    """Stores the score; its revision tells whether there was one."""
    if db.gathered is not None and db.gathered.session(session) is not None:
        db.gathered.put(db, session, person, score)
        return
    row = {"s": session, "p": person, "c": score.criterion, **vars(score)}
    (_FIRST if score.revision == 1 else _AGAIN).write(db, row)


def moderate(db: Db, session: str, person: str, criterion: str, value: float) -> None:
    """Keeps what a score was changed to in the deliberation, beside the score."""
    of = (scores.c.session_id == session, scores.c.person_id == person, scores.c.criterion == criterion)
    db.execute(update(scores).where(*of).values(moderated=value))


def moderated(db: Db, session: str) -> dict[str, dict[str, float]]:
    """What was changed in the deliberation, by panelist and criterion."""
    of = (scores.c.session_id == session, scores.c.moderated.is_not(None))
    found: dict[str, dict[str, float]] = {}
    for row in db.execute(select(scores.c.person_id, scores.c.criterion, scores.c.moderated).where(*of)):
        found.setdefault(row.person_id, {})[row.criterion] = row.moderated
    return found


def sheet(db: Db, session: str, person: str) -> dict[str, Score]:
    """One panelist's scores by criterion."""
    known = None if db.gathered is None else db.gathered.sheet(session, person)
    if known is not None:
        return known
    return {row[0]: Score(*row) for row in _SHEET.rows(db, {"s": session, "p": person})}


def row(session: str, person: str, score: Score) -> dict[str, object]:
    """The row of a score."""
    return {"session_id": session, "person_id": person, **vars(score)}


def of_row(row: Row[object]) -> Score:
    """The score of a row."""
    return Score(*(getattr(row, name) for name in FIELDS))


def of_session(db: Db, session: str) -> dict[str, dict[str, Score]]:
    """Every panelist's scores by criterion."""
    found: dict[str, dict[str, Score]] = {}
    chosen = select(scores).where(scores.c.session_id == session).order_by(scores.c.person_id, scores.c.criterion)
    for row in db.execute(chosen):
        found.setdefault(row.person_id, {})[row.criterion] = of_row(row)
    return found


def values_of_programme(db: Db, programme: str) -> list[tuple[str, str, str, float]]:
    """(session, panelist, criterion, value) for every score of a programme's sessions that has a value."""
    own = select(session_table.c.id).where(session_table.c.programme_id == programme)
    chosen = select(scores.c.session_id, scores.c.person_id, scores.c.criterion, scores.c.value)
    rows = db.execute(
        chosen.where(scores.c.session_id.in_(own), scores.c.value.is_not(None)).order_by(
            scores.c.session_id, scores.c.person_id, scores.c.criterion
        )
    )
    return [(row.session_id, row.person_id, row.criterion, row.value) for row in rows]


def counts(db: Db, session: str) -> dict[str, int]:
    """How many criteria each panelist has scored."""
    return {row.person_id: row.scored for row in _COUNT_ONE.named(db, {"session": session})}


def last_saves(db: Db, sessions: Iterable[str]) -> dict[str, datetime]:
    """When each of these sessions had its latest score; none of those that have none."""
    chosen = select(scores.c.session_id, func.max(scores.c.at, type_=scores.c.at.type).label("at"))
    found = db.execute(chosen.where(scores.c.session_id.in_(list(sessions))).group_by(scores.c.session_id))
    return {row.session_id: row.at for row in found}


def all_counts(db: Db, sessions: Iterable[str]) -> dict[str, dict[str, int]]:
    """The same for many sessions."""
    found: dict[str, dict[str, int]] = {}
    for row in db.execute(_COUNT.where(scores.c.session_id.in_(list(sessions)))):
        found.setdefault(row.session_id, {})[row.person_id] = row.scored
    return found
