"""What is written to somebody by WhatsApp: a link that opens it with the text filled in. No personal link stands in it:
whoever holds the telephone would come in by it."""

from urllib.parse import quote

from server.text.formats import when
from server.text.languages import SOURCE, translator
from sessions.values import Guest, Mail, Person, Regency, Seat, Session


def link(phone: str, text: str) -> str:
    """Opens WhatsApp with the text for that number; "" where none is known (faq.whatsapp.com/5913398998672934)."""
    return f"https://wa.me/{phone.removeprefix('+')}?text={quote(text, safe='')}" if phone else ""


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
    facts, greeted = mail.facts, _greeting(person.name, person.language)
    return link(person.phone, _message(greeted, facts["subject"], facts["text"], facts["programme"]["name"]))


def of_message(regency: Regency, subject: str, text: str, programme: str) -> str:
    """The same to a regency's contact who has a number and no address, and is mailed nothing."""
    greeted = _greeting(regency.contact_name or regency.name, SOURCE)
    return link(regency.contact_phone, _message(greeted, subject, text, programme))


def _greeting(name: str, language: str) -> str:
    return translator(language)("Yth. %(name)s,") % {"name": name}


def _message(greeting: str, subject: str, text: str, programme: str) -> str:
    return "\n\n".join(filter(None, (greeting, subject, text.strip(), programme)))
