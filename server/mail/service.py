"""The mailroom of a running server: while it is open, its outbox sends and its inbox watches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from server.mail.compose import LetterWriter
from server.mail.imap import MailboxServer
from server.mail.inbox import Inbox
from server.mail.outbox import Outbox
from server.mail.smtp import transport_for
from server.settings import BadSettings, Settings
from sessions.store import Store
from sessions.values import Clock


class Mailroom:
    """What sends, and what watches the mailbox where the settings name one; only one process `receives`."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
    ) -> None:
        """Raises BadSettings for an address that is none."""
        self._outbox = _outbox(settings, store, clock)
        self._begin = partial(_inbox, settings, store, clock) if settings.inbox.url else None
        if self._begin is not None:
            self._begin()  # which looks at the address

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Sends until the end; what the outbox had claimed by then it puts back."""
        sending = asyncio.create_task(self._outbox.run(), name="outbox")
        try:
            yield
        finally:
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Watches the mailbox, if there is one, until the end: for one process of all."""
        inbox = self._begin() if self._begin is not None else None
        if inbox is not None:
            inbox.start()
        try:
            yield
        finally:
            if inbox is not None:
                await asyncio.to_thread(inbox.close)


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
        alone=not store.shared,
        uploads=settings.uploads,
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
