"""What machines ask: is it alive, is it ready, how is it doing, what time is it."""

import asyncio
import ipaddress
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import HistogramMetricFamily
from prometheus_client.registry import Collector

from server.web import access, handlers
from server.web.keys import CLOCK, CLOCK_WATCH, CONDITION, DUTIES, LIVE, STORE
from sessions.actions import must_be_secretariat
from sessions.store import mail_faults
from sessions.values import Unavailable, wire


class Durations(Collector):
    """How long something took, by the values of its labels; only counted in the loop's thread.

    The library's own histogram takes two locks each time: two of them were a fortieth of a save."""

    def __init__(self, name: str, documentation: str, labels: Sequence[str], bounds: Sequence[float]) -> None:
        self._about, self._labels, self._bounds = (name, documentation), labels, bounds
        self._counts: dict[tuple[str, ...], list[int]] = {}
        self._sums: dict[tuple[str, ...], float] = {}
        REGISTRY.register(self)

    def add(self, *labels: str) -> None:
        """Tells of these labels from now on."""
        self._counts[labels], self._sums[labels] = [0] * (len(self._bounds) + 1), 0.0

    def observe(self, seconds: float, *labels: str) -> None:
        """Counts one, of labels that were added."""
        self._counts[labels][bisect_left(self._bounds, seconds)] += 1
        self._sums[labels] += seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """What Prometheus is told: in each bucket also all that was shorter."""
        family = HistogramMetricFamily(*self._about, labels=self._labels)
        names = [*(str(float(bound)) for bound in self._bounds), "+Inf"]
        for labels, counts in self._counts.items():
            buckets = list(zip(names, accumulate(counts), strict=True))
            family.add_metric(labels, buckets=buckets, sum_value=self._sums[labels])
        yield family


REGISTRY = CollectorRegistry()
REQUESTS = Counter("sidang_requests_total", "Requests by method and status.", ["method", "status"], registry=REGISTRY)
SECONDS = Durations(
    "sidang_request_seconds", "How long requests took, streams aside.", ["method"], Histogram.DEFAULT_BUCKETS[:-1]
)
WAITING = Gauge("sidang_writer_waiting", "Jobs that wait for the writer.", registry=REGISTRY)
FREE = Gauge("sidang_disk_free_bytes", "What the data folder's disk still takes.", registry=REGISTRY)
OFFSET = Gauge("sidang_clock_offset_seconds", "The database's clock to this host's.", registry=REGISTRY)
HOLDS = Gauge("sidang_duties", "Whether this process does what one alone may do.", registry=REGISTRY)
ANSWER_SECONDS = 3.0  # within which a database that is there answers
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
PAGES = Gauge("sidang_live_pages", "Open event streams.", registry=REGISTRY)
SAVES = Durations(
    "sidang_save_seconds",
    "How long saves of scores took, from the last byte to the answer.",
    [],
    (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
OPEN = Gauge("sidang_open_sessions", "Sessions that are open or paused.", registry=REGISTRY)
LATE = Gauge("sidang_seals_late", "Sessions that closed over a minute ago and are not sealed.", registry=REGISTRY)
OUTBOX = Gauge("sidang_outbox_age_seconds", "How long the mail that is due longest has waited.", registry=REGISTRY)
STANDING = Gauge("sidang_trouble", "Whether this part does not work now.", ["part"], registry=REGISTRY)
BACKUP = Gauge("sidang_last_backup_timestamp_seconds", "When the newest daily backup was made.", registry=REGISTRY)
LAG = Gauge("sidang_loop_lag_seconds", "By how much the loop's last look came too late.", registry=REGISTRY)
PARTS = ("outbox", "inbox", "backup", "disk", "clock")
_REQUESTS: dict[tuple[str, int], Counter] = {}  # those that were met: the library looks for one under a lock
SAVES.add()
for one in METHODS:
    SECONDS.add(one)


def took(method: str, seconds: float, *, is_save: bool) -> None:
    """A request of that method was answered after so long."""
    if is_save:
        SAVES.observe(seconds)
    if method in METHODS:
        SECONDS.observe(seconds, method)


def answered(method: str, status: int) -> None:
    """One more request of that method was answered with that status."""
    known = _REQUESTS.get((method, status))
    if known is None:
        known = _REQUESTS[method, status] = REQUESTS.labels(method, str(status))
    known.inc()


async def server_time(request: web.Request) -> web.Response:
    """The server's clock, for a browser that measures its own against it."""
    return handlers.json_response({"server_time": wire(request.app[CLOCK]())})


async def healthz(_: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """Whether people may be sent here: 503 with every reason why not. `troubles` say what waits all the same."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            troubles = await request.app[STORE].read(mail_faults.standing)
    except (TimeoutError, Unavailable):
        return web.json_response({"status": "not ready", "because": ["database"]}, status=503)
    because = [name for name, is_so in _faults(request.app).items() if is_so]
    said = [{"part": one.part, "since": wire(one.since), "reason": one.reason} for one in troubles]
    document = {"status": "not ready" if because else "ready", "because": because, "troubles": said}
    return web.json_response(document, status=503 if because else 200)


def _faults(app: web.Application) -> dict[str, bool]:
    """What keeps this process from serving, by name."""
    watch = app.get(CLOCK_WATCH)
    return {
        "clock": app[DUTIES].astray or (watch is not None and bool(watch.leap)),
        "disk": app[CONDITION].is_full,
        "neighbours": app[STORE].shared and not app[STORE].glance.hearing,
    }


def _set_condition(app: web.Application) -> None:
    condition, seen, faults = app[CONDITION], app[CONDITION].seen, _faults(app)
    FREE.set(condition.free)
    OPEN.set(seen.open_sessions)
    LATE.set(seen.seals_late)
    OUTBOX.set(seen.outbox_age.total_seconds())
    LAG.set(seen.loop_lag)
    if seen.last_backup is not None:
        BACKUP.set(seen.last_backup.timestamp())
    standing = {one.part for one in seen.faults} | {name for name, is_so in faults.items() if is_so}
    for part in PARTS:
        STANDING.labels(part).set(part in standing)


async def metrics(request: web.Request) -> web.Response:
    """Figures for Prometheus, with a key or straight from loopback."""
    if not _is_straight_from_loopback(request):
        must_be_secretariat(access.asker(request))
    WAITING.set(request.app[STORE].writer.waiting)
    _set_condition(request.app)
    OFFSET.set(request.app[DUTIES].offset.total_seconds())
    HOLDS.set(request.app[DUTIES].mine)
    PAGES.set(request.app[LIVE].open_pages)
    return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _is_straight_from_loopback(request: web.Request) -> bool:
    # A proxy on this machine also comes from loopback, but says for whom: that is not "straight".
    forwarded = {"Forwarded", "X-Forwarded-For", "X-Real-IP"} & set(request.headers)
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback and not forwarded
    except ValueError:
        return False
