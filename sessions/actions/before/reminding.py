"""Everybody who has not answered is asked again: for some of a programme's coming sessions, or for all of them; and
regencies whose claims are required and not complete are reminded before they are due."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.actions.access import Asker, managed, must_be_secretariat
from sessions.actions.before import batches, claims
from sessions.actions.before.batches import Bulk
from sessions.actions.invitations import inviting
from sessions.store import Db, joined, mails, records, registry, timetable
from sessions.values import NEEDS_ACTION, Guest, Programme, Seat, Session, TooMany, WouldSend, wire

CLAIMS_BEFORE = timedelta(days=3)  # their due date: evidence is gathered from several offices


@dataclass(frozen=True)
class Reminded:
    """How many mails were written to how many people; how many sessions have somebody who was reminded within the day;
    the batch that the mails wait with, if they do."""

    mails: int
    people: int
    already: int
    batch: str | None


def remind(
    db: Db,
    programme_id: str,
    asker: Asker,
    bulk: Bulk,
    *,
    among: frozenset[str] = frozenset(),
    until: datetime | None = None,
    now: datetime,
) -> Reminded:
    """Reminds those who have not answered of the sessions `among`, or of all that start before `until`; nobody twice
    within a day. What goes to many waits as a batch. Raises NotFound."""
    must_be_secretariat(asker)
    registry.programme(db, programme_id)
    found = timetable.of_programme(db, programme_id, since=now, until=until)
    coming = [one for one in found if one.state(now) == "booked" and (not among or one.id in among)]
    people = {one.id for session in coming for one in session.invited() if session.rsvp(one.id) == NEEDS_ACTION}
    told: list[str] = []
    already = 0
    with batches.bulk(db, programme_id, "reminded", asker, bulk, people=len(people), now=now) as batch:
        for session in coming:
            try:
                told += [one.id for one in inviting.remind_silent(db, session.id, asker, now=now)]
            except TooMany:
                already += 1
    return Reminded(len(told), len(set(told)), already, batch.id if batch and told else None)


@dataclass(frozen=True)
class RemindedOne:
    """Who was reminded of one session, and the batch that the mails wait with, if they do."""

    people: tuple[Guest | Seat, ...]
    batch: str | None


def remind_of_one(db: Db, session_id: str, asker: Asker, *, hold: timedelta | None, now: datetime) -> RemindedOne:
    """Reminds those who have not answered of one session; the mails wait so long, but not close to its start. Raises
    NotFound, WrongState or TooMany."""
    session = managed(db, session_id, asker)
    with (
        batches.of_one(db, session.programme, "reminded", asker, hold, now=now) as batch,
        joined(db, batch and batch.for_starts(session.starts_at, now=now)) as waiting,
    ):
        due = inviting.remind_silent(db, session_id, asker, now=now)
    return RemindedOne(due, batch.id if batch and waiting and due else None)


def would_remind(
    db: Db, programme_id: str, asker: Asker, *, among: frozenset[str] = frozenset(), now: datetime
) -> list[WouldSend]:
    """Who would get how many such mails: rows like those of any look. Writes nothing. Raises NotFound."""
    must_be_secretariat(asker)
    registry.programme(db, programme_id)
    found = timetable.of_programme(db, programme_id, since=now)
    coming = [one for one in found if one.state(now) == "booked" and (not among or one.id in among)]
    counts = Counter((one.id, one.role) for session in coming for one in inviting.silent_ones(db, session, now=now))
    people = registry.persons(db, {person for person, _ in counts})
    return [
        {
            "person": person,
            "name": people[person].name,
            "email": people[person].email or None,
            "role": role,
            "kind": "nudge",
            "count": number,
        }
        for (person, role), number in counts.items()
        if person in people
    ]


def just_invited(
    db: Db, programme_id: str, *, among: frozenset[str] = frozenset(), since: datetime, now: datetime
) -> int:
    """How many of those mails would go to somebody whose invitation to that session was written since then."""
    coming = [one for one in timetable.of_programme(db, programme_id, since=now) if one.state(now) == "booked"]
    number = 0
    for session in coming:
        if not among or session.id in among:
            lately = mails.reminded_since(db, session.id, since, kind="invite")
            number += sum(one.id in lately for one in inviting.silent_ones(db, session, now=now))
    return number


# - claims -


@dataclass(frozen=True)
class Lacking:
    """Whose claims are not complete, until when they may be, and how many criteria are missing."""

    programme: Programme
    session: Session
    people: tuple[Guest, ...]
    due: datetime
    missing: int


def to_remind_of_claims(db: Db, *, now: datetime) -> list[str]:
    """The sessions whose regency's people are to be reminded of their claims."""
    found: list[str] = []
    for programme in registry.all_programmes(db):
        if programme.claims != "required":
            continue
        until = now + programme.claims_before + CLAIMS_BEFORE
        ahead = timetable.of_programme(db, programme.id, since=now, until=until)
        found += [one.id for one in ahead if _lacking(db, one, programme, now=now)]
    return found


def remind_of_claims(db: Db, session_id: str, *, now: datetime) -> bool:
    """Reminds the regency's people, unless they have claimed everything or were reminded meanwhile; whether any was."""
    session = records.load(db, session_id)
    found = _lacking(db, session, registry.programme(db, session.programme), now=now)
    if found is None:
        return False
    facts = {
        "regency": session.regency.id,
        "due": wire(found.due),
        "missing": found.missing,
        "of": len(found.programme.rubric.criteria),
    }
    inviting.tell(
        db,
        session,
        found.programme,
        found.people,
        kind="claims-reminder",
        cause="claims missing",
        now=now,
        claims=facts,
    )
    return True


def _lacking(db: Db, session: Session, programme: Programme, *, now: datetime) -> Lacking | None:
    """Who is to be reminded: once for each start that was chosen, three days before the claims are due, or halfway to
    it where it is shorter; None where nothing is missing or nobody is left to be told."""
    if programme.claims != "required" or session.rehearsal or session.state(now) != "booked":
        return None
    window = claims.window(db, registry.regency(db, session.regency.id), programme, now=now)
    if window.state != "open" or window.session is None or window.session.id != session.id or window.due is None:
        return None
    placed = records.placed_at(db, session.id)
    if now < max(window.due - CLAIMS_BEFORE, placed + (window.due - placed) / 2):
        return None
    told = mails.reminded_since(db, session.id, placed, kind="claims-reminder")
    people = tuple(one for one in session.guests if one.id not in told)
    missing = claims.missing_of(db, session, programme)
    return Lacking(programme, session, people, window.due, len(missing)) if people and missing else None
