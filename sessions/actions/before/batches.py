"""Batches: what waits to be told, begun with its cause, watched, and stopped before anybody has heard of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import clashes, enlisting, overviews
from sessions.actions.invitations import official
from sessions.store import (
    Db,
    batches,
    calibrations,
    followings,
    incoming,
    mails,
    occupancy,
    offers,
    plans,
    records,
    registry,
    registry_rows,
    releases,
    rooms,
    timetable,
)
from sessions.values import (
    ALWAYS_HELD,
    Batch,
    BookingConflict,
    Clash,
    Guest,
    LeftOut,
    Session,
    Spoken,
    Thing,
    Waiting,
    WrongState,
    from_wire,
    wire,
)

NOTHING: Mapping[str, object] = {}


@contextmanager
def of_one(
    db: Db,
    programme: str,
    cause: str,
    asker: Asker,
    hold: timedelta | None,
    *,
    undo: Mapping[str, object] = NOTHING,
    now: datetime,
) -> Iterator[Waiting | None]:
    """The batch that one doing's mails wait with: the one that is open already, else (`hold`) one of its own, else
    none. One that nothing has joined is forgotten."""
    if db.batch is not None or hold is None:
        yield db.batch
        return
    with begun(db, programme, cause, asker, hold, undo=undo, now=now) as batch:
        yield batch


LASTING = {"release", "unheard"}  # what can be taken back though no mail tells of it


@contextmanager
def begun(
    db: Db,
    programme: str,
    cause: str,
    asker: Asker,
    hold: timedelta,
    *,
    undo: Mapping[str, object] = NOTHING,
    spoken: Spoken | None = None,
    now: datetime,
) -> Iterator[Waiting]:
    """A new batch, which mails written meanwhile join; forgotten where none did, where nobody is told by telephone and
    nothing is published with it, and no session cancelled whose invitations wait themselves."""
    by = (asker.id, asker.name)
    batch = batches.begin(db, programme, cause, by, undo=undo, spoken=spoken, due_at=now + hold, now=now)
    with batches.joined(db, batch):
        yield batch
    if not batches.mails_of(db, batch.id) and spoken is None and not LASTING.intersection(undo):
        batches.remove(db, batch.id)


@dataclass(frozen=True)
class Bulk:
    """How much may go at once: `delay` is how long a batch waits; `hold` has even a small one wait."""

    delay: timedelta
    hold: bool = False

    def waits(self, people: int) -> bool:
        """Whether what goes to so many people waits."""
        return self.hold or people > ALWAYS_HELD


@contextmanager
def bulk(
    db: Db,
    programme: str,
    cause: str,
    asker: Asker,
    how: Bulk,
    *,
    people: int,
    undo: Mapping[str, object] = NOTHING,
    spoken: Spoken | None = None,
    now: datetime,
) -> Iterator[Waiting | None]:
    """A batch where so many people are told that it waits; else none. Who has several sessions in it gets a list."""
    if not how.waits(people):
        yield None
        return
    with begun(db, programme, cause, asker, how.delay, undo=undo, spoken=spoken, now=now) as batch:
        yield batch
        overviews.write(db, overviews.of(db, batch.id), registry.programme(db, programme), now=now)


# - looked at, and stopped -


def get(db: Db, batch_id: str, asker: Asker) -> Batch:
    """A batch, for the secretariat. Raises NotFound."""
    must_be_secretariat(asker)
    return batches.get(db, batch_id)


def of_programme(db: Db, programme: str, asker: Asker, *, after: str, limit: int) -> list[Batch]:
    """A programme's batches, oldest first. Raises NotFound."""
    must_be_secretariat(asker)
    registry.programme(db, programme)
    return batches.of_programme(db, programme, after=after, limit=limit)


@dataclass(frozen=True)
class Stopped:
    """A batch that was stopped: the sessions that stand as before, to whom something had gone already, and whom a list
    of contacts brings to such a session no more: they cannot come when it now is."""

    batch: Batch
    undone: tuple[str, ...]
    went: tuple[Mapping[str, object], ...]
    left_out: tuple[LeftOut, ...]


def cancel(db: Db, batch_id: str, asker: Asker, *, now: datetime) -> Stopped:
    """Stops a batch. What nobody has heard of is undone: each session whose mails all still waited stands as it stood
    before. Where some have gone already, the rest of them is not sent and the session stays.

    Raises NotFound, WrongState once all of it is sent or it was stopped, and BookingConflict where somebody else has
    taken the time in the meantime."""
    batch = get(db, batch_id, asker)
    state = batch.state(now)
    if state in ("sent", "cancelled"):
        raise WrongState(state)
    written = batches.mails_of(db, batch_id)
    gone = [mail for mail in written if mail.state not in ("waiting", "held")]
    mails.stop(db, [mail.id for mail in written])
    told = {mail.session_id for mail in gone}
    undone = [one for one in _sessions(written, batch) if one not in told and _undo(db, one, batch_id, asker, now=now)]
    if not told:
        bring_back(db, batch, asker, now=now)
    left_out = [found for one in undone if (found := _left_out(db, records.load(db, one), now=now)) is not None]
    batches.cancelled(db, batch, left_out, now=now)
    acts.did(db, "stopped", Thing("batch", batch_id, "", batch.programme), asker, now=now)
    people = registry.persons(db, {mail.person_id for mail in gone if mail.person_id})
    went = [
        {"person": mail.person_id, "name": people[mail.person_id].name, "kind": mail.kind, "session": mail.session_id}
        for mail in gone
        if mail.person_id in people
    ]
    return Stopped(batches.get(db, batch_id), tuple(undone), tuple(went), tuple(left_out))


def _sessions(written: Sequence[Any], batch: Batch) -> list[str]:
    unheard = [batch.undo["unheard"]] if "unheard" in batch.undo else []
    return list(dict.fromkeys([*(mail.session_id for mail in written if mail.session_id), *unheard]))


def _undo(db: Db, session_id: str, batch: str, asker: Asker, *, now: datetime) -> bool:
    """The session stands as it stood before the batch's change; False where the batch changed nothing in it."""
    session = records.load(db, session_id)
    at = next((n for n, one in enumerate(session.held) if one.batch == batch), None)
    if at is None:
        return False
    later = [one.batch for one in session.held[at + 1 :]]  # made of what is now taken back: they go with it
    for other in later:
        mails.stop(db, [mail.id for mail in batches.mails_of(db, other) if mail.session_id == session_id])
    before = session.held[at].before
    back = before.back_in(session) if before is not None else None
    if back is not None:
        _must_be_free_again(db, back, now=now)
    offers.open_again(db, session.regency.id, _instants(db, session_id, {batch, *later}))
    data = {"batch": batch, "reason": ""}
    after = records.append(db, session, "undone", data, at=now, actor=asker.actor(session))
    occupancy.take(db, after)
    official.give_back(db, session_id)
    return True


def _left_out(db: Db, session: Session, *, now: datetime) -> LeftOut | None:
    """Whom a list is still to bring to the session and who cannot come when it now is: the list brings nobody to it
    any more, and its guests stay as they were."""
    if session.state(now) != "booked" or not followings.of(db, [session.id]):
        return None
    people = registry.regency(db, session.regency.id).people
    known = {one.id for one in session.guests}
    joining = [Guest(one.person.id, one.person.name, one.role) for one in people if one.person.id not in known]
    try:
        clashes.must_be_free(db, session, joining, now=now)
    except BookingConflict as conflict:
        occupancy.no_longer_reserved(db, session)
        return {"session": session.id, "regency": session.regency.name, "conflicts": list(conflict.conflicts)}
    return None


def _instants(db: Db, session_id: str, batches_: Collection[str]) -> set[datetime]:
    """When the session was booked or changed with these batches."""
    entries = records.read(db, session_id)
    return {one.at for one in entries if (one.data.get("held") or {}).get("batch") in batches_}


def _must_be_free_again(db: Db, session: Session, *, now: datetime) -> None:
    if session.cancelled_at is not None:
        return
    names = occupancy.holders(session)
    until = session.schedule.closes_at or session.schedule.ends_at
    taken = occupancy.taken(db, names, session.starts_at, until, but=session.id)
    found: list[Clash] = [
        {
            "why": "regency-busy" if one.holder.startswith("regency:") else "person-busy",
            "who": {"id": one.holder.partition(":")[2], "name": names[one.holder]},
            "session": one.session,
            "from": wire(one.since),
            "to": wire(one.until),
        }
        for one in taken
    ]
    if found:
        raise BookingConflict(found)


def bring_back(db: Db, batch: Batch, asker: Asker, *, now: datetime) -> None:
    """What the batch's cause changed beside sessions is as before: a room's name and address, an offer, a plan, who
    was brought among a regency's people, a mail that was decided upon at the desk, who was asked to score an example,
    results that are not out yet."""
    room = batch.undo.get("room")
    if room is not None and (present := rooms.find(db, room["id"])) is not None:
        rooms.put(db, replace(present, name=room["name"], meeting_url=room["meeting_url"]))
    if "offer" in batch.undo:
        offers.withdraw(db, batch.undo["offer"], now=now)
    if "plan" in batch.undo and plans.state_of(db, batch.undo["plan"]) in ("accepting", "accepted"):
        plans.put_state(db, batch.undo["plan"], batch.undo["state"])
    if "joined" in batch.undo:
        _leave_again(db, batch.undo["regency"], batch.undo["joined"], asker, now=now)
    if "answer" in batch.undo:
        incoming.reopen(db, batch.undo["answer"])
        acts.did(db, "taken-back", Thing("answer", batch.undo["answer"], "", batch.programme), asker, now=now)
    if "calibration" in batch.undo:
        _ask_no_more(db, batch.undo)
    if "release" in batch.undo and (version := releases.take_back(db, batch.undo["release"], now=now)) is not None:
        thing = Thing("release", batch.undo["release"], str(version), batch.programme)
        acts.did(db, "withdrawn", thing, asker, now=now)


def _ask_no_more(db: Db, undo: Mapping[str, Any]) -> None:
    """Those whose invitation to a calibration waited were never asked; without any others it is a draft again."""
    calibrations.take_back(db, undo["calibration"], undo["invited"])
    found = calibrations.get(db, undo["calibration"])
    before, after = (text and from_wire(text) for text in undo["until"])
    asked = calibrations.takers_of(db, found.id)
    calibrations.put(
        db,
        replace(
            found,
            invited_at=found.invited_at if asked else None,
            until=before if found.until == after else found.until,
        ),
    )


def _leave_again(db: Db, regency_id: str, joined: Collection[str], asker: Asker, *, now: datetime) -> None:
    """Those who had newly joined a regency's people are theirs no more, but for whom a session of it keeps."""
    before = registry.regency(db, regency_id)
    kept = {guest.id for one in timetable.of_regency(db, regency_id) if one.live for guest in one.guests}
    leaving = {one for one in joined if one not in kept}
    after = replace(before, people=tuple(one for one in before.people if one.person.id not in leaving))
    registry_rows.set_people_of(db, [after])
    enlisting.shut_out(db, sorted(leaving), now=now)
    thing = Thing("regency", before.id, before.name, before.programme)
    acts.changed(db, thing, before.as_json(), after.as_json(), asker, now=now)
