"""Mails that wait at the desk: each kind as it comes in, about a session of the house's."""

from houses import House
from samples.replies import a_calendar, a_mail_of, a_part, a_text

from sessions.actions.inbox import receiving
from sessions.store.mailing import incoming
from sessions.values.itip import read_mail

BUDI, JEPARA, STRANGER = "budi@panel.example", "jepara@daerah.example", "asisten@kampus.example"


async def comes_in(house: House, raw: bytes) -> str:
    """Hands a mail in as the inbox does, and gives the id of the last that waits."""
    mail = read_mail(raw, organizer=house.settings.mail.organizer.address)
    await house.store.write(receiving.take, mail, raw, now=house.clock.now)
    return (await house.store.read(incoming.listed, state="open", after="", limit=99))[-1].id


def answer(uid, attendee, sender, method="REPLY", text="Salam.", **lines) -> bytes:
    """A calendar's mail about the session."""
    calendar = a_calendar(**{"METHOD": f"METHOD:{method}", "UID": f"UID:{uid}", "ATTENDEE": attendee} | lines)
    return a_mail_of(a_text(text), a_part(calendar, kind=f"text/calendar; method={method}"), From=sender)


def proposal(uid, starts="20310305T030000Z") -> bytes:
    """Budi proposes another time."""
    line = f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{BUDI}"
    return answer(uid, line, BUDI, "COUNTER", DTSTART=f"DTSTART:{starts}", DTEND=None)


def delegated(uid, by) -> bytes:
    """Somebody sends another one in their place."""
    line = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:wakil@jepara.example":mailto:{by}'
    return answer(uid, line, by)


def by_assistant(uid) -> bytes:
    """Budi's assistant accepts for him."""
    line = f'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:{STRANGER}":mailto:{BUDI}'
    return answer(uid, line, STRANGER)


def unknown(uid) -> bytes:
    """Somebody who was not invited accepts."""
    return answer(uid, f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{STRANGER}", STRANGER)
