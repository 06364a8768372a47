"""An error -> RFC 9457 problem+json, or a page for a browser; one map, found along the error's classes."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from server.text import faults
from server.web import readers
from server.web.keys import ASKER
from sessions.values import (
    BookingConflict,
    Conflict,
    Fault,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refusal,
    StorageFull,
    TooLarge,
    TooMany,
    Unavailable,
    UnsupportedFile,
)

STATUS: dict[type[Refusal], int] = {
    Invalid: 422,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    TooMany: 429,
    TooLarge: 413,
    UnsupportedFile: 415,
    StorageFull: 507,
    Unavailable: 503,
}
TITLES = {
    "invalid": "The request does not fit",
    "booking-conflict": "The session clashes with what is there",
    "sheet-waiting": "The sheet is not open yet",
    "sheet-paused": "The session is paused",
    "sheet-closed": "The sheet has closed",
    "stale-revision": "It was changed in the meantime",
    "not-declared": "No declaration yet",
    "wrong-state": "This cannot be done now",
    "not-signed-in": "Not signed in",
    "not-allowed": "Not allowed in this way",
    "not-found": "Not found",
    "too-many": "Too many requests",
    "too-large": "Too large",
    "limit": "Over a limit of what is read here",
    "unsupported-file": "This kind of file is not taken",
    "insufficient-storage": "The disk is full or cannot be written",
    "unavailable": "The database cannot be reached",
}
RETRY_SECONDS = 5
log = structlog.get_logger()
Page = Callable[[web.Request, dict[str, object]], Awaitable[web.StreamResponse]]
REFUSAL_PAGE: web.AppKey[Page] = web.AppKey("refusal_page")


def status(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


@dataclass(frozen=True)
class Reader:
    """In which language and zone a refusal is told."""

    language: str = "en"
    zone: str = "UTC"


PROGRAM = Reader()


def reader(request: web.Request) -> Reader:
    """Who reads the refusal: a person in the language of their pages; a program, and who is not known, in English, or
    in the first language of ours that `Accept-Language` names."""
    asker = request.setdefault(ASKER, None)
    zone = asker.timezone if asker else "UTC"
    if wants_page(request) or (asker is not None and "Authorization" not in request.headers):
        return Reader(readers.language(request), zone)
    return Reader(readers.named_language(request) or PROGRAM.language, zone)


def problem(refusal: Refusal, told: Reader = PROGRAM) -> dict[str, object]:
    """The problem document of a refusal (RFC 9457, section 3), in the words of who reads it."""
    if isinstance(refusal, NotFound):
        refusal = NotFound()  # what is not there and what is not yours are told in the same bytes
    fields = {key: _plain(value, told) for key, value in refusal.fields.items()}
    if isinstance(refusal, BookingConflict):
        fields["conflicts"] = faults.worded(refusal.conflicts, told.language, told.zone)
    if refusal.code != refusal.name:
        fields |= {"code": refusal.code, "params": dict(refusal.params)}
    document = {
        "type": f"/problems/{refusal.name}",
        "title": TITLES.get(refusal.name, refusal.name),
        "status": status(refusal),
        "detail": faults.detail(refusal, told.language, told.zone),
    }
    return document | fields


def _plain(value: object, told: Reader) -> object:
    if isinstance(value, Fault):
        return {
            "pointer": value.pointer,
            "code": value.code,
            "params": dict(value.params) | _place(value),
            "message": faults.told(value, told.language),
        }
    return [_plain(one, told) for one in value] if isinstance(value, list) else value


def _place(fault: Fault) -> dict[str, object]:
    place = {"line": fault.line, "column": fault.column, "found": fault.found}
    return {key: value for key, value in place.items() if value}


def response(document: dict[str, object]) -> web.Response:
    """The problem as a response."""
    status = document["status"]
    assert isinstance(status, int)
    headers = {"WWW-Authenticate": 'Bearer realm="Sidang"'} if status == 401 else {}
    if status in (429, 503):
        headers["Retry-After"] = str(document.get("retry_after_seconds", RETRY_SECONDS))
    text = json.dumps(document, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/problem+json", headers=headers)


def pattern(request: web.Request) -> str:
    """The address as the table of routes has it: in its place there may stand a secret."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""


def of_http(error: web.HTTPException, told: Reader = PROGRAM) -> dict[str, object]:
    """The problem document of an error that aiohttp itself raises."""
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return problem(TooLarge(), told)
    if error.status == 404:
        return problem(NotFound(), told)
    return {"type": "about:blank", "title": error.reason, "status": error.status, "detail": error.reason}


def wants_page(request: web.Request) -> bool:
    """Whether a person's browser asks, so that a page is the answer."""
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns refusals into their response; anything unforeseen into a plain 500 and a line in the log."""
    try:
        return await handler(request)
    except Refusal as refusal:
        document = problem(refusal, reader(request))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        document = of_http(error, reader(request))
        if error.status == 405:
            return _with_allow(response(document), error)
    except Exception as error:
        document = _of_the_disk(error) or _unforeseen(request)
    if wants_page(request):
        return await request.app[REFUSAL_PAGE](request, document)
    return response(document)


def _of_the_disk(error: Exception) -> dict[str, object] | None:
    is_full = isinstance(error, OSError) and error.errno in StorageFull.errors
    return problem(StorageFull()) if is_full else None


def _unforeseen(request: web.Request) -> dict[str, object]:
    """Called while the error is handled."""
    log.exception("request-failed", method=request.method, path=pattern(request))
    return {"type": "about:blank", "title": "Internal error", "status": 500, "detail": "it was written to the log"}


def _with_allow(answer: web.Response, error: web.HTTPException) -> web.Response:
    answer.headers["Allow"] = error.headers.get("Allow", "")
    return answer
