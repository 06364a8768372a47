"""The mail that is open at the desk: what was understood of it as a form, why it was not taken, and how it reads."""

from collections.abc import Sequence
from datetime import datetime

from server.mail import kinds
from server.text import faults, formats, replies
from server.web.pages.frame import View
from sessions.actions import Asker, desk, whose
from sessions.store import Db, Item, aliases, records, registry, timetable
from sessions.values import UNFINISHED, BookingConflict, Invalid, Session, wire
from sessions.values.itip import Guess, Letter, guess, letter, masked

Choice = tuple[str, str]
_OTHERWISE = {"delegated": "declined"}  # who sends somebody else does not come


def shown(db: Db, item: Item, code: str, asker: Asker, language: str, now: datetime) -> View:
    """All that the page says of it. `code`: a regency that was looked up, for a mail that names no session of ours or
    the wrong one."""
    mail = dict(desk.view(db, item))
    session = records.load(db, item.session) if item.session else None
    zone = registry.programme(db, session.programme).timezone if session else asker.timezone
    read = letter(item.raw) if item.raw else Letter()
    seems = guess(read.own) if "assign" in mail["actions"] and not item.proposal.get("answer") else None
    named = None if code else session
    choices = _whose(db, item, named, code, zone, language, now) if "assign" in mail["actions"] else []
    quarantined, proposed = item.kind == "quarantine", _proposed(item, session, zone, language)
    return mail | {
        "what": replies.kinds(language).get(item.kind, item.kind),
        "told": "" if quarantined else replies.sentence(mail, proposed, language),
        "why": replies.why(mail, seems, language, next_of=len(choices) if named is None and not code else 0),
        "zone": zone,
        "now_at": _span(session, zone, language) if session else "",
        "proposed": proposed["proposed"] if "accept-time" in mail["actions"] else "",
        "times": _times(db, item, session, choices, zone, language, now),
        "named": named is not None,
        "replace": _replace(item, session),
        "whose": choices,
        "chosen": _chosen(item, named, choices),
        "answer": item.proposal.get("answer") or (seems.answer if seems else _OTHERWISE.get(item.kind, "")),
        "comment": masked(str(item.proposal.get("comment") or "") or (seems.reason if seems else "")),
        "code": code,
        "drafts": replies.drafts(language),
        "letter": _letter(db, item, read, seems, language),
    }


def refused(refusal: Exception | None, language: str, zone: str) -> list[str]:
    """What kept the last press from being done, in words."""
    if isinstance(refusal, BookingConflict):
        return [faults.clash(one, language, zone) for one in refusal.conflicts]
    if isinstance(refusal, Invalid):
        return list(faults.at_fields(refusal.faults, language, {}).values())
    return []


def _replace(item: Item, session: Session | None) -> str | None:
    """Where a panelist who sends somebody else is replaced: their place can only be a panelist's."""
    leaves = item.kind == "delegated" and session is not None and session.seat(item.person or "") is not None
    return f"/sessions/{item.session}?replace={item.person}#r-{item.person}" if leaves else None


# - the mail itself -


def _letter(db: Db, item: Item, read: Letter, seems: Guess | None, language: str) -> View:
    known, ours = aliases.person_at(db, item.sender), whose.answered(db, read.answers)
    return {
        "subject": masked(item.subject),
        "sender": masked(item.sender),
        "known": known and known.name,
        "own_address": known is not None and known.id == item.person,
        "to": read.to,
        "pieces": _pieces(read.own, seems.spans if seems else ()),
        "quoted": read.quoted,
        "files": [(name, formats.file_size(size, language)) for name, size in read.files],
        "enclosed": read.enclosed,
        "kept": item.raw is not None,
        "ours": ours and {"id": ours.id, "title": kinds.title(ours.kind, language), "at": wire(ours.written_at)},
    }


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of those that the answer was guessed from."""
    found, at = list[tuple[str, bool]](), 0
    for since, until in spans:
        found += [(text[at:since], False), (text[since:until], True)]
        at = until
    return [(piece, marked) for piece, marked in [*found, (text[at:], False)] if piece]


# - what was understood -


def _proposed(item: Item, session: Session | None, zone: str, language: str) -> dict[str, str]:
    since, until = item.proposal.get("starts_at"), item.proposal.get("ends_at")
    if not since:
        return {"proposed": ""}
    # A session keeps its length: of a proposal only the start counts.
    if session is not None:
        length = session.schedule.ends_at - session.starts_at
        until = formats.to_zone(since, zone) + length
    date = formats.date_in(since, zone, language)
    span = (
        formats.between(since, until, zone, "", language) if until else formats.time_in(since, zone, language=language)
    )
    return {"proposed": f"{date}, {span}"}


def _times(
    db: Db,
    item: Item,
    session: Session | None,
    choices: Sequence[Choice],
    zone: str,
    language: str,
    now: datetime,
) -> list[tuple[str, str]]:
    """The times that the mail writes of, as (instant, label); of the session that it names or that is filled in."""
    first = session or next((records.load(db, value.partition(":")[0]) for value, _ in choices), None)
    if first is None:
        return []
    length, theirs = first.schedule.ends_at - first.starts_at, first.regency.timezone
    return [
        (wire(at), f"{formats.date_in(at, zone, language)}, {formats.between(at, at + length, zone, theirs, language)}")
        for at in desk.times_of(item, first.regency.timezone, now=now)
    ]


def _span(session: Session, zone: str, language: str) -> str:
    start, end = session.starts_at, session.schedule.ends_at
    return f"{formats.date_in(start, zone, language)}, {formats.between(start, end, zone, '', language)}"


def _whose(
    db: Db, item: Item, session: Session | None, code: str, zone: str, language: str, now: datetime
) -> list[Choice]:
    """Whose answer the mail may be, as (SESSION:PERSON, label): of the session that it names, else of the coming ones
    of the regency that was looked up, else of its sender's, the next first."""
    if session is not None:
        return [(f"{session.id}:{one.id}", one.name) for one in session.invited()]
    if item.person is not None and not code:
        own = [one for one in timetable.of_person(db, item.person) if _waits_for(one, item.person, now)]
        return [(f"{one.id}:{item.person}", _labelled(one, zone, language)) for one in own]
    return [
        (f"{one.id}:{invited.id}", f"{invited.name}, {_labelled(one, zone, language)}")
        for one in _of_code(db, code, now)
        for invited in one.invited()
    ]


def _chosen(item: Item, session: Session | None, choices: Sequence[Choice]) -> str:
    """Which of the choices is filled in: who is named, for a stranger the regency's own contact, of a known person the
    next session, else the only one."""
    if session is not None and item.person is not None:
        return f"{session.id}:{item.person}"
    if session is not None and item.kind == "unknown-attendee":
        contact = next((one.id for one in session.guests if one.role == "contact"), "")
        return f"{session.id}:{contact}" if contact else ""
    return choices[0][0] if len(choices) == 1 or (choices and item.person is not None and session is None) else ""


def _waits_for(session: Session, person: str, now: datetime) -> bool:
    return session.state(now) in UNFINISHED and person in {one.id for one in session.invited()}


def _of_code(db: Db, code: str, now: datetime) -> list[Session]:
    found = [registry.regency_by_code(db, one.id, code) for one in registry.all_programmes(db)] if code else []
    return timetable.coming(db, [one.id for one in found if one is not None], now=now)


def _labelled(session: Session, zone: str, language: str) -> str:
    return f"{session.regency.name}, {formats.when(session.starts_at, zone, language=language)}"
