"""The mailroom of a running server: for as long as the application lives, its outbox sends and its inbox watches."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any

from aiohttp import web

from server.mail.compose import LetterWriter
from server.mail.feeds import Feeds
from server.mail.imap import MailboxServer
from server.mail.inbox import Inbox
from server.mail.outbox import Outbox
from server.mail.smtp import Transport, transport_for
from server.settings import BadSettings
from server.web.keys import CLOCK, FEEDS, FIRST, SETTINGS, STORE
from sessions.values.itip import Party


def add_to(app: web.Application) -> None:
    """Opens the mailroom with the application. Raises BadSettings."""
    organizer = app[SETTINGS].mail.organizer
    app[FEEDS] = Feeds(Party(organizer.name, organizer.address))
    transport = _transport(app[SETTINGS].mail_url)

    async def sending(app: web.Application) -> AsyncIterator[None]:
        async for _ in _running(_outbox(app, transport).run(), "outbox"):
            yield

    app.cleanup_ctx.append(sending)
    if app[SETTINGS].inbox.url and app[FIRST]:
        app.cleanup_ctx.append(_receiving(app))


def _receiving(app: web.Application) -> Callable[[web.Application], AsyncIterator[None]]:
    settings = app[SETTINGS]
    inbox = Inbox(
        app[STORE],
        _mailbox(settings.inbox.url),
        app[CLOCK],
        organizer=settings.mail.organizer.address,
        every_seconds=settings.inbox.every_seconds,
    )

    async def receiving(_: web.Application) -> AsyncIterator[None]:
        inbox.start()
        yield
        await asyncio.to_thread(inbox.close)

    return receiving


def _mailbox(url: str) -> MailboxServer:
    try:
        return MailboxServer.of(url)
    except ValueError as error:
        raise BadSettings(str(error)) from error


def _transport(url: str) -> Transport:
    try:
        return transport_for(url)
    except ValueError as error:
        raise BadSettings(str(error)) from error


def _outbox(app: web.Application, transport: Transport) -> Outbox:
    settings, store, clock = app[SETTINGS], app[STORE], app[CLOCK]
    return Outbox(
        store,
        LetterWriter(store, settings, clock),
        transport,
        clock,
        ics_attachment=settings.mail.ics_attachment,
        alone=settings.server.workers == 1,
    )


async def _running(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """The work goes on until the end, and is then cancelled and waited for: what it had claimed it puts back."""
    task = asyncio.create_task(work, name=name)
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
