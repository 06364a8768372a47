"""Published results and the objections to them. A release is made before its moment (`published_at`) where it waits for
it: until then nobody finds it but who asks what waits, and it can be taken back. From then on it stands for ever; an
objection is answered once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, Text, delete, insert, select, type_coerce, update

from sessions.store.engine import Db
from sessions.store.powers import log
from sessions.store.tables import objections, people, regencies, releases
from sessions.values import NotFound, from_wire, wire


@dataclass(frozen=True)
class Release:
    """One published version, without what it says: `head` is what lists show of it, and its basis."""

    id: str
    programme: str
    version: int
    reason: str
    published_at: datetime
    head: Mapping[str, Any]

    @property
    def batch(self) -> str | None:
        """The batch that it waited or waits with; None where it waited for nothing."""
        found: str | None = self.head.get("batch")
        return found

    @property
    def objections_until(self) -> datetime:
        """The last moment of the objection period."""
        return from_wire(self.head["objections_until"])

    def takes_objections(self, now: datetime) -> bool:
        """Whether the objection period is running."""
        return now <= self.objections_until

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        own = {"id": self.id, "version": self.version, "reason": self.reason or None}
        told = {key: value for key, value in self.head.items() if key not in ("basis", "batch")}
        return own | {"published_at": wire(self.published_at)} | told


@dataclass(frozen=True)
class Objection:
    """What a regency holds against a release, and what it was answered; `outcome` is upheld or rejected."""

    id: str
    release: str
    version: int
    regency: str
    code: str
    regency_name: str
    author: str
    author_name: str
    text: str
    at: datetime
    answer: str | None
    outcome: str | None
    answered_by: str | None
    answered_at: datetime | None

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "id": self.id,
            "version": self.version,
            "regency": {"code": self.code, "name": self.regency_name},
            "by": {"id": self.author, "name": self.author_name},
            "text": self.text,
            "at": wire(self.at),
            "state": "answered" if self.answered_at else "open",
            "outcome": self.outcome,
            "answer": self.answer,
            "answered_at": self.answered_at and wire(self.answered_at),
        }


# - releases -

_HEADS = select(
    releases.c.id,
    releases.c.programme_id,
    releases.c.version,
    releases.c.reason,
    releases.c.published_at,
    releases.c.head,
)


def add(db: Db, release: Release, doc: Mapping[str, object]) -> None:
    """Stores a release with everything that it says."""
    db.execute(
        insert(releases).values(
            id=release.id,
            programme_id=release.programme,
            version=release.version,
            reason=release.reason,
            published_at=release.published_at,
            head=dict(release.head),
            doc=dict(doc),
        )
    )
    log.published(db, "release", release.id, str(release.head["digest"]))


def of_programme(db: Db, programme: str, *, now: datetime) -> list[Release]:
    """The programme's releases, the newest first."""
    chosen = _out(programme, now).order_by(releases.c.version.desc())
    return [_release(row) for row in db.execute(chosen)]


def latest(db: Db, programme: str, *, now: datetime) -> Release | None:
    """The version that holds."""
    row = db.execute(_out(programme, now).order_by(releases.c.version.desc()).limit(1)).first()
    return None if row is None else _release(row)


def version(db: Db, programme: str, number: int, *, now: datetime) -> Release:
    """One version. Raises NotFound."""
    row = db.execute(_out(programme, now).where(releases.c.version == number)).first()
    if row is None:
        raise NotFound("no-such-version")
    return _release(row)


def by_digest(db: Db, digest: str, *, now: datetime) -> Release | None:
    """The release that was published with that digest (64 hexadecimal digits)."""
    says = type_coerce(releases.c.head, Text).contains(f'"digest":"{digest}"')
    row = db.execute(_HEADS.where(says, releases.c.published_at <= now)).first()
    return None if row is None else _release(row)


def _out(programme: str, now: datetime) -> Select[object]:
    return _HEADS.where(releases.c.programme_id == programme, releases.c.published_at <= now)


def waiting(db: Db, programme: str, *, now: datetime) -> Release | None:
    """The version that is published soon, unless it is taken back; there is at most one."""
    row = db.execute(_HEADS.where(releases.c.programme_id == programme, releases.c.published_at > now)).first()
    return None if row is None else _release(row)


def take_back(db: Db, release: str, *, now: datetime) -> int | None:
    """Removes a release whose moment has not come and gives its version; None where it is out, and stays."""
    where = (releases.c.id == release, releases.c.published_at > now)
    found: int | None = db.execute(select(releases.c.version).where(*where)).scalar()
    if found is not None:
        db.execute(delete(releases).where(*where))
    return found


def doc(db: Db, release: str) -> Mapping[str, Any]:
    """Everything that the release says. Raises NotFound."""
    text = db.execute(select(type_coerce(releases.c.doc, Text)).where(releases.c.id == release)).scalar()
    if text is None:
        raise NotFound("no-such-version")
    return _parsed(text)


@lru_cache(maxsize=4)
def _parsed(text: str) -> Mapping[str, object]:
    document: Mapping[str, object] = json.loads(text)
    return document


def _release(row: Row[object]) -> Release:
    return Release(row.id, row.programme_id, row.version, row.reason, row.published_at, row.head)


# - objections -


def object_to(
    db: Db, release: str, regency: str, person: str, text: str, *, objection: str, now: datetime
) -> Objection:
    """Stores an objection."""
    row = {"id": objection, "release_id": release, "regency_id": regency, "person_id": person, "text": text, "at": now}
    db.execute(insert(objections).values(row))
    return get_objection(db, objection)


def get_objection(db: Db, objection: str) -> Objection:
    """One objection. Raises NotFound."""
    row = db.execute(_objections().where(objections.c.id == objection)).first()
    if row is None:
        raise NotFound("no-such-objection")
    return _objection(row)


def programme_of(db: Db, objection: str) -> str:
    """Whose programme the objection belongs to. Raises NotFound."""
    joined = objections.join(releases, objections.c.release_id == releases.c.id)
    chosen = select(releases.c.programme_id).select_from(joined).where(objections.c.id == objection)
    found: str | None = db.execute(chosen).scalar()
    if found is None:
        raise NotFound("no-such-objection")
    return found


def answer_objection(db: Db, objection: str, answer: str, outcome: str, *, by: str, now: datetime) -> None:
    """Keeps what the objection was answered."""
    values = {"answer": answer, "outcome": outcome, "answered_by": by, "answered_at": now}
    db.execute(update(objections).where(objections.c.id == objection).values(values))


def objections_of(db: Db, programme: str, *, regency: str | None = None) -> list[Objection]:
    """A programme's objections to any version, or those of one regency alone; the oldest first."""
    chosen = _objections().where(releases.c.programme_id == programme).order_by(objections.c.id)
    if regency is not None:
        chosen = chosen.where(objections.c.regency_id == regency)
    return [_objection(row) for row in db.execute(chosen)]


def _objections() -> Select[object]:
    joined = (
        objections.join(releases, objections.c.release_id == releases.c.id)
        .join(regencies, objections.c.regency_id == regencies.c.id)
        .join(people, objections.c.person_id == people.c.id)
    )
    named = (releases.c.version, regencies.c.code, regencies.c.name, people.c.name.label("author_name"))
    return select(objections, *named).select_from(joined)


def _objection(row: Row[object]) -> Objection:
    return Objection(
        id=row.id,
        release=row.release_id,
        version=row.version,
        regency=row.regency_id,
        code=row.code,
        regency_name=row.name,
        author=row.person_id,
        author_name=row.author_name,
        text=row.text,
        at=row.at,
        answer=row.answer,
        outcome=row.outcome,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
