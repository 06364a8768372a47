"""The mailroom of a running server: while it is open, its outbox sends and its inbox watches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from server.mail.compose import LetterWriter
from server.mail.imap import MailboxServer
from server.mail.inbox import Inbox
from server.mail.outbox import Outbox
from server.mail.smtp import transport_for
from server.settings import BadSettings, Settings
from sessions.clock import Clock
from sessions.store.engine import Store


class Mailroom:
    """What sends, and what watches the mailbox where the settings name one; only one process `receives`."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, *, receives: bool) -> None:
        """Raises BadSettings for an address that is none."""
        self._outbox = _outbox(settings, store, clock)
        self._inbox = _inbox(settings, store, clock) if receives and settings.inbox.url else None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Sends and receives until the end; what the outbox had claimed by then it puts back."""
        sending = asyncio.create_task(self._outbox.run(), name="outbox")
        if self._inbox is not None:
            self._inbox.start()
        try:
            yield
        finally:
            if self._inbox is not None:
                await asyncio.to_thread(self._inbox.close)
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending


def _outbox(settings: Settings, store: Store, clock: Clock) -> Outbox:
    try:
        transport = transport_for(settings.mail_url)
    except ValueError as error:
        raise BadSettings(str(error)) from error
    return Outbox(
        store,
        LetterWriter(store, settings, clock),
        transport,
        clock,
        ics_attachment=settings.mail.ics_attachment,
        alone=settings.server.workers == 1,
    )


def _inbox(settings: Settings, store: Store, clock: Clock) -> Inbox:
    try:
        mailbox = MailboxServer.of(settings.inbox.url)
    except ValueError as error:
        raise BadSettings(str(error)) from error
    return Inbox(
        store,
        mailbox,
        clock,
        organizer=settings.mail.organizer.address,
        every_seconds=settings.inbox.every_seconds,
        authserv=settings.mail.authserv,
    )
