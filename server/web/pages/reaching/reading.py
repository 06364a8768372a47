"""Mails that something would send, to be read before it does: every one of a few, of many one of each kind, and
whichever is asked for by `read`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from server.mail import kinds, reading
from server.text import translator
from server.web.pages import frame
from server.web.pages.frame import View
from server.web.seam import SETTINGS
from sessions.store import Db, mails, templates
from sessions.values import Mail, Wording, WouldSend

READ = "read"  # whose mail a form or an address asks for: PERSON:KIND
FEW = 12  # mails that a page brings along, folded; of more it brings one of each kind
OF_ONE = 40  # of one session: more people are not invited to one


@dataclass(frozen=True)
class Draft:
    """A mail that would be written, with its programme's own words; `asked`: it is one that was asked for."""

    mail: Mail
    own: Wording
    asked: bool

    @property
    def key(self) -> str:
        """Whose it is, and of which kind, as `read` asks for it."""
        return key(self.mail.person, self.mail.kind)


def key(person: str | None, kind: str) -> str:
    """How `read` asks for a person's mails of a kind."""
    return f"{person or ''}:{kind}"


def drafts(db: Db, asked: str = "", few: int = FEW) -> list[Draft]:
    """Which of the mails written so far are shown, those that were `asked` for first: to be called while the look at
    what would be done still stands. They are composed afterwards, so that nobody waits for it."""
    chosen = [row for row in db.written if key(row["person_id"], row["kind"]) == asked][:few] if asked else []
    rows = db.written if len(db.written) <= few else _one_of_each(db.written)
    found = [(row, True) for row in chosen] + [(row, False) for row in rows if row not in chosen]
    read = [(mails.as_written(row), is_asked) for row, is_asked in found]
    return [Draft(mail, templates.of_mail(db, mail), is_asked) for mail, is_asked in read]


def _one_of_each(written: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The first of each kind and role, which words differ by; one with an address before one that waits for it."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in sorted(written, key=lambda row: not row["to_address"]):
        found.setdefault((row["kind"], str(row["content"]["facts"]["person"]["role"])), row)
    return list(found.values())


def shown(request: web.Request, found: Iterable[Draft]) -> list[View]:
    """The mails as the page shows them: whose, of which kind and role, and what each says (see parts/letters.html)."""
    settings, language = request.app[SETTINGS], frame.language(request)
    return [
        {
            "key": one.key,
            "asked": one.asked,
            "what": told(one.mail.kind, str(one.mail.facts["person"]["role"]), language),
            "name": one.mail.to_name or one.mail.facts.get("session", {}).get("regency", ""),
            "email": one.mail.to_address,
            "said": reading.of(one.mail, one.own, settings),
        }
        for one in found
    ]


def recipients(would_send: Iterable[WouldSend], letters: Iterable[View], language: str) -> list[View]:
    """A line for each person: what they get, where it goes, and the mail to be read; who has no address last."""
    by_key = {one["key"]: one for one in letters}
    lines = [
        {
            "name": row["name"],
            "email": row["email"],
            "what": told(row["kind"], row["role"], language),
            "letter": by_key.get(key(row["person"], row["kind"])),
        }
        for row in would_send
    ]
    return sorted(lines, key=lambda line: line["email"] is None)


def are_all(would_send: Iterable[WouldSend], letters: Iterable[View]) -> bool:
    """Whether each mail that would go is among the letters."""
    keys = {one["key"] for one in letters}
    return all(row["count"] == 1 and key(row["person"], row["kind"]) in keys for row in would_send)


def one_of_each(letters: Sequence[View]) -> list[View]:
    """Those that were asked for, and the first of each other kind and role."""
    asked = [one for one in letters if one["asked"]]
    known = {one["what"] for one in asked}
    others = {one["what"]: one for one in reversed(letters) if one["what"] not in known}
    return [*asked, *others.values()]


def told(kind: str, role: str, language: str) -> str:
    """What a mail of the kind is to who gets it: `Undangan · ketua panel`."""
    _ = translator(language)
    words = {
        "update": _("Undangan dengan waktu baru"),
        "minor": _("Undangan yang diperbarui; jawaban tetap berlaku"),
        "removed": _("Pembatalan untuk yang dikeluarkan"),
        "called-in": _("Panggilan untuk segera bergabung"),
        "let-go": _("Pemberitahuan tidak lagi di panel"),
        "observer": _("Pemberitahuan pengamat"),
    }
    roles = {
        "chair": _("ketua panel"),
        "member": _("panelis"),
        "panelist": _("panelis"),
        "observer": _("pengamat"),
        "contact": _("daerah"),
        "delegate": _("daerah"),
    }
    return " · ".join(filter(None, [words.get(kind) or kinds.title(kind, language), roles.get(role, "")]))
