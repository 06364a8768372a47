"""Signing in by the organisation's provider: a real one on loopback, asked by our own client and by a browser."""

import base64
import hashlib
import json
import re
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from houses import on_one_store, open_house
from joserfc.jwk import KeySet, RSAKey
from oidc_provider_mock import User, run_server_in_thread

from server.settings import BadSettings, load
from server.web.oidc import PROVIDER
from server.web.pages.anyone import oidc
from sessions.store import sealing

WULAN = "wulan@kementerian.example"


@pytest.fixture(scope="module")
def provider():
    people = {"wulan": (WULAN, True), "wulan-unsure": (WULAN, False), "budi": ("budi@panel.example", True)}
    people["stranger"] = ("lain@luar.example", True)
    users = [User(sub=sub, claims={"email": mail, "email_verified": sure}) for sub, (mail, sure) in people.items()]
    with run_server_in_thread(require_nonce=True, user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
async def house(store, clock, tmp_path, provider):
    def by_provider(settings):
        settings.oidc.issuer, settings.oidc.client_id, settings.oidc.client_secret = provider, "sidang", "r4h4s14"

    async with open_house(store, clock, tmp_path / "data", change=by_provider) as house:
        made = await house.secretariat.post("/accounts", {"email": WULAN, "name": "Wulan", "role": "secretariat"})
        assert made.status == 201
        yield house


async def led(house):
    """Where the button leads, and what the browser keeps meanwhile."""
    async with house.client.get("/sign-in/oidc", allow_redirects=False) as answer:
        assert answer.status == 303
        return answer.headers["Location"], answer.cookies[oidc.COOKIE.name].value


async def chosen(where, sub):
    """The provider's answer to who has chosen that account: the path that it sends the browser back to."""
    async with aiohttp.ClientSession() as browser, browser.post(where, data={"sub": sub}, allow_redirects=False) as one:
        assert one.status == 302, await one.text()
        back = urlsplit(one.headers["Location"])
        return f"{back.path}?{back.query}"


async def came_back(house, path, kept):
    house.client.session.cookie_jar.clear()
    async with house.client.get(
        path, headers={"Cookie": f"{oidc.COOKIE.name}={kept}"}, allow_redirects=False
    ) as answer:
        return answer.status, answer.cookies.get("sidang"), await answer.text()


async def signed_in(house, sub):
    where, kept = await led(house)
    return await came_back(house, await chosen(where, sub), kept)


@on_one_store
async def test_who_has_an_account_signs_in_by_a_verified_address(house):
    async with house.client.get("/sign-in") as page:
        assert 'href="/sign-in/oidc"' in await page.text()
    status, cookie, _ = await signed_in(house, "wulan")
    assert status == 303 and cookie is not None
    async with house.client.get("/account", headers={"Cookie": f"sidang={cookie.value}"}) as page:
        assert "akun lembaga" in await page.text()
    async with house.client.get("/accounts", headers={"Cookie": f"sidang={cookie.value}"}) as page:
        assert page.status == 200

    for sub, expected in {"wulan-unsure": 502, "budi": 403, "stranger": 403}.items():
        status, cookie, text = await signed_in(house, sub)
        assert (status, cookie) == (expected, None), sub
        assert "akun lembaga" in text.lower()


@on_one_store
async def test_only_what_this_browser_has_begun_is_ended(house):
    where, kept = await led(house)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(where).query).items()}
    begun = json.loads(sealing.unseal(house.store.secret, oidc.COOKIE.purpose, kept))
    digest = base64.urlsafe_b64encode(hashlib.sha256(begun["verifier"].encode()).digest()).decode().rstrip("=")
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (digest, "S256")
    assert not re.search(begun["verifier"], where)

    path = await chosen(where, "wulan")
    other = sealing.seal(house.store.secret, oidc.COOKIE.purpose, json.dumps(begun | {"nonce": "x"}))
    _, stranger = await led(house)
    for cookie in ("", "x", stranger, other):
        assert (await came_back(house, path, cookie))[:2] == (502, None), cookie
    late = await chosen(where, "wulan")
    house.clock.passes(minutes=11)
    assert (await came_back(house, late, kept))[:2] == (502, None)


@on_one_store
async def test_a_token_of_another_key_is_refused_and_new_keys_are_asked_for(house):
    await led(house)
    provider = house.client.app[PROVIDER]
    provider._keys = KeySet([RSAKey.generate_key(2048)])
    assert (await signed_in(house, "wulan"))[0] == 303  # the provider's keys were asked for again
    known = provider._known

    async def forged():
        about = await known()
        provider._keys = KeySet([RSAKey.generate_key(2048)])
        return about

    provider._known = forged
    assert (await signed_in(house, "wulan"))[0] == 502


@pytest.mark.parametrize(
    "settings", ['issuer = "http://sso.example"\nclient_id = "a"', 'issuer = "https://sso.example"']
)
def test_settings_that_could_not_be_trusted_are_refused(tmp_path, settings):
    (tmp_path / "config.toml").write_text(f"[oidc]\n{settings}\n")
    with pytest.raises(BadSettings, match="oidc"):
        load(str(tmp_path / "config.toml"))
