"""What mails that come in do: answers are taken, bounces noted, and what needs a human waits with all that is known.

Each mail does its work and leaves its fingerprint in one transaction: come twice, it does nothing the second time.
Reading a mail is sessions.values.itip's; fetching it from a mailbox is the server's; deciding by hand is desk.py's.
"""

from datetime import datetime, timedelta

from sessions.actions.inbox import whose
from sessions.actions.inbox.whose import About, storable
from sessions.actions.invitations import inviting, rsvp
from sessions.store import Db, incoming, mails, registry
from sessions.values import UNFINISHED, Actor, Guest, Json, Seat, Session, wire
from sessions.values.itip import (
    SELF_TEST,
    Apply,
    Bounce,
    Challenge,
    Decision,
    Head,
    Human,
    Ignored,
    Incoming,
    Outdated,
    Quarantined,
    Refresh,
    Reply,
    carries_answer,
    judge,
)

PROCESSED, QUARANTINE = "Processed", "Quarantine"
UNNOTED = ("bulk", "not-ours")  # other people's mail: nothing of it is kept
REFRESH_AGAIN = timedelta(minutes=10)  # a calendar that asks all the time gets an answer so often


def take(db: Db, mail: Incoming, raw: bytes, *, now: datetime, authserv: str = "") -> str:
    """Does what the mail asks for, once; the folder that it now belongs in. `authserv` is the server whose findings
    about senders are believed."""
    if incoming.is_known(db, mail.head.fingerprint):
        return PROCESSED
    found = whose.about(db, mail)
    decision = _decided(db, mail, found, authserv, now=now)
    match decision:
        case Apply() | Outdated():
            _answer(db, mail, found, decision, now=now)
        case Refresh():
            _send_again(db, mail.head, found, now=now)
        case Bounce():
            _bounce(db, mail.head, raw, decision, now=now)
        case Challenge():
            _challenge(db, mail.head, decision, now=now)
        case Human():
            _keep_for_a_human(db, mail.head, raw, found, decision, now=now)
        case Quarantined():
            return quarantine(db, mail.head, raw, decision.reason, now=now)
        case Ignored("own-mail") if mail.head.message_id.startswith(f"<{SELF_TEST}"):
            _note_self_test(db, mail.head, raw, now=now)
        case Ignored() if decision.reason not in UNNOTED:
            _note(db, mail.head, "ignored", now=now, reason=decision.reason, state="ignored", **_ids(found))
    return PROCESSED


def quarantine(db: Db, head: Head, raw: bytes, reason: str, *, now: datetime) -> str:
    """Keeps a mail whole for the secretariat to look at; the folder that it belongs in."""
    if not incoming.is_known(db, head.fingerprint):
        _note(db, head, "quarantine", now=now, reason=reason, state="open", raw=raw)
    return QUARANTINE


def _decided(db: Db, mail: Incoming, found: About, authserv: str, *, now: datetime) -> Decision:
    evidence = found.evidence(mail.head, authserv)
    decision = judge(mail, whose.known(db, found), evidence=evidence, ours=found.is_ours, now=now)
    if found.session is None or not isinstance(decision, Apply | Outdated | Refresh):
        return decision
    if found.session.state(now) not in UNFINISHED and not isinstance(decision, Refresh):
        return Ignored(found.session.state(now))
    taken_off = found.person is not None and found.invited is None and whose.version(db, found) is not None
    return Ignored("taken-off") if taken_off else decision


def _note_self_test(db: Db, head: Head, raw: bytes, *, now: datetime) -> None:
    findings = [{"server": one.server, "method": one.method, "result": one.result} for one in head.findings[:20]]
    proposal = {"calendar": carries_answer(raw), "findings": findings}
    _note(db, head, "self-test", now=now, reason=head.message_id, state="ignored", proposal=proposal)


# - answers -


def _answer(db: Db, mail: Incoming, found: About, given: Apply | Outdated, *, now: datetime) -> None:
    session, one, said = found.session, found.invited, mail.verdict
    assert session is not None and one is not None and isinstance(said, Reply)
    origin = rsvp.Origin(
        given_at=given.at,
        dated=mail.head.date,
        client=storable(said.product),
        against=given.against if isinstance(given, Apply) else "",
        elsewhere=not found.own,
        stale=isinstance(given, Outdated),
    )
    actor = Actor(one.id, one.name, _role(one), "mail")
    after = rsvp.take(db, session, one.id, given.answer, storable(given.comment), actor=actor, now=now, origin=origin)
    if origin.stale:
        _ask_again(db, after, one, now=now)
    if origin.elsewhere:
        _tell_of_another_address(db, after, one, given.answer, now=now)
    _note(db, mail.head, "outdated" if origin.stale else "answer", now=now, reason=given.answer, **_ids(found))


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
        inviting.invite(db, session, programme, [one], kind="nudge", cause=cause, now=now, minor=True, outdated=True)


def _tell_of_another_address(db: Db, session: Session, one: Seat | Guest, answer: str, *, now: datetime) -> None:
    programme = registry.programme(db, session.programme)
    inviting.tell(
        db, session, programme, [one], kind="answered-elsewhere", cause="answer by mail", now=now, answer=answer
    )


def _send_again(db: Db, head: Head, found: About, *, now: datetime) -> None:
    """The invitation as it now stands goes to the attendee's own address, whoever asked for it (RFC 5546 3.2.6)."""
    session, person = found.session, found.person
    assert session is not None and person is not None
    own = [mail for mail in mails.of_session(db, session.id) if mail.person == person.id]
    newest = next((mail for mail in reversed(own) if mail.sequence is not None), None)
    recent = any(now - mail.written_at < REFRESH_AGAIN for mail in own if mail.cause == "refresh")
    if newest is not None and not recent:
        mails.resend(db, newest.id, to=person, now=now, cause="refresh")
    _note(db, head, "refresh", now=now, reason="" if newest is not None and not recent else "recent", **_ids(found))


# - what became of mails of ours -


def _bounce(db: Db, head: Head, raw: bytes, bounce: Bounce, *, now: datetime) -> None:
    reason = storable(f"{bounce.status} {bounce.reason}".strip())
    mark = mails.bounced if bounce.permanent else mails.delayed
    named = [one for one in (bounce.message_id, *bounce.also) if one and whose.is_storable(one)]
    known = whose.answered(db, named) or mails.newest_to(db, storable(bounce.recipient))
    mail = mark(db, known.message_id, reason=reason) if known is not None else None
    if mail is not None:
        _note(db, head, "bounce", now=now, reason=reason, session_id=mail.session, person_id=mail.person)
    elif named:
        _note(db, head, "ignored", now=now, reason="not-our-bounce", state="ignored")
    else:
        _keep_for_a_human(
            db, head, raw, About(), Human("undelivered", attendee=bounce.recipient, comment=bounce.reason), now=now
        )


def _challenge(db: Db, head: Head, challenge: Challenge, *, now: datetime) -> None:
    mail = whose.answered(db, challenge.message_ids)
    if mail is None:
        _note(db, head, "ignored", now=now, reason="automatic", state="ignored")
        return
    mails.challenged(db, mail.id, reason=storable(challenge.text))
    _note(db, head, "challenge", now=now, reason=challenge.text, session_id=mail.session, person_id=mail.person)


# - what a human must see -


def _keep_for_a_human(db: Db, head: Head, raw: bytes, found: About, case: Human, *, now: datetime) -> None:
    proposes = case.kind == "counter"  # in every other case the time is the invitation's own
    proposal = {
        "attendee": case.attendee,
        "role": _role(found.invited) if found.invited else None,
        "answer": case.answer,
        "starts_at": wire(case.starts_at) if proposes and case.starts_at else None,
        "ends_at": wire(case.ends_at) if proposes and case.ends_at else None,
        "delegates": list(case.delegates)[:20],
        "comment": case.comment,
        "why": case.reason,
    }
    cleaned = {key: _clean(value) for key, value in proposal.items()}
    ids = _ids(found)
    _note(db, head, case.kind, now=now, reason=case.reason, state="open", raw=raw, proposal=cleaned, **ids)


def _note(db: Db, head: Head, kind: str, *, now: datetime, reason: str = "", **fields: object) -> None:
    outside = {"sender": storable(head.sender), "subject": storable(head.subject)}
    incoming.add(db, head.fingerprint, now=now, kind=kind, reason=storable(reason), **outside, **fields)


def _ids(found: About) -> dict[str, Json]:
    session, person = found.session, found.person
    return {"session_id": session.id if session else None, "person_id": person.id if person else None}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    return [storable(one) for one in value] if isinstance(value, list) else value
