"""SMTP servers on loopback for tests: they keep what they take, and refuse by address."""

import asyncio
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@dataclass
class Mailbox:
    """What a server took, and what it answers to whom: `answers["budi@x.id"] = "550 no such user"`; `of_us` is what it
    answers to our MAIL FROM."""

    messages: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    peers: set[tuple] = field(default_factory=set)
    encrypted: set[bool] = field(default_factory=set)
    of_us: str = ""

    def __post_init__(self):
        self._changed = asyncio.Condition()

    async def has(self, count: int) -> None:
        """Waits until so many messages were taken."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.messages) >= count)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if not self.of_us:
            envelope.mail_from = address
        return self.of_us or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        self.peers.add(session.peer)
        self.encrypted.add(session.ssl is not None)
        async with self._changed:
            self._changed.notify_all()
        return "250 taken"


@asynccontextmanager
async def smtp_server(mailbox: Mailbox, *, port: int = 0, ssl: ssl.SSLContext | None = None, **options):
    """Runs a server for the mailbox in the test's loop and gives its port; when it ends, it hangs up on everybody."""
    open_ones = []

    def serve() -> SMTP:
        open_ones.append(SMTP(mailbox, **options))
        return open_ones[-1]

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", port, ssl=ssl)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in open_ones:
            if one.transport is not None:
                one.transport.close()
        await server.wait_closed()


def signs_in(user: str, password: str):
    """An authenticator that knows one person."""

    def check(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=right)

    return check


def self_made_certificate(folder: Path, host: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate of our own making, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    begins = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - TLS compares it with the wall clock
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
    certificate = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    certificate = certificate.serial_number(x509.random_serial_number()).add_extension(names, critical=False)
    certificate = certificate.not_valid_before(begins).not_valid_after(begins + timedelta(days=1))
    pem, key_pem = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.sign(key, SHA256()).public_bytes(Encoding.PEM))
    key_pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, key_pem)
    return context, pem
