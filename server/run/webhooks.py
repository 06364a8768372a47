"""The sender of webhooks, in one process of all: each address gets its messages in order, tried again as mails are."""

from functools import partial

from aiohttp import ClientError, ClientSession, web
from standardwebhooks.webhooks import Webhook as Signing

from server.run.rounds import Errand, Rounds
from server.web.seam import CLOCK, DUTIES, SETTINGS, STORE
from sessions.store import Db, Store, webhooks
from sessions.values import Clock, HookDelivery, Reach, reach


def add_to(app: web.Application) -> None:
    """Has entries noted for webhooks, and sent by whoever has the duties of the store."""
    app[STORE].tellers.append(webhooks.note)
    allowed = reach(app[SETTINGS].fetch.allow)
    sender = Sender(app[STORE], app[CLOCK], allowed)
    app[DUTIES].add(Rounds("webhooks", allowed, sender.due).duty)
    app.on_cleanup.append(_silent)


class Sender:
    """Sends what is due."""

    def __init__(self, store: Store, clock: Clock, reach: Reach) -> None:
        self._store, self._clock, self._reach = store, clock, reach

    async def due(self) -> dict[str, Errand]:
        """The webhooks that have messages to send now, by their ids."""
        now = self._clock()
        if await self._store.read(webhooks.listed, limit=1) == []:
            return {}
        await self._store.write(webhooks.tidy, now=now)
        return {one: partial(self._send_all, one) for one in await self._store.read(webhooks.to_send, now=now)}

    async def _send_all(self, webhook: str, client: ClientSession) -> None:
        while message := await self._store.read(webhooks.due, webhook, now=self._clock()):
            fault = await self._fault_of(client, message)
            if fault:
                await self._store.write(webhooks.failed, message, fault, now=self._clock())
                return
            await self._store.write(webhooks.sent, message)

    async def _fault_of(self, client: ClientSession, message: HookDelivery) -> str:
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


async def _silent(app: web.Application) -> None:
    app[STORE].tellers.remove(webhooks.note)
