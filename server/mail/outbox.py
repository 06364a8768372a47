"""Mail out: woken by each commit that wrote mail, it claims what is due, hands it over and notes how that went.

What a mail says is its author's matter, how it travels its transport's.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import structlog

from server.documents import official_letter
from server.mail.mime import render
from server.mail.smtp import Envelope, NotNow, Refused, Transport, Unreachable
from sessions.store import Listener, Store, mail_faults, mails
from sessions.values import Clock, Entry, Letter, Mail, StorageFull, Unavailable, wait

log = structlog.get_logger()
BATCH = 64
LANES = 4  # mails on their way at once, each over a connection of its own
LEASE = timedelta(seconds=20)  # after which a claim that nobody came back with is another's
RENEWED = 5.0  # seconds after which a claim that is still wanted is renewed
AGAIN = 1.0  # seconds until a store that could not be reached is asked again
# Seconds; other processes' mails and lost claims are looked for so often, and what no signal tells of before it is due.
LONGEST_SLEEP = 0.8 * mails.LOOKED_FOR.total_seconds()
LONGEST_OUTAGE = timedelta(minutes=5)


class Withdrawn(Exception):
    """What the mail tells of is no longer so: it is not sent. The text says why."""


class _Settled(Exception):
    """There is no letter, and what that means for the mail is noted."""


class Author(Protocol):
    """Who knows what mails say."""

    async def compose(self, mail: Mail) -> Letter:
        """The letter, with placeholders for links. Raises Withdrawn, or Refused for an address that is none."""

    async def fill(self, mail: Mail, letter: Letter) -> Letter:
        """The letter with its links as they now are. Raises as `compose`."""


@dataclass
class Outbox:
    """The loop that sends. `ics_attachment` as in the settings; `alone`: no other process sends from this store;
    `uploads` is where a letterhead's emblem lies."""

    store: Store
    author: Author
    transport: Transport
    clock: Clock
    ics_attachment: bool = False
    alone: bool = False
    uploads: Path = Path()

    def __post_init__(self) -> None:
        self._awake = asyncio.Event()
        self._outages = 0
        self.fault: str | None = None  # what the store was last told; None until it was told anything

    async def run(self) -> None:
        """Sends until it is cancelled; what was claimed and not sent is then put back."""
        loop = asyncio.get_running_loop()
        listener = self._listener(loop)
        self.store.listeners.append(listener)
        try:
            claimed: timedelta | None = timedelta(0) if self.alone else LEASE
            while True:
                self._awake.clear()
                await self._send_carefully(claimed)
                claimed = await self._rest()
        finally:
            self.store.listeners.remove(listener)
            await self.transport.close()

    async def send_due(self) -> int:
        """Sends all that is due now, in batches, and tells how many were handed over."""
        handed_over = 0
        while batch := await self.store.write(mails.claim, limit=BATCH, now=self.clock()):
            handed_over += await _Batch(self, batch).send()
            if self._outages:
                break
        return handed_over

    async def note_fault(self, reason: str) -> None:
        """Says what keeps every mail from going, or, with no reason, that they go."""
        if reason == self.fault:
            return
        if reason:
            await self.store.write(mail_faults.begin, "outbox", reason, now=self.clock())
        else:
            await self.store.write(mail_faults.end, "outbox")
        self.fault = reason

    def wake(self) -> None:
        """Has the loop look for due mail at once."""
        self._awake.set()

    def _listener(self, loop: asyncio.AbstractEventLoop) -> Listener:
        def listen(_appended: list[Entry], signals: set[str]) -> None:
            if mails.SIGNAL in signals:
                loop.call_soon_threadsafe(self._awake.set)

        return listen

    async def _send_carefully(self, claimed: timedelta | None) -> None:
        """Sends what is due, once what others claimed that long ago is put back."""
        try:
            if claimed is not None:
                await self._recover(claimed)
            await self.send_due()
        except (Unavailable, StorageFull):  # the mails are still in it
            await asyncio.sleep(AGAIN)
        except Exception:  # the store failed: the mails are still in it
            self._outages += 1
            log.exception("outbox-failed")

    async def _rest(self) -> timedelta | None:
        """Waits for the next mail; how old a claim then is lost, if it is time to look for such."""
        if self._outages:
            await asyncio.sleep(min(wait(self._outages), LONGEST_OUTAGE).total_seconds())
            return LEASE
        try:
            seconds = await self._until_due()
        except (Unavailable, StorageFull):
            return LEASE
        except Exception:  # the store failed: it is asked again by and by
            self._outages += 1
            log.exception("outbox-failed")
            return LEASE
        with suppress(TimeoutError):  # wait_for forgets a cancellation that comes with a wake before Python 3.12
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        return None if self._awake.is_set() else LEASE

    async def _until_due(self) -> float:
        due = await self.store.read(mails.next_due)
        seconds = (due - self.clock()).total_seconds() if due is not None else LONGEST_SLEEP
        return min(max(seconds, 0), LONGEST_SLEEP)

    async def _recover(self, lease: timedelta) -> None:
        await self.store.write(mails.put_back_lost, claimed_before=self.clock() - lease)


class _Batch:
    """Mails claimed together; several lanes take from them. The first to find nobody there stops all."""

    def __init__(self, outbox: Outbox, claimed: Iterable[Mail]) -> None:
        self.outbox = outbox
        self.store = outbox.store
        self.left = list(reversed(list(claimed)))
        self.open = {mail.id for mail in self.left}
        self.handed_over = 0
        self.outage = ""

    async def send(self) -> int:
        """Tries each once and tells how many were handed over; what was not tried is put back."""
        renewing = asyncio.create_task(self._renew(), name="outbox-claims")
        try:
            await self._compose()
            async with asyncio.TaskGroup() as lanes:
                for _ in range(LANES):
                    lanes.create_task(self._lane())
            self.outbox._outages = self.outbox._outages + 1 if self.outage else 0
            if self.outage or self.handed_over:
                await self.outbox.note_fault(self.outage)
        finally:
            renewing.cancel()
            if self.open:
                await self.store.write(mails.put_back, self.open, reason=self.outage)
        return self.handed_over

    async def _renew(self) -> None:
        """Says now and then that the claims hold: a slow server is no reason for another process to send them too."""
        while True:
            await asyncio.sleep(RENEWED)
            with suppress(Exception):
                await self.store.write(mails.claimed_still, frozenset(self.open), now=self.outbox.clock())

    async def _compose(self) -> None:
        """Composes what is not yet, and keeps it before anything leaves: a repeat must have the same bytes."""
        letters: dict[str, Letter] = {}
        for mail in [mail for mail in self.left if mail.letter is None]:
            await asyncio.sleep(0)  # the pages of a running session are served by the same loop
            with suppress(_Settled):
                letters[mail.id] = await self._letter(mail)
        if letters:
            await self.store.write(mails.composed, letters)
        whole = [replace(mail, letter=letters.get(mail.id, mail.letter)) for mail in self.left]
        self.left = [mail for mail in whole if mail.letter is not None]

    async def _letter(self, mail: Mail) -> Letter:
        """The mail's letter. Raises _Settled where there is none, with the reason noted."""
        try:
            return await self.outbox.author.compose(mail)
        except Withdrawn as withdrawn:
            await self.store.write(mails.dropped, mail.id, reason=str(withdrawn))
        except Refused as refused:
            await self._fail(mail, str(refused))
        except Exception as error:  # our own fault, which must not hold up the others
            log.exception("mail-not-composed", mail=mail.id)
            await self._later(mail, f"{type(error).__name__}: {error}")
        self.open.discard(mail.id)
        raise _Settled

    async def _lane(self) -> None:
        while self.left and not self.outage:
            mail = self.left.pop()
            if await self._ended(mail):
                self.open.discard(mail.id)

    async def _ended(self, mail: Mail) -> bool:
        """Tries one mail and notes how it went; False if it is to be put back."""
        try:
            await self._hand_over(mail)
        except Withdrawn as withdrawn:  # it was composed in time, but could not be handed over until now
            await self.store.write(mails.dropped, mail.id, reason=str(withdrawn))
        except Refused as refused:
            await self._fail(mail, str(refused))
        except NotNow as delay:
            await self._later(mail, str(delay))
        except Unreachable as outage:
            return self._stop(str(outage))
        except Exception as error:
            log.exception("mail-not-sent", mail=mail.id)
            await self._later(mail, f"{type(error).__name__}: {error}")
        else:
            self.handed_over += 1
            # Shielded: a stop now must not forget that it is gone, or it goes twice.
            await asyncio.shield(self.store.write(mails.sent, mail.id, now=self.outbox.clock()))
        return True

    async def _hand_over(self, mail: Mail) -> None:
        assert mail.letter is not None
        letter = await self.outbox.author.fill(mail, mail.letter)
        enclosed = await self._enclosed(mail) if "official" in mail.facts else None
        message = render(mail, letter, ics_attachment=self.outbox.ics_attachment, enclosed=enclosed)
        await self.outbox.transport.send(Envelope(mail.id, letter.organizer_address, mail.to_address), message)

    async def _enclosed(self, mail: Mail) -> official_letter.Enclosure | None:
        return await asyncio.to_thread(official_letter.enclosed, mail.facts, self.outbox.uploads)

    async def _later(self, mail: Mail, reason: str) -> None:
        due = mail.next_try(self.outbox.clock())
        if due is None:
            return await self._fail(mail, reason)
        log.info("mail-delayed", mail=mail.id, reason=reason)
        await self.store.write(mails.try_later, mail.id, reason=reason, due_at=due)

    async def _fail(self, mail: Mail, reason: str) -> None:
        log.warning("mail-failed", mail=mail.id, reason=reason)
        await self.store.write(mails.failed, mail.id, reason=reason)

    def _stop(self, reason: str) -> bool:
        log.warning("mail-server-unreachable", reason=reason)
        self.outage = reason
        return False  # however long it lasts, everything goes once it is mended
