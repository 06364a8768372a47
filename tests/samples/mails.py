"""Mails for tests: Jepara's invitation as a stored mail and what it says, and mails to nine people in the store."""

from dataclasses import dataclass, field
from typing import Any

from samples.invites import BOOKED_AT, RATNA, an_invite
from sqlalchemy import insert

from server.mail.kinds import KINDS
from server.mail.outbox import Withdrawn
from server.mail.smtp import Envelope
from sessions.store.mailing import mails
from sessions.store.tables.core import people
from sessions.values.itip import request
from sessions.values.mailing.mail import Letter, Mail
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


_RELEASE = {
    "version": 2,
    "reason": "Nilai terlambat diterima.",
    "published_at": "2026-12-20T02:00:00Z",
    "objections_until": "2026-12-27T16:59:59Z",
    "digest": "ab" * 32,
}
_OBJECTION = {"text": "Nilai anggaran keliru.", "by": "Kontak Jepara", "answer": "Diperiksa.", "outcome": "rejected"}
_RELEASED = {"regency": {"code": "33.20", "name": "Kabupaten Jepara"}, "release": _RELEASE}
_RESULT = {"rank": 3, "index": 78.44, "band": {"id": "Hampir siap", "en": "Nearly ready"}, "of": 514}

_OFFERED = {
    "regency": {"code": "33.20", "name": "Kabupaten Jepara"},
    "offer": {"id": "01offer", "until": "2026-11-20T09:00:00Z"},
}

# What a kind tells beside the session. A kind that needs more facts adds its own here.
MORE: dict[str, dict[str, Any]] = {
    "account-made": {"by": "Wulan", "role": "viewer"},
    "role-changed": {"by": "Wulan", "role": "secretariat"},
    "account-removed": {"by": "Wulan", "role": "secretariat"},
    "address-changed": {"by": "Wulan", "new": "r…@kampus.example"},
    "address-new": {"by": "Wulan", "old": "r…@kampus.example"},
    "link-revoked": {"by": "Wulan"},
    "trouble": {"part": "outbox", "reason": "Connection refused", "since": "2026-11-30T02:00:00Z"},
    "trouble-over": {"part": "disk", "since": "2026-11-30T02:00:00Z", "until": "2026-11-30T04:00:00Z"},
    "log-head": {"head": {"size": 1204, "root": "ef" * 32}},
    "panelist-removed": {"by": "Wulan"},
    "passkey-made": {"by": "Wulan", "passkey": "Laptop kantor"},
    "passkey-removed": {"by": "Wulan", "passkey": "Laptop kantor"},
    "key-made": {"by": "Wulan", "key": "laporan"},
    "key-revoked": {"by": "Wulan", "key": "laporan"},
    "update": {"previous": {"starts_at": "2026-11-30T02:00:00Z"}},
    "cancel": {"reason": "Banjir & jalan putus <hari ini>"},
    "conflict": {"panelist": {"id": "02", "name": "Budi"}},
    "sealed": {"digest": "ab" * 32},
    "signed": {"digest": "cd" * 32},
    "pause-alert": {"minutes": 17.4},
    "offer": _OFFERED,
    "offer-reminder": _OFFERED,
    "offer-freed": _OFFERED,
    "offer-declined": _OFFERED | {"offer": _OFFERED["offer"] | {"words": "Panel lengkap baru ada pekan depan."}},
    "claims-reminder": {"claims": {"regency": "r", "due": "2026-11-29T02:00:00Z", "missing": 3, "of": 11}},
    "calibration": {"calibration": {"id": "c", "title": "Contoh A", "until": "2026-11-20T09:00:00Z"}},
    "overview": {"sessions": [{"regency": "Kabupaten Jepara", "starts_at": "2026-12-01T02:00:00Z"}] * 28},
    "results": _RELEASED | {"result": _RESULT},
    "objection": _RELEASED | {"objection": _OBJECTION},
    "answered-elsewhere": {"answer": "declined"},
    "counter-declined": {"proposed": "2026-12-02T02:00:00Z", "text": "Ruangnya terpakai."},
    "message": {"subject": "", "text": "Rapat persiapan hari Senin.\nMohon hadir."},
    "reply": {"text": "Boleh, lima menit."},
    "objection-answered": _RELEASED | {"objection": _OBJECTION},
}


# What its reader is in the session, where that is not its chair.
ROLES = {"regency": "contact", "secretariat": "secretariat", "person": "", "witness": ""}


def facts_of(
    kind: str, *, language: str = "id", role: str = "", rehearsal: bool = False, zone="Asia/Jayapura", **more
) -> dict[str, Any]:
    """What a mail of that kind tells Ratna of Jepara's session."""
    role = role or ("observer" if kind == "observer" else ROLES.get(KINDS[kind].to, "chair"))
    return {
        "kind": kind,
        "person": {"id": "01", "name": "Dr. Ratna", "role": role, "timezone": zone, "language": language},
        "programme": {"id": "p", "name": "Gerakan Menuju Smart City", "timezone": "Asia/Jakarta"},
        "session": {
            "id": "01jepara",
            "regency": "Kabupaten Jepara",
            "code": "33.20",
            "starts_at": "2026-12-01T02:00:00Z",
            "ends_at": "2026-12-01T04:00:00Z",
            "meeting_url": "https://rapat.example.id/jepara?pwd=a&x=1",
            "rehearsal": rehearsal,
            "phases": [{"key": "presentation", "minutes": 45}, {"key": "qna", "minutes": 75}],
            "panel": [{"name": "Dr. Ratna", "role": "chair"}, {"name": "Budi", "role": "member"}],
        },
        "invite": {
            "uid": "01jepara@7f3a.sidang",
            "sequence": 2,
            "dtstamp": "2026-09-01T03:04:05Z",
            "created": "2026-09-01T03:04:05Z",
            "partstat": "NEEDS-ACTION",
        },
    } | MORE.get(kind, {}) | more  # fmt: skip


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
    return Person(f"p{number}", f"Panelis {number}", f"p{number}@x.id", "", "Asia/Jakarta", "id")


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
        db.execute(insert(people).values(**values, timezone=one.timezone))


@dataclass
class Postbox:
    """A transport that keeps what it is handed, and fails by address."""

    errors: dict[str, list[Exception]] = field(default_factory=dict)
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    async def send(self, envelope: Envelope, message: bytes) -> None:
        if self.errors.get(envelope.recipient):
            raise self.errors[envelope.recipient].pop(0)
        self.taken.append((envelope.recipient, message))

    async def close(self) -> None:
        pass

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]
