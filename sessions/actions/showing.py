"""What each kind of person may see of a session: the session, its record, its events. Promise 6 is kept here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sessions.actions.access import Asker, seen
from sessions.actions.before import doubts
from sessions.actions.during.scoring import rubric_of
from sessions.store import Db, batches, claims, occupancy, records, registry, scores, timetable
from sessions.values import UNFINISHED, Entry, Json, NotFound, Programme, Rubric, Seat, Session, kind_of, missing, wire


def session_json(db: Db, session: Session, asker: Asker, *, now: datetime) -> dict[str, Any]:
    """The session as the contract shows it to the asker."""
    counts = scores.counts(db, session.id) if session.opened else {}
    return dressed(db, session, asker, counts, now=now)


def dressed(db: Db, session: Session, asker: Asker, counts: Mapping[str, int], *, now: datetime) -> dict[str, object]:
    """The same with the counts of scores at hand; its people see it as they have been told of it. Raises NotFound."""
    known = session if asker.manages(session) else session.told(now)
    if known is None:
        raise NotFound
    session = whole = known
    inside = asker.is_inside(session)
    if asker.role(session) in ("regency", "stage"):  # what is private after their part is none of theirs
        session = replace(session, schedule=session.schedule.public)
    closes_at = session.schedule.closes_at
    programme = registry.programme(db, session.programme)
    of = len(rubric_of(db, session).criteria)
    return (
        {
            "id": session.id,
            "revision": session.revision,
            "programme": session.programme,
            "regency": {"code": session.regency.code, "name": session.regency.name, "rsvp": session.regency_rsvp()}
            | {"timezone": session.regency.timezone, "people": _guests(session)},
            "state": session.state(now),
            "phase": session.schedule.phase(now) if session.live else None,
            "phases": session.schedule.phases_json(),
            "starts_at": wire(session.starts_at),
            "ends_at": wire(session.schedule.ends_at),
            "closes_at": closes_at and wire(closes_at),
            "remaining_seconds": session.schedule.remaining(now).total_seconds(),
            "phase_remaining_seconds": session.schedule.phase_remaining(now).total_seconds(),
            "server_time": wire(now),
            "rehearsal": session.rehearsal,
            "panel": [_seat(session, seat, inside, counts.get(seat.id, 0), of) for seat in session.panel],
            "meeting_url": session.meeting_url,
            "uid": session.uid,
            "sequence": session.version.sequence,
            "overlaps": overlaps(db, session, now) if inside else [],
            "warnings": warnings(db, session, programme, now) if asker.manages(session) else [],
            "reason": session.end_reason,
            "digest": session.digest,
            "tail": session.tail,
        }
        | _arranged(db, session, asker, now=now)
        | ({"recording": session.recording(now)} if session.takes else {})
        | _afterwards(whole, asker, now)
        | (_inside(whole, asker, now) if inside else {})
    )


class Reader(NamedTuple):
    """A kind of reader of a session: whoever is of one kind is shown the same of it, and told the same of an entry that
    is not about them."""

    role: str | None
    secretariat: bool
    inside: bool  # panel and secretariat
    leads: bool

    @classmethod
    def of(cls, session: Session, asker: Asker) -> "Reader":
        """Of which kind the asker is."""
        return cls(asker.role(session), asker.secretariat, asker.is_inside(session), asker.leads(session))


def in_brief(session: Session, asker: Asker, now: datetime) -> dict[str, object]:
    """What a list of a person's own sessions shows of one of them; the session as they have been told of it."""
    if asker.role(session) == "regency":  # what is private after their part is none of theirs
        session = replace(session, schedule=session.schedule.public)
    closes_at = session.schedule.closes_at
    return {
        "id": session.id,
        "regency": {"code": session.regency.code, "name": session.regency.name},
        "state": session.state(now),
        "starts_at": wire(session.starts_at),
        "ends_at": wire(session.schedule.ends_at),
        "closes_at": closes_at and wire(closes_at),
        "rehearsal": session.rehearsal,
        "panel": [{"id": seat.id, "role": seat.role} for seat in session.panel],
        "meeting_url": session.meeting_url,
    }


def _afterwards(session: Session, asker: Asker, now: datetime) -> dict[str, object]:
    """What comes after the close, for everybody."""
    revealed = (session.revealed_at or session.reveals_at) if session.is_revealed(now) else None
    until = session.concludes_at(now) if session.deliberates(now) else None
    return {
        "revealed": revealed and wire(revealed),
        "can_reopen": asker.may_reopen(session, now),
        "deliberates_until": until and wire(until),
    }


def _inside(session: Session, asker: Asker, now: datetime) -> dict[str, object]:
    """What panel and secretariat are told beside."""
    reveals_at = None if session.is_revealed(now) or session.state(now) != "closed" else session.reveals_at
    return {
        "late": _late(session),
        "signatures": _signatures(session),
        "present": list(session.present),
        "excused": list(session.excused),
        "unsigned": [seat.id for seat in session.unsigned],
        "summary": summary_json(session),
        "can_undo": session.can_undo(now),
        "control": session.control and {"entry": session.control.entry, "kind": session.control.kind},
        "reveals_at": reveals_at and wire(reveals_at),
        "papers": [{"panelist": paper.panelist, "until": wire(paper.until)} for paper in session.papers],
    }


def summary_json(session: Session) -> dict[str, object] | None:
    """The summary as the API shows it; None where there is none."""
    found = session.summary
    if found is None:
        return None
    said = {"text": found.text, "criteria": dict(found.criteria), "recommendations": list(found.recommendations)}
    return said | {"revision": found.revision, "by": found.by}


def _arranged(db: Db, session: Session, asker: Asker, *, now: datetime) -> dict[str, object]:
    """What was arranged beside panel and time; the batch that waits to tell of it is the secretariat's to know."""
    room = session.room
    arranged: dict[str, object] = {
        "room": {"id": room.id, "name": room.name} if room else None,
        "deputy": session.deputy,
        "observers": [{"id": one.id, "name": one.name} for one in session.observers],
    }
    if asker.secretariat:
        waiting = next((one for one in reversed(session.held) if one.until > now), None)
        arranged["batch"] = batches.get(db, waiting.batch).as_json(now) if waiting else None
    return arranged


def _seat(session: Session, seat: Seat, inside: bool, scored: int, of: int) -> Mapping[str, Json]:
    shown = {"id": seat.id, "name": seat.name, "role": seat.role, "rsvp": session.rsvp(seat.id)}
    if not inside:
        return shown
    sheet = {"declared": seat.declared, "scored": scored, "of": of, "submitted": seat.submitted_at is not None}
    return shown | sheet | {"withdrawn": seat.conflict is True}


def _guests(session: Session) -> list[Mapping[str, Json]]:
    return [{"id": g.id, "name": g.name, "role": g.role, "rsvp": session.rsvp(g.id)} for g in session.guests]


def _late(session: Session) -> list[dict[str, object]]:
    return [
        {
            "entry": late.entry,
            "panelist": late.panelist,
            "criterion": late.criterion,
            "at": wire(late.at),
            "late_by_seconds": late.late_by_seconds,
            "typed_at": late.typed_at and wire(late.typed_at),
            "offline_since": late.offline_since and wire(late.offline_since),
            "waited_seconds": late.waited_seconds,
            "via": late.via or None,
            "confirmed": late.confirmed,
            "after_reveal": late.after_reveal,
            "decision": late.decision,
            "reason": late.reason,
        }
        for late in session.late
    ]


def _signatures(session: Session) -> list[dict[str, Json]]:
    return [{"panelist": s.panelist, "at": wire(s.at), "digest": s.digest} for s in session.signatures]


def overlaps(db: Db, session: Session, now: datetime) -> list[dict[str, Json]]:
    """Which other sessions the session runs into as things stand, and whose time that is."""
    if session.state(now) not in UNFINISHED:
        return []
    until = session.schedule.closes_at or now + session.schedule.remaining(now)
    names = occupancy.holders(session)
    found: dict[str, dict[str, Any]] = {}
    for taken in occupancy.taken(db, names, session.starts_at, until, but=session.id):
        one = found.setdefault(taken.session, {"session": taken.session, "from": wire(taken.since), "who": []})
        kind, _, key = taken.holder.partition(":")
        one["who"].append({"id": key, "name": names[taken.holder], "kind": kind})
    return list(found.values())


def warnings(db: Db, session: Session, programme: Programme, now: datetime) -> list[Mapping[str, Json]]:
    """What differs from the programme's rules but binds only the planner, and what the secretariat should know."""
    if session.state(now) not in UNFINISHED:
        return []
    found: list[dict[str, Any]] = []
    if len(session.panel) != programme.panel_size:
        found.append({"kind": "panel-size", "has": len(session.panel), "wanted": programme.panel_size})
    if not session.guests:
        found.append({"kind": "no-address", "regency": session.regency.name})
    if programme.claims == "required" and session.claimed is None and (lacking := _unclaimed(db, session, programme)):
        found.append({"kind": "claims-missing", "missing": lacking})
    if not session.rehearsal and (others := timetable.others_of(db, session)):
        found.append({"kind": "another-session", "sessions": others})
    return found + _daily_load(db, session, programme) + doubts.of(db, session, programme)


def _unclaimed(db: Db, session: Session, programme: Programme) -> list[str]:
    return missing(programme.rubric, claims.of_regency(db, session.regency.id))


def _daily_load(db: Db, session: Session, programme: Programme) -> list[dict[str, object]]:
    day = session.starts_at - timedelta(hours=24), session.starts_at + timedelta(hours=24)
    names = {occupancy.person(seat.id): seat for seat in session.panel}
    local = _local_day(session.starts_at, programme.timezone)
    found = []
    for holder, taken in occupancy.between(db, names, *day).items():
        same = [one for one in taken if _local_day(one.since, programme.timezone) == local]
        if len(same) > programme.daily_limit:
            seat = names[holder]
            who = {"id": seat.id, "name": seat.name}
            found.append({"kind": "daily-limit", "who": who, "has": len(same), "limit": programme.daily_limit})
    return found


def _local_day(instant: datetime, zone: str) -> object:
    return instant.astimezone(ZoneInfo(zone)).date()


# - the record and its events -


def record_for(db: Db, session: Session, asker: Asker, *, now: datetime) -> list[Entry]:
    """The record as the asker may read it: secret content only of what they may see."""
    entries = records.read(db, session.id)
    return [one if may_see_secret(session, one, asker, now=now) else one.redacted() for one in entries]


def open_record(db: Db, session_id: str, asker: Asker, *, now: datetime) -> Session:
    """The session, if its record is open to the asker: to secretariat and panel, redacted where it is not revealed, and
    to observers once it is. Raises NotFound."""
    session = seen(db, session_id, asker)
    observes = asker.role(session) == "observer" and session.is_revealed(now)
    if not asker.is_inside(session) and not observes:
        raise NotFound
    return session


def readable(db: Db, session_id: str, asker: Asker, *, now: datetime) -> tuple[Session, list[Entry], Rubric]:
    """The session, its record and its rubric, for whom it is open to. Raises NotFound."""
    session = open_record(db, session_id, asker, now=now)
    return session, record_for(db, session, asker, now=now), rubric_of(db, session)


def may_see_secret(session: Session, entry: Entry, asker: Asker, *, now: datetime) -> bool:
    """Promise 6: a score is its panelist's alone until it is revealed, a late one also until it is decided; the reason
    of a conflict of interest is the secretariat's alone."""
    if entry.secret is None or entry.data.get("panelist") == asker.id:
        return True
    hidden_until = kind_of(entry.kind).secret
    if hidden_until == "secretariat":
        return asker.manages(session)
    inside = asker.is_inside(session) or asker.role(session) == "observer"
    if not inside or not session.is_revealed(now):
        return False
    return hidden_until != "decided" or any(one.entry == entry.number and one.decision for one in session.late)


def is_about(entry: Entry, person: str) -> bool:
    """Whether the entry is that person's own or tells of them."""
    return person in (entry.actor.id, entry.data.get("panelist"), entry.data.get("person"))


def event(entry: Entry, reader: Reader, person: str) -> dict[str, object] | None:
    """What that person, a reader of that kind, is told of an entry by a live page; None for what is not theirs to hear.
    Who it is makes no difference where the entry is not about them."""
    own = person in (entry.actor.id, entry.data.get("person"))
    if "held" in entry.data and not reader.secretariat:
        return None  # they hear of it by mail, once that goes
    theirs = ("stage", "regency", "all") if reader.role == "stage" else ("regency", "all")
    if not reader.inside and not own and (kind_of(entry.kind).hears not in theirs or entry.data.get("private")):
        return None
    told = {"number": entry.number, "at": wire(entry.at), "kind": entry.kind, "actor": entry.actor.as_json()}
    return told | {"data": _event_data(entry, person)}


def _event_data(entry: Entry, person: str) -> Mapping[str, Json]:
    tells = kind_of(entry.kind).tells
    if tells is None:
        return dict(entry.data)
    if entry.data.get("panelist") == person:
        return dict(entry.data) | dict(entry.secret or {})
    return {key: entry.data[key] for key in tells if key in entry.data}
