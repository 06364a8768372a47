"""The outbox's author: stored facts become a letter, links stand in it as placeholders until it is sent.

What is said is the kind's (kinds.py), the calendar part calendar_part.py's. What no longer holds when its time comes is
withdrawn: the state is read again.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, select_autoescape

from server.mail import calendar_part, own_words
from server.mail.kinds import KINDS, Kind
from server.mail.outbox import Withdrawn
from server.mail.smtp import Refused
from server.mail.told import Said, Told, particulars, when
from server.settings import Settings
from server.text import TEMPLATES, Compiled, formats, translator
from sessions.store import Db, Store, links, mails, records, registry, templates
from sessions.values import UNWRITABLE, Clock, Holder, Letter, Mail, Template, Wording, from_wire
from sessions.values.itip import Party, is_address, masked

# Private-use characters, which are taken out of everything that comes from elsewhere: no name can ask for a link.
OPENS, CLOSES = "\ue000", "\ue001"
ENTER, ANSWER, ONCE = f"{OPENS}enter{CLOSES}", f"{OPENS}answer{CLOSES}", f"{OPENS}once{CLOSES}"
TICKET = f"{OPENS}ticket{CLOSES}"  # what makes the meeting's link the person's own
_FOREIGN = str.maketrans({OPENS: None, CLOSES: None})


class LetterWriter:
    """Composes letters and fills in the links as they are when a letter is sent."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._organizer = Party(settings.mail.organizer.name, settings.mail.organizer.address)

    async def compose(self, mail: Mail) -> Letter:
        """The letter of the mail's facts. Raises Withdrawn for what no longer holds."""
        _must_have_address(mail)
        organizer = self._organizer
        known = await self._store.read(_known, mail, organizer.address, now=self._clock())
        if _is_invited(mail):
            organizer = Party(organizer.name, await self._answers_to(mail, known))
        heard = bool(self._settings.inbox.url)
        thread, own = known.thread, known.own
        link = mail.facts.get("session", {}).get("meeting_url", "")
        needed = mail.person is not None and self._settings.meeting.tickets.is_needed(link)
        address = self._settings.public_url
        return letter(mail, organizer, public_url=address, thread=thread, heard=heard, own=own, ticket=needed)

    async def _answers_to(self, mail: Mail, known: "_Known") -> str:
        """The address that the attendee answers to: their own one, from the first invitation to the cancellation, where
        the settings say so when that is written."""
        plain, wants = self._organizer.address, self._settings.mail.answers == "plus"
        token = known.reply
        if token is None and wants and not known.was_plain:
            subject = f"{mail.session}:{mail.person}"
            whose = {"person": mail.person, "session": mail.session}
            token = await self._store.write(links.token, "reply", subject, now=self._clock(), **whose)
        local, _, host = plain.partition("@")
        return f"{local}+{token}@{host}" if token else plain

    async def fill(self, mail: Mail, letter: Letter) -> Letter:
        """The letter with the person's links. Raises Withdrawn for what no longer holds."""
        _must_have_address(mail)
        if OPENS not in letter.text:
            await self._store.read(_must_hold, mail, now=self._clock())
            return letter
        address = self._settings.public_url
        found = await self._store.read(_standing_links, mail, now=self._clock())
        if found is None:
            found = await self._store.write(_made_links, mail, now=self._clock())
        filled = letter.filled({mark: f"{address}/{path}" for mark, path in found.items()})
        return filled.filled({TICKET: self._ticket(mail)}) if TICKET in filled.text else filled

    def _ticket(self, mail: Mail) -> str:
        facts = mail.facts
        moderates = facts["person"]["role"] == "chair"
        holder = Holder(str(mail.person), facts["person"]["name"], moderates)
        until = from_wire(facts["session"]["ends_at"])
        return self._settings.meeting.tickets.to(facts["session"]["meeting_url"], holder, until)


@dataclass(frozen=True)
class _Known:
    """What the store knows for a letter: the thread it goes on with, its programme's own words, and the attendee's
    reply address: its token, if there is one, and whether they were invited from the plain address."""

    thread: Sequence[str]
    own: Wording
    reply: str | None
    was_plain: bool


def _known(db: Db, mail: Mail, plain: str, *, now: datetime) -> _Known:
    """Everything at once. Raises Withdrawn for what no longer holds."""
    _must_hold(db, mail, now=now)
    reply, was_plain = _reply_token(db, mail, plain) if _is_invited(mail) else (None, False)
    return _Known(mails.thread(db, mail), templates.of_mail(db, mail), reply, was_plain)


def _is_invited(mail: Mail) -> bool:
    return bool(mail.session and mail.person) and KINDS[mail.kind].to == "invited"


def _must_have_address(mail: Mail) -> None:
    if not mail.to_address:  # its reader's data were erased while it was on its way
        raise Withdrawn("erased")
    if not is_address(mail.to_address):  # as an older release kept it
        raise Refused(UNWRITABLE)


def letter(
    mail: Mail,
    organizer: Party,
    *,
    public_url: str,
    thread: Sequence[str] = (),
    heard: bool = True,
    own: Wording = MappingProxyType({}),
    ticket: bool = False,
) -> Letter:
    """What the mail says, with placeholders for links. Only where a mailbox is read (`heard`) does it promise that an
    answer from a calendar is. `own`: its programme's words for the kind; `ticket`: the meeting's link becomes the
    person's own."""
    facts = _cleaned(mail.facts)
    told = Told(facts, mail.cause, mail.written_at, f"{public_url}/verify")
    kind = KINDS[mail.kind]
    said = own_words.with_added(own_words.worded(kind.words(told), told, mail.kind, _cleaned(own)), told)
    to = {"name": mail.to_name.translate(_FOREIGN), "address": mail.to_address}
    method = kind.method if mail.to_address else None  # read while it waits for an address, it invites nobody yet
    shown = _shown(told, kind, said, to["name"], organizer, public_url) | {"heard": heard}
    if ticket:
        link = facts["session"]["meeting_url"]
        shown["rows"] = [(label, f"{text}{TICKET}" if text == link else text) for label, text in shown["rows"]]
    return Letter(
        subject=said.subject,
        text=engine().get_template("letter.txt").render(shown),
        html=engine().get_template("letter.html").render(shown),
        organizer_name=organizer.name,
        organizer_address=organizer.address,
        calendar=calendar_part.part(method, facts, organizer, comes=said.comes, **to).decode() if method else None,
        method=method,
        references=tuple(thread),
    )


def example(template: Template, programme: Mapping[str, object], language: str, settings: Settings) -> dict[str, str]:
    """How a mail of the kind would read, with made-up facts; the places of its links are shown. `programme`: its id,
    name and timezone."""
    facts = own_words.facts(template.kind, programme, language)
    told = Told(_cleaned(facts), "", from_wire("2026-11-30T02:00:00Z"), f"{settings.public_url}/verify")
    kind = KINDS[template.kind]
    said = own_words.worded(kind.words(told), told, template.kind, _cleaned(template.languages))
    organizer = Party(settings.mail.organizer.name, settings.mail.organizer.address)
    shown = _shown(told, kind, said, told.facts["person"]["name"], organizer, settings.public_url)
    text = engine().get_template("letter.txt").render(shown | {"heard": bool(settings.inbox.url)})
    for mark in (ENTER, ANSWER):
        text = text.replace(mark, f"{settings.public_url}/{mark[1:-1]}/…")
    return {"subject": said.subject, "text": text}


def as_read(mail: Mail, own: Wording, settings: Settings) -> dict[str, str | None]:
    """What a mail says as it went or, where its letter is not kept, as it would go now, in its programme's `own` words;
    see `readable`."""
    made = mail.letter
    if made is None:
        organizer = Party(settings.mail.organizer.name, settings.mail.organizer.address)
        heard = bool(settings.inbox.url)
        made = letter(mail, organizer, public_url=settings.public_url, own=own, heard=heard)
    return readable(made, settings.public_url)


def readable(letter: Letter, public_url: str) -> dict[str, str | None]:
    """What a letter says, for whoever may look at mails: the places of its links are shown, never where they lead."""
    places = {mark: f"{public_url}/{mark[1:-1]}/…" for mark in (ENTER, ANSWER)} | {TICKET: ""}
    shown = letter.filled(places)
    calendar = masked(letter.calendar.replace("\r\n ", "")) if letter.calendar is not None else None
    return {"subject": shown.subject, "text": masked(shown.text), "html": masked(shown.html), "calendar": calendar}


def _shown(told: Told, kind: Kind, said: Said, name: str, organizer: Party, public_url: str) -> dict[str, Any]:
    _ = translator(told.language)
    return {
        "lang": told.language,
        "name": name,
        "said": said,
        "title": _(kind.title),
        "when": when(told) if said.shows else None,
        "rows": [*(particulars(told, comes=said.comes) if said.shows else []), *said.rows],
        "answers": _answers(told.language)
        if kind.asks == "yes" or (kind.asks == "unanswered" and told.unanswered)
        else [],
        "enter": ONCE if kind.once else ENTER if kind.enters else "",
        "enters": _("Masuk ke Sidang") if kind.once else _("Buka ruang kerja Anda"),
        "page": _page(said.page, kind, public_url),
        "privacy": f"{public_url}/privacy?lang={told.language}",
        "organizer": organizer,
    }


def _page(path: str, kind: Kind, public_url: str) -> str:
    """Where the letter leads besides: through the reader's personal link where it has one, so that nobody who comes
    from their own mail is asked to sign in."""
    if not path:
        return ""
    return f"{ENTER}?{urlencode({'next': path}, safe='/')}" if kind.enters else f"{public_url}{path}"


def _answers(language: str) -> list[tuple[str, str]]:
    _ = translator(language)
    words = {"accepted": _("Hadir"), "tentative": _("Belum pasti"), "declined": _("Tidak hadir")}
    return [(word, f"{ANSWER}?a={answer}") for answer, word in words.items()]


@cache
def engine() -> Environment:
    """The templates of mails with their filters and texts."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Compiled(formats, sys.modules[__name__]),
    )
    formats.install(environment)
    return environment


def _cleaned(facts: object) -> Any:
    """The facts without the characters that mark a link's place."""
    if isinstance(facts, str):
        return facts.translate(_FOREIGN)
    if isinstance(facts, list):
        return [_cleaned(one) for one in facts]
    return {key: _cleaned(one) for key, one in facts.items()} if isinstance(facts, Mapping) else facts


# - links -


def _reply_token(db: Db, mail: Mail, plain: str) -> tuple[str | None, bool]:
    """The token of the attendee's own reply address, if there is one; whether they were invited from the plain one."""
    token = links.standing(db, "reply", f"{mail.session}:{mail.person}")
    return token, token is None and mails.was_from(db, mail, plain)


def _standing_links(db: Db, mail: Mail, *, now: datetime) -> dict[str, str] | None:
    """What stands for each placeholder; None where a link has to be made first. Raises Withdrawn, seen in the same
    moment as the links: a link that is made for a new address never goes to the old one."""
    _must_hold(db, mail, now=now)
    _must_be_theirs(db, mail, now=now)
    found = {(mark, kind): links.standing(db, kind, subject) for mark, kind, subject in _wanted(mail)}
    if None in found.values():
        return None
    return {mark: f"{_opened_at(kind)}/{token}" for (mark, kind), token in found.items()}


def _made_links(db: Db, mail: Mail, *, now: datetime) -> dict[str, str]:
    _must_be_theirs(db, mail, now=now)
    return {
        mark: f"{_opened_at(kind)}/" + links.token(db, kind, subject, person=mail.person, session=session, now=now)
        for mark, kind, subject in _wanted(mail)
        for session in [mail.session if kind == "answer" else None]
    }


def _wanted(mail: Mail) -> list[tuple[str, str, str]]:
    if "once" in mail.facts:
        return [(ONCE, "once", mail.facts["once"])]
    enter = [(ENTER, "enter", mail.person)] if mail.person else []
    answer = [(ANSWER, "answer", f"{mail.session}:{mail.person}")] if mail.person and mail.session else []
    return enter + answer


def _opened_at(kind: str) -> str:
    return "enter" if kind == "once" else kind


# - what still holds -


def _must_be_theirs(db: Db, mail: Mail, *, now: datetime) -> None:
    """A link goes to nobody but its person: raises Withdrawn where the mail's address is not theirs any more, or the
    link that opens once does not open any more."""
    if mail.person is None:
        return
    present = registry.person(db, mail.person).email
    if registry.email_key(present) != registry.email_key(mail.to_address):
        raise Withdrawn("readdressed")
    if "once" in mail.facts and not links.opens(db, "once", mail.facts["once"], now=now):
        raise Withdrawn("used")


def _must_hold(db: Db, mail: Mail, *, now: datetime) -> None:
    """Raises Withdrawn, with the reason, for a mail about what was moved, cancelled, or has passed meanwhile."""
    holds = KINDS[mail.kind].holds
    if holds is None or mail.session is None:
        return
    session = records.load(db, mail.session)
    reason = holds(session.told(now) or session, mail, now)
    if reason:
        raise Withdrawn(reason)
