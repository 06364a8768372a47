"""What is kept of one person beside the records: read whole for them, and erased.

`KEPT` says it of each table; a table that is neither there nor explained in `tests/server/web/api/test_privacy.py`
fails that test."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table, delete, false, or_, select, update

from sessions.store import views
from sessions.store.db import Db
from sessions.store.powers import acts
from sessions.store.tables import (
    acceptances,
    accounts,
    aliases,
    availability,
    batches,
    bookmarks,
    broadcasts,
    calendar_lists,
    calendars,
    calibration_marks,
    calibration_takers,
    calibrations,
    claim_helpers,
    claims,
    drafts,
    incoming,
    links,
    mails,
    memberships,
    objections,
    offer_proposals,
    passkeys,
    people,
    private_notes,
    publication_proposals,
    regencies,
    regency_files,
    regency_people,
    sign_in_uses,
    sign_ins,
    takes,
)
from sessions.store.tables import acts as acts_table
from sessions.store.tables import idempotency as answers
from sessions.store.tables import views as kept_views

NAMELESS = "—"
MASKED = ("old", "new")  # a changed address, as its mails tell it
STAYS: Mapping[str, object] = {}
UNNAMED: Mapping[str, object] = {"by_name": NAMELESS}


@dataclass(frozen=True)
class Kept:
    """A table's rows of one person: `whose` is the column with their id, `untold` what nobody is told (hashes, keys,
    raw mails), `alone` what is told to that person alone; `erased` what erasure writes instead, None that the rows
    go."""

    table: Table
    whose: str = "person_id"
    untold: frozenset[str] = frozenset()
    alone: bool = False
    erased: Mapping[str, object] | None = None


KEPT: Mapping[str, Kept] = {
    "memberships": Kept(memberships),
    "regencies": Kept(regency_people),
    "availability": Kept(availability, untold=frozenset({"person_id"})),
    # Whoever has a calendar's address reads it: of that the actions tell host, state and age.
    "busy": Kept(calendars, untold=frozenset({"url", "due_at", "position"})),
    "calendar_lists": Kept(calendar_lists),
    "accounts": Kept(accounts, erased=STAYS),  # none is left: who has one is not erased
    "aliases": Kept(aliases),
    "links": Kept(links, untold=frozenset({"hash", "subject"}), erased=STAYS),  # revoked
    "passkeys": Kept(passkeys, untold=frozenset({"credential", "public_key", "challenge"})),
    "inbox": Kept(
        incoming,
        untold=frozenset({"raw", "fingerprint", "proposal"}),
        erased={"sender": "", "subject": "", "raw": None, "proposal": None},
    ),
    "views": Kept(kept_views, "owner", erased=STAYS),  # those for the whole secretariat; one's own go
    "objections": Kept(objections, erased=STAYS),  # a regency's word, and its digest is in the log
    "drafts": Kept(drafts, "author", alone=True),
    "bookmarks": Kept(bookmarks, "person", alone=True),
    "claims": Kept(claims, "by", erased=UNNAMED),
    "files": Kept(regency_files, "by", erased=UNNAMED),
    "helpers": Kept(claim_helpers, "by", erased=UNNAMED),
    "proposals": Kept(offer_proposals, "by_id", erased=UNNAMED),
    "takes": Kept(takes, "by", erased=UNNAMED),
    "broadcasts": Kept(broadcasts, "by", erased=UNNAMED),
    "batches": Kept(batches, "by_id", untold=frozenset({"undo", "by_number", "message"}), erased=UNNAMED),
    "publication_proposals": Kept(publication_proposals, "by_id", untold=frozenset({"asked"}), erased=UNNAMED),
    "calibrations_taken": Kept(calibration_takers),
}
# What is told with something else, or in a form of its own; all of it is erased here.
OTHERWISE = (people, sign_ins, sign_in_uses, mails, acts_table, answers, calibration_marks, private_notes)
NAMED_WITHIN = (  # in a JSON of the row: its column, and there the keys of whose it is and what they are called
    (acceptances, "by", "id", "name"),
    (acceptances, "clashes", "id", "name"),
    (batches, "undo", "id", "name"),
    (calibrations, "file", "by", "by_name"),
)


def kept(db: Db, person: str, *, own: bool) -> dict[str, list[dict[str, object]]]:
    """Every row that is the person's, by what it is; hashes, salts and raw mails left out. What is theirs alone is
    there where they ask for it themselves."""
    found = {name: _rows(db, one, person) for name, one in KEPT.items() if own or not one.alone}
    found["sign_ins"] = _sign_ins(db, person)
    found["mails"] = _rows(db, Kept(mails, untold=frozenset({"content", "cause", "stamp"})), person)
    found["acts"] = acts.of_person(db, person)
    return found


def erase(db: Db, person: str) -> None:
    """Takes away the person's addresses and contact data, wherever they stand outside the records."""
    row = db.execute(select(people.c.name, people.c.phone).where(people.c.id == person)).first()
    name, phone = (row.name or NAMELESS, row.phone) if row else (NAMELESS, "")
    views.remove_of(db, person)
    acts.erase(db, person, name)
    _erase_awaited(db, name, phone)
    gone = {"name": NAMELESS, "email": "", "email_key": f"erased:{person}"}
    gone |= dict.fromkeys(("institution", "title", "nip", "phone"), "")
    db.execute(update(people).where(people.c.id == person).values(gone))
    for one in KEPT.values():
        theirs = one.table.c[one.whose] == person
        if one.erased is None:
            db.execute(delete(one.table).where(theirs))
        elif one.erased:
            db.execute(update(one.table).where(theirs).values(dict(one.erased)))
    for table in (private_notes, calibration_marks):
        db.execute(delete(table).where(table.c.person_id == person))
    db.execute(delete(answers).where(answers.c.actor == person))
    db.execute(update(sign_ins).where(sign_ins.c.person_id == person).values(agent="", device=""))
    _erase_mails(db, person)
    for table, column, whose, called in NAMED_WITHIN:
        _unname(db, table, column, person, whose, called)


def _erase_awaited(db: Db, name: str, phone: str) -> None:
    """A contact whose address is still to come is known by name and number alone: who has either is taken for them, for
    a namesake's name can be asked for again."""
    theirs = or_(regencies.c.contact_name == name, (regencies.c.contact_phone == phone) if phone else false())
    for called in db.execute(select(regencies.c.contact_name).where(theirs).distinct()).scalars().all():
        if called:
            acts.unname(db, called)
    gone = {"contact_name": "", "contact_phone": "", "revision": regencies.c.revision + 1}
    db.execute(update(regencies).where(theirs).values(gone))


def _erase_mails(db: Db, person: str) -> None:
    for row in db.execute(select(mails).where(mails.c.person_id == person)).all():
        # What it told stays without its reader: a digest that was mailed shows a record that was rewritten since.
        facts = dict(row.content.get("facts", {}))
        if "person" in facts:
            facts["person"] = {**facts["person"], "name": NAMELESS}
        left = {"facts": {**facts, **{key: "" for key in MASKED if key in facts}}}
        state = "dropped" if row.state in ("waiting", "held") else row.state
        changed = {"to_name": "", "to_address": "", "content": left, "state": state}
        db.execute(update(mails).where(mails.c.id == row.id).values(changed))


def _unname(db: Db, table: Table, column: str, person: str, whose: str, called: str) -> None:
    """Takes the person's name out of a JSON of each row."""
    key = table.primary_key.columns[0]
    for row in db.execute(select(key, table.c[column]).where(table.c[column].is_not(None))).mappings().all():
        left = _nameless(row[column], person, whose, called)
        if left != row[column]:
            db.execute(update(table).where(key == row[key.name]).values({column: left}))


def _nameless(document: object, person: str, whose: str, called: str) -> object:
    """The same without the name wherever it says that it is the person's."""
    if isinstance(document, Mapping):
        left = {key: _nameless(value, person, whose, called) for key, value in document.items()}
        return left | {called: NAMELESS} if left.get(whose) == person and called in left else left
    return [_nameless(one, person, whose, called) for one in document] if isinstance(document, list) else document


def _rows(db: Db, one: Kept, person: str) -> list[dict[str, object]]:
    told = [column for column in one.table.columns if column.name not in one.untold]
    rows = db.execute(select(*told).where(one.table.c[one.whose] == person).order_by(*one.table.primary_key))
    return [dict(row._mapping) for row in rows]


def _sign_ins(db: Db, person: str) -> list[dict[str, object]]:
    """With when each was last used."""
    joined = sign_ins.outerjoin(sign_in_uses, sign_in_uses.c.hash == sign_ins.c.hash)
    told = [column for column in sign_ins.columns if column.name != "hash"]
    chosen = select(*told, sign_in_uses.c.at.label("used_at")).select_from(joined)
    rows = db.execute(chosen.where(sign_ins.c.person_id == person).order_by(sign_ins.c.created_at))
    return [dict(row._mapping) for row in rows]
