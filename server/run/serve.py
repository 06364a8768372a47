"""Running the server until it is told to end, in this process or in several."""

import asyncio
import contextlib
import gc
import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection

import structlog
import uvloop
from aiohttp import web

from server.opening import open_store
from server.run import journal
from server.run.app import make_app
from server.run.connections import Bounds, Connections, Doorway
from server.run.watchdog import Watchdog
from server.run.workers import Workers
from server.settings import BadSettings, Settings
from server.web.look import templates
from server.web.seam import SETTINGS
from sessions.store import AnotherKey, AnotherPlace, Store
from sessions.values import SteadyClock

FEW_DESCRIPTORS = 4096
LINE_BYTES = 128 * 1024  # of an address: a search of 10,000 letters is answered, whatever letters they are
COLLECTED = (10_000, 20, 20)  # objects more than were freed, and younger collections, before one
GRACE_SECONDS = 2  # for what is under way at the end, and again once it was told to give up

log = structlog.get_logger()


def run(settings: Settings, store: Store, ready: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT; `ready` is told the address once connections are taken.

    Raises BadSettings when the address cannot be had."""
    _take_all_descriptors()
    if settings.server.workers > 1:
        Workers(settings, work).run(ready)
    else:
        _run(serve(settings, store, ready))


def _run(serving: Coroutine[object, object, None]) -> None:
    # Measured: a save takes a sixth less of the processor than with asyncio's own loop.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serving)


def _take_all_descriptors() -> None:
    """As many open files as the system gives: each page, each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard not in (soft, resource.RLIM_INFINITY):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < FEW_DESCRIPTORS:
        log.warning("few-files", may_be_open=hard, raised_by="LimitNOFILE")


def work(settings: Settings, number: int, answer: Connection) -> None:
    """One of several processes: answers "" once it serves, or why it cannot."""
    journal.set_up()
    try:
        store = open_store(settings)
    except BadSettings as error:
        _say(answer, str(error))
        return
    try:
        _run(serve(settings, store, lambda _: _say(answer, "")))
    except BadSettings as error:
        _say(answer, str(error))
    finally:
        store.close()


def _say(answer: Connection, text: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # a worker that was begun again: nobody waits for its answer
        answer.send(text)


async def serve(settings: Settings, store: Store, ready: Callable[[str], None]) -> None:
    """Serves in this process. Raises BadSettings when the address cannot be had."""
    app = make_app(settings, store, clock=SteadyClock())
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=GRACE_SECONDS)
    connections = Connections(Bounds(), settings.server.trusted_proxies)
    doorway = Doorway(runner, connections, access_log=None, max_line_size=LINE_BYTES)
    await _listen(doorway, settings)  # before the first mail, which says at which port one comes in
    try:
        await runner.setup()
    except AnotherKey as error:
        await _give_up(doorway, runner)
        raise BadSettings("the store was begun under another secret.key than that of this data folder") from error
    except AnotherPlace as error:
        await _give_up(doorway, runner)
        raise BadSettings(
            "another host serves this store and keeps its uploads elsewhere: hosts of one store share [server] data"
        ) from error
    try:
        doorway.answer()
        _quiet_collector()
        with Watchdog(asyncio.get_running_loop()).watching():
            ready(app[SETTINGS].public_url)
            await _until_told_and_warm(app)
    finally:
        await _give_up(doorway, runner)


async def _give_up(doorway: Doorway, runner: web.AppRunner) -> None:
    await doorway.close()
    await runner.cleanup()


def _quiet_collector() -> None:
    """What was loaded stays: the collector need not walk through it again and again while everybody waits. And what
    comes of a request ends by itself with it, so that it is looked through less often than by default."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)


async def _listen(doorway: Doorway, settings: Settings) -> None:
    server = settings.server
    try:
        server.port = await doorway.take(server.host, server.port, shared=server.workers > 1)
    except OSError as error:
        raise BadSettings(f"{server.host}:{server.port}: {error.strerror or error}") from error


async def _until_told_and_warm(app: web.Application) -> None:
    over = threading.Event()
    warming = asyncio.create_task(asyncio.to_thread(templates.warm, app, over.is_set))
    try:
        await _until_told()
    finally:
        over.set()
        await warming


async def _until_told() -> None:
    """Waits for SIGTERM or SIGINT, or, in a worker, for the end of the process that began it."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, told.set)
    parent = multiprocessing.parent_process()
    if parent is not None:
        loop.add_reader(parent.sentinel, told.set)
    await told.wait()
