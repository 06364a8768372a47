"""What mails said and who sent what, taken away once it need not be kept; and which files are still named. Records are
never touched: they name a file by its SHA-256."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import or_, select, update

from sessions.store.before import registry
from sessions.store.db import Db
from sessions.store.tables import (
    batches,
    calibrations,
    entries,
    incoming,
    mails,
    regency_files,
    releases,
    sessions,
    takes,
)
from sessions.values import compact, from_wire

ON_THEIR_WAY = ("waiting", "sending", "held")
ALL = 1_000_000
LOGO = re.compile(r'"logo":"([0-9a-f]{64})"')
FOR_EVER = datetime.max.replace(tzinfo=UTC)


def forget_mails(db: Db, *, before: datetime) -> int:
    """Takes words and addresses from mails written before then, unless they are on their way or their session is to
    come; how many. What a digest was is left: it shows a record that was rewritten since."""
    over = select(sessions.c.id).where(sessions.c.settled.is_(True), sessions.c.starts_at < before)
    chosen = select(mails.c.id, mails.c.content, mails.c.session_id, mails.c.programme_id).where(
        mails.c.written_at < before,
        mails.c.to_address != "",
        mails.c.state.not_in(ON_THEIR_WAY),
        or_(mails.c.session_id.in_(over), mails.c.session_id.is_(None) & mails.c.person_id.is_not(None)),
    )
    found = db.execute(chosen).all()
    for row in found:
        left = {"content": {"facts": _left(row.content.get("facts", {}))}}
        emptied: dict[str, object] = {"to_name": "", "to_address": "", "cause": "", "reason": ""}
        emptied["programme_id"] = row.programme_id if row.session_id else None  # it tells of none any more
        db.execute(update(mails).where(mails.c.id == row.id).values(emptied | left))
    return len(found) + _forget_spoken(db, before)


def _forget_spoken(db: Db, before: datetime) -> int:
    """The words of messages that went by telephone alone stand with their batch."""
    where = (batches.c.message.is_not(None), batches.c.created_at < before)
    found = list(db.execute(select(batches.c.id).where(*where)).scalars())
    if found:
        db.execute(update(batches).where(*where).values(message=None))
    return len(found)


def _left(facts: dict[str, Any]) -> dict[str, object]:
    kept = {"digest": facts["digest"]} if facts.get("digest") else {}
    if "offer" in facts and "regency" in facts:  # which regency was reminded of which offer
        kept |= {"offer": {"id": facts["offer"]["id"]}, "regency": {"code": facts["regency"]["code"]}}
    return kept


def forget_inbox(db: Db, *, before: datetime) -> int:
    """Takes sender, subject and the mail itself from what came in before then and was seen to; how many. That it came
    stays known, so that nothing is handled twice."""
    stands = or_(incoming.c.sender != "", incoming.c.subject != "", incoming.c.raw.is_not(None))
    chosen = update(incoming).where(incoming.c.received_at < before, incoming.c.state != "open", stands)
    return db.execute(chosen.values(sender="", subject="", raw=None, proposal=None)).rowcount


def named_files(db: Db) -> dict[str, datetime]:
    """Every uploaded file that is named, by its SHA-256, with the start of the last session that it belongs to; for
    ever where that is not over, and of a letterhead's picture."""
    found: dict[str, datetime] = {}

    def name(sha256: str | None, at: datetime) -> None:
        if sha256:
            found[sha256] = max(found.get(sha256, at), at)

    starts, of_regency = _starts(db)
    for row in db.execute(select(entries.c.session_id, entries.c.data).where(entries.c.kind == "attached")):
        name(row.data.get("sha256"), starts.get(row.session_id, FOR_EVER))
    for row in db.execute(select(entries.c.data).where(entries.c.kind == "signed")):
        for picture in LOGO.findall(compact(row.data)):  # minutes are made of it again
            name(picture, FOR_EVER)
    for row in db.execute(select(releases.c.doc)):
        for picture in LOGO.findall(compact(row.doc)):
            name(picture, FOR_EVER)
    for row in db.execute(select(takes.c.session_id, takes.c.sha256)):
        name(row.sha256, starts.get(row.session_id, FOR_EVER))
    for row in db.execute(select(regency_files.c.regency_id, regency_files.c.sha256, regency_files.c.at)):
        name(row.sha256, max(row.at, of_regency.get(row.regency_id, row.at)))
    for row in db.execute(select(calibrations.c.file).where(calibrations.c.file.is_not(None))):
        name(row.file["sha256"], from_wire(row.file["at"]))
    for programme in registry.all_programmes(db, archived=None, limit=ALL):
        name(programme.letterhead.get("logo"), FOR_EVER)
    return found


def takes_before(db: Db, before: datetime) -> list[str]:
    """The recordings of sessions that began before then and are over, whose pieces need not be kept."""
    over = select(sessions.c.id).where(sessions.c.settled.is_(True), sessions.c.starts_at < before)
    return list(db.execute(select(takes.c.id).where(takes.c.session_id.in_(over))).scalars())


def _starts(db: Db) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """When each session, and the last one of each regency, began; for ever where it is not over."""
    starts: dict[str, datetime] = {}
    of_regency: dict[str, datetime] = {}
    for row in db.execute(select(sessions.c.id, sessions.c.regency_id, sessions.c.starts_at, sessions.c.settled)):
        starts[row.id] = at = row.starts_at if row.settled else FOR_EVER
        of_regency[row.regency_id] = max(of_regency.get(row.regency_id, at), at)
    return starts, of_regency
