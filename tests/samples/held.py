"""A programme that has been held: sessions of known scores, closed and signed, written as their records would have it.

For pages and measurements over hundreds of regencies; what a session really goes through is tested through the doors.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from samples.results import World, generated

from server.run.demo import regencies as shipped
from sessions.actions.access import COMMAND_LINE
from sessions.actions.after import results_basis
from sessions.actions.before import enrolling
from sessions.clock import wire
from sessions.store.before import registry
from sessions.store.during import records, scores
from sessions.store.engine import Db
from sessions.values.record import Actor
from sessions.values.registry import Panelist, Programme, Regency
from sessions.values.scoresheet import Score
from sessions.values.session import Session

PLANNER = Actor("key:tests", "tests", "secretariat", "key")
Values = Mapping[str, Mapping[str, float]]
"""Scores by panelist's id, then criterion."""


def hold(
    db: Db, programme: Programme, regency: Regency, panel: Sequence[Panelist], values: Values, *, starts_at: datetime
) -> Session:
    """One session of the regency, held, scored, closed, sealed, revealed, and signed by all, the first of the panel
    leading."""
    booked_at = starts_at - timedelta(days=14)
    session = records.begin(
        db, f"s{regency.id[1:]}", at=booked_at, actor=PLANNER, data=_booking(programme, regency, panel, starts_at)
    )
    session = records.append(
        db, session, "opened", {"rubric": programme.rubric_id, "phase": session.schedule.phases[0].key}, at=starts_at
    )
    for person in panel:
        declared = {"panelist": person.id, "conflict": False}
        session = records.append(db, session, "declared", declared, at=starts_at, actor=_actor(person, session))
        for criterion, value in values.get(person.id, {}).items():
            at = starts_at + timedelta(minutes=70)
            scores.put(db, session.id, person.id, Score(criterion, value, "", False, 1, at, None))
    ends_at = session.schedule.ends_at
    session = records.append(db, session, "closed", {"by_hand": False, "reason": ""}, at=ends_at)
    session = records.append(db, session, "sealed", {"digest": session.head, "entries": session.tail}, at=ends_at)
    revealed_at = session.reveals_at or ends_at
    by_clock = {"by_hand": False, "reason": ""}
    session = records.append(db, session, "revealed", by_clock | {"deliberates_until": None}, at=revealed_at)
    session = records.append(db, session, "concluded", by_clock, at=revealed_at)
    for person in (*panel[1:], panel[0]):
        signed = {"panelist": person.id, "digest": session.head}
        session = records.append(db, session, "signed", signed, at=revealed_at, actor=_actor(person, session))
    return session


def _booking(programme: Programme, regency: Regency, panel: Sequence[Panelist], starts_at: datetime) -> dict[str, Any]:
    named = {key: getattr(regency, key) for key in ("id", "code", "name", "province", "timezone")}
    return {
        "programme": programme.id,
        "regency": named,
        "starts_at": wire(starts_at),
        "phases": [{"key": phase.key, "minutes": phase.minutes} for phase in programme.phases],
        "panel": [
            {"id": one.id, "name": one.name, "role": "member" if number else "chair"}
            for number, one in enumerate(panel)
        ],
        "guests": [{"id": one.person.id, "name": one.person.name, "role": one.role} for one in regency.people],
        "meeting_url": "https://rapat.example.id/ruang",
        "uid": f"{regency.id}@tests",
        "rehearsal": False,
    }


def _actor(person: Panelist, session: Session) -> Actor:
    seat = session.seat(person.id)
    return Actor(person.id, person.name, "chair" if seat and seat.role == "chair" else "panelist", "link")


def hold_all(
    db: Db, programme_id: str, panelists: Iterable[Panelist], world: World, *, starts_at: datetime, seed: int = 1
) -> None:
    """Sessions of every regency of the programme, scored as in a world of known truth."""
    programme = registry.programme(db, programme_id)
    people = list(panelists)
    truth = generated(world, programme.rubric, seed)
    by_regency: dict[str, dict[str, dict[str, float]]] = {code: {} for code in truth.regencies}
    for one in truth.rated:
        person = people[truth.panelists.index(one.panelist)]
        by_regency[one.regency].setdefault(person.id, {})[one.criterion] = one.value
    found = {person.id: person for person in people}
    regencies = registry.all_regencies(db, programme_id)
    for number, (regency, values) in enumerate(zip(regencies, by_regency.values(), strict=False)):
        panel = [found[person] for person in values]
        hold(db, programme, regency, panel, values, starts_at=starts_at + timedelta(days=number // 12))


def hold_the_shipped(db: Db, programme_id: str, *, now: datetime) -> None:
    """The shipped 514 regencies, each with a session held by five of 60 panelists, six of whom a house has already."""
    for regency in shipped():
        enrolling.put_regency(db, programme_id, dict(regency.fields), COMMAND_LINE, now=now)
    for number in range(60 - 6):
        fields = {"name": f"Panelis {number}", "email": f"p{number}@panel.example"}
        enrolling.put_panelist(db, programme_id, fields, COMMAND_LINE, now=now)
    hold_all(db, programme_id, registry.panelists(db, programme_id), World(), starts_at=now)


def figured(db: Db, programme_id: str, *, now: datetime) -> results_basis.Figured:
    """The figures of what was held."""
    found, rated = results_basis.scored(db, programme_id, now=now)
    return results_basis.Figured(found, rated, results_basis.Task.of(found, rated).results(), now)
