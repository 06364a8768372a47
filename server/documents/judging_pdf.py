"""Whether the bytes of a PDF were handed out here, for the page and the command that check it; none is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from server.documents import issued
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
"""The one word for each way in which a PDF can lie to what is kept."""
BEST = tuple(VERDICTS)


class Seen(NamedTuple):
    """How the PDF lies to what is kept (a key of VERDICTS), and the digest by which that is known, "" for none."""

    lies: str
    digest: str


class Judged(NamedTuple):
    """How a PDF lies to what is kept, the digest by which that is known, and the one word for it: `other` also where
    the record behind the digest does not fit any more. `session`: whose minutes they are, "" for none."""

    lies: str
    digest: str
    verdict: str
    session: str


def judge(db: Db, raw: bytes, digests: Sequence[str], *, now: datetime) -> Judged:
    """How the PDF, which leads to these digests (`issued.named`), lies to what was handed out."""
    lies, digest = _seen(db, raw, digests, now=now) if digests else Seen("silent", "")
    known = verifying.check_digest(db, digest) if digest and lies != "result" else None
    found = lies if known or lies in ("result", "silent") else "unknown"
    verdict = "other" if known and known.fault else VERDICTS[found]
    return Judged(found, digest, verdict, known.session.id if known else "")


def _seen(db: Db, raw: bytes, digests: Sequence[str], *, now: datetime) -> Seen:
    if result := next((one for one in digests if releasing.check_digest(db, one, now=now)), ""):
        return Seen("result", result)
    kept = [Seen(issued.lies(raw, one.pdf), one.digest) for one in numbers.kept_under(db, digests)]
    if kept:
        return min(kept, key=lambda one: BEST.index(one.lies))
    known = next((one for one in digests if verifying.is_published(db, one)), "")
    return Seen("unkept" if known else "unknown", known)
