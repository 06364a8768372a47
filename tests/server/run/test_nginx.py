"""nginx as deploy/nginx.conf sets it up, on loopback: no link stands in its log."""

import contextlib
import re
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from mail_servers import self_made_certificate
from servers.dovecot import await_port, free_port

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
CONFIG = Path(__file__).parents[3] / "deploy" / "nginx.conf"
TOKEN = "rahasia" * 5
WHOLE = (
    "daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ {paths} include {folder}/site; }}"
)


@pytest.fixture
def nginx(tmp_path):
    """The port of a running one, behind which nobody answers, and its folder."""
    if NGINX is None:
        pytest.skip("nginx is not here: apt-get install nginx-light")
    _, pem = self_made_certificate(tmp_path)
    port, plain, none = free_port(), free_port(), free_port()
    site = re.sub(r"listen \[::\].*", "", CONFIG.read_text())
    site = re.sub(r"listen 443 ssl", f"listen 127.0.0.1:{port} ssl", site).replace(
        "listen 80;", f"listen 127.0.0.1:{plain};"
    )
    for there, here in {
        "/etc/ssl/sidang/fullchain.pem": pem,
        "/etc/ssl/sidang/privkey.pem": tmp_path / "key.pem",
    }.items():
        site = site.replace(there, str(here))
    site = site.replace("/var/log/nginx/sidang.log", f"{tmp_path}/access.log").replace(
        "127.0.0.1:8080", f"127.0.0.1:{none}"
    )
    (tmp_path / "site").write_text(site)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {tmp_path}/{kind}; " for kind in kinds)
    (tmp_path / "nginx.conf").write_text(WHOLE.format(folder=tmp_path, paths=paths))
    process = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    try:
        await_port(port, tmp_path / "error.log", process)
        yield port, plain, tmp_path
    finally:
        process.terminate()
        process.wait(10)


def test_no_link_stands_in_its_log(nginx):
    port, plain, folder = nginx
    trusting = ssl._create_unverified_context()
    ways_in = [f"/{kind}/{TOKEN}" for kind in ("enter", "answer", "stage", "fill", "calendar", "api/v1/fill")]
    for path in [*ways_in, f"/sign-in?next={TOKEN}"]:
        for address in (f"https://127.0.0.1:{port}", f"http://127.0.0.1:{plain}"):
            with contextlib.suppress(urllib.error.URLError):  # nobody answers behind it
                urllib.request.urlopen(address + path, context=trusting, timeout=5)

    log = (folder / "access.log").read_text()
    assert log.count('"GET /enter/') >= 2 and "/sign-in" in log
    assert TOKEN not in log
