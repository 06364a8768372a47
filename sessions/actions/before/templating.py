"""A programme's own words for a kind of mail: set, and given up for the program's."""

from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.store import Db, registry, templates
from sessions.values import Template, Thing, Wording, must_be_current


def put(
    db: Db, programme: str, kind: str, languages: Wording, asker: Asker, *, revision: int | None, now: datetime
) -> Template:
    """Sets the words of a kind, in place of all that were set before; none are the program's own. Mails that are
    composed from now on bear them. Raises NotFound, or Outdated where another `revision` was seen."""
    must_be_secretariat(asker)
    registry.programme(db, programme)
    before = templates.get(db, programme, kind)
    must_be_current(revision, before.as_json())
    thing = Thing("template", kind, kind, programme)
    acts.changed(db, thing, {"words": dict(before.languages)}, {"words": dict(languages)}, asker, now=now)
    return templates.put(db, programme, kind, languages, now=now)
