"""What commands say when they did not do what they should, and how they are told which programme is meant."""

from sessions.store import Db, registry


class Failed(Exception):
    """A command that did not do what it should; the text is one plain line."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.code = code


def programme_named(db: Db, name: str) -> str:
    """The id of the programme of that id or name. Raises Failed for none, and for a name that several have."""
    programmes = registry.all_programmes(db)
    found = [one.id for one in programmes if one.id == name] or [one.id for one in programmes if one.name == name]
    if not found:
        raise Failed(f"there is no programme {name!r}")
    if len(found) > 1:
        raise Failed(f"several programmes are called {name!r}; name one by its id: {', '.join(found)}")
    return found[0]
