"""One overview a person with several sessions in a batch, beside the calendar parts: one list is read, 28 are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sessions.actions.invitations.inviting import person_facts
from sessions.store import Db, batches, links, mails, registry, timetable
from sessions.values import Json, Programme, Session, wire

TELLING = ("invite", "update", "minor")
CHANGING = ("update", "minor", "removed")  # what tells of sessions that were booked before


@dataclass(frozen=True)
class Overviews:
    """What each person with two sessions or more in a batch is told of them, by the person's id; of a batch that has
    `changed` what was booked, that it tells of those alone; who is `seated` on panels may answer all of it at once."""

    changed: bool
    shown: Mapping[str, Sequence[Mapping[str, Json]]]
    seated: frozenset[str]


def of(db: Db, batch: str) -> Overviews:
    """What a batch's overviews are to tell, by the mails that it holds so far. Nothing is written: it may be asked
    beside the writer."""
    mine: dict[str, dict[str, None]] = {}
    held = batches.mails_of(db, batch)
    for mail in held:
        if mail.person_id and mail.session_id and mail.kind in TELLING:
            mine.setdefault(mail.person_id, {})[mail.session_id] = None
    several = {person: list(found) for person, found in mine.items() if len(found) > 1}
    sessions = timetable.named(db, {one for found in several.values() for one in found})
    rows = {one.id: _row(one) for one in sessions}
    seated = frozenset[str]().union(*(one.panel_ids for one in sessions))
    shown = {
        key: sorted((rows[one] for one in found), key=lambda row: (row["starts_at"], row["regency"]))
        for key, found in several.items()
    }
    return Overviews(any(mail.kind in CHANGING for mail in held), shown, seated)


def write(db: Db, told: Overviews, programme: Programme, *, now: datetime) -> None:
    """Writes the overviews; they join the batch that mails now join."""
    people = registry.persons(db, told.shown)
    links.make(db, [links.Wanted("enter", one, one) for one in told.shown], now=now)
    about = {"id": programme.id, "name": programme.name, "timezone": programme.timezone}
    letters = []
    for key, sessions in told.shown.items():
        facts = {"kind": "overview", "person": person_facts(people[key], ""), "programme": about, "sessions": sessions}
        letters.append((people[key], facts | {"changed": told.changed, "seated": key in told.seated}))
    mails.write_all(db, letters, kind="overview", cause="several-sessions", session=None, now=now)


def _row(session: Session) -> Mapping[str, Json]:
    return {"id": session.id, "regency": session.regency.name, "starts_at": wire(session.starts_at)}
