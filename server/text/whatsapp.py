"""What is written to somebody by WhatsApp: a link that opens it with the text filled in. No personal link stands in it:
whoever holds the telephone would come in by it."""

from urllib.parse import quote

from server.text.formats import when
from server.text.languages import translator
from sessions.values.mailing.mail import Mail
from sessions.values.registry import Person
from sessions.values.session import Guest, Seat, Session


def link(person: Person, text: str) -> str:
    """Opens WhatsApp with the text for the person's number; "" where none is known
    (faq.whatsapp.com/5913398998672934)."""
    return f"https://wa.me/{person.phone.removeprefix('+')}?text={quote(text, safe='')}" if person.phone else ""


def of_session(session: Session, one: Seat | Guest, person: Person, programme_zone: str) -> str:
    """What tells the person of a booked session, in their language and zone."""
    _ = translator(person.language)
    zone = session.regency.timezone if isinstance(one, Guest) else person.timezone
    said = {
        "name": person.name,
        "regency": session.regency.name,
        "when": when(session.starts_at, zone, programme_zone, person.language),
    }
    text = _(
        "Yth. %(name)s, sesi penilaian %(regency)s dijadwalkan pada %(when)s. Undangan dan tautan Anda kami kirim "
        "lewat surel; mohon dijawab dari sana. Terima kasih."
    )
    return text % said


def of_mail(mail: Mail, person: Person | None) -> str:
    """The link that says a message of the secretariat to whom it was mailed; "" for another kind of mail, whose number
    is not known, or what is not kept any more."""
    if mail.kind != "message" or person is None or "text" not in mail.facts:
        return ""
    _ = translator(person.language)
    lines = (_("Yth. %(name)s,") % {"name": person.name}, mail.facts["subject"], mail.facts["text"].strip())
    return link(person, "\n\n".join(filter(None, (*lines, mail.facts["programme"]["name"]))))
