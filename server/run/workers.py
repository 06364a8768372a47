"""Several processes that serve one port: begun together, begun again when one dies, ended together."""

import contextlib
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

import structlog

from server.settings import BadSettings, Settings

START_SECONDS = 60
END_SECONDS = 15  # longer than a worker gives its own requests
PAUSE_SECONDS = 1.0  # before a dead worker is begun again
log = structlog.get_logger()
Work = Callable[[Settings, int, Connection], None]


class Workers:
    """The processes of one server; number 0 does what only one may do."""

    def __init__(self, settings: Settings, work: Work) -> None:
        self._settings = settings
        self._work = work
        self._context = multiprocessing.get_context("spawn")  # the store's threads do not survive a fork
        self._running: dict[int, SpawnProcess] = {}
        self._told, self._tell = os.pipe()

    def run(self, ready: Callable[[str], None]) -> None:
        """Serves until SIGTERM or SIGINT. Raises BadSettings when the address or a worker cannot be had."""
        with _address(self._settings), self._signals():
            try:
                answers = [self._begin(number) for number in range(self._settings.server.workers)]
                for answer in answers:
                    self._must_have_begun(answer)
                if not self._is_told(0):
                    ready(self._settings.public_url)
                self._watch()
            finally:
                self._end()

    def _begin(self, number: int) -> Connection:
        mine, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=self._work, args=(self._settings, number, theirs), name=f"sidang-{number}"
        )
        process.start()
        theirs.close()
        self._running[number] = process
        return mine

    def _must_have_begun(self, answer: Connection) -> None:
        if self._told in wait([answer, self._told], START_SECONDS):
            return
        try:
            fault = answer.recv() if answer.poll(0) else "a worker did not start in time"
        except EOFError:
            fault = "a worker ended while it started"
        if fault:
            raise BadSettings(fault)

    def _watch(self) -> None:
        while not self._is_told(None):
            for number, process in list(self._running.items()):
                if process.is_alive():
                    continue
                process.join()
                log.warning("worker-ended", worker=number, exit_code=process.exitcode)
                if self._is_told(PAUSE_SECONDS):
                    return
                self._begin(number).close()

    def _is_told(self, seconds: float | None) -> bool:
        """Whether the end was asked for; waits for that, and with None also for a death."""
        sentinels = [process.sentinel for process in self._running.values()] if seconds is None else []
        return self._told in wait([self._told, *sentinels], seconds)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def tell(*_: object) -> None:
            os.write(self._tell, b".")

        before = {one: signal.signal(one, tell) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _end(self) -> None:
        for process in self._running.values():
            process.terminate()
        until = time.monotonic() + END_SECONDS
        for process in self._running.values():
            process.join(max(0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()


@contextlib.contextmanager
def _address(settings: Settings) -> Iterator[None]:
    """Holds the address, so that no worker finds it taken; port 0 becomes the one that is free."""
    server = settings.server
    try:
        family, _, _, _, where = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)[0]
        with _bound(family, where, shared=False) as probe:  # shared, it would not see another server that shares
            where = probe.getsockname()
        with _bound(family, where, shared=True):
            server.port = where[1]
            yield
    except OSError as error:
        raise BadSettings(f"{server.host}:{server.port}: {error.strerror or error}") from error


def _bound(family: int, where: tuple[str | int | bytes, ...], *, shared: bool) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind(where)
    except OSError:
        made.close()
        raise
    return made
