"""The minutes' PDF on the page that checks: whether these very bytes were handed out. Nothing of it is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from aiohttp import web

from server.documents import issued
from server.web.seam import STORE, apart, handlers
from sessions.actions import releasing, verifying
from sessions.store import Db, numbers

VERDICTS = {
    "same": "authentic",
    "earlier": "authentic",
    "cut": "incomplete",
    "longer": "other",
    "other": "other",
    "unkept": "unknown",
    "result": "unknown",
    "unknown": "unknown",
    "silent": "unknown",
}
"""The page's one word for each way in which a PDF can lie to what is kept."""
BEST = tuple(VERDICTS)


class Seen(NamedTuple):
    """How the PDF lies to what is kept (a key of VERDICTS), and the digest by which that is known, "" for none."""

    lies: str
    digest: str


async def judge(request: web.Request, raw: bytes) -> Seen:
    """How the PDF lies to what was handed out."""
    digests = await apart.parse(request, issued.named, raw)
    if not digests:
        return Seen("silent", "")
    return await request.app[STORE].read(_seen, raw, digests, now=handlers.now(request))


def _seen(db: Db, raw: bytes, digests: Sequence[str], *, now: datetime) -> Seen:
    if result := next((one for one in digests if releasing.check_digest(db, one, now=now)), ""):
        return Seen("result", result)
    kept = [Seen(issued.lies(raw, one.pdf), one.digest) for one in numbers.kept_under(db, digests)]
    if kept:
        return min(kept, key=lambda one: BEST.index(one.lies))
    known = next((one for one in digests if verifying.is_published(db, one)), "")
    return Seen("unkept" if known else "unknown", known)
