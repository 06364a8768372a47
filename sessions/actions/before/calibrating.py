"""A calibration's life: prepared, panelists invited, scored by each alone, compared. None of it counts anywhere.

Nobody sees what others said before they have finished their own sheet, and of a sheet that is not finished only its
author sees anything: as a score before it is revealed (promise 6). Who scores nothing themselves, of the secretariat,
sees values once all have finished or it is closed, so that nobody who still scores can be told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import archiving, batches
from sessions.actions.during import recording
from sessions.actions.invitations.inviting import person_facts
from sessions.store import Db, links, mails, registry
from sessions.store import calibrations as store
from sessions.values import (
    Calibration,
    Comparison,
    Fault,
    File,
    Invalid,
    Mark,
    NotFound,
    Reference,
    Rubric,
    Taker,
    Thing,
    WrongState,
    compare,
    must_be_current,
    new_id,
    wire,
)

FIELDS = ("title", "text", "url")


# - prepared by the secretariat -


def add(db: Db, programme_id: str, fields: Mapping[str, Any], asker: Asker, *, now: datetime) -> Calibration:
    """Makes one, with the programme's rubric as it stands. Raises NotFound or Invalid."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    reference = _reference(programme.rubric, fields.get("reference", {}))
    text, url = fields.get("text", ""), fields.get("url", "")
    made = Calibration(
        new_id(now), programme_id, fields["title"], text, url, None, programme.rubric, reference, 1, made_at=now
    )
    store.add(db, made, programme.rubric_id)
    acts.made(db, _thing(made), _example(made), asker, now=now)
    return made


def change(db: Db, calibration_id: str, fields: Mapping[str, Any], asker: Asker, *, now: datetime) -> Calibration:
    """Changes example or reference, until somebody has finished. Raises NotFound, Outdated, Invalid or WrongState."""
    before = managed(db, calibration_id, asker)
    must_be_current(fields.get("revision"), {"revision": before.revision, "title": before.title})
    _must_not_be_scored(db, before)
    after = replace(before, **{key: fields[key] for key in FIELDS if key in fields})
    if "reference" in fields:
        after = replace(after, reference=_reference(before.rubric, fields["reference"]))
    _put(db, before, after, asker, now)
    return store.get(db, calibration_id)


def may_attach(db: Db, calibration_id: str, asker: Asker, *, size: int = 0) -> Calibration:
    """It, if the asker may give it a file of about that size (bytes) now. Raises NotFound, WrongState or TooMany."""
    found = managed(db, calibration_id, asker)
    _must_not_be_scored(db, found)
    others = (one.file for one in store.of_programme(db, found.programme) if one.id != calibration_id)
    recording.must_have_room((file.size for file in others if file), size)
    return found


def attach(db: Db, calibration_id: str, file: File, asker: Asker, *, now: datetime) -> Calibration:
    """The example's file, instead of the one before. Raises NotFound, WrongState or TooMany."""
    before = may_attach(db, calibration_id, asker, size=file.size or 0)
    _put(db, before, replace(before, file=file), asker, now)
    return store.get(db, calibration_id)


def remove(db: Db, calibration_id: str, asker: Asker, *, now: datetime) -> None:
    """Takes away one that nobody was asked to score. Raises NotFound or WrongState."""
    found = managed(db, calibration_id, asker)
    if found.invited_at is not None:
        raise WrongState("open", "calibration-invited")
    store.remove(db, calibration_id)
    acts.did(db, "removed", _thing(found), asker, now=now)


@dataclass(frozen=True)
class Asked:
    """A calibration to which panelists were invited, and the batch that their mails wait in."""

    calibration: Calibration
    batch: str | None


def invite(
    db: Db,
    calibration_id: str,
    persons: Sequence[str],
    asker: Asker,
    *,
    until: datetime | None,
    hold: timedelta | None = None,
    now: datetime,
) -> Asked:
    """Asks panelists of the programme to score it, by mail; who was asked already is not told again. `until` holds for
    all. With `hold` the mails wait so long, and nobody finds it until then. Raises NotFound, WrongState once it is
    closed, or Invalid."""
    found = managed(db, calibration_id, asker)
    if found.state(now) == "closed":
        raise WrongState("closed", "calibration-closed")
    known = {one.id for one in registry.panelists(db, found.programme)}
    faults = [Fault("/panelists", "no-such-panelist", {"panelist": one}) for one in persons if one not in known]
    if not found.has_example:
        faults.append(Fault("/text", "calibration-empty"))
    if until is not None and until <= now:
        faults.append(Fault("/until", "not-ahead"))
    if faults:
        raise Invalid(faults)
    asked = {one.person for one in store.takers_of(db, calibration_id)}
    new = [one for one in dict.fromkeys(persons) if one not in asked]
    after = replace(found, invited_at=found.invited_at or now, until=until or found.until)
    store.put(db, after)
    undo = {"calibration": calibration_id, "invited": new, "until": [one and wire(one) for one in _ends(found, after)]}
    with batches.of_one(db, found.programme, "asked", asker, hold, undo=undo, now=now) as batch:
        store.invite(db, calibration_id, new, now=now if batch is None or hold is None else now + hold)
        _tell(db, after, new, now=now)
    if new:
        acts.did(db, "invited", _thing(found), asker, now=now)
    return Asked(store.get(db, calibration_id), batch.id if batch is not None and new else None)


def _ends(before: Calibration, after: Calibration) -> tuple[datetime | None, datetime | None]:
    return before.until, after.until


def close(db: Db, calibration_id: str, asker: Asker, *, now: datetime) -> Calibration:
    """Ends the scoring; who has not finished sees the comparison all the same. Raises NotFound or WrongState."""
    found = managed(db, calibration_id, asker)
    if found.state(now) != "open":
        raise WrongState(found.state(now), "calibration-not-open")
    store.put(db, replace(found, closed_at=now))
    acts.did(db, "ended", _thing(found), asker, now=now)
    return store.get(db, calibration_id)


def managed(db: Db, calibration_id: str, asker: Asker) -> Calibration:
    """One of them, for the secretariat. Raises NotFound."""
    must_be_secretariat(asker)
    return store.get(db, calibration_id)


def _put(db: Db, before: Calibration, after: Calibration, asker: Asker, now: datetime) -> None:
    store.put(db, after)
    acts.changed(db, _thing(after), _example(before), _example(after), asker, now=now)


def _thing(found: Calibration) -> Thing:
    return Thing("calibration", found.id, found.title, found.programme)


def _example(found: Calibration) -> dict[str, object]:
    """What the secretariat prepares, as the history tells of it."""
    reference = {key: one.as_json() for key, one in found.reference.items()}
    file = found.file.name if found.file else None
    return {"title": found.title, "text": found.text, "url": found.url, "file": file, "reference": reference}


def _must_not_be_scored(db: Db, found: Calibration) -> None:
    if any(one.finished_at for one in store.takers_of(db, found.id)):
        raise WrongState("open", "calibration-scored")


def _reference(rubric: Rubric, said: Mapping[str, Mapping[str, Any]]) -> dict[str, Reference]:
    faults: list[Fault] = []
    found: dict[str, Reference] = {}
    for key, one in said.items():
        try:
            value = rubric.must_allow(key, one["value"])
        except NotFound:
            faults.append(Fault(f"/reference/{key}", "no-such-criterion", {"criterion": key}))
        except Invalid as invalid:
            faults += [fault.below(f"/reference/{key}") for fault in invalid.faults]
        else:
            assert value is not None
            found[key] = Reference(value, one.get("reason", ""))
    if faults:
        raise Invalid(faults)
    return found


def _tell(db: Db, found: Calibration, persons: Sequence[str], *, again: bool = False, now: datetime) -> None:
    programme = registry.programme(db, found.programme)
    people = registry.persons(db, persons)
    links.make(db, [links.Wanted("enter", one, one) for one in people], now=now)
    about = {
        "kind": "calibration",
        "programme": {"id": programme.id, "name": programme.name, "timezone": programme.timezone},
        "calibration": {"id": found.id, "title": found.title, "until": found.until and wire(found.until)},
        "again": again,
    }
    told = [(people[one], about | {"person": person_facts(people[one], "member")}) for one in persons if one in people]
    cause = "has still to score an example" if again else "asked to score an example"
    mails.write_all(db, told, kind="calibration", cause=cause, session=None, now=now)


# - reminded -


def to_remind(db: Db, *, now: datetime) -> list[str]:
    """The calibrations of which somebody is to be reminded."""
    return [one.id for one in store.never_closed(db) if _waited_for(db, one, now)]


def remind(db: Db, calibration_id: str, *, now: datetime) -> None:
    """Reminds, once, who has not finished by the time for it."""
    found = store.get(db, calibration_id)
    persons = _waited_for(db, found, now)
    _tell(db, found, persons, again=True, now=now)
    store.reminded(db, found.id, persons, at=now)


def _waited_for(db: Db, found: Calibration, now: datetime) -> list[str]:
    if found.state(now) != "open" or registry.programme(db, found.programme).archived:
        return []
    return [
        one.person
        for one in store.takers_of(db, found.id)
        if not one.finished_at and not one.reminded_at and now >= found.reminds_at(one.invited_at)
    ]


# - scored by each alone -


def read(db: Db, calibration_id: str, asker: Asker, *, now: datetime) -> Calibration:
    """One of them, for the secretariat and who was asked to score it. Raises NotFound."""
    found = store.get(db, calibration_id)
    if not asker.secretariat:
        taken(db, calibration_id, asker, now=now)
    return found


def taken(db: Db, calibration_id: str, asker: Asker, *, now: datetime) -> tuple[Calibration, Taker]:
    """The calibration with the asker's own sheet. Raises NotFound for who was not asked, or whose mail still waits."""
    found = store.get(db, calibration_id)
    own = next((one for one in store.takers_of(db, calibration_id) if one.person == asker.id), None)
    if own is None or own.invited_at > now:
        raise NotFound
    return found, own


def put(
    db: Db, calibration_id: str, criterion: str, said: Mark, asker: Asker, *, now: datetime, revision: int | None = None
) -> Mark:
    """What the asker says of one criterion, who saw that revision of it. Raises NotFound, Invalid, WrongState once
    finished or closed, or Outdated."""
    found, own = taken(db, calibration_id, asker, now=now)
    value = found.rubric.must_allow(criterion, said.value)
    _must_be_open(db, found, now)
    if own.finished_at is not None:
        raise WrongState("finished", "calibration-finished")
    stands = own.marks.get(criterion, Mark(None))
    must_be_current(revision, stands.own_json())
    kept = Mark(value, said.note, stands.revision + 1)
    store.mark(db, calibration_id, own.person, criterion, kept, now=now)
    return kept


def finish(db: Db, calibration_id: str, asker: Asker, *, now: datetime) -> Taker:
    """The asker's sheet is as it is to be compared, and changes no more. Raises NotFound, WrongState, or Invalid naming
    what has no value yet."""
    found, own = taken(db, calibration_id, asker, now=now)
    _must_be_open(db, found, now)
    if missing := own.missing(found.rubric):
        raise Invalid([Fault(f"/{key}", "required") for key in missing])
    if own.finished_at is None:
        store.finish(db, calibration_id, own.person, at=now)
    return taken(db, calibration_id, asker, now=now)[1]


def _must_be_open(db: Db, found: Calibration, now: datetime) -> None:
    archiving.must_be_writable(db, "calibrations", found.id)
    if found.state(now) != "open":
        raise WrongState(found.state(now), "calibration-not-open")


# - compared -


def may_compare(found: Calibration, takers: Sequence[Taker], asker: Asker, now: datetime) -> bool:
    """Whether the asker may see what others said: once it is closed; before that who has finished themselves, and who
    was not asked (of the secretariat) once all have."""
    own = next((one for one in takers if one.person == asker.id), None)
    if own is None and not asker.secretariat:
        return False
    done = all(one.finished_at for one in takers) if own is None else own.finished_at is not None
    return done or found.state(now) == "closed"


def _may_see_reference(found: Calibration, takers: Sequence[Taker], asker: Asker, now: datetime) -> bool:
    """Who prepares it does, unless they have still to score it themselves."""
    prepares = asker.secretariat and all(one.person != asker.id for one in takers)
    return prepares or may_compare(found, takers, asker, now)


def compared(db: Db, calibration_id: str, asker: Asker, *, now: datetime) -> Comparison:
    """Those who have finished, beside each other and the reference. Raises NotFound, or WrongState while it may not be
    seen."""
    found, takers = read(db, calibration_id, asker, now=now), store.takers_of(db, calibration_id)
    if not may_compare(found, takers, asker, now):
        own = any(one.person == asker.id for one in takers)
        raise WrongState("open", "calibration-unfinished" if own else "calibration-not-all")
    return compare(found.rubric, found.reference, takers)


def shown(db: Db, found: Calibration, asker: Asker, *, now: datetime) -> dict[str, object]:
    """As the API shows it: the reference to who prepares, and to who may compare."""
    takers = store.takers_of(db, found.id)
    file = found.file
    told: dict[str, object] = {
        "id": found.id,
        "programme": found.programme,
        "title": found.title,
        "text": found.text,
        "url": found.url or None,
        "file": None
        if file is None
        else {"id": file.id, "name": file.name, "size": file.size, "media_type": file.media_type},
        "state": found.state(now),
        "until": found.until and wire(found.until),
        "revision": found.revision,
        "rubric": found.rubric.as_json(),
    }
    if _may_see_reference(found, takers, asker, now):
        told["reference"] = {key: one.as_json() for key, one in found.reference.items()}
    if asker.secretariat:
        told["takers"] = [one.as_json(found.rubric) for one in takers]
    return told


def comparison_json(found: Comparison) -> dict[str, object]:
    """As the API shows it."""
    return {
        "panelists": [{"id": one.person, "name": one.name} for one in found.takers],
        "criteria": [
            {
                "criterion": line.criterion,
                "reference": line.reference and line.reference.as_json(),
                "marks": {person: mark.as_json() for person, mark in line.marks.items()},
                "mean": line.mean,
                "spread": line.spread,
                "wide": line.wide,
            }
            for line in found.lines
        ],
        "leanings": [vars(one) for one in found.leanings],
    }
