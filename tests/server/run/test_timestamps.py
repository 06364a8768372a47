"""The log's head is stamped by a time-stamping authority: a local one, made with OpenSSL's `ts`."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from houses import on_one_store

from server.documents import timestamps
from server.run.log_keeping import stamp
from server.web.keys import KEEPER
from sessions.store.powers import log

CONFIG = """
[req]
distinguished_name = dn
[dn]
[tsa_ext]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/cert.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


def openssl(*arguments: str) -> bytes:
    """What OpenSSL prints."""
    return subprocess.run(["openssl", *arguments], capture_output=True, timeout=60, check=True).stdout


@pytest.fixture
async def authority(tmp_path: Path) -> AsyncIterator[str]:
    """The address of an authority that stamps what it is sent."""
    config = tmp_path / "tsa.cnf"
    config.write_text(CONFIG.format(folder=tmp_path))
    (tmp_path / "serial").write_text("01")
    key, cert = str(tmp_path / "key.pem"), str(tmp_path / "cert.pem")
    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "30", "-subj",
        "/CN=Otoritas Uji", "-config", str(config), "-extensions", "tsa_ext",
    )  # fmt: skip

    async def answer(request: web.Request) -> web.Response:
        (tmp_path / "query").write_bytes(await request.read())
        reply = tmp_path / "reply"
        openssl("ts", "-reply", "-config", str(config), "-queryfile", str(tmp_path / "query"), "-out", str(reply))
        return web.Response(body=reply.read_bytes(), content_type=timestamps.ANSWERED)

    app = web.Application()
    app.router.add_post("/", answer)
    app.router.add_post("/other", lambda _: _bytes((tmp_path / "reply").read_bytes()))
    app.router.add_post("/broken", lambda _: _bytes(b"nothing"))
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def _bytes(body: bytes) -> web.Response:
    return web.Response(body=body, content_type=timestamps.ANSWERED)


async def test_a_root_is_stamped_and_the_stamp_is_of_that_root_alone(authority):
    token = await stamp(authority, "ab" * 32)

    assert timestamps.fault(token, "ab" * 32) == ""
    assert timestamps.fault(token, "cd" * 32) == "it is the time-stamp of something else"
    assert timestamps.fault(b"nothing", "ab" * 32).startswith("it is no time-stamp")
    for path in ("other", "broken"):
        with pytest.raises(ValueError, match="time-stamp"):
            await stamp(f"{authority}{path}", "ef" * 32)


@on_one_store
async def test_the_daily_head_is_kept_with_its_stamp(house, authority):
    house.settings.log.timestamp_url = authority
    await house.book()

    await house.client.app[KEEPER].each_day()

    (head,) = await house.store.read(log.kept_heads)
    assert timestamps.fault(head.token, head.root) == ""


@on_one_store
async def test_an_authority_that_does_not_answer_holds_nothing_up(house):
    house.settings.log.timestamp_url = "http://127.0.0.1:9/"
    await house.book()

    await house.client.app[KEEPER].each_day()

    (head,) = await house.store.read(log.kept_heads)
    assert head.token is None
