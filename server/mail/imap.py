"""An IMAP mailbox as the inbox needs it: what waits, its bytes, moving it away, waiting for more. It blocks its thread.

A server is not trusted: how much it may send at once and how long each answer may take are bounded.
"""

import imaplib
import re
import select
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from server.mail.tls import context_for, is_this_machine

TIMEOUT = 30  # seconds that a server may take for one answer
LARGEST = 2 * 1024 * 1024 + 1  # of a larger mail so much is fetched: enough to see that it is too large
AT_ONCE = 10  # mails fetched together
LONGEST_ANSWER = 2 * AT_ONCE * LARGEST  # bytes that a server may send to one command
SLICE = 0.5  # seconds after which a wait looks whether it is to end
LONGEST_IDLE = 25 * 60  # seconds; servers drop who idles longer (RFC 2177 says 29 minutes)


class MailboxError(Exception):
    """The mailbox cannot be used now; the text says why."""


@dataclass(frozen=True)
class MailboxServer:
    """Where a mailbox is and how it is spoken to: `imap://user:pass@host:port/FOLDER`, or imaps:."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool
    ca: str | None

    @classmethod
    def of(cls, url: str) -> "MailboxServer":
        """Out of `[inbox] url`; `?ca=FILE` names certificates to trust. Raises ValueError with a plain line."""
        parts = urlsplit(url)
        if parts.scheme not in ("imap", "imaps") or not parts.hostname:
            raise ValueError("inbox.url must be imap://user:password@host/INBOX or imaps://…")
        tls = parts.scheme == "imaps"
        ca = parse_qs(parts.query).get("ca", [None])[-1]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        folder = unquote(parts.path.strip("/")) or "INBOX"
        return cls(parts.hostname, parts.port or (993 if tls else 143), user, password, folder, tls, ca)


class Mailbox:
    """An open mailbox. Everything may raise MailboxError, after which it is of no use any more."""

    def __init__(self, server: MailboxServer, folders: Sequence[str] = (), *, timeout: float = TIMEOUT) -> None:
        self._folders: dict[str, str] = {}
        with _as_mailbox_error(server.host):
            self._box = _Box(server, timeout)
            try:
                self._box.login(server.user, server.password, initial_folder=server.folder)
                for folder in folders:
                    self._folders[folder] = self._made(folder)
            except BaseException:
                self.abandon()
                raise

    def waiting(self) -> list[str]:
        """The UIDs of what is in the folder, oldest first, read or not."""
        with _as_mailbox_error("search"):
            self._news()  # what was told of before is among what is found
            return sorted(self._box.uids("UNDELETED", charset=None), key=int)

    def fetch(self, uids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Each mail's bytes, as far as LARGEST; what has gone meanwhile is left out. It does not become read."""
        with _as_mailbox_error("fetch"):
            for first in range(0, len(uids), AT_ONCE):
                some = ",".join(uids[first : first + AT_ONCE])
                status, data = self._box.client.uid("FETCH", some, f"(UID BODY.PEEK[]<0.{LARGEST}>)")
                if status != "OK":
                    raise MailboxError(f"fetch: {status}")
                yield from _mails(data)

    def move(self, uids: Sequence[str], folder: str) -> None:
        """Moves mails to one of the folders."""
        with _as_mailbox_error("move"):
            self._box.move(list(uids), self._folders[folder], chunks=500)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Until something happens in the folder (where the server tells), `stop` is set, or so many seconds passed; not
        at all where the server has told of it since `waiting`, in the answer to another command: it tells once."""
        if self._news():
            return
        if "IDLE" not in self._box.client.capabilities:
            stop.wait(seconds)
            return
        with _as_mailbox_error("idle"):
            idle: Any = self._box.idle
            idle.start()
            self._watch(monotonic() + min(seconds, LONGEST_IDLE), stop)
            idle.stop()

    def _news(self) -> bool:
        """Whether the server has told since the last time that there is more in the folder (RFC 9051, 7.4.1)."""
        return self._box.client.untagged_responses.pop("EXISTS", None) is not None

    def close(self) -> None:
        """Says goodbye, if the server still listens."""
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            self._box.logout()
        self.abandon()

    def abandon(self) -> None:
        """Hangs up; whoever waits for the server is woken. May be called from another thread."""
        box = getattr(self, "_box", None)
        if box is not None:
            with suppress(OSError):
                box.client.shutdown()

    def _watch(self, until: float, stop: threading.Event) -> None:
        client = self._box.client
        if _has_read_ahead(client):
            return
        while not stop.is_set() and monotonic() < until:
            if select.select([client.sock], [], [], SLICE)[0]:
                return

    def _made(self, folder: str) -> str:
        """The folder's name on the server, made where there is none; some keep everything below INBOX."""
        for name in (folder, f"INBOX.{folder}", f"INBOX/{folder}"):
            with suppress(ImapToolsError):
                if not self._box.folder.exists(name):
                    self._box.folder.create(name)
                return name
        raise MailboxError(f"the folder {folder} cannot be made")


def _mails(data: Sequence[Any]) -> Iterator[tuple[str, bytes]]:
    # One mail is a pair (what was asked, its bytes) and then what follows: the UID may stand before or behind.
    for number, piece in enumerate(data):
        if isinstance(piece, tuple) and len(piece) == 2:
            behind = data[number + 1] if number + 1 < len(data) and isinstance(data[number + 1], bytes) else b""
            uid = re.search(rb"\bUID (\d+)", piece[0]) or re.search(rb"\bUID (\d+)", behind)
            if uid:
                yield uid[1].decode(), piece[1]


def _has_read_ahead(client: imaplib.IMAP4) -> bool:
    """Whether the server's word came with the answer before it, so that the socket has nothing more to tell."""
    reader: object = getattr(client, "_file", None) or getattr(client, "file", None)  # its name differs between Pythons
    if not hasattr(reader, "peek"):
        return False
    old = client.sock.gettimeout()
    client.sock.settimeout(0)
    try:
        return bool(reader.peek(1))
    except (OSError, ValueError):
        return False
    finally:
        client.sock.settimeout(old)


@contextmanager
def _as_mailbox_error(what: str) -> Iterator[None]:
    """Turns whatever a server can make imaplib raise into MailboxError."""
    try:
        yield
    except MailboxError:
        raise
    except Exception as error:
        raise MailboxError(f"{what}: {error or type(error).__name__}") from error


# - bounded clients -


class _Bounded:
    """An answer longer than anything that was asked for is an attack or a fault: it is not read to its end."""

    _read_so_far = 0

    def read(self, size: int) -> bytes:
        """A literal's bytes."""
        self._count(size)
        data: bytes = super().read(size)  # type: ignore[misc]
        return data

    def readline(self) -> bytes:
        """A line."""
        line: bytes = super().readline()  # type: ignore[misc]
        self._count(len(line))
        return line

    def _command(self, name: str, *arguments: object) -> object:
        self._read_so_far = 0
        return super()._command(name, *arguments)  # type: ignore[misc]

    def _count(self, size: int) -> None:
        self._read_so_far += size
        if self._read_so_far > LONGEST_ANSWER:
            raise imaplib.IMAP4.abort(f"the server's answer has more than {LONGEST_ANSWER} bytes")


class _Plain(_Bounded, imaplib.IMAP4):
    pass


class _Tls(_Bounded, imaplib.IMAP4_SSL):
    pass


class _Box(BaseMailBox):
    """imap-tools' mailbox over such a client. STARTTLS is used where it is offered."""

    def __init__(self, server: MailboxServer, timeout: float) -> None:
        self._server = server
        self._timeout = timeout
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        server, context = self._server, context_for(self._server.host, self._server.ca)
        if server.tls:
            return _Tls(server.host, server.port, ssl_context=context, timeout=self._timeout)
        client = _Plain(server.host, server.port, timeout=self._timeout)
        try:
            self._encrypt(client, context)
        except BaseException:
            client.shutdown()
            raise
        return client

    def _encrypt(self, client: imaplib.IMAP4, context: ssl.SSLContext) -> None:
        if "STARTTLS" in client.capabilities:
            client.starttls(context)
        elif not is_this_machine(self._server.host):
            raise MailboxError("the server offers no STARTTLS, and the password is not sent in the clear")
