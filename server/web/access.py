"""Who is asking: keys, personal links, sign-ins by cookie, and the token that guards a browser's forms."""

import contextlib
import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from server.forms import CONTROLS
from server.web import typed
from server.web.keys import ASKER, CLOCK, SETTINGS, STORE
from sessions.actions import Asker
from sessions.lately import Lately
from sessions.store import Db, accounts, links, registry
from sessions.values import NotFound, NotSignedIn, Role, StorageFull, Unavailable

COOKIE = "sidang"
CSRF_HEADER = "X-CSRF-Token"
MASK = 32  # bytes of a form token's mask
MASKED = re.compile(r"[0-9a-f]{128}")
MOST_PASSES = 20_000
SAFE = {"GET", "HEAD", "OPTIONS"}


def key_asker(name: str) -> Asker:
    """The secretariat's program with that key."""
    return Asker(f"key:{name}", name, True, "key")


@dataclass(frozen=True)
class Pass:
    """Somebody who was let in, until when what they showed holds (None is without end), and when its use is noted
    again, so that what nobody uses ends."""

    asker: Asker
    until: datetime | None
    note_at: datetime | None = None

    def is_to_be_noted(self, now: datetime) -> bool:
        """Whether it was used so long after the last use that is known."""
        return self.note_at is not None and now >= self.note_at


class Recent:
    """Who was let in lately, so that not every request asks the store; nothing of it outlives a change of access."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._passes: Lately[tuple[str, str], Pass] = Lately(MOST_PASSES)

    def find(self, version: str | None, shown: tuple[str, str], *, now: datetime) -> Pass | None:
        """Who that was, if access is still of this version."""
        if version is None or version != self._version:
            self._version, self._passes = version, Lately(MOST_PASSES)
            return None
        known = self._passes.get(shown)
        return known if known and (known.until is None or now < known.until) else None

    def keep(self, version: str | None, shown: tuple[str, str], found: Pass) -> None:
        """Keeps who was found; `version` is from before the store was asked."""
        if version is not None and version == self._version:
            self._passes.keep(shown, found)


RECENT = web.AppKey("recent", Recent)


def by_bearer(db: Db, token: str, *, now: datetime) -> Pass | None:
    """Who an `Authorization: Bearer` token stands for: a key or somebody's personal link."""
    key = links.key_name(db, token, now=now)
    if key is not None:
        return Pass(key_asker(key[0]), key[1])
    link = links.find(db, token)
    if link is None or link.kind != "enter" or link.person is None or not link.holds(now):
        return None
    return Pass(person_asker(db, link.person, "link"), link.expires_at)  # which carries no account's powers


def by_cookie(db: Db, token: str, *, now: datetime) -> Pass | None:
    """Who is signed in with that cookie."""
    found = links.signed_in(db, token, now=now)
    if found is None:
        return None
    role = None if found.via == "link" else accounts.role(db, found.person)
    return Pass(person_asker(db, found.person, "sign-in", role), found.until, found.note_at)


def person_asker(db: Db, person_id: str, via: str, role: Role | None = None) -> Asker:
    """A person who was let in, with the powers of that role."""
    person = registry.person(db, person_id)
    secretariat, viewer = role == "secretariat", role == "viewer"
    return Asker(person.id, person.name, secretariat, via, person.timezone, person.language, viewer)


async def identify(request: web.Request) -> Asker | None:
    """Who is asking, if anybody known; a bearer token goes before a cookie. A viewer is of the secretariat for what
    only reads."""
    found = await _known(request)
    return found.reading() if found is not None and request.method in SAFE else found


async def must_still_be_let_in(request: web.Request) -> None:
    """Whoever was let in by the head still is, now that the body is here, and with the same powers: it may have taken
    its time. Raises NotSignedIn, or NotFound where the powers are others."""
    was, now = request[ASKER], await identify(request)
    if was is not None and now is None:
        raise NotSignedIn
    if now is not None and was is not None and (now.secretariat, now.viewer) != (was.secretariat, was.viewer):
        raise NotFound


async def _known(request: web.Request) -> Asker | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return await _let_in(request, by_bearer, token.strip())
    cookie = request.cookies.get(cookie_name(request))
    return await _let_in(request, by_cookie, cookie) if cookie else None


async def _let_in(request: web.Request, by: Callable[..., Pass | None], token: str) -> Asker | None:
    app = request.app
    store, now, recent = app[STORE], app[CLOCK](), app[RECENT]
    shown = (by.__name__, links.hashed(token))
    version = store.glance.access()
    known = recent.find(version, shown, now=now)
    if known is not None and not known.is_to_be_noted(now):
        return known.asker
    found = await store.read(by, token, now=now)
    if found is None:
        return None
    if found.is_to_be_noted(now):
        with contextlib.suppress(StorageFull, Unavailable):  # who only reads is let in all the same
            await store.write(links.note_use, token, now=now)
            found = await store.read(by, token, now=now) or found
    recent.keep(version, shown, found)
    return found.asker


def asker(request: web.Request) -> Asker:
    """Who is asking. Raises NotSignedIn."""
    found: Asker | None = request[ASKER]
    if found is None:
        raise NotSignedIn
    return found


def csrf(request: web.Request) -> str:
    """The token that this browser's forms carry: bound to its sign-in, worth nothing elsewhere. Masked anew in every
    page, so that what a compressed page's length tells is never the token."""
    mask = secrets.token_bytes(MASK)
    return (mask + _xor(mask, _csrf(request))).hex()


def _csrf(request: web.Request) -> bytes:
    cookie = request.cookies.get(cookie_name(request), "")
    return hmac.digest(request.app[STORE].secret, b"csrf:" + cookie.encode(), "sha256")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


async def has_csrf(request: web.Request) -> bool:
    """Whether a browser's form or script has sent its token."""
    given = request.headers.get(CSRF_HEADER)
    if given is None and request.content_type in typed.FORMS:
        given = await typed.begins(request, "csrf") if streams(request) else (await typed.fields(request)).get("csrf")
    if given is None or not MASKED.fullmatch(given):
        return False
    raw = bytes.fromhex(given)
    return hmac.compare_digest(_xor(raw[:MASK], raw[MASK:]), _csrf(request))


def streams(request: web.Request) -> bool:
    """Whether the handler reads the body by itself, piece by piece (uploads)."""
    return getattr(request.match_info.handler, "streams", False)


def sign_in(response: web.StreamResponse, token: str, request: web.Request) -> None:
    """Gives the browser its cookie."""
    age = int(links.SIGN_IN.total_seconds())
    name, secure = cookie_name(request), is_secure(request)
    response.set_cookie(name, token, max_age=age, httponly=True, samesite="Lax", secure=secure, path="/")


def is_secure(request: web.Request) -> bool:
    """Whether people reach us by https."""
    return request.app[SETTINGS].public_url.startswith("https:")


def cookie_name(request: web.Request) -> str:
    """The cookie of a sign-in. Under https its name keeps other hosts of the domain from setting it (RFC 6265bis)."""
    return f"__Host-{COOKIE}" if is_secure(request) else COOKIE


def sign_in_id(request: web.Request) -> str:
    """The id of this browser's sign-in, as its person's list of them names it."""
    return links.hashed(request.cookies.get(cookie_name(request), ""))[: links.SHORT]


def agent(request: web.Request) -> str:
    """What the browser says it is, as it is kept to tell sign-ins apart."""
    return CONTROLS.sub(" ", request.headers.get("User-Agent", "")).encode(errors="replace").decode()


def client(request: web.Request) -> str:
    """The network address that asks, for bounds on whom nobody knows: the last that no proxy of ours has added."""
    trusted = [ipaddress.ip_network(one) for one in request.app[SETTINGS].server.trusted_proxies]
    told = [one.strip() for one in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",") if one.strip()]
    at = request.remote or ""
    while told and _is_among(at, trusted):
        at = told.pop()
    return at


def caller(request: web.Request) -> str:
    """To whom a request is counted where it costs us work: the person or program that asks, so that an office behind
    one address is not one caller; the network address of whom nobody knows, of IPv6 the /64 that one subscriber has."""
    asker = request.get(ASKER)
    if asker is not None:
        return f"person:{asker.id}"
    at = client(request)
    try:
        one = ipaddress.ip_address(at)
    except ValueError:
        return at
    return at if one.version == 4 else str(ipaddress.ip_network((one, 64), strict=False))


def _is_among(address: str, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(one in network for network in networks)


def device(request: web.Request) -> str:
    """What tells one device of a person from another: roughly the browser and its system."""
    return hashlib.sha256(request.headers.get("User-Agent", "").encode()).hexdigest()
