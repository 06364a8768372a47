"""What of a programme waits for a person: one list a kind, each row with what decides. What solves itself is not here.

Who has no address, who declined or has not answered, which mail did not go out, and which session lacks its deck, its
link, its signatures, its claims, or has come to clash with somebody's time since it was booked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import own_time
from sessions.clock import wire
from sessions.store.before import offer_proposals, registry, timetable
from sessions.store.during import claims
from sessions.store.engine import Db
from sessions.store.mailing import mails
from sessions.values.booking.workdays import Workdays
from sessions.values.claims import missing
from sessions.values.mailing.mail import Mail
from sessions.values.registry import Panelist, Programme, Regency, Span, is_available
from sessions.values.session import NEEDS_ACTION, Guest, Seat, Session

STUCK_AFTER = timedelta(minutes=10)  # a mail that is due goes out within a second
KINDS = (
    "no_address", "declined", "unanswered", "mail_failed", "mail_stuck", "no_deck", "no_link", "unsigned",
    "claims_missing", "clashes", "proposed_times",
)  # fmt: skip
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Round:
    """A programme with all that the lists are made of, as of one moment."""

    programme: Programme
    regencies: Sequence[Regency]
    sessions: Sequence[Session]
    now: datetime

    @cached_property
    def booked(self) -> list[Session]:
        """The sessions that are to come."""
        return [one for one in self.sessions if one.state(self.now) == "booked"]

    @cached_property
    def counting(self) -> list[Session]:
        """Those that count: no rehearsals, neither cancelled nor aborted."""
        return [one for one in self.sessions if one.live and not one.rehearsal]


def read(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> Round:
    """The programme as it now stands, for the secretariat alone. Raises NotFound."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    found = [one for one in timetable.of_programme(db, programme_id) if not one.undone]
    return Round(programme, registry.all_regencies(db, programme_id), found, now)


def lists(db: Db, found: Round) -> dict[str, Rows]:
    """Every list by its kind, each with the earliest session first."""
    broken = mails.troubled(db, found.programme.id, overdue=found.now - STUCK_AFTER)
    by_id = {one.id: one for one in found.sessions}
    return {
        "no_address": _no_address(found),
        "declined": [_row(one, person=_person(who), **_said(one, who)) for one, who in _who(found, "declined")],
        "unanswered": _unanswered(found),
        "mail_failed": [_mail(mail, by_id) for mail in broken if mail.state in ("failed", "bounced")],
        "mail_stuck": [_mail(mail, by_id) for mail in broken if mail.state in ("waiting", "sending")],
        "no_deck": [_row(one) for one in _ahead(found) if not any(file.kind == "deck" for file in one.files)],
        "no_link": [_row(one) for one in found.booked if not one.meeting_url],
        "unsigned": _unsigned(found),
        "claims_missing": _claims_missing(db, found),
        "clashes": _clashes(db, found),
        "proposed_times": _proposed(db, found),
    }


def figures(found: Round) -> dict[str, int]:
    """The round at a glance."""
    states = [one.state(found.now) for one in found.counting]
    return {
        "regencies": len([one for one in found.regencies if not one.withdrawn]),
        "booked": len({one.regency.id for one in found.counting}),
        "accepted": len({one.regency.id for one in found.counting if one.regency_rsvp() == "accepted"}),
        "running": sum(state in ("open", "paused") for state in states),
        "over": sum(state in ("closed", "signed") for state in states),
        "signed": states.count("signed"),
    }


def _row(session: Session, **more: object) -> dict[str, object]:
    regency = {"code": session.regency.code, "name": session.regency.name}
    return {"session": session.id, "regency": regency, "starts_at": wire(session.starts_at), **more}


def _person(one: Seat | Guest) -> dict[str, str]:
    return {"id": one.id, "name": one.name, "role": one.role}


def _said(session: Session, one: Seat | Guest) -> dict[str, str]:
    answer = session.answers.get(one.id)
    return {"comment": answer.comment if answer else ""}


def _who(found: Round, answer: str) -> list[tuple[Session, Seat | Guest]]:
    return [(one, who) for one in found.booked for who in one.invited() if one.rsvp(who.id) == answer]


def _ahead(found: Round) -> list[Session]:
    return [one for one in found.booked if not one.rehearsal]


def _no_address(found: Round) -> Rows:
    following: dict[str, Session] = {}
    for session in reversed(found.booked):
        following[session.regency.id] = session
    rows = []
    for regency in found.regencies:
        contact, ahead = regency.contact, following.get(regency.id)
        if regency.withdrawn or (contact is not None and contact.writable):
            continue
        when = {"session": ahead.id, "starts_at": wire(ahead.starts_at)} if ahead else {}
        named = {"id": regency.id, "code": regency.code, "name": regency.name}
        rows.append({"session": None, "starts_at": None, "regency": named} | when)
    return sorted(rows, key=lambda row: (row["starts_at"] is None, row["starts_at"] or "", row["regency"]["code"]))


def _proposed(db: Db, found: Round) -> Rows:
    """What regencies propose in answer to an offer, and nobody has answered."""
    return [
        {"session": None, "starts_at": None, "regency": {"code": one.code, "name": one.name}, "offer": one.offer}
        for one in offer_proposals.waiting(db, found.programme.id)
    ]


def _unanswered(found: Round) -> Rows:
    rows = []
    for session in found.booked:
        silent = [_person(who) for who in session.invited() if session.rsvp(who.id) == NEEDS_ACTION]
        if silent:
            rows.append(_row(session, people=silent))
    return rows


def _mail(mail: Mail, sessions: Mapping[str, Session]) -> dict[str, object]:
    session = sessions[mail.session or ""]
    to = {"id": mail.person, "name": mail.to_name, "email": mail.to_address}
    return _row(session, mail=mail.id, kind=mail.kind, state=mail.state, reason=mail.reason, person=to)


def _unsigned(found: Round) -> Rows:
    rows = []
    for session in found.counting:
        if session.state(found.now) != "closed":
            continue
        signers = {signature.panelist for signature in session.signatures}
        people = [_person(seat) for seat in session.scorers if seat.id not in signers]
        rows.append(_row(session, people=people))
    return rows


def _claims_missing(db: Db, found: Round) -> Rows:
    ahead = _ahead(found)
    if found.programme.claims != "required" or not ahead:
        return []
    made = claims.of_regencies(db, {one.regency.id for one in ahead})
    rubric = found.programme.rubric
    rows = [(one, missing(rubric, made.get(one.regency.id, {}))) for one in ahead]
    return [_row(one, missing=lacking) for one, lacking in rows if lacking]


def _clashes(db: Db, found: Round) -> Rows:
    ahead = found.booked
    panel = {one.id: one for one in registry.panelists(db, found.programme.id)}
    times = own_time.of_people(db, sorted({seat.id for one in ahead for seat in one.panel}))
    rules = Workdays.of(found.programme.fields_json())
    rows = [(one, _clashes_of(one, found.programme, panel, times, rules)) for one in ahead]
    return [_row(one, clashes=clashes) for one, clashes in rows if clashes]


def _clashes_of(
    session: Session,
    programme: Programme,
    panel: Mapping[str, Panelist],
    times: Mapping[str, Sequence[Span]],
    rules: Workdays,
) -> Rows:
    clashes: Rows = []
    since, until = session.schedule.starts_at, session.schedule.ends_at
    if not session.rehearsal:
        clashes += [
            {"why": obstacle.conflict, "who": None}
            for obstacle in rules.obstacles(since, until, session.regency.timezone)
        ]
    for seat in session.panel:
        one, who = panel.get(seat.id), {"id": seat.id, "name": seat.name}
        if seat.id not in session.overridden and not is_available(times.get(seat.id, ()), since, until):
            clashes.append({"why": "unavailable", "who": who})
        own = one is not None and programme.own_province and one.province and one.province == session.regency.province
        if one is not None and (own or session.regency.code in one.conflicts):
            clashes.append({"why": "conflict-of-interest", "who": who})
    return clashes
