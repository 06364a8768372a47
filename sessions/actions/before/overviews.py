"""One overview a person with several sessions in a batch, beside the calendar parts: one list is read, 28 are not."""

from collections.abc import Mapping
from datetime import datetime

from sessions.actions.invitations.inviting import person_facts
from sessions.clock import wire
from sessions.store.before import batches, registry, timetable
from sessions.store.engine import Db
from sessions.store.mailing import mails
from sessions.store.powers import links
from sessions.values.compact import Json
from sessions.values.mailing.batch import Waiting
from sessions.values.registry import Programme
from sessions.values.session import Session

TELLING = ("invite", "update", "minor")
CHANGING = ("update", "minor", "removed")  # what tells of sessions that were booked before


def write(db: Db, batch: Waiting, programme: Programme, *, now: datetime) -> None:
    """Writes to each person with two sessions or more in the batch what they are and when; of a batch that changes what
    was booked, that it tells of those alone."""
    mine: dict[str, dict[str, None]] = {}
    written = batches.mails_of(db, batch.id)
    changed = any(mail.kind in CHANGING for mail in written)
    for mail in written:
        if mail.person_id and mail.session_id and mail.kind in TELLING:
            mine.setdefault(mail.person_id, {})[mail.session_id] = None
    several = {person: list(found) for person, found in mine.items() if len(found) > 1}
    people = registry.persons(db, several)
    links.make(db, [links.Wanted("enter", one, one) for one in several], now=now)
    about = {"id": programme.id, "name": programme.name, "timezone": programme.timezone}
    rows = {one.id: _row(one) for one in timetable.named(db, {one for found in several.values() for one in found})}
    told = []
    for key, found in several.items():
        shown = sorted((rows[one] for one in found), key=lambda row: (row["starts_at"], row["regency"]))
        facts = {"kind": "overview", "person": person_facts(people[key], ""), "programme": about, "sessions": shown}
        told.append((people[key], facts | {"changed": changed}))
    mails.write_all(db, told, kind="overview", cause="several-sessions", session=None, now=now)


def _row(session: Session) -> Mapping[str, Json]:
    return {"id": session.id, "regency": session.regency.name, "starts_at": wire(session.starts_at)}
