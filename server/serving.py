"""Running the server until it is told to end."""

import asyncio
import signal
from collections.abc import Callable

from aiohttp import web

from server.app import make_app
from server.keys import SETTINGS
from server.settings import BadSettings, Settings
from sessions.store.engine import Store

GRACE_SECONDS = 5


async def serve(settings: Settings, store: Store, ready: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT; `ready` is told the address once connections are taken.

    Raises BadSettings when the address cannot be had."""
    app = make_app(settings, store)
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=GRACE_SECONDS)
    await runner.setup()
    try:
        await _listen(runner, settings)
        ready(app[SETTINGS].public_url)
        await _until_told()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    server = settings.server
    site = web.TCPSite(runner, server.host, server.port, reuse_port=server.workers > 1 or None)
    try:
        await site.start()
    except OSError as error:
        raise BadSettings(f"{server.host}:{server.port}: {error.strerror or error}") from error
    if server.port == 0:
        server.port = runner.addresses[0][1]


async def _until_told() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, told.set)
    await told.wait()
