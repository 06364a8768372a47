"""What a human makes of a mail that waits: the answer confirmed or given to somebody, the sender's address remembered,
the invitation sent again, a line written back, or nothing. What it tells may wait (`ways.hold`) to be taken back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import batches, booking, enrolling
from sessions.actions.inbox.whose import storable, usable
from sessions.actions.invitations import inviting, rsvp
from sessions.store import Db, Item, accounts, aliases, incoming, mails, records, registry
from sessions.store import batches as store
from sessions.values import Held, Invalid, Json, Session, Thing, Waiting, WrongState, from_wire, wire
from sessions.values.itip import is_address, letter, proposed

CONFIRMED = ("sent-by", "forwarded", "unsure")  # what is an answer once a human says so
NOT_AN_ALIAS = ("reply-to", "forged")  # such an address is many people's, or not the sender's at all


@dataclass(frozen=True)
class Noted:
    """A mail noted as somebody's answer: with what they say beside (None: what the mail says), and whether its sender's
    address is theirs too."""

    person: str
    answer: str
    comment: str | None
    remember: bool


def actions(item: Item) -> list[str]:
    """What can be done with a mail that waits, the most obvious first."""
    if item.state != "open":
        return []
    if item.kind == "quarantine":
        return ["dismiss"]
    found = []
    if item.session is not None:
        if item.kind == "counter" and item.proposal.get("starts_at"):
            found.append("accept-time")
        by_panelist = item.proposal.get("role") in ("chair", "panelist")  # whose place only a panelist can take
        if item.kind in ("delegated", "unknown-attendee") and not by_panelist:
            found.append("invite")
        if item.person is not None and item.proposal.get("answer") and item.kind in CONFIRMED:
            found.append("confirm")
    found.append("assign")
    if item.session is not None and item.person is not None and item.proposal.get("role"):
        found.append("resend")
        found.append("decline-time" if item.kind == "counter" else "reply")
    return [*found, "dismiss"]


def may_remember(item: Item) -> bool:
    """Whether the sender's address may be remembered as the person's."""
    unsure = item.kind in ("unsure", "unknown-attendee", "written") and item.reason not in NOT_AN_ALIAS
    return unsure and usable(item.sender)


def confirm(db: Db, item_id: str, asker: Asker, *, remember: bool = False, now: datetime) -> Item:
    """The answer counts as that of the attendee whom it names. Raises NotFound or WrongState."""
    item = _open(db, item_id, asker, "confirm")
    how = Noted(item.person or "", item.proposal["answer"], None, remember)
    return _take_for(db, item, item.session or "", how, asker, now=now, decision="confirm")


def assign(
    db: Db,
    item_id: str,
    asker: Asker,
    *,
    person: str,
    session: str | None,
    answer: str | None,
    comment: str | None = None,
    remember: bool = False,
    now: datetime,
) -> Item:
    """The mail is that person's answer: to the session that it names or `session`, as it says or as `answer` says, with
    what it says beside or `comment`.

    Raises NotFound, WrongState, or Invalid for what neither says."""
    item = _open(db, item_id, asker, "assign")
    which, said = session or item.session, answer or item.proposal.get("answer")
    if which is None:
        raise Invalid.at("/session", "mail-without-session")
    if said is None:
        raise Invalid.at("/answer", "mail-without-answer")
    how = Noted(person, said, comment, remember)
    return _take_for(db, item, which, how, asker, now=now, decision="assign")


def accept_time(db: Db, item_id: str, asker: Asker, *, now: datetime, ways: booking.Ways = booking.PLAINLY) -> Item:
    """The session moves to the time that was proposed, which its proposer has thereby accepted (RFC 5546 3.2.7): taken
    back, the move takes that answer along, and the proposal waits again.

    Raises NotFound, WrongState or BookingConflict."""
    item = _open(db, item_id, asker, "accept-time")
    session = records.load(db, item.session or "")
    wanted = booking.Change(starts_at=from_wire(item.proposal["starts_at"]))
    with _waiting(db, item, session, "moved", asker, ways, now=now) as batch:
        moved = booking.change(db, session.id, wanted, asker, now=now, ways=booking.Ways(ways.meeting))
        if item.person is not None and item.proposal.get("role"):
            _answer_with(db, item, moved, "accepted", asker, batch, now=now)
    return _decide(db, item, "accept-time", asker, batch=batch, now=now)


@dataclass(frozen=True)
class Written:
    """A time that a mail proposes in plain words, as an official understood it: when, of which session, and who."""

    starts_at: datetime
    session: str
    person: str


def times_of(item: Item, zone: str, *, now: datetime) -> list[datetime]:
    """The times that an open mail proposes in its own words; none of one that is no answer or has a proposal in it."""
    if "assign" not in actions(item) or item.kind == "counter" or not item.raw:
        return []
    return proposed(letter(item.raw).own, zone, after=now)


def accept_written(
    db: Db, item_id: str, written: Written, asker: Asker, *, now: datetime, ways: booking.Ways = booking.PLAINLY
) -> Item:
    """The session moves to one of the times that the mail names, which its writer has thereby accepted.

    Raises NotFound, WrongState, BookingConflict, or Invalid for a time that the mail does not name."""
    item = _open(db, item_id, asker, "assign")
    session = records.load(db, written.session)
    if session.seat(written.person) is None and session.guest(written.person) is None:
        raise WrongState("not-invited", "invited-no-more")
    if written.starts_at not in times_of(item, session.regency.timezone, now=now):
        raise Invalid.at("/starts_at", "time-not-proposed")
    wanted = booking.Change(starts_at=written.starts_at)
    with _waiting(db, item, session, "moved", asker, ways, now=now) as batch:
        moved = booking.change(db, session.id, wanted, asker, now=now, ways=booking.Ways(ways.meeting))
        _answer_with(db, item, moved, "accepted", asker, batch, person=written.person, now=now)
    return _decide(db, item, "accept-time", asker, batch=batch, now=now)


def decline_time(
    db: Db, item_id: str, asker: Asker, *, text: str = "", now: datetime, ways: booking.Ways = booking.PLAINLY
) -> Item:
    """The session stays where it is, and who proposed another time is told so (DECLINECOUNTER, RFC 5546 3.2.8).

    Raises NotFound or WrongState."""
    item = _open(db, item_id, asker, "decline-time")
    session, one = _seat(db, item)
    programme = registry.programme(db, session.programme)
    more = {"text": storable(text), "proposed": item.proposal.get("starts_at")}
    cause = "proposed another time"
    with _waiting(db, item, session, "counter-declined", asker, ways, now=now) as batch:
        inviting.invite(
            db, session, programme, [one], minor=True, kind="counter-declined", cause=cause, now=now, **more
        )
    return _decide(db, item, "decline-time", asker, batch=batch, now=now)


def invite(db: Db, item_id: str, asker: Asker, *, now: datetime, ways: booking.Ways = booking.PLAINLY) -> Item:
    """Who was named or has written is invited as a delegate of the session's regency; who delegated has declined.

    Raises NotFound, WrongState, or Invalid where there is nobody to invite."""
    item = _open(db, item_id, asker, "invite")
    session = records.load(db, item.session or "")
    regency = registry.regency(db, session.regency.id)
    named = item.proposal.get("delegates") if item.kind == "delegated" else [item.proposal.get("attendee")]
    known = [one.person for one in regency.people if one.role == "delegate"]
    wanted: list[dict[str, str | None]] = [{"email": one.email, "name": one.name} for one in known]
    wanted += [{"email": _address(address), "name": None} for address in named or ()]
    if len(wanted) == len(known):
        raise Invalid.at("/delegates", "mail-names-nobody")
    with _waiting(db, item, session, "panel-changed", asker, ways, now=now) as batch:
        changed = enrolling.change_regency(db, regency.id, {"delegates": wanted}, asker, now=now)
        if batch is not None:
            before = {one.person.id for one in regency.people}
            joined_now = [one.person.id for one in changed.people if one.person.id not in before]
            store.also_undoes(db, batch.id, {"regency": regency.id, "joined": joined_now})
        after = records.load(db, session.id)
        if item.kind == "delegated" and item.person is not None and after.guest(item.person):
            _answer_with(db, item, after, "declined", asker, batch, now=now)
    return _decide(db, item, "invite", asker, batch=batch, now=now)


def resend(db: Db, item_id: str, asker: Asker, *, now: datetime, ways: booking.Ways = booking.PLAINLY) -> Item:
    """The invitation as it now stands goes to the person once more. Raises NotFound or WrongState."""
    item = _open(db, item_id, asker, "resend")
    person = registry.person(db, item.person or "")
    own = [mail for mail in mails.of_session(db, item.session or "") if mail.person == person.id]
    newest = next((mail for mail in reversed(own) if mail.sequence is not None), None)
    if newest is None:
        raise WrongState(item.kind, "never-invited")
    with _waiting(db, item, records.load(db, item.session or ""), "resent", asker, ways, now=now) as batch:
        mails.resend(db, newest.id, to=person, now=now)
    return _decide(db, item, "resend", asker, batch=batch, now=now)


def reply(
    db: Db, item_id: str, asker: Asker, *, text: str, now: datetime, ways: booking.Ways = booking.PLAINLY
) -> Item:
    """The person is written a few lines, with the session's particulars beneath. Raises NotFound or WrongState."""
    item = _open(db, item_id, asker, "reply")
    session, one = _seat(db, item)
    programme = registry.programme(db, session.programme)
    with _waiting(db, item, session, "reply", asker, ways, now=now) as batch:
        inviting.tell(db, session, programme, [one], kind="reply", cause="wrote to us", now=now, text=storable(text))
    return _decide(db, item, "reply", asker, batch=batch, now=now)


def dismiss(db: Db, item_id: str, asker: Asker, *, now: datetime) -> Item:
    """Nothing is to be done. Raises NotFound or WrongState."""
    return _decide(db, _open(db, item_id, asker, "dismiss"), "dismiss", asker, undo={}, now=now)


def hand(db: Db, item_id: str, asker: Asker, *, to: str | None, now: datetime) -> Item:
    """A colleague of the secretariat is to see to it; whoever comes, for None. Nothing else of it changes, and anybody
    may still decide. Raises NotFound, WrongState once it was seen to, or Invalid for who decides nothing."""
    must_be_secretariat(asker)
    item = incoming.get(db, item_id)
    if item.state != "open":
        raise WrongState(item.state, "mail-seen-to")
    known = {one.id: one.name for one in accounts.secretariat(db)}
    if to is not None and to not in known:
        raise Invalid.at("/to", "not-of-the-secretariat")
    if to != item.keeper:
        incoming.hand(db, item.id, to)
        told = {"keeper": (known.get(item.keeper or ""), known.get(to or ""))}
        acts.did_all(db, "handed", [(_thing(db, item), told)], asker, now=now)
    return incoming.get(db, item.id)


def several(
    db: Db, items: Iterable[str], action: Callable[..., Item], asker: Asker, *, now: datetime
) -> dict[str, Json]:
    """The same with each of these mails; those with which it cannot be done are left as they are, and named."""
    must_be_secretariat(asker)
    done, left = [], []
    for one in dict.fromkeys(items):
        try:
            action(db, one, asker, now=now)
            done.append(one)
        except WrongState:
            left.append(one)
    return {"done": done, "left": left}


def _open(db: Db, item_id: str, asker: Asker, action: str) -> Item:
    must_be_secretariat(asker)
    item = incoming.get(db, item_id)
    if item.state != "open":
        raise WrongState(item.state, "mail-seen-to")
    if action not in actions(item):
        raise WrongState(item.kind, "mail-not-so")
    return item


def _seat(db: Db, item: Item) -> tuple[Session, Any]:
    session = records.load(db, item.session or "")
    one = session.seat(item.person or "") or session.guest(item.person or "")
    if one is None:
        raise WrongState("not-invited", "invited-no-more")
    return session, one


def _take_for(
    db: Db,
    item: Item,
    session: str,
    how: Noted,
    asker: Asker,
    *,
    now: datetime,
    decision: str,
) -> Item:
    comment = storable((item.proposal.get("comment") or "") if how.comment is None else how.comment)
    known, person = records.load(db, session).tail, how.person
    noted = rsvp.answer(db, session, how.answer, asker, comment=comment, person=person, now=now).tail
    undo: dict[str, object] = {"session": session, "person": person, "entry": noted} if noted > known else {}
    if how.remember:
        if not may_remember(item) or registry.person_by_email(db, item.sender) is not None:
            raise Invalid.at("/remember", "address-not-remembered")
        aliases.remember(db, item.sender, person, now=now)
        undo["remembered"] = True
    return _decide(db, item, decision, asker, undo=undo, now=now)


@contextmanager
def _waiting(
    db: Db, item: Item, session: Session, cause: str, asker: Asker, ways: booking.Ways, *, now: datetime
) -> Iterator[Waiting | None]:
    """What the decision tells waits, where it may: stopped before it goes, the mail is undecided again."""
    if ways.hold is None or (batch := Waiting("", now + ways.hold).for_starts(session.starts_at, now=now)) is None:
        yield None
        return
    undo = {"answer": item.id}
    with batches.begun(db, session.programme, cause, asker, batch.until - now, undo=undo, now=now) as begun:
        yield begun


def _answer_with(
    db: Db,
    item: Item,
    session: Session,
    answer: str,
    asker: Asker,
    batch: Waiting | None,
    *,
    person: str | None = None,
    now: datetime,
) -> None:
    """The answer that comes with what was just decided of the session, and goes with it where that waits."""
    comment = storable(item.proposal.get("comment") or "")
    held: Held | None = next((one for one in session.held if batch is not None and one.batch == batch.id), None)
    rsvp.answer(db, session.id, answer, asker, comment=comment, person=person or item.person, held=held, now=now)


def _decide(
    db: Db,
    item: Item,
    decision: str,
    asker: Asker,
    *,
    batch: Waiting | None = None,
    undo: Mapping[str, object] | None = None,
    now: datetime,
) -> Item:
    """Notes the decision, with what taking it back needs: the batch that tells of it, if anything waits with that."""
    if batch is not None and store.mails_of(db, batch.id):
        undo = {"batch": batch.id}
    incoming.decide(db, item.id, decision, undo=undo, now=now)
    acts.did(db, decision, _thing(db, item), asker, now=now)
    return incoming.get(db, item.id)


def _thing(db: Db, item: Item) -> Thing:
    session = records.load(db, item.session) if item.session else None
    return Thing("answer", item.id, session.regency.name if session else "", session.programme if session else None)


def _address(text: object) -> str:
    address = str(text or "").strip()
    if not is_address(address):
        raise Invalid.at("/delegates", "cannot-be-written-to", address=address)
    return address


def view(db: Db, item: Item) -> Mapping[str, Any]:
    """A mail as the secretariat sees it in the list."""
    session = records.load(db, item.session) if item.session else None
    named = registry.persons(db, [one for one in (item.person, item.keeper) if one])
    person, keeper = named.get(item.person or ""), named.get(item.keeper or "")
    return {
        "id": item.id,
        "kind": item.kind,
        "reason": item.reason,
        "state": item.state,
        "received_at": wire(item.received_at),
        "sender": item.sender,
        "subject": item.subject,
        "session": session
        and {"id": session.id, "regency": session.regency.name, "starts_at": wire(session.starts_at)},
        "person": person and {"id": person.id, "name": person.name},
        "keeper": keeper and {"id": keeper.id, "name": keeper.name},
        "answer": item.proposal.get("answer"),
        "proposal": dict(item.proposal) or None,
        "actions": actions(item),
        "may_remember": item.state == "open" and may_remember(item),
        "decision": item.decision or None,
        "decided_at": item.decided_at and wire(item.decided_at),
    }
