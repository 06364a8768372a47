"""The server's clock, where it has leapt: what it shows, what is followed, and an official's word that it is right."""

from aiohttp import web

from server.web.pages import frame
from server.web.pages.frame import around
from server.web.seam import CLOCK, CLOCK_WATCH, STORE, access
from sessions.actions import clocks


async def show(request: web.Request) -> web.Response:
    """What the clock shows and what is followed."""
    asker, watch = access.asker(request), request.app.get(CLOCK_WATCH)
    followed = request.app[CLOCK]()
    view = {
        "followed": followed,
        "shown": watch.wall if watch else followed,
        "leapt": bool(watch and watch.leap),
        "zone": asker.timezone,
        "path": "/clock",
    }
    view |= await frame.read(request, lambda db: around(db, asker, request.query.get("programme", "")))
    return frame.page(request, "pages/clock.html", view)


async def accept(request: web.Request) -> web.Response:
    """The clock is right: every process follows it again within a second, and sets its alarms anew."""
    asker, watch, followed = access.asker(request), request.app.get(CLOCK_WATCH), request.app[CLOCK]()
    if watch is not None and watch.leap:
        await request.app[STORE].write(clocks.accept, asker, followed=followed, now=watch.wall)
        await watch.look()
    return frame.led_to("/clock", "clock-accepted")
