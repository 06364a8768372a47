"""What the secretariat does with what is no session, written down with it: who, with what, from what to what."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sessions.actions.access import Asker
from sessions.store import Db
from sessions.store import acts as store
from sessions.values import Actor, Changes, Thing, changes

Document = Mapping[str, object]
NOTHING: Document = {}


def did(db: Db, what: str, thing: Thing, asker: Asker, *, now: datetime) -> None:
    """The secretariat did that with the thing."""
    did_all(db, what, [(thing, {})], asker, now=now)


def changed(db: Db, thing: Thing, before: Document, after: Document, asker: Asker, *, now: datetime) -> None:
    """The secretariat changed the thing, where there is a difference."""
    told = changes(before, after)
    did_all(db, "changed", [(thing, told)] if told else [], asker, now=now)


def made(db: Db, thing: Thing, as_it_is: Document, asker: Asker, *, now: datetime) -> None:
    """The secretariat made the thing."""
    did_all(db, "made", [(thing, changes(NOTHING, as_it_is))], asker, now=now)


def did_all(db: Db, what: str, told: Sequence[tuple[Thing, Changes]], asker: Asker, *, now: datetime) -> None:
    """The secretariat did that with each of these things; what others do with what is theirs is not its act."""
    if asker.secretariat:
        store.note_all(db, Actor(asker.id, asker.name, "secretariat", asker.via), what, told, now=now)
