"""How booking is done here, by the settings and what the request says: how links are made, what waits and how long."""

from datetime import timedelta

from aiohttp import web

from server.web import handlers
from server.web.keys import SETTINGS
from sessions.actions import Bulk, Ways
from sessions.values import Meeting


def meeting(request: web.Request) -> Meeting:
    """How links are made."""
    return Meeting(request.app[SETTINGS].meeting.template)


def of_one(request: web.Request, *, hold: bool | None = None) -> Ways:
    """For one session: its mails wait where the request says `?hold=true`, or where a page (`hold`) always does."""
    wanted = handlers.flag(request, "hold") if hold is None else hold
    return Ways(meeting(request), delay(request) if wanted else None)


def for_pages(request: web.Request) -> Ways:
    """For what people do on pages: it waits, so that they may take it back; with a delay of none it goes at once."""
    return of_one(request, hold=bool(delay(request)))


def bulk(request: web.Request, *, hold: bool | None = None) -> Bulk:
    """For many at once."""
    return Bulk(delay(request), handlers.flag(request, "hold") if hold is None else hold)


def delay(request: web.Request) -> timedelta:
    """How long what waits waits."""
    return timedelta(seconds=request.app[SETTINGS].mail.batch_delay)
