"""Calibrations: kept, changed, listed; who was asked, and what they said."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from sessions.store.before import registry
from sessions.store.db import Db
from sessions.store.tables import calibration_marks as marks
from sessions.store.tables import calibration_takers as takers
from sessions.store.tables import calibrations, people
from sessions.values import Calibration, File, Mark, NotFound, Reference, Taker, from_wire, wire


def add(db: Db, calibration: Calibration, rubric_id: str) -> None:
    """Keeps a new one, scored by the rubric of that id."""
    kept = {"id": calibration.id, "programme_id": calibration.programme, "rubric_id": rubric_id}
    db.execute(insert(calibrations).values(**kept, made_at=calibration.made_at, **_row(calibration)))


def put(db: Db, calibration: Calibration) -> None:
    """Keeps it as it now is; its revision is raised."""
    values = _row(calibration) | {"revision": calibrations.c.revision + 1}
    db.execute(update(calibrations).where(calibrations.c.id == calibration.id).values(**values))


def get(db: Db, calibration: str) -> Calibration:
    """One of them. Raises NotFound."""
    row = db.execute(select(calibrations).where(calibrations.c.id == calibration)).first()
    if row is None:
        raise NotFound
    return _calibration(db, row)


def of_programme(db: Db, programme: str) -> list[Calibration]:
    """A programme's, in the order of their making."""
    chosen = select(calibrations).where(calibrations.c.programme_id == programme).order_by(calibrations.c.id)
    return [_calibration(db, row) for row in db.execute(chosen).all()]


def of_person(db: Db, person: str, *, now: datetime) -> list[Calibration]:
    """Those that a person was asked to score by now, the newest first."""
    mine = select(takers.c.calibration_id).where(takers.c.person_id == person, takers.c.invited_at <= now)
    chosen = select(calibrations).where(calibrations.c.id.in_(mine)).order_by(calibrations.c.id.desc())
    return [_calibration(db, row) for row in db.execute(chosen).all()]


def never_closed(db: Db) -> list[Calibration]:
    """Those that panelists were invited to and that nobody has closed; the time of some may be over."""
    chosen = select(calibrations).where(calibrations.c.invited_at.is_not(None), calibrations.c.closed_at.is_(None))
    return [_calibration(db, row) for row in db.execute(chosen.order_by(calibrations.c.id)).all()]


def remove(db: Db, calibration: str) -> None:
    """Takes it away; nobody was asked yet."""
    db.execute(delete(calibrations).where(calibrations.c.id == calibration))


def invite(db: Db, calibration: str, persons: Iterable[str], *, now: datetime) -> None:
    """These are asked to score it."""
    for person in persons:
        db.execute(insert(takers).values(calibration_id=calibration, person_id=person, invited_at=now))


def take_back(db: Db, calibration: str, persons: Iterable[str]) -> None:
    """These are asked no more; they have not heard of it."""
    where = (takers.c.calibration_id == calibration, takers.c.person_id.in_(list(persons)))
    db.execute(delete(takers).where(*where))


def takers_of(db: Db, calibration: str) -> list[Taker]:
    """Who was asked, by name, with what they said."""
    said: dict[str, dict[str, Mark]] = {}
    for row in db.execute(select(marks).where(marks.c.calibration_id == calibration)):
        said.setdefault(row.person_id, {})[row.criterion] = Mark(row.value, row.note, row.revision)
    joined = takers.join(people, takers.c.person_id == people.c.id)
    chosen = select(takers, people.c.name).select_from(joined).where(takers.c.calibration_id == calibration)
    return [
        Taker(row.person_id, row.name, row.invited_at, row.finished_at, said.get(row.person_id, {}), row.reminded_at)
        for row in db.execute(chosen.order_by(people.c.name, people.c.id)).all()
    ]


def has_finished(db: Db, calibration: str, person: str) -> bool:
    """Whether a person's own sheet of it is finished."""
    where = (takers.c.calibration_id == calibration, takers.c.person_id == person, takers.c.finished_at.is_not(None))
    return db.execute(select(takers.c.person_id).where(*where)).first() is not None


def said_by(db: Db, person: str) -> list[dict[str, object]]:
    """All that a person said of any, by criterion."""
    rows = db.execute(select(marks).where(marks.c.person_id == person).order_by(marks.c.at)).all()
    return [
        {"calibration": row.calibration_id, "criterion": row.criterion, "value": row.value, "note": row.note}
        for row in rows
    ]


def mark(db: Db, calibration: str, person: str, criterion: str, said: Mark, *, now: datetime) -> None:
    """Keeps what a person says of a criterion, with its revision, instead of what they said before."""
    where = (
        marks.c.calibration_id == calibration,
        marks.c.person_id == person,
        marks.c.criterion == criterion,
    )
    values: dict[str, object] = {"value": said.value, "note": said.note, "at": now, "revision": said.revision}
    if not db.execute(update(marks).where(*where).values(**values)).rowcount:
        key = {"calibration_id": calibration, "person_id": person, "criterion": criterion}
        db.execute(insert(marks).values(**key, **values))


def finish(db: Db, calibration: str, person: str, *, at: datetime | None) -> None:
    """The person has finished; None takes that back."""
    where = (takers.c.calibration_id == calibration, takers.c.person_id == person)
    db.execute(update(takers).where(*where).values(finished_at=at))


def reminded(db: Db, calibration: str, persons: Iterable[str], *, at: datetime) -> None:
    """These were reminded of it."""
    where = (takers.c.calibration_id == calibration, takers.c.person_id.in_(list(persons)))
    db.execute(update(takers).where(*where).values(reminded_at=at))


def _row(one: Calibration) -> dict[str, object]:
    return {
        "title": one.title,
        "text": one.text,
        "url": one.url,
        "file": _file_row(one.file),
        "reference": {key: reference.as_json() for key, reference in one.reference.items()},
        "invited_at": one.invited_at,
        "until": one.until,
        "closed_at": one.closed_at,
    }


def _calibration(db: Db, row: Row[object]) -> Calibration:
    return Calibration(
        id=row.id,
        programme=row.programme_id,
        title=row.title,
        text=row.text,
        url=row.url,
        file=_file(row.file),
        rubric=registry.rubric(db, row.rubric_id),
        reference={key: Reference(one["value"], one["reason"]) for key, one in row.reference.items()},
        revision=row.revision,
        made_at=row.made_at,
        invited_at=row.invited_at,
        until=row.until,
        closed_at=row.closed_at,
    )


def _file_row(file: File | None) -> dict[str, object] | None:
    return None if file is None else vars(file) | {"at": wire(file.at)}


def _file(row: Mapping[str, Any] | None) -> File | None:
    return None if row is None else File(**{**row, "at": from_wire(row["at"])})
