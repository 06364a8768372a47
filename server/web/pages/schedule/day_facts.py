"""What the calendar says beneath a day: which of its sessions are in trouble, and how many each panelist has."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from server.text import translator
from sessions.store import Db, registry
from sessions.values import Programme, Session, counts, wire

View = dict[str, object]


def of(db: Db, programme: Programme, found: Sequence[Session], language: str, *, now: datetime) -> View:
    """`in_trouble`: list of {address, name, starts_at, facts}, of what is still to come; `load`: {people, most, limit,
    over}, `over` the names of those with more sessions than a day may have."""
    lacking = {one.id for one in registry.unaddressed(db, programme.id)}
    in_trouble = [
        {"address": f"/sessions/{one.id}", "name": one.regency.name, "starts_at": wire(one.starts_at), "facts": facts}
        for one in found
        if counts(one) and one.state(now) == "booked" and (facts := _facts(one, lacking, language))
    ]
    return {"in_trouble": in_trouble, "load": _load(programme, [one for one in found if counts(one)])}


def _facts(session: Session, lacking: set[str], language: str) -> list[str]:
    _ = translator(language)
    declined = [one.name for one in session.invited() if session.rsvp(one.id) == "declined"]
    facts = [_("{name} tidak hadir").format(name=name) for name in declined]
    if session.regency.id in lacking:
        facts.append(_("alamat surel daerah belum diketahui"))
    if not session.meeting_url:
        facts.append(_("belum ada tautan rapat"))
    return facts


def _load(programme: Programme, found: Sequence[Session]) -> View:
    number = Counter(seat.id for one in found for seat in one.panel)
    names = {seat.id: seat.name for one in found for seat in one.panel}
    over = sorted(names[who] for who, sessions in number.items() if sessions > programme.daily_limit)
    return {
        "people": len(number),
        "most": max(number.values(), default=0),
        "limit": programme.daily_limit,
        "over": over,
    }
