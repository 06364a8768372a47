"""What is told of requests: an id each, given back in the answer, and one line of those that matter.

What matters is what changed something, what was refused to somebody known, what failed, and what took over a second. A
score that was saved stands in the record, with who and when: it has no line here.
"""

import re
import secrets
import time
from collections.abc import Awaitable, Callable
from itertools import count

import structlog
from aiohttp import web

from server.web import access, refusals
from server.web.keys import ASKER

HEADER = "X-Request-ID"
ID: web.RequestKey[str] = web.RequestKey("id")
SLOW_SECONDS = 1.0
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")  # by a proxy, so that its log and this one can be laid side by side
log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PROCESS, _NUMBERS = secrets.token_hex(4), count(1)  # chance is asked once: asking gives up the interpreter's lock


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Numbers the request, and tells of it once it is answered."""
    return await told(request, handler, time.perf_counter())


def number(request: web.Request) -> str:
    """The request's id, as a proxy gave it or a new one."""
    given = request.headers.get(HEADER, "")
    return given if GIVEN.fullmatch(given) else f"{_PROCESS}-{next(_NUMBERS):x}"


async def told(request: web.Request, handler: Handler, began: float) -> web.StreamResponse:
    """Has the request answered that began at that second of `perf_counter`, and tells of it."""
    request[ID] = number(request)
    answer = await handler(request)
    seconds = time.perf_counter() - began
    if _matters(request, answer.status, seconds):
        _tell(request, answer.status, seconds)
    return answer


def _matters(request: web.Request, status: int, seconds: float) -> bool:
    if status >= 500 or (seconds > SLOW_SECONDS and not request.path.endswith("/events")):
        return True
    if request.get(ASKER) is None:
        return False  # strangers are many; what they are refused is counted
    return status >= 400 or (request.method not in access.SAFE and not is_save(request))


def is_save(request: web.Request) -> bool:
    """Whether it saves a score."""
    return request.method == "PUT" and "/sheet/" in request.path


def _tell(request: web.Request, status: int, seconds: float) -> None:
    asker = request.get(ASKER)
    say = log.error if status >= 500 else log.info
    say(
        "request",
        id=request[ID],
        method=request.method,
        path=refusals.pattern(request),
        status=status,
        ms=round(seconds * 1000),
        actor=asker.id if asker is not None else None,
        session=request.match_info.get("id") if "/sessions/" in request.path else None,
    )
