"""Booking, moving, changing and cancelling a session; clashes are decided inside the write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sessions.actions.access import Asker, managed, must_be_secretariat
from sessions.actions.before import batches
from sessions.actions.before.clashes import Candidate, must_be_free, must_fit
from sessions.actions.invitations import inviting
from sessions.actions.showing import session_json
from sessions.store import Db, followings, installation, joined, mails, occupancy, offers, records, registry, rooms
from sessions.values import (
    BY_HAND,
    UNFINISHED,
    Actor,
    BookingConflict,
    Clash,
    Fault,
    Guest,
    Invalid,
    Json,
    KindName,
    Meeting,
    Panelist,
    Phase,
    Programme,
    Regency,
    Room,
    RoomRef,
    Schedule,
    Seat,
    Session,
    WrongState,
    must_be_current,
    new_id,
    normal_code,
    place,
    wire,
)
from sessions.values.itip import uid

NONE = ""  # what takes a room or a deputy away


@dataclass(frozen=True)
class Request:
    """What is to be booked."""

    regency: str
    starts_at: datetime
    panel: tuple[str, ...]
    chair: str
    meeting_url: str
    rehearsal: bool = False
    phases: tuple[Phase, ...] | None = None
    room: str = NONE
    deputy: str = NONE
    observers: tuple[str, ...] = ()
    override: Mapping[str, str] = field(default_factory=dict)
    note: str = ""  # words of the official's own, which every mail of it brings along


@dataclass(frozen=True)
class Change:
    """What is to be changed in a booked session; None leaves a thing as it is, NONE takes it away."""

    starts_at: datetime | None = None
    panel: tuple[str, ...] | None = None
    chair: str | None = None
    meeting_url: str | None = None
    room: str | None = None
    deputy: str | None = None
    observers: tuple[str, ...] | None = None
    override: Mapping[str, str] = field(default_factory=dict)
    revision: int | None = None  # the one that its author saw; None is not checked
    note: str = ""  # as of a booking

    @property
    def roles_alone(self) -> bool:
        """Whether only chair and deputy are to change."""
        rest = (self.starts_at, self.panel, self.meeting_url, self.room, self.observers)
        return all(one is None for one in rest)


@dataclass(frozen=True)
class Ways:
    """How it is done here: how links are made, and how long mails wait so that it may be taken back (None: not)."""

    meeting: Meeting = BY_HAND
    hold: timedelta | None = None
    acts_as: str = "secretariat"  # how the record names who does it


PLAINLY = Ways()
ASKING = ("nudge", "reminder", "claims-reminder")  # kinds that say nothing true of a session that moved meanwhile
OUTDATED = (*ASKING, "invite", "update", "minor", "observer")  # nor these of one that is cancelled


def book(db: Db, programme_id: str, request: Request, asker: Asker, *, now: datetime, ways: Ways = PLAINLY) -> Session:
    """Books a session and writes its invitations; with a regency to rehearse with it is a rehearsal. Raises NotFound,
    Invalid or BookingConflict."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    regency, panel = _resolved(db, programme, request)
    rehearsal = request.rehearsal or regency.trial
    room, link = _where(db, request.room or None, request.meeting_url or None, "", None, ways.meeting)
    schedule = Schedule.booked(request.starts_at, request.phases or programme.phases)
    session = new_id(now)
    guests = [Guest(one.person.id, one.person.name, one.role) for one in regency.people]
    observers = _observers(db, request.observers, [*(one.id for one in panel), *(one.id for one in guests)])
    _must_be_theirs(request.override, panel)
    candidate = Candidate(
        programme, regency, panel, guests, schedule, rehearsal,
        where=_place(room, link), room=room, overridden=frozenset(request.override),
    )  # fmt: skip
    must_fit(db, candidate, now=now)
    data = {
        "programme": programme.id,
        "regency": {key: getattr(regency, key) for key in ("id", "code", "name", "province", "timezone")},
        "starts_at": wire(request.starts_at),
        "phases": [phase.as_json() for phase in schedule.phases],
        "panel": _panel_data(panel, request.chair),
        "guests": _guest_data(guests),
        "meeting_url": link,
        "rehearsal": rehearsal,
        "uid": uid(session, installation.name(db)),
    } | _more(room, request.deputy, observers, request.override)
    actor = Actor(asker.id, asker.name, ways.acts_as, asker.via)
    with (
        batches.of_one(db, programme.id, "booked", asker, ways.hold, now=now) as batch,
        joined(db, batch and batch.for_starts(request.starts_at, now=now)),
        inviting.adding(db, request.note),
    ):
        booked = records.begin(db, session, at=now, actor=actor, data=data | _held(db))
        occupancy.take_first(db, booked)
        if not booked.rehearsal:
            offers.close(db, regency.id, now=now)
        inviting.invite_first(db, booked, programme, now=now)
        inviting.tell_observers(db, booked, programme, booked.observers, now=now)
    return booked


def change(db: Db, session_id: str, wanted: Change, asker: Asker, *, now: datetime, ways: Ways = PLAINLY) -> Session:
    """Changes a session: before the start all of it, with the invites following; while open all but the start; after
    the close who leads.

    Raises NotFound, Outdated, WrongState, Invalid or BookingConflict."""
    session = managed(db, session_id, asker)
    if wanted.revision is not None and wanted.revision != session.revision:
        must_be_current(wanted.revision, session_json(db, session, asker, now=now))
    programme = registry.programme(db, session.programme)
    state = session.state(now)
    over = state == "closed" and wanted.roles_alone
    if not (over or state in UNFINISHED) or (wanted.starts_at is not None and state != "booked"):
        raise WrongState(state)
    session = follow_list(db, session, now=now)
    changed = _changed(db, session, programme, wanted, ways, now=now)
    previous = session
    with (
        batches.of_one(db, programme.id, changed.cause, asker, ways.hold, now=now) as batch,
        joined(db, batch and batch.for_starts(session.starts_at, changed.starts_at, now=now)),
        inviting.adding(db, wanted.note),
    ):
        for kind, data in changed.entries:
            actor = replace(asker.actor(session), role=ways.acts_as) if ways.acts_as != "secretariat" else None
            by = actor or asker.actor(session)
            session = records.append(db, session, kind, {**data, **_held(db)}, at=now, actor=by)
        if changed.entries:
            occupancy.take(db, session)
            if changed.time:
                _offer_again(db, previous, now=now)
            _let_go_first(db, session, now=now)
            _put_off(db, session, ASKING)
        _tell_change(db, previous, session, programme, changed, live=state != "booked", now=now)
    if (session.room != previous.room or session.meeting_url != previous.meeting_url) and not session.held:
        db.signal(f"room:{session.id}")
    return session


def cancel(db: Db, session_id: str, reason: str, asker: Asker, *, now: datetime, ways: Ways = PLAINLY) -> Session:
    """Cancels a booked session and withdraws its invitations; whose own still waits is told of neither. Raises NotFound
    or WrongState."""
    session = managed(db, session_id, asker)
    if session.state(now) != "booked":
        raise WrongState(session.state(now))
    programme, heard = registry.programme(db, session.programme), mails.last_sequences(db, session.id)
    undo = {} if heard else {"unheard": session.id}
    with (
        batches.of_one(db, programme.id, "cancelled", asker, ways.hold, undo=undo, now=now) as batch,
        joined(db, batch and batch.for_starts(session.starts_at, now=now)),
    ):
        data = {"reason": reason, **_held(db)}
        session = records.append(db, session, "cancelled", data, at=now, actor=asker.actor(session))
        occupancy.take(db, session)
        _offer_again(db, session, now=now)
        _let_go_first(db, session, now=now)
        _put_off(db, session, OUTDATED)
        _drop_held(db, session)
        told = [one for one in session.invited() if one.id in heard]
        inviting.invite(db, session, programme, told, kind="cancel", cause="cancelled", now=now, reason=reason)
    return session


@dataclass(frozen=True)
class Fitted:
    """A session as it would be; `clashes` keep it from the room that was meant, and it is in another."""

    session: Session
    clashes: Sequence[Clash] = ()


def or_elsewhere(do: Callable[[str], Session]) -> Fitted:
    """What comes of it in the room that was meant (""), or where only that is taken in the first that is free: to be
    looked at, and done by whoever has seen the room. Raises what it raises."""
    try:
        return Fitted(do(NONE))
    except BookingConflict as conflict:
        if not conflict.instead:
            raise
        return Fitted(do(conflict.instead[0]["id"]), conflict.conflicts)


def follow_list(db: Db, session: Session, *, now: datetime) -> Session:
    """What a long list has brought to the session's regency, and the session has not followed yet, it follows now: in
    the name of who sent the list. Raises BookingConflict."""
    for one in followings.of(db, [session.id]):
        sender = Asker(one.by["id"], one.by["name"], True, one.by["via"])
        return follow_regency(db, session, sender, now=now)
    return session


def follow_regency(db: Db, session: Session, asker: Asker, *, now: datetime) -> Session:
    """A booked session's guests become what the registry now says of its regency; invitations go to who is new."""
    occupancy.no_longer_reserved(db, session)
    regency = registry.regency(db, session.regency.id)
    guests = [Guest(one.person.id, one.person.name, one.role) for one in regency.people]
    if session.state(now) != "booked" or tuple(guests) == session.guests:
        return session
    must_be_free(db, session, [guest for guest in guests if session.guest(guest.id) is None], now=now)
    waiting = db.batch and db.batch.for_starts(session.starts_at, now=now)
    data = {"panel": _panel_as_is(session), "guests": _guest_data(guests)}
    with joined(db, waiting):
        after = records.append(db, session, "panel-changed", data | _held(db), at=now, actor=asker.actor(session))
        occupancy.take(db, after)
        _let_go_first(db, after, now=now)
        mails.drop_held(db, session.id)
        _tell_panel(db, session, after, registry.programme(db, session.programme), now=now)
    return after


def change_place(db: Db, session: Session, room: Room, link: str, asker: Asker, *, now: datetime) -> Session:
    """A session meets where its room now is. The batch is the caller's; who is told is everybody of a booked one."""
    data = {"meeting_url": link, "room": _room_data(room)}
    waiting = db.batch and db.batch.for_starts(session.starts_at, now=now)
    programme, booked = registry.programme(db, session.programme), session.state(now) == "booked"
    with joined(db, waiting):
        after = records.append(db, session, "link-changed", data | _held(db), at=now, actor=asker.actor(session))
        occupancy.take(db, after)
        _let_go_first(db, after, now=now)
        if booked and after.meeting_url != session.meeting_url:
            inviting.invite(db, after, programme, after.invited(), kind="minor", cause="link-changed", now=now)
    if not after.held:
        db.signal(f"room:{session.id}")
    return after


def _held(db: Db) -> dict[str, object]:
    """What an entry says of the batch that its mails wait with."""
    return {"held": db.batch.as_json()} if db.batch is not None else {}


def _offer_again(db: Db, session: Session, *, now: datetime) -> None:
    # The time that it took is free: who waits for one of an offer's times is told of it.
    schedule = session.schedule
    offers.became_free(db, session.programme, schedule.starts_at, schedule.ends_at - schedule.starts_at, now=now)


def _let_go_first(db: Db, session: Session, *, now: datetime) -> None:
    # What is told at once must not be overtaken by what still waits to tell of the same session.
    if db.batch is None:
        mails.release(db, session.id, now=now)


def _put_off(db: Db, session: Session, kinds: Sequence[str]) -> None:
    # What waits already must not go while this change may still be stopped: once it is told, it is withdrawn.
    if db.batch is not None:
        mails.put_off(db, session.id, kinds, db.batch.until)


def _drop_held(db: Db, session: Session) -> None:
    # What is held for want of an address stays while its successor may still be stopped.
    if db.batch is None:
        mails.drop_held(db, session.id)


# - what a change is made of -


@dataclass(frozen=True)
class _Changed:
    time: Mapping[str, Any] | None
    panel: Mapping[str, object] | None
    link: Mapping[str, object] | None
    from_at: datetime
    starts_at: datetime

    @property
    def entries(self) -> list[tuple[KindName, Mapping[str, object]]]:
        """What the record says of it, in order."""
        told: tuple[tuple[KindName, Mapping[str, object] | None], ...] = (
            ("moved", self.time),
            ("panel-changed", self.panel),
            ("link-changed", self.link),
        )
        return [(kind, data) for kind, data in told if data is not None]

    @property
    def cause(self) -> str:
        """What a batch of it is called."""
        return self.entries[0][0] if self.entries else "changed"


def _changed(db: Db, session: Session, programme: Programme, wanted: Change, ways: Ways, *, now: datetime) -> _Changed:
    schedule = session.schedule
    if wanted.starts_at is not None:
        schedule = Schedule.booked(wanted.starts_at, schedule.phases)
    moves = schedule.starts_at != session.starts_at
    panel_ids = wanted.panel if wanted.panel is not None else tuple(seat.id for seat in session.panel)
    chair = wanted.chair or _kept_chair(session, panel_ids)
    panel = _panelists(db, programme, panel_ids, chair)
    deputy = _kept_deputy(session, panel_ids, chair) if wanted.deputy is None else wanted.deputy
    _must_deputise(panel, deputy, chair)
    _must_be_theirs(wanted.override, panel)
    room, link = _where(db, wanted.room, wanted.meeting_url, session.meeting_url, session.room, ways.meeting)
    data = _panel_of(db, session, panel, chair, deputy, wanted)
    where = _place(room, link)
    elsewhere = where != occupancy.place_of(session)
    newcomers = None if moves else frozenset(panel_ids) - {seat.id for seat in session.panel}
    candidate = Candidate(
        programme, registry.regency(db, session.regency.id), panel, session.guests, schedule, session.rehearsal,
        session.id, newcomers, where=where if moves or elsewhere else "", room=room,
        overridden=frozenset(wanted.override) | frozenset(session.overridden),
    )  # fmt: skip
    must_fit(db, candidate, now=now)
    overridden = {"override": dict(wanted.override)} if wanted.override else {}
    time = {"starts_at": wire(schedule.starts_at), "from": wire(session.starts_at)} if moves else None
    place_changes = link != session.meeting_url or (room.id if room else None) != (session.room and session.room.id)
    return _Changed(
        time=None if time is None else time | overridden,
        panel=data if data is None or moves else data | overridden,
        link={"meeting_url": link} | ({"room": _room_data(room)} if room else {}) if place_changes else None,
        from_at=session.starts_at,
        starts_at=schedule.starts_at,
    )


def _panel_of(
    db: Db, session: Session, panel: Sequence[Panelist], chair: str, deputy: str, wanted: Change
) -> dict[str, Any] | None:
    """The panel, its deputy and who observes as they would be; None where nothing of it changes."""
    taken = [*(one.id for one in panel), *(one.id for one in session.guests)]
    observers = session.observers if wanted.observers is None else _observers(db, wanted.observers, taken)
    data = {"panel": _panel_data(panel, chair), "guests": _guest_data(session.guests)}
    same_roles = [(one["id"], one["role"]) for one in data["panel"]] == [(one.id, one.role) for one in session.panel]
    if same_roles and deputy == (session.deputy or NONE) and tuple(observers) == session.observers:
        return None
    if deputy or session.deputy:
        data["deputy"] = deputy or None  # type: ignore[assignment]
    if observers or session.observers:
        data["observers"] = _guest_data(observers)
    return data


def _kept_chair(session: Session, panel: Sequence[str]) -> str:
    chair = session.chair
    if chair is None or chair.id not in panel:
        raise Invalid.at("/chair", "chair-leaves")
    return chair.id


def _kept_deputy(session: Session, panel: Sequence[str], chair: str) -> str:
    deputy = session.deputy or NONE
    return deputy if deputy in panel and deputy != chair else NONE


def _must_deputise(panel: Sequence[Panelist], deputy: str, chair: str) -> None:
    if deputy == NONE:
        return
    one = next((one for one in panel if one.id == deputy), None)
    if one is None:
        raise Invalid.at("/deputy", "deputy-outside-panel")
    if deputy == chair:
        raise Invalid.at("/deputy", "chair-as-deputy")
    if not one.may_chair:
        raise Invalid.at("/deputy", "may-not-chair", name=one.name)


def _must_be_theirs(override: Mapping[str, str], panel: Sequence[Panelist]) -> None:
    """Only the own time of who is to sit can be overridden. Raises Invalid."""
    seats = {one.id for one in panel}
    faults = [Fault(f"/override/{one}", "overrides-nobody") for one in override if one not in seats]
    if faults:
        raise Invalid(faults)


# - where it meets -


def _where(
    db: Db, room: str | None, own: str | None, link: str, before: RoomRef | None, meeting: Meeting
) -> tuple[Room | None, str]:
    """The room and the link of a session; None leaves either as it is. Raises Invalid."""
    if room and own:
        raise Invalid.at("/room", "room-or-address")
    if room:
        found = _room(db, room)
        if before is not None and before.id == found.id and link:
            return found, link
        return found, meeting.link() or found.meeting_url
    if own is not None:
        return None, own
    if room == NONE:
        return None, meeting.link() if before is None or not link else NONE
    if before is not None:
        return rooms.find(db, before.id), link
    return None, link or meeting.link()


def _room(db: Db, room: str) -> Room:
    found = rooms.find(db, room)
    if found is None:
        raise Invalid.at("/room", "no-such-room", room=room)
    return found


def _place(room: Room | None, link: str) -> str:
    return room.place if room else place(link) if link else ""


def _room_data(room: Room) -> dict[str, str]:
    return {"id": room.id, "name": room.name, "place": room.place}


def _more(room: Room | None, deputy: str, observers: Sequence[Guest], override: Mapping[str, str]) -> dict[str, Json]:
    """What a booking's entry says beside what every booking has."""
    said: dict[str, Json] = {"room": _room_data(room)} if room else {}
    said |= {"deputy": deputy} if deputy else {}
    said |= {"observers": _guest_data(observers)} if observers else {}
    return said | ({"override": dict(override)} if override else {})


# - who is told -


def _tell_change(
    db: Db, previous: Session, session: Session, programme: Programme, changed: _Changed, *, live: bool, now: datetime
) -> None:
    if changed.panel:
        _tell_panel(db, previous, session, programme, live=live, now=now)
        known = {one.id for one in previous.observers}
        came = [one for one in session.observers if one.id not in known]
        inviting.tell_observers(db, session, programme, came, now=now)
    newcomers = {one.id for one in session.invited()} - {one.id for one in previous.invited()}
    rest = [one for one in session.invited() if one.id not in newcomers]
    if live:
        return
    if changed.time:
        more: dict[str, Any] = {"previous": {"starts_at": wire(changed.from_at)}}
        inviting.invite(db, session, programme, rest, kind="update", cause="moved", now=now, **more)
        _drop_held(db, session)
        inviting.hold(db, session, programme, kind="update", cause="moved", now=now, **more)
    elif changed.link:
        inviting.invite(db, session, programme, rest, kind="minor", cause="link-changed", now=now, minor=True)
    elif changed.panel and _people(previous) != _people(session):
        moved_up = {seat.id for seat in session.panel if seat.id not in newcomers and _other_role(previous, seat)}
        for cause, told in (
            ("role-changed", [one for one in rest if one.id in moved_up]),
            ("panel-changed", [one for one in rest if one.id not in moved_up]),
        ):
            inviting.invite(db, session, programme, told, kind="minor", cause=cause, now=now, minor=True)


def _people(session: Session) -> list[tuple[str, str, str]]:
    """The panel as invitations name it: only its change is told to those who stay."""
    return [(seat.id, seat.name, seat.role) for seat in session.panel]


def _other_role(before: Session, seat: Seat) -> bool:
    old = before.seat(seat.id)
    return old is not None and old.role != seat.role


def _tell_panel(
    db: Db, before: Session, after: Session, programme: Programme, *, live: bool = False, now: datetime
) -> None:
    old, new = {one.id for one in before.invited()}, {one.id for one in after.invited()}
    came = [one for one in after.invited() if one.id not in old]
    went = [one for one in before.invited() if one.id not in new]
    if live:
        inviting.tell(db, after, programme, came, kind="called-in", cause="panel-changed", now=now)
        inviting.tell(db, after, programme, went, kind="let-go", cause="panel-changed", now=now)
        return
    inviting.invite(db, after, programme, came, kind="invite", cause="panel-changed", now=now)
    # Who is taken off knows the session as it was: that is what a calendar can find and remove.
    known = replace(after, schedule=before.schedule, meeting_url=before.meeting_url)
    inviting.invite(db, known, programme, went, kind="removed", cause="panel-changed", now=now)


# - who it is about -


def _resolved(db: Db, programme: Programme, request: Request) -> tuple[Regency, list[Panelist]]:
    faults = []
    regency = registry.regency_by_code(db, programme.id, normal_code(request.regency))
    if regency is None:
        faults.append(Fault("/regency", "no-such-regency", {"regency": request.regency}))
    elif regency.withdrawn:
        faults.append(Fault("/regency", "regency-withdrawn", {"name": regency.name}))
    if request.phases and not (request.rehearsal or (regency and regency.trial)):
        faults.append(Fault("/phases", "phases-of-a-rehearsal"))
    try:
        panel = _panelists(db, programme, request.panel, request.chair)
        _must_deputise(panel, request.deputy, request.chair)
    except Invalid as invalid:
        raise Invalid([*faults, *invalid.faults]) from invalid
    if regency is None or faults:
        raise Invalid(faults)
    return regency, panel


def _panelists(db: Db, programme: Programme, panel: Sequence[str], chair: str) -> list[Panelist]:
    members = registry.members(db, programme.id, panel)
    faults = [
        Fault(f"/panel/{n}", "no-such-panelist", {"panelist": one}) for n, one in enumerate(panel) if one not in members
    ]
    faults += [Fault(f"/panel/{n}", "twice") for n, one in enumerate(panel) if one in panel[:n]]
    if not panel:
        faults.append(Fault("/panel", "panel-empty"))
    if chair not in panel:
        faults.append(Fault("/chair", "chair-outside-panel"))
    elif chair in members and not members[chair].may_chair:
        faults.append(Fault("/chair", "may-not-chair", {"name": members[chair].name}))
    if faults:
        raise Invalid(faults)
    return [members[one] for one in panel]


def _observers(db: Db, wanted: Sequence[str], taken: Sequence[str]) -> tuple[Guest, ...]:
    """Who observes. Raises Invalid for nobody known, and for who takes part anyhow."""
    known = registry.persons(db, list(wanted))
    faults = [
        Fault(f"/observers/{n}", "no-such-person", {"person": one}) for n, one in enumerate(wanted) if one not in known
    ]
    faults += [Fault(f"/observers/{n}", "takes-part-already") for n, one in enumerate(wanted) if one in taken]
    if faults:
        raise Invalid(faults)
    return tuple(Guest(known[one].id, known[one].name, "observer") for one in dict.fromkeys(wanted))


def _panel_data(panel: Sequence[Panelist], chair: str) -> list[dict[str, str]]:
    return [{"id": one.id, "name": one.name, "role": "chair" if one.id == chair else "member"} for one in panel]


def _panel_as_is(session: Session) -> list[dict[str, str]]:
    return [{"id": seat.id, "name": seat.name, "role": seat.role} for seat in session.panel]


def _guest_data(guests: Sequence[Guest]) -> list[dict[str, str]]:
    return [{"id": guest.id, "name": guest.name, "role": guest.role} for guest in guests]
