"""What machines ask: is it alive, is it ready, how is it doing, what time is it."""

import ipaddress

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from server.web import access, handlers
from server.web.keys import CLOCK, LIVE, STORE
from sessions.actions.access import must_be_secretariat
from sessions.clock import wire
from sessions.store import installation

REGISTRY = CollectorRegistry()
REQUESTS = Counter("sidang_requests_total", "Requests by method and status.", ["method", "status"], registry=REGISTRY)
SECONDS = Histogram("sidang_request_seconds", "How long requests took, streams aside.", ["method"], registry=REGISTRY)
PAGES = Gauge("sidang_live_pages", "Open event streams.", registry=REGISTRY)


async def server_time(request: web.Request) -> web.Response:
    """The server's clock, for a browser that measures its own against it."""
    return handlers.json_response({"server_time": wire(request.app[CLOCK]())})


async def healthz(_: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """The store answers too."""
    await request.app[STORE].read(installation.answers)
    return web.json_response({"status": "ready"})


async def metrics(request: web.Request) -> web.Response:
    """Figures for Prometheus, with a key or straight from loopback."""
    if not _is_straight_from_loopback(request):
        must_be_secretariat(access.asker(request))
    PAGES.set(request.app[LIVE].open_pages)
    return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _is_straight_from_loopback(request: web.Request) -> bool:
    # A proxy on this machine also comes from loopback, but says for whom: that is not "straight".
    forwarded = {"Forwarded", "X-Forwarded-For", "X-Real-IP"} & set(request.headers)
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback and not forwarded
    except ValueError:
        return False
