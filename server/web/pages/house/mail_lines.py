"""The lines of config.toml that set mail up, written out of what somebody fills in on the page.

The page writes no setting itself: whoever chose the server that mail leaves by would read everybody's personal links.
"""

import json
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field, StringConstraints

from server import forms
from server.forms import Email, Line, Loose, Model
from server.settings import InboxSettings, MailSettings, Organizer, Settings

Host = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9._:-]*$", max_length=255)]
Port = Annotated[int, Field(ge=1, le=65535)] | None
Secret = Annotated[str, StringConstraints(max_length=500)]
Way = Literal["auto", "tls"]  # STARTTLS where the server offers it, or TLS from the first byte
PORTS = {"smtp": 587, "smtps": 465, "imap": 143, "imaps": 993}


class MailLinesIn(Model):
    """What the page asks for; no host for the mailbox is no mailbox."""

    name: Line
    address: Email
    smtp_host: Annotated[Host, StringConstraints(min_length=1)]
    smtp_port: Port = None
    smtp_way: Way = "auto"
    smtp_user: Loose = ""
    smtp_password: Secret = ""
    imap_host: Host = ""
    imap_port: Port = None
    imap_way: Way = "tls"
    imap_user: Loose = ""
    imap_password: Secret = ""
    authserv: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\S*$", max_length=255)] = ""
    plus: bool = False


def given(form: dict[str, str]) -> MailLinesIn:
    """What was filled in. Raises Invalid."""
    known: dict[str, Any] = {key: text for key, text in form.items() if key in MailLinesIn.model_fields}
    ports = {key: _port(text) for key, text in known.items() if key.endswith("_port")}
    return forms.fit(known | ports | {"plus": "plus" in known}, MailLinesIn)


def _port(text: str) -> int | str | None:
    number = forms.natural(text.strip())
    return number if number is not None else text.strip() or None  # what is no number, the model refuses


def filled(settings: Settings) -> dict[str, object]:
    """What the form begins with: the settings in use, without servers and passwords."""
    organizer, mail = settings.mail.organizer, settings.mail
    return {
        "name": organizer.name,
        "address": organizer.address,
        "smtp_way": "auto",
        "imap_way": "tls",
        "authserv": mail.authserv,
        "plus": mail.answers == "plus",
    }


def written(asked: MailLinesIn, settings: Settings) -> str:
    """The tables [mail], [mail.organizer] and [inbox], whole: what the form does not ask for stays as it is in use."""
    out = _url("smtp", asked.smtp_way, asked.smtp_host, asked.smtp_port, asked.smtp_user, asked.smtp_password)
    back = _url("imap", asked.imap_way, asked.imap_host, asked.imap_port, asked.imap_user, asked.imap_password)
    mail = settings.mail.model_copy(update={"url": out, "authserv": asked.authserv, "answers": "plus" * asked.plus})
    inbox = settings.inbox.model_copy(update={"url": f"{back}/INBOX" if asked.imap_host else ""})
    organizer = Organizer(name=asked.name, address=asked.address)
    tables = {
        "mail": _set(mail, MailSettings),
        "mail.organizer": organizer.model_dump(),
        "inbox": _set(inbox, InboxSettings),
    }
    return "\n\n".join(_table(name, keys) for name, keys in tables.items())


def _set(table: MailSettings | InboxSettings, kind: type[MailSettings | InboxSettings]) -> dict[str, object]:
    """What differs from the defaults, and the address always."""
    usual = kind()
    return {
        key: getattr(table, key)
        for key in kind.model_fields
        if key == "url" or (key != "organizer" and getattr(table, key) != getattr(usual, key))
    }


def _table(name: str, keys: dict[str, object]) -> str:
    # A basic string of TOML takes whatever one of JSON does, and so do its numbers and truth values.
    return "\n".join(
        [f"[{name}]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items())]
    )


def _url(kind: str, way: Way, host: str, port: int | None, user: str, password: str) -> str:
    scheme = f"{kind}s" if way == "tls" else kind
    who = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    place = f"[{host}]" if ":" in host else host
    return f"{scheme}://{who}{place}:{port or PORTS[scheme]}"
