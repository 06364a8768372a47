"""A mail as a page shows it to who may look at mails: its words as they will be read, what its calendar part does."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from server.mail import calendar_part, compose
from server.mail.kinds import KINDS
from server.settings import Settings
from sessions.lazily import lazily
from sessions.values import Mail, Wording, wire
from sessions.values.itip import Party

if TYPE_CHECKING:
    import nh3
else:
    nh3 = lazily("nh3")

_TAGS = {"p", "br", "div", "table", "tr", "th", "td", "a"}
_ATTRIBUTES = {"a": {"class"}, "th": {"scope"}}
_HIDDEN = {"title", "style", "script", "small"}  # small: the unseen first line


@dataclass(frozen=True)
class CalendarFacts:
    """What a mail does in its reader's calendar: the iTIP method, and the event by name, time (RFC 3339) and place."""

    method: str
    summary: str
    starts_at: str
    ends_at: str
    place: str


@dataclass(frozen=True)
class Reading:
    """What a mail says. `body` is its HTML part's words, which lead nowhere and bring no look of their own; `part` its
    calendar part as it travels, the links in it masked."""

    subject: str
    text: str
    body: Markup
    language: str
    calendar: CalendarFacts | None
    part: str | None


def of(mail: Mail, own: Wording, settings: Settings) -> Reading:
    """The mail as it went or, where its letter is not kept, as it would go now. `own`: its programme's own words."""
    said = compose.as_read(mail, own, settings)
    html = nh3.clean(said["html"] or "", tags=_TAGS, attributes=_ATTRIBUTES, clean_content_tags=_HIDDEN, link_rel=None)
    return Reading(
        subject=said["subject"] or "",
        text=said["text"] or "",
        body=Markup(html.strip()),
        language=str(mail.facts.get("person", {}).get("language", "")),
        calendar=_calendar(mail, settings) if said["calendar"] is not None else None,
        part=said["calendar"],
    )


def _calendar(mail: Mail, settings: Settings) -> CalendarFacts | None:
    kind, sender = KINDS.get(mail.kind), settings.mail.organizer
    if kind is None or kind.method is None or "session" not in mail.facts:
        return None
    organizer = Party(sender.name, sender.address)
    told = calendar_part.invite_of(mail.facts, organizer, language=mail.facts["person"]["language"])
    return CalendarFacts(kind.method, told.summary, wire(told.starts_at), wire(told.ends_at), told.meeting_url)
