"""Watches the loop from a thread of its own: who holds it for long is named by the stack, while it is held.

Everybody waits for whoever holds the loop, a score on its way too (promise 7)."""

import asyncio
import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Iterator

import structlog

log = structlog.get_logger()
HELD_SECONDS = 0.25
BEAT_SECONDS = 0.1
FRAMES = 12  # the innermost
TELL_EVERY = 5.0  # seconds; of more holds than that only the number is told


class Watchdog:
    """One loop's; begun in the loop's own thread."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, held: float = HELD_SECONDS, beat: float = BEAT_SECONDS
    ) -> None:
        self._loop = loop
        self._held = held
        self._beat = beat
        self._thread_of_loop = threading.get_ident()
        self._answered = threading.Event()
        self._told_at = -TELL_EVERY
        self._untold = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Watches until the context ends."""
        self._thread.start()
        try:
            yield
        finally:
            self._over.set()
            self._thread.join(1.0)

    def _watch(self) -> None:
        while not self._over.wait(self._beat):
            asked = time.monotonic()
            self._answered.clear()
            try:
                self._loop.call_soon_threadsafe(self._answered.set)
            except RuntimeError:
                return  # the loop has ended
            if not self._answered.wait(self._held):
                stack = self._stack()
                self._answered.wait()
                self._tell(time.monotonic() - asked, stack)

    def _stack(self) -> str:
        frame = sys._current_frames().get(self._thread_of_loop)
        calls = traceback.extract_stack(frame)[-FRAMES:] if frame is not None else []
        return " > ".join(f"{one.filename.rpartition('site-packages/')[2]}:{one.lineno} {one.name}" for one in calls)

    def _tell(self, seconds: float, stack: str) -> None:
        if time.monotonic() - self._told_at < TELL_EVERY:
            self._untold += 1
            return
        log.warning("loop-held", seconds=round(seconds, 3), untold=self._untold, held_by=stack)
        self._told_at, self._untold = time.monotonic(), 0
