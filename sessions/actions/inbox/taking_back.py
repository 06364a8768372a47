"""What was decided about a mail taken back, so that it waits at the desk again: nobody was told yet, or was to be."""

from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import batches
from sessions.actions.invitations import rsvp
from sessions.store import Db, Item, aliases, incoming, records
from sessions.store import batches as store
from sessions.values import NEEDS_ACTION, UNFINISHED, Answer, Session, Thing, WrongState


def may_take_back(db: Db, item: Item, *, now: datetime) -> bool:
    """Whether what was decided about the mail can be taken back: what it tells still waits, or the answer that was
    noted still stands and may still change."""
    undo = item.undo
    if item.state != "done" or undo is None:
        return False
    if "batch" in undo:
        return store.get(db, undo["batch"]).state(now) == "waiting"
    if "entry" not in undo:
        return True
    session = records.load(db, undo["session"])
    _, noted = _answers(db, item)
    return session.state(now) in UNFINISHED and session.answers.get(undo["person"]) == noted


def take_back(db: Db, item_id: str, asker: Asker, *, now: datetime) -> Item:
    """The mail is undecided again, and what stood before its decision stands. Raises NotFound, WrongState once that can
    be no more, and BookingConflict where somebody else has taken the time in the meantime."""
    must_be_secretariat(asker)
    item = incoming.get(db, item_id)
    if item.undo is None or not may_take_back(db, item, now=now):
        raise WrongState(item.decision or item.state, "mail-not-taken-back")
    if "batch" in item.undo:
        batches.cancel(db, item.undo["batch"], asker, now=now)
        return incoming.get(db, item_id)
    session = records.load(db, item.undo["session"]) if "entry" in item.undo else None
    if session is not None:
        _answer_as_before(db, item, session, asker, now=now)
    if item.undo.get("remembered"):
        aliases.forget(db, item.sender)
    incoming.reopen(db, item_id)
    thing = Thing("answer", item_id, session.regency.name if session else "", session.programme if session else None)
    acts.did(db, "taken-back", thing, asker, now=now)
    return incoming.get(db, item_id)


def _answers(db: Db, item: Item) -> tuple[Answer | None, Answer | None]:
    """The person's answer before the entry that the decision made, and after it."""
    assert item.undo is not None
    entries = [one for one in records.read(db, item.undo["session"]) if one.number <= item.undo["entry"]]
    before, after = Session.of(entries[:-1]), Session.of(entries)
    assert before is not None and after is not None
    return before.answers.get(item.undo["person"]), after.answers.get(item.undo["person"])


def _answer_as_before(db: Db, item: Item, session: Session, asker: Asker, *, now: datetime) -> None:
    assert item.undo is not None
    before, _ = _answers(db, item)
    said, comment = (before.answer, before.comment) if before else (NEEDS_ACTION, "")
    origin = rsvp.Origin(given_at=before.at, client=before.client, against=before.against) if before else rsvp.Origin()
    actor, person = asker.actor(session), item.undo["person"]
    rsvp.take(db, session, person, said, comment, actor=actor, now=now, origin=origin)
