"""The parts of the running application and what is known of a request, by typed keys."""

from datetime import datetime

from aiohttp import web

from server.arrivals import Arrivals
from server.feeds import Feeds
from server.jobs import Jobs
from server.live import Live
from server.planner import Planner
from server.settings import Settings
from sessions.asking import Asker
from sessions.clock import Clock
from sessions.store.engine import Store

CLOCK: web.AppKey[Clock] = web.AppKey("clock")
STORE = web.AppKey("store", Store)
SETTINGS = web.AppKey("settings", Settings)
ARRIVALS = web.AppKey("arrivals", Arrivals)
LIVE = web.AppKey("live", Live)
JOBS = web.AppKey("jobs", Jobs)
FIRST: web.AppKey[bool] = web.AppKey("first", bool)  # whether this process does what only one may do
PLANNER = web.AppKey("planner", Planner)
FEEDS = web.AppKey("feeds", Feeds)
ASKER: web.RequestKey[Asker | None] = web.RequestKey("asker")
ARRIVED: web.RequestKey[datetime] = web.RequestKey("arrived")
