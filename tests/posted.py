"""What a house has mailed, read from the files that its outbox writes."""

import asyncio
from pathlib import Path

from houses import House
from received_mail import Received, read
from sqlalchemy import select

from sessions.store.mailing.mails import SIGNAL
from sessions.store.tables.core import mails

SECONDS = 30.0


async def posted(house: House, to: str, *, subject: str = "", count: int = 1) -> list[Received]:
    """At least `count` mails to that address whose subject has those words, as they were written."""
    async with asyncio.timeout(SECONDS):
        while len(found := all_posted(house, to, subject=subject)) < count:  # noqa: ASYNC110 - files do not tell
            await asyncio.sleep(0.02)
    return found


def all_posted(house: House, to: str, *, subject: str = "") -> list[Received]:
    """Those that are there by now."""
    found = [read(path.read_bytes()) for path in sorted(Path(house.settings.server.data, "mail").rglob("*.eml"))]
    return [mail for mail in found if mail.to == to and subject in mail.subject]


async def all_sent(house: House) -> None:
    """Waits until the outbox has handed over whatever is due."""
    due = select(mails.c.id).where(mails.c.state.in_(("waiting", "sending")), mails.c.due_at <= house.clock.now)
    await house.store.write(lambda db: db.signal(SIGNAL))  # by its own clock it would sleep on
    async with asyncio.timeout(SECONDS):
        while await house.store.read(lambda db: db.execute(due).first()):  # noqa: ASYNC110 - it sets no event for others
            await asyncio.sleep(0.02)
