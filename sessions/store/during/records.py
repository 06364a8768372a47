"""Records and the sessions that they fold to: appending, loading, reading. The only way to change a session."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import nlargest

from sqlalchemy import Row, bindparam, func, or_, select, update

from sessions.lately import Lately
from sessions.store import installation, snapshots
from sessions.store.bulk import Put
from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.hot import among as among_those
from sessions.store.kept import Made
from sessions.store.powers import acts, log
from sessions.store.tables import PUBLISHED, entries, sessions
from sessions.values import (
    CLOCK_ACTOR,
    FORMAT,
    GENESIS,
    KINDS,
    Actor,
    Entry,
    Judging,
    KindName,
    NotFound,
    Sealed,
    Session,
    kind_of,
    next_entry,
)

MOST_JUDGED = 2_048
OF_REGENCY = "a regency's sessions"  # how a transaction remembers them
# An entry that was committed is never changed, so it is read once.
_JUDGED: Lately[str, tuple[int, Judging]] = Lately(MOST_JUDGED)
_OPENS = "opens"  # how a transaction remembers which sessions it opens itself
QUIET = ("scored", "joined", "left")  # entries that come by the hundred
MOST_TOLD = 8_192
_NEWEST = Made[Sequence[Entry]]()
# By session: its head, and the last entry up to it.
_TOLD: Lately[str, tuple[str, tuple[datetime, int]]] = Lately(MOST_TOLD)
_LAST_TOLD = Hot(
    select(entries.c.session_id, func.max(entries.c.at).label("at"), func.max(entries.c.number).label("number"))
    .where(among_those(entries.c.session_id, "ids"), *(entries.c.kind != one for one in QUIET))
    .group_by(entries.c.session_id)
)
_LATEST = Hot(
    select(entries)
    .where(among_those(entries.c.session_id, "ids"), *(entries.c.kind != one for one in QUIET))
    .order_by(entries.c.at.desc(), entries.c.number.desc())
    .limit(bindparam("limit"))
)
_READ = Hot(
    select(entries)
    .where(entries.c.session_id == bindparam("session"), entries.c.number > bindparam("after"))
    .order_by(entries.c.number)
)
_COLUMNS = (*snapshots.COLUMNS, "id", "created_at")
_BEGIN = Put(sessions, _COLUMNS, later=True)
_INSERT = Put(entries, (column.name for column in entries.columns), later=True)
_LOAD = Hot(select(sessions.c.snapshot, sessions.c.tail, sessions.c.head).where(sessions.c.id == bindparam("session")))
_MINE = update(sessions).where(sessions.c.id == bindparam("session"), sessions.c.tail == bindparam("before"))
_MOVE_ON = Hot(_MINE.values(tail=bindparam("tail"), head=bindparam("head")))
_FOLDED = Hot(_MINE.values({name: bindparam(name) for name in snapshots.COLUMNS}))


def begin(db: Db, session: str, *, at: datetime, actor: Actor, data: Mapping[str, object]) -> Session:
    """Begins a record with its `booked` entry and stores the session that it folds to."""
    data = dict(data) | {"format": FORMAT}
    entry = next_entry((0, GENESIS), session=session, at=at, kind="booked", actor=actor, data=data)
    begun = Session.begun(entry)
    _BEGIN.write(db, [{**snapshots.columns(begun), "id": session, "created_at": at}], amended=True)
    of_regency = (OF_REGENCY, begun.regency.id)
    if (known := db.memo.find(of_regency)) is not None:
        both = sorted([*known, begun], key=lambda one: (one.starts_at, one.id))
        db.memo.keep(of_regency, (sessions.name,), both)
    _insert(db, entry, begun, begun)
    return begun


def append(
    db: Db,
    session: Session,
    kind: KindName,
    data: Mapping[str, object],
    *,
    at: datetime,
    actor: Actor = CLOCK_ACTOR,
    secret: Mapping[str, object] | None = None,
) -> Session:
    """Appends one entry to the record and gives the session after it. The session must be as loaded here."""
    before, form = (session.tail, session.head), session.format
    entry = next_entry(before, session=session.id, at=at, kind=kind, actor=actor, data=data, secret=secret, form=form)
    after = session.after(entry)
    if db.gathered is not None and db.gathered.holds(session):
        _note(db, entry, session, after)
        db.gathered.append(db, after, entry, folds=KINDS[kind].folds)
        return after
    _insert(db, entry, session, after)
    where = {"session": session.id, "before": session.tail}
    if not KINDS[kind].folds:
        changed = _MOVE_ON.write(db, {**where, "tail": after.tail, "head": after.head})
    else:
        changed = _FOLDED.write(db, {**where, **snapshots.columns(after)})
    if changed != 1:
        raise RuntimeError(f"the record of {session.id} has moved on from entry {session.tail}")
    return after


def load(db: Db, session: str) -> Session:
    """The session as it now stands. Raises NotFound."""
    known = db.gathered and db.gathered.session(session)
    if known:
        return known
    rows = _LOAD.rows(db, {"session": session})
    if not rows:
        raise NotFound("no-such-session")
    return snapshots.of(*rows[0])


def read(db: Db, session: str, *, after: int = 0) -> list[Entry]:
    """The record's entries behind that number, in order."""
    return [_entry(row) for row in _READ.named(db, {"session": session, "after": after})]


def latest(db: Db, among: Sequence[Session], *, limit: int) -> list[Entry]:
    """What happened last in these sessions, newest first; scores aside, which are many."""
    # A session's record moves on with its head alone: of the same sessions the same was last.
    where = among[0].programme if among else ""
    return list(_NEWEST.of((where, limit), (tuple(among),), lambda: _latest(db, among, limit)))


def _latest(db: Db, among: Sequence[Session], limit: int) -> Sequence[Entry]:
    told = _last_told(db, among)
    # The last so many entries are of the so many sessions whose last entry is the latest.
    newest = nlargest(limit, told, key=lambda one: told[one])
    return tuple(_entry(row) for row in _LATEST.named(db, {"ids": newest, "limit": limit}))


def _last_told(db: Db, among: Sequence[Session]) -> dict[str, tuple[datetime, int]]:
    """When the last entry of each session is from that is no score, and its number."""
    told = {one.id: known for one in among if (known := _TOLD.get(one.id)) is not None and known[0] == one.head}
    unknown = {one.id: one.head for one in among if one.id not in told}
    if unknown:
        found = _LAST_TOLD.named(db, {"ids": list(unknown)})
        fresh = {row.session_id: (unknown[row.session_id], (row.at, row.number)) for row in found}
        for session, last in fresh.items():
            _TOLD.keep(session, last)
        told |= fresh
    return {one: last for one, (_, last) in told.items()}


def closings(db: Db, programme: str) -> dict[str, Sealed]:
    """What the first signature under the minutes sealed, of each of the programme's sessions that has one."""
    mine = select(entries.c.session_id, entries.c.data).join(sessions, sessions.c.id == entries.c.session_id)
    rows = db.execute(mine.where(sessions.c.programme_id == programme, entries.c.kind == "signed"))
    return {row.session_id: row.data["minutes"] for row in rows if "minutes" in row.data}


def placed_at(db: Db, session: str) -> datetime:
    """When the session's present start was chosen: by its booking, or the last move."""
    where = (entries.c.session_id == session, entries.c.kind.in_(("booked", "moved")))
    row = db.execute(select(entries.c.at).where(*where).order_by(entries.c.number.desc()).limit(1)).one()
    at: datetime = row.at
    return at


def entry(db: Db, session: str, number: int) -> Entry:
    """One entry. Raises NotFound."""
    row = db.execute(select(entries).where(entries.c.session_id == session, entries.c.number == number)).first()
    if row is None:
        raise NotFound("no-such-entry")
    return _entry(row)


def judging(db: Db, session: Session) -> Judging | None:
    """What an opened session is judged by, as its record holds it; None before the start and in format 1."""
    if session.judged is None:
        return None
    known = _JUDGED.get(session.id)
    if known is not None and known[0] == session.judged:
        return known[1]
    found = Judging.from_json(entry(db, session.id, session.judged).data)
    if not db.memo.find((_OPENS, session.id)):  # what is taken back may come otherwise under the same number
        _JUDGED.keep(session.id, (session.judged, found))
    return found


def tails(db: Db, among: Iterable[str]) -> dict[str, int]:
    """The number of the last entry of each of these sessions."""
    rows = db.execute(select(sessions.c.id, sessions.c.tail).where(sessions.c.id.in_(list(among))))
    return {row.id: row.tail for row in rows}


def every_session(db: Db) -> Iterator[tuple[str, int, str, str]]:
    """Id, tail, head and snapshot text of every session, for the check of the whole store."""
    chosen = select(sessions.c.id, sessions.c.tail, sessions.c.head, sessions.c.snapshot).order_by(sessions.c.id)
    for row in db.execute(chosen):
        yield row.id, row.tail, row.head, row.snapshot


def columns(db: Db, session: str) -> dict[str, object]:
    """What the store keeps beside a record, by column."""
    chosen = select(*(sessions.c[name] for name in snapshots.COLUMNS)).where(sessions.c.id == session)
    return dict(db.execute(chosen).one()._mapping)


def find_published(db: Db, digest: str) -> tuple[str, int] | None:
    """The session and the number of the last entry that a mailed digest covers; None of one that nobody was mailed."""
    given = or_(entries.c.previous == digest, entries.c.hash == digest)
    chosen = select(entries.c.session_id, entries.c.number, entries.c.hash).where(PUBLISHED, given)
    row = db.execute(chosen.order_by(entries.c.number)).first()
    return None if row is None else (row.session_id, row.number if row.hash == digest else row.number - 1)


def hashes(db: Db, session: str) -> dict[int, str]:
    """Every entry's hash by its number."""
    chosen = select(entries.c.number, entries.c.hash).where(entries.c.session_id == session)
    return {row.number: row.hash for row in db.execute(chosen)}


def _insert(db: Db, entry: Entry, before: Session, after: Session) -> None:
    _note(db, entry, before, after)
    _INSERT.write(db, [row(entry)])


def _note(db: Db, entry: Entry, before: Session, after: Session) -> None:
    if kind_of(entry.kind).calendars:
        installation.calendars_changed(db)
    log.entry(db, entry)
    if entry.kind == "opened":
        db.memo.keep((_OPENS, entry.session), (), True)
    if entry.actor.role == "secretariat":
        acts.entered(db, entry, before, after)
    db.appended.append(entry)


def row(entry: Entry) -> dict[str, object]:
    """The row of an entry."""
    return {
        "session_id": entry.session,
        "number": entry.number,
        "at": entry.at,
        "kind": entry.kind,
        "actor": entry.actor.as_json(),
        "data": entry.data,
        "secret": entry.secret,
        "salt": entry.salt,
        "secret_hash": entry.secret_hash,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _entry(row: Row[object]) -> Entry:
    return Entry(
        session=row.session_id,
        number=row.number,
        at=row.at,
        kind=row.kind,
        actor=Actor(**row.actor),
        data=row.data,
        secret=row.secret,
        salt=row.salt,
        secret_hash=row.secret_hash,
        previous=row.previous,
        hash=row.hash,
    )
