"""Panelists' calendars elsewhere: their addresses, and the busy times of the last good fetch of each.

Whoever has such an address reads the calendar: it is kept enciphered, under a key derived from `secret.key` and bound
to its row, so that the store alone, or a dump of it, tells none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, delete, insert, select, update

from sessions.store import sealing
from sessions.store.engine import Db
from sessions.store.tables import calendar_lists, calendars, people
from sessions.values import Diary, Span, new_id

EVERY = timedelta(minutes=30)
PURPOSE = "calendar"


def of_person(db: Db, person: str) -> list[Diary]:
    """The person's calendars, in the order in which they were given."""
    chosen = _diaries().where(calendars.c.person_id == person).order_by(calendars.c.position)
    return [_diary(db, row) for row in db.execute(chosen)]


def spans(db: Db, person: str) -> list[Span]:
    """What is busy in the person's calendars."""
    chosen = select(calendars.c.spans).where(calendars.c.person_id == person).order_by(calendars.c.position)
    return [Span.from_json(one) for docs in db.execute(chosen).scalars() for one in docs]


def revision(db: Db, person: str) -> int:
    """How often the list was given; 0 where it never was."""
    chosen = select(calendar_lists.c.revision).where(calendar_lists.c.person_id == person)
    return db.execute(chosen).scalar() or 0


def replace(db: Db, person: str, urls: Sequence[str], *, now: datetime) -> None:
    """These are the person's calendars from now on, to be fetched at once; a known one keeps what was fetched."""
    known = {one.url: one for one in of_person(db, person)}
    gone = [one.id for url, one in known.items() if url not in urls]
    db.execute(delete(calendars).where(calendars.c.id.in_(gone)))
    for position, url in enumerate(urls):
        if url in known:
            mine = calendars.c.id == known[url].id
            db.execute(update(calendars).where(mine).values(position=position, due_at=now))
        else:
            made = new_id(now)
            row = {"id": made, "person_id": person, "position": position, "url": _sealed(db, made, url)}
            db.execute(insert(calendars).values(row | {"state": "waiting", "spans": [], "due_at": now}))
    counted = revision(db, person) + 1
    db.execute(delete(calendar_lists).where(calendar_lists.c.person_id == person))
    db.execute(insert(calendar_lists).values(person_id=person, revision=counted))


def adopt(db: Db) -> None:
    """Enciphers the addresses that an older program kept as they were."""
    chosen = select(calendars.c.id, calendars.c.url).where(calendars.c.url.contains("://"))  # never in what is sealed
    for row in db.execute(chosen).all():
        db.execute(update(calendars).where(calendars.c.id == row.id).values(url=_sealed(db, row.id, row.url)))


def forget(db: Db, person: str) -> None:
    """The person has none any more, and never gave any."""
    db.execute(delete(calendars).where(calendars.c.person_id == person))
    db.execute(delete(calendar_lists).where(calendar_lists.c.person_id == person))


def due(db: Db, *, now: datetime) -> list[Diary]:
    """Those that are to be fetched now, the longest due first."""
    chosen = _diaries().where(calendars.c.due_at <= now).order_by(calendars.c.due_at, calendars.c.id)
    return [_diary(db, row) for row in db.execute(chosen)]


def fetched(db: Db, diary: str, spans: Sequence[Span], *, now: datetime) -> None:
    """It was fetched and read: these are its busy times."""
    docs = [span.as_json() for span in spans]
    changed = {"state": "ok", "spans": docs, "fetched_at": now, "due_at": now + EVERY}
    db.execute(update(calendars).where(calendars.c.id == diary).values(changed))


def failed(db: Db, diary: str, *, now: datetime) -> None:
    """It could not be fetched or read: what was known of it stays."""
    db.execute(update(calendars).where(calendars.c.id == diary).values(state="failed", due_at=now + EVERY))


def _diaries() -> Select[object]:
    joined = calendars.join(people, calendars.c.person_id == people.c.id)
    return select(calendars, people.c.timezone).select_from(joined)


def _sealed(db: Db, diary: str, url: str) -> str:
    return sealing.seal(db.secret, PURPOSE, url, diary)


def _diary(db: Db, row: Row[object]) -> Diary:
    """One that was sealed under another `secret.key` has no address, and so is not fetched."""
    url = sealing.unseal(db.secret, PURPOSE, row.url, row.id) or ""
    return Diary(row.id, row.person_id, url, row.timezone, row.state, row.fetched_at, len(row.spans))
