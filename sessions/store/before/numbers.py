"""The numbers of minutes and of letters, counted within a programme; PDFs that were handed out, kept as they were."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table, delete, func, insert, select, update

from sessions.store.db import Db
from sessions.store.tables import handed_out, letter_numbers, minute_numbers, programmes
from sessions.values import WrongState


def next_of(db: Db, programme: str, session: str) -> int:
    """The next number of the programme, which is the session's from now on."""
    number = _next_in(db, minute_numbers, programme)
    db.execute(insert(minute_numbers).values(session_id=session, programme_id=programme, number=number))
    return number


def of_letter(db: Db, programme: str, session: str, kind: str, digest: str) -> tuple[int, int | None]:
    """The number of the session's letter that says that (its digest): a new one where it says something new. And the
    number of the one of that kind before it."""
    where = (letter_numbers.c.session_id == session, letter_numbers.c.kind == kind)
    chosen = select(letter_numbers.c.digest, letter_numbers.c.number).where(*where).order_by(letter_numbers.c.number)
    known = [(row.digest, row.number) for row in db.execute(chosen)]
    number = next((number for said, number in known if said == digest), None)
    if number is None:
        number = _free_in(db, programme)
        row = {"session_id": session, "digest": digest, "programme_id": programme, "kind": kind, "number": number}
        db.execute(insert(letter_numbers).values(row))
    return number, max((each for _, each in known if each < number), default=None)


def give_back(db: Db, session: str, digests: Collection[str]) -> None:
    """The numbers of the session's letters that say that (their digests) and went to nobody may be given again."""
    where = (letter_numbers.c.session_id == session, letter_numbers.c.digest.in_(sorted(digests)))
    db.execute(delete(letter_numbers).where(*where))


def _free_in(db: Db, programme: str) -> int:
    """The lowest number that no letter of the programme has: what was given back is given again."""
    following, given = _next_in(db, letter_numbers, programme), letter_numbers.c.number
    of_it = letter_numbers.c.programme_id == programme
    if db.execute(select(func.count()).select_from(letter_numbers).where(of_it)).scalar() == following - 1:
        return following
    known = set(db.execute(select(given).where(of_it)).scalars())
    return next(number for number in range(1, following) if number not in known)


def _next_in(db: Db, table: Table, programme: str) -> int:
    """One more than the programme's highest there; whoever else counts in the programme waits until it is taken."""
    db.execute(select(programmes.c.id).where(programmes.c.id == programme).with_for_update())
    highest = db.execute(select(func.max(table.c.number)).where(table.c.programme_id == programme)).scalar()
    return int(highest or 0) + 1


def kept_pdf(db: Db, session: str, language: str, digest: str) -> bytes | None:
    """The PDF that was handed out of the minutes of that digest; None where none was."""
    where = (handed_out.c.session_id == session, handed_out.c.language == language, handed_out.c.digest == digest)
    found = db.execute(select(handed_out.c.pdf).where(*where)).scalar()
    return None if found is None else bytes(found)


class Kept(NamedTuple):
    """A PDF that was handed out of the minutes of that digest."""

    language: str
    digest: str
    pdf: bytes


def kept_under(db: Db, digests: Sequence[str]) -> list[Kept]:
    """Every PDF that was handed out of minutes of one of those digests."""
    chosen = select(handed_out.c.language, handed_out.c.digest, handed_out.c.pdf)
    found = db.execute(chosen.where(handed_out.c.digest.in_(digests)).order_by(handed_out.c.language))
    return [Kept(row.language, row.digest, bytes(row.pdf)) for row in found]


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
