"""Sessions in time: lists of a programme, of a person, of what is still to come or to be looked at."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Select, bindparam, select

from sessions.store import snapshots
from sessions.store.before import followings
from sessions.store.during import records
from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.hot import among as among_those
from sessions.store.kept import Kept, Made
from sessions.store.tables import mails, occupancy, sessions
from sessions.values import Answer, Course, Session, counts

_SESSION = select(sessions.c.id, sessions.c.head)
_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_OF_PROGRAMME = Hot(
    _SESSION.where(
        sessions.c.programme_id == bindparam("programme"),
        sessions.c.starts_at >= bindparam("since"),
        sessions.c.starts_at < bindparam("until"),
    ).order_by(sessions.c.starts_at, sessions.c.id)
)
_WHOLE = Kept(_OF_PROGRAMME, lambda db, rows: tuple(snapshots.standing(db, rows)))
_STANDING = Made[tuple[Session, ...]]()
_COURSES = Made[Course]()
_START = Hot(select(sessions.c.starts_at).where(sessions.c.id == bindparam("session")))
_NAMED = Hot(_SESSION.where(among_those(sessions.c.id, "ids")).order_by(sessions.c.id))
_ALL_OF_REGENCIES = Hot(
    _SESSION.where(among_those(sessions.c.regency_id, "regencies")).order_by(sessions.c.starts_at, sessions.c.id)
)
_COMING = Hot(
    _SESSION.where(among_those(sessions.c.regency_id, "regencies"), sessions.c.settled.is_(False)).order_by(
        sessions.c.starts_at, sessions.c.id
    )
)
_OTHERS_OF_REGENCY = Hot(
    _SESSION.where(sessions.c.regency_id == bindparam("regency"), sessions.c.id != bindparam("session")).order_by(
        sessions.c.id
    )
)


def of_programme(
    db: Db, programme: str, *, since: datetime | None = None, until: datetime | None = None, after: str | None = None
) -> list[Session]:
    """A programme's sessions that start in [since, until), by start and id, behind the one of id `after`."""
    if since is None and until is None and after is None:
        return list(whole(db, programme))
    first, end = since or _EVER[0], until or _EVER[1]
    before = _START.rows(db, {"session": after}) if after else []
    if before:
        first = max(first, before[0][0])
    rows = _OF_PROGRAMME.named(db, {"programme": programme, "since": first, "until": end})
    found = snapshots.standing(db, rows)
    return [one for one in found if (one.starts_at, one.id) > (before[0][0], after)] if before else found


def course(db: Db, programme: str, *, now: datetime) -> Course:
    """All of a programme's sessions with their states: the same course as long as none of them has changed, neither by
    what was written nor by the clock."""
    found = whole(db, programme)
    told = _STANDING.of(programme, (found,), lambda: tuple(one for one in found if not one.undone))
    states = tuple([one.state(now) for one in told])
    return _COURSES.of(programme, (told, states), lambda: Course(told, states))


def whole(db: Db, programme: str) -> tuple[Session, ...]:
    """All of a programme's sessions by start and id: the same tuple as long as none has changed."""
    return _WHOLE.of(db, {"programme": programme, "since": _EVER[0], "until": _EVER[1]})


def between(db: Db, since: datetime, until: datetime) -> list[Session]:
    """Every programme's sessions that start in [since, until)."""
    chosen = _SESSION.where(sessions.c.starts_at >= since, sessions.c.starts_at < until)
    return _of(db, chosen.order_by(sessions.c.starts_at, sessions.c.id))


def of_person(db: Db, person: str) -> list[Session]:
    """The sessions that a person is or was invited to, by start; cancelled ones too."""
    taken = select(occupancy.c.session_id).where(occupancy.c.holder == f"person:{person}")
    found = _of(db, _SESSION.where(sessions.c.id.in_(taken)).order_by(sessions.c.starts_at, sessions.c.id))
    coming = followings.to_invite(db, person, [one.id for one in found])
    return [one for one in found if one.id not in coming]


def told_as_observer(db: Db, person: str) -> list[Session]:
    """The sessions that a person was told to observe, by start; whether they still do, their roles say."""
    told = select(mails.c.session_id).where(mails.c.person_id == person, mails.c.kind == "observer")
    return _of(db, _SESSION.where(sessions.c.id.in_(told)).order_by(sessions.c.starts_at, sessions.c.id))


def of_regency(db: Db, regency: str) -> list[Session]:
    """A regency's sessions by start."""
    return of_regencies(db, [regency])[regency]


def of_regencies(db: Db, some: Iterable[str]) -> dict[str, list[Session]]:
    """The sessions of each of these regencies, by start."""

    def read(unknown: Sequence[str]) -> dict[str, list[Session]]:
        found: dict[str, list[Session]] = {one: [] for one in unknown}
        for session in snapshots.standing(db, _ALL_OF_REGENCIES.named(db, {"regencies": unknown})):
            found[session.regency.id].append(session)
        return found

    return db.memo.each(records.OF_REGENCY, some, (sessions.name,), read)


def others_of(db: Db, session: Session) -> list[str]:
    """The ids of the same regency's other sessions that count: neither rehearsals nor cancelled nor aborted."""
    rows = _OTHERS_OF_REGENCY.named(db, {"regency": session.regency.id, "session": session.id})
    return [one.id for one in snapshots.standing(db, rows) if counts(one)]


def coming(db: Db, regencies: Sequence[str], *, now: datetime) -> list[Session]:
    """The sessions of these regencies that are booked and have not begun, by start."""
    found = snapshots.standing(db, _COMING.named(db, {"regencies": list(regencies)})) if regencies else []
    return [one for one in found if one.state(now) == "booked"]


def answers(db: Db, among: Iterable[str]) -> dict[str, Mapping[str, Answer]]:
    """Who has answered the invitation to each of these sessions, and what."""
    return {one.id: one.answers for one in named(db, among)}


def named(db: Db, among: Iterable[str]) -> list[Session]:
    """The sessions of these ids."""
    return snapshots.standing(db, _NAMED.named(db, {"ids": sorted(set(among))}))


def unsettled(db: Db) -> list[Session]:
    """Every session to which the clock may still bring something."""
    return _of(db, _SESSION.where(sessions.c.settled.is_(False)).order_by(sessions.c.starts_at))


def begun(db: Db, *, now: datetime) -> list[Session]:
    """Those that have begun and to which the clock still brings something."""
    return _of(db, _SESSION.where(sessions.c.settled.is_(False), sessions.c.starts_at <= now))


def _of(db: Db, chosen: Select[object]) -> list[Session]:
    return snapshots.standing(db, db.execute(chosen).all())
