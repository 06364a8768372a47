"""What a mail's or a feed's facts say as iCalendar: one attendee's part of an invitation, or a session's VEVENT."""

from dataclasses import dataclass, replace
from datetime import datetime

from server.mail.told import Facts
from server.text import SOURCE, answers, formats, phase_name, translator
from sessions.values import from_wire, itip
from sessions.values.itip import Attendee, Invite, Partstat, Party, Role, Version

BUILDERS = {"REQUEST": itip.request, "CANCEL": itip.cancel, "DECLINECOUNTER": itip.decline_counter}


def part(method: str, facts: Facts, organizer: Party, *, name: str, address: str, comes: bool = True) -> bytes:
    """The calendar part of that attendee's mail, of an iTIP method that an organizer sends. Who does not take part any
    more (`comes`) is told what a calendar finds the session by, and nothing of a role, the panel or the room."""
    if not comes:
        plain = {"phases": [], "panel": [], "meeting_url": ""}
        facts = {**facts, "session": {**facts["session"], **plain}, "person": {**facts["person"], "role": "member"}}
    told = invite_of(facts, organizer, language=facts["person"]["language"])
    return BUILDERS[method](told, _attendee(facts, name, address))


@dataclass(frozen=True)
class Standing:
    """How a session stands in a feed: whether it takes place, until when, what its reader has answered, since when."""

    cancelled: bool
    ends_at: datetime
    answer: str
    since: datetime


def event(facts: Facts, organizer: Party, standing: Standing) -> bytes:
    """The session's VEVENT for a feed, in the source language, since one feed's bytes are everybody's."""
    told = invite_of(facts, organizer, language=SOURCE, cancelled=standing.cancelled)
    answer: Partstat = standing.answer.upper()  # type: ignore[assignment]
    version = replace(told.version, dtstamp=standing.since)
    said = answers(SOURCE).get(standing.answer)
    own = (f"Jawaban Anda: {said}",) if said and not standing.cancelled else ()
    return itip.vevent(
        replace(told, version=version, answer=answer, ends_at=standing.ends_at, description=(*told.description, *own))
    )


def invite_of(facts: Facts, organizer: Party, *, language: str, cancelled: bool = False) -> Invite:
    """The session as its invitations tell it in that language."""
    session, version = facts["session"], facts["invite"]
    return Invite(
        uid=version["uid"],
        version=Version(version["sequence"], from_wire(version["dtstamp"])),
        starts_at=from_wire(session["starts_at"]),
        ends_at=from_wire(session["ends_at"]),
        zone=facts["programme"]["timezone"],
        summary=f"{facts['programme']['name']}: {session['regency']}",
        description=(*_phases(session, language), *_panel(session, language)),
        meeting_url=session["meeting_url"],
        organizer=organizer,
        created=from_wire(version["created"]),
        rehearsal=session["rehearsal"],
        cancelled=cancelled,
    )


def _attendee(facts: Facts, name: str, address: str) -> Attendee:
    role: Role = "CHAIR" if facts["person"]["role"] == "chair" else "REQ-PARTICIPANT"
    partstat: Partstat = facts["invite"]["partstat"]
    return Attendee(name, address, role, partstat)


def _phases(session: Facts, language: str) -> list[str]:
    return [f"{phase_name(one, language)} {formats.duration(one['minutes'], language)}" for one in session["phases"]]


def _panel(session: Facts, language: str) -> list[str]:
    _ = translator(language)
    return [
        f"{seat['name']} ({_('ketua panel')})" if seat["role"] == "chair" else seat["name"] for seat in session["panel"]
    ]
