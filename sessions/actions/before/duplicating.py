"""Another round of a programme: its rubric, rules, panelists, rooms and words; regencies and sessions are its own."""

from collections.abc import Mapping
from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.store import Db, registry, rooms, templates
from sessions.values import Programme, Thing


def duplicate(db: Db, programme_id: str, changed: Mapping[str, object], asker: Asker, *, now: datetime) -> Programme:
    """A new programme like that one, with the changed fields. Raises NotFound."""
    must_be_secretariat(asker)
    like = registry.programme(db, programme_id)
    made = registry.add_programme(db, like.fields_json() | dict(changed), like.rubric, now=now)
    for one in registry.panelists(db, programme_id):
        member = {"may_chair": one.may_chair, "conflicts": list(one.conflicts), "province": one.province}
        registry.put_member(db, made.id, one.id, **member)
    for room in rooms.of_programme(db, programme_id):
        rooms.add(db, made.id, room.name, room.meeting_url, now=now)
    for words in templates.of_programme(db, programme_id):
        templates.put(db, made.id, words.kind, words.languages, now=now)
    acts.did(db, "made", Thing("programme", made.id, made.name, made.id), asker, now=now)
    return made
