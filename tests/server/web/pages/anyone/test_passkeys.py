"""Passkeys at the door, by an authenticator made of a key pair: what it answers is held against what was asked."""

import base64
import hashlib
import json
import struct

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from houses import Caller, on_one_store
from reading_pages import read
from sqlalchemy import select

from server.web.keys import SETTINGS
from sessions.store.powers import links
from sessions.store.tables.core import mails
from sessions.store.tables.log import leaves

WULAN = {"email": "wulan@kominfo.example", "name": "Wulan Sari", "role": "viewer"}
ADDRESS, DOMAIN = "https://sidang.example.go.id", "sidang.example.go.id"


def url64(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Authenticator:
    """One credential of one site (WebAuthn, sections 6 and 7), by P-256."""

    def __init__(self, domain=DOMAIN, origin=ADDRESS):
        self.key, self.id, self.domain, self.origin = (
            ec.generate_private_key(ec.SECP256R1()),
            b"kunci-1",
            domain,
            origin,
        )

    def _said(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, flags, uses):
        return hashlib.sha256(self.domain.encode()).digest() + bytes([flags]) + struct.pack(">I", uses)

    def _answer(self, **response):
        whole = {name: url64(raw) for name, raw in response.items()}
        return {"id": url64(self.id), "rawId": url64(self.id), "type": "public-key", "response": whole}

    def made(self, options):
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        data = self._data(0x45, 0) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._said("webauthn.create", options["challenge"]), attestationObject=attested
        )

    def shown(self, options, uses=1):
        said, data = self._said("webauthn.get", options["challenge"]), self._data(0x05, uses)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)


async def sent(house, path, document, cookies="", token=""):
    """The answer with its cookies, as a browser of that address keeps them."""
    house.client.session.cookie_jar.clear()
    headers = {"Cookie": cookies, "Origin": ADDRESS, "X-CSRF-Token": token}
    async with house.client.post(path, json=document, headers=headers) as answer:
        body = await answer.json()
        return answer.status, body, "; ".join(f"{name}={one.value}" for name, one in answer.cookies.items())


async def asked(house, path, cookies="", token=""):
    status, options, asked = await sent(house, f"{path}/options", {}, cookies, token)
    assert status == 200, options
    return options, "; ".join(one for one in (cookies, asked) if one)


@on_one_store
async def test_a_passkey_comes_in_once_a_challenge_from_this_site_alone_and_goes_with_its_account(house):
    house.client.app[SETTINGS].server.public_url = ADDRESS
    wulan = (await house.secretariat.post("/accounts", WULAN))["id"]
    cookie, _ = await house.store.write(links.sign_in, wulan, "d", now=house.clock.now, via="once")
    own = f"__Host-sidang={cookie}"
    link = Caller(house.client, await house.store.write(links.token, "enter", wulan, person=wulan, now=house.clock.now))
    assert (await link.post("//account/passkeys/options", {})).status == 404  # which carries no account's powers

    class Browser(Caller):
        def headers(self, **more):
            return {"Cookie": own} | more

    token = (await read(Browser(house.client), "/account")).field("csrf")
    key = Authenticator()
    options, cookies = await asked(house, "/account/passkeys", own, token)
    document = {"name": "Laptop kantor", "credential": key.made(options)}
    assert (await sent(house, "/account/passkeys", document, own, token))[0] == 422  # nothing was asked of that browser
    assert (await sent(house, "/account/passkeys", document, cookies, token))[0] == 201
    assert "Laptop kantor" in (await read(Browser(house.client), "/account")).text

    options, cookies = await asked(house, "/sign-in/passkey")
    shown = {"credential": key.shown(options)}
    stranger, elsewhere = Authenticator(), Authenticator(origin="https://sidang.example.com")
    elsewhere.key = key.key
    for wrong in (stranger.shown(options), elsewhere.shown(options), key.shown({"challenge": url64(b"x" * 32)})):
        assert (await sent(house, "/sign-in/passkey", {"credential": wrong}, cookies))[0] == 422
    status, _, signed_in = await sent(house, "/sign-in/passkey", shown, cookies)
    assert status == 200 and "__Host-sidang=" in signed_in
    assert (await sent(house, "/sign-in/passkey", {"credential": key.shown(options, 2)}, cookies))[0] == 401  # again
    options, cookies = await asked(house, "/sign-in/passkey")
    house.clock.passes(minutes=6)
    assert (await sent(house, "/sign-in/passkey", {"credential": key.shown(options, 3)}, cookies))[0] == 422

    told = await house.store.read(lambda db: db.execute(select(mails.c.kind).where(mails.c.person_id == wulan)).all())
    noted = await house.store.read(lambda db: db.execute(select(leaves.c.kind)).all())
    assert ("passkey-made",) in told and {("passkey-made",), ("passkey-row",)} <= set(noted)
    assert (await house.secretariat.delete(f"/accounts/{wulan}")).status == 204
    options, cookies = await asked(house, "/sign-in/passkey")
    assert (await sent(house, "/sign-in/passkey", {"credential": key.shown(options, 4)}, cookies))[0] == 401
