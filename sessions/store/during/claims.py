"""A regency's claims as they stand, and the files that its evidence points at."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select, update

from sessions.store.engine import Db
from sessions.store.tables.live import claims, regency_files
from sessions.values.claims import Claim
from sessions.values.registry import RegencyFile


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


def _claim(row: Any) -> Claim:
    evidence = tuple(row.evidence)
    return Claim(row.criterion, row.value, row.text, evidence, row.revision, row.at, row.by, row.by_name)


# - files -


def files(db: Db, regency: str) -> list[RegencyFile]:
    """The regency's files, oldest first."""
    rows = db.execute(select(regency_files).where(regency_files.c.regency_id == regency).order_by(regency_files.c.id))
    return [_file(row) for row in rows]


def add_file(db: Db, file: RegencyFile) -> None:
    """Adds a file."""
    fields = {key: value for key, value in vars(file).items() if key != "regency"}
    db.execute(insert(regency_files).values(regency_id=file.regency, **fields))


def file_hashes(db: Db) -> set[str]:
    """The SHA-256 of every file that a regency has given."""
    rows = db.execute(select(regency_files.c.sha256).where(regency_files.c.sha256.is_not(None)))
    return {row.sha256 for row in rows}


def _file(row: Any) -> RegencyFile:
    return RegencyFile(
        row.id,
        row.regency_id,
        row.kind,
        row.name,
        row.at,
        row.by,
        row.by_name,
        row.version,
        row.size,
        row.sha256,
        row.media_type,
        row.url,
    )
