"""The numbered letter that goes with an invitation: to a regency an invitation, to a panel its assignment."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sessions.store import Db, numbers, registry
from sessions.values import Guest, Programme, Seat, Session, canonical, paper_number, wire

CARRIED_BY = ("invite", "update")
HEAD = ("name", "address", "logo", "place", "basis", "copies")


def letter(
    db: Db, session: Session, programme: Programme, one: Seat | Guest, facts: Mapping[str, Any], *, now: datetime
) -> dict[str, object]:
    """What a mail with these facts tells of its letter, as `{"official": {...}}`; empty where it carries none: the
    programme has no pattern for its number, or it is a rehearsal. The same letter to several has one number."""
    head, pattern = programme.letterhead, str(programme.letterhead.get("letter_pattern") or "")
    if not pattern or session.rehearsal or facts["kind"] not in CARRIED_BY:
        return {}
    kind = "invitation" if isinstance(one, Guest) else "assignment"
    said = {key: facts["session"][key] for key in ("regency", "starts_at", "ends_at")}
    said |= {"panel": facts["session"]["panel"]} if kind == "assignment" else {}
    digest = sha256(canonical({"kind": kind, "said": said})).hexdigest()
    number, before = numbers.of_letter(db, programme.id, session.id, kind, digest)

    def numbered(number: int) -> str:
        return paper_number(pattern, number, session.regency.code, now.astimezone(ZoneInfo(programme.timezone)).date())

    zone = session.regency.timezone if kind == "invitation" else programme.timezone
    return {
        "official": {
            "kind": kind,
            "number": numbered(number),
            "replaces": numbered(before) if before is not None else "",
            "dated": wire(now),
            "timezone": zone,
            "province": session.regency.province,
            "head": {key: str(head.get(key) or "") for key in HEAD},
            "signatory": dict(head.get("signatory") or {}),
            "panel": _panel(db, session) if kind == "assignment" else [],
        }
    }


def _panel(db: Db, session: Session) -> list[dict[str, str]]:
    """Who is assigned, as offices name them: two of one name are told apart by what they are."""
    known = registry.persons(db, [seat.id for seat in session.panel])
    return [
        {"name": seat.name, "role": seat.role}
        | {key: getattr(known.get(seat.id), key, "") for key in ("nip", "title", "institution")}
        for seat in session.panel
    ]
