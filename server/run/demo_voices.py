"""What the people of the demo's round hand in, state, ask and write: presentations, own levels, questions and mails.

As in `demo_round`, all goes by the actions that people's own doings go through; mails by what reads the inbox.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from server.documents import pdf
from server.text import TEMPLATES
from sessions.actions import (
    COMMAND_LINE,
    Asker,
    Bulk,
    attending,
    booking,
    choosing,
    claims,
    making,
    questions,
    receiving,
    recording,
)
from sessions.lazily import lazily
from sessions.store import Db, mails
from sessions.values import (
    BookingConflict,
    Given,
    Guest,
    Mail,
    NewFile,
    Person,
    Programme,
    Regency,
    Rubric,
    Seat,
    Session,
    new_id,
)
from sessions.values.itip import read_mail

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = lazily("icalendar")

HERE = "demo"  # the process whose pages the demo's people have open
DECK = TEMPLATES / "documents/deck.typ"
STATED = (
    "Tim dibentuk dengan keputusan bupati tahun 2024 dan melapor setiap triwulan.",
    "Tercantum dalam RPJMD dan diturunkan ke Renstra delapan dari dua belas perangkat daerah.",
    "Anggaran tahun jamak disetujui DPRD; serapan tahun lalu 91 persen.",
    "Pusat data dipakai bersama; 34 dari 51 aplikasi sudah terhubung.",
    "Layanan dipakai 62 ribu warga, dengan aduan yang dijawab rata-rata dalam dua hari.",
)
NOTED = (
    "Bukti kuat, keputusan bupati dilampirkan.",
    "Target ada, belum ada ukuran tahunan.",
    "Perlu diperjelas: siapa yang memelihara setelah hibah selesai?",
    "Contoh yang baik untuk daerah lain.",
    "Baru berjalan di ibu kota kabupaten.",
)
ASKED = (
    ("budget", "Bagaimana anggaran dijaga bila dana transfer berkurang?", "Ada dana cadangan."),
    ("infrastructure", "Berapa aplikasi dipakai lintas perangkat daerah?", "34, daftarnya pada lampiran 3."),
    ("leadership", "Siapa yang memimpin rapat bulanan tim smart city?", None),
)


def presentation(uploads: Path) -> NewFile:
    """A presentation of four slides that lies in the uploads, for all regencies the same."""
    made = pdf.pdf(DECK, {"lang": "id"})
    name = hashlib.sha256(made).hexdigest()
    uploads.mkdir(parents=True, exist_ok=True)
    (uploads / name).write_bytes(made)
    return NewFile("", "deck", "Paparan smart city.pdf", len(made), name, "application/pdf")


def hand_in(db: Db, session: Session, deck: NewFile, *, at: datetime) -> None:
    """The regency's first contact hands the presentation in."""
    new = NewFile(new_id(at), deck.kind, deck.name, deck.size, deck.sha256, deck.media_type)
    recording.attach(db, session.id, new, asker(session.guests[0]), now=at)


def state(db: Db, session: Session, rubric: Rubric, dice: Random, *, at: datetime) -> None:
    """The regency states its level of each criterion, mostly a little high, with a sentence and a link."""
    given = [
        Given(one, float(dice.choice((3, 3, 4, 4, 5))), dice.choice(STATED), (_evidence(session, one),))
        for one in rubric.criteria
    ]
    claims.put_all(db, session.regency.id, given, asker(session.guests[0]), now=at)


def _evidence(session: Session, criterion: str) -> dict[str, str]:
    return {"name": "Dokumen pendukung", "url": f"https://data.example/{session.regency.code}/{criterion}"}


def note(dice: Random) -> str | None:
    """What a panelist writes beside a score; mostly nothing."""
    return dice.choice(NOTED) if dice.random() < 0.25 else None


def come(db: Db, session: Session) -> None:
    """The panel and the regency's people are at the session's page, one after the other, around its start; after its
    end nobody is."""
    for number, one in enumerate(session.invited()):
        attending.join(db, session.id, asker(one), HERE, now=session.starts_at + timedelta(seconds=40 * number - 120))


def go(db: Db, session: Session, *, at: datetime) -> None:
    """And go again."""
    for one in session.invited():
        attending.leave(db, session.id, asker(one), HERE, now=at)


def ask(db: Db, session: Session, *, at: datetime) -> None:
    """The panel asks, one after the other; what was answered by word of mouth is written down."""
    for (criterion, text, answer), seat in zip(ASKED, session.panel, strict=False):
        new = questions.NewQuestion(text, criterion, "answered" if answer else "asked", answer)
        questions.add_question(db, session.id, new, asker(seat), now=at)


def choose(
    db: Db, programme: Programme, regencies: Sequence[Regency], slots: Sequence[datetime], *, now: datetime
) -> None:
    """Regencies were offered these starts three days ago; every third has chosen, one after the other in turn."""
    made = now - timedelta(days=3)
    wanted = making.Wanted(tuple(one.code for one in regencies), tuple(slots), now + timedelta(days=4))
    offer, _ = making.make(db, programme.id, wanted, COMMAND_LINE, bulk=Bulk(timedelta(0)), now=made)
    for number, regency in enumerate(regencies[::3]):
        choice = choosing.Choice(offer.id, slots[number % len(slots)], asker(regency.people[0].person))
        with suppress(BookingConflict):  # a holiday, or nobody is free then
            choosing.choose(db, choice, ways=booking.PLAINLY, now=made + timedelta(hours=number))


def asker(one: Seat | Guest | Person) -> Asker:
    """Whoever has a part in a session, by their personal link."""
    return Asker(one.id, one.name, False, "link")


def unreached(coming: Sequence[Session]) -> list[Session]:
    """The two whose regency has a contact with a wrong address: their invitations come back, and nobody answers."""
    return [one for one in coming if one.guests][3:5]


def write(db: Db, coming: Sequence[Session], organizer: str, *, now: datetime) -> None:
    """What came to the inbox and needs a person: words that may mean either, another time, an answer by somebody
    else. And two invitations that came back."""
    first, second, third, *_ = (one for one in coming if one.guests)
    for mail in (_in_words(db, first), _another_time(db, second), _by_assistant(db, third)):
        mail["To"] = organizer
        mail["Date"] = now - timedelta(hours=3)
        raw = mail.as_bytes()
        receiving.take(db, read_mail(raw, organizer=organizer), raw, now=now - timedelta(hours=3))
    for session, reason in zip(
        unreached(coming), ("550 5.1.1 alamat tidak dikenal", "552 5.2.2 kotak surat penuh"), strict=False
    ):
        mails.bounced(db, _invitation(db, session, session.guests[0]).message_id, reason=reason)


def _invitation(db: Db, session: Session, one: Seat | Guest) -> Mail:
    return next(mail for mail in mails.of_session(db, session.id) if mail.person == one.id and mail.kind == "invite")


def _reply(to: Mail, sender: str, subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = sender, subject
    mail["Message-ID"] = f"<jawaban-{to.id}@mail.example>"
    mail["In-Reply-To"] = mail["References"] = to.message_id
    mail.set_content(text)
    return mail


def _in_words(db: Db, session: Session) -> EmailMessage:
    invited = _invitation(db, session, session.guests[0])
    text = "Terima kasih atas undangannya. Kami usahakan hadir, tetapi bupati mungkin masih dinas di luar kota.\n"
    return _reply(invited, invited.to_address, "Re: Undangan sidang", text)


def _another_time(db: Db, session: Session) -> EmailMessage:
    invited = _invitation(db, session, session.panel[1])
    starts = session.starts_at + timedelta(days=1)
    line = icalendar.vCalAddress(f"mailto:{invited.to_address}")
    line.params["PARTSTAT"] = "TENTATIVE"
    text = "Pagi itu saya menguji. Apakah bisa pada hari berikutnya?\n"
    mail = _reply(invited, invited.to_address, "Usul waktu lain: sidang", text)
    return _with_calendar(mail, session, "COUNTER", line, starts)


def _by_assistant(db: Db, session: Session) -> EmailMessage:
    invited = _invitation(db, session, session.panel[2])
    line = icalendar.vCalAddress(f"mailto:{invited.to_address}")
    line.params["PARTSTAT"], line.params["SENT-BY"] = "ACCEPTED", "mailto:asisten@kampus.example"
    mail = _reply(invited, "asisten@kampus.example", "Diterima: sidang", "Beliau hadir. Salam, asisten.\n")
    return _with_calendar(mail, session, "REPLY", line, session.starts_at)


def _with_calendar(
    mail: EmailMessage, session: Session, method: str, line: "icalendar.vCalAddress", starts: datetime
) -> EmailMessage:
    event = icalendar.Event()
    event.add("UID", session.uid)
    event.add("DTSTAMP", session.starts_at - timedelta(days=7))
    event.add("DTSTART", starts)
    event.add("DTEND", starts + (session.schedule.ends_at - session.starts_at))
    event.add("SEQUENCE", session.version.sequence)
    event.add("ATTENDEE", line, encode=False)
    calendar = icalendar.Calendar()
    for name, value in (("PRODID", "-//kampus.example//kalender//ID"), ("VERSION", "2.0"), ("METHOD", method)):
        calendar.add(name, value)
    calendar.add_component(event)
    mail.add_alternative(calendar.to_ical().decode(), subtype="calendar", params={"method": method})
    return mail
