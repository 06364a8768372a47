"""Mails to send: written in the transaction of what causes them, claimed, sent, tried again. The only SQL for them.

What is stored is what the mail tells of (`facts`); its text is composed by the outbox when it is first claimed, and
stored before it is handed over, so that a repeat has the same bytes. Links stand in it as placeholders.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from sessions.ids import new_id
from sessions.store import installation
from sessions.store.engine import Db
from sessions.store.tables import mails
from sessions.values import Person

SIGNAL = "mails"


def write(
    db: Db,
    person: Person | None,
    facts: Mapping[str, Any],
    *,
    kind: str,
    cause: str,
    session: str | None,
    now: datetime,
    sequence: int | None = None,
    dtstamp: datetime | None = None,
) -> str:
    """Writes one mail and gives its id. Without a person (a regency whose address is not known) it is held."""
    mail = new_id(now)
    db.execute(
        insert(mails).values(
            id=mail,
            session_id=session,
            person_id=person.id if person else None,
            kind=kind,
            cause=cause,
            to_name=person.name if person else "",
            to_address=person.email if person else "",
            message_id=f"<{mail}@{installation.name(db)}>",
            content={"facts": facts},
            sequence=sequence,
            dtstamp=dtstamp,
            written_at=now,
            state="waiting" if person else "held",
            reason="" if person else "no-address",
            due_at=now,
        )
    )
    db.signal(SIGNAL)
    return mail
