"""Passkeys (WebAuthn, level 3): made and removed on one's own page, and coming in by one.

What is asked of an authenticator lies sealed in the browser's cookie for five minutes; the answer is held against it,
against this installation's own address, and against the last challenge that the passkey has answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from server import forms
from server.forms import PasskeyIn, PasskeyShown
from server.web.pages import frame, home
from server.web.pages.house import accounts as account_pages
from server.web.sealed_cookies import SealedCookie
from server.web.seam import SETTINGS, access, handlers, readers
from sessions.actions import Asker, passkeys
from sessions.lazily import lazily
from sessions.store import passkeys as store
from sessions.values import Invalid, NotFound, NotSignedIn

if TYPE_CHECKING:
    import webauthn
    from webauthn import helpers
    from webauthn.helpers import exceptions, structs
else:
    webauthn = lazily("webauthn")
    helpers = lazily("webauthn.helpers")
    exceptions = lazily("webauthn.helpers.exceptions")
    structs = lazily("webauthn.helpers.structs")

COOKIE = SealedCookie("sidang-passkey", "passkey", timedelta(minutes=5), "/", "Strict")
MAKE, COME_IN = "make", "enter"
T = TypeVar("T")
log = structlog.get_logger()


async def ask_to_make(request: web.Request) -> web.Response:
    """What an authenticator needs to make a passkey of the asker's."""
    asker = _maker(request)
    known = await frame.read(request, lambda db: passkeys.listed(db, asker))
    options = webauthn.generate_registration_options(
        rp_id=_host(request),
        rp_name="Sidang",
        user_name=asker.name,
        user_display_name=asker.name,
        user_id=asker.id.encode(),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(one.credential) for one in known],
    )
    return _asked(request, options, options.challenge, MAKE)


async def make(request: web.Request) -> web.Response:
    """Keeps the passkey that was made, under its name."""
    asker, now = _maker(request), handlers.now(request)
    given = await forms.body(request, PasskeyIn)
    made = _held(
        lambda: webauthn.verify_registration_response(
            credential=given.credential,
            expected_challenge=_challenge(request, MAKE),
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            require_user_verification=True,
        )
    )
    await frame.act(
        request,
        lambda db: passkeys.add(
            db, given.name, made.credential_id, made.credential_public_key, made.sign_count, asker, now=now
        ),
    )
    return COOKIE.drop(handlers.json_response({"next": "/account?said=passkey-made"}, status=201))


async def remove(request: web.Request) -> web.Response:
    """One's own passkey signs in no more."""
    asker, now, passkey = access.asker(request), handlers.now(request), request.match_info["passkey"]
    await frame.act(request, lambda db: passkeys.remove(db, passkey, asker, now=now))
    return frame.led_to("/account", "passkey-removed")


async def ask_to_come_in(request: web.Request) -> web.Response:
    """What an authenticator needs to show whose it is; it says that by itself."""
    account_pages.must_be_seldom(request)
    options = webauthn.generate_authentication_options(
        rp_id=_host(request), user_verification=structs.UserVerificationRequirement.REQUIRED
    )
    return _asked(request, options, options.challenge, COME_IN)


async def come_in(request: web.Request) -> web.Response:
    """Signs in whose authenticator has answered."""
    account_pages.must_be_seldom(request)
    given, challenge = await forms.body(request, PasskeyShown), _challenge(request, COME_IN)
    raw = _held(lambda: helpers.base64url_to_bytes(str(given.credential.get("rawId", ""))))
    known = await frame.read(request, lambda db: store.find(db, raw))
    if known is None:
        raise NotSignedIn
    shown = _held(
        lambda: webauthn.verify_authentication_response(
            credential=given.credential,
            expected_challenge=challenge,
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            credential_public_key=known.public_key,
            credential_current_sign_count=known.uses,
            require_user_verification=True,
        )
    )
    device, agent, now, uses = (
        access.device(request),
        access.agent(request),
        handlers.now(request),
        shown.new_sign_count,
    )
    cookie = await frame.act(request, lambda db: passkeys.enter(db, known, challenge, uses, device, agent, now=now))
    if cookie is None:
        raise NotSignedIn
    response = COOKIE.drop(handlers.json_response({"next": await frame.read(request, home.landing)}))
    access.sign_in(response, cookie, request)
    return response


def _maker(request: web.Request) -> Asker:
    asker = access.asker(request)
    if not passkeys.may_have(asker):
        raise NotFound
    return asker


def _host(request: web.Request) -> str:
    found = readers.domain(request)
    if found is None:  # people reach us by a bare address
        raise Invalid.at("/credential", "passkey-unfit")
    return found


def _origin(request: web.Request) -> str:
    parts = urlsplit(request.app[SETTINGS].public_url)
    return f"{parts.scheme}://{parts.netloc}"


def _asked(request: web.Request, options: Any, challenge: bytes, purpose: str) -> web.Response:
    response = web.Response(text=webauthn.options_to_json(options), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    COOKIE.keep(request, response, {"challenge": helpers.bytes_to_base64url(challenge)}, purpose)
    return response


def _challenge(request: web.Request, purpose: str) -> bytes:
    """What this browser's authenticator was asked. Raises Invalid."""
    asked = COOKIE.kept(request, purpose)
    if asked is None:
        raise Invalid.at("/credential", "passkey-late")
    return helpers.base64url_to_bytes(asked["challenge"])


def _held(check: Callable[[], T]) -> T:
    """What the check gives. Raises Invalid where it does not hold."""
    try:
        return check()
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError, AttributeError) as error:
        log.info("passkey-refused", fault=str(error)[:200])
        raise Invalid.at("/credential", "passkey-unfit") from error
