"""The door that every request comes in by, before its handler: a text address, who is asking, whose the address is, the
body to its last byte, and the token of a browser's form.

Whoever has no business at an address is told so before a byte of the body is asked for, and before any fault of it.
"""

import time
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from server.clockwork.arrivals import Arrivals
from server.web import access, guards, health, requests
from server.web.guards import Guard
from server.web.keys import ARRIVALS, ARRIVED, ASKER, BELONGS, CLOCK, SETTINGS, STORE
from sessions.actions import Asker, archiving
from sessions.store import archived
from sessions.values import UNFINISHED, Clock, NotAllowed, NotFound, TooLarge

NOT_OF_THE_ROUND = {
    ("programmes", "{id}/duplicate"),  # another round is made like it
    ("panelists", "{id}/availability"),  # a person's own
    ("panelists", "{id}/calendars"),
    ("inbox", "{id}/dismiss"),  # a mail is put aside
}
STRANGERS_BYTES = 64 * 1024
GUARDS: web.AppKey[Mapping[tuple[str, str], Guard]] = web.AppKey("guards")  # by method and path


class Stamp:
    """When the request had been read to its last byte (promise 1); from then on it is counted until it is answered.

    The body is often there with the head: looking whose the address is takes nothing off a score's time."""

    def __init__(self, arrivals: Arrivals, clock: Clock) -> None:
        self._arrivals, self._clock = arrivals, clock
        self._answered = False
        self.at: datetime | None = None

    def press(self) -> None:
        """The last byte is here. What is read only to be thrown away, after a refusal, is not counted."""
        if self.at is None and not self._answered:
            self.at = self._arrivals.begin(self, self._clock)

    def end(self) -> None:
        """It is answered."""
        self._answered = True
        self._arrivals.end(self)


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets the request in to its handler, or raises why not: NotFound, NotSignedIn or NotAllowed."""
    _must_be_text(request)
    clock, begun = request.app[CLOCK], time.perf_counter()
    stamp = Stamp(request.app[ARRIVALS], clock)
    try:
        if request.method in access.SAFE or access.streams(request):  # uploads are stamped by their own handler
            request[ARRIVED] = clock()
        else:
            request.content.on_eof(stamp.press)
        is_here = stamp.at is not None  # with the head, as nearly always; while somebody is looked up, more may come
        await let_in(request)
        if ARRIVED not in request:
            _must_be_small_of_strangers(request)
            await request.read()
            if not is_here:
                await access.must_still_be_let_in(request)
            stamp.press()
            assert stamp.at is not None
            request[ARRIVED] = stamp.at
        await must_be_from_here(request)
        await must_be_writable(request)
        return await handler(request)
    finally:
        stamp.end()
        health.took(request.method, time.perf_counter() - begun, is_save=requests.is_save(request))


async def let_in(request: web.Request) -> None:
    """Looks who asks and whose the address is. Raises NotSignedIn or NotFound."""
    request[ASKER] = await access.identify(request)
    await _must_be_theirs(request)


def _must_be_small_of_strangers(request: web.Request) -> None:
    """Whom nobody knows sends little, and says how much before it is read. Raises TooLarge."""
    if request[ASKER] is None and request.body_exists and not _is_small(request.content_length):
        raise TooLarge("strangers-send-little", {"most": STRANGERS_BYTES // 1024})


def _is_small(length: int | None) -> bool:
    return length is not None and length <= STRANGERS_BYTES


def _must_be_text(request: web.Request) -> None:
    # NUL and bytes that are no UTF-8 stand in no id of ours; PostgreSQL takes neither in a text.
    where = request.path + request.query_string
    if "\0" in where or (not where.isascii() and any("\ud800" <= character <= "\udfff" for character in where)):
        raise NotFound


async def _must_be_theirs(request: web.Request) -> None:
    """The address's guard, by what is known of the asker alone where that is enough. Raises NotSignedIn or NotFound."""
    resource = request.match_info.route.resource
    if resource is None:
        return  # there is nothing at this address, which its handler says
    method = "GET" if request.method == "HEAD" else request.method
    guard = request.app[GUARDS].get((method, resource.canonical))
    if guard is None:
        return
    asker = access.asker(request)
    if guard in guards.OF_THE_ASKER:
        guards.OF_THE_ASKER[guard](asker, request.match_info)
    elif guard is not guards.panel or not _is_known_to_sit(request, asker):
        now = request.get(ARRIVED) or request.app[CLOCK]()
        await request.app[STORE].read(guard, asker, request.match_info, now)


async def must_be_writable(request: web.Request) -> None:
    """What is to be changed is there, and nothing of a programme in the archive is changed, though another round may be
    made like it. Raises NotFound or WrongState."""
    resource = request.match_info.route.resource
    if request.method in access.SAFE or resource is None:
        return
    kind, rest = _subject(resource.canonical)
    if "{action}" in rest:
        rest = rest.replace("{item}/{action}", f"{{id}}/{request.match_info.get('action', '')}")
    if kind not in archived.THINGS or not rest.startswith("{id}"):
        return
    one = request.match_info.get("id") or request.match_info["item"]
    of_the_round = kind in archived.KINDS and (kind, rest) not in NOT_OF_THE_ROUND
    if of_the_round:
        request[BELONGS] = kind, one
    if kind != "sessions" or not _is_known_to_run(request, one):
        await request.app[STORE].read(archiving.must_take_writes, kind, one, of_the_round=of_the_round)


@lru_cache(maxsize=1024)  # there are fewer
def _subject(pattern: str) -> tuple[str, str]:
    """Of what kind of thing the addresses of a pattern are, and what stands behind."""
    kind, _, rest = pattern.removeprefix("/api/v1").lstrip("/").partition("/")
    return kind, rest


def _is_known_to_run(request: web.Request, one: str) -> bool:
    # From memory, as nothing is as frequent as a save: no programme is archived while a session of it runs.
    store, now = request.app[STORE], request.app[CLOCK]()
    if store.is_seen_open(one, now):
        return True
    session = store.glimpse(one)
    return session is not None and session.state(now) in UNFINISHED


def _is_known_to_sit(request: web.Request, asker: Asker) -> bool:
    # From memory: whoever has lost the seat since is told so by the action, which looks again.
    session = request.app[STORE].glimpse(request.match_info["id"])
    return session is not None and session.seat(asker.id) is not None


async def must_be_from_here(request: web.Request) -> None:
    """A browser's write comes from one of our own pages, and bears its token once somebody is signed in. Raises
    NotAllowed."""
    if request.method in access.SAFE or "Authorization" in request.headers:
        return
    if _is_cross_site(request):
        raise NotAllowed("from-another-site")
    asker = request[ASKER]
    if asker is not None and asker.via == "sign-in" and not await access.has_csrf(request):
        raise NotAllowed("page-too-old")


def _is_cross_site(request: web.Request) -> bool:
    # Fetch Metadata (W3C); of a browser without it the Origin, which a page without referrer gives as "null".
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    ours = (request.host, urlsplit(request.app[SETTINGS].public_url).netloc)
    return origin != "null" and urlsplit(origin).netloc not in ours
