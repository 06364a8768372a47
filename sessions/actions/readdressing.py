"""A mistyped address put right: the person's mails go to the new one, and what never arrived is sent again."""

from datetime import datetime

from sessions.actions.access import Asker, managed
from sessions.errors import Invalid, NotFound
from sessions.store import links, mails, registry, timetable
from sessions.store.engine import Db
from sessions.values.registry import Person

COMING = ("booked", "open", "paused")
ON_THEIR_WAY = ("waiting", "sending")
LOST = ("failed", "bounced")


def correct_address(db: Db, session_id: str, person_id: str, email: str, asker: Asker, *, now: datetime) -> Person:
    """Gives one of the session's people the address, and sends their last mail of it again, as of every other coming
    session of which it did not arrive. A link that went to the old address opens nothing any more.

    Raises NotFound, or Invalid for an address that somebody else has."""
    session = managed(db, session_id, asker)
    if person_id not in {one.id for one in session.invited()}:
        raise NotFound("that person is not invited to this session")
    other = registry.person_by_email(db, email)
    if other is not None and other.id != person_id:
        raise Invalid.at("/email", f"this is the address of {other.name}")
    registry.set_person(db, person_id, email=email)
    person = registry.person(db, person_id)
    _withdraw_links(db, person, now=now)
    mails.readdress(db, person, now=now)
    for coming in timetable.of_person(db, person_id):
        if coming.state(now) in COMING:
            _send_again(db, coming.id, person, here=coming.id == session_id, now=now)
    return person


def _withdraw_links(db: Db, person: Person, *, now: datetime) -> None:
    # Whoever reads the mistyped mailbox holds the person's link; one that bounced was read by nobody.
    if not mails.reached(db, person.id):
        return
    links.revoke(db, "enter", person.id, now=now)
    links.end_sign_ins(db, person.id, now=now)
    for session in timetable.of_person(db, person.id):
        links.revoke(db, "answer", f"{session.id}:{person.id}", now=now)


def _send_again(db: Db, session: str, person: Person, *, here: bool, now: datetime) -> None:
    own = [mail for mail in mails.of_session(db, session) if mail.person == person.id and mail.state != "dropped"]
    if not own or own[-1].state in ON_THEIR_WAY:
        return
    if here or own[-1].state in LOST:
        invite = next((mail for mail in reversed(own) if mail.sequence is not None), own[-1])
        mails.resend(db, invite.id, to=person, now=now)
