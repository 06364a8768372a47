"""What is under way in one browser, lying there sealed for some minutes: nobody reads it, no other browser has it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from aiohttp import web

from server.web import access, handlers
from server.web.keys import STORE
from sessions.store import sealing
from sessions.values import from_wire, wire


@dataclass(frozen=True)
class SealedCookie:
    """One kind of it: the cookie's name and path, what the seal is for, and for how long it holds."""

    name: str
    purpose: str
    at_most: timedelta
    path: str
    samesite: Literal["Lax", "Strict"]

    def keep(self, request: web.Request, response: web.StreamResponse, kept: dict[str, str], bound: str = "") -> None:
        """Seals it into the browser; `bound` names the one thing that it may be used for."""
        text = json.dumps(kept | {"until": wire(handlers.now(request) + self.at_most)})
        sealed = sealing.seal(request.app[STORE].secret, self.purpose, text, bound)
        response.set_cookie(
            self.name, sealed, max_age=int(self.at_most.total_seconds()), path=self.path, httponly=True,
            samesite=self.samesite, secure=access.is_secure(request),
        )  # fmt: skip

    def kept(self, request: web.Request, bound: str = "") -> dict[str, str] | None:
        """What this browser keeps; None where that is nothing, not ours, for something else, or too old."""
        text = sealing.unseal(request.app[STORE].secret, self.purpose, request.cookies.get(self.name, ""), bound)
        kept: dict[str, str] | None = json.loads(text) if text else None
        return kept if kept and handlers.now(request) <= from_wire(kept["until"]) else None

    def drop(self, response: web.Response) -> web.Response:
        """The same response, after which the browser keeps nothing of it."""
        response.del_cookie(self.name, path=self.path)
        return response
