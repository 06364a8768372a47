"""The sender of webhooks, in one process of all: each address gets its messages in order, tried again as mails are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import structlog
from aiohttp import ClientError, ClientSession, web
from standardwebhooks.webhooks import Webhook as Signing

from server.web import outward
from server.web.keys import CLOCK, DUTIES, SETTINGS, STORE
from sessions.clock import Clock
from sessions.store import webhooks
from sessions.store.engine import Db, Store
from sessions.values.reach import Reach, reach
from sessions.values.webhook import Delivery

LOOK_SECONDS = 1.0
log = structlog.get_logger()


def add_to(app: web.Application) -> None:
    """Has entries noted for webhooks, and sent by whoever has the duties of the store."""
    app[STORE].tellers.append(webhooks.note)
    sender = Sender(app[STORE], app[CLOCK], reach(app[SETTINGS].fetch.allow))
    app[DUTIES].add(partial(_sending, sender))
    app.on_cleanup.append(_silent)


class Sender:
    """Sends what is due. A slow address holds up no other."""

    def __init__(self, store: Store, clock: Clock, reach: Reach) -> None:
        self._store, self._clock, self._reach = store, clock, reach
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Sends until it is cancelled; what is on its way then is sent again."""
        async with outward.client(self._reach) as client:
            try:
                while True:
                    try:
                        await self._look(client)
                    except Exception:  # the store failed: the messages are still in it
                        log.exception("webhooks-failed")
                    await asyncio.sleep(LOOK_SECONDS)
            finally:
                for task in self._busy.values():
                    task.cancel()
                await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self, client: ClientSession) -> None:
        now = self._clock()
        if await self._store.read(webhooks.listed, limit=1) == []:
            return
        await self._store.write(webhooks.tidy, now=now)
        for one in await self._store.read(webhooks.to_send, now=now):
            if one not in self._busy:
                task = self._busy[one] = asyncio.create_task(self._send_all(client, one), name=f"webhook-{one}")
                task.add_done_callback(partial(self._ended, one))

    def _ended(self, webhook: str, _task: asyncio.Task[None]) -> None:
        self._busy.pop(webhook, None)

    async def _send_all(self, client: ClientSession, webhook: str) -> None:
        while message := await self._store.read(webhooks.due, webhook, now=self._clock()):
            fault = await self._fault_of(client, message)
            if fault:
                await self._store.write(webhooks.failed, message, fault, now=self._clock())
                return
            await self._store.write(webhooks.sent, message)

    async def _fault_of(self, client: ClientSession, message: Delivery) -> str:
        """Sends a message; why it was not taken, "" if it was."""
        url = message.webhook.url
        if fault := self._reach.fault(url):  # the settings may have changed
            return fault
        now = self._clock()
        key = await self._store.read(_secret, message.webhook.id)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Signing(key).sign(message.id, now, message.body),
        }
        try:
            async with client.post(url, data=message.body.encode(), headers=headers, allow_redirects=False) as answer:
                return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            return f"{type(error).__name__}: {error}"


def _secret(db: Db, webhook: str) -> str:
    return webhooks.secret(db, webhook)


@asynccontextmanager
async def _sending(sender: Sender) -> AsyncIterator[None]:
    task = asyncio.create_task(sender.run(), name="webhooks")
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _silent(app: web.Application) -> None:
    app[STORE].tellers.remove(webhooks.note)
