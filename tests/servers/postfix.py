"""A real Postfix on loopback for tests: takes mail with a password, hands every mail to a Dovecot's mailboxes by LMTP.

It needs root, as Postfix does, and has its queue in a folder of its own; what the machine has set up stays as it is."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from servers.dovecot import Dovecot, await_port, free_port

POSTFIX = "/usr/sbin/postfix"
# What a milter would note of mails that come in over this server (no name server to ask for SPF and DKIM here).
FINDINGS = "mx.sidang.example; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass"
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.sidang.example
mydestination =
alias_maps =
local_recipient_maps =
mynetworks =
recipient_delimiter = +
virtual_mailbox_domains = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:nothing leaves this machine
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_data_restrictions = check_sender_access regexp:{folder}/findings
smtputf8_enable = no
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
lmtp unix - - n - - lmtp
error unix - - n - - error
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def postfix(dovecot: Dovecot):
    """Runs a server whose mail goes to that Dovecot; gives its port. Skips the test, and says why, where it cannot."""
    if not os.access(POSTFIX, os.X_OK) or os.getuid() != 0:
        pytest.skip("Postfix is not here, or one is not root: apt-get install postfix")
    folder = Path(tempfile.mkdtemp(prefix="sidang-postfix-"))
    port = free_port()
    try:
        _prepare(folder, port, dovecot)
        started = subprocess.run([POSTFIX, "-c", str(folder), "start"], capture_output=True, text=True, check=False)
        assert started.returncode == 0, started.stderr
        try:
            await_port(port, folder / "log")
            yield port
        finally:
            subprocess.run([POSTFIX, "-c", str(folder), "stop"], capture_output=True, check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: Path, port: int, dovecot: Dovecot) -> None:
    folder.chmod(0o755)
    for name in ("queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    (folder / "main.cf").write_text(MAIN.format(folder=folder, lmtp=dovecot.lmtp, auth=dovecot.auth))
    (folder / "master.cf").write_text(MASTER.format(port=port))
    (folder / "findings").write_text(f"/@(.+)$/ PREPEND Authentication-Results: {FINDINGS.format(domain='$1')}\n")
