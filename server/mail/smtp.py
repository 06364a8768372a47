"""Where mail leaves the house: a folder of files, or an SMTP server; and what a refusal there means."""

import asyncio
import contextlib
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from server.mail.tls import context_for, is_this_machine

TIMEOUT = 30  # seconds that a server may take for one answer
TOO_LARGE = 552  # of the one mail, even at MAIL FROM (RFC 1870)
OURSELVES = (530, 534, 535, 538)  # who we are, not what we bring (RFC 4954 6)
CLOSING = 421  # "closing transmission channel": the connection's end, not the mail's (RFC 5321 3.8)


class DeliveryError(Exception):
    """A mail was not taken; the text says why in the server's words."""


class Refused(DeliveryError):
    """Not taken, and never will be (5xx)."""


class NotNow(DeliveryError):
    """Not taken for now (4xx)."""


class Unreachable(DeliveryError):
    """Nobody there who takes any mail of ours: no server, or one that refuses us and not the mail."""


@dataclass(frozen=True)
class Envelope:
    """What a server is told beside the message: from whom, to whom, and under which name it is kept."""

    name: str
    sender: str
    recipient: str


class Transport(Protocol):
    """Takes one mail at a time from each of several lanes."""

    async def send(self, envelope: Envelope, message: bytes) -> None:
        """Hands one mail over. Raises a DeliveryError."""

    async def close(self) -> None:
        """Lets go of what is open."""


def transport_for(url: str) -> Transport:
    """The transport of `[mail] url`. Raises ValueError with a plain line for one that cannot be.

    smtp:// takes `?starttls=auto|always|never` (auto: where the server offers it) and both kinds `?ca=FILE`.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FileTransport(Path(unquote(parts.path)))
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        return SmtpTransport(SmtpServer.of(parts))
    raise ValueError(f"mail.url must be file:, smtp: or smtps:, not {parts.scheme or 'nothing'}:")


class FileTransport:
    """Each mail a file of the folder, whole as soon as it is called `….eml`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, envelope: Envelope, message: bytes) -> None:
        """Writes the file. A repeat writes the same file again."""
        try:
            await asyncio.to_thread(self._write, envelope.name, message)
        except OSError as error:
            raise Unreachable(f"{self.folder}: {error.strerror}") from error

    async def close(self) -> None:
        """Nothing is open."""

    def _write(self, name: str, message: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self.folder / f".{name}.tmp"
        with unfinished.open("wb") as file:
            unfinished.chmod(0o600)
            file.write(message)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.folder / f"{name}.eml")


@dataclass(frozen=True)
class SmtpServer:
    """Where a server is and how it is spoken to."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    starttls: str
    ca: str | None

    @classmethod
    def of(cls, url: SplitResult) -> "SmtpServer":
        """Out of an smtp: or smtps: address. Raises ValueError."""
        tls = url.scheme == "smtps"
        options = {key: values[-1] for key, values in parse_qs(url.query).items()}
        starttls = options.get("starttls", "auto")
        if starttls not in ("auto", "always", "never"):
            raise ValueError(f"mail.url: starttls is auto, always or never, not {starttls}")
        user, password = (unquote(text) if text else None for text in (url.username, url.password))
        port = url.port or (465 if tls else 25)
        return cls(url.hostname or "", port, user, password, tls, starttls, options.get("ca"))

    @property
    def on_this_machine(self) -> bool:
        """Whether what is sent there never leaves the machine."""
        return is_this_machine(self.host)

    def context(self) -> ssl.SSLContext:
        """How the server is trusted."""
        return context_for(self.host, self.ca)


class SmtpTransport:
    """Keeps its connections open between mails: opening one takes several times as long as a mail."""

    def __init__(self, server: SmtpServer, *, timeout: float = TIMEOUT) -> None:
        self.server = server
        self.timeout = timeout
        self._context = server.context()
        self._idle: list[SMTP] = []

    async def send(self, envelope: Envelope, message: bytes) -> None:
        """Hands one mail over on a free connection, or on a new one where the free one has gone stale."""
        while self._idle:
            connection = self._idle.pop()
            with contextlib.suppress(_Gone):
                return await self._send_on(connection, envelope, message)
        try:
            await self._send_on(await self._connected(), envelope, message)
        except _Gone as gone:
            raise Unreachable(str(gone)) from gone

    async def close(self) -> None:
        """Says goodbye on every free connection."""
        while self._idle:
            with contextlib.suppress(SMTPException, OSError):
                await self._idle.pop().quit(timeout=2)

    async def _send_on(self, connection: SMTP, envelope: Envelope, message: bytes) -> None:
        try:
            await connection.sendmail(envelope.sender, [envelope.recipient], message)
        except (SMTPResponseException, SMTPRecipientsRefused) as error:
            code, reason = _answer_of(error)
            self._keep(connection, unless=code == CLOSING)
            raise _meaning(code, reason, of_us=isinstance(error, SMTPSenderRefused)) from error
        except (SMTPException, OSError) as error:
            connection.close()
            raise _Gone(str(error) or type(error).__name__) from error
        except BaseException:  # cancelled between two commands: what the server thinks now is anybody's guess
            connection.close()
            raise
        self._keep(connection)

    def _keep(self, connection: SMTP, *, unless: bool = False) -> None:
        if unless or not connection.is_connected:
            connection.close()
        else:
            self._idle.append(connection)

    async def _connected(self) -> SMTP:
        connection = self._client()
        try:
            await connection.connect()
            await self._sign_in(connection)
        except (SMTPException, OSError, ValueError) as error:
            connection.close()
            raise Unreachable(f"{self.server.host}:{self.server.port}: {error}") from error
        return connection

    def _client(self) -> SMTP:
        starttls = {"auto": None, "always": True, "never": False}[self.server.starttls]
        return SMTP(
            hostname=self.server.host,
            port=self.server.port,
            use_tls=self.server.tls,
            start_tls=False if self.server.tls else starttls,
            tls_context=self._context,
            timeout=self.timeout,
        )

    async def _sign_in(self, connection: SMTP) -> None:
        if self.server.user is None:
            return
        secret = connection.get_transport_info("sslcontext") is not None
        if not secret and not self.server.on_this_machine and self.server.starttls != "never":
            raise Unreachable("the server offers no STARTTLS, and the password is not sent in the clear")
        await connection.login(self.server.user, self.server.password or "")


class _Gone(DeliveryError):
    """A connection that has ended."""


def _answer_of(error: SMTPResponseException | SMTPRecipientsRefused) -> tuple[int, str]:
    response = error.recipients[0] if isinstance(error, SMTPRecipientsRefused) else error
    return response.code, f"{response.code} {response.message}".strip()


def _meaning(code: int, reason: str, *, of_us: bool) -> DeliveryError:
    """What an answer means. A refused sender is our fault and every mail's, until somebody mends it."""
    if code == CLOSING:
        return _Gone(reason)
    if code in OURSELVES or (of_us and 500 <= code < 600 and code != TOO_LARGE):
        return Unreachable(reason)
    return Refused(reason) if 500 <= code < 600 else NotNow(reason)
