"""A real Dovecot on loopback for tests: a mailbox by IMAP, mail into it by LMTP. Started and ended by the test."""

import grp
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path

import pytest

DOVECOT = "/usr/sbin/dovecot"
USER, PASSWORD = "sekretariat@sidang.example", "rahasia dan sulit"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
mail_location = maildir:{folder}/mail/%u
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
{capability}
auth_mechanisms = plain login
auth_failure_delay = 0
auth_username_chars =
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}/mail/%u
}}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """A running server."""

    folder: Path
    imap: int
    imaps: int
    lmtp: int
    auth: int

    @property
    def url(self) -> str:
        """As `[inbox] url` names it."""
        return self.address("imap", self.imap)

    @property
    def tls_url(self) -> str:
        """The same over TLS."""
        return self.address("imaps", self.imaps)

    def address(self, scheme: str, port: int) -> str:
        user, password = USER.replace("@", "%40"), PASSWORD.replace(" ", "%20")
        return f"{scheme}://{user}:{password}@127.0.0.1:{port}/INBOX"

    def deliver(self, *mails: bytes, sender: str = "pengirim@luar.example") -> None:
        """Puts mails into the mailbox, as a mail server would."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            for mail in mails:
                lmtp.sendmail(sender, [USER], mail)

    @contextmanager
    def opened(self, user: str = USER):
        """The mailbox as its owner sees it."""
        with IMAP4("127.0.0.1", self.imap, timeout=10) as box:
            box.login(user, PASSWORD)
            yield box

    def newest(self, user: str) -> bytes | None:
        """The newest mail in somebody's mailbox, where there is one."""
        with self.opened(user) as box:
            _, (found,) = box.select("INBOX", readonly=True)
            return box.fetch(found.decode(), "(BODY[])")[1][0][1] if int(found) else None

    def count(self, folder: str = "INBOX") -> int:
        """How many mails lie in the folder; none in one that is not there."""
        with self.opened() as box:
            status, (found, *_) = box.select(f'"{folder}"', readonly=True)
            return int(found) if status == "OK" else 0


@contextmanager
def dovecot(
    *, without: str = "", tls: Path | None = None, prefix: str = "", separator: str = "/", others: Sequence[str] = ()
):
    """Runs a server; `without` hides a capability like IDLE, `tls` is a certificate's folder, `others` have mailboxes
    too."""
    if not os.access(DOVECOT, os.X_OK):
        pytest.skip("Dovecot is not here: apt-get install dovecot-imapd dovecot-lmtpd")
    folder = Path(tempfile.mkdtemp(prefix="sidang-dovecot-"))
    try:
        server = _prepared(folder, without, tls, prefix, separator)
        (folder / "users").write_text("".join(f"{user}:{PASSWORD}\n" for user in (USER, *others)))
        process = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")])
        try:
            for port in (server.imap, server.lmtp):
                await_port(port, folder / "log", process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(folder: Path, without: str, tls: Path | None, prefix: str, separator: str) -> Dovecot:
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    me = pwd.getpwuid(os.getuid())
    root = me.pw_uid == 0
    owner = pwd.getpwnam("nobody") if root else me
    if root:
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    server = Dovecot(folder, *(free_port() for _ in range(4)))
    certificate = f"ssl_cert = <{tls}/certificate.pem\nssl_key = <{tls}/key.pem" if tls else ""
    (folder / "dovecot.conf").write_text(
        CONFIG.format(
            folder=folder,
            ssl="yes" if tls else "no",
            certificate=certificate,
            login="dovenull" if root else me.pw_name,
            internal="dovecot" if root else me.pw_name,
            group="dovecot" if root else _group(me.pw_gid),
            owner=owner.pw_uid,
            owner_group=owner.pw_gid,
            separator=separator,
            prefix=prefix,
            capability="imap_capability = IMAP4rev1 SASL-IR ID ENABLE UIDPLUS MOVE IDLE".replace(without, "")
            if without
            else "",
            imap=server.imap,
            imaps=server.imaps if tls else 0,
            lmtp=server.lmtp,
            auth=server.auth,
        )
    )
    return server


def _group(number: int) -> str:
    return grp.getgrgid(number).gr_name


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def await_port(port: int, log: Path, process: subprocess.Popen | None = None) -> None:
    """Until somebody listens there; what the server logged where that takes longer than ten seconds, or it ended."""
    for _ in range(200):
        assert process is None or process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())
