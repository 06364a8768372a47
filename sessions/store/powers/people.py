"""What is kept of one person beside the records: read whole for them, and erased."""

from sqlalchemy import Table, delete, select, update

from sessions.store import views
from sessions.store.db import Db
from sessions.store.powers import acts
from sessions.store.tables.accounts import accounts, passkeys
from sessions.store.tables.booking import calendar_lists, calendars
from sessions.store.tables.calibration import calibration_marks, calibration_takers
from sessions.store.tables.core import (
    availability,
    incoming,
    links,
    mails,
    memberships,
    people,
    regency_people,
    sign_ins,
)
from sessions.store.tables.mail import aliases

CALIBRATED = (calibration_marks, calibration_takers)
NAMELESS = "—"
MASKED = ("old", "new")  # a changed address, as its mails tell it


def kept(db: Db, person: str) -> dict[str, list[dict[str, object]]]:
    """Every row that is the person's, by what it is; hashes, salts and raw mails left out."""
    return {
        "memberships": _rows(db, memberships, person),
        "regencies": _rows(db, regency_people, person),
        "availability": _rows(db, availability, person, leave={"person_id"}),
        "accounts": _rows(db, accounts, person),
        "aliases": _rows(db, aliases, person),
        "links": _rows(db, links, person, leave={"hash", "subject"}),
        "sign_ins": _rows(db, sign_ins, person, leave={"hash"}),
        "passkeys": _rows(db, passkeys, person, leave={"credential", "public_key", "challenge"}),
        "mails": _rows(db, mails, person, leave={"content", "cause"}),
        "acts": acts.of_person(db, person),
        "inbox": _rows(db, incoming, person, leave={"raw", "fingerprint", "proposal"}),
    }


def erase(db: Db, person: str) -> None:
    """Takes away the person's addresses and contact data, wherever they stand outside the records."""
    name = db.execute(select(people.c.name).where(people.c.id == person)).scalar() or NAMELESS
    theirs = select(regency_people.c.regency_id).where(regency_people.c.person_id == person)
    views.remove_of(db, person)
    acts.erase(db, person, name, list(db.execute(theirs).scalars()))
    gone = {"name": NAMELESS, "email": "", "email_key": f"erased:{person}"}
    gone |= dict.fromkeys(("institution", "title", "nip", "phone"), "")
    db.execute(update(people).where(people.c.id == person).values(gone))
    for table in (memberships, regency_people, availability, aliases, calendars, calendar_lists, passkeys, *CALIBRATED):
        db.execute(delete(table).where(table.c.person_id == person))
    db.execute(update(sign_ins).where(sign_ins.c.person_id == person).values(agent="", device=""))
    for row in db.execute(select(mails).where(mails.c.person_id == person)).all():
        # What it told stays without its reader: a digest that was mailed shows a record that was rewritten since.
        facts = dict(row.content.get("facts", {}))
        if "person" in facts:
            facts["person"] = {**facts["person"], "name": NAMELESS}
        left = {"facts": {**facts, **{key: "" for key in MASKED if key in facts}}}
        state = "dropped" if row.state in ("waiting", "held") else row.state
        changed = {"to_name": "", "to_address": "", "content": left, "state": state}
        db.execute(update(mails).where(mails.c.id == row.id).values(changed))
    nothing = {"sender": "", "subject": "", "raw": None, "proposal": None}
    db.execute(update(incoming).where(incoming.c.person_id == person).values(nothing))


def _rows(db: Db, table: Table, person: str, leave: frozenset[str] | set[str] = frozenset()) -> list[dict[str, object]]:
    names = [column.name for column in table.columns if column.name not in leave]
    rows = db.execute(select(*(table.c[name] for name in names)).where(table.c.person_id == person))
    return [dict(row._mapping) for row in rows]
