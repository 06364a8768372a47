"""In which programme's navigation a page of the whole installation stands."""

from typing import Any

from server.web.pages.secretariat.registry import titled
from sessions.actions.access import Asker, must_be_secretariat
from sessions.store.before import registry
from sessions.store.engine import Db


def around(db: Db, asker: Asker, programme: str) -> dict[str, Any]:
    """The page's `programme`: the one of that id, where one comes from; else the only one that is under way."""
    must_be_secretariat(asker)
    everything = registry.all_programmes(db, archived=None)
    alive = [one for one in everything if not one.archived]
    chosen = [one for one in everything if one.id == programme] or (alive if len(alive) == 1 else [])
    return {"programme": titled(chosen[0]) if chosen else None}
