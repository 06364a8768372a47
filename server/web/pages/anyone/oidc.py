"""Coming in by the organisation's own provider (`[oidc]`): led there, and taken in again."""

import hmac
from dataclasses import asdict
from datetime import timedelta

import structlog
from aiohttp import web

from server.web.oidc import PROVIDER, OidcFault, Provider, UnderWay
from server.web.pages import frame, home
from server.web.pages.house import accounts as account_pages
from server.web.sealed_cookies import SealedCookie
from server.web.seam import SETTINGS, STORE, access, handlers
from sessions.actions import accounts
from sessions.values import NotFound

BEGIN, BACK = "/sign-in/oidc", "/sign-in/oidc/back"
COOKIE = SealedCookie("sidang-oidc", "oidc", timedelta(minutes=10), BEGIN, "Lax")  # from the button to coming back
log = structlog.get_logger()


def set_up(app: web.Application) -> None:
    """The provider of the settings, if any."""
    settings = app[SETTINGS].oidc
    app[PROVIDER] = Provider(settings, f"{app[SETTINGS].public_url}{BACK}") if settings.issuer else None


async def begin(request: web.Request) -> web.StreamResponse:
    """Leads the browser to the provider."""
    provider = _provider(request)
    account_pages.must_be_seldom(request)
    try:
        where, begun = await provider.begin()
    except OidcFault as fault:
        return _failed(request, fault)
    response = web.Response(status=303, headers={"Location": where, "Cache-Control": "no-store"})
    COOKIE.keep(request, response, asdict(begun))
    return response


async def back(request: web.Request) -> web.StreamResponse:
    """Takes in whom the provider vouches for, if they have an account here."""
    provider = _provider(request)
    account_pages.must_be_seldom(request)
    try:
        begun = _begun(request)
        email = await provider.finish(request.query.get("code", ""), begun)
    except OidcFault as fault:
        return _failed(request, fault)
    device, agent, now = access.device(request), access.agent(request), handlers.now(request)
    cookie = await request.app[STORE].write(accounts.enter_by_address, email, device, agent, now=now)
    if cookie is None:
        return COOKIE.drop(account_pages.sign_in_page(request, trouble="oidc-unknown", status=403))
    response = COOKIE.drop(frame.led_to(await frame.read(request, home.landing)))
    access.sign_in(response, cookie, request)
    return response


def _provider(request: web.Request) -> Provider:
    provider = request.app[PROVIDER]
    if provider is None:
        raise NotFound
    return provider


def _begun(request: web.Request) -> UnderWay:
    """What this browser has begun. Raises OidcFault."""
    kept = COOKIE.kept(request)
    if kept is None:
        raise OidcFault("nothing was begun here in the last ten minutes")
    if not hmac.compare_digest(kept["state"].encode(), request.query.get("state", "").encode()):
        raise OidcFault("it answers another request than this browser's")
    if "code" not in request.query:
        raise OidcFault(f"the provider says {request.query.get('error', '')[:100]!r}")
    return UnderWay(kept["state"], kept["nonce"], kept["verifier"])


def _failed(request: web.Request, fault: OidcFault) -> web.Response:
    log.warning("oidc-failed", fault=str(fault)[:300])
    return COOKIE.drop(account_pages.sign_in_page(request, trouble="oidc-failed", status=502))
