"""What keeps a mail from being sent when its time has come: reasons in a word, "" where it still holds."""

from datetime import datetime

from sessions.values import RUNNING, Mail, Session, from_wire

OFF = ("cancelled", "aborted")


def is_to_come(session: Session, mail: Mail, now: datetime) -> str:
    """For what tells of a session that is still to come, at the time that the mail names, to who is invited."""
    state = session.state(now)
    if state != "booked":
        return "begun" if state in RUNNING else state
    if session.starts_at != from_wire(mail.facts["session"]["starts_at"]):
        return "moved"
    return _is_invited(session, mail)


def is_not_off(session: Session, mail: Mail, now: datetime) -> str:
    """For what tells of a change to a session that may be cancelled meanwhile."""
    return session.state(now) if session.state(now) in OFF else ""


def is_running(session: Session, mail: Mail, now: datetime) -> str:
    """For what calls somebody into a session that runs."""
    state = session.state(now)
    return _is_invited(session, mail) if state in RUNNING else state


def is_paused(session: Session, mail: Mail, now: datetime) -> str:
    """For what warns of a pause."""
    return "" if session.state(now) == "paused" else "resumed"


def is_unanswered(session: Session, mail: Mail, now: datetime) -> str:
    """For what asks for an answer again."""
    answered = not mail.facts.get("outdated") and session.rsvp(mail.person or "") != "needs-action"
    return "answered" if answered else is_to_come(session, mail, now)


def is_observed(session: Session, mail: Mail, now: datetime) -> str:
    """For what tells who observes a session."""
    observes = any(one.id == mail.person for one in session.observers)
    return is_not_off(session, mail, now) or ("" if observes else "not-invited")


def _is_invited(session: Session, mail: Mail) -> str:
    return "" if session.seat(mail.person or "") or session.guest(mail.person or "") else "not-invited"
