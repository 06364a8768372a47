"""Views of lists, kept under a name, for oneself or for the whole secretariat."""

from datetime import datetime

from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import archiving
from sessions.store import Db, registry
from sessions.store import views as store
from sessions.values import MOST, OF_PROGRAMMES, OF_THE_HOUSE, Invalid, KeptView, ListName, NotFound


def listed(db: Db, asker: Asker, *, of: ListName | None = None, programme: str | None = None) -> list[KeptView]:
    """Those that the asker sees: all, or of one list. Raises NotFound."""
    must_be_secretariat(asker)
    return store.of_person(db, asker.id, of=of, programme=programme)


def keep(
    db: Db, of: ListName, programme: str | None, name: str, query: str, asker: Asker, *, shared: bool, now: datetime
) -> KeptView:
    """Keeps what a list's address asks under a name. Raises NotFound, also for a list that is not there with or
    without a programme, WrongState for a programme in the archive, or Invalid where there are too many."""
    must_be_secretariat(asker)
    if of not in (OF_THE_HOUSE if programme is None else OF_PROGRAMMES):
        raise NotFound
    if programme is not None:
        registry.programme(db, programme)
        archiving.must_be_writable(db, "programmes", programme)
    if len(store.of_person(db, asker.id)) >= MOST:
        raise Invalid.at("/name", "too-many", most=MOST)
    made = KeptView("", of, programme, name, query, asker.id, shared)
    return store.get(db, store.add(db, made, now=now))


def rename(db: Db, view: str, name: str, asker: Asker) -> None:
    """Gives a view another name. Raises NotFound."""
    store.rename(db, _own(db, view, asker).id, name)


def remove(db: Db, view: str, asker: Asker) -> None:
    """The view is kept no more. Raises NotFound."""
    store.remove(db, _own(db, view, asker).id)


def _own(db: Db, view: str, asker: Asker) -> KeptView:
    must_be_secretariat(asker)
    found = store.get(db, view)
    if not found.is_of(asker.id):
        raise NotFound
    return found
