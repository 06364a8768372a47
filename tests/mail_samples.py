"""Mails for tests: Jepara's invitation as a stored mail, and what it says."""

from invite_samples import BOOKED_AT, RATNA, an_invite

from sessions.invite import request
from sessions.mail import Letter, Mail


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
