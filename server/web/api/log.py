"""The installation's log: its head and its proofs, for anyone."""

import re
from datetime import timedelta

from aiohttp import web

from server import forms
from server.web.seam import STORE, access, handlers
from server.web.throttle import Throttle
from sessions.store import Db, log
from sessions.values import Invalid, NotFound, TooMany, wire

PROOFS = web.AppKey("proofs_throttle", Throttle)
DIGEST = re.compile(r"[0-9a-f]{64}")


def set_up(app: web.Application) -> None:
    """How often one caller may ask."""
    app[PROOFS] = Throttle(120, timedelta(milliseconds=250))


async def get_head(request: web.Request) -> web.Response:
    """The log's head: how many leaves, the root over them, and when the last came."""
    _must_be_seldom(request)
    return handlers.json_response(await request.app[STORE].read(_head))


async def get_proof(request: web.Request) -> web.Response:
    """That a digest is in the log (RFC 9162, 2.1.3), or that the log only grew (2.1.4)."""
    _must_be_seldom(request)
    digest = request.query.get("digest")
    if digest is None:
        first, second = (_number(request, name) for name in ("first", "second"))
        return handlers.json_response(await request.app[STORE].read(log.consistency, first, second))
    if not DIGEST.fullmatch(digest.lower()):
        raise NotFound
    return handlers.json_response(await request.app[STORE].read(log.inclusion, digest.lower()))


def _head(db: Db) -> dict[str, object]:
    head = log.head(db)
    return {"size": head.size, "root": head.root, "at": head.at and wire(head.at)}


def _number(request: web.Request, name: str) -> int:
    found = forms.natural(request.query.get(name, ""))
    if found is None:
        raise Invalid.at(f"/{name}", "number-or-digest")
    return found


def _must_be_seldom(request: web.Request) -> None:
    if not request.app[PROOFS].allows(access.caller(request), now=handlers.now(request)):
        raise TooMany
