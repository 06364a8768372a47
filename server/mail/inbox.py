"""Mail in: a thread that watches the mailbox, hands each mail to receiving.py, and moves it away once that is kept.

What happens first is the commit, then the move: a crash between them brings the mail again, and its fingerprint is
known. The thread keeps a slow or hostile mailbox away from everything else.
"""

import threading
from collections.abc import Iterable
from contextlib import suppress

import structlog

from server.mail.imap import Mailbox, MailboxError, MailboxServer
from sessions.actions import PROCESSED, QUARANTINE, receiving
from sessions.store import Store, mail_faults
from sessions.values import Clock
from sessions.values.itip import Head, fingerprint, read_mail

log = structlog.get_logger()
LONGEST_PAUSE = 300.0  # seconds between two tries at a mailbox that is down
BATCH = 50  # mails that are moved together
FAREWELL = 5.0  # seconds that the thread has to end by itself


class Inbox:
    """The mailbox of `[inbox] url`, watched from `start` to `close`. `organizer` is our own address, `authserv` the
    server whose findings about senders are believed."""

    def __init__(
        self,
        store: Store,
        server: MailboxServer,
        clock: Clock,
        *,
        organizer: str,
        every_seconds: float,
        authserv: str = "",
    ) -> None:
        self._store = store
        self._server = server
        self._clock = clock
        self._organizer = organizer
        self._authserv = authserv
        self._every = every_seconds
        self._stop = threading.Event()
        self._box: Mailbox | None = None
        self.fault: str | None = None  # what the store was last told; None until it was told anything
        self._thread = threading.Thread(target=self._watch, name="inbox", daemon=True)

    def start(self) -> None:
        """Begins to watch."""
        self._thread.start()

    def close(self) -> None:
        """Ends; a server that keeps us waiting is hung up on."""
        self._stop.set()
        self._thread.join(FAREWELL)
        if self._thread.is_alive() and self._box is not None:
            self._box.abandon()
            self._thread.join(FAREWELL)

    def _watch(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                self._box = Mailbox(self._server, (PROCESSED, QUARANTINE))
                failures = 0
                self._note_fault("")
                self._serve(self._box)
            except Exception as error:  # nothing that comes in may end the thread
                failures += 1
                self._report(error, failures)
            finally:
                self._hang_up()
            self._stop.wait(min(2.0**failures, LONGEST_PAUSE) if failures else 0)

    def _serve(self, box: Mailbox) -> None:
        while not self._stop.is_set():
            self.sweep(box)
            box.wait(self._every, self._stop)

    def sweep(self, box: Mailbox) -> int:
        """Handles what is in the mailbox and tells how many mails that were."""
        uids = box.waiting()
        for first in range(0, len(uids), BATCH):
            if self._stop.is_set():
                return first
            self._handle_some(box, uids[first : first + BATCH])
        return len(uids)

    def _handle_some(self, box: Mailbox, uids: list[str]) -> None:
        handled: dict[str, list[str]] = {}
        try:
            for uid, raw in box.fetch(uids):
                handled.setdefault(self.handle(raw), []).append(uid)
        finally:  # what was committed is moved, whatever became of the next one
            self._move(box, handled.items())

    def _move(self, box: Mailbox, handled: Iterable[tuple[str, list[str]]]) -> None:
        for folder, uids in handled:
            box.move(uids, folder)

    def handle(self, raw: bytes) -> str:
        """Does what one mail asks for and gives the folder that it belongs in. Raises only what the store raises."""
        now, head = self._clock(), Head(fingerprint(raw))
        try:
            mail = read_mail(raw, organizer=self._organizer)
            head = mail.head
            return self._store.write_now(receiving.take, mail, raw, now=now, authserv=self._authserv)
        except Exception as error:  # our own fault: the log says which, and the mail is kept and shown
            log.exception("mail-not-understood", fault=type(error).__name__, fingerprint=head.fingerprint)
            return self._store.write_now(receiving.quarantine, head, raw, "failed", now=now)

    def _report(self, error: Exception, failures: int) -> None:
        with suppress(Exception):  # a store that cannot be written to is somebody else's to tell of
            self._note_fault(str(error) or type(error).__name__)
        if isinstance(error, MailboxError):
            log.warning("mailbox-unusable", reason=str(error), failures=failures)
        else:
            log.exception("inbox-failed", failures=failures)

    def _note_fault(self, reason: str) -> None:
        """Says what keeps mail from coming in, or, with no reason, that it comes."""
        if reason == self.fault:
            return
        if reason:
            self._store.write_now(mail_faults.begin, "inbox", reason, now=self._clock())
        else:
            self._store.write_now(mail_faults.end, "inbox")
        self.fault = reason

    def _hang_up(self) -> None:
        if self._box is not None:
            with suppress(Exception):
                self._box.close()
        self._box = None
