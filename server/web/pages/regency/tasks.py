"""What a regency's people have to do and until when, as their first page lists it: the nearest first."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from sessions.actions import Asker, claims, releasing
from sessions.store import Db, registry, releases
from sessions.values import UNFINISHED, Session

LAST = datetime.max.replace(tzinfo=UTC)


def of_regencies(db: Db, own: Iterable[Session], asker: Asker, *, now: datetime) -> list[dict[str, Any]]:
    """Of the sessions of the asker's regencies: {kind: deck | colleague | reply | object, name, until, zone, address}.
    What else is due of them is due.py's."""
    held = [one for one in own if asker.role(one) == "regency"]
    found = [task for one in held for task in _of_session(db, one, asker, now)]
    with_result = {one.regency.id: one for one in held if releasing.has_result(db, one, asker, now=now)}
    return found + [task for one in with_result.values() for task in _of_result(db, one, now)]


def nearest_first(tasks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the order in which they end; what has no end comes last."""
    return sorted(tasks, key=lambda one: one["until"] or LAST)


def result_of(session: Session) -> str:
    """Where a regency's own result stands."""
    return f"/programmes/{session.programme}/results/regencies/{quote(session.regency.code, safe='')}"


def _of_session(db: Db, session: Session, asker: Asker, now: datetime) -> Iterator[dict[str, Any]]:
    here, state = f"/sessions/{session.id}", session.state(now)
    programme = registry.programme(db, session.programme)
    if state == "booked":
        if not any(file.kind == "deck" for file in session.files):
            yield _task("deck", session, session.starts_at, f"{here}#files")
        regency = registry.regency(db, session.regency.id)
        window = claims.window(db, regency, programme, now=now)
        if window.state == "open" and window.session is not None and window.session.id == session.id:
            yield _task("colleague", session, window.due, f"/regencies/{regency.id}/claims#helpers")
    waiting = [one for one in session.questions if one.state == "asked" and one.takes_reply(now)]
    if state in UNFINISHED and session.live and waiting and programme.show_questions:
        ends = min((one.due for one in waiting if one.due), default=session.schedule.closes_at)
        yield _task("reply", session, ends, f"{here}#questions") | {"n": len(waiting)}


def _of_result(db: Db, session: Session, now: datetime) -> Iterator[dict[str, Any]]:
    release = releases.latest(db, session.programme, now=now)
    objected = releases.objections_of(db, session.programme, regency=session.regency.id)
    if release is not None and release.takes_objections(now) and not objected:
        yield _task("object", session, release.objections_until, f"{result_of(session)}#objection")


def _task(kind: str, session: Session, until: datetime | None, address: str) -> dict[str, Any]:
    name, zone = session.regency.name, session.regency.timezone
    return {"kind": kind, "id": session.id, "name": name, "until": until, "zone": zone, "address": address}
