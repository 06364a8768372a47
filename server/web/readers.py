"""Who reads the answer, in which language, and at which address."""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

from server.text import LANGUAGES, known
from server.web.keys import ASKER, SETTINGS
from sessions.actions import Asker
from sessions.values import Invalid

LANGUAGE_COOKIE = "sidang_language"
THEME_COOKIE = "sidang_theme"
THEMES = ("light", "dark", "contrast")  # what may be chosen; else pages look as the device says


def language(request: web.Request) -> str:
    """The language chosen in this browser, else the reader's own, else Indonesian."""
    asker: Asker | None = request[ASKER]
    return known(request.cookies.get(LANGUAGE_COOKIE) or (asker.language if asker else None))


def theme(request: web.Request) -> str:
    """How pages are to look in this browser; "" is as the device says."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def named_language(request: web.Request) -> str | None:
    """The first of ours that the browser's choice or `Accept-Language` names."""
    accepted = request.headers.get("Accept-Language", "").split(",")
    named = [request.cookies.get(LANGUAGE_COOKIE, ""), *(one.partition(";")[0].strip()[:2] for one in accepted)]
    return next((one for one in named if one in LANGUAGES), None)


def told_language(request: web.Request) -> str:
    """The language of words within an answer: the one that a program names, else the reader's."""
    by_key = "Authorization" in request.headers
    return (named_language(request) if by_key else None) or language(request)


def chosen_language(request: web.Request) -> str:
    """The language that `?lang=` names, else the reader's. Raises Invalid."""
    named = request.query.get("lang")
    if named is not None and named not in LANGUAGES:
        raise Invalid.at("/lang", "not-one-of", allowed=", ".join(LANGUAGES))
    return known(named or language(request))


def domain(request: web.Request) -> str | None:
    """The domain by which people reach us, which passkeys are bound to; none where that is a bare address."""
    name = urlsplit(request.app[SETTINGS].public_url).hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name
    return None
