"""A panelist's calendars elsewhere, whose busy times join what is known of the panelist's time."""

from collections.abc import Sequence
from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.store import Db, calendars, registry
from sessions.values import Diary, Invalid, Thing, must_be_current

MOST = 5


def of_panelist(db: Db, person: str, asker: Asker) -> list[Diary]:
    """The panelist's calendars. Raises NotFound, also for another panelist."""
    if asker.id != person:
        must_be_secretariat(asker)
    registry.panelist(db, person)
    return calendars.of_person(db, person)


def seen(db: Db, person: str, asker: Asker) -> tuple[list[Diary], int]:
    """The panelist's calendars with the revision of their list. Raises NotFound, also for another panelist."""
    return of_panelist(db, person, asker), calendars.revision(db, person)


def replace(
    db: Db, person: str, urls: Sequence[str], asker: Asker, *, revision: int | None = None, now: datetime
) -> list[Diary]:
    """These are the panelist's calendars from now on, and are fetched at once. Raises NotFound, also for another
    panelist, Outdated, or Invalid where there are too many."""
    present = of_panelist(db, person, asker)
    items = [one.as_json(now) for one in present]
    must_be_current(revision, {"items": items, "revision": calendars.revision(db, person)})
    distinct = list(dict.fromkeys(urls))
    if len(distinct) > MOST:
        raise Invalid.at("", "too-many", most=MOST)
    calendars.replace(db, person, distinct, now=now)
    acts.did(db, "time-changed", Thing("panelist", person, registry.panelist(db, person).name), asker, now=now)
    return calendars.of_person(db, person)
