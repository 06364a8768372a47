"""Mails for tests: Jepara's invitation as a stored mail and what it says, and mails to nine people in the store."""

from dataclasses import dataclass

from invite_samples import BOOKED_AT, RATNA, an_invite
from sqlalchemy import insert

from server.mail.outbox import Withdrawn
from sessions.store import mails
from sessions.store.tables.core import people
from sessions.values.itip import request
from sessions.values.mail import Letter, Mail
from sessions.values.registry import Person


def a_letter(**changes) -> Letter:
    """Ratna's invitation, with changes."""
    fields = {
        "subject": "Undangan: Sidang Smart City, Kabupaten Jepara",
        "text": "Yth. Ibu Ratna,\nmasuk: {{enter}}\n",
        "html": "<p>Yth. Ibu Ratna, <a href='{{enter}}'>masuk</a></p>",
        "organizer_name": "Sekretariat Smart City",
        "organizer_address": "sidang@example.go.id",
        "calendar": request(an_invite(), RATNA).decode(),
        "method": "REQUEST",
    }
    return Letter(**fields | changes)


def a_mail() -> Mail:
    """The stored mail that carries it."""
    return Mail(
        id="01mail",
        session="01jepara",
        person="01ratna",
        kind="invite",
        cause="booked",
        to_name=RATNA.name,
        to_address=RATNA.address,
        message_id="<01mail@7f3a.sidang>",
        facts={},
        letter=None,
        sequence=0,
        dtstamp=BOOKED_AT,
        written_at=BOOKED_AT,
        state="sending",
        reason="",
        attempts=0,
        due_at=BOOKED_AT,
        sent_at=None,
    )


@dataclass
class PlainAuthor:
    """Composes a letter out of the facts, and counts."""

    composed: int = 0
    link: str = "https://sidang.example/enter/abc"

    async def compose(self, mail):
        self.composed += 1
        if "withdrawn" in mail.facts:
            raise Withdrawn("cancelled in the meantime")
        if "broken" in mail.facts:
            raise KeyError("regency")
        return a_letter(subject=f"Undangan {self.composed}")

    async def fill(self, mail, letter):
        return letter.filled({"{{enter}}": self.link})


def a_person(number: int) -> Person:
    return Person(f"p{number}", f"Panelis {number}", f"p{number}@x.id", "", "Asia/Jakarta", "id", False)


def invite_people(db, count=1, *, now, facts=None, session=None, first=1):
    """Writes a mail to each of the first `count` people, whom it makes."""
    return [
        mails.write(db, a_person(n), facts or {}, kind="invite", cause="booked", session=session, now=now)
        for n in range(first, first + count)
    ]


def make_people(db, count=9, *, now):
    for n in range(1, count + 1):
        one = a_person(n)
        values = {"id": one.id, "name": one.name, "email": one.email, "email_key": one.email, "created_at": now}
        db.execute(insert(people).values(**values, timezone=one.timezone, secretariat=False))
