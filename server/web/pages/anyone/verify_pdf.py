"""The minutes' PDF on the page that checks: whether these very bytes were handed out. Nothing of it is kept."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from aiohttp import web

from server.documents import issued, minutes
from server.text import LANGUAGES
from server.web.seam import SETTINGS, STORE, apart, handlers
from sessions.actions import releasing, verifying
from sessions.lately import Lately
from sessions.store import Db, numbers
from sessions.values import Minutes

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
MADE = web.AppKey("made_minutes", Lately[tuple[str, str | None, str], bytes])
AT_HAND = 32  # PDFs, of some 150 kB


def set_up(app: web.Application) -> None:
    """Keeps the last of the minutes that were made to compare."""
    app[MADE] = Lately(AT_HAND)


class Seen(NamedTuple):
    """How the PDF lies to what is kept (a key of VERDICTS), and the digest by which that is known, "" for none."""

    lies: str
    digest: str


class _Named(NamedTuple):
    """What the digests that a PDF names stand for: the first that is a result's, else one of minutes, with these once
    all have signed, and the languages in which they were not handed out yet."""

    result: str
    digest: str
    signed: Minutes | None
    unkept: tuple[str, ...]


async def judge(request: web.Request, raw: bytes) -> Seen:
    """How the PDF lies to what was handed out."""
    digests = await apart.parse(request, issued.named, raw)
    if not digests:
        return Seen("silent", "")
    kept = await request.app[STORE].read(numbers.kept_under, digests)
    seen = _best([Seen(issued.lies(raw, one.pdf), one.digest) for one in kept])
    if seen is not None and seen.lies != "other":
        return seen
    found = await request.app[STORE].read(_named, digests, now=handlers.now(request))
    if found.result or not found.digest:
        return Seen("result" if found.result else "unknown", found.result)
    if found.signed is None:
        return Seen("unkept", found.digest)
    made = [Seen(issued.lies(raw, await _printed(request, found.signed, one)), found.digest) for one in found.unkept]
    return _best(made) or Seen("other", found.digest)


async def _printed(request: web.Request, signed: Minutes, language: str) -> bytes:
    """The minutes as an archive holds them that were never handed out by themselves; made apart and not for every
    asker anew, as that may be anybody."""
    key, lately = (signed.session, signed.digest, language), request.app[MADE]
    found = lately.get(key)
    if found is None:
        document = await asyncio.to_thread(minutes.document, signed, language, request.app[SETTINGS])
        found = await apart.parse(request, minutes.pdf, document)
        lately.keep(key, found)
    return found


def _best(seen: Sequence[Seen]) -> Seen | None:
    return min(seen, key=lambda one: BEST.index(one.lies), default=None)


def _named(db: Db, digests: Sequence[str], *, now: datetime) -> _Named:
    if result := next((one for one in digests if releasing.check_digest(db, one)), ""):
        return _Named(result, "", None, ())
    known = ((one, verifying.check_digest(db, one)) for one in digests)
    first, about = next(((one, about) for one, about in known if about is not None), ("", None))
    if about is None:
        return _Named("", "", None, ())
    found = minutes.read(db, about.session, now=now)
    if found.state != "signed" or found.digest is None or found.digest not in digests:
        return _Named("", first, None, ())
    kept = {one.language for one in numbers.kept_under(db, [found.digest])}
    return _Named("", found.digest, found, tuple(one for one in LANGUAGES if one not in kept))
