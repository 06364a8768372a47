"""The numbered letter that goes with an invitation: to a regency an invitation, to a panel its assignment."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sessions.store import Db, mails, numbers, registry
from sessions.values import Guest, Mail, Programme, Seat, Session, canonical, paper_number, wire

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
    number, before = numbers.of_letter(db, programme.id, session.id, kind, _digest(kind, facts))

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


def lacks_signatory(programme: Programme) -> bool:
    """Whether invitations go with a numbered letter that nobody signs."""
    head = programme.letterhead
    return bool(head.get("letter_pattern")) and not (head.get("signatory") or {}).get("name")


def _digest(kind: str, facts: Mapping[str, Any]) -> str:
    """Of what a letter says: the same letter has the same number."""
    said = {key: facts["session"][key] for key in ("regency", "starts_at", "ends_at")}
    said |= {"panel": facts["session"]["panel"]} if kind == "assignment" else {}
    return sha256(canonical({"kind": kind, "said": said})).hexdigest()


def give_back(db: Db, session_id: str) -> None:
    """The numbers of the session's letters that went to nobody, since their mails were stopped, may be given again."""
    carriers = [one for one in mails.of_session(db, session_id) if one.kind in CARRIED_BY]
    left = [one for one in carriers if one.state != "dropped"]
    if any("session" not in one.facts for one in left):
        return  # nobody knows any more what has gone
    gone = _digests(left)
    numbers.give_back(db, session_id, _digests(one for one in carriers if one.state == "dropped") - gone)


def _digests(letters: Iterable[Mail]) -> set[str]:
    return {_digest(one.facts["official"]["kind"], one.facts) for one in letters if "official" in one.facts}


def _panel(db: Db, session: Session) -> list[dict[str, str]]:
    """Who is assigned, as offices name them: two of one name are told apart by what they are."""
    known = registry.persons(db, [seat.id for seat in session.panel])
    return [
        {"name": seat.name, "role": seat.role}
        | {key: getattr(known.get(seat.id), key, "") for key in ("nip", "title", "institution")}
        for seat in session.panel
    ]
