"""Accepting a plan: each session with its mails in one transaction, begun, gone on with after a crash, and ended.

A clash found on the way is listed and undoes nothing. Nothing is held up: whoever scores meanwhile comes in between.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypedDict

from sessions.actions import acts
from sessions.actions.access import Asker
from sessions.actions.before import booking, overviews
from sessions.actions.before.batches import Bulk
from sessions.actions.before.booking import Ways
from sessions.actions.before.overviews import Overviews
from sessions.actions.before.plans import planning
from sessions.store import (
    Acceptance,
    Db,
    StoredPlan,
    acceptances,
    links,
    occupancy,
    offers,
    plans,
    registry,
    rooms,
    timetable,
)
from sessions.store import batches as batch_store
from sessions.values import BookingConflict, Clash, Invalid, Refusal, Session, Thing
from sessions.values.planning import Planned


def begin(db: Db, plan_id: str, asker: Asker, *, bulk: Bulk, meeting_url: str = "", now: datetime) -> StoredPlan:
    """Begins to accept a plan; what is booked comes with `go_on`. Raises NotFound, or WrongState for one that runs, is
    impossible, or is accepted already."""
    stored = planning.planned(db, plan_id, asker)
    planning.must_be_acceptable(stored)
    waiting = bulk.waits(len(people_of(db, stored)))
    batch = None
    if waiting:
        undo = {"plan": plan_id, "state": stored.state}
        by = (asker.id, asker.name)
        batch = batch_store.begin(
            db, stored.programme, "plan-accepted", by, undo=undo, due_at=now + bulk.delay, now=now
        ).id
    by_whom = {"id": asker.id, "name": asker.name, "via": asker.via}
    codes = [one["regency"] for one in stored.doc["sessions"]]
    acceptances.begin(db, plan_id, by_whom, meeting_url, batch, codes, now=now)
    plans.put_state(db, plan_id, "accepting")
    acts.did(db, "accepted", Thing("plan", plan_id, "", stored.programme), asker, now=now)
    return plans.get(db, plan_id)


def people_of(db: Db, stored: StoredPlan) -> set[str]:
    """Everybody whom the plan's sessions concern, by id."""
    sessions = stored.doc["sessions"]
    codes = {one["regency"] for one in sessions}
    guests = {
        guest.person.id
        for regency in registry.all_regencies(db, stored.programme)
        if regency.code in codes
        for guest in regency.people
    }
    return guests | {person for one in sessions for person in one["panel"]}


@dataclass(frozen=True)
class How:
    """How a plan is accepted: how links are made, what waits, and where sessions without a room meet."""

    ways: Ways
    bulk: Bulk
    meeting_url: str


@dataclass(frozen=True)
class Piece:
    """One session of a plan to be booked."""

    plan: StoredPlan
    planned: Planned
    ways: Ways


def book_one(db: Db, piece: Piece, *, now: datetime) -> bool:
    """Books one session of a plan that is being accepted, once; whether it has to wait for others to move.

    What clashes is listed, and not tried again."""
    acceptance, code = _under_way(db, piece.plan.id), piece.planned["regency"]
    if acceptance is None or code not in acceptance.left:
        return False
    clashes, waits = _tried(db, piece, acceptance, now=now)
    if not waits:
        acceptances.went_on(db, acceptance, [one for one in acceptance.left if one != code], clashes)
    return waits


def read_together(db: Db, pieces: Sequence[Piece]) -> None:
    """What these sessions ask for, read in a few statements: each is then booked by itself."""
    for programme, some in groupby(pieces, key=lambda piece: piece.plan.programme):
        _read_together(db, programme, [piece.planned for piece in some])


def _read_together(db: Db, programme: str, some: Sequence[Planned]) -> None:
    found = registry.regencies_by_code(db, programme, [one["regency"] for one in some])
    regencies, panels = [one.id for one in found], [person for one in some for person in one["panel"]]
    registry.members(db, programme, panels)
    registry.spans(db, panels)
    people = [*panels, *(guest.person.id for regency in found for guest in regency.people)]
    registry.persons(db, people)
    links.read_together(db, people)
    offers.read_together(db, regencies)
    rooms.read_together(db, [room for one in some if (room := one.get("room"))])
    timetable.of_regencies(db, regencies)
    starts = [datetime.fromisoformat(one["starts_at"]) for one in some]
    occupancy.read_stretch(db, min(starts), max(starts) + registry.programme(db, programme).length)


def book_together(db: Db, piece: Piece, rest: Sequence[Planned], *, now: datetime) -> None:
    """Books the sessions that wait for each other, in one transaction: each may take what another leaves."""
    acceptance = _under_way(db, piece.plan.id)
    if acceptance is None:
        return
    booked = planning.booked(db, piece.plan.programme, now=now)
    mine = [one for one in rest if one["regency"] in acceptance.left]
    for one in mine:
        if session := booked.get(one["regency"]):
            occupancy.hold_until(db, session.id, session.starts_at)
    found: list[Clash] = []
    for one in mine:
        clashes, _ = _tried(db, Piece(piece.plan, one, piece.ways), acceptance, now=now, last=True)
        found += clashes
        if clashes and (session := booked.get(one["regency"])):
            occupancy.take(db, session)
    acceptances.went_on(db, acceptance, [], found)


def overviews_of(db: Db, plan_id: str) -> Overviews | None:
    """What `end` is to tell of all that was booked; None where nothing waits. It is asked beside the writer."""
    acceptance = acceptances.find(db, plan_id)
    return overviews.of(db, acceptance.batch) if acceptance and acceptance.batch else None


def end(db: Db, plan_id: str, told: Overviews | None, *, now: datetime) -> StoredPlan:
    """Ends an acceptance of which nothing is left: who has several sessions gets one overview."""
    acceptance = _under_way(db, plan_id)
    stored = plans.get(db, plan_id)
    if acceptance is None or acceptance.left:
        return stored
    _tell_overviews(db, acceptance, told, stored.programme, now=now)
    plans.put_state(db, plan_id, "accepted")
    return plans.get(db, plan_id)


def _tell_overviews(db: Db, acceptance: Acceptance, told: Overviews | None, programme: str, *, now: datetime) -> None:
    if acceptance.batch is None or told is None:
        return
    with batch_store.joined(db, batch_store.waiting(db, acceptance.batch)) as batch:
        if batch is not None:
            overviews.write(db, told, registry.programme(db, programme), now=now)


def tried(
    db: Db, plan_id: str, asker: Asker, some: Sequence[Planned], told: Overviews | None, how: How, *, now: datetime
) -> None:
    """Accepts some of a plan's sessions alone, in a look that is taken back, so that their mails can be read. Raises
    as `begin`."""
    stored = begin(db, plan_id, asker, bulk=how.bulk, meeting_url=how.meeting_url, now=now)
    acceptance = _under_way(db, plan_id)
    if acceptance is not None and some:
        book_together(db, Piece(stored, some[0], how.ways), some, now=now)
        _tell_overviews(db, acceptance, told, stored.programme, now=now)


def batch_of(db: Db, plan_id: str, asker: Asker) -> str | None:
    """The batch that the plan's mails wait with, if they do. Raises NotFound."""
    planning.planned(db, plan_id, asker)
    acceptance = acceptances.find(db, plan_id)
    return acceptance.batch if acceptance else None


class Progress(TypedDict):
    """How far a plan's acceptance has come: sessions that were tried, of how many; the batch that their mails wait
    with, and what clashed on the way (`planned` is the regency's code)."""

    plan: str | None
    done: int
    of: int
    batch: str | None
    clashes: tuple[Clash, ...]


def progress(db: Db, plan_id: str | None) -> Progress | None:
    """How far a plan's acceptance has come, for who looks at its batch."""
    acceptance = acceptances.find(db, plan_id) if plan_id else None
    if acceptance is None:
        return None
    done = acceptance.of - len(acceptance.left)
    return {
        "plan": plan_id,
        "done": done,
        "of": acceptance.of,
        "batch": acceptance.batch,
        "clashes": acceptance.clashes,
    }


def _under_way(db: Db, plan_id: str) -> Acceptance | None:
    """The acceptance, as long as nobody has stopped it."""
    return acceptances.find(db, plan_id) if plans.state_of(db, plan_id) == "accepting" else None


def _tried(
    db: Db, piece: Piece, acceptance: Acceptance, *, now: datetime, last: bool = False
) -> tuple[list[Clash], bool]:
    """What clashed, and whether it is to be tried again once others have moved."""
    code = piece.planned["regency"]
    before = None if piece.plan.request["keep"] else planning.booked_of(db, piece.plan.programme, code, now=now)
    with _with_batch(db, acceptance):
        try:
            _book(db, piece, acceptance, before, now=now)
        except BookingConflict as conflict:
            if not last and _waits_for_another(db, piece, acceptance, conflict, now=now):
                return [], True
            return [{**clash, "planned": code} for clash in conflict.conflicts], False
        except Refusal as refusal:
            first = refusal.faults[0] if isinstance(refusal, Invalid) else refusal
            failed: Clash = {"why": "changed", "who": None, "session": None, "planned": code}
            return [{**failed, "code": first.code, "params": dict(first.said)}], False
    return [], False


def _waits_for_another(
    db: Db, piece: Piece, acceptance: Acceptance, conflict: BookingConflict, *, now: datetime
) -> bool:
    """Whether all that stands in the way are sessions that this plan moves later."""
    if piece.plan.request["keep"]:
        return False
    later = {
        session.id for code, session in planning.booked(db, piece.plan.programme, now=now).items()
        if code in acceptance.left
    }  # fmt: skip
    return all(clash.get("session") in later for clash in conflict.conflicts)


def _book(db: Db, piece: Piece, acceptance: Acceptance, before: Session | None, *, now: datetime) -> None:
    one, programme = piece.planned, piece.plan.programme
    asker = Asker(acceptance.by["id"], acceptance.by["name"], True, acceptance.by["via"])
    starts_at, panel = datetime.fromisoformat(one["starts_at"]), tuple(one["panel"])
    room = one.get("room") or None
    if before is not None:
        booking.change(
            db, before.id, booking.Change(starts_at, panel, one["chair"], room=room), asker, now=now, ways=piece.ways
        )
        return
    if planning.has_session(db, programme, one["regency"]):
        regency = registry.regency_by_code(db, programme, one["regency"])
        who = {"id": regency.id, "code": regency.code, "name": regency.name} if regency else None
        raise BookingConflict([{"why": "regency-busy", "who": who, "session": None}])
    link = "" if room else acceptance.meeting_url
    request = booking.Request(one["regency"], starts_at, panel, one["chair"], link, room=room or booking.NONE)
    booking.book(db, programme, request, asker, now=now, ways=piece.ways)


def _with_batch(db: Db, acceptance: Acceptance) -> AbstractContextManager[object]:
    if acceptance.batch is None:
        return nullcontext()
    return batch_store.joined(db, batch_store.waiting(db, acceptance.batch))
