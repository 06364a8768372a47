"""The parts of the running application and what is known of a request, by typed keys."""

import asyncio
from datetime import datetime

from aiohttp import web

from server.clockwork.acceptor import Acceptor
from server.clockwork.alarms import Jobs
from server.clockwork.arrivals import Arrivals
from server.clockwork.clock_watch import ClockWatch
from server.clockwork.condition import Condition
from server.clockwork.duties import Duties
from server.clockwork.events import Live
from server.clockwork.figures import Figures
from server.clockwork.follower import Follower
from server.clockwork.log_keeper import LogKeeper
from server.clockwork.parsing import Parsers
from server.clockwork.planner import Planner
from server.clockwork.recordings import Recordings
from server.documents.pades import Certificate
from server.mail.feeds import Feeds
from server.settings import Settings
from sessions.actions import Asker
from sessions.store import Store
from sessions.values import Clock

CLOCK: web.AppKey[Clock] = web.AppKey("clock")
STORE = web.AppKey("store", Store)
SETTINGS = web.AppKey("settings", Settings)
ARRIVALS = web.AppKey("arrivals", Arrivals)
LIVE = web.AppKey("live", Live)
JOBS = web.AppKey("jobs", Jobs)
CONDITION = web.AppKey("condition", Condition)
CLOCK_WATCH = web.AppKey("clock_watch", ClockWatch)
DUTIES = web.AppKey("duties", Duties)
KEEPER = web.AppKey("keeper", LogKeeper)
RECORDINGS = web.AppKey("recordings", Recordings)
ACCEPTOR: web.AppKey[Acceptor] = web.AppKey("acceptor")
FOLLOWER: web.AppKey[Follower] = web.AppKey("follower")
PARSERS = web.AppKey("parsers", Parsers)
PLANNER = web.AppKey("planner", Planner)
CERTIFICATE: web.AppKey[Certificate | None] = web.AppKey("certificate")
FIGURES = web.AppKey("figures", Figures)
FEEDS = web.AppKey("feeds", Feeds)
CHOOSING = web.AppKey("choosing", asyncio.Semaphore)  # few choose at once, and others write in between
ASKER: web.RequestKey[Asker | None] = web.RequestKey("asker")
BELONGS: web.RequestKey[tuple[str, str]] = web.RequestKey("belongs")  # kind and id of what a write is about
ARRIVED: web.RequestKey[datetime] = web.RequestKey("arrived")
STREAMED: web.RequestKey[str] = web.RequestKey("streamed")  # of a body that came in piece by piece, what it said
