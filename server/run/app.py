"""Puts everything together: the parts of the application, each begun and ended by a cleanup context of its own."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from aiohttp import web

from server.clockwork.acceptor import Acceptor
from server.clockwork.alarms import Jobs
from server.clockwork.arrivals import Arrivals
from server.clockwork.clock_watch import ClockWatch
from server.clockwork.duties import BEAT_SECONDS, Duties
from server.clockwork.events import Live
from server.clockwork.figures import Figures
from server.clockwork.follower import Follower
from server.clockwork.kept import Kept
from server.clockwork.parsing import Parsers
from server.clockwork.planner import Planner
from server.clockwork.recordings import LOOK_EVERY, Recordings
from server.documents.pades import Certificate, NoCertificate
from server.mail.feeds import Feeds
from server.mail.service import Mailroom
from server.media import shelf
from server.run import calendars, daily, log_keeping, neighbours, watching, webhooks
from server.settings import BadSettings, Settings
from server.web import door, health, routes
from server.web.api import log as log_api
from server.web.look import troubles
from server.web.look.statics import STATICS, Statics
from server.web.look.templates import ENGINES, engines
from server.web.pages.anyone import oidc, verify
from server.web.pages.frame import refusal_page
from server.web.pages.house import accounts, mail_setup
from server.web.route import Route
from server.web.seam import (
    ACCEPTOR,
    ARRIVALS,
    CERTIFICATE,
    CHOOSING,
    CLOCK,
    CLOCK_WATCH,
    DUTIES,
    FEEDS,
    FIGURES,
    FOLLOWER,
    JOBS,
    LIVE,
    PARSERS,
    PLANNER,
    RECORDINGS,
    SETTINGS,
    STORE,
    access,
    refusals,
    requests,
    typed,
    uploads,
)
from sessions.actions import Ways
from sessions.store import Store, plans
from sessions.values import Clock, Entry, Meeting, SteadyClock, wall_clock
from sessions.values.itip import Party

FOLLOW_EVERY = timedelta(seconds=60)
CHOOSERS = 12  # choices from offers that wait at once for the one who writes: a save comes in between

BODY_BYTES = 8 * 1024 * 1024  # JSON and spreadsheets; uploads are streamed and have a limit of their own
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self' blob:; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none at all our own forms would come from nowhere
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), display-capture=(self), camera=(), geolocation=(), payment=(), usb=()",
}
# What is part of a page and never one itself obeys the page's policy: said with each of a sheet's twenty scripts, its
# own would be a fifth of what comes over a slow line. The service worker is one by itself and says it all.
PARTS = ("text/javascript", "text/css", "image/webp")
OF_PARTS = {"X-Content-Type-Options": HEADERS["X-Content-Type-Options"]}
WITH_TOKEN = (
    "/enter/",
    "/answer/",
    "/stage/",
    "/calendar/",
    "/fill/",
    "/api/v1/fill/",
)  # addresses that are secrets themselves


def make_app(
    settings: Settings,
    store: Store,
    *,
    clock: Clock = wall_clock,
    table: Sequence[Route] = routes.ROUTES,
) -> web.Application:
    """The application over an open store; what one process of all does, it does while it holds the lease."""
    app = web.Application(
        client_max_size=BODY_BYTES,
        client_max_fields=typed.MOST_FIELDS,
        middlewares=[requests.middleware, refusals.middleware, door.middleware],
    )
    app[SETTINGS], app[STORE], app[CLOCK] = settings, store, clock
    app[access.RECENT] = access.Recent()
    app[STATICS] = Statics.read()
    app[ENGINES] = engines(app[STATICS].address, lambda: settings.mails_nobody)
    troubles.add_to(app)
    app[refusals.REFUSAL_PAGE] = refusal_page
    app[ARRIVALS] = Arrivals()
    app[LIVE] = Live(store, clock)
    app[FIGURES] = Figures(store, Kept(settings.server.data / "figures"))
    app[CERTIFICATE] = _certificate(settings)
    app[FEEDS] = Feeds(Party(settings.mail.organizer.name, settings.mail.organizer.address))
    verify.set_up(app)
    app[uploads.COMING] = Counter()
    accounts.set_up(app)
    oidc.set_up(app)
    mail_setup.set_up(app)
    log_api.set_up(app)
    app[JOBS] = Jobs(store, settings, clock, app[ARRIVALS])
    app[PARSERS] = Parsers()
    app[PLANNER] = Planner(store, clock)
    app[CHOOSING] = asyncio.Semaphore(CHOOSERS)
    app[RECORDINGS] = Recordings(store, clock, data=settings.server.data, uploads=settings.uploads)
    app[ACCEPTOR] = Acceptor(store, clock, Ways(Meeting(settings.meeting.template)))
    app[FOLLOWER] = Follower(store, clock)
    app.on_response_prepare.append(_harden)
    app.on_shutdown.append(_end_streams)
    mailroom = Mailroom(settings, store, clock)
    listening = neighbours.listening if store.shared else _listening
    app.cleanup_ctx.extend([_entered, listening, _jobs, _planner, _open(mailroom), _duties])
    _add_duties(app, mailroom)
    routes.add_to(app, table)
    return app


def _place(app: web.Application) -> str:
    """Where this process's uploads lie, as other hosts of a shared store are told. Raises BadSettings."""
    if not app[STORE].shared:
        return ""
    try:
        return shelf.mark(app[SETTINGS].uploads)
    except OSError as error:
        raise BadSettings(f"the data folder cannot be written: {error}") from error


def _add_duties(app: web.Application, mailroom: Mailroom) -> None:
    """What one process of all does, and the watch over the clock by which each goes."""
    store, clock = app[STORE], app[CLOCK]
    duties = app[DUTIES] = Duties(store, _place(app), partial(app[ARRIVALS].clear_to, clock))
    if isinstance(clock, SteadyClock):
        watch = app[CLOCK_WATCH] = ClockWatch(store, clock, app[JOBS].reset)
        app[JOBS].leap = clock.leap
        app.cleanup_ctx.append(partial(_watched, watch))
    app[JOBS].all_clear = duties.all_clear
    duties.add(partial(_taken_up_plans, app))
    duties.add(mailroom.receiving)
    app[LIVE].process = duties.me
    duties.add(partial(_recordings, app))
    duties.add(partial(_following, app))
    duties.add(partial(_attendance, app))
    log_keeping.add_to(app)
    webhooks.add_to(app)
    calendars.add_to(app)
    daily.add_to(app)
    watching.add_to(app)


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    health.answered(request.method, response.status)
    if request.path.startswith(WITH_TOKEN):
        response.headers.setdefault("Referrer-Policy", "no-referrer")
    if access.is_secure(request):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    framed = "frame-ancestors *" in response.headers.get("Content-Security-Policy", "")
    for name, value in (OF_PARTS if _is_part(request, response) else HEADERS).items():
        if not (framed and name == "X-Frame-Options"):  # it has no way to say "anywhere"
            response.headers.setdefault(name, value)
    if requests.ID in request:
        response.headers[requests.HEADER] = request[requests.ID]


def _is_part(request: web.Request, response: web.StreamResponse) -> bool:
    return request.path.startswith("/static/") and response.content_type in PARTS


async def _end_streams(app: web.Application) -> None:
    await app[LIVE].close()


async def _listening(app: web.Application) -> AsyncIterator[None]:
    listener = _in_loop(asyncio.get_running_loop(), app)
    app[STORE].listeners.append(listener)
    yield
    app[STORE].listeners.remove(listener)


def _in_loop(loop: asyncio.AbstractEventLoop, app: web.Application) -> Callable[[list[Entry], set[str]], None]:
    def hand_over(entries: list[Entry], signals: set[str]) -> None:
        loop.call_soon_threadsafe(_told, app, entries, signals)

    return hand_over


def _told(app: web.Application, entries: list[Entry], signals: set[str]) -> None:
    app[LIVE].receive(entries, signals)
    app[JOBS].receive(entries)


def _open(mailroom: Mailroom) -> Callable[[web.Application], AsyncIterator[None]]:
    async def mailing(_: web.Application) -> AsyncIterator[None]:
        async with mailroom.open():
            yield

    return mailing


async def _entered(app: web.Application) -> AsyncIterator[None]:
    await app[DUTIES].enter()
    yield


async def _jobs(app: web.Application) -> AsyncIterator[None]:
    await app[JOBS].start()
    yield
    await app[JOBS].close()


def _certificate(settings: Settings) -> Certificate | None:
    """The organisation's, where one is set. Raises BadSettings where it can't be opened."""
    if not settings.signing.pkcs12:
        return None
    found = Certificate(Path(settings.signing.pkcs12), settings.signing.password, settings.log.timestamp_url)
    try:
        found.must_open()
    except NoCertificate as error:
        raise BadSettings(f"signing.pkcs12: {error}") from error
    return found


async def _planner(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[PARSERS].close()
    await app[ACCEPTOR].close()
    await app[FOLLOWER].close()
    await app[PLANNER].close()
    await app[FIGURES].close()
    await app[RECORDINGS].close()


async def _watched(watch: ClockWatch, _app: web.Application) -> AsyncIterator[None]:
    async for _ in watch.context():
        yield


async def _duties(app: web.Application) -> AsyncIterator[None]:
    async for _ in app[DUTIES].context():
        yield


@asynccontextmanager
async def _taken_up_plans(app: web.Application) -> AsyncIterator[None]:
    await app[STORE].write(plans.interrupted)
    await app[ACCEPTOR].resume()
    yield


@asynccontextmanager
async def _following(app: web.Application) -> AsyncIterator[None]:
    await app[FOLLOWER].look()
    app[JOBS].every(FOLLOW_EVERY, app[FOLLOWER].look)  # what another process began, and could not end
    yield
    app[JOBS].no_longer(app[FOLLOWER].look)


@asynccontextmanager
async def _attendance(app: web.Application) -> AsyncIterator[None]:
    app[JOBS].every(timedelta(seconds=BEAT_SECONDS), app[LIVE].look_for_the_gone)
    yield
    app[JOBS].no_longer(app[LIVE].look_for_the_gone)


@asynccontextmanager
async def _recordings(app: web.Application) -> AsyncIterator[None]:
    app[JOBS].every(LOOK_EVERY, app[RECORDINGS].look)
    yield
    app[JOBS].no_longer(app[RECORDINGS].look)
