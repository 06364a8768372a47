"""Signing in by an OpenID provider: authorization code with PKCE (RFC 7636), nonce and state (OpenID Connect Core 1.0).

What is under way lies in the browser, sealed; the ID token is believed by its signature, issuer, audience, time and
nonce, and its address only where the provider says that it has been verified.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth, web

from server.settings import OidcSettings
from sessions.lazily import lazily
from sessions.values import Json

if TYPE_CHECKING:
    from joserfc import errors, jwk, jwt
else:
    errors, jwk, jwt = (lazily(f"joserfc.{name}") for name in ("errors", "jwk", "jwt"))


ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SECONDS = 10.0
ANSWER_BYTES = 512 * 1024
KNOWN_SECONDS = 3600.0  # what the provider says of itself and its keys
LEEWAY = 60  # seconds that its clock may be off ours
USER_AGENT = "Sidang"


class OidcFault(Exception):
    """The provider cannot be reached, or what it said is not to be believed; the text is for the log."""


@dataclass(frozen=True)
class UnderWay:
    """One sign-in that was begun: what its end is held against."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """The provider of the settings, for one process."""

    def __init__(self, settings: OidcSettings, redirect: str) -> None:
        self._settings = settings
        self._redirect = redirect
        self._about: dict[str, Any] = {}
        self._keys: jwk.KeySet | None = None
        self._known_until = 0.0

    async def begin(self) -> tuple[str, UnderWay]:
        """Where the browser is led, and what is to be kept until it comes back. Raises OidcFault."""
        about = await self._known()
        begun = UnderWay(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._redirect,
            "scope": "openid email",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        where = str(about["authorization_endpoint"])
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", begun

    async def finish(self, code: str, begun: UnderWay) -> str:
        """The verified address of who came back with that code. Raises OidcFault."""
        about = await self._known()
        told = await self._exchange(about, code, begun.verifier)
        claims = await self._claims(str(told.get("id_token", "")), str(about["issuer"]), begun.nonce)
        if claims.get("email_verified") not in (True, "true") or not isinstance(claims.get("email"), str):
            raise OidcFault("the provider states no verified address")
        return str(claims["email"])

    async def _claims(self, token: str, issuer: str, nonce: str) -> Mapping[str, Json]:
        must = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._settings.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = await self._decoded(token)
            must.validate(claims)
        except (errors.JoseError, ValueError) as error:
            raise OidcFault(f"the ID token does not hold: {error}") from error
        if claims.get("azp", self._settings.client_id) != self._settings.client_id:
            raise OidcFault("the ID token was made for another client")
        return claims

    async def _decoded(self, token: str) -> dict[str, Json]:
        assert self._keys is not None
        try:
            return jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims
        except (errors.JoseError, ValueError):
            self._known_until = 0.0  # its keys may have been changed
            await self._known()
            return jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims

    async def _known(self) -> dict[str, Any]:
        if time.monotonic() < self._known_until:
            return self._about
        issuer = self._settings.issuer.rstrip("/")
        async with _client() as client:
            about = await _json(client, "GET", f"{issuer}/.well-known/openid-configuration")
            if str(about.get("issuer", "")).rstrip("/") != issuer:
                raise OidcFault(f"the provider calls itself {about.get('issuer')!r}")
            for key in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _must_be_safe(str(about.get(key, "")), issuer)
            keys = await _json(client, "GET", str(about["jwks_uri"]))
        try:
            self._keys = jwk.KeySet.import_key_set(keys)  # type: ignore[arg-type]
        except (errors.JoseError, ValueError, KeyError, TypeError) as error:
            raise OidcFault(f"the provider's keys cannot be read: {error}") from error
        self._about, self._known_until = about, time.monotonic() + KNOWN_SECONDS
        return about

    async def _exchange(self, about: Mapping[str, Any], code: str, verifier: str) -> dict[str, Json]:
        ours, secret = self._settings.client_id, self._settings.client_secret
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect}
        form["code_verifier"] = verifier
        ways = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        heads: dict[str, str] = {}
        if secret and "client_secret_basic" in ways:
            heads["Authorization"] = encode_basic_auth(quote(ours, safe=""), quote(secret, safe=""))  # RFC 6749, 2.3.1
        else:
            form |= {"client_id": ours} | ({"client_secret": secret} if secret else {})
        async with _client() as client:
            return await _json(client, "POST", str(about["token_endpoint"]), data=form, headers=heads)


PROVIDER: web.AppKey[Provider | None] = web.AppKey("oidc")


def _client() -> ClientSession:
    return ClientSession(timeout=ClientTimeout(total=SECONDS), headers={"User-Agent": USER_AGENT})


async def _json(client: ClientSession, method: str, url: str, **options: Any) -> dict[str, Json]:
    """What the provider answers. Raises OidcFault."""
    try:
        async with client.request(method, url, allow_redirects=False, **options) as answer:
            raw = await answer.content.read(ANSWER_BYTES + 1)
            while len(raw) <= ANSWER_BYTES and (more := await answer.content.read(ANSWER_BYTES)):
                raw += more
            document = json.loads(raw) if len(raw) <= ANSWER_BYTES else None
    except (TimeoutError, ClientError, ValueError, RecursionError) as error:
        raise OidcFault(f"{urlsplit(url).netloc}: {error or type(error).__name__}") from error
    if answer.status != 200 or not isinstance(document, dict):
        why = document.get("error", "") if isinstance(document, dict) else ""
        raise OidcFault(f"{urlsplit(url).netloc} answered {answer.status} {str(why)[:100]}")
    return document


def _must_be_safe(url: str, issuer: str) -> None:
    parts = urlsplit(url)
    if not parts.netloc or parts.scheme not in ("https", urlsplit(issuer).scheme):
        raise OidcFault(f"the provider names an address that is not used: {url[:200]!r}")
