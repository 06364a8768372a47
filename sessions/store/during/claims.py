"""A regency's claims as they stand, and the files that its evidence points at."""

from collections.abc import Iterable

from sqlalchemy import Row, insert, select, update

from sessions.store.engine import Db
from sessions.store.tables import claims, regency_files
from sessions.values import Claim, File

# What of a file is a regency's: it answers no question, and was recorded by nobody.
KEPT = ("id", "kind", "name", "at", "by", "by_name", "version", "size", "sha256", "media_type", "url")


def of_regency(db: Db, regency: str) -> dict[str, Claim]:
    """The regency's claims by criterion."""
    rows = db.execute(select(claims).where(claims.c.regency_id == regency).order_by(claims.c.criterion))
    return {row.criterion: _claim(row) for row in rows}


def of_regencies(db: Db, regencies: Iterable[str]) -> dict[str, dict[str, Claim]]:
    """The claims of many regencies, by regency and criterion."""
    found: dict[str, dict[str, Claim]] = {}
    for row in db.execute(select(claims).where(claims.c.regency_id.in_(list(regencies)))):
        found.setdefault(row.regency_id, {})[row.criterion] = _claim(row)
    return found


def put(db: Db, regency: str, claim: Claim) -> None:
    """Stores the claim; its revision tells whether there was one."""
    fields = {
        "value": claim.value,
        "text": claim.text,
        "evidence": [dict(one) for one in claim.evidence],
        "revision": claim.revision,
        "at": claim.at,
        "by": claim.by,
        "by_name": claim.by_name,
    }
    if claim.revision == 1:
        db.execute(insert(claims).values(regency_id=regency, criterion=claim.criterion, **fields))
        return
    where = (claims.c.regency_id == regency, claims.c.criterion == claim.criterion)
    db.execute(update(claims).where(*where).values(**fields))


def _claim(row: Row[object]) -> Claim:
    evidence = tuple(row.evidence)
    return Claim(row.criterion, row.value, row.text, evidence, row.revision, row.at, row.by, row.by_name)


# - files -


def files(db: Db, regency: str) -> list[File]:
    """The regency's files, oldest first."""
    rows = db.execute(select(regency_files).where(regency_files.c.regency_id == regency).order_by(regency_files.c.id))
    return [_file(row) for row in rows]


def add_file(db: Db, regency: str, file: File) -> None:
    """Adds a file."""
    db.execute(insert(regency_files).values(regency_id=regency, **{name: getattr(file, name) for name in KEPT}))


def _file(row: Row[object]) -> File:
    return File(**{name: getattr(row, name) for name in KEPT})
