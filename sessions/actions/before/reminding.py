"""Everybody who has not answered is asked again: for some of a programme's coming sessions, or for all of them."""

from dataclasses import dataclass
from datetime import datetime

from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import batches
from sessions.actions.before.batches import Bulk
from sessions.actions.invitations import inviting
from sessions.errors import TooMany
from sessions.store.before import registry, timetable
from sessions.store.engine import Db
from sessions.values.session import NEEDS_ACTION


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
                told += [one["id"] for one in inviting.remind_silent(db, session.id, asker, now=now)["reminded"]]
            except TooMany:
                already += 1
    return Reminded(len(told), len(set(told)), already, batch.id if batch and told else None)
