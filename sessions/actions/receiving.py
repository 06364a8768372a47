"""What mails that come in do: answers are taken, bounces noted, and what needs a human waits with its obvious actions.

Each mail does its work and leaves its fingerprint in one transaction: come twice, it does nothing the second time.
Reading a mail is sessions/invite's; fetching it from a mailbox is the server's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions.actions import booking, enrolling, inviting, rsvp
from sessions.actions.access import Asker, must_be_secretariat
from sessions.clock import from_wire, wire
from sessions.errors import Invalid, NotFound, WrongState
from sessions.store import incoming, installation, mails, records, registry
from sessions.store.engine import Db
from sessions.store.incoming import Item
from sessions.values.itip import Known, is_address, judge
from sessions.values.itip.incoming import Bounce, Head, Human, Ignored, Incoming, Quarantined, Reply
from sessions.values.itip.judge import Apply, Decision, Outdated
from sessions.values.mail import Mail
from sessions.values.record import Actor
from sessions.values.registry import Person
from sessions.values.session import Guest, Seat, Session

PROCESSED, QUARANTINE = "Processed", "Quarantine"
UNNOTED = ("bulk", "not-ours")  # other people's mail: nothing of it is kept
MAX_TEXT = 2_000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL keeps neither


@dataclass(frozen=True)
class _About:
    """Whose invitation a mail is about, as far as that is known."""

    session: Session | None = None
    person: Person | None = None

    @property
    def invited(self) -> Seat | Guest | None:
        """The person's place in the session."""
        if self.session is None or self.person is None:
            return None
        return self.session.seat(self.person.id) or self.session.guest(self.person.id)


def take(db: Db, mail: Incoming, raw: bytes, *, now: datetime) -> str:
    """Does what the mail asks for, once; the folder that it now belongs in."""
    if incoming.is_known(db, mail.head.fingerprint):
        return PROCESSED
    about = _about(db, mail)
    decision = _decided(db, mail, about, now=now)
    match decision:
        case Apply() | Outdated():
            _answer(db, mail.head, about, decision, now=now)
        case Bounce():
            _bounce(db, mail.head, decision, now=now)
        case Human():
            _keep_for_a_human(db, mail.head, raw, about, decision, now=now)
        case Quarantined():
            return quarantine(db, mail.head, raw, decision.reason, now=now)
        case Ignored() if decision.reason not in UNNOTED:
            _note(db, mail.head, "ignored", now=now, reason=decision.reason, state="ignored", **_ids(about))
    return PROCESSED


def quarantine(db: Db, head: Head, raw: bytes, reason: str, *, now: datetime) -> str:
    """Keeps a mail whole for the secretariat to look at; the folder that it belongs in."""
    if not incoming.is_known(db, head.fingerprint):
        _note(db, head, "quarantine", now=now, reason=reason, state="open", raw=raw)
    return QUARANTINE


# - what a mail is about -


def _about(db: Db, mail: Incoming) -> _About:
    verdict = mail.verdict
    if isinstance(verdict, Reply | Human) and verdict.uid:
        return _About(_session(db, verdict.uid), registry.person_by_email(db, _text(verdict.attendee)))
    person = registry.person_by_email(db, mail.head.sender) if mail.head.sender else None
    answered = _answered_mail(db, mail.head)
    return _About(records.load(db, answered.session) if answered and answered.session else None, person)


def _session(db: Db, uid: str) -> Session | None:
    session, _, name = uid.partition("@")
    if name != installation.name(db) or _UNSTORABLE.search(session):
        return None
    try:
        return records.load(db, session)
    except NotFound:
        return None


def _decided(db: Db, mail: Incoming, about: _About, *, now: datetime) -> Decision:
    verdict = mail.verdict
    ours = about.person is not None or _answered_mail(db, mail.head) is not None
    decision = judge(mail, _known(db, about), ours=ours, now=now)
    if about.session is None or isinstance(verdict, Bounce):
        return decision
    if isinstance(decision, Apply | Outdated) and about.session.state(now) not in ("booked", "open", "paused"):
        return Ignored(about.session.state(now))
    taken_off = about.person is not None and about.invited is None and _version(db, about) is not None
    return Ignored("taken-off") if isinstance(decision, Apply | Outdated) and taken_off else decision


def _answered_mail(db: Db, head: Head) -> Mail | None:
    """The mail of ours that it answers."""
    references = [one for one in head.references[:20] if not _UNSTORABLE.search(one)]
    return next((mail for one in references if (mail := mails.by_message_id(db, one)) is not None), None)


def _known(db: Db, about: _About) -> Known | None:
    session, person = about.session, about.person
    if session is None:
        return None
    answer = session.answers.get(person.id) if person else None
    version = _version(db, about)
    return Known(version[0] if version else None, session.starts_at, answer.at if answer else None)


def _version(db: Db, about: _About) -> tuple[int, datetime] | None:
    if about.session is None or about.person is None:
        return None
    return mails.last_version(db, about.session.id, about.person.id)


# - what it does -


def _answer(db: Db, head: Head, about: _About, given: Apply | Outdated, *, now: datetime) -> None:
    session, one = about.session, about.invited
    assert session is not None and one is not None
    stale = isinstance(given, Outdated)
    comment, actor = _text(given.comment), Actor(one.id, one.name, _role(one), "mail")
    after = rsvp.take(db, session, one.id, given.answer, comment, actor=actor, now=now, stale=stale, given_at=given.at)
    if stale:
        _ask_again(db, after, one, now=now)
    _note(db, head, "outdated" if stale else "answer", now=now, reason=given.answer, **_ids(about))


def _role(one: Seat | Guest) -> str:
    if isinstance(one, Guest):
        return "regency"
    return "chair" if one.role == "chair" else "panelist"


def _ask_again(db: Db, session: Session, one: Seat | Guest, *, now: datetime) -> None:
    """Asks once for each version of the invitation, so that no machine at the other end keeps us writing."""
    asked = mails.reminded_since(db, session.id, session.version.dtstamp)
    if session.state(now) == "booked" and one.id not in asked and session.rsvp(one.id) == "needs-action":
        programme = registry.programme(db, session.programme)
        cause = "answered an older time"
        inviting.tell(db, session, programme, [one], kind="nudge", cause=cause, now=now, outdated=True)


def _bounce(db: Db, head: Head, bounce: Bounce, *, now: datetime) -> None:
    reason = _text(f"{bounce.status} {bounce.reason}".strip())
    mark = mails.bounced if bounce.permanent else mails.delayed
    mail = None if _UNSTORABLE.search(bounce.message_id) else mark(db, bounce.message_id, reason=reason)
    if mail is None:
        _note(db, head, "ignored", now=now, reason="not-our-bounce", state="ignored")
        return
    _note(db, head, "bounce", now=now, reason=reason, session_id=mail.session, person_id=mail.person)


def _keep_for_a_human(db: Db, head: Head, raw: bytes, about: _About, case: Human, *, now: datetime) -> None:
    proposes = case.kind == "counter"  # in every other case the time is the invitation's own
    proposal = {
        "attendee": case.attendee,
        "role": _role(about.invited) if about.invited else None,
        "answer": case.answer,
        "starts_at": wire(case.starts_at) if proposes and case.starts_at else None,
        "ends_at": wire(case.ends_at) if proposes and case.ends_at else None,
        "delegates": list(case.delegates)[:20],
        "comment": case.comment,
    }
    cleaned = {key: _clean(value) for key, value in proposal.items()}
    _note(db, head, case.kind, now=now, state="open", raw=raw, proposal=cleaned, **_ids(about))


def _note(db: Db, head: Head, kind: str, *, now: datetime, reason: str = "", **fields: Any) -> None:
    outside = {"sender": _text(head.sender), "subject": _text(head.subject)}
    incoming.add(db, head.fingerprint, now=now, kind=kind, reason=_text(reason), **outside, **fields)


def _ids(about: _About) -> dict[str, Any]:
    session, person = about.session, about.person
    return {"session_id": session.id if session else None, "person_id": person.id if person else None}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    return [_text(one) for one in value] if isinstance(value, list) else value


def _text(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)[:MAX_TEXT]


# - what a human makes of it -


def actions(item: Item) -> list[str]:
    """What can be done with a mail that waits, the most obvious first."""
    if item.state != "open":
        return []
    found = []
    if item.session is not None:
        if item.kind == "counter" and item.proposal.get("starts_at"):
            found.append("accept-time")
        by_panelist = item.proposal.get("role") in ("chair", "panelist")  # whose place only a panelist can take
        if item.kind in ("delegated", "unknown-attendee") and not by_panelist:
            found.append("invite")
        if item.person is not None and item.proposal.get("answer") and item.kind in ("sent-by", "forwarded"):
            found.append("confirm")
    if item.kind != "quarantine":
        found.append("assign")
    return [*found, "dismiss"]


def confirm(db: Db, item_id: str, asker: Asker, *, now: datetime) -> Item:
    """The answer counts as that of the attendee whom it names. Raises NotFound or WrongState."""
    item = _open(db, item_id, asker, "confirm")
    return _take_for(db, item, item.session or "", item.person or "", item.proposal["answer"], asker, now=now)


def assign(
    db: Db, item_id: str, asker: Asker, *, person: str, session: str | None, answer: str | None, now: datetime
) -> Item:
    """The mail is that person's answer: to the session that it names or `session`, as it says or as `answer` says.

    Raises NotFound, WrongState, or Invalid for what neither says."""
    item = _open(db, item_id, asker, "assign")
    which, said = session or item.session, answer or item.proposal.get("answer")
    if which is None:
        raise Invalid.at("/session", "the mail names no session: say which")
    if said is None:
        raise Invalid.at("/answer", "the mail gives no answer: say which")
    return _take_for(db, item, which, person, said, asker, now=now, decision="assign")


def accept_time(db: Db, item_id: str, asker: Asker, *, now: datetime) -> Item:
    """The session moves to the time that was proposed. Raises NotFound, WrongState or BookingConflict."""
    item = _open(db, item_id, asker, "accept-time")
    wanted = booking.Change(starts_at=from_wire(item.proposal["starts_at"]))
    booking.change(db, item.session or "", wanted, asker, now=now)
    return _decide(db, item, "accept-time", now=now)


def invite(db: Db, item_id: str, asker: Asker, *, now: datetime) -> Item:
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
        raise Invalid.at("/delegates", "the mail names nobody to invite")
    enrolling.change_regency(db, regency.id, {"delegates": wanted}, asker, now=now)
    if item.kind == "delegated" and item.person is not None and records.load(db, session.id).guest(item.person):
        comment = _text(item.proposal.get("comment", ""))
        rsvp.answer(db, session.id, "declined", asker, comment=comment, person=item.person, now=now)
    return _decide(db, item, "invite", now=now)


def dismiss(db: Db, item_id: str, asker: Asker, *, now: datetime) -> Item:
    """Nothing is to be done. Raises NotFound or WrongState."""
    return _decide(db, _open(db, item_id, asker, "dismiss"), "dismiss", now=now)


def _open(db: Db, item_id: str, asker: Asker, action: str) -> Item:
    must_be_secretariat(asker)
    item = incoming.get(db, item_id)
    if item.state != "open":
        raise WrongState(item.state, "somebody has seen to this mail already")
    if action not in actions(item):
        raise WrongState(item.kind, "that cannot be done with this mail")
    return item


def _take_for(
    db: Db,
    item: Item,
    session: str,
    person: str,
    answer: str,
    asker: Asker,
    *,
    now: datetime,
    decision: str = "confirm",
) -> Item:
    comment = _text(item.proposal.get("comment") or "")
    rsvp.answer(db, session, answer, asker, comment=comment, person=person, now=now)
    return _decide(db, item, decision, now=now)


def _decide(db: Db, item: Item, decision: str, *, now: datetime) -> Item:
    incoming.decide(db, item.id, decision, now=now)
    return incoming.get(db, item.id)


def _address(text: Any) -> str:
    address = str(text or "").strip()
    if not is_address(address):
        raise Invalid.at("/delegates", f"{address!r} is no address that can be written to")
    return address


def view(db: Db, item: Item) -> Mapping[str, Any]:
    """A mail as the secretariat sees it in the list."""
    session = records.load(db, item.session) if item.session else None
    person = registry.persons(db, [item.person]).get(item.person) if item.person else None
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
        "proposal": dict(item.proposal) or None,
        "actions": actions(item),
        "decision": item.decision or None,
        "decided_at": item.decided_at and wire(item.decided_at),
    }
