"""The numbers of minutes, counted within a programme; and the PDFs that were handed out, kept as they were."""

from datetime import datetime

from sqlalchemy import func, insert, select, update

from sessions.errors import WrongState
from sessions.store.db import Db
from sessions.store.tables.core import programmes
from sessions.store.tables.results import handed_out, minute_numbers


def next_of(db: Db, programme: str, session: str) -> int:
    """The next number of the programme, which is the session's from now on."""
    db.execute(select(programmes.c.id).where(programmes.c.id == programme).with_for_update())
    highest = db.execute(
        select(func.max(minute_numbers.c.number)).where(minute_numbers.c.programme_id == programme)
    ).scalar()
    number = int(highest or 0) + 1
    db.execute(insert(minute_numbers).values(session_id=session, programme_id=programme, number=number))
    return number


def kept_pdf(db: Db, session: str, language: str, digest: str) -> bytes | None:
    """The PDF that was handed out of the minutes of that digest; None where none was."""
    where = (handed_out.c.session_id == session, handed_out.c.language == language, handed_out.c.digest == digest)
    found = db.execute(select(handed_out.c.pdf).where(*where)).scalar()
    return None if found is None else bytes(found)


def keep_pdf(db: Db, session: str, language: str, digest: str, pdf: bytes, *, now: datetime) -> bytes:
    """Keeps a PDF that is handed out; the first one that was stays."""
    known = kept_pdf(db, session, language, digest)
    if known is not None:
        return known
    row = {"session_id": session, "language": language, "digest": digest, "pdf": pdf, "at": now}
    db.execute(insert(handed_out).values(row))
    return pdf


def replace_pdf(
    db: Db, session: str, language: str, digest: str, original: bytes, pdf: bytes, *, now: datetime
) -> None:
    """Keeps a PDF that carries the one handed out so far, with more behind it, in its place.

    Raises WrongState where another has taken that place meanwhile."""
    where = (handed_out.c.session_id == session, handed_out.c.language == language, handed_out.c.digest == digest)
    if kept_pdf(db, session, language, digest) != original:
        raise WrongState("changed", "minutes-signed-meanwhile")
    db.execute(update(handed_out).where(*where).values(pdf=pdf, at=now))
